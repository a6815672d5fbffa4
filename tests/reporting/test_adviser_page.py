"""The adviser's half of the page: whatever is there, in good order, and nothing but text."""

from __future__ import annotations

import json
import xml.etree.ElementTree as ElementTree
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from made_up_adviser import AdviserFolders, folders_in, write, write_adviser
from made_up_sweeps import write_sweep
from test_report_page import Page

from tasks.errors import UserError
from tasks.reporting.adviser.results.everything import AdviserResults, read_adviser
from tasks.reporting.reading import displayable
from tasks.reporting.report import render, write_report
from tasks.reporting.sweep import read_sweep

HOSTILE = (
    "<script>alert(1)</script>",
    "</title></style></svg></td><img src=x onerror=alert(1)>",
    "\"'><b onmouseover='x'>&amp;&#60;",
    "]]><!-- {{ 7*7 }} {% raw %} <?xml ?>",
    "\u202egnp.exe\u2066\u200f\ufeff\x00\x0b\ud800\ufffe",
)
# What these hold has names from outside; what a kind names is a folder.
OPEN = {
    "tables", "dropped", "personal_data_removed", "top", "experience", "schedule", "employment",
    "removed", "methods", "slices", "unknown", "others", "coverage_by_experience",
}  # fmt: skip
SECTIONS = ("vacancies", "topics", "evaluation", "salaries", "queries")


def results_of(folders: AdviserFolders) -> AdviserResults:
    results = read_adviser(*folders)
    assert results is not None
    return results


def page_of(folders: AdviserFolders) -> Page:
    return Page(render([], results_of(folders)))


def with_text(value: Any, text: str, parent: str = "") -> Any:
    """`value` with `text` before every string in it, and before every name from outside."""
    match value:
        case str():
            return value if parent == "kind" else text + value
        case list():
            return [with_text(one, text, parent) for one in value]
        case dict():
            return {
                (text + key if parent in OPEN else key): with_text(one, text, key)
                for key, one in value.items()
            }
    return value


def with_text_everywhere(root: Path, text: str) -> AdviserFolders:
    folders = write_adviser(root)
    for path in root.rglob("*.json"):
        write(path, with_text(json.loads(path.read_text(encoding="utf-8")), text))
    return folders


def elements(page: Page) -> Counter[tuple[str, tuple[str, ...]]]:
    return Counter((tag, tuple(attributes)) for tag, attributes in page.tags)


def edited(path: Path, change: Callable[[Any], Any]) -> None:
    value = json.loads(path.read_text(encoding="utf-8"))
    change(value)
    write(path, value)


@pytest.mark.parametrize("hostile", HOSTILE)
def test_hostile_text_makes_no_element_and_no_attribute(tmp_path: Path, hostile: str) -> None:
    shown = displayable(hostile)
    page = page_of(with_text_everywhere(tmp_path / "hostile", hostile))
    plain = page_of(with_text_everywhere(tmp_path / "plain", "x" * len(shown)))
    assert elements(page) == elements(plain)
    assert page.text.count(shown) > 300
    html = render([], results_of(with_text_everywhere(tmp_path / "again", hostile)))
    assert not set(html) & set("\u202e\u2066\u200f\x00\x0b\ud800\ufffe")


@pytest.mark.parametrize("hostile", HOSTILE)
def test_figures_with_hostile_text_are_well_formed_files(tmp_path: Path, hostile: str) -> None:
    adviser = results_of(with_text_everywhere(tmp_path / "in", hostile))
    write_report(tmp_path / "out", [], adviser)
    figures = sorted((tmp_path / "out" / "figures").iterdir())
    assert [figure.name for figure in figures] == [
        "salary-importance.svg",
        "salary-learning-curve.svg",
        "topics-coherence.svg",
        "topics-likeness-clusters.svg",
        "topics-likeness-lda.svg",
        "topics-likeness-nmf.svg",
        "vacancies.svg",
    ]
    for figure in figures:
        tags = {e.tag.rpartition("}")[2] for e in ElementTree.parse(figure).iter()}
        drawn = {"svg", "title", "desc", "style", "rect", "text", "tspan", "g", "path", "circle"}
        assert tags <= drawn
        assert "var(" not in figure.read_text(encoding="utf-8").replace(hostile, "")


def test_a_kind_that_is_no_folder_name_is_refused(tmp_path: Path) -> None:
    folders = write_adviser(tmp_path)
    path = folders.topics / "topics.json"
    edited(path, lambda value: value["kept"].update({"../x": value["kept"]["nmf"]}))
    with pytest.raises(UserError, match=r"topics\.json: kept.* is wrong .*run the stage"):
        read_adviser(*folders)


