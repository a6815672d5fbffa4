"""`skillpath collect` from the shell, against an imitation of hh.ru, up to its use in a study."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
import yaml
from imitation_server import MOSCOW, Imitation, captcha, imitation_server, posting, reply

from flows import stages
from tasks.errors import UserError
from tasks.parameters import read_parameters
from tasks.paths import Project
from tasks.vacancies.files import VACANCIES, read_vacancies

CHECKOUT = Path(__file__).parents[2]
DAY = datetime.now(MOSCOW).replace(microsecond=0) - timedelta(days=1)
AGENT = "test/1 (a@b.test)"


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Imitation]:
    """Six vacancies for python, two of them also for java, which has one of its own."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    for name in ("HH_USER_AGENT", "HH_TOKEN"):
        monkeypatch.delenv(name, raising=False)
    with imitation_server() as imitation:
        hour = timedelta(hours=1)
        imitation.postings = [
            *(posting(number, DAY - number * hour) for number in range(1, 5)),
            *(posting(number, DAY - number * hour, "python", "java") for number in (5, 6)),
            posting(7, DAY, "java", area="2"),
        ]
        yield imitation


def command(api: Imitation, *options: str) -> list[str]:
    first = [sys.executable, "-m", "flows.cli", "collect", "--base", api.base, "--interval", "0"]
    return [*first, "--text", "python", "--text", "java", "--into", "collected", *options]


def collect(
    api: Imitation, folder: Path, *options: str, **environment: str
) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        command(api, *options),
        cwd=folder,
        env={**os.environ, "PYTHONPATH": str(CHECKOUT), **environment},
        capture_output=True,
        text=True,
    )


def stored(folder: Path) -> dict[str, Any]:
    text = (folder / "collected" / "vacancies.jsonl").read_text(encoding="utf-8")
    found = [json.loads(line) for line in text.split("\n") if line]
    assert len({one["id"] for one in found}) == len(found)
    return {one["id"]: one for one in found}


def read(project: Project, tables: dict[str, Any]) -> str:
    """Download and normalise the tables in a new project; what is told at the end."""
    values = yaml.safe_load((CHECKOUT / "params.yaml").read_text(encoding="utf-8")) | tables
    values["vacancies"]["tables"] = list(tables["tables"])
    project.catalogue.parent.mkdir(parents=True)
    project.catalogue.symlink_to(CHECKOUT / "data" / "sources.yaml")
    project.params.write_text(yaml.safe_dump(values), encoding="utf-8")
    parameters = read_parameters(project.params)
    stages.download(parameters, project)
    return stages.normalise_vacancies(parameters, project)


