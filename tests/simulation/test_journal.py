"""Journals: what was written is read back, and of a damaged file the whole rounds survive."""

from __future__ import annotations

import json
import re
import zlib
from dataclasses import asdict
from pathlib import Path
from typing import Any

import pytest
from made_up_simulations import header, made_round
from small_disk import SmallDisk

from tasks.simulation.journal import (
    Journal,
    append_line,
    append_round,
    read_journal,
    restore_journal,
    start_journal,
)

HEADER = header(strategy="wbadge", options={"length_power": -0.5})
ROUNDS = (
    made_round(0),
    made_round(1, query=range(20), f1_best_test=99.9999),
    made_round(2, query=()),
)


def written(folder: Path, header: dict[str, Any] = HEADER) -> Path:
    path = folder / "journal.jsonl"
    assert start_journal(path, header) == Journal(header, ())
    for finished in ROUNDS:
        append_round(path, finished)
    return path


def plain_line(value: dict[str, Any]) -> bytes:
    return json.dumps(value, separators=(",", ":")).encode()


def test_round_trip(tmp_path: Path) -> None:
    path = written(tmp_path / "new" / "folder")
    assert read_journal(path) == Journal(HEADER, ROUNDS)
    before = path.read_bytes()
    assert start_journal(path, HEADER) == Journal(HEADER, ROUNDS)
    assert path.read_bytes() == before
    lines = [json.loads(line) for line in before.decode().splitlines()]
    assert lines[0] == HEADER | {"crc32": lines[0]["crc32"]}
    assert [line["round"] for line in lines[1:]] == [0, 1, 2]


def test_a_line_ends_with_the_checksum_of_what_stands_before_it(tmp_path: Path) -> None:
    for line in written(tmp_path).read_text(encoding="utf-8").splitlines():
        plain, _, checksum = line.rpartition(',"crc32":')
        assert checksum == f'"{zlib.crc32((plain + "}").encode()):08x}"}}'


def test_a_journal_from_before_there_were_checksums_is_read_and_gets_them(tmp_path: Path) -> None:
    path = written(tmp_path)
    checked = path.read_bytes()
    path.write_bytes(re.sub(rb',"crc32":"[0-9a-f]{8}"}\n', b"}\n", checked))
    assert path.read_bytes().splitlines()[0] == plain_line(HEADER)
    assert read_journal(path) == Journal(HEADER, ROUNDS)
    start_journal(path, HEADER)
    assert path.read_bytes() == checked


def test_whatever_bit_flips_only_what_is_whole_counts_and_the_rest_comes_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # for speed; it has a test of its own
    short = {"simulation": {"strategy": "mnlp"}, "code": "c0de"}
    path = written(tmp_path, short)
    whole = path.read_bytes()
    ends = [end + 1 for end, byte in enumerate(whole) if byte == ord("\n")]
    for place in range(len(whole)):
        untouched = sum(end <= place for end in ends)
        for bit in (0, 1 + place % 7):  # the lowest turns a digit into another digit
            flipped = bytearray(whole)
            flipped[place] ^= 1 << bit
            path.write_bytes(flipped)
            started = start_journal(path, short)
            assert started == Journal(short, ROUNDS[: max(untouched, 1) - 1])
            for finished in ROUNDS[len(started.rounds) :]:
                append_round(path, finished)
            assert path.read_bytes() == whole


def test_no_journal(tmp_path: Path) -> None:
    assert read_journal(tmp_path / "journal.jsonl") is None


