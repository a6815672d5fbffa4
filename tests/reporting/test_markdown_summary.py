"""The summary in Markdown: what the page says, as a Markdown parser reads it; no employer."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest
from made_up_adviser import AdviserFolders, write_adviser
from markdown_it import MarkdownIt
from test_adviser_page import HOSTILE, results_of, with_text_everywhere

from tasks.reporting.adviser.page import adviser_summary
from tasks.reporting.markdown import escaped
from tasks.reporting.reading import displayable

PARSER = MarkdownIt("commonmark", {"html": True}).enable("table")
RAW_HTML = ("<details><summary>", "</details>")


def summary_of(folders: AdviserFolders) -> str:
    return adviser_summary(results_of(folders), ["vacancies.svg"])


def kinds(markdown: str) -> Counter[str]:
    """How many blocks and inline parts of each kind there are; lines broken in one are text."""
    tokens = PARSER.parse(markdown)
    parts = [token.type for token in tokens]
    parts += [part.type for token in tokens for part in token.children or ()]
    return Counter(part for part in parts if part != "text")


def texts(markdown: str) -> list[str]:
    return [
        "".join(part.content for part in token.children or () if part.type == "text")
        for token in PARSER.parse(markdown)
        if token.type == "inline"
    ]


@pytest.mark.parametrize("hostile", [*HOSTILE, "a|b ![x](y) [l](m) `c` *e* _u_ # $x$ ~~s~~ \\"])
def test_hostile_text_is_text(tmp_path: Path, hostile: str) -> None:
    read = summary_of(with_text_everywhere(tmp_path / "hostile", hostile))
    plain = summary_of(with_text_everywhere(tmp_path / "plain", "x" * len(displayable(hostile))))
    assert kinds(read) == kinds(plain)
    raw = [token.content for token in PARSER.parse(read) if token.type == "html_block"]
    assert all(one.startswith(RAW_HTML) and one.count("<") == one.count(">") for one in raw)
    assert all(one.count("<") in (1, 3) for one in raw)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_an_escaped_text_reads_as_it_was(hostile: str) -> None:
    shown = " ".join(displayable(hostile).split())
    assert texts(f"x {escaped(shown)} x") == [f"x {shown} x"]


def test_it_says_what_the_page_says_but_no_employer(tmp_path: Path) -> None:
    summary = summary_of(write_adviser(tmp_path))
    told = " ".join(texts(summary))
    for part in (
        "From study full; commit 0123456789ab; machine two cores.",
        "0.0785 ± 0.0040",
        "Recall@10",
        "Разработчик машинного обучения, компьютерное зрение (0)",
        "Санкт-Петербург",
    ):
        assert part in told
    assert "Ромашка" not in summary
    assert "![vacancies](figures/vacancies.svg)" in summary
    assert kinds(summary)["table_open"] > 10


def test_every_row_of_a_table_has_a_cell_a_heading(tmp_path: Path) -> None:
    lines = summary_of(write_adviser(tmp_path)).splitlines()
    bars = [line.count(" |") for line in lines if line.startswith("| ")]
    rules = [line.count(" |") for line in lines if line.startswith("| ---")]
    assert set(bars) == set(rules)
