"""The adviser's figures: where the numbers are, inside their frames, and readable."""

from __future__ import annotations

import re
import xml.etree.ElementTree as ElementTree
from collections.abc import Callable
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays
from made_up_adviser import write_adviser
from test_learning_curves_figure import contrast, labels, of_class, parsed, words

from tasks.reporting.adviser.corpus import vacancies_svg
from tasks.reporting.adviser.results.everything import AdviserResults, read_adviser
from tasks.reporting.adviser.salary_figures import importance_svg, salary_learning_curve_svg
from tasks.reporting.adviser.topic_figures import coherence_svg, heat_map_svg
from tasks.reporting.bars import Bar, BarGroup, draw_bars
from tasks.reporting.heat_map import (
    SELF,
    STEPS,
    draw_heat_map,
    most_alike,
    neighbours_first,
)
from tasks.reporting.reading import displayable
from tasks.reporting.svg import element, text
from tasks.reporting.theme import DARK, LIGHT, NARROW, WIDE, Layout

Draw = Callable[[AdviserResults, Layout, bool], str]
FIGURES: dict[str, Draw] = {
    "vacancies": lambda r, layout, alone: vacancies_svg(r.vacancies, layout, alone),
    "coherence": lambda r, layout, alone: coherence_svg(r.topics, layout, alone),  # type: ignore[arg-type]
    "learning": lambda r, layout, alone: salary_learning_curve_svg(r.salary, layout, alone),  # type: ignore[arg-type]
    "importance": lambda r, layout, alone: importance_svg(r.salary, layout, alone),  # type: ignore[arg-type]
    "likeness": lambda r, _, alone: heat_map_svg(r.topics, "nmf", alone),  # type: ignore[arg-type]
}

similarities = (
    st.integers(1, 9)
    .flatmap(lambda n: arrays.arrays(np.float64, (n, n), elements=st.floats(0, 1)))
    .map(lambda m: np.maximum(m, m.T))
)


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> AdviserResults:
    read = read_adviser(*write_adviser(tmp_path_factory.mktemp("adviser")))
    assert read is not None
    return read


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("name", FIGURES)
def test_everything_stays_inside(results: AdviserResults, name: str, layout: Layout) -> None:
    root = parsed(FIGURES[name](results, layout, False))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    for one in root.iter():
        kind = one.tag.rpartition("}")[2]
        if kind == "text":
            size = sum(len(part) for part in one.itertext()) * layout.font * 0.6
            classes = one.attrib["class"].split() if "class" in one.attrib else []
            x = float(one.attrib["x"])
            x -= size if "right" in classes else size / 2 if "middle" in classes else 0
            assert x >= -0.1 * size, one.text
            assert x + size * 0.95 <= width, one.text
            assert 0 < float(one.attrib["y"]) <= height
        elif kind == "rect":
            assert float(one.attrib["x"]) + float(one.attrib["width"]) <= width
            assert float(one.attrib["y"]) + float(one.attrib["height"]) <= height
    for path in (*of_class(root, "curve"), *of_class(root, "band"), *of_class(root, "leader")):
        numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.attrib["d"])]
        assert all(0 <= x <= width for x in numbers[::2])
        assert all(0 <= y <= height for y in numbers[1::2])


@pytest.mark.parametrize("name", FIGURES)
def test_files_stand_alone_and_say_what_they_show(results: AdviserResults, name: str) -> None:
    svg = FIGURES[name](results, WIDE, True)
    root = parsed(svg)
    assert "var(" not in svg
    assert set(re.findall(r"https?://[^\"]+", svg)) == {"http://www.w3.org/2000/svg"}
    by_id = {e.attrib["id"]: e.text or "" for e in root if "id" in e.attrib}
    title, description = (by_id[key] for key in root.attrib["aria-labelledby"].split())
    assert title
    assert re.search(r"\d", description)


def test_the_coherence_curve_has_three_panels_and_rings_the_choice(
    results: AdviserResults,
) -> None:
    root = parsed(coherence_svg(results.topics))  # type: ignore[arg-type]
    assert len(of_class(root, "curve")) == len(of_class(root, "band")) == 9
    rings = [float(ring.attrib["cx"]) for ring in of_class(root, "ring")]
    assert len(rings) == 9
    assert len(set(rings)) == 1
    heads = [word for word in words(root) if "coherence" in word or "quality" in word]
    assert heads == ["Topic quality: NPMI × diversity", "NPMI coherence", "c_v coherence"]
    for panel in (one for one in root if labels(one)):
        heights = sorted(float(label.attrib["y"]) for label in labels(panel))
        assert all(b - a >= WIDE.font * 1.2 for a, b in pairwise(heights))


@pytest.mark.parametrize("layout", [WIDE, NARROW])
def test_ticks_that_would_touch_are_left_out(results: AdviserResults, layout: Layout) -> None:
    shown = words(parsed(coherence_svg(results.topics, layout)))  # type: ignore[arg-type]
    assert "128" in shown
    assert "120" not in shown


