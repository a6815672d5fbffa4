"""The job adviser from the embedded vacancies to its advice: every stage, with smaller numbers."""

from __future__ import annotations

import csv
import json
from pathlib import Path
from typing import Any

import pytest
from small_study import small_adviser, small_values, write_parameters

from flows import cli, stages
from tasks.parameters import Parameters, read_parameters
from tasks.paths import Project
from tasks.vacancies.vacancy import EXPERIENCES, SCHEDULES

pytestmark = pytest.mark.slow

REPORT_QUERIES = (
    "python, nlp, algorithm, нейросети",
    "микроконтроллер, stm32, c",
    "design, photoshop, figma, 3d, ux-ui",
)


def adviser_values(root: Path) -> dict[str, Any]:
    values = small_values(root / "own")
    values["sweep"]["corpora"] = []
    return small_adviser(values)


@pytest.fixture(scope="module")
def study(
    server: str, tmp_path_factory: pytest.TempPathFactory
) -> tuple[Parameters, Project, dict[str, str]]:
    """A project through which every stage of the adviser ran, and what each said."""
    root = tmp_path_factory.mktemp("adviser")
    project = write_parameters(root, adviser_values(root))
    parameters = read_parameters(project.params)
    told = {
        name: getattr(stages, name)(parameters, project)
        for name in (
            "normalise_vacancies", "filter_skills", "topics", "salary", "evaluate", "report",
        )
    }  # fmt: skip
    return parameters, project, told


@pytest.fixture
def advise(
    study: tuple[Parameters, Project, dict[str, str]],
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> Any:
    """Runs ``skillpath advise`` in the project; gives status, output and errors."""
    monkeypatch.chdir(study[1].root)

    def run(*arguments: str) -> tuple[int, str, str]:
        status = cli.main(["advise", *arguments])
        output = capsys.readouterr()
        return status, output.out, output.err

    return run


def test_every_stage_says_what_it_did(study: tuple[Parameters, Project, dict[str, str]]) -> None:
    _, project, told = study
    assert "vacancies of 1,500 rows" in told["normalise_vacancies"]
    assert told["salary"].startswith("7")
    assert "Best by hidden-skill recall@10: " in told["evaluate"]
    page = (project.report / "report.html").read_text(encoding="utf-8")
    assert all(query in page for query in REPORT_QUERIES)
    assert "<script" not in page


@pytest.mark.parametrize("query", REPORT_QUERIES)
def test_the_queries_of_the_report_are_answered(query: str, advise: Any) -> None:
    status, out, _ = advise(query, "--json", "--top", "5")
    assert status == 0
    advice = json.loads(out)
    assert advice["field"]["vacancies"] > 0
    similarities = [one["similarity"] for one in advice["vacancies"]]
    assert len(similarities) == 5
    assert similarities == sorted(similarities, reverse=True)
    assert all(0 < one <= 1 for one in similarities)
    titles = [(one["title"], one["employer"]) for one in advice["vacancies"]]
    assert len(set(titles)) == 5
    assert all(0 <= one["share"] <= 1 for one in advice["skills"])
    assert not {one["name"] for one in advice["skills"]} & set(advice["known"])
    cells = {(one["schedule"], one["experience"]) for one in advice["salaries"]}
    assert cells == {(schedule, experience) for schedule in SCHEDULES for experience in EXPERIENCES}
    assert all(one["low"] <= one["salary"] <= one["high"] for one in advice["salaries"])


def test_three_tables_stand_under_one_line(advise: Any) -> None:
    status, out, _ = advise("python, nlp, хаскелль, ответственность")
    assert status == 0
    assert "Too general to go by: ответственность" in out
    assert out.startswith("Taken for: ")
    assert "By your skills: Python, NLP\n" in out
    assert "Unknown skill: хаскелль" in out
    titles = ("Vacancies that fit", "Skills to learn next", "Salary, net roubles a month")
    places = [out.index(title) for title in titles]
    assert places == sorted(places)


def test_wishes_narrow_vacancies_and_salaries(advise: Any) -> None:
    status, out, _ = advise(
        "python, sql", "--city", "москва", "--experience", "нет опыта", "--json"
    )
    advice = json.loads(out)
    assert status == 0
    assert {one["city"] for one in advice["vacancies"]} <= {"Москва"}
    assert {one["experience"] for one in advice["salaries"]} == {"Нет опыта"}


def test_the_salary_table_is_kept(advise: Any, tmp_path: Path) -> None:
    status, out, _ = advise("python", "--save", str(tmp_path / "kept.csv"))
    assert (status, out.splitlines()[-1]) == (0, f"salaries kept in {tmp_path / 'kept.csv'}")
    with (tmp_path / "kept.csv").open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == len(SCHEDULES) * len(EXPERIENCES)
    assert int(rows[0]["low"]) <= int(rows[0]["salary"]) <= int(rows[0]["high"])


def test_everyday_words_and_lists_without_commas_are_understood(advise: Any) -> None:
    status, out, _ = advise(
        *("python и sql|git docker", "--city", "спб", "--schedule", "remote"),
        *("--experience", "1–3 года", "--json"),
    )
    advice = json.loads(out)
    assert status == 0
    assert advice["known"] == ["Python", "SQL", "Git", "Docker"]
    assert {one["city"] for one in advice["vacancies"]} <= {"Санкт-Петербург"}
    cells = {(one["schedule"], one["experience"]) for one in advice["salaries"]}
    assert cells == {(SCHEDULES[3], EXPERIENCES[1])}


@pytest.mark.parametrize("query", [*REPORT_QUERIES, "с++, пайтон, k8s"])
def test_skills_that_the_field_asks_for_come_first(query: str, advise: Any) -> None:
    _, out, _ = advise(query, "--model", "walk", "--json")
    asked_for = [one["share"] > 0 for one in json.loads(out)["skills"]]
    assert asked_for == sorted(asked_for, reverse=True)
    assert any(asked_for)


def test_wishes_that_nobody_meets_are_told(advise: Any) -> None:
    status, out, _ = advise("python", "--schedule", "вахта", "--experience", "более 6 лет")
    assert status == 0
    assert "\nNo vacancy fits these wishes: drop --schedule or --experience\n" in out
    assert "Vacancies that fit" not in out


@pytest.mark.parametrize("model", ["popularity", "bm25", "nmf", "report-nmf"])
def test_every_method_can_be_asked(model: str, advise: Any) -> None:
    status, out, _ = advise("python, sql", "--model", model, "--json")
    assert status == 0
    assert json.loads(out)["model"] == model


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (("",), "there is no skill in that line: give some"),
        ((" , ;",), "there is no skill in that line: give some"),
        (("qwzxv",), "no vacancy asks for qwzxv"),
        (("Ответственность",), "Ответственность: too general to tell vacancies apart"),
        (("python", "--city", "Мосва"), "--city Мосва: there is none such; did you mean Москва?"),
        (("python", "--schedule", "ночью"), "--schedule ночью: there is none such"),
        (
            ("c, go, allure", "--model", "report-nmf"),
            "report-nmf knows none of C, Golang, Allure: name another --model (bm25, ",
        ),
        (("python", "--model", "nfm"), "--model nfm: there is none such; did you mean nmf?"),
    ],
)
def test_a_senseless_question_is_told_in_a_sentence(
    arguments: tuple[str, ...], told: str, advise: Any
) -> None:
    status, out, err = advise(*arguments)
    assert (status, out) == (cli.USERS_MISTAKE, "")
    assert told in err
    assert err.count("\n") == 1


