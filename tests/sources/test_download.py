"""Downloading: resumed, retried, verified, placed; every failure told in one sentence."""

from __future__ import annotations

import base64
import contextlib
import email.utils
import errno
import hashlib
import io
import os
import random
import signal
import socket
import subprocess
import sys
import threading
import time
import zipfile
from http.server import BaseHTTPRequestHandler
from pathlib import Path
from typing import Any

import pytest
from scripted_server import Shelf, break_off, ignore_range, serve, status
from small_disk import SmallDisk

from tasks.errors import UserError
from tasks.sources import download as module
from tasks.sources import transfer
from tasks.sources.catalogue import Source, SourceFile
from tasks.sources.download import Record, download

ROOT = Path(__file__).parents[2]
BODY = random.Random(1).randbytes(300_000)
HALF = 150_000


def source(name: str, *files: SourceFile, layout: str = "conll") -> Source:
    return Source(name, "made for a test", "none", layout, files, {})


def file(path: str, url: str | None, body: bytes, **changes: Any) -> SourceFile:
    given: dict[str, Any] = {
        "mirror_path": None,
        "sha256": hashlib.sha256(body).hexdigest(),
        "bytes": len(body),
    }
    return SourceFile(path=path, url=url, **(given | changes))


class Rooms:
    """Where a test downloads to, and how long it would have slept."""

    def __init__(self, folder: Path):
        self.destination, self.downloads = folder / "raw", folder / "downloads"
        self.slept: list[float] = []

    def download(
        self, *sources: Source, mirror: str | Path | None = None, retries: int = 2
    ) -> list[Record]:
        return download(
            sources,
            self.destination,
            self.downloads,
            mirror,
            retries=retries,
            sleep=self.slept.append,
        )

    def placed(self) -> dict[str, bytes]:
        return contents(self.destination)