def test_one_number_of_topics_and_one_seed_are_drawn(tmp_path: Path) -> None:
    folders = write_adviser(tmp_path, numbers=(16,), seeds=1, topics=16)
    read = read_adviser(*folders)
    assert read is not None
    assert read.topics is not None
    root = parsed(coherence_svg(read.topics))
    assert of_class(root, "band") == []
    assert len(of_class(root, "ring")) == 9


def test_the_learning_curve_is_where_its_numbers_are(results: AdviserResults) -> None:
    root = parsed(salary_learning_curve_svg(results.salary))  # type: ignore[arg-type]
    mae, _ = of_class(root, "curve")
    xs = [float(x) for x, _ in re.findall(r"([\d.]+) ([\d.]+)", mae.attrib["d"])]
    counts = [250, 500, 1000, 2000, 4000, 5188]
    slopes = [
        (b - a) / (d - c) for (a, b), (c, d) in zip(pairwise(xs), pairwise(counts), strict=True)
    ]
    assert slopes == pytest.approx([slopes[0]] * 5, rel=0.05)
    assert any("23.5" in word for word in words(root))


def test_bars_are_as_long_as_their_values() -> None:
    bars = [Bar("a", 4, "4"), Bar("b" * 80, 1, "1"), Bar("c", 0, "0")]
    for layout in (WIDE, NARROW):
        _, parts = draw_bars([BarGroup("heading", bars)], layout)
        root = parsed(element("svg", *parts))
        lengths = [float(bar.attrib["width"]) for bar in of_class(root, "bar")]
        assert lengths[0] == pytest.approx(4 * lengths[1], abs=0.05)
        assert lengths[2] <= 1
        assert [e.text for e in root.iter("title")] == ["b" * 80]


@given(similarities)
def test_the_cells_of_a_heat_map_are_its_classes(similarity: np.ndarray) -> None:
    _, parts = draw_heat_map(similarity)
    cells = parsed(parts[0])
    drawn = np.zeros(similarity.shape, dtype=int)
    for path in cells:
        name = path.attrib["class"].rpartition(" ")[2]
        class_ = -1 if name == SELF else int(name.removeprefix("heat-"))
        for x, y, length in re.findall(r"M(\d+) (\d+)h(\d+)", path.attrib["d"]):
            run = slice(int(x), int(x) + int(length))
            assert not drawn[int(y), run].any()
            drawn[int(y), run] = class_
    expected = sum((similarity >= step).astype(int) for step in STEPS)
    np.fill_diagonal(expected, -1)
    assert (drawn == expected).all()


@given(similarities)
def test_the_order_holds_every_row_once_and_the_likest_follows(similarity: np.ndarray) -> None:
    order = neighbours_first(similarity)
    assert sorted(order) == list(range(len(similarity)))
    for i, (one, other) in enumerate(pairwise(order)):
        assert similarity[one, other] == max(similarity[one, k] for k in order[i + 1 :])


def test_equally_alike_rows_keep_their_order() -> None:
    assert neighbours_first(np.ones((5, 5))) == [0, 1, 2, 3, 4]


def test_the_most_alike_pairs_come_first() -> None:
    similarity = np.array([[1, 0.2, 0.9], [0.2, 1, 0.4], [0.9, 0.4, 1]])
    assert most_alike(similarity, 2) == [(0, 2, 0.9), (1, 2, 0.4)]
    assert most_alike(np.ones((1, 1)), 3) == []


def test_the_worst_heat_map_is_small() -> None:
    noise = np.random.default_rng(0).uniform(0, 1, (128, 128))
    _, parts = draw_heat_map(np.maximum(noise, noise.T))
    assert sum(map(len, parts)) < 150_000


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_classes_of_the_heat_map_can_be_told_apart(colours: dict[str, str]) -> None:
    style = (Path(__file__).parents[2] / "tasks/reporting/figure.css").read_text(encoding="utf-8")
    opacities = [float(o) for o in re.findall(r"\.heat-\d { stroke-opacity: ([\d.]+)", style)]
    assert len(opacities) + 1 == len(STEPS)
    mixed = [mix(colours["tone-1"], colours["page"], o) for o in (0.0, *opacities, 1.0)]
    against_page = [contrast(one, colours["page"]) for one in mixed]
    assert all(b / a >= 1.12 for a, b in pairwise(against_page))
    assert against_page[-1] >= 4.5


def mix(one: str, other: str, share: float) -> str:
    pairs = ((int(c[i : i + 2], 16) for c in (one, other)) for i in (1, 3, 5))
    return "#" + "".join(f"{round(a * share + b * (1 - share)):02x}" for a, b in pairs)


@given(st.text(st.characters(exclude_categories=[])))
def test_any_text_from_a_file_can_be_drawn(anything: str) -> None:
    shown = displayable(anything)
    svg = element("svg", text(shown, 0, 0, shown), element("title", shown and "x", id=shown))
    (drawn, _) = ElementTree.fromstring(svg.encode())
    assert (drawn.text or "") == re.sub("\r\n?", "\n", shown)
    assert displayable(shown) == shown
