"""What explains a study: who beats whom, what was chosen, who wins where."""

from __future__ import annotations

import json
import re
import xml.etree.ElementTree as ElementTree
from itertools import pairwise
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from made_up_sweeps import STRATEGIES, write_rows, write_sweep
from test_adviser_figures import mix
from test_learning_curves_figure import EIGHTEEN, contrast, of_class, parsed, sweep_of
from test_report_page import Page, edit, page_of

from tasks.reporting.blocks import Block, Details, Prose
from tasks.reporting.emphasis import BEST, MOST, emphasised
from tasks.reporting.learning import shared_styles
from tasks.reporting.matrix import diverging
from tasks.reporting.multiples import multiples_svg
from tasks.reporting.study.choices import DUPLICATES, choice_blocks, choice_curve
from tasks.reporting.study.comparisons import POINTS, comparison_blocks, differences_svg, p_value
from tasks.reporting.study.overview import overview
from tasks.reporting.study.penalties import penalties_svg, penalty_blocks, penalty_matrix, summed
from tasks.reporting.sweep import Sweep, SweepFolder, read_sweep
from tasks.reporting.tables import Cell, ResultTable
from tasks.reporting.theme import DARK, LIGHT, NARROW, WIDE, Layout

PAIRS: list[dict[str, Any]] = [
    {"first": "b", "second": "a", "n": 6, "difference": 2.5, "interval": [2.0, 3.0], "p": 0.0312,
     "p_holm": 0.04, "planned": True, "significant": True},
    {"first": "c", "second": "b", "n": 6, "difference": -0.04, "interval": None, "p": 0.9,
     "p_holm": 0.9, "planned": True, "significant": False},
    {"first": "a", "second": "c", "n": 6, "difference": -2.46, "interval": [-3, -2], "p": 0.0312,
     "p_holm": 0.0312, "planned": False, "significant": None,
     "note": "exploratory; 6 seeds make too narrow an interval"},
]  # fmt: skip


def three(tmp_path: Path, **comparisons: object) -> Sweep:
    """Strategies a, b and c whose ALC are 80, 82.5 and 82.46."""
    where = write_sweep(tmp_path / "three", strategies=["a", "b", "c"], seeds=6, full=None)
    path = where.folder / "statistics.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    for name, alc in (("a", 80.0), ("b", 82.5), ("c", 82.46)):
        value["strategies"][name]["alc"] = {"mean": alc, "n": 6}
    value["comparisons"] = {"measure": "alc", "pairs": PAIRS, "penalties": None, **comparisons}
    path.write_text(json.dumps(value), encoding="utf-8")
    return read_sweep(where)


def cells(svg: str) -> list[tuple[str, str, str]]:
    """Class, words and title of every cell, row by row."""
    found = []
    for group in parsed(svg).iter():
        rect = group.find("rect")
        if group.tag == "g" and rect is not None and "cell" in rect.attrib["class"].split():
            words = "".join(e.text or "" for e in group.findall("text"))
            found.append((rect.attrib["class"], words, group.findtext("title") or ""))
    return found


def texts(blocks: list[Block]) -> list[str]:
    return [block.text for block in blocks if isinstance(block, Prose)]


def tables(blocks: list[Block]) -> list[ResultTable]:
    inner = [part for block in blocks if isinstance(block, Details) for part in block.blocks]
    return [block for block in (*blocks, *inner) if isinstance(block, ResultTable)]


def test_the_matrix_goes_by_alc_and_stars_only_what_was_planned(tmp_path: Path) -> None:
    found = cells(differences_svg(three(tmp_path)))
    assert [words for _, words, _ in found] == [
        "", "+0.04", "+2.50*",
        "−0.04", "", "+2.46",
        "−2.50*", "−2.46", "",
    ]  # fmt: skip
    assert [class_ for class_, _, _ in found] == [
        "cell self", "cell", "cell up step-4",
        "cell", "cell self", "cell up step-4",
        "cell down step-4", "cell down step-4", "cell self",
    ]  # fmt: skip
    assert found[2][2] == (
        "b − a: +2.50 points, 95 % interval +2.00 … +3.00, 6 seeds, p 0.0312, Holm 0.0400, planned"
    )
    assert len(of_class(parsed(differences_svg(three(tmp_path / "again"))), "outline")) == 4


