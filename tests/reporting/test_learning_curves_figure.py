"""The figure: well-formed, complete, readable without colour, and nothing outside its frame."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path

import pytest
from made_up_sweeps import STRATEGIES, write_sweep

from tasks.reporting.figure import learning_curves_svg
from tasks.reporting.lines import key_svg, line_styles
from tasks.reporting.sweep import Sweep, read_sweep
from tasks.reporting.theme import DARK, LIGHT, NARROW, STYLE, WIDE, Layout

EIGHTEEN = [*STRATEGIES, *(f"reweighted(strategy_{i})" for i in range(13))]


def sweep_of(tmp_path: Path, **options: object) -> Sweep:
    return read_sweep(write_sweep(tmp_path / "sweep", **options))  # type: ignore[arg-type]


def parsed(svg: str) -> ElementTree.Element:
    return ElementTree.fromstring(svg)


def of_class(root: ElementTree.Element, name: str) -> list[ElementTree.Element]:
    return [e for e in root.iter() if name in e.attrib.get("class", "").split()]


def words(root: ElementTree.Element) -> list[str]:
    return ["".join(e.itertext()) for e in root.iter() if e.tag.endswith("text")]


def labels(root: ElementTree.Element) -> list[ElementTree.Element]:
    return [e for e in root.iter() if e.tag.endswith("text") and len(e) > 0]


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("standalone", [True, False])
def test_every_strategy_has_a_line_a_band_and_a_label_in_both_panels(
    tmp_path: Path, layout: Layout, standalone: bool
) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path), layout, standalone=standalone))
    assert len(of_class(root, "curve")) == len(of_class(root, "band")) == 5 + 4
    names = ["".join(label.itertext()).split()[0] for label in labels(root)]
    assert sorted(names) == sorted([*STRATEGIES, *STRATEGIES])
    assert len(of_class(root, "full")) == 1
    assert any(re.fullmatch(r"full data 9\d\.\d", word) for word in words(root))


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("strategies", [STRATEGIES, EIGHTEEN])
def test_labels_neither_overlap_nor_leave_the_figure(
    tmp_path: Path, layout: Layout, strategies: list[str]
) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path, strategies=strategies), layout))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for panel in (e for e in root if labels(e)):
        heights = sorted(float(label.attrib["y"]) for label in labels(panel))
        assert all(b - a >= layout.font * 1.2 for a, b in pairwise(heights))
        for label in labels(panel):
            shown = "".join(t for part in label for t in part.itertext() if "title" not in part.tag)
            assert float(label.attrib["x"]) + len(shown) * layout.font * 0.6 <= width
            assert 0 < float(label.attrib["y"]) < height


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("first", [5.0, 68.0, 90.0])
def test_tick_labels_are_not_clipped(tmp_path: Path, layout: Layout, first: float) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path, first=first, seeds=2), layout))
    for tick in of_class(root, "right"):
        width = len(tick.text or "") * layout.font * 0.64
        assert float(tick.attrib["x"]) - width >= 0, tick.text


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_all_drawing_stays_inside(tmp_path: Path, layout: Layout) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path, first=12.0, full=99.9), layout))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for path in (*of_class(root, "curve"), *of_class(root, "band"), *of_class(root, "leader")):
        coordinates = [float(n) for n in re.findall(r"-?[\d.]+", path.attrib["d"])]
        assert all(0 <= x <= width for x in coordinates[::2])
        assert all(0 <= y <= height for y in coordinates[1::2])


def test_a_known_curve_is_drawn_where_its_numbers_are(tmp_path: Path) -> None:
    where = write_sweep(tmp_path / "s", strategies=["lc"], seeds=1, full=None)
    head = "corpus,architecture,strategy,seed,round,sentences,words,words_fraction,f1\n"
    rows = "atis,bilstm,lc,0,0,1,100,0.1,50\natis,bilstm,lc,0,1,2,200,0.2,60\n"
    (where.folder / "curves.csv").write_text(head + rows, encoding="utf-8")
    root = parsed(learning_curves_svg(read_sweep(where)))
    (curve,) = of_class(root, "curve")
    x0, y0, x1, y1 = (float(n) for n in re.findall(r"[\d.]+", curve.attrib["d"]))
    grid = [re.findall(r"[\d.]+", e.attrib["d"]) for e in of_class(root, "grid")]
    left, right = float(grid[0][0]), float(grid[0][2])
    assert x0 == pytest.approx((left + right) / 2, abs=0.02)
    assert x1 == pytest.approx(right, abs=0.02)
    assert y0 == float(grid[0][1])
    assert y1 == float(grid[-1][1])
    assert {"0 %", "10 %", "20 %", "100", "200", "50", "60"} <= set(words(root))


def test_one_seed_has_no_band(tmp_path: Path) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path, seeds=1), standalone=True))
    assert of_class(root, "band") == []
    assert "atis · bilstm: substitute vectors, one seed" in words(root)


def test_without_random_there_is_no_lower_panel(tmp_path: Path) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path, strategies=["lc", "mnlp"])))
    assert len(of_class(root, "curve")) == 2
    assert not any("random" in word for word in words(root))


def test_random_alone_and_no_full_run_is_one_plain_curve(tmp_path: Path) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path, strategies=["random"], full=None)))
    assert len(of_class(root, "curve")) == 1
    assert of_class(root, "full") == []


def test_title_and_description_are_named_and_say_the_result(tmp_path: Path) -> None:
    root = parsed(learning_curves_svg(sweep_of(tmp_path)))
    by_id = {e.attrib["id"]: e.text or "" for e in root if "id" in e.attrib}
    named = [by_id[key] for key in root.attrib["aria-labelledby"].split()]
    assert named[0] == "Learning curves of atis · bilstm"
    assert "wbadge 94." in named[1]


def test_hostile_names_are_text_and_nothing_else(tmp_path: Path) -> None:
    hostile = "<script>\"&'var(--page)"
    sweep = sweep_of(tmp_path, strategies=["random", hostile], corpus="<b>&")
    root = parsed(learning_curves_svg(sweep, standalone=True))
    assert not any(e.tag.endswith("script") for e in root.iter())
    assert sum(hostile in word for word in words(root)) == 2


def test_the_file_needs_no_page(tmp_path: Path) -> None:
    svg = learning_curves_svg(sweep_of(tmp_path), standalone=True)
    assert "var(" not in svg
    assert set(re.findall(r"https?://[^\"]+", svg)) == {"http://www.w3.org/2000/svg"}
    used = set(re.findall(r"var\(--([a-z0-9-]+)\)", STYLE))
    assert used <= LIGHT.keys()
    assert LIGHT.keys() == DARK.keys()


def test_lines_differ_without_colour() -> None:
    styles = line_styles((f"strategy {i}" for i in range(35)), "random")
    others = [style for name, style in styles.items() if name != "random"]
    assert len({(style.dash, style.marker) for style in others}) == 35
    assert len({(s.dash, s.marker, s.open) for s in styles.values()}) == 36


def test_strategies_of_most_sweeps_differ_in_colour() -> None:
    once, always = [f"a{i}" for i in range(20)], [f"z{i}" for i in range(8)]
    styles = line_styles([*once, *always, *always])
    assert len({styles[name].tone for name in always}) == 8


def test_a_key_is_well_formed() -> None:
    for style in line_styles(EIGHTEEN).values():
        assert parsed(key_svg(style)).attrib["aria-hidden"] == "true"


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_text_and_lines_have_contrast(colours: dict[str, str]) -> None:
    for name, colour in colours.items():
        if name not in ("page", "rule"):
            assert contrast(colour, colours["page"]) >= 4.5, name


def contrast(one: str, other: str) -> float:
    """The contrast ratio of WCAG 2, 1 … 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def luminance(colour: str) -> float:
    channels = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]
