"""What was chosen, on a corpus so small that every share can be counted by hand."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
import torch
from made_up_simulations import CORPUS, ENCODED, VECTORS, header, made_round, specification

from tasks.corpora.sentence import Sentence
from tasks.querying.registry import find_strategy
from tasks.simulation.choices import Choice, choices_csv, choices_of, read_choices
from tasks.simulation.journal import Journal
from tasks.simulation.loop import initial_pool, simulate
from tasks.simulation.specification import FULL_DATA


def sentence(tokens: str, tags: str) -> Sentence:
    return Sentence(tuple(tokens.split()), tuple(tags.split()))


# Eleven different tokens, three entity types.
TRAIN = [
    sentence("to Rome", "O B-city"),
    sentence("to Rome", "O B-city"),
    sentence("to Rome", "O B-city"),
    sentence("fly today at noon", "O B-day O B-time"),
    sentence("to Bern by night train", "O B-city O B-time I-time"),
    sentence("yes", "O"),
]


def journal(*queries: tuple[int, ...], **changes: object) -> Journal:
    rounds = tuple(made_round(number, query) for number, query in enumerate(queries))
    return Journal(header(**changes), rounds)


def one_sentence(**changes: object) -> dict[str, object]:
    """A simulation that begins with a single sentence."""
    return {"initial_fraction": 1 / 6, "budget_unit": "sentences", **changes}


def pool_of(**changes: object) -> list[int]:
    return initial_pool(specification(**one_sentence(**changes)), np.ones(6, dtype=int), 1.0)


@pytest.fixture
def seed() -> int:
    """A seed whose initial pool is one of the three equal sentences."""
    return next(seed for seed in range(100) if pool_of(seed=seed) == [0])


def test_every_share_by_hand(seed: int) -> None:
    rows = choices_of(journal((4, 1, 3), (5, 2), (), **one_sentence(seed=seed)), TRAIN)
    names = ("sample", "tagger", "mnlp", seed)
    # First: one of three stands in the pool; 1 + 3 and 2 of 11 tokens; all types; all tokens
    # but "yes". Then: "to Rome" again, and no entity but Rome.
    assert rows == [
        Choice(*names, 0, 3, 11, 3.666667, 0.333333, 0.545455, 1.0, 0.909091),
        Choice(*names, 1, 2, 3, 1.5, 0.5, 0.333333, 1.0, 1.0),
    ]


def test_types_and_tokens_grow_from_the_initial_pool_on(seed: int) -> None:
    (row,) = choices_of(journal((5,), **one_sentence(seed=seed)), TRAIN)
    assert (row.entity_tokens, row.tag_types) == (0.0, 0.333333)  # Rome was there
    assert row.vocabulary == 0.272727  # with "yes"


def test_a_sentence_twice_in_one_batch_is_a_duplicate_once() -> None:
    seed = next(seed for seed in range(100) if pool_of(seed=seed) == [5])
    (row,) = choices_of(journal((0, 1, 2), **one_sentence(seed=seed)), TRAIN)
    assert row.duplicates == 0.666667


def test_a_corpus_without_entities_lacks_none() -> None:
    train = [sentence("yes", "O"), sentence("no", "O")]
    (row,) = choices_of(journal((0,), **one_sentence(initial_fraction=0.5)), train)
    assert (row.tag_types, row.entity_tokens) == (1.0, 0.0)


def test_a_training_on_everything_chooses_nothing() -> None:
    changes = {"strategy": FULL_DATA, "rounds": 1, "initial_fraction": 1.0}
    assert choices_of(journal((), **changes), TRAIN) == []


def test_the_initial_pool_is_the_one_of_the_simulation() -> None:
    """With a budget in words, as `simulate` counts it: the words in the journal agree."""
    simulation = specification(strategy="random", rounds=2, hidden_size=2)
    strategy = find_strategy("random", {})
    rounds = simulate(simulation, ENCODED, VECTORS, strategy, torch.device("cpu"))
    done = tuple(finished for finished, _ in rounds)
    train = CORPUS.train
    (row,) = choices_of(Journal(header(strategy="random", rounds=2), done), train)
    lengths = ENCODED.train.lengths
    pool = initial_pool(simulation, lengths, 0.1 * int(lengths.sum()))
    assert lengths[pool].sum() == done[0].words
    labelled = {*pool, *done[0].query}
    vocabulary = {token for index in labelled for token in train[index].tokens}
    every = {token for one in train for token in one.tokens}
    assert row.words == done[1].words - done[0].words
    assert row.vocabulary == round(len(vocabulary) / len(every), 6)


def test_the_table_comes_back(tmp_path: Path, seed: int) -> None:
    rows = choices_of(journal((4, 1, 3), (5, 2), **one_sentence(seed=seed)), TRAIN)
    path = tmp_path / "choices.csv"
    path.write_text(choices_csv(rows), encoding="utf-8")
    assert read_choices(path) == rows
    assert path.read_text(encoding="utf-8").splitlines()[0] == (
        "corpus,architecture,strategy,seed,round,sentences,words,mean_length,duplicates,"
        "entity_tokens,tag_types,vocabulary"
    )
    assert read_choices(tmp_path / "older.csv") == []