def test_planned_pairs_keep_their_side_and_exploratory_ones_have_the_better_first(
    tmp_path: Path,
) -> None:
    missing = {"first": "b", "second": "d", "n": 0, "planned": True, "note": "no seed in common"}
    blocks = comparison_blocks(three(tmp_path, pairs=[*PAIRS, missing]))
    planned, exploratory = tables(blocks)
    told = [[cell.text for cell in (r.name, *r.cells)] for g in planned.groups for r in g.rows]
    assert told == [
        ["b − a", "6", "+2.50", "+2.00 … +3.00", "0.0312", "0.0400", "b is better"],
        ["c − b", "6", "−0.04", "–", "0.9000", "0.9000", "no difference shown"],
        ["b − d", "0", "–", "–", "–", "–", "not compared"],
    ]
    assert planned.note == "Beware: no seed in common (1 of 3)."
    (row,) = exploratory.groups[0].rows
    assert [cell.text for cell in (row.name, *row.cells)] == [
        "c − a", "6", "+2.46", "+2.00 … +3.00", "0.0312", "0.0312",
    ]  # fmt: skip
    assert "planned before the runs" in exploratory.note
    assert exploratory.note.endswith("Beware: 6 seeds make too narrow an interval.")
    assert texts(blocks) == []


def test_where_nothing_can_be_significant_there_is_no_star_and_it_is_said_once(
    tmp_path: Path,
) -> None:
    sweep = sweep_of(tmp_path, seeds=5)
    blocks = comparison_blocks(sweep)
    assert texts(blocks) == ["No star is possible here: cannot be significant with 5 seeds."]
    assert not any("*" in words for _, words, _ in cells(differences_svg(sweep)))
    planned, _ = tables(blocks)
    assert [row.cells[-1].text for row in planned.groups[0].rows] == ["cannot be significant"]
    assert planned.note == ""


def test_without_a_planned_comparison_it_says_that_all_is_exploratory(tmp_path: Path) -> None:
    blocks = comparison_blocks(three(tmp_path, pairs=PAIRS[2:]))
    assert "all are exploratory" in texts(blocks)[0]
    assert len(tables(blocks)) == 1


def test_all_pairs_are_in_one_table_or_the_other(tmp_path: Path) -> None:
    blocks = comparison_blocks(sweep_of(tmp_path, strategies=EIGHTEEN, seeds=10))
    rows = [row.name.text for t in tables(blocks) for g in t.groups for row in g.rows]
    pairs = {frozenset(name.split(" − ")) for name in rows}
    assert len(rows) == len(pairs) == 18 * 17 // 2


@pytest.mark.parametrize(
    ("p", "shown"), [(None, "–"), (0.000049, "< 0.0001"), (0.00005, "0.0001"), (0.0625, "0.0625")]
)
def test_a_p_value_is_never_zero(p: float | None, shown: str) -> None:
    assert p_value(p) == shown


@given(st.floats(-50, 50))
def test_a_difference_and_its_opposite_have_opposite_shades(value: float) -> None:
    swapped = {"up": "down", "down": "up"}
    shade = diverging(value, POINTS).split()
    assert diverging(-value, POINTS).split() == [swapped.get(part, part) for part in shade]
    assert (len(shade) > 1) == (abs(value) >= POINTS[0])


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("count", [2, 6, 7, 11, 20])
def test_cells_tile_the_matrix_and_hold_what_is_written(
    tmp_path: Path, layout: Layout, count: int
) -> None:
    names = ["random", *(f"reweighted(strategy_{i})" for i in range(count - 1))]
    root = parsed(differences_svg(sweep_of(tmp_path, strategies=names, seeds=3), layout))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    groups = [g for g in root.iter("g") if (r := g.find("rect")) is not None and "x" in r.attrib]
    boxes = []
    for group in groups:
        rect = group.find("rect")
        assert rect is not None
        x, y, w, h = (float(rect.attrib[key]) for key in ("x", "y", "width", "height"))
        boxes.append((round(x, 1), round(y, 1)))
        assert 0 <= x < x + w <= width
        assert 0 <= y < y + h <= height
        for word in group.findall("text"):
            size = float(group.attrib["font-size"])
            assert size >= 8
            assert len(word.text or "") * size * 0.6 <= w + 0.5
    assert len(set(boxes)) == count**2
    assert len({x for x, _ in boxes}) == len({y for _, y in boxes}) == count


