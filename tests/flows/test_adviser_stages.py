"""The stages that prepare the adviser: the embedded vacancies, tables of one's own, skill tags."""

from __future__ import annotations

import csv
import json
import re
import shutil
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from small_study import small_values, write_parameters

from flows import stages
from tasks.corpora.files import read_conll
from tasks.corpora.normalise import load
from tasks.errors import UserError
from tasks.files import read_json, write_text
from tasks.parameters import Parameters, read_parameters
from tasks.paths import SPLITS, Project
from tasks.skills.texts import read_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.files import VACANCIES, read_vacancies
from tasks.vacancies.sample import sample_vacancies
from tasks.vacancies.vacancy import Vacancy

COLUMNS = {"id": "№", "title": "Job", "employer": "Firm", "skills": "Skills", "description": "Text"}
NOTHING = "no vacancies in this study (vacancies.tables is empty)"

Study = tuple[Parameters, Project]


def study_of(root: Path, tables: dict[str, Any], **sweep: Any) -> Study:
    """A project whose vacancies are these tables; without `sweep` it has no other half."""
    values = small_values(root / "own", **({"corpora": []} if tables else {}) | sweep)
    values["tables"] |= tables
    values["vacancies"]["tables"] = list(tables)
    values["skills"]["min_vacancies"] = 3
    project = write_parameters(root / "project", values)
    return read_parameters(project.params), project


