"""The tab-separated release of Facebook's multilingual task-oriented dialogues (FMTOD).

S. Schuster et al., "Cross-lingual transfer learning for multilingual task oriented
dialog", 2019. Columns: intent, spans, utterance, locale, tokenisation as JSON.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Annotated

from pydantic import AfterValidator, BaseModel, Field, ValidationError

from tasks.corpora.iob import Span
from tasks.corpora.readers.lines import malformed, numbered_lines
from tasks.corpora.sentence import Sentence

SPAN = re.compile(r"([0-9]{1,9}):([0-9]{1,9}):(\S+)")


def one_word(token: str) -> str:
    """`token` itself, refused if it is empty or holds white space."""
    if token.split() != [token]:
        raise ValueError(f"the token {token!r} is not one word")
    return token


class TokenSpan(BaseModel):
    """Where a token stands in the utterance, in characters."""

    start: Annotated[int, Field(ge=0)]
    length: Annotated[int, Field(ge=1)]


class Tokenization(BaseModel):
    """The utterance's tokens (lower-cased) and their places."""

    tokens: Annotated[list[Annotated[str, AfterValidator(one_word)]], Field(min_length=1)]
    tokenSpans: list[TokenSpan]


class Tokenizations(BaseModel):
    """The last column; the release gives one tokenisation an utterance."""

    tokenizations: Annotated[list[Tokenization], Field(min_length=1)]


def read(paths: Sequence[Path]) -> Iterator[Sentence]:
    """Yield the sentences of `paths`; intent and locale are not kept, blank lines are skipped.

    Spans and tokens are given in characters and need not fit each other. A token belongs
    to the leftmost span that shares a character with it, and `B-` marks the first token
    that a span gets: a span that cuts a token takes the whole of it, of two spans in one
    token the first wins, and a span all of whose tokens are taken is lost.

    Raises
    ------
    UserError
        At a line without five columns, with a malformed span or tokenisation, or with a
        span or token beyond the utterance's end.
    """
    for path in paths:
        for number, line in numbered_lines(path):
            if not line.strip():
                continue
            try:
                yield _sentence(line.split("\t"))
            except ValidationError as error:
                first = error.errors(include_url=False)[0]
                where = ".".join(map(str, first["loc"])) or "JSON"
                reason = f"the tokenisation in column 5 is malformed at {where} ({first['msg']})"
                raise malformed(path, number, reason) from error
            except ValueError as error:
                raise malformed(path, number, str(error)) from error


def _sentence(columns: list[str]) -> Sentence:
    if len(columns) != 5:
        raise ValueError(
            "expected 5 columns (intent, spans, utterance, locale, tokenisation), "
            f"found {len(columns)}"
        )
    _, span_column, utterance, _, tokenisation = columns
    first = Tokenizations.model_validate_json(tokenisation, strict=True).tokenizations[0]
    places = [(span.start, span.start + span.length) for span in first.tokenSpans]
    if len(places) != len(first.tokens):
        raise ValueError(f"{len(places)} token spans for {len(first.tokens)} tokens")
    if any(end > len(utterance) for _, end in places):
        raise ValueError(f"a token ends beyond the utterance's {len(utterance)} characters")
    return Sentence(tuple(first.tokens), _tags(_spans(span_column, len(utterance)), places))


def _spans(column: str, length: int) -> list[Span]:
    """The spans of the second column (`start:end:type,…`) from left to right, in characters."""
    spans = []
    for item in filter(None, column.split(",")):
        match = SPAN.fullmatch(item)
        if match is None:
            raise ValueError(f"the span {item!r} is not of the form start:end:type")
        start, end = int(match[1]), int(match[2])
        if not start < end <= length:
            raise ValueError(f"the span {item!r} is empty or beyond the {length} characters")
        spans.append(Span(match[3], start, end))
    return sorted(spans, key=lambda span: span.start)


def _tags(spans: list[Span], places: list[tuple[int, int]]) -> tuple[str, ...]:
    tags = ["O"] * len(places)
    for span in spans:
        prefix = "B"
        for position, (start, end) in enumerate(places):
            if tags[position] == "O" and start < span.end and span.start < end:
                tags[position] = f"{prefix}-{span.type}"
                prefix = "I"
    return tuple(tags)