@pytest.mark.parametrize("colours", [LIGHT, DARK])
def test_numbers_can_be_read_on_every_shade_and_shades_told_apart(colours: dict[str, str]) -> None:
    style = (Path(__file__).parents[2] / "tasks/reporting/figure.css").read_text(encoding="utf-8")
    opacities = [float(o) for o in re.findall(r"\.step-\d { fill-opacity: ([\d.]+)", style)]
    assert len(opacities) == len(POINTS)
    for tone in ("tone-1", "tone-2"):
        shades = [mix(colours[tone], colours["page"], share) for share in (0.0, *opacities)]
        assert all(contrast(colours["ink"], shade) >= 4.5 for shade in shades)
        against_page = [contrast(shade, colours["page"]) for shade in shades]
        assert all(b / a >= 1.07 for a, b in pairwise(against_page))


PENALTIES = {
    "strategies": ["a", "b", "c"],
    "rounds": 4,
    "matrix": [[0, 0, 0.25], [0.75, 0, 0], [1, 0, 0]],
    "beaten": [0.875, 0, 0.125],
}


def test_the_penalty_matrix_goes_by_alc_with_the_means_beneath(tmp_path: Path) -> None:
    found = penalty_matrix(three(tmp_path, penalties=PENALTIES))
    assert found is not None
    assert list(found.names) == ["b", "c", "a"]
    assert found.wins.tolist() == [[0, 0, 0.75], [0, 0, 1], [0, 0.25, 0]]
    words = [words for _, words, _ in cells(penalties_svg("k", "t", found, WIDE))]
    assert words == ["", "0", "0.75", "0", "", "1.00", "0", "0.25", "", "0", "0.12", "0.88"]


def test_nobody_beats_anybody_in_words_rather_than_in_zeros(tmp_path: Path) -> None:
    zeros = {**PENALTIES, "matrix": [[0] * 3] * 3, "beaten": [0] * 3}
    blocks = penalty_blocks(three(tmp_path, penalties=zeros))
    assert texts(blocks) == ["No strategy beats another significantly in any round."]
    assert len(blocks) == 2


def test_penalties_are_summed_over_what_all_sweeps_have(tmp_path: Path) -> None:
    sweeps = [
        sweep_of(tmp_path / "1", strategies=STRATEGIES),
        sweep_of(tmp_path / "2", strategies=["lc", *STRATEGIES[::-1][:4]], architecture="focus"),
        read_sweep(write_sweep(tmp_path / "old", architecture="old", optional=False)),
    ]
    found = summed(sweeps)
    assert found is not None
    assert set(found.names) == {"badge", "bald", "mnlp", "wbadge"}
    assert found.sweeps == 2
    for i, row in enumerate(found.names):
        for j, column in enumerate(found.names):
            parts = []
            for sweep in sweeps[:2]:
                comparisons = sweep.statistics.comparisons
                assert comparisons is not None
                assert comparisons.penalties is not None
                at = comparisons.penalties.strategies.index
                parts.append(comparisons.penalties.matrix[at(row)][at(column)])
            assert found.wins[i, j] == pytest.approx(sum(parts))
    assert found.wins.any()
    others = [found.wins[np.arange(4) != j, j].mean() for j in range(4)]
    assert found.beaten.tolist() == pytest.approx(others)
    assert found.beaten.tolist() == sorted(found.beaten)
    assert summed(sweeps[1:]) is None


def test_a_choice_curve_is_the_mean_over_seeds_of_each_round(tmp_path: Path) -> None:
    sweep = with_choices(tmp_path, [("lc", 0, 0, 0.1), ("lc", 1, 0, 0.3), ("lc", 0, 1, 0.5)])
    points = choice_curve(sweep.choices, "lc", DUPLICATES)
    assert [(p.x, p.value) for p in points] == [(0, pytest.approx(0.2)), (1, 0.5)]
    assert points[0].error == pytest.approx(np.std([0.1, 0.3], ddof=1) / 2**0.5)
    assert points[1].error is None


