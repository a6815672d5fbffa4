"""The whole collection: complete, each vacancy once, and the same after any interruption."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from datetime import date, datetime, timedelta
from functools import partial
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from random import Random
from typing import Any

import pytest
from imitation_server import (
    MOSCOW,
    Imitation,
    Posting,
    captcha,
    imitation_server,
    posting,
    reply,
    search,
)

from tasks.errors import UserError
from tasks.vacancies.collector import collect as collect_module
from tasks.vacancies.collector.client import Client, ClientSettings
from tasks.vacancies.collector.collect import Collected, collect, untold
from tasks.vacancies.collector.journal import Journal
from tasks.vacancies.collector.search import Search, windows
from tasks.vacancies.readers import READERS

PROJECT = Path(__file__).parents[2]
AGENT = "test/1 (a@b.test)"
NOW = datetime(2024, 5, 17, 12, 3, 20, tzinfo=MOSCOW)
HOUR = timedelta(hours=1)
PYTHON = Search(("python",))
BOTH = Search(("python", "java"))

PROCESS = """
import sys
from datetime import datetime
from pathlib import Path
from random import Random
from tasks.vacancies.collector.client import Client, ClientSettings
from tasks.vacancies.collector.collect import collect
from tasks.vacancies.collector.search import Search

base, destination, now = sys.argv[1:]
settings = ClientSettings("test/1 (a@b.test)", base=base, interval=0.0)
with Client(settings, Random(0)) as client:
    search = Search(("python", "java"))
    collect(search, Path(destination), client, datetime.fromisoformat(now))
