"""Chunk tags: the conlleval convention, to which every corpus is brought and by which F1 counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple


class Span(NamedTuple):
    """The tokens `start` … `end - 1` of a sentence, which are an entity (or slot) of this type."""

    type: str
    start: int
    end: int


def parse_tag(tag: str) -> tuple[str, str]:
    """Split a tag into its prefix (`B`, `I` or `O`) and its type (empty for `O`).

    Raises
    ------
    ValueError
        If the tag is neither `O` nor `B-` or `I-` followed by a type.
    """
    if tag == "O":
        return "O", ""
    prefix, _, type_ = tag.partition("-")
    if prefix in ("B", "I") and type_:
        return prefix, type_
    if prefix in ("E", "S", "L", "U") and type_:
        raise ValueError(f"the tag {tag!r} is of the BIOES or BILOU scheme; convert it to IOB2")
    if prefix in ("B", "I"):
        raise ValueError(f"the tag {tag!r} has no type; write {prefix}-TYPE or O")
    raise ValueError(f"the tag {tag!r} is unknown; write O, B-TYPE or I-TYPE")


def to_iob2(tags: Sequence[str]) -> tuple[str, ...]:
    """Rewrite the tags of one sentence so that exactly the first token of each chunk has `B-`.

    A chunk starts at `B-X`, and at an `I-X` that opens the sentence or follows `O` or
    another type: the convention of the CoNLL evaluation script. It reads IOB1, IOB2 and
    ill-formed IOB2 alike, hence there is no scheme to choose.

    Raises
    ------
    ValueError
        If a tag is none of `O`, `B-X` and `I-X` (see `parse_tag`).

    References
    ----------
    E. F. Tjong Kim Sang and S. Buchholz, "Introduction to the CoNLL-2000 shared task:
    chunking", 2000 (the script `conlleval`).
    """
    rewritten = []
    previous = ""
    for tag in tags:
        prefix, type_ = parse_tag(tag)
        starts = prefix == "B" or (prefix == "I" and type_ != previous)
        rewritten.append(f"B-{type_}" if starts else tag)
        previous = type_
    return tuple(rewritten)


def spans(tags: Sequence[str]) -> list[Span]:
    """The chunks of one sentence, from left to right, by the convention of `to_iob2`.

    Raises
    ------
    ValueError
        If a tag is none of `O`, `B-X` and `I-X`.
    """
    found: list[Span] = []
    for position, tag in enumerate(to_iob2(tags)):
        prefix, type_ = parse_tag(tag)
        if prefix == "B":
            found.append(Span(type_, position, position + 1))
        elif prefix == "I":
            found[-1] = found[-1]._replace(end=position + 1)
    return found
