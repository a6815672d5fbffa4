"""Entity F1: against seqeval on any tags, by hand, and where there is nothing to count."""

from __future__ import annotations

import warnings

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics import f1_score, precision_score, recall_score

from tasks.tagging.f1 import EntityScore, entity_score

TAGS = ["O", *(f"{prefix}-{type_}" for prefix in "BI" for type_ in ("x", "y", "x-y"))]

pair_of_tags = st.tuples(st.sampled_from(TAGS), st.sampled_from(TAGS))
pairs_of_sentences = st.lists(st.lists(pair_of_tags, max_size=12), min_size=1, max_size=6)


@given(pairs_of_sentences)
def test_agrees_with_seqeval_on_any_tags_however_ill_formed(
    sentences: list[list[tuple[str, str]]],
) -> None:
    gold = [[pair[0] for pair in sentence] for sentence in sentences]
    predicted = [[pair[1] for pair in sentence] for sentence in sentences]

    score = entity_score(gold, predicted)

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # about zero divisions
        oracle = [
            measure(gold, predicted, average="micro", zero_division=0)
            for measure in (precision_score, recall_score, f1_score)
        ]
    assert score == pytest.approx([100 * value for value in oracle])


@given(st.lists(st.lists(st.sampled_from(TAGS), max_size=12), max_size=6))
def test_gold_tags_score_a_hundred_unless_they_hold_no_entity(sentences: list[list[str]]) -> None:
    entities = any(tag != "O" for sentence in sentences for tag in sentence)
    score = entity_score(sentences, sentences)
    assert score == (EntityScore(100.0, 100.0, 100.0) if entities else EntityScore(0.0, 0.0, 0.0))


def test_half_found_two_thirds_right() -> None:
    gold = [["B-x", "I-x", "O", "B-y"], ["B-x", "O", "B-y", "I-y"]]
    predicted = [["B-x", "I-x", "O", "B-y"], ["O", "O", "B-y", "O"]]
    score = entity_score(gold, predicted)
    assert score.precision == pytest.approx(200 / 3)
    assert score.recall == pytest.approx(50.0)
    assert score.f1 == pytest.approx(400 / 7)


@pytest.mark.parametrize(
    ("gold", "predicted", "f1"),
    [
        (["B-x", "I-x"], ["I-x", "I-x"], 100.0),  # an I- that continues nothing begins
        (["B-x", "B-x"], ["B-x", "I-x"], 0.0),  # two entities are not one
        (["B-x", "B-y"], ["B-x", "I-y"], 100.0),  # another type begins an entity
        (["B-x", "I-x"], ["B-y", "I-y"], 0.0),  # the type counts
        (["B-x", "I-x"], ["B-x", "O"], 0.0),  # no credit for a part
        (["B-x", "O"], ["B-x", "B-x"], 200 / 3),
    ],
)
def test_conlleval_reading(gold: list[str], predicted: list[str], f1: float) -> None:
    assert entity_score([gold], [predicted]).f1 == pytest.approx(f1)


def test_an_entity_in_another_sentence_is_another_entity() -> None:
    assert entity_score([["B-x"], ["O"]], [["O"], ["B-x"]]).f1 == 0.0


@pytest.mark.parametrize(
    ("gold", "predicted", "score"),
    [
        ([], [], (0.0, 0.0, 0.0)),
        ([[]], [[]], (0.0, 0.0, 0.0)),
        ([["O", "O"]], [["O", "O"]], (0.0, 0.0, 0.0)),
        ([["B-x"]], [["O"]], (0.0, 0.0, 0.0)),
        ([["O"]], [["B-x"]], (0.0, 0.0, 0.0)),
    ],
)
def test_zero_where_nothing_can_be_counted(
    gold: list[list[str]], predicted: list[list[str]], score: tuple[float, float, float]
) -> None:
    assert entity_score(gold, predicted) == score


@pytest.mark.parametrize(
    ("gold", "predicted"),
    [
        ([["O"]], []),
        ([], [["O"]]),
        ([["O"], ["O"]], [["O"]]),
        ([["O", "O"]], [["O"]]),
        ([["O"]], [["O", "O"]]),
    ],
)
def test_unequal_lengths_are_refused(gold: list[list[str]], predicted: list[list[str]]) -> None:
    with pytest.raises(ValueError, match=r"tags|zip"):
        entity_score(gold, predicted)