def test_everything_is_in_mlflow_and_logging_it_again_changes_nothing(
    study: tuple[Parameters, Project, dict[str, str]],
) -> None:
    from tasks.tracking.store import open_store

    _, project, _ = study
    client = open_store(project)

    def count() -> dict[str, int]:
        """Runs of each experiment, versions of each registered model."""
        runs = {
            part: len(client.search_runs([client.get_experiment_by_name(part).experiment_id]))
            for part in ("topics", "salary", "advisor")
        }
        models = [model.name for model in client.search_registered_models()]
        return runs | {
            name: len(client.search_model_versions(f"name = '{name}'")) for name in models
        }

    before = count()
    assert before == {
        **{"topics": 4, "salary": 9, "advisor": 5},
        **{"skillpath-topics": 2, "skillpath-salary": 1, "skillpath-advisor": 1},
        "skillpath-vacancy-salary": 2,
    }
    artifacts = {}
    for model in client.search_registered_models():
        assert list(model.aliases) == ["champion"]
        version = client.get_model_version_by_alias(model.name, "champion")
        artifacts[model.name] = {one.path for one in client.list_artifacts(version.run_id)}
    assert "keywords.csv" in artifacts["skillpath-topics"]
    assert any(name.startswith("topics-likeness-") for name in artifacts["skillpath-topics"])
    assert {"salary.json", "salary-learning-curve.svg"} <= artifacts["skillpath-salary"]
    assert "metrics.json" in artifacts["skillpath-advisor"]
    assert stages.track(project).startswith("MLflow holds 0 sweeps, topics, salary, advisor: ")
    assert count() == before


def test_the_same_again_as_schedules_run_it_gives_the_same_bytes(
    study: tuple[Parameters, Project, dict[str, str]], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows.deployments import salary_models, topic_models

    parameters, project, _ = study
    monkeypatch.chdir(project.root)
    files = [
        path
        for folder in (project.topics, project.salary, project.advisor)
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    ]
    before = {path: path.read_bytes() for path in files}
    for job in project.jobs.iterdir():
        (job / "result.json").unlink()  # so that everything is done anew
    models = {row["model"] for row in topic_models()}
    assert models == set(parameters.topics.models)
    assert {row["model"] for row in salary_models(parameters.salary)} >= {"median", "ridge"}
    stages.evaluate(parameters, project)
    changed = [path.name for path in files if path.read_bytes() != before[path]]
    assert changed == []


def test_results_are_kept_without_employers(
    study: tuple[Parameters, Project, dict[str, str]], tmp_path: Path
) -> None:
    parameters, project, _ = study
    assert stages.keep(parameters, project, tmp_path) == f"kept: {tmp_path / 'adviser'}"
    kept = {str(path.relative_to(tmp_path)) for path in tmp_path.rglob("*") if path.is_file()}
    assert {f"adviser/{name}" for name in ("README.md", "salary.json", "metrics.json")} <= kept
    assert "adviser/figures/vacancies.svg" in kept
    summary = (tmp_path / "adviser" / "README.md").read_text(encoding="utf-8")
    assert all(query in summary for query in REPORT_QUERIES)
    answers = json.loads((project.advisor / "queries.json").read_text(encoding="utf-8"))
    (shown,) = {one["employer"] for one in answers[0]["vacancies"][:1]}
    assert shown
    assert shown not in summary
    assert list(answers[0]["others"]) == ["report-nmf"]


def test_without_an_adviser_the_command_says_what_to_do(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert cli.main(["advise", "python"]) == cli.USERS_MISTAKE
    assert "run `dvc repro` with a study that has vacancies" in capsys.readouterr().err