def test_all_sections_stand_in_the_contents_and_say_their_numbers(tmp_path: Path) -> None:
    page = page_of(write_adviser(tmp_path))
    links = [attributes["href"] for attributes in page.all("a")]
    assert links == [f"#{anchor}" for anchor in (*SECTIONS, "reproduce")]
    for told in (
        "14,489, of 16,283 rows read",
        "7,733 (53.4 %)",
        "69,600 roubles a month, net; nine in ten from 29,319 to 202,582",
        "71.6 %, 6.8 each",
        "1,534 skills, from 8,211 spellings",
        "6,890 (47.6 %)",
        "nmf".upper() + ", 24 topics",
        "0.0785 ± 0.0040",
        "23,550 ± 420",
        "80.3 %",
        "the adviser's default",
        "7,412 queries",
        "python, nlp, algorithm, нейросети",
        "Taken for: Data Science. It asks most for: python, sql, machine learning.",
        "Not known: algorithm; the nearest known ones are algorithms, алгоритмы.",
        "Same profession found, asked with the skills of the text",
        "Аналитик данных (3)",
        "40,000 – 90,000 (1,200)",
        "at commit 0123456789ab",
        "dvc exp run -S study=full",
    ):
        assert told in page.text


def test_the_best_of_each_group_is_bold(tmp_path: Path) -> None:
    html = render([], results_of(write_adviser(tmp_path)))
    for group in ("The report's window, random folds", "All salaries, folds grouped by employer"):
        rows = html.partition(f"<span>{group.replace(chr(39), '&#39;')}</span>")[2]
        rows = rows.partition("</tbody>")[0]
        assert rows.count("<strong>") == 3
        assert rows.rindex("stack") < rows.index("<strong>")
    table = html.partition("Hidden skills found again")[2].partition("</table>")[0]
    blend = table.partition('<th scope="row">blend')[2].partition("</tr>")[0]
    assert "<strong>0.390 ± 0.004</strong>" in blend
    assert "<strong>0.200</strong>" not in table  # equal everywhere, so best nowhere


@pytest.mark.parametrize("sweeps", [0, 1])
@pytest.mark.parametrize("missing", [*AdviserFolders._fields[1:], "all but vacancies"])
def test_what_is_not_there_is_left_out(tmp_path: Path, missing: str, sweeps: int) -> None:
    folders = write_adviser(tmp_path / "in")
    sections = dict(zip(SECTIONS[1:], ("topics", "advisor", "salary", "advisor"), strict=True))
    for name in AdviserFolders._fields[1:]:
        if missing in (name, "all but vacancies"):
            for path in getattr(folders, name).glob("*.json"):
                path.unlink()
    read = [read_sweep(write_sweep(tmp_path / "s"))][:sweeps]
    page = Page(render(read, results_of(folders)))
    ids = {a["id"] for _, a in page.tags if "id" in a}
    assert "vacancies" in ids
    for section, folder in sections.items():
        assert (section in ids) == (missing not in (folder, "all but vacancies"))
    assert "None" not in page.text
    assert "nan" not in page.text.lower().replace("финан", "")


def test_without_vacancies_there_is_no_adviser(tmp_path: Path) -> None:
    folders = folders_in(tmp_path)
    assert read_adviser(*folders) is None
    with pytest.raises(UserError, match="no sweep and no vacancy"):
        render([], read_adviser(*folders))


def test_the_heading_speaks_of_what_is_there(tmp_path: Path) -> None:
    sweep = read_sweep(write_sweep(tmp_path / "s"))
    adviser = results_of(write_adviser(tmp_path / "a"))
    learning, advice, both = (
        Page(render([sweep])),
        Page(render([], adviser)),
        Page(render([sweep], adviser)),
    )
    assert "annotated next?" in learning.text
    assert "skills" not in learning.text.partition("atis · bilstm")[0]
    assert "annotate" not in advice.text
    assert "Which sentences to annotate, and which skills to learn next?" in both.text
    links = [a["href"] for a in both.all("a")]
    assert links == ["#atis-bilstm", "#data", *(f"#{one}" for one in SECTIONS), "#reproduce"]


def test_the_page_of_both_halves_is_sound(tmp_path: Path) -> None:
    sweep = read_sweep(write_sweep(tmp_path / "s"))
    page = Page(render([sweep], results_of(write_adviser(tmp_path / "a"))))
    assert not {"script", "link", "img", "iframe"} & {tag for tag, _ in page.tags}
    ids = [a["id"] for _, a in page.tags if "id" in a]
    assert len(ids) == len(set(ids))
    for _, attributes in page.tags:
        for name in ("aria-labelledby", "aria-describedby"):
            assert set((attributes.get(name) or "").split()) <= set(ids)
    assert {a["href"] for a in page.all("a")} <= {f"#{key}" for key in ids}
    tables, regions = page.all("table"), [a for a in page.all("div") if a.get("role") == "region"]
    assert len(page.all("caption")) == len(tables) == len(regions)
    assert all(a.get("tabindex") == "0" and a.get("aria-label") for a in regions)
    assert all("scope" in a for a in page.all("th"))
    pictures = [a for a in page.all("svg") if a.get("aria-hidden") != "true"]
    assert all(a.get("role") == "img" and a.get("aria-labelledby") for a in pictures)