def contents(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


@pytest.fixture
def rooms(tmp_path: Path) -> Rooms:
    return Rooms(tmp_path)


def one(url: str | None, body: bytes = BODY, **changes: object) -> Source:
    return source("one", file("sub/one.txt", url, body, **changes))


def test_downloads_verifies_places_and_records(shelf: Shelf, rooms: Rooms) -> None:
    digest = hashlib.sha256(BODY).hexdigest()
    records = rooms.download(one(shelf.offer("/one", BODY)))
    assert records == [Record("one", "sub/one.txt", digest, len(BODY), "none")]
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert contents(rooms.downloads) == {"one/sub/one.txt": BODY}
    kept = rooms.downloads / "one/sub/one.txt"
    assert kept.samefile(rooms.destination / "one/sub/one.txt")


def test_an_empty_file_is_a_file(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", b""), b""))
    assert rooms.placed() == {"one/sub/one.txt": b""}


def test_what_is_kept_is_not_transferred_again(shelf: Shelf, rooms: Rooms) -> None:
    wanted = one(shelf.offer("/one", BODY))
    first = rooms.download(wanted)
    (rooms.destination / "one/sub/one.txt").unlink()
    assert rooms.download(wanted) == first
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert len(shelf.asked) == 1


def test_a_damaged_kept_file_is_fetched_again(shelf: Shelf, rooms: Rooms) -> None:
    wanted = one(shelf.offer("/one", BODY))
    rooms.download(wanted)
    with (rooms.destination / "one/sub/one.txt").open("ab") as placed:
        placed.write(b"edited in place, through the hard link")
    rooms.download(wanted)
    assert rooms.placed() == {"one/sub/one.txt": BODY}


def test_copies_where_there_are_no_hard_links(
    shelf: Shelf, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def no_link(*_: object) -> None:
        raise OSError(errno.EXDEV, "Invalid cross-device link")

    monkeypatch.setattr(os, "link", no_link)
    rooms.download(one(shelf.offer("/one", BODY)))
    assert rooms.placed() == {"one/sub/one.txt": BODY}


def test_progress_tells_bytes_and_total(shelf: Shelf, rooms: Rooms) -> None:
    told: list[tuple[str, int, int | None]] = []
    sources = [one(shelf.offer("/one", BODY, break_off(HALF)))]
    download(
        sources,
        rooms.destination,
        rooms.downloads,
        on_progress=lambda *report: told.append(report),
        sleep=rooms.slept.append,
    )
    assert {(name, total) for name, _, total in told} == {("one/sub/one.txt", len(BODY))}
    done = [done for _, done, _ in told]
    assert done == sorted(done)
    assert done[-1] == len(BODY)


# --- resuming


def test_a_broken_transfer_fetches_only_the_rest(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", BODY, break_off(HALF))))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert [(asked.range, asked.sent) for asked in shelf.asked] == [
        (None, HALF),
        (f"bytes={HALF}-", len(BODY) - HALF),
    ]
    assert rooms.slept == [1.0]


def test_a_later_run_resumes_what_an_earlier_one_left(shelf: Shelf, rooms: Rooms) -> None:
    wanted = one(shelf.offer("/one", BODY, break_off(HALF)))
    with pytest.raises(UserError, match=f"broke off after {HALF} of {len(BODY)} bytes"):
        rooms.download(wanted, retries=0)
    assert rooms.placed() == {}
    rooms.download(wanted)
    assert shelf.asked[-1].sent == len(BODY) - HALF
    assert set(contents(rooms.downloads)) == {"one/sub/one.txt"}


def test_a_server_that_ignores_range_is_read_from_the_start(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", BODY, break_off(HALF), ignore_range)))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert shelf.asked[-1].sent == len(BODY)


def test_a_file_changed_on_the_server_is_read_from_the_start(shelf: Shelf, rooms: Rooms) -> None:
    changed = random.Random(2).randbytes(len(BODY))

    def change(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        sent = break_off(HALF)(handler, body)
        shelf.content["/one"] = changed
        return sent

    rooms.download(one(shelf.offer("/one", BODY, change), changed))
    assert rooms.placed() == {"one/sub/one.txt": changed}
    assert shelf.asked[-1].range == f"bytes={HALF}-"
    assert shelf.asked[-1].sent == len(changed)


@pytest.mark.parametrize("headers", [{}, {"ETag": 'W/"weak"'}])
def test_without_a_strong_validator_nothing_is_resumed(
    shelf: Shelf, rooms: Rooms, headers: dict[str, str]
) -> None:
    rooms.download(one(shelf.offer("/one", BODY, break_off(HALF, headers=headers))))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert [asked.range for asked in shelf.asked] == [None, None]


def test_another_address_does_not_continue_the_part(shelf: Shelf, rooms: Rooms) -> None:
    with pytest.raises(UserError):
        rooms.download(one(shelf.offer("/old", BODY, break_off(HALF))), retries=0)
    rooms.download(one(shelf.offer("/new", BODY)))
    assert shelf.asked[-1].range is None
    assert rooms.placed() == {"one/sub/one.txt": BODY}


def test_416_for_a_part_that_is_too_long_starts_over(shelf: Shelf, rooms: Rooms) -> None:
    shorter = status(416, {"Content-Range": "bytes */7"})
    rooms.download(one(shelf.offer("/one", BODY, break_off(HALF), shorter)))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert [asked.range for asked in shelf.asked] == [None, f"bytes={HALF}-", None]


def test_an_answer_with_the_wrong_part_starts_over(shelf: Shelf, rooms: Rooms) -> None:
    wrong = status(206, {"Content-Range": f"bytes 10-20/{len(BODY)}"})
    rooms.download(one(shelf.offer("/one", BODY, break_off(HALF), wrong)))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert shelf.asked[-1].range is None


CHILD = """
import sys
from pathlib import Path
from tasks.sources.catalogue import Source, SourceFile
from tasks.sources.download import download
url, sha256, size, folder = sys.argv[1:]
one = SourceFile("sub/one.txt", url, None, sha256, int(size) or None)
download(
    [Source("one", "", "none", "conll", (one,), {})],
    Path(folder) / "raw",
    Path(folder) / "downloads",
    on_progress=lambda name, done, total: print(done, flush=True),
)
"""


def child(folder: Path, url: str, size: int) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "-c", CHILD, url, hashlib.sha256(BODY).hexdigest(), str(size), folder],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        cwd=ROOT,
    )


def test_a_killed_download_is_resumed_by_the_next_run(
    shelf: Shelf, rooms: Rooms, tmp_path: Path
) -> None:
    dead = threading.Event()
    url = shelf.offer("/one", BODY, break_off(HALF, until=dead))
    process = child(tmp_path, url, len(BODY))
    assert process.stdout is not None
    while int(process.stdout.readline()) < HALF:
        pass
    process.send_signal(signal.SIGKILL)
    process.communicate()
    dead.set()
    assert rooms.placed() == {}
    assert not (rooms.downloads / "one/sub/one.txt").exists()
    assert (rooms.downloads / "one/sub/one.txt.part").read_bytes() == BODY[:HALF]
    rooms.download(one(url))
    assert shelf.asked[-1].sent == len(BODY) - HALF
    assert rooms.placed() == {"one/sub/one.txt": BODY}


def test_ctrl_c_ends_the_transfers_at_once(shelf: Shelf, tmp_path: Path) -> None:
    def endless(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        handler.send_response(200)
        handler.end_headers()
        with contextlib.suppress(OSError):  # the client hangs up
            while True:
                handler.wfile.write(b"drop")
                threading.Event().wait(0.001)
        return 0

    process = child(tmp_path, shelf.offer("/one", b"", endless), 0)
    assert process.stdout is not None
    process.stdout.readline()
    process.send_signal(signal.SIGINT)
    _, errors = process.communicate(timeout=20)
    assert process.returncode != 0
    assert "KeyboardInterrupt" in errors
    assert not (tmp_path / "downloads/one/sub/one.txt").exists()


def test_ctrl_c_ends_the_waiting_for_another_attempt(shelf: Shelf, tmp_path: Path) -> None:
    asked = threading.Event()

    def later(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        sent = status(503, {"Retry-After": "60"})(handler, body)
        asked.set()
        return sent

    process = child(tmp_path, shelf.offer("/one", BODY, later), len(BODY))
    assert asked.wait(20)
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=20)
    assert process.returncode != 0
    assert len(shelf.asked) == 1


# --- retrying


def test_503_is_tried_again_after_growing_waits(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", BODY, status(503), status(500))))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert rooms.slept == [1.0, 2.0]


def test_waits_grow_to_a_minute_and_no_further(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", BODY, *[status(503)] * 8)), retries=8)
    assert rooms.slept == [1, 2, 4, 8, 16, 32, 60, 60]


def test_429_waits_as_long_as_asked(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", BODY, status(429, {"Retry-After": "7"}))))
    assert rooms.slept == [7.0]


def test_retry_after_may_be_a_date(shelf: Shelf, rooms: Rooms) -> None:
    date = email.utils.formatdate(time.time() + 30, usegmt=True)
    rooms.download(one(shelf.offer("/one", BODY, status(503, {"Retry-After": date}))))
    assert rooms.slept[0] == pytest.approx(30, abs=5)


def test_a_wait_of_hours_is_told_instead(shelf: Shelf, rooms: Rooms) -> None:
    with pytest.raises(UserError, match=r"429 .*asks to wait 7200 s"):
        rooms.download(one(shelf.offer("/one", BODY, status(429, {"Retry-After": "7200"}))))
    assert rooms.slept == []


def test_gives_up_after_the_last_attempt(shelf: Shelf, rooms: Rooms) -> None:
    with pytest.raises(UserError, match=r"one: .*503 .*3 attempts.*run again"):
        rooms.download(one(shelf.offer("/one", BODY, *[status(503)] * 9)))
    assert len(shelf.asked) == 3
    assert rooms.slept == [1.0, 2.0]


@pytest.mark.parametrize("code", [403, 404, 410])
def test_a_lasting_refusal_is_not_tried_again(shelf: Shelf, rooms: Rooms, code: int) -> None:
    with pytest.raises(UserError, match=rf"one: http\S+/one answered {code}"):
        rooms.download(one(shelf.offer("/one", BODY, status(code))))
    assert len(shelf.asked) == 1
    assert rooms.slept == []


def test_a_silent_server_times_out_and_is_tried_again(
    shelf: Shelf, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "TIMEOUT", 0.05)
    released = threading.Event()
    url = shelf.offer("/one", BODY, break_off(HALF, until=released))
    rooms.download(one(url))
    released.set()
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    assert shelf.asked[-1].sent == len(BODY) - HALF


def test_connection_refused_is_told(rooms: Rooms) -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(UserError, match=f"one: .*127.0.0.1:{port} failed .*refused.*3 attempts"):
        rooms.download(one(f"http://127.0.0.1:{port}/one"))
    assert rooms.slept == [1.0, 2.0]


def test_no_network_is_one_sentence_a_source(rooms: Rooms, monkeypatch: pytest.MonkeyPatch) -> None:
    def unknown(*_: object, **__: object) -> None:
        raise socket.gaierror(socket.EAI_NONAME, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", unknown)
    for variable in ("http_proxy", "https_proxy", "HTTP_PROXY", "HTTPS_PROXY", "all_proxy"):
        monkeypatch.delenv(variable, raising=False)
    github = module.MIRRORED + "owner/repo/commit/"
    two = source("two", file("a", github + "a", BODY), file("b", github + "b", BODY))
    with pytest.raises(UserError) as caught:
        rooms.download(two)
    assert str(caught.value) == (
        "two: the host raw.githubusercontent.com cannot be found (Name or service not known); "
        "check the network and run again, or set SKILLPATH_MIRROR to a folder or an address "
        "that holds it"
    )
    assert rooms.slept == []


# --- verifying


def test_a_wrong_checksum_names_both_and_leaves_nothing(shelf: Shelf, rooms: Rooms) -> None:
    other = BODY[::-1]
    with pytest.raises(UserError) as caught:
        rooms.download(one(shelf.offer("/one", other)))
    message = str(caught.value)
    assert message.startswith("one: sub/one.txt")
    assert f"expected sha256 {hashlib.sha256(BODY).hexdigest()}" in message
    assert f"got {hashlib.sha256(other).hexdigest()}" in message
    assert contents(rooms.downloads) == rooms.placed() == {}


def test_another_length_is_refused_before_the_transfer(shelf: Shelf, rooms: Rooms) -> None:
    with pytest.raises(UserError, match=r"has 300001 bytes, not 300000.*record it"):
        rooms.download(one(shelf.offer("/one", BODY + b"!")))
    assert contents(rooms.downloads) == {}


def unbounded(handler: BaseHTTPRequestHandler, body: bytes) -> int:
    """Send without saying how much will come."""
    handler.send_response(200)
    handler.end_headers()
    return handler.wfile.write(body)


def test_a_body_of_unknown_length_is_held_to_the_catalogue(shelf: Shelf, rooms: Rooms) -> None:
    rooms.download(one(shelf.offer("/one", BODY, unbounded)))
    assert rooms.placed() == {"one/sub/one.txt": BODY}
    longer = source("two", file("two", shelf.offer("/two", BODY * 2, unbounded), BODY))
    with pytest.raises(UserError, match="more than 300000 bytes"):
        rooms.download(longer)
    assert set(contents(rooms.downloads)) == {"one/sub/one.txt"}


def test_without_a_recorded_checksum_the_download_waits_to_be_accepted(
    shelf: Shelf, rooms: Rooms
) -> None:
    url = shelf.offer("/one", BODY)
    unrecorded = one(url, sha256=None, bytes=None)
    for _ in range(2):
        with pytest.raises(UserError) as caught:
            rooms.download(unrecorded)
        assert hashlib.sha256(BODY).hexdigest() in str(caught.value)
        assert "record it" in str(caught.value)
    assert rooms.placed() == {}
    assert [asked.sent for asked in shelf.asked] == [len(BODY), 0]
    rooms.download(one(url, bytes=None))
    assert len(shelf.asked) == 2
    assert rooms.placed() == {"one/sub/one.txt": BODY}


# --- the disk


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="no /dev/full on this system")
def test_a_full_disk_is_one_sentence(shelf: Shelf, rooms: Rooms) -> None:
    part = rooms.downloads / "one/sub/one.txt.part"
    part.parent.mkdir(parents=True)
    part.symlink_to("/dev/full")
    with pytest.raises(UserError, match=r"one: .*No space left on device; free some space"):
        rooms.download(one(shelf.offer("/one", BODY)))
    assert rooms.slept == []
    assert rooms.placed() == {}


def test_a_disk_that_fills_up_keeps_what_has_arrived_for_when_there_is_room(
    shelf: Shelf, small_disk: SmallDisk
) -> None:
    rooms, body = Rooms(small_disk.path), BODY[:100_000]
    url = shelf.offer("/one", body)
    other = small_disk.path / "other"
    other.write_bytes(bytes(200_000))
    with pytest.raises(UserError, match=r"one: .*No space left on device; free some space"):
        rooms.download(one(url, body))
    assert rooms.placed() == {}
    part = (rooms.downloads / "one/sub/one.txt.part").read_bytes()
    assert 0 < len(part) < len(body)
    assert body.startswith(part)
    other.unlink()
    rooms.download(one(url, body))
    assert shelf.asked[-1].sent == len(body) - len(part)
    assert rooms.placed() == {"one/sub/one.txt": body}


def test_permission_denied_is_one_sentence(
    shelf: Shelf, rooms: Rooms, monkeypatch: pytest.MonkeyPatch
) -> None:
    def denied(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(errno.EACCES, "Permission denied", str(self))

    url = shelf.offer("/one", BODY)
    monkeypatch.setattr(Path, "mkdir", denied)
    with pytest.raises(UserError, match=r"one: .*downloads\S*: Permission denied; make it access"):
        rooms.download(one(url))


def test_a_file_where_the_folder_should_be_is_told(shelf: Shelf, rooms: Rooms) -> None:
    rooms.downloads.write_text("in the way")
    with pytest.raises(UserError, match=r"one: .*downloads"):
        rooms.download(one(shelf.offer("/one", BODY)))


# --- several at a time


def test_one_failure_does_not_stop_the_others_and_all_are_told(shelf: Shelf, rooms: Rooms) -> None:
    bodies = {f"/{n}": random.Random(n).randbytes(1000) for n in range(6)}
    sources = [
        source(f"s{path[1:]}", file("f", shelf.offer(path, body), body))
        for path, body in bodies.items()
    ]
    shelf.script["/1"] = [status(404)]
    shelf.script["/4"] = [status(403)]
    with pytest.raises(UserError) as caught:
        rooms.download(*sources)
    lines = str(caught.value).splitlines()
    assert [line.split(":")[0] for line in lines] == ["s1", "s4"]
    assert set(contents(rooms.downloads)) == {f"s{n}/f" for n in (0, 2, 3, 5)}
    assert rooms.placed() == {}
    rooms.download(*sources)
    assert rooms.placed() == {f"s{path[1:]}/f": body for path, body in bodies.items()}
    assert len(shelf.asked) == 8


def test_transfers_run_side_by_side(shelf: Shelf, rooms: Rooms) -> None:
    together = threading.Barrier(3, timeout=10)

    def meet(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        together.wait()
        return serve(handler, body)

    files = [file(f"f{n}", shelf.offer(f"/{n}", BODY, meet), BODY) for n in range(3)]
    rooms.download(source("three", *files))
    assert len(rooms.placed()) == 3


# --- mirrors


def mirrored() -> tuple[Source, dict[str, bytes]]:
    """A source with a file from GitHub, one only in mirrors, and what a mirror then holds."""
    paths = {"owner/repo/c0ffee/a dir/x.txt": b"x", "vectors/y.txt.gz": b"y"}
    wanted = source(
        "both",
        file("x.txt", module.MIRRORED + "owner/repo/c0ffee/a%20dir/x.txt", b"x"),
        file("y.txt.gz", None, b"y", mirror_path="vectors/y.txt.gz"),
        layout="glove",
    )
    return wanted, paths


def lay_out(folder: Path, paths: dict[str, bytes]) -> None:
    for path, body in paths.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_bytes(body)


def test_a_mirror_folder_takes_the_place_of_github(rooms: Rooms, tmp_path: Path) -> None:
    wanted, paths = mirrored()
    lay_out(tmp_path / "mirror", paths)
    rooms.download(wanted, mirror=tmp_path / "mirror")
    assert rooms.placed() == {"both/x.txt": b"x", "both/y.txt.gz": b"y"}
    placed = rooms.destination / "both/x.txt"
    assert not placed.samefile(tmp_path / "mirror/owner/repo/c0ffee/a dir/x.txt")


def test_a_mirror_folder_may_be_relative(
    rooms: Rooms, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    wanted, paths = mirrored()
    lay_out(tmp_path / "mirror", paths)
    (tmp_path / "project").mkdir()
    monkeypatch.chdir(tmp_path / "project")
    rooms.download(wanted, mirror="../mirror")
    assert len(rooms.placed()) == 2


def test_a_mirror_may_be_an_address(shelf: Shelf, rooms: Rooms) -> None:
    wanted, paths = mirrored()
    for path, body in paths.items():
        shelf.offer("/shelf/" + path.replace(" ", "%20"), body)
    rooms.download(wanted, mirror=shelf.base + "/shelf/")
    assert rooms.placed() == {"both/x.txt": b"x", "both/y.txt.gz": b"y"}


def test_a_mirrors_password_opens_it_and_is_neither_told_nor_kept(
    shelf: Shelf, rooms: Rooms
) -> None:
    def guarded(handler: BaseHTTPRequestHandler, body: bytes) -> int:
        known = f"Basic {base64.b64encode(b'me:geheim').decode()}"
        let_in = handler.headers["Authorization"] == known
        return (break_off(0) if let_in else status(401))(handler, body)

    wanted, paths = mirrored()
    for path, body in paths.items():
        shelf.offer("/" + path.replace(" ", "%20"), body, guarded)
    mirror = shelf.base.replace("//", "//me:geheim@")
    with pytest.raises(UserError, match="broke off after 0 of 1 bytes") as caught:
        rooms.download(wanted, mirror=mirror, retries=0)
    assert "geheim" not in str(caught.value)
    assert "complete the mirror http://me:***@127.0.0.1" in str(caught.value)
    kept = contents(rooms.downloads)
    assert "both/x.txt.part.json" in kept
    assert not any(b"geheim" in body for body in kept.values())


@pytest.mark.parametrize("password", ["ge/heim", "1/heim", "ge?heim", "1#heim", "ge:1/heim"])
def test_a_mirrors_password_that_is_not_encoded_is_refused_and_not_told(
    rooms: Rooms, password: str
) -> None:
    wanted, _ = mirrored()
    with pytest.raises(UserError, match=r"write /, .*as %2F, ") as caught:
        rooms.download(wanted, mirror=f"http://me:{password}@127.0.0.1:9/shelf")
    assert "heim" not in str(caught.value)


def test_other_hosts_are_not_mirrored(shelf: Shelf, rooms: Rooms, tmp_path: Path) -> None:
    rooms.download(one(shelf.offer("/one", BODY)), mirror=tmp_path)
    assert rooms.placed() == {"one/sub/one.txt": BODY}


@pytest.mark.parametrize("kind", ["folder", "address"])
def test_what_the_mirror_lacks_is_named(
    shelf: Shelf, rooms: Rooms, tmp_path: Path, kind: str
) -> None:
    wanted, _ = mirrored()
    mirror = str(tmp_path) if kind == "folder" else shelf.base
    with pytest.raises(UserError) as caught:
        rooms.download(wanted, mirror=mirror)
    first, second = str(caught.value).splitlines()
    assert "x.txt" in first
    assert "vectors/y.txt.gz" in second
    assert f"complete the mirror {mirror}" in first


def test_a_mirror_that_is_no_folder_is_told(rooms: Rooms) -> None:
    with pytest.raises(UserError, match=r"the mirror nowhere is neither.*SKILLPATH_MIRROR"):
        rooms.download(mirror="nowhere")


def test_a_mirror_only_source_names_the_alternatives(rooms: Rooms) -> None:
    only = source("vec", file("v.gz", None, b"y", mirror_path="vectors/v.gz"), layout="glove")
    with pytest.raises(UserError) as caught:
        rooms.download(only)
    assert str(caught.value) == (
        "vec: v.gz is only to be had from a mirror; choose -S vectors=random or "
        "-S vectors=paper, or set SKILLPATH_MIRROR to a folder or an address that holds it"
    )


def test_a_mirror_file_with_another_content_is_refused(rooms: Rooms, tmp_path: Path) -> None:
    wanted, paths = mirrored()
    lay_out(tmp_path / "mirror", paths | {"vectors/y.txt.gz": b"z"})
    with pytest.raises(UserError, match=r"both: y\.txt\.gz is not the file of the catalogue"):
        rooms.download(wanted, mirror=tmp_path / "mirror")


# --- archives


def archive(**members: bytes) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w") as zipped:
        for name, body in members.items():
            zipped.writestr(name, body)
    return content.getvalue()


def test_the_wanted_members_take_the_place_of_an_archive(shelf: Shelf, rooms: Rooms) -> None:
    body = archive(wanted=b"w", unwanted=b"u")
    wanted = source("z", file("all.zip", shelf.offer("/z", body), body, unpack=("wanted",)))
    (record,) = rooms.download(wanted)
    assert rooms.placed() == {"z/wanted": b"w"}
    assert (record.file, record.sha256) == ("all.zip", hashlib.sha256(body).hexdigest())


def test_an_archive_without_the_member_names_the_source(shelf: Shelf, rooms: Rooms) -> None:
    body = archive(other=b"o")
    wanted = source("z", file("all.zip", shelf.offer("/z", body), body, unpack=("wanted",)))
    with pytest.raises(UserError, match=r"z: .*all\.zip: the archive holds no 'wanted'"):
        rooms.download(wanted)
