"""The page: one balanced file that loads nothing, escapes everything and marks the best."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from html.parser import HTMLParser
from pathlib import Path

import pytest
from made_up_sweeps import write_sweep

from tasks.errors import UserError
from tasks.reporting.learning import (
    flattened,
    mean_and_deviation,
    strategy_rows,
    words_reached,
)
from tasks.reporting.report import render, write_report
from tasks.reporting.sweep import Estimate, SweepFolder, WordsTo, read_sweep
from tasks.reporting.tables import Cell, Column, mark_best

VOID = {"meta", "br", "link", "img", "hr"}


class Page(HTMLParser):
    """Collects tags, attributes and text; fails on a tag that does not balance."""

    def __init__(self, html: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self.feed(html)
        self.close()
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] != "style":
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.tags if name == tag]


def page_of(*folders: SweepFolder) -> Page:
    return Page(render([read_sweep(folder) for folder in folders]))


def edit(path: Path, **changes: object) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    path.write_text(json.dumps({**value, **changes}), encoding="utf-8")


def test_the_page_is_balanced_and_loads_nothing(tmp_path: Path) -> None:
    page = page_of(write_sweep(tmp_path / "s"))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    references = [a[key] for _, a in page.tags for key in ("src", "href") if key in a]
    assert references
    assert all(reference and reference.startswith("#") for reference in references)
    assert "@import" not in render([read_sweep(write_sweep(tmp_path / "t"))])


def test_the_page_says_its_language_its_tables_and_its_figures(tmp_path: Path) -> None:
    page = page_of(write_sweep(tmp_path / "a"), write_sweep(tmp_path / "b", "fmtod"))
    assert page.all("html") == [{"lang": "en"}]
    assert any(a.get("name") == "viewport" for a in page.all("meta"))
    assert len(page.all("caption")) == len(page.all("table"))
    assert all("scope" in a for a in page.all("th"))
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    anchors = [a["href"] for a in page.all("a")]
    assert {f"#{key}" for key in ids} >= set(anchors)
    assert all(a.get("tabindex") == "0" for a in page.all("div") if a.get("class") == "scroll")


def test_the_numbers_the_terms_and_the_way_back_are_there(tmp_path: Path) -> None:
    text = page_of(write_sweep(tmp_path / "s")).text
    for told in (
        "50,497",
        "CC BY-SA 4.0",
        "94.6 %",
        "none stated by the repository",
        "https://example.org/atis/seq.out",
        "no difference here can be significant",
        "dvc exp run -S study=atis",
        "make repro",
        "0f3c9a7",
        "training.dropout",
        "2 simulations failed and are not in the numbers: strategy bald_mi, seed 3; badge, seed 9",
    ):
        assert told in text


@pytest.mark.parametrize(
    ("corpus", "vectors", "told", "not_told"),
    [
        ("atis", "substitute", ["Substitute vectors"], ["Synthetic", "Random vectors"]),
        ("sample", "random", ["Synthetic sample corpus", "Random vectors"], ["Substitute"]),
        ("atis", "paper", [], ["Substitute vectors", "Random vectors", "Synthetic"]),
    ],
)
def test_stand_ins_are_announced(
    tmp_path: Path, corpus: str, vectors: str, told: list[str], not_told: list[str]
) -> None:
    text = page_of(write_sweep(tmp_path / "s", corpus, vectors=vectors)).text
    assert all(words in text for words in told)
    assert not any(words in text for words in not_told)


def test_hostile_text_is_text(tmp_path: Path) -> None:
    hostile = "<script>alert('&amp;\"')</script>"
    where = write_sweep(tmp_path / "s", hostile, hostile, hostile, ["random", hostile])
    edit(where.folder / "statistics.json", notes=[hostile])
    edit(
        where.folder / "sweep.json",
        study=hostile,
        commit=hostile,
        machine={hostile: hostile},
        parameters={hostile: {hostile: [hostile]}},
        failed=[hostile, {hostile: hostile}],
    )
    page = page_of(where)
    assert page.all("script") == []
    assert page.text.count(hostile) > 60
    write_report(tmp_path / "out", [where])
    for figure in (tmp_path / "out" / "figures").iterdir():
        assert re.fullmatch(r"[\w.-]+\.svg", figure.name)
        assert "script" not in {e.tag.rpartition("}")[2] for e in ElementTree.parse(figure).iter()}


def test_same_files_same_bytes(tmp_path: Path) -> None:
    where = [write_sweep(tmp_path / "a"), write_sweep(tmp_path / "b", architecture="focus")]
    page = write_report(tmp_path / "one", where)
    write_report(tmp_path / "two", where)
    written = sorted(p.relative_to(tmp_path / "one") for p in (tmp_path / "one").rglob("*.*"))
    assert page == tmp_path / "one" / "report.html"
    assert [str(path) for path in written] == [
        "figures/atis-bilstm-differences.svg",
        "figures/atis-bilstm.svg",
        "figures/atis-focus-differences.svg",
        "figures/atis-focus.svg",
        "report.html",
    ]
    for path in written:
        assert (tmp_path / "one" / path).read_bytes() == (tmp_path / "two" / path).read_bytes()
    for path in written[:4]:
        ElementTree.parse(tmp_path / "one" / path)


@pytest.mark.parametrize(
    "options",
    [
        {"seeds": 1},
        {"full": None},
        {"strategies": ["lc"]},
        {"optional": False},
        {"rounds": 1},
        {"strategies": ["random"], "seeds": 1, "rounds": 1, "full": None, "optional": False},
    ],
)
def test_less_than_everything_still_makes_a_page(
    tmp_path: Path, options: dict[str, object]
) -> None:
    where = write_sweep(tmp_path / "s", **options)  # type: ignore[arg-type]
    page = page_of(where)
    assert "atis · bilstm" in page.text
    assert "nan" not in page.text.lower()
    assert "None" not in page.text


def test_no_sweep_and_the_same_sweep_twice_are_refused(tmp_path: Path) -> None:
    with pytest.raises(UserError, match="no sweep"):
        write_report(tmp_path, [])
    where = write_sweep(tmp_path / "s")
    with pytest.raises(UserError, match="two sweeps of atis · bilstm"):
        write_report(tmp_path, [where, where])
    assert not (tmp_path / "report.html").exists()


def test_rows_go_by_alc_and_mark_the_best(tmp_path: Path) -> None:
    where = write_sweep(tmp_path / "s", strategies=["lc", "mnlp"], full=None)
    values = json.loads((where.folder / "statistics.json").read_text(encoding="utf-8"))
    values["strategies"]["lc"] |= {
        "alc": {"mean": 80.004, "std": 0.5, "stderr": 0.2, "n": 5},
        "f1_last": {"mean": 90.0, "std": 1.0, "stderr": 0.4, "n": 5},
        "words_to": {
            "95": {"reached": 5, "of": 5, "mean": 900.0, "fraction": 0.09},
            "98": {"reached": 3, "of": 5, "mean": 950.0, "fraction": 0.095},
        },
        "deficiency": {"mean": 0.9, "std": 0.0, "stderr": 0.0, "n": 5},
        "words_end": {"mean": 1010.2, "std": 3.6, "stderr": 1.6, "n": 5},
    }
    values["strategies"]["mnlp"] |= {
        "alc": {"mean": 79.996, "std": 0.5, "stderr": 0.2, "n": 5},
        "f1_last": {"mean": 91.0, "std": 1.0, "stderr": 0.4, "n": 5},
        "words_to": {
            "95": {"reached": 5, "of": 5, "mean": 800.0, "fraction": 0.08},
            "98": {"reached": 5, "of": 5, "mean": 1000.0, "fraction": 0.1},
        },
        "deficiency": {"mean": 0.8, "std": 0.0, "stderr": 0.0, "n": 5},
    }
    edit(where.folder / "statistics.json", **values)
    first, second = strategy_rows(read_sweep(where), {})
    assert (first.name, second.name) == ("lc", "mnlp")
    assert first.cells[:6] == [
        Cell("5"),
        Cell("80.00", "± 0.50"),
        Cell("90.00", "± 1.00"),
        Cell("1,010", "± 4"),
        Cell("900", "(9.0 %)"),
        Cell("not reached", "(2 of 5 seeds)"),
    ]
    assert [i for i, cell in enumerate(first.cells) if cell.best and i < 8] == []
    assert [i for i, cell in enumerate(second.cells) if cell.best and i < 8] == [2, 4, 7]


def test_what_looks_equal_is_equally_best() -> None:
    cells = [Cell("1.23"), Cell("1.23"), Cell("1.20"), Cell("–")]
    column = Column(cells, [1.2345, 1.2301, 1.2, None], 2, 1)
    assert [cell.best for cell in mark_best(column)] == [True, True, False, False]
    assert [c.best for c in mark_best(column._replace(direction=-1))] == [False, False, True, False]
    assert not any(cell.best for cell in mark_best(column._replace(direction=0)))


def test_the_optimistic_column_is_shown_only_where_it_was_recorded(tmp_path: Path) -> None:
    where = write_sweep(tmp_path / "s", strategies=["random"], seeds=1, rounds=2, full=None)
    assert "optimistic" not in page_of(where).text
    path = where.folder / "curves.csv"
    head, first, last = path.read_text(encoding="utf-8").splitlines()
    path.write_text(f"{head},f1_best_test\n{first},11.11\n{last},97.53\n", encoding="utf-8")
    text = page_of(where).text
    assert "optimistic" in text
    assert "97.53" in text
    assert "11.11" not in text


@pytest.mark.parametrize(
    ("estimate", "shown"),
    [
        (Estimate(mean=91.304, std=0.416, stderr=0.2, n=5), "91.30 ± 0.42"),
        (Estimate(mean=91.304, std=None, n=1), "91.30"),
        (Estimate(mean=91.304, std=0.0, stderr=0.0, n=1), "91.30"),
        (None, "–"),
    ],
)
def test_estimates_read_well(estimate: Estimate | None, shown: str) -> None:
    assert mean_and_deviation(estimate, 2) == shown


@pytest.mark.parametrize(
    ("words", "shown"),
    [
        (WordsTo(reached=5, of=5, mean=1893.4, fraction=0.0375), Cell("1,893", "(3.8 %)")),
        (WordsTo(reached=3, of=5, mean=1893.4), Cell("not reached", "(2 of 5 seeds)")),
        (WordsTo(reached=0, of=5), Cell("not reached", "(5 of 5 seeds)")),
        (None, Cell("–")),
    ],
)
def test_words_to_a_level_read_well(words: WordsTo | None, shown: Cell) -> None:
    assert words_reached(words) == shown


def test_nested_parameters_become_dotted_keys() -> None:
    nested = {"a": {"b": 1, "c": {"d": [2, 3]}}, "e": None, "f": {}, "g": []}
    assert flattened(nested) == [
        ("a.b", "1"),
        ("a.c.d", "2, 3"),
        ("e", "–"),
        ("f", "–"),
        ("g", "–"),
    ]