def test_sample_vacancies_are_announced(tmp_path: Path) -> None:
    assert (
        "Synthetic sample vacancies" in page_of(write_adviser(tmp_path / "a", table="sample")).text
    )
    assert "Synthetic" not in page_of(write_adviser(tmp_path / "b")).text


@pytest.mark.parametrize(
    "options",
    [
        {"seeds": 1},
        {"numbers": (16,), "topics": 16},
        {"kinds": ("lda",), "topics": 2},
        {"kinds": ()},
    ],
)
def test_little_is_enough(tmp_path: Path, options: dict[str, Any]) -> None:
    page = page_of(write_adviser(tmp_path, **options))
    assert "How good the advice is" in page.text


def test_bare_files_are_enough(tmp_path: Path) -> None:
    folders = folders_in(tmp_path)
    write(folders.vacancies / "vacancies.json", {"corpus": {"vacancies": 0}})
    write(folders.skills / "skills.json", {})
    write(folders.topics / "topics.json", {})
    write(folders.salary / "salary.json", {})
    write(folders.advisor / "metrics.json", {"hidden_skills": {}, "texts": {}})
    write(folders.advisor / "queries.json", [{"query": "c", "vacancies": [], "skills": []}])
    page = page_of(folders)
    links = [a["href"] for a in page.all("a")]
    assert links == ["#vacancies", "#queries", "#reproduce"]


def test_a_best_number_at_an_end_of_the_sweep_is_told(tmp_path: Path) -> None:
    folders = write_adviser(tmp_path)
    path = folders.topics / "topics.json"

    def curve(qualities: list[float]) -> Callable[[Any], Any]:
        points = [{"topics": 8 * (i + 1), "quality": one} for i, one in enumerate(qualities)]
        return lambda value: value["chosen"].update(
            {kind: {"topics": 16, "curve": points} for kind in value["chosen"]}
        )

    edited(path, curve([0.1, 0.3, 0.2]))
    assert "at an end of those" not in page_of(folders).text
    edited(path, curve([0.1, 0.2, 0.3]))
    assert "NMF (24)" in page_of(folders).text.partition("at an end of those")[2]


def test_an_unanswered_query_says_why(tmp_path: Path) -> None:
    folders = write_adviser(tmp_path)
    write(folders.advisor / "queries.json", [{"query": "xyz", "error": "no vacancy asks for xyz"}])
    assert "Not answered: no vacancy asks for xyz." in page_of(folders).text


def test_what_no_vacancy_has_makes_no_column(tmp_path: Path) -> None:
    folders = write_adviser(tmp_path)
    before = page_of(folders).text

    def without_employers(answers: Any) -> None:
        for answer in answers:
            for one in answer["vacancies"]:
                one["employer"] = ""

    edited(folders.advisor / "queries.json", without_employers)
    text = page_of(folders).text
    answers = json.loads((folders.advisor / "queries.json").read_text(encoding="utf-8"))
    assert before.count("Employer") - text.count("Employer") == len(answers)
    assert before.count("City") == text.count("City") > 0


@pytest.mark.parametrize(
    ("name", "content", "told"),
    [
        (
            "salary/salary.json",
            '{"importance": [{"feature": "x", "importance": -1}]}',
            "importance",
        ),
        ("advisor/metrics.json", '{"vocabulary": "many"}', "vocabulary"),
        ("advisor/queries.json", "[{}]", "query"),
        ("topics/topics.json", "{", "not JSON"),
        ("salary/salary.json", '{"range": NaN}', "range"),
    ],
)
def test_a_damaged_file_is_told_by_name_and_place(
    tmp_path: Path, name: str, content: str, told: str
) -> None:
    folders = write_adviser(tmp_path)
    (tmp_path / name).write_text(content, encoding="utf-8")
    with pytest.raises(UserError, match=rf"{name}.*{told}.*run the stage that writes it again"):
        read_adviser(*folders)


def test_the_largest_page_stays_small(tmp_path: Path) -> None:
    html = render([], results_of(write_adviser(tmp_path, topics=128)))
    assert len(html.encode()) < 400_000


def test_same_results_same_bytes(tmp_path: Path) -> None:
    adviser = results_of(write_adviser(tmp_path / "in"))
    assert render([], adviser) == render([], adviser)
