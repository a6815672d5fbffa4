"""The parts that a section of the page is put together from, besides tables."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import ClassVar, TypeAlias

from markupsafe import Markup

from tasks.reporting.tables import ResultTable


@dataclass(frozen=True)
class Prose:
    """A paragraph; `quiet` where it explains rather than tells."""

    form: ClassVar[str] = "prose"
    text: str
    quiet: bool = False


@dataclass(frozen=True)
class Subheading:
    """A heading within the section."""

    form: ClassVar[str] = "subheading"
    text: str


@dataclass(frozen=True)
class Facts:
    """Pairs of a name and a value."""

    form: ClassVar[str] = "facts"
    pairs: Sequence[tuple[str, str]]


@dataclass(frozen=True)
class Figure:
    """A figure for a page and, where it needs another shape there, for a phone."""

    form: ClassVar[str] = "figure"
    wide: Markup
    narrow: Markup | None
    caption: str


@dataclass(frozen=True)
class Gallery:
    """Small figures, each fit for a phone, side by side where there is room."""

    form: ClassVar[str] = "gallery"
    figures: Sequence[Markup]
    caption: str


@dataclass(frozen=True)
class Details:
    """Blocks that the reader opens."""

    form: ClassVar[str] = "details"
    summary: str
    blocks: Sequence[Block]


Block: TypeAlias = Prose | Subheading | Facts | Figure | Gallery | ResultTable | Details


@dataclass(frozen=True)
class PageSection:
    """A part of the page with a heading that the contents name."""

    anchor: str
    title: str
    blocks: Sequence[Block]
