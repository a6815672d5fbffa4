"""Word vectors: readers in every container, lookup, scale, coverage, and the stage's folder."""

from __future__ import annotations

import gzip
import hashlib
import io
import json
import random
import subprocess
import sys
import tarfile
import tracemalloc
import zipfile
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import UserError
from tasks.tagging.vectors import (
    UNKNOWN,
    Block,
    Source,
    WordVectors,
    build_vectors,
    coverage,
    embed,
    fill_missing,
    load,
    ngrams,
    read_char_ngrams,
    read_glove,
    save,
    select,
    vocabulary,
)
from tasks.tagging.vectors.blocks import lookup_shares

GLOVE = "the 1 2 3\nof -0.5 0 0.25\nparis 4 5 6\n"


def write_plain(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def write_gzip(path: Path, text: str) -> Path:
    path.write_bytes(gzip.compress(text.encode()))
    return path


def write_zip(path: Path, text: str, member: str = "charNgram.txt") -> Path:
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("README.md", "no vectors")
        archive.writestr(f"folder/{member}", text)
    return path


def write_tar(path: Path, text: str, member: str = "charNgram.txt") -> Path:
    with tarfile.open(path, "w:gz") as archive:
        for name, content in (("README", "no vectors"), (f"folder/{member}", text)):
            entry = tarfile.TarInfo(name)
            entry.size = len(content.encode())
            archive.addfile(entry, io.BytesIO(content.encode()))
    return path


Writer = Callable[[Path, str], Path]
containers = pytest.mark.parametrize("write", [write_plain, write_gzip, write_zip, write_tar])


def block(name: str = "a", **vectors: Sequence[float]) -> Block:
    dimension = len(next(iter(vectors.values())))
    return Block(name, dimension, {key: np.float32(value) for key, value in vectors.items()})


# Readers


@containers
def test_glove_keeps_only_what_is_wanted(tmp_path: Path, write: Writer) -> None:
    rows = read_glove(write(tmp_path / "vectors", GLOVE), {"of", "paris", "berlin"})
    assert rows.dimension == 3
    assert {key: vector.tolist() for key, vector in rows.vectors.items()} == {
        "of": [-0.5, 0, 0.25],
        "paris": [4, 5, 6],
    }
    assert rows.vectors["of"].dtype == np.float32


@containers
def test_char_ngrams_in_every_container(tmp_path: Path, write: Writer) -> None:
    path = write(tmp_path / "packed", "2gram-ab 1 3\n3gram-ab#END# 2 5\n")
    assert read_char_ngrams(path, ["ab"]).vectors["ab"].tolist() == [1.5, 4]


def test_word2vec_header_is_stepped_over(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "v.txt", "3 3 \n" + GLOVE)
    assert set(read_glove(path, {"3", "the"}).vectors) == {"the"}


def test_header_lines_count_in_line_numbers(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "v.txt", "2 3\nthe 1 2 3\nof 1 2\n")
    with pytest.raises(UserError, match=r"v\.txt, line 3: 2 numbers where 3 are due"):
        read_glove(path, {"the"})


def test_odd_keys_are_split_from_the_right(tmp_path: Path) -> None:
    lines = ["1 1 2", ". . . 3 4", "at name@x 5 6", "at 7 8", "\u00a0 9 10", "\x85 11 12", "2 3 0"]
    path = write_plain(tmp_path / "v.txt", "\n".join(lines))
    wanted = {"1", ". . .", "at", "\u00a0", "\x85", "2"}
    found = {key: vector.tolist() for key, vector in read_glove(path, wanted).vectors.items()}
    assert found == {
        "1": [1, 2],
        ". . .": [3, 4],
        "at": [7, 8],
        "\u00a0": [9, 10],
        "\x85": [11, 12],
        "2": [3, 0],
    }


def test_bytes_that_are_no_text_disturb_nobody(tmp_path: Path) -> None:
    path = tmp_path / "v.txt"
    path.write_bytes(b"a 1 2\n\xff\xfe 3 4\nb 5 6\n")
    assert set(read_glove(path, {"a", "b"}).vectors) == {"a", "b"}


def test_first_of_two_equal_keys_counts(tmp_path: Path) -> None:
    path = write_plain(tmp_path / "v.txt", "a 1 2\na 3 4\n")
    assert read_glove(path, {"a"}).vectors["a"].tolist() == [1, 2]


words = st.text(st.characters(exclude_characters=" \r\n", exclude_categories=["Cs"]), min_size=1)
numbers = st.floats(-1e6, 1e6, width=32)


@given(st.dictionaries(words, st.tuples(numbers, numbers, numbers), min_size=1), st.data())
def test_any_vectors_survive_the_text_format(
    tmp_path_factory: pytest.TempPathFactory,
    table: dict[str, tuple[float, float, float]],
    data: st.DataObject,
) -> None:
    path = tmp_path_factory.mktemp("any") / "v.txt"
    wanted = data.draw(st.sets(st.sampled_from(sorted(table))))
    text = "".join(f"{word} {' '.join(map(repr, row))}\n" for word, row in table.items())
    rows = read_glove(write_plain(path, text), wanted)
    assert {key: tuple(vector.tolist()) for key, vector in rows.vectors.items()} == {
        word: table[word] for word in wanted
    }


@pytest.mark.parametrize(
    ("text", "complaint"),
    [
        ("the 1 2 3\nof 1 2 3\nparis 4 5\n", "line 3: 2 numbers where 3 are due"),
        ("the 1 2 3\n\nof 1 2 3\n", "line 2: 0 numbers where 3 are due"),
        ("the 1 2 3\nof 1 x 3\n", "line 2: could not convert.*'x'"),
        ("the 1 2 3\nof 1 nan 3\n", "line 2: a number is not finite"),
        ("<!DOCTYPE html>\n<html>\n", "line 1: no word with its numbers"),
        ("", "line 1: no word with its numbers"),
    ],
)
@containers
def test_malformed_line_is_named(tmp_path: Path, write: Writer, text: str, complaint: str) -> None:
    with pytest.raises(UserError, match=rf"vectors\S*( \(\S+\))?, {complaint}"):
        read_glove(write(tmp_path / "vectors", text), {"the", "of"})


@pytest.mark.parametrize("write", [write_gzip, write_zip, write_tar])
def test_damaged_archive_is_an_error(tmp_path: Path, write: Writer) -> None:
    noise = random.Random(0)
    text = "".join(f"w{row} {noise.random()} {noise.random()}\n" for row in range(2000))
    path = write(tmp_path / "packed", text)
    path.write_bytes(path.read_bytes()[:-9000])
    with pytest.raises(UserError, match=r"packed is damaged .* fetch it again"):
        read_glove(path, {"w1999"})


@pytest.mark.parametrize("reader", [read_glove, read_char_ngrams])
def test_missing_file_is_an_error(tmp_path: Path, reader: Callable[..., Any]) -> None:
    with pytest.raises(UserError, match=r"none\.txt: there is no such vector file"):
        reader(tmp_path / "none.txt", {"a"})


def test_member_of_an_archive_of_several(tmp_path: Path) -> None:
    path = tmp_path / "glove.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("g.2d.txt", "a 1 2\n")
        archive.writestr("g.3d.txt", "a 1 2 3\n")
    assert read_glove(path, {"a"}, "g.3d.txt").dimension == 3
    with pytest.raises(UserError, match=r"glove\.zip: one text file .*g\.2d\.txt, g\.3d\.txt"):
        read_glove(path, {"a"})
    with pytest.raises(UserError, match=r"g\.4d\.txt is sought inside"):
        read_glove(path, {"a"}, "g.4d.txt")


def test_memory_follows_the_wanted_rows(tmp_path: Path) -> None:
    row = " ".join(["0.25"] * 100)
    path = write_plain(tmp_path / "v.txt", "".join(f"w{n} {row}\n" for n in range(40_000)))
    assert path.stat().st_size > 20e6
    tracemalloc.start()
    rows = read_glove(path, {f"w{n}" for n in range(0, 40_000, 1000)})
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert len(rows.vectors) == 40
    assert peak < 3e6


# Character n-grams


def test_ngrams_of_a_word() -> None:
    assert ngrams("cat") == [
        "2gram-#BEGIN#c",
        "2gram-ca",
        "2gram-at",
        "2gram-t#END#",
        "3gram-#BEGIN#ca",
        "3gram-cat",
        "3gram-at#END#",
        "4gram-#BEGIN#cat",
        "4gram-cat#END#",
    ]
    assert ngrams("a") == ["2gram-#BEGIN#a", "2gram-a#END#", "3gram-#BEGIN#a#END#"]


def test_repeated_ngram_counts_once() -> None:
    assert ngrams("aaa").count("2gram-aa") == 1


def test_word_is_the_mean_of_its_ngrams(tmp_path: Path) -> None:
    text = (
        "1gram-c 100 100\n"  # only 2 to 4 are used
        "2gram-ca 1 0\n"
        "2gram-t#END# 2 6\n"
        "4gram-#BEGIN#cat 6 3\n"
        "2gram-og 9 9\n"
        "cat 50 50\n"  # a word is no n-gram
    )
    rows = read_char_ngrams(write_plain(tmp_path / "charNgram.txt", text), ["cat", "caca", "xyz"])
    assert rows.dimension == 2
    assert {word: vector.tolist() for word, vector in rows.vectors.items()} == {
        "cat": [3, 3],
        "caca": [1, 0],
    }


# Lookup, scale, filling


def test_exact_spelling_comes_before_lower_case() -> None:
    source = block(Us=[1, -1], us=[-1, 1], US=[1, 1])
    vectors = build_vectors(["Us", "US", "uS", "them"], [source])
    assert vectors.matrix.tolist() == [[1, -1], [1, 1], [-1, 1], [0, 0]]
    assert vectors.covered.ravel().tolist() == [True, True, True, False]


def test_unknown_word_never_has_a_vector() -> None:
    vectors = build_vectors([UNKNOWN, "a"], [block(**{UNKNOWN: [9, 9], "a": [1, 1]})])
    assert vectors.covered.ravel().tolist() == [False, True]
    assert vectors.matrix.tolist() == [[0, 0], [1, 1]]


def test_blocks_stand_side_by_side() -> None:
    first, second = block("first", a=[3, -3], b=[3, 3]), block("second", b=[1, 1, -1])
    vectors = build_vectors(["a", "b", "c"], [first, second], scale=2)
    assert vectors.dimensions == [2, 3]
    assert vectors.covered.tolist() == [[True, False], [True, True], [False, False]]
    expected = [[2, -2, 0, 0, 0], [2, 2, 2, 2, -2], [0, 0, 0, 0, 0]]
    np.testing.assert_allclose(vectors.matrix, expected, rtol=1e-6)
    assert vectors.matrix.dtype == np.float32


@given(
    st.integers(1, 30),
    st.integers(1, 20),
    st.floats(1e-3, 1e3),
    st.floats(0.01, 10),
    st.integers(0),
)
def test_scale_is_one_factor_a_block(
    count: int, dimension: int, norm: float, scale: float, seed: int
) -> None:
    rows = np.random.default_rng(seed).normal(0, norm, (count, dimension)).astype(np.float32)
    names = [f"w{n}" for n in range(count)]
    source = Block("a", dimension, dict(zip(names, rows, strict=True)))
    vectors = build_vectors(["absent", *names], [source], scale)
    covered = vectors.matrix[1:].astype(np.float64)
    assert np.sqrt(np.mean(covered**2)) == pytest.approx(scale, rel=1e-4)
    np.testing.assert_allclose(covered, rows * (covered.flat[0] / rows.flat[0]), rtol=1e-4)
    assert not vectors.matrix[0].any()


def test_block_of_zeros_stays_zero() -> None:
    assert not build_vectors(["a"], [block(a=[0, 0])]).matrix.any()


def filled(seed: int, scale: float = 1.0, covered: Iterable[str] = ("a", "b")) -> np.ndarray:
    source = Block("a", 2, {word: np.float32([1, 1]) for word in covered})
    other = block("b", b=[1, 1, 1])
    vectors = build_vectors(["a", "b", "c"], [source, other], scale)
    return fill_missing(vectors, np.random.default_rng(seed), scale)


def test_filling_touches_only_what_is_missing() -> None:
    matrix = filled(0)
    assert matrix.dtype == np.float32
    assert matrix[:2, :2].tolist() == [[1, 1], [1, 1]]
    assert matrix[1, 2:].tolist() == [1, 1, 1]
    missing = [*matrix[0, 2:], *matrix[2]]
    assert len(set(missing)) == len(missing)
    assert 0 not in missing


def test_filling_leaves_a_zero_of_a_real_vector() -> None:
    vectors = build_vectors(["a"], [block(a=[0, 1])])
    assert fill_missing(vectors, np.random.default_rng(0))[0, 0] == 0


def test_filling_depends_on_the_generator_alone() -> None:
    np.testing.assert_array_equal(filled(3), filled(3))
    assert (filled(3)[2] != filled(4)[2]).all()
    np.testing.assert_array_equal(filled(3)[2], filled(3, covered=["b"])[2])


def test_filling_has_the_blocks_scale() -> None:
    vectors = build_vectors([f"w{n}" for n in range(500)], [Block("random", 40, {})])
    matrix = fill_missing(vectors, np.random.default_rng(0), 0.3)
    assert matrix.std() == pytest.approx(0.3, rel=0.02)
    assert abs(matrix.mean()) < 0.01
    assert not vectors.matrix.any()


# Vocabulary and coverage


def test_vocabulary_puts_training_words_first() -> None:
    assert vocabulary(["b", "a", "b", UNKNOWN], ["d", "a", "C"]) == [UNKNOWN, "a", "b", "C", "d"]
    assert vocabulary(["B", "b"], ["C", "c"], lowercase=True) == [UNKNOWN, "b", "c"]


def test_select_drops_foreign_words_without_a_vector() -> None:
    names = vocabulary(["seen", "rare"], ["new", "odd", "other"])
    blocks = [block("a", new=[1, 1]), block("b", other=[1], seen=[1])]
    kept = select(build_vectors(names, blocks), {"seen", "rare"})
    assert kept.words == [UNKNOWN, "rare", "seen", "new", "other"]
    assert kept.covered.any(axis=1).tolist() == [False, False, True, True, True]
    assert kept.matrix.tolist() == [[0, 0, 0], [0, 0, 0], [0, 0, 1], [1, 1, 0], [0, 0, 1]]


def test_coverage_counts_types_and_occurrences() -> None:
    first, second = block("first", a=[1], b=[1], x=[1]), block("second", b=[1], c=[1])
    vectors = build_vectors([UNKNOWN, "a", "b", "c", "d", "x"], [first, second])
    shares = coverage(vectors, {"a": 5, "b": 2, "c": 1, "d": 1, "gone": 1})
    assert shares == {
        "types": 5,
        "tokens": 10,
        "any": {"types": 0.6, "tokens": 0.8},
        "every": {"types": 0.2, "tokens": 0.2},
        "blocks": [{"types": 0.4, "tokens": 0.7}, {"types": 0.4, "tokens": 0.3}],
    }
    json.dumps(shares)


def test_lookup_shares_tell_exact_from_lower_cased() -> None:
    shares = lookup_shares(block(a=[1], b=[1]), {"a": 1, "B": 2, "A": 5, "none": 2})
    assert shares == {
        "exact": {"types": 0.25, "tokens": 0.1},
        "lowercased": {"types": 0.5, "tokens": 0.7},
    }


# The stage's folder


def folder_bytes(folder: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted(folder.iterdir())}


def test_saved_vectors_are_loaded_unchanged(tmp_path: Path) -> None:
    names = [UNKNOWN, "\u2028", "a\x85b", "naïve", "\r", "\u00a0"]
    vectors = build_vectors(names, [block("a", naïve=[1, -2]), block("b", a=[3])])
    save(tmp_path / "v", vectors, coverage(vectors, {"naïve": 1}), {"vectors": "paper"})
    loaded, contents = load(tmp_path / "v")
    assert loaded.words == names
    assert loaded.dimensions == [2, 1]
    np.testing.assert_array_equal(loaded.matrix, vectors.matrix)
    np.testing.assert_array_equal(loaded.covered, vectors.covered)
    assert loaded.matrix.dtype == np.float32
    assert loaded.covered.dtype == np.bool_
    assert contents["vectors"] == "paper"
    assert contents["coverage"]["any"] == {"types": 1.0, "tokens": 1.0}
    assert set(folder_bytes(tmp_path / "v")) == {
        "words.txt",
        "matrix.npy",
        "covered.npy",
        "coverage.json",
    }


def test_incomplete_folder_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"coverage\.json is missing: run `skillpath embed"):
        load(tmp_path)
    vectors = build_vectors(["a", "b"], [block(a=[1])])
    save(tmp_path, vectors, {}, {})
    save(tmp_path / "other", WordVectors(["a"], vectors.matrix, vectors.covered, [1]), {}, {})
    (tmp_path / "other" / "words.txt").replace(tmp_path / "words.txt")
    with pytest.raises(UserError, match="its files differ in length"):
        load(tmp_path)


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    folder = tmp_path / "corpus"
    folder.mkdir()
    write_plain(
        folder / "train.conll", "Fly\tO\nto\tO\nOslo\tB-city\n\nto\tO\nQeqertaq\tB-city\n\n"
    )
    write_plain(folder / "valid.conll", "fly\tO\nto\tO\nrome\tB-city\n\n")
    write_plain(folder / "test.conll", "to\tO\nXyzzy\tB-city\noslo\tI-city\n\n")
    return folder