"""


@pytest.fixture
def api(monkeypatch: pytest.MonkeyPatch) -> Iterator[Imitation]:
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    with imitation_server() as imitation:
        imitation.postings = [
            *(posting(number, NOW - number * HOUR) for number in range(1, 6)),
            *(posting(number, NOW - number * HOUR, "python", "java") for number in range(6, 9)),
            *(posting(number, NOW - number * HOUR, "java") for number in range(9, 12)),
        ]
        yield imitation


def run(
    api: Imitation,
    folder: Path,
    search: Search = BOTH,
    now: datetime = NOW,
    on_progress: Any = untold,
) -> Collected:
    settings = ClientSettings(AGENT, base=api.base, interval=0.0)
    with Client(settings, Random(0), sleep=lambda _: None) as client:
        return collect(search, folder, client, now, on_progress)


def stored(folder: Path) -> list[dict[str, Any]]:
    text = (folder / "vacancies.jsonl").read_text(encoding="utf-8")
    assert text == "" or text.endswith("\n")
    return [json.loads(line) for line in text.removesuffix("\n").split("\n") if line]


def expected(postings: list[Posting], search: Search = BOTH) -> dict[str, dict[str, Any]]:
    return {
        one.id: one.full() | {"skillpath_query": [t for t in search.texts if t in one.texts]}
        for one in postings
    }


def check(api: Imitation, folder: Path) -> None:
    """Everything is stored, once, with all its queries."""
    lines = stored(folder)
    assert {one["id"]: one for one in lines} == expected(api.postings)
    assert len(lines) == len(api.postings)


def test_everything_is_stored_as_the_api_gave_it(api: Imitation, tmp_path: Path) -> None:
    done = run(api, tmp_path / "new")
    check(api, tmp_path / "new")
    assert done == Collected(found=11, fetched=11, vanished=0, relabelled=0, stored=11, lost=())
    assert sorted(api.fetched(), key=int) == [one.id for one in api.postings]


def test_the_reader_reads_what_was_collected(api: Imitation, tmp_path: Path) -> None:
    run(api, tmp_path, PYTHON)
    run(api, tmp_path, Search(("java",)))
    vacancies = list(READERS["hh_json"]([tmp_path], None))
    assert {one.id: one.queries for one in vacancies} == {
        one.id: tuple(sorted(one.texts)) for one in api.postings
    }
    assert vacancies[0].title == api.postings[0].full()["name"]
    assert vacancies[0].published == NOW.date()


def test_a_new_run_searches_anew_and_fetches_what_is_new(api: Imitation, tmp_path: Path) -> None:
    run(api, tmp_path)
    api.postings.append(posting(50, NOW, "java"))
    api.asked.clear()
    done = run(api, tmp_path, now=NOW + HOUR)
    check(api, tmp_path)
    assert api.fetched() == ["50"]
    assert (done.found, done.fetched, done.stored) == (12, 1, 12)


def test_a_new_query_is_added_to_stored_vacancies(api: Imitation, tmp_path: Path) -> None:
    run(api, tmp_path, PYTHON)
    assert len(stored(tmp_path)) == 8
    api.asked.clear()
    done = run(api, tmp_path, Search(("java",)))
    check(api, tmp_path)
    assert sorted(api.fetched(), key=int) == ["9", "10", "11"]
    assert (done.found, done.fetched, done.relabelled, done.stored) == (6, 3, 3, 11)
    assert sorted(path.name for path in tmp_path.iterdir()) == [
        "vacancies.jsonl",
        "vacancies.progress",
    ]


def test_queries_known_only_to_the_file_are_kept(api: Imitation, tmp_path: Path) -> None:
    run(api, tmp_path, PYTHON)
    (tmp_path / "vacancies.progress").unlink()
    run(api, tmp_path, Search(("java",)))
    check(api, tmp_path)


def test_only_the_period_is_collected(api: Imitation, tmp_path: Path) -> None:
    run(api, tmp_path, Search(("python", "java"), (), date(2024, 5, 17), date(2024, 5, 17)))
    assert sorted(int(one["id"]) for one in stored(tmp_path)) == list(range(1, 12))
    run(api, tmp_path / "b", Search(("python",), (), None, date(2024, 5, 16)))
    assert stored(tmp_path / "b") == []


def test_what_vanished_is_counted_and_asked_for_once(api: Imitation, tmp_path: Path) -> None:
    api.vanished = {"2", "10"}
    api.at = {13: captcha}
    with pytest.raises(UserError):
        run(api, tmp_path)
    done = run(api, tmp_path)
    assert {one["id"] for one in stored(tmp_path)} == {one.id for one in api.postings} - {"2", "10"}
    assert Counter(api.fetched())["2"] == 1
    assert done.stored == 9


def test_what_vanished_and_came_back_is_stored(api: Imitation, tmp_path: Path) -> None:
    api.vanished = {"2"}
    assert run(api, tmp_path).vanished == 1
    api.vanished.clear()
    assert run(api, tmp_path).fetched == 1
    check(api, tmp_path)


@pytest.mark.parametrize("request_number", range(1, 14))
def test_a_captcha_anywhere_loses_nothing(
    api: Imitation, tmp_path: Path, request_number: int
) -> None:
    api.at = {request_number: captcha}
    with pytest.raises(UserError, match="asks for a captcha"):
        run(api, tmp_path)
    # An hour later the interrupted searches still look at the time they began with.
    run(api, tmp_path, now=NOW + HOUR)
    check(api, tmp_path)
    requests = Counter([*api.searched(), *api.fetched()])
    assert sum(requests.values()) == len(requests) + 1 == 14


def test_a_captcha_in_a_split_search_loses_nothing(
    api: Imitation, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(collect_module, "windows", partial(windows, ceiling=100))
    crowd = [posting(number, NOW - number * HOUR, "python") for number in range(100, 350)]
    api.postings = [*crowd, *api.postings]
    interruptions = [*range(10, 60, 9), 200]
    for number in interruptions:
        api.at = {number: captcha}
        with pytest.raises(UserError, match="asks for a captcha"):
            run(api, tmp_path)
    run(api, tmp_path)
    check(api, tmp_path)
    assert max(Counter(api.fetched()).values()) <= 2
    assert len(api.fetched()) <= len(api.postings) + len(interruptions)
    # A window with results is read to its end again only where a captcha fell into it.
    leaves = [page for page in api.searched() if page[3] != "0"]
    assert len(leaves) <= len(set(leaves)) + len(interruptions)


def test_what_another_search_left_is_fetched_too(api: Imitation, tmp_path: Path) -> None:
    api.at = {4: captcha}
    with pytest.raises(UserError):
        run(api, tmp_path, PYTHON)
    run(api, tmp_path, Search(("java",)))
    run(api, tmp_path, PYTHON)
    check(api, tmp_path)
    assert [page[0] for page in api.searched()] == ["python", "java"]


@pytest.mark.parametrize("request_number", [2, 3, 9])
def test_a_killed_process_is_continued(api: Imitation, tmp_path: Path, request_number: int) -> None:
    reached, killed = threading.Event(), threading.Event()

    def hold(handler: BaseHTTPRequestHandler) -> None:
        reached.set()
        killed.wait(30)
        handler.close_connection = True

    api.at = {request_number: hold}
    command = [sys.executable, "-c", PROCESS, api.base, str(tmp_path), NOW.isoformat()]
    with subprocess.Popen(command, cwd=PROJECT) as process:
        assert reached.wait(30)
        process.kill()
        process.wait()
    killed.set()
    before = stored(tmp_path) if request_number > 2 else []
    assert len(before) == max(0, request_number - 3)

    subprocess.run(command, cwd=PROJECT, check=True)
    check(api, tmp_path)
    assert stored(tmp_path)[: len(before)] == before
    requests = Counter([*api.searched(), *api.fetched()])
    assert sum(requests.values()) == len(requests) + 1 == 14


@pytest.mark.parametrize("cut_bytes", [1, 2, 50, 100000])
@pytest.mark.parametrize("name", ["vacancies.jsonl", "vacancies.progress"])
def test_a_half_written_line_is_written_again(
    api: Imitation, tmp_path: Path, name: str, cut_bytes: int
) -> None:
    run(api, tmp_path)
    file = tmp_path / name
    whole = file.read_bytes()
    file.write_bytes(whole[: max(0, len(whole) - cut_bytes)])
    run(api, tmp_path)
    check(api, tmp_path)


def test_a_half_line_longer_than_a_block_is_cut(api: Imitation, tmp_path: Path) -> None:
    run(api, tmp_path)
    with (tmp_path / "vacancies.jsonl").open("ab") as file:
        file.write(b'{"id": "' + b"9" * 200_000)
    run(api, tmp_path)
    check(api, tmp_path)


def test_two_collections_at_one_place_are_refused(api: Imitation, tmp_path: Path) -> None:
    with (
        Journal(tmp_path / "vacancies.progress"),
        pytest.raises(UserError, match=f"another collection is writing to {tmp_path}"),
    ):
        run(api, tmp_path)
    run(api, tmp_path)
    check(api, tmp_path)


@pytest.mark.parametrize(
    ("name", "line", "sentence"),
    [
        ("vacancies.jsonl", b"{half\n", r"vacancies\.jsonl, line 12 is no JSON object"),
        ("vacancies.jsonl", b"\xff\n", r"vacancies\.jsonl, line 12 is no JSON object"),
        (
            "vacancies.jsonl",
            b'{"id": "5"}\n',
            r"vacancies\.jsonl, line 12 is no vacancy with an id",
        ),
        ("vacancies.progress", b"[]\n", r"vacancies\.progress, line \d+ is no JSON object"),
        (
            "vacancies.progress",
            b'{"event": "x"}\n',
            r"vacancies\.progress, line \d+ was not written by this",
        ),
        ("vacancies.progress", b'{"event": "gone"}\n', r"move the file away"),
    ],
)
def test_a_spoilt_line_is_named(
    api: Imitation, tmp_path: Path, name: str, line: bytes, sentence: str
) -> None:
    run(api, tmp_path)
    with (tmp_path / name).open("ab") as file:
        file.write(line)
    with pytest.raises(UserError, match=sentence):
        run(api, tmp_path)


def test_a_destination_that_cannot_be_written_is_told(api: Imitation, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(UserError, match="cannot be written"):
        run(api, tmp_path / "file")


def test_a_vacancy_that_is_another_is_asked_for_again(api: Imitation, tmp_path: Path) -> None:
    api.at = {3: reply(200, api.postings[4].full()), 5: reply(200, {"name": "without id"})}
    run(api, tmp_path)
    check(api, tmp_path)


def test_half_a_surrogate_pair_is_stored(api: Imitation, tmp_path: Path) -> None:
    odd = api.postings[0].full() | {"name": "\ud83d и \\ud83d"}
    api.postings = api.postings[:1]
    api.at = {3: reply(200, odd)}
    run(api, tmp_path)
    assert stored(tmp_path) == [odd | {"skillpath_query": ["python"]}]


def test_progress_is_told_up_to_the_end(api: Imitation, tmp_path: Path) -> None:
    told: list[tuple[str, int, int]] = []
    run(api, tmp_path, on_progress=lambda *one: told.append(one))
    assert told[:3] == [("search", 0, 2), ("search", 1, 2), ("search", 2, 2)]
    assert told[3:] == [("fetch", done, 11) for done in range(12)]


def test_what_no_page_shows_is_reported(api: Imitation, tmp_path: Path) -> None:
    def shortened(handler: BaseHTTPRequestHandler) -> None:
        status, answer = api.answer("/vacancies", api.asked[-1].parameters)
        reply(status, answer | {"items": answer["items"][2:]})(handler)

    api.at = {1: shortened}
    done = run(api, tmp_path)
    (lost,) = done.lost
    assert (lost.text, lost.count, lost.hidden) == ("python", 2, False)
    assert done.found == done.stored == 9


class Direct:
    """The imitation's answers without a server between."""

    def __init__(self, postings: list[Posting]):
        self.postings = postings
        self.by_id = {one.id: one for one in postings}

    def get(self, path: str, parameters: Any = (), check: Any = bool) -> dict[str, Any]:
        if path == "/vacancies":
            status, answer = search(self.postings, {name: [value] for name, value in parameters})
            assert status == 200
        else:
            answer = self.by_id[path.removeprefix("/vacancies/")].full()
        assert check(answer)
        return answer


def test_what_the_ceiling_hides_is_reported(tmp_path: Path) -> None:
    crowd = [posting(number, NOW - 24 * HOUR) for number in range(2345)]
    scattered = [posting(number, NOW - number * HOUR / 60) for number in range(3000, 5500)]
    told: list[tuple[str, int, int]] = []
    done = collect(PYTHON, tmp_path, Direct([*crowd, *scattered]), NOW, lambda *x: told.append(x))
    (lost,) = done.lost
    assert lost.text == "python"
    assert (
        lost.span.begin
        <= NOW - 24 * HOUR
        <= lost.span.end
        == lost.span.begin + timedelta(minutes=5)
    )
    assert (done.found, done.fetched, lost.count, lost.hidden) == (4500, 4500, 345, True)
    assert len({one["id"] for one in stored(tmp_path)}) == len(stored(tmp_path)) == 4500
    searching = [(one, total) for stage, one, total in told if stage == "search"]
    assert all(one <= total for one, total in searching)
    assert searching[-1][0] == searching[-1][1]