def with_choices(tmp_path: Path, rows: list[tuple[str, int, int, float]]) -> Sweep:
    """Strategies lc and random; in `rows` a strategy, a seed, a round and all of its shares."""
    where = write_sweep(tmp_path / "s", strategies=["random", "lc"], seeds=2, rounds=3)
    path = where.folder / "choices.csv"
    header = path.read_text(encoding="utf-8").splitlines()[0].split(",")
    written = [
        ["atis", "bilstm", name, seed, round_, 10 + seed, 100, 10 * share, *[share] * 4]
        for name, seed, round_, share in rows
    ]
    write_rows(path, header, written)
    return read_sweep(where)


def test_what_was_chosen_is_told_in_a_table_and_a_sentence(tmp_path: Path) -> None:
    rows = [
        (name, seed, round_, share + round_ / 10)
        for name, share in (("random", 0.2), ("lc", 0.4))
        for seed in (0, 1)
        for round_ in (0, 1)
    ]
    sweep = with_choices(tmp_path, rows)
    assert sweep.ranked == ("lc", "random")
    blocks = choice_blocks(sweep, shared_styles([sweep]))
    (table,) = tables(blocks)
    assert [[c.text for c in (row.name, *row.cells)] for row in table.groups[0].rows] == [
        ["lc", "10.5", "4.5", "45.0 %", "45.0 %", "45.0 %", "50.0 %", "45.0 %", "50.0 %"],
        ["random", "10.5", "2.5", "25.0 %", "25.0 %", "25.0 %", "30.0 %", "25.0 %", "30.0 %"],
    ]
    assert texts(blocks)[0] == (
        "Highest ALC: lc. It chose (in brackets: random) sentences of 4.5 (2.5) words, with "
        "45.0 % (25.0 %) entity tokens and 45.0 % (25.0 %) duplicates; at the end its labelled "
        "set holds 50.0 % (30.0 %) of the tag types and 50.0 % (30.0 %) of the vocabulary."
    )


def test_few_strategies_all_stand_out_and_of_many_the_best_random_and_the_planned(
    tmp_path: Path,
) -> None:
    few = sweep_of(tmp_path / "few")
    assert set(emphasised(few)) == set(STRATEGIES)
    names = [*EIGHTEEN[5:], *STRATEGIES[1:], "random", "tuned"]
    many = sweep_of(tmp_path / "many", strategies=names, seeds=10)
    front = emphasised(many)
    assert set(front) == {*many.ranked[:BEST], "random", "wbadge", "mnlp"}
    assert front == tuple(name for name in many.ranked if name in front)
    tones = [shared_styles([many])[name].tone for name in front]
    assert len(set(tones)) == len(front) <= MOST


@pytest.mark.parametrize("layout", [WIDE, NARROW])
@pytest.mark.parametrize("random", [True, False])
def test_each_strategy_has_a_panel_of_its_own_inside_the_figure(
    tmp_path: Path, layout: Layout, random: bool
) -> None:
    names = EIGHTEEN if random else EIGHTEEN[1:]
    sweep = sweep_of(tmp_path, strategies=names)
    root = parsed(multiples_svg(sweep, shared_styles([sweep]), layout))
    width, height = map(float, root.attrib["viewBox"].split()[2:])
    panels = [g for g in root.iter("g") if "translate" in g.attrib.get("transform", "")]
    assert len(panels) == 17
    corners = []
    for panel in panels:
        left, top = map(float, re.findall(r"-?[\d.]+", panel.attrib["transform"]))
        corners.append((left, top))
        assert len(of_class(panel, "curve")) == 1
        for path in (*of_class(panel, "curve"), *of_class(panel, "grid")):
            numbers = [float(n) for n in re.findall(r"-?[\d.]+", path.attrib["d"])]
            assert all(0 <= left + x <= width for x in numbers[::2])
        words = [float(e.attrib["y"]) for e in panel.iter("text")]
        assert all(0 < top + y < height for y in words)
    assert len(set(corners)) == 17
    (context,) = of_class(root, "behind")
    assert context.attrib["d"].count("M") == 17
    assert {e.attrib["href"] for e in root.iter("use")} == {f"#{context.attrib['id']}"}