@pytest.fixture
def sources(tmp_path: Path) -> list[Source]:
    glove = write_gzip(tmp_path / "g.gz", "fly 1 1\nto 1 1\noslo 1 1\nrome 1 1\nunused 7 7\n")
    grams = write_tar(tmp_path / "n.tar.gz", "2gram-to 1 1 1\n2gram-Fl 3 3 3\n")
    return [
        Source(name="g", format="glove", path=glove, licence="PDDL", sha256=None),
        Source(name="n", format="char_ngrams", path=str(grams), licence="unknown", sha256=None),
    ]


def test_embed_writes_what_it_returns(tmp_path: Path, corpus: Path, sources: list[Source]) -> None:
    returned = embed(corpus, tmp_path / "out", "paper", sources, dimension=5, scale=0.5)
    vectors, contents = load(tmp_path / "out")
    assert vectors.words == [UNKNOWN, "Fly", "Oslo", "Qeqertaq", "to", "fly", "oslo", "rome"]
    assert vectors.dimensions == [2, 3]
    assert vectors.covered.T.tolist() == [
        [False, True, True, False, True, True, True, True],
        [False, True, False, False, True, False, False, False],
    ]
    log = returned.pop("log")
    assert returned == contents
    assert [line.split(":")[0] for line in log] == ["vectors paper", "g", "n"]
    assert "75.0% of training types, 80.0% of tokens" in log[0]
    assert contents["coverage"]["any"] == {"types": 0.75, "tokens": 0.8}
    assert contents["coverage"]["blocks"][0] == {
        "name": "g",
        "types": 0.75,
        "tokens": 0.8,
        "exact": {"types": 0.25, "tokens": 0.4},
        "lowercased": {"types": 0.5, "tokens": 0.4},
    }
    assert {key: contents[key] for key in ("vectors", "dimension", "scale", "lowercase")} == {
        "vectors": "paper",
        "dimension": 5,
        "scale": 0.5,
        "lowercase": False,
    }
    assert contents["sources"][0] == {
        "name": "g",
        "format": "glove",
        "path": "g.gz",
        "licence": "PDDL",
        "sha256": hashlib.sha256((tmp_path / "g.gz").read_bytes()).hexdigest(),
    }


