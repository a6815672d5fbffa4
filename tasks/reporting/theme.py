"""What all figures share: colours for light and dark, two widths, a frame that says what it is."""

from __future__ import annotations

import re
from collections.abc import Mapping
from html import escape
from pathlib import Path
from typing import NamedTuple

from tasks.reporting.svg import element, number, text

STYLE = (Path(__file__).parent / "figure.css").read_text(encoding="utf-8")

LIGHT = {
    "page": "#ffffff",
    "ink": "#1b1f24",
    "quiet": "#5a626c",
    "rule": "#e4e7eb",
    "tone-0": "#5a626c",
    "tone-1": "#0b5cad",
    "tone-2": "#b93a0b",
    "tone-3": "#0b7065",
    "tone-4": "#7132c8",
    "tone-5": "#b0185f",
    "tone-6": "#735c00",
    "tone-7": "#7a4420",
    "tone-8": "#3c6112",
}
DARK = {
    "page": "#15181b",
    "ink": "#e8eaed",
    "quiet": "#a3abb5",
    "rule": "#2d3238",
    "tone-0": "#a3abb5",
    "tone-1": "#6fb3f7",
    "tone-2": "#ff9160",
    "tone-3": "#4fd0bf",
    "tone-4": "#bd9dfa",
    "tone-5": "#f58bba",
    "tone-6": "#dcc24a",
    "tone-7": "#d3a57c",
    "tone-8": "#a5cb62",
}

LINE = 1.25  # height of a line of labels, in font sizes
CHARACTER = 0.74  # generous width of a bold character, in font sizes


class Layout(NamedTuple):
    """Sizes of a figure in user units, made for one width on the screen."""

    name: str
    width: int
    font: float
    left: int
    height: int
    lower_height: int
    x_intervals: int
    y_intervals: int
    label_characters: int
    label_values: bool
    marker: float
    gutter: int


WIDE = Layout("wide", 800, 13, 52, 350, 170, 8, 8, 26, True, 3.6, 30)
NARROW = Layout("narrow", 340, 11, 42, 270, 150, 3, 7, 14, False, 2.8, 18)


class Picture(NamedTuple):
    """A finished drawing and its words.

    Attributes
    ----------
    key
        Fit for an ``id``, and no other figure's.
    title, description
        What is shown, and what it says, for who does not see it.
    heading
        A line above the drawing where it stands alone.
    parts
        Markup of `width` × `height` user units.
    """

    key: str
    title: str
    description: str
    heading: str
    parts: list[str]
    width: float
    height: float


def framed(picture: Picture, font: float, standalone: bool) -> str:
    """The drawing as an SVG element.

    With `standalone` it gets its own colours and a white ground, so that it can be a file;
    without, the page must define the style sheet `STYLE` and the colours as custom properties.
    """
    key, width, height = picture.key, picture.width, picture.height
    title = element("title", escape(picture.title), id=f"{key}-title")
    description = element("desc", escape(picture.description), id=f"{key}-description")
    root: dict[str, str | float] = {
        "class_": "figure",
        "role": "img",
        "aria_labelledby": f"{key}-title {key}-description",
        "font_size": font,
    }
    if not standalone:
        root["viewBox"] = f"0 0 {number(width)} {number(height)}"
        return element("svg", title, description, *picture.parts, **root)

    space, above = 16, font * 2
    width, height = width + 2 * space, height + 2 * space + above
    root["viewBox"] = f"{-space} {number(-space - above)} {number(width)} {number(height)}"
    ground = {"x": -space, "y": -space - above, "width": width, "height": height}
    return element(
        "svg",
        title,
        description,
        element("style", escape(_with_colours(STYLE, LIGHT), quote=False)),
        element("rect", class_="ground", **ground),
        text(picture.heading, 0, font - above, "heading"),
        *picture.parts,
        xmlns="http://www.w3.org/2000/svg",
        width=width,
        height=height,
        **root,
    )


def slug(text: str) -> str:
    """`text` fit for file names and anchors."""
    return re.sub(r"[^A-Za-z0-9_.]+", "-", text)


def shortened(name: str, characters: int) -> str:
    """`name` cut with an ellipsis where it is longer than `characters`."""
    return name if len(name) <= characters else name[: characters - 1] + "…"


def abridged(name: str, characters: int) -> str:
    """`name` cut in the middle where it is longer, so that ``per_word(lc)`` keeps both ends."""
    if len(name) <= characters:
        return name
    end = (characters - 1) // 2
    return f"{name[: characters - 1 - end]}…{name[len(name) - end :]}"


def _with_colours(style: str, colours: Mapping[str, str]) -> str:
    return re.sub(r"var\(--([a-z0-9-]+)\)", lambda match: colours[match[1]], style)