def write_table(path: Path, vacancies: Sequence[Vacancy]) -> Path:
    """Vacancies as a CSV file of somebody's own."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        rows = csv.writer(file, delimiter=";")
        rows.writerow(COLUMNS.values())
        for one in vacancies:
            skills = ", ".join(one.skills)
            rows.writerow([one.id, one.title, one.employer, skills, one.description])
    return path


def vacancy(number: int) -> Vacancy:
    text = f"Нужны Python, SQL и опыт № {number}."
    return Vacancy(
        str(number), f"Аналитик {number}", "Ромашка", skills=("Python",), description=text
    )


def write_answers(path: Path, numbers: Sequence[int]) -> None:
    """Vacancies as the collector stores them."""
    answers = [
        {
            "id": str(number),
            "name": f"Аналитик {number}",
            "description": f"<p>Нужны Python, SQL и опыт № {number}.</p>",
            "key_skills": [{"name": "Python"}],
            "skillpath_query": ["python"],
        }
        for number in numbers
    ]
    write_text(path, "".join(json.dumps(one) + "\n" for one in answers))


def files_under(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {path.relative_to(folder).as_posix(): path.read_bytes() for path in paths}


def ids(project: Project) -> list[str]:
    return [one.id for one in read_vacancies(project.vacancies / VACANCIES)]


@pytest.fixture(scope="module")
def sampled(tmp_path_factory: pytest.TempPathFactory) -> tuple[Study, list[str]]:
    """The embedded vacancies up to the stage `skills`, and what was told. Not to be changed."""
    parameters, project = study_of(
        tmp_path_factory.mktemp("sampled"), {"sample": {"format": "sample"}}, corpora=["skills"]
    )
    told = [
        stages.download(parameters, project),
        stages.normalise_vacancies(parameters, project),
        stages.filter_skills(parameters, project),
    ]
    return (parameters, project), told


def test_the_embedded_vacancies_need_no_download_and_become_files(
    sampled: tuple[Study, list[str]],
) -> None:
    (_, project), (downloaded, normalised, filtered) = sampled
    assert downloaded.startswith("0 files, 0.0 MB, verified in ")
    counted = re.fullmatch(
        rf"(1,\d{{3}}) vacancies of 1,500 rows in {project.vacancies}", normalised
    )
    assert counted
    vacancies = read_vacancies(project.vacancies / VACANCIES)
    assert f"{len(vacancies):,}" == counted[1]
    counts = read_json(project.vacancies / "vacancies.json")
    assert counts["corpus"]["vacancies"] == len(vacancies)
    assert sum(counts["dropped"].values()) == 1_500 - len(vacancies)

    told = re.fullmatch(
        r"(\d+) skills; (\d+\.\d+) key skills and (\d+\.\d+) skills in the text of a vacancy, "
        rf"in {project.skills}",
        filtered,
    )
    assert told
    assert int(told[1]) == len(Vocabulary.load(project.skills)) > 50
    assert float(told[2]) > 2
    assert float(told[3]) > 2
    assert [text.id for text in read_skill_texts(project.skills)] == [one.id for one in vacancies]


def test_the_stages_write_the_same_bytes_again(
    sampled: tuple[Study, list[str]], tmp_path: Path
) -> None:
    (parameters, project), told = sampled
    again = Project(tmp_path)
    normalised = stages.normalise_vacancies(parameters, again)
    assert normalised.replace(str(tmp_path), str(project.root)) == told[1]
    assert files_under(again.vacancies) == files_under(project.vacancies)
    shutil.rmtree(again.vacancies)
    shutil.copytree(project.vacancies, again.vacancies)
    stages.filter_skills(parameters, again)
    assert files_under(again.skills) == files_under(project.skills)


def test_skill_tags_become_a_corpus_like_any_other(sampled: tuple[Study, list[str]]) -> None:
    (parameters, project), _ = sampled
    told = stages.normalise(parameters, project, "skills")
    corpus = load(project.corpus("skills"))
    assert told.startswith(f"skills: {len(corpus.train):,} training sentences, ")
    for split, sentences in zip(SPLITS, corpus, strict=True):
        assert sentences == read_conll(project.skills / "corpus" / f"{split}.conll")
        assert {tag for one in sentences for tag in one.tags} == {"O", "B-SKILL", "I-SKILL"}
    stages.embed(parameters, project, "skills")
    assert (project.vectors("skills") / "matrix.npy").is_file()


def test_skill_tags_that_were_not_made_yet_are_told(tmp_path: Path) -> None:
    parameters, project = study_of(tmp_path, {"sample": {"format": "sample"}}, corpora=["skills"])
    with pytest.raises(
        UserError, match=r"data/skills/corpus must hold exactly one file for the sp"
    ):
        stages.normalise(parameters, project, "skills")


@pytest.mark.parametrize("name", ["jobs.csv", "deep/er/jobs.csv", "jobs", "a folder.csv/jobs"])
@pytest.mark.parametrize("whole_folder", [True, False])
def test_a_table_of_ones_own_is_copied_and_seen_again_when_it_changes(
    name: str, whole_folder: bool, tmp_path: Path
) -> None:
    file = write_table(tmp_path / "own" / name, [vacancy(1), vacancy(2)])
    path = tmp_path / "own" if whole_folder else file
    table = {"path": str(path), "format": "table", "columns": COLUMNS}
    parameters, project = study_of(tmp_path, {"mine": table})
    stages.download(parameters, project)
    copied = project.raw / "mine" / (name if whole_folder else file.name)
    assert copied.read_bytes() == file.read_bytes()
    told = stages.normalise_vacancies(parameters, project)
    assert told == f"2 vacancies of 2 rows in {project.vacancies}"
    (first, _) = read_vacancies(project.vacancies / VACANCIES)
    assert (first.id, first.title, first.skills) == ("mine:1", "Аналитик 1", ("Python",))

    write_table(file, [vacancy(number) for number in range(3)])
    stages.download(parameters, project)
    assert stages.normalise_vacancies(parameters, project).startswith("3 vacancies of 3 rows in ")


def test_of_a_file_that_was_renamed_nothing_stays(tmp_path: Path) -> None:
    file = write_table(tmp_path / "own" / "old.csv", [vacancy(1)])
    table = {"path": str(tmp_path / "own"), "columns": COLUMNS}
    parameters, project = study_of(tmp_path, {"mine": table})
    stages.download(parameters, project)
    file.unlink()
    write_table(tmp_path / "own" / "new.csv", [vacancy(2)])
    stages.download(parameters, project)
    stages.normalise_vacancies(parameters, project)
    assert ids(project) == ["mine:2"]


@pytest.mark.parametrize("made", [True, False])
def test_a_place_without_a_file_is_told(made: bool, tmp_path: Path) -> None:
    folder = tmp_path / "own" / "table"
    if made:
        (folder / "empty").mkdir(parents=True)
    parameters, project = study_of(tmp_path, {"mine": {"path": str(folder), "columns": COLUMNS}})
    with pytest.raises(UserError, match=rf"^{folder} holds no file: put the table of vacancies th"):
        stages.download(parameters, project)


def test_a_table_that_was_not_downloaded_is_told(tmp_path: Path) -> None:
    file = write_table(tmp_path / "own" / "jobs.csv", [vacancy(1)])
    parameters, project = study_of(tmp_path, {"mine": {"path": str(file), "columns": COLUMNS}})
    with pytest.raises(UserError, match="the table 'mine' lists no files; name some"):
        stages.normalise_vacancies(parameters, project)


def test_a_collected_folder_is_read_without_the_collectors_own_file(tmp_path: Path) -> None:
    folder = tmp_path / "collected"
    write_answers(folder / "vacancies.jsonl", [1, 2])
    write_text(folder / "vacancies.progress", '{"event": "gone", "id": "9"}\n')
    table = {"path": str(folder), "format": "hh_json"}
    parameters, project = study_of(tmp_path, {"collected": table})
    stages.download(parameters, project)
    told = stages.normalise_vacancies(parameters, project)
    assert told == f"2 vacancies of 2 rows in {project.vacancies}"
    assert read_json(project.vacancies / "vacancies.json")["dropped"]["malformed"] == 0
    assert read_vacancies(project.vacancies / VACANCIES)[0].queries == ("python",)

    write_answers(folder / "vacancies.jsonl", [1, 2, 3])
    stages.download(parameters, project)
    stages.normalise_vacancies(parameters, project)
    assert ids(project) == ["1", "2", "3"]


def test_tables_are_joined(tmp_path: Path) -> None:
    file = write_table(tmp_path / "own" / "jobs.csv", [vacancy(1), vacancy(2)])
    write_answers(tmp_path / "collected" / "vacancies.jsonl", [2, 3])
    tables = {
        "mine": {"path": str(file), "columns": COLUMNS},
        "collected": {"path": str(tmp_path / "collected"), "format": "hh_json"},
    }
    parameters, project = study_of(tmp_path, tables)
    stages.download(parameters, project)
    told = stages.normalise_vacancies(parameters, project)
    assert told == f"4 vacancies of 4 rows in {project.vacancies}"
    assert ids(project) == ["mine:1", "mine:2", "2", "3"]


def test_malformed_rows_are_told_with_file_and_row(tmp_path: Path) -> None:
    file = write_table(tmp_path / "own" / "jobs.csv", [vacancy(number) for number in range(500)])
    with file.open("a", encoding="utf-8") as more:
        more.write("1;2\n" * 4)
    tables = {"mine": {"path": str(file), "columns": COLUMNS}}
    parameters, project = study_of(tmp_path, tables)
    stages.download(parameters, project)
    told = stages.normalise_vacancies(parameters, project)
    assert told.startswith(f"500 vacancies of 504 rows in {project.vacancies}; 4 malformed rows")
    assert "jobs.csv, row 502: " in told
    assert told.endswith(f"; …), see {project.vacancies / 'vacancies.json'}")


def test_a_study_without_vacancies_passes_through_empty(tmp_path: Path) -> None:
    parameters, project = study_of(tmp_path, {})
    for stage, folder in (
        (stages.normalise_vacancies, project.vacancies),
        (stages.filter_skills, project.skills),
        (stages.topics, project.topics),
    ):
        write_text(folder / "deep" / "of-another-study.json", "{}")
        assert stage(parameters, project) == NOTHING
        assert list(folder.iterdir()) == []


@pytest.mark.slow
def test_a_sweep_of_skill_tags_and_its_report(server: str, tmp_path: Path) -> None:
    file = write_table(tmp_path / "own" / "jobs.csv", sample_vacancies(count=200))
    parameters, project = study_of(
        tmp_path,
        {"mine": {"path": str(file), "columns": COLUMNS}},
        corpora=["skills"],
        seeds=1,
        full_data=False,
        strategies=["random", "mnlp"],
    )
    values = parameters.model_dump(mode="json")
    values["corpora"]["skills"] |= {"epochs": 1, "hidden_size": 8, "initial_fraction": 0.05}
    parameters = Parameters.model_validate(values)
    stages.download(parameters, project)
    stages.normalise_vacancies(parameters, project)
    stages.filter_skills(parameters, project)
    stages.normalise(parameters, project, "skills")
    stages.embed(parameters, project, "skills")
    told = stages.sweep(parameters, project, "skills", "tagger")
    assert told.startswith("skills · tagger: 2 simulations done, 0 were done before, in ")
    with (project.sweep("skills", "tagger") / "curves.csv").open(encoding="utf-8") as table:
        rows = list(csv.DictReader(table))
    assert {(row["strategy"], row["round"]) for row in rows} == {
        ("random", "0"), ("random", "1"), ("mnlp", "0"), ("mnlp", "1"),
    }  # fmt: skip
    stages.report(parameters, project)
    page = (project.report / "report.html").read_text(encoding="utf-8")
    assert "sentences of the vacancies, tagged by key skills" in page
    assert "synthetic job-search queries" not in page