def test_embed_lower_cases_the_model_words(
    tmp_path: Path, corpus: Path, sources: list[Source]
) -> None:
    contents = embed(corpus, tmp_path / "out", "paper", sources, 5, 1.0, lowercase=True)
    assert load(tmp_path / "out")[0].words == [UNKNOWN, "fly", "oslo", "qeqertaq", "to", "rome"]
    assert contents["coverage"]["blocks"][0]["exact"] == {"types": 0.75, "tokens": 0.8}


def test_random_vectors_cover_nothing(tmp_path: Path, corpus: Path) -> None:
    contents = embed(corpus, tmp_path / "out", "random", [], dimension=7, scale=1.0)
    vectors, _ = load(tmp_path / "out")
    assert vectors.words == [UNKNOWN, "Fly", "Oslo", "Qeqertaq", "to"]
    assert vectors.matrix.shape == (5, 7)
    assert not vectors.covered.any()
    assert contents["coverage"]["any"] == {"types": 0.0, "tokens": 0.0}
    assert fill_missing(vectors, np.random.default_rng(0)).all()


def test_same_input_gives_the_same_bytes_in_any_process(
    tmp_path: Path, corpus: Path, sources: list[Source]
) -> None:
    code = (
        "import json, sys; from pathlib import Path; from tasks.tagging.vectors import embed; "
        "assert not {'torch', 'pandas', 'sklearn', 'scipy', 'pydantic'} & set(sys.modules); "
        "corpus, out, sources = sys.argv[1:]; "
        "embed(Path(corpus), Path(out), 'paper', json.loads(sources), 5, 0.3)"
    )
    for hash_seed in ("1", "2"):
        out = tmp_path / f"out{hash_seed}"
        given_sources = json.dumps([{**source, "path": str(source["path"])} for source in sources])
        subprocess.run(
            [sys.executable, "-c", code, str(corpus), str(out), given_sources],
            check=True,
            env={"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)},
        )
    assert folder_bytes(tmp_path / "out1") == folder_bytes(tmp_path / "out2")


def test_missing_source_names_the_alternatives(
    tmp_path: Path, corpus: Path, sources: list[Source]
) -> None:
    Path(sources[1]["path"]).unlink()
    with pytest.raises(UserError) as caught:
        embed(corpus, tmp_path / "out", "paper", sources, 5, 1.0)
    for part in ("n.tar.gz", "vectors=random", "vectors=substitute", "SKILLPATH_MIRROR"):
        assert part in str(caught.value)
    assert not (tmp_path / "out").exists()


def test_embed_refuses_what_does_not_fit(
    tmp_path: Path, corpus: Path, sources: list[Source]
) -> None:
    out = tmp_path / "out"
    with pytest.raises(UserError, match=r"2 \(g\) \+ 3 \(n\) wide, the parameter says 400"):
        embed(corpus, out, "paper", sources, 400, 1.0)
    with pytest.raises(UserError, match=r"g\.gz has sha256 .*the catalogue says 00"):
        embed(corpus, out, "paper", [{**sources[0], "sha256": "00"}], 2, 1.0)
    with pytest.raises(UserError, match=r"no vector format `fasttext`"):
        embed(corpus, out, "paper", [{**sources[0], "format": "fasttext"}], 2, 1.0)
    with pytest.raises(UserError, match="`substitute` with no source"):
        embed(corpus, out, "substitute", [], 400, 1.0)
    with pytest.raises(UserError, match="`random` with sources"):
        embed(corpus, out, "random", sources, 5, 1.0)
    (corpus / "train.conll").write_text("")
    with pytest.raises(UserError, match=r"train\.conll holds no sentence"):
        embed(corpus, out, "random", [], 5, 1.0)
    (corpus / "valid.conll").unlink()
    with pytest.raises(UserError, match=r"valid\.conll"):
        embed(corpus, out, "random", [], 5, 1.0)
    assert not out.exists()


# Real data

ATIS = "MiuLab/SlotGated-SLU/61f0307c729b1fad479ef1de94aa5ac5dee601b0/data/atis"
CONLL = "kamalkraj/BERT-NER/e5be564156f194f1becb0d82aeaf6e762d9eb9ed/data"
FMTOD = (
    "sz128/slot_filling_and_intent_detection_of_SLU/40f334417a93bcfd4bb3da2cf043ab13973ae695/"
    "data/multilingual_task_oriented_data/en"
)


def atis_tokens(mirror: Path) -> list[str]:
    return (mirror / ATIS / "train" / "seq.in").read_text("utf-8").split()


def conll_tokens(mirror: Path) -> list[str]:
    lines = (mirror / CONLL / "train.txt").read_text("utf-8").splitlines()
    return [line.split()[0] for line in lines if line and not line.startswith("-DOCSTART-")]


def fmtod_tokens(mirror: Path) -> list[str]:
    lines = (mirror / FMTOD / "train").read_text("utf-8").splitlines()
    pairs = [pair for line in lines for pair in line.split("<=>")[0].split()]
    return [pair.rpartition(":")[0] for pair in pairs]


@pytest.mark.mirror
@pytest.mark.parametrize(
    ("tokens_of", "count", "expected"),
    [(atis_tokens, 50_497, 0.98), (fmtod_tokens, 221_572, 0.97), (conll_tokens, 203_621, 0.89)],
)
def test_substitute_vectors_cover_the_corpora(
    mirror: Path,
    tmp_path: Path,
    tokens_of: Callable[[Path], list[str]],
    count: int,
    expected: float,
) -> None:
    tokens = tokens_of(mirror)
    assert len(tokens) == count
    text = "".join(f"{token}\tO\n" for token in tokens)
    for split in ("train", "valid", "test"):
        write_plain(tmp_path / f"{split}.conll", text)
    stated = {
        "glove-wikigiga.100d.top10k.txt.gz": (
            "8c150479cdac2a7d39026181e7e7f852f538889d285022b2a65f237f2ab76ca1"
        ),
        "numberbatch.300d.corpora-vocabulary.txt.gz": (
            "90a5c46e61f34b3438fd0cba2a0de92a27f94e8e8516e5ee2c25e28cbf6afb8c"
        ),
    }
    sources = [
        Source(name=name, format="glove", path=mirror / "vectors" / name, licence="", sha256=sha256)
        for name, sha256 in stated.items()
    ]
    contents = embed(tmp_path, tmp_path / "out", "substitute", sources, 400, 0.5)
    assert contents["coverage"]["any"]["tokens"] == pytest.approx(expected, abs=0.01)
    vectors, _ = load(tmp_path / "out")
    assert vectors.matrix.shape == (len(Counter(tokens)) + 1, 400)
    for columns, covered in zip((slice(100), slice(100, 400)), vectors.covered.T, strict=True):
        part = vectors.matrix[covered, columns]
        assert np.sqrt(np.mean(part.astype(np.float64) ** 2)) == pytest.approx(0.5, rel=1e-4)