def test_what_was_collected_is_told_and_read_as_the_sentence_says(
    api: Imitation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = collect(api, tmp_path, "--user-agent", AGENT)
    assert (done.returncode, done.stderr) == (0, "")
    first, last = done.stdout.splitlines()
    assert first == "7 vacancies found; 7 fetched, 0 gone meanwhile, 7 in collected"
    assert stored(tmp_path)["5"]["skillpath_query"] == ["python", "java"]
    assert {request.headers["User-Agent"] for request in api.asked} == {AGENT}

    (advice,) = re.findall(r"^Read them with  (tables: .+)  in params\.yaml$", last)
    monkeypatch.chdir(tmp_path)
    project = Project()
    assert read(project, yaml.safe_load(advice)) == "7 vacancies of 7 rows in data/vacancies"
    queries = {one.id: one.queries for one in read_vacancies(project.vacancies / VACANCIES)}
    assert queries == {one.id: tuple(sorted(one.texts)) for one in api.postings}


def test_folders_of_collections_are_read_and_others_are_told(tmp_path: Path) -> None:
    for number, text in enumerate(("python", "java"), start=1):
        folder = tmp_path / "collected" / text
        folder.mkdir(parents=True)
        answer = json.dumps(posting(number, DAY, text).full())
        (folder / "vacancies.jsonl").write_text(answer, encoding="utf-8")
        (folder / "vacancies.progress").touch()
    tables = {"tables": {"mine": {"path": str(tmp_path / "collected"), "format": "hh_json"}}}
    project = Project(tmp_path / "project")
    assert read(project, tables).startswith("2 vacancies of 2 rows")
    assert sorted(path.name for path in (project.raw / "mine").iterdir()) == ["java", "python"]
    assert not list(project.raw.rglob("*.progress"))
    for path in (tmp_path / "collected").rglob("*.jsonl"):
        path.rename(path.with_suffix(".txt"))
    told = rf"^{tmp_path}/collected holds no vacancies: give files whose names end in \.json, "
    with pytest.raises(UserError, match=told):
        read(Project(tmp_path / "other"), tables)


def test_what_no_page_showed_is_told(api: Imitation, tmp_path: Path) -> None:
    def shortened(handler: BaseHTTPRequestHandler) -> None:
        status, answer = api.answer("/vacancies", api.asked[-1].parameters)
        reply(status, answer | {"items": answer["items"][2:]})(handler)

    api.at = {1: shortened}
    done = collect(api, tmp_path, "--user-agent", AGENT)
    assert done.returncode == 0
    first, second, _ = done.stdout.splitlines()
    assert first.startswith("5 vacancies found; 5 fetched")
    assert second.startswith("python: 2 vacancies that hh.ru counted were on none of its pages;")


def test_again_only_what_is_new_is_fetched_and_areas_and_days_narrow_the_search(
    api: Imitation, tmp_path: Path
) -> None:
    day = f"{DAY - timedelta(hours=2):%Y-%m-%d}"
    narrow = ("--area", "1", "--since", day, "--until", f"{DAY:%Y-%m-%d}")
    done = collect(api, tmp_path, *narrow, HH_USER_AGENT=AGENT)
    assert done.returncode == 0, done.stderr
    searches = [one.parameters for one in api.asked if one.path == "/vacancies"]
    assert {tuple(one["area"]) for one in searches} == {("1",)}
    assert {one["date_from"][0][:10] for one in searches} == {day}
    before = stored(tmp_path)
    assert "7" not in before
    api.asked.clear()
    done = collect(api, tmp_path, HH_USER_AGENT=AGENT)
    missing = 7 - len(before)
    assert done.stdout.startswith(f"7 vacancies found; {missing} fetched, 0 gone meanwhile, 7 in ")
    assert len(api.fetched()) == missing
    assert stored(tmp_path).items() >= before.items()


@pytest.mark.parametrize(
    ("options", "told"),
    [
        ((), "the user agent '' names no application and contact, which hh.ru's API demands: give"),
        (("--user-agent", "me"), "the user agent 'me' names no application and contact"),
        (("--user-agent", AGENT, "--token", "a b"), "the access token holds spaces"),
        (("--user-agent", AGENT, "--since", "2024-05-02", "--until", "2024-05-01"), "2024-05-0"),
        (("--user-agent", AGENT, "--area", "Moscow"), "Moscow"),
        (("--user-agent", AGENT, "--interval", "-1"), "give --interval from 0 to 300"),
    ],
)
def test_a_mistake_is_one_sentence_and_status_2(
    options: tuple[str, ...], told: str, api: Imitation, tmp_path: Path
) -> None:
    done = collect(api, tmp_path, *options)
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("skillpath collect: ")
    assert told in done.stderr
    assert done.stderr.count("\n") == 1
    assert len(api.asked) <= 1


def test_a_captcha_is_explained(api: Imitation, tmp_path: Path) -> None:
    api.at = {4: captcha}
    done = collect(api, tmp_path, "--user-agent", AGENT)
    assert (done.returncode, done.stdout) == (2, "")
    assert re.fullmatch(r"skillpath collect: .*asks for a captcha.*\n", done.stderr)


def test_a_killed_command_is_continued(api: Imitation, tmp_path: Path) -> None:
    reached, killed = threading.Event(), threading.Event()

    def hold(handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        killed.wait(30)
        handler.close_connection = True

    api.at = {6: hold}
    environment = {**os.environ, "PYTHONPATH": str(CHECKOUT), "HH_USER_AGENT": AGENT}
    with subprocess.Popen(command(api), cwd=tmp_path, env=environment) as process:
        assert reached.wait(30)
        process.kill()
        process.wait()
    killed.set()
    before = stored(tmp_path)
    assert len(before) == 3
    done = collect(api, tmp_path, HH_USER_AGENT=AGENT)
    assert done.stdout.startswith("7 vacancies found; 4 fetched, 0 gone meanwhile, 7 in collected")
    assert stored(tmp_path).items() >= before.items()
    requests = Counter([*api.searched(), *api.fetched()])
    assert sum(requests.values()) == len(requests) + 1  # the one that was held
