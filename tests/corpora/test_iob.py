"""The conlleval convention, against seqeval's default mode as the oracle."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from seqeval.metrics.sequence_labeling import get_entities

from tasks.corpora.iob import Span, parse_tag, spans, to_iob2

# Types that begin alike, hold hyphens, or look like a prefix are the ones to go wrong with.
TYPES = ["X", "Y", "X-Y", "B-X", "O", "_", "loc/city.name", "é"]
TAGS = st.lists(
    st.sampled_from(["O", *(f"{prefix}-{type_}" for prefix in "BI" for type_ in TYPES)]),
    max_size=12,
)


@pytest.mark.parametrize(
    ("tags", "expected"),
    [
        ("", ""),
        ("O O", "O O"),
        ("I-X I-X", "B-X I-X"),
        ("O I-X I-X O I-X", "O B-X I-X O B-X"),
        ("I-X B-X I-X", "B-X B-X I-X"),
        ("B-X I-Y I-X O", "B-X B-Y B-X O"),
        ("B-X B-X", "B-X B-X"),
        ("B-X-1 I-X-1 I-X-2", "B-X-1 I-X-1 B-X-2"),
    ],
)
def test_to_iob2(tags, expected):
    assert to_iob2(tags.split()) == tuple(expected.split())


def test_spans_end_behind_their_last_token():
    tags = ["B-X", "I-X", "O", "I-Y", "I-X"]
    assert spans(tags) == [Span("X", 0, 2), Span("Y", 3, 4), Span("X", 4, 5)]
    assert spans([]) == []


@given(TAGS)
def test_spans_are_those_of_seqeval(tags):
    assert spans(tags) == [(type_, start, last + 1) for type_, start, last in get_entities(tags)]


@given(TAGS)
def test_rewriting_keeps_spans_and_needs_no_second_time(tags):
    rewritten = to_iob2(tags)
    assert len(rewritten) == len(tags)
    assert spans(rewritten) == spans(tags)
    assert to_iob2(rewritten) == rewritten
    for position, tag in enumerate(rewritten):
        if tag.startswith("I-"):
            assert position > 0
            assert rewritten[position - 1] in (tag, f"B-{tag[2:]}")


@given(TAGS)
def test_iob1_and_iob2_of_the_same_spans_agree(tags):
    iob2 = to_iob2(tags)
    before = ("O", *iob2)
    iob1 = [
        f"I-{tag[2:]}" if tag.startswith("B-") and previous[2:] != tag[2:] else tag
        for previous, tag in zip(before, iob2, strict=False)
    ]
    assert to_iob2(iob1) == iob2


@pytest.mark.parametrize("tag", ["B", "I", "B-", "I-", "", "o", "b-X", "X", "X-B", "BX", "-X", "0"])
def test_a_bad_tag_is_refused(tag):
    for function in (to_iob2, spans):
        with pytest.raises(ValueError, match=f"the tag {tag!r} "):
            function(["O", tag])


@pytest.mark.parametrize("tag", ["E-X", "S-X", "L-X", "U-X"])
def test_bioes_is_refused_with_a_helpful_word(tag):
    with pytest.raises(ValueError, match="BIOES or BILOU scheme; convert it to IOB2"):
        to_iob2(["B-X", tag])


def test_parse_tag_splits_at_the_first_hyphen():
    assert parse_tag("I-a-b") == ("I", "a-b")
    assert parse_tag("O") == ("O", "")