def test_the_page_of_many_strategies_shows_each_by_itself_and_of_few_does_not(
    tmp_path: Path,
) -> None:
    assert "Each by itself" in page_of(write_sweep(tmp_path / "m", strategies=EIGHTEEN)).text
    assert "Each by itself" not in page_of(write_sweep(tmp_path / "f")).text


def test_an_old_sweep_has_none_of_it(tmp_path: Path) -> None:
    text = page_of(write_sweep(tmp_path / "s", optional=False)).text
    for told in ("Which differences hold", "Who beats whom", "What was chosen", "Who wins where"):
        assert told not in text
    assert "Words, at the end" not in text


def test_who_wins_where_is_told_from_two_sweeps_on(tmp_path: Path) -> None:
    one = sweep_of(tmp_path / "1", strategies=["lc", "mnlp", "random"])
    assert overview([one]) == []
    other = sweep_of(tmp_path / "2", strategies=["random", "mnlp"], architecture="focus")
    third = sweep_of(tmp_path / "3", strategies=["random"], corpus="conll2003")
    (section,) = overview([one, other, third])
    atis, conll = tables(list(section.blocks))
    assert [heading.text for heading in atis.headings] == ["Strategy", "bilstm", "focus"]
    rows = atis.groups[0].rows
    assert [row.name for row in rows][-1] == Cell("lc")
    assert rows[-1].cells[1] == Cell("–")
    for column, sweep in enumerate((one, other)):
        best = max(sweep.statistics.strategies.items(), key=lambda pair: pair[1].alc.mean)[0]
        assert [r.name.text for r in rows if r.cells[column].best] == [best]
    assert [row.name.text for row in conll.groups[0].rows] == ["random"]


def test_the_whole_page_is_sound(tmp_path: Path) -> None:
    where: list[SweepFolder] = [
        write_sweep(tmp_path / "a", strategies=EIGHTEEN, seeds=10),
        write_sweep(tmp_path / "b", architecture="focus"),
        write_sweep(tmp_path / "c", corpus="conll2003", optional=False),
    ]
    path = where[1].folder / "statistics.json"
    value = json.loads(path.read_text(encoding="utf-8"))
    value["strategies"]["bald"]["left_out"] = [3, 7]
    value["strategies"]["bald"]["f1_end"] = {"mean": 92.1, "std": 1.5, "n": 5}
    value["stopped_early"] = {"lc": {"left_out": [0], "words_end": {"mean": 3200, "n": 1},
                                     "f1_end": {"mean": 80.5, "n": 1}}}  # fmt: skip
    edit(path, **value)
    page: Page = page_of(*where)
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    named = {key for a in page.all("svg") for key in (a.get("aria-labelledby") or "").split()}
    assert named <= set(ids)
    assert {a["href"] for a in page.all("use")} | {a["href"] for a in page.all("a")} <= {
        f"#{key}" for key in ids
    }
    assert len(page.all("caption")) == len(page.all("table"))
    assert (
        "Ended before the last round: bald (seeds 3, 7; mean end of all its seeds: 8,082 words, "
        "F1 92.10 ± 1.50); lc (seed 0; mean end of all its seeds: 3,200 words, F1 80.50)."
    ) in page.text
    assert "None" not in page.text
    assert "nan" not in page.text.lower()


@pytest.mark.parametrize("strategies", [["random"], ["lc"], ["random", "lc"]])
@pytest.mark.parametrize("options", [{"seeds": 1}, {"rounds": 1}, {"rounds": 2}])
def test_a_small_study_is_drawn_all_the_same(
    tmp_path: Path, strategies: list[str], options: dict[str, int]
) -> None:
    page = page_of(write_sweep(tmp_path / "s", strategies=strategies, **options))
    assert "nan" not in page.text.lower()
    assert ("What was chosen" in page.text) == (options.get("rounds") != 1)
    assert ("Which differences hold" in page.text) == (len(strategies) > 1)


def test_a_figure_as_a_file_needs_no_page(tmp_path: Path) -> None:
    svg = differences_svg(sweep_of(tmp_path), standalone=True)
    assert "var(" not in svg
    assert ElementTree.fromstring(svg).attrib["width"]