def test_cut_off_at_any_byte_the_whole_rounds_survive(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.fsync", lambda _: None)  # for speed; it has a test of its own
    short = {"simulation": {"strategy": "mnlp"}, "code": "c0de"}
    path = written(tmp_path, short)
    whole = path.read_bytes()
    ends = [end + 1 for end, byte in enumerate(whole) if byte == ord("\n")]
    assert len(ends) == 4
    for cut in range(len(whole) + 1):
        path.write_bytes(whole[:cut])
        lines = sum(end <= cut for end in ends)
        journal = read_journal(path)
        assert journal == (Journal(short, ROUNDS[: lines - 1]) if lines else None)

        started = start_journal(path, short)
        assert started == Journal(short, ROUNDS[: max(lines, 1) - 1])
        assert path.read_bytes() == whole[: ends[max(lines, 1) - 1]]
        for finished in ROUNDS[len(started.rounds) :]:
            append_round(path, finished)
        assert path.read_bytes() == whole
    assert [file.name for file in tmp_path.iterdir()] == [path.name]


@pytest.mark.parametrize(
    "line",
    [
        b"\x00\x00\x00\x00",
        b"\xff\xfe garbage",
        b"",
        b"[1, 2]",
        b"{}",
        b'{"round":1}',
        json.dumps(asdict(made_round(2))).encode(),
        json.dumps({**asdict(made_round(1)), "seconds": 1.5}).encode(),
        json.dumps({**asdict(made_round(1)), "query": None}).encode(),
    ],
)
def test_nothing_after_a_damaged_line_counts(tmp_path: Path, line: bytes) -> None:
    path = written(tmp_path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join([*lines[:2], line + b"\n", *lines[3:]]))
    assert read_journal(path) == Journal(HEADER, ROUNDS[:1])
    assert start_journal(path, HEADER) == Journal(HEADER, ROUNDS[:1])
    assert path.read_bytes() == b"".join(lines[:2])


def test_a_damaged_header_leaves_nothing(tmp_path: Path) -> None:
    path = written(tmp_path)
    path.write_bytes(b"x" + path.read_bytes())
    assert read_journal(path) is None
    assert start_journal(path, HEADER) == Journal(HEADER, ())
    assert read_journal(path) == Journal(HEADER, ())


def test_a_journal_of_something_else_is_begun_anew(tmp_path: Path) -> None:
    path, other = written(tmp_path), header(strategy="wbadge", options={"length_power": 2})
    assert start_journal(path, other) == Journal(other, ())
    assert read_journal(path) == Journal(other, ())


def test_restoring_a_kept_journal(tmp_path: Path) -> None:
    kept = written(tmp_path / "kept")
    live = tmp_path / "live" / "journal.jsonl"
    journal = read_journal(kept)
    assert journal is not None
    restore_journal(live, HEADER, journal)
    assert live.read_bytes() == kept.read_bytes()


def test_a_round_has_reached_the_disk_when_it_is_appended(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = written(tmp_path)
    synced: list[bytes] = []
    monkeypatch.setattr("os.fsync", lambda _: synced.append(path.read_bytes()))
    append_round(path, made_round(3))
    assert synced == [path.read_bytes()]
    append_line(path, {"a": 1})
    assert synced[1:] == [path.read_bytes()]
    assert path.read_bytes().endswith(b'{"a":1}\n')


def test_a_full_disk_leaves_whole_rounds_and_with_room_again_the_rest_comes_the_same(
    tmp_path: Path, small_disk: SmallDisk
) -> None:
    rounds = [made_round(number, query=range(3000 + number)) for number in range(4)]
    path, other = small_disk.path / "journal.jsonl", tmp_path / "undisturbed.jsonl"
    for journal in (path, other):
        start_journal(journal, HEADER)
    for finished in rounds:
        append_round(other, finished)
    append_round(path, rounds[0])
    small_disk.fill()
    with pytest.raises(OSError, match=rf"No space left on device: '{path}'"):
        append_round(path, rounds[1])
    assert other.read_bytes().startswith(path.read_bytes())
    assert path.read_bytes()[-1:] != b"\n"  # a part of a line, which counts for nothing
    assert read_journal(path) == Journal(HEADER, tuple(rounds[:1]))
    with pytest.raises(OSError, match=rf"No space left on device: '{path}'"):
        start_journal(path, HEADER)  # cutting the part off needs room as well
    assert read_journal(path) == Journal(HEADER, tuple(rounds[:1]))
    small_disk.free()
    started = start_journal(path, HEADER)
    for finished in rounds[len(started.rounds) :]:
        append_round(path, finished)
    assert path.read_bytes() == other.read_bytes()
    assert [file.name for file in small_disk.path.iterdir()] == [path.name]


def test_a_line_after_one_that_was_cut_off_stands_on_its_own(tmp_path: Path) -> None:
    path = tmp_path / "timings.jsonl"
    append_line(path, {"round": 0})
    path.write_bytes(path.read_bytes() + b'{"round":1,"train_s')
    append_line(path, {"round": 1})
    assert path.read_bytes().splitlines() == [
        b'{"round":0}',
        b'{"round":1,"train_s',
        b'{"round":1}',
    ]
