"""Normalising: files in, three IOB2 files and a description out; and the description's counts."""

from __future__ import annotations

import json

import pytest

from tasks.corpora.iob import to_iob2
from tasks.corpora.normalise import FORMATS, load, normalise, splits_of_folder
from tasks.corpora.sample import sample_corpus
from tasks.corpora.sentence import Corpus, Sentence
from tasks.corpora.statistics import describe
from tasks.errors import UserError


def sentence(tokens: str, tags: str) -> Sentence:
    return Sentence(tuple(tokens.split()), tuple(tags.split()))


def user_folder(tmp_path):
    folder = tmp_path / "mine"
    folder.mkdir()
    (folder / "train.txt").write_text("see O\nBig I-x\nLake I-x\n\nsee O\nBig B-x\nLake B-y\n")
    (folder / "dev.conll").write_text("no O\n")
    (folder / "test.iob").write_text("Lake B-z\n")
    return folder


def test_normalise_a_users_folder(tmp_path):
    splits = splits_of_folder(user_folder(tmp_path))
    description = normalise("mine", tmp_path / "out", format="conll", splits=splits)

    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [
        "corpus.json", "test.conll", "train.conll", "valid.conll",
    ]  # fmt: skip
    assert load(tmp_path / "out") == Corpus(
        [sentence("see Big Lake", "O B-x I-x"), sentence("see Big Lake", "O B-x B-y")],
        [sentence("no", "O")],
        [sentence("Lake", "B-z")],
    )
    assert json.loads((tmp_path / "out" / "corpus.json").read_text()) == description
    assert description == {
        "name": "mine",
        "format": "conll",
        "splits": {
            "train": {
                "sentences": 2, "tokens": 6, "spans": 3, "tags": 4, "types": 2,
                "vocabulary": 3, "vocabulary_lower_cased": 3, "duplicates": 1, "conflicting": 1,
                "longest": 3, "mean_length": 3.0, "tags_rewritten": 1,
            },
            "valid": {
                "sentences": 1, "tokens": 1, "spans": 0, "tags": 1, "types": 0,
                "vocabulary": 1, "vocabulary_lower_cased": 1, "duplicates": 0, "conflicting": 0,
                "longest": 1, "mean_length": 1.0, "tags_rewritten": 0,
            },
            "test": {
                "sentences": 1, "tokens": 1, "spans": 1, "tags": 1, "types": 1,
                "vocabulary": 1, "vocabulary_lower_cased": 1, "duplicates": 0, "conflicting": 0,
                "longest": 1, "mean_length": 1.0, "tags_rewritten": 0,
            },
        },
        "types": ["x", "y", "z"],
        "tags": ["B-x", "B-y", "I-x", "O"],
        "test_tags_not_in_train": ["B-z"],
    }  # fmt: skip


def test_normalising_twice_changes_nothing(tmp_path):
    once, twice = tmp_path / "once", tmp_path / "twice"
    normalise("mine", once, format="conll", splits=splits_of_folder(user_folder(tmp_path)))
    again = normalise("mine", twice, format="conll", splits=splits_of_folder(once))
    assert [split["tags_rewritten"] for split in again["splits"].values()] == [0, 0, 0]
    for split in ("train", "valid", "test"):
        name = f"{split}.conll"
        assert (once / name).read_bytes() == (twice / name).read_bytes()


def test_vocabulary_counts_case():
    sentences = [sentence("Lake lake LAKE sea", "O O O O"), sentence("Sea", "O")]
    split = describe(
        Corpus(sentences, sentences, sentences), dict.fromkeys(("train", "valid", "test"), 0)
    )
    assert split["splits"]["train"]["vocabulary"] == 5
    assert split["splits"]["train"]["vocabulary_lower_cased"] == 2
    assert split["splits"]["train"]["mean_length"] == 2.5
    assert split["splits"]["train"]["longest"] == 4


def test_normalise_the_sample(tmp_path):
    description = normalise("sample", tmp_path, format="sample", splits={})
    assert load(tmp_path) == sample_corpus()
    assert description["splits"]["train"]["tags_rewritten"] == 0


def test_an_unknown_format_is_refused(tmp_path):
    with pytest.raises(UserError, match=f"'mine' .* 'xml'; choose from {', '.join(FORMATS)}"):
        normalise("mine", tmp_path, format="xml", splits={})


def test_a_missing_split_is_refused(tmp_path):
    (tmp_path / "a").write_text("a O\n")
    splits = {"train": [tmp_path / "a"], "valid": []}
    with pytest.raises(UserError, match="'mine' lists no files for valid and test"):
        normalise("mine", tmp_path / "out", format="conll", splits=splits)


def test_nothing_is_written_where_a_file_is_malformed(tmp_path):
    folder = user_folder(tmp_path)
    (folder / "test.iob").write_text("a O\nb\n")
    with pytest.raises(UserError, match=r"test\.iob, line 2: "):
        normalise("mine", tmp_path / "out", format="conll", splits=splits_of_folder(folder))
    assert not (tmp_path / "out").exists()


def test_load_says_what_is_missing(tmp_path):
    normalise("sample", tmp_path, format="sample", splits={})
    (tmp_path / "valid.conll").unlink()
    with pytest.raises(UserError, match=r"valid\.conll is missing: run `skillpath normalise"):
        load(tmp_path)


def test_a_folder_without_a_split_is_refused_with_what_was_looked_for(tmp_path):
    folder = user_folder(tmp_path)
    (folder / "dev.conll").unlink()
    with pytest.raises(UserError) as caught:
        splits_of_folder(folder)
    message = str(caught.value)
    assert "'valid', named valid or dev with one of the endings .conll, .txt, .tsv, .iob" in message
    assert message.endswith("found: none.")


def test_a_folder_with_two_files_for_a_split_is_refused(tmp_path):
    folder = user_folder(tmp_path)
    (folder / "valid.txt").write_text("no O\n")
    with pytest.raises(UserError, match=r"found: valid\.txt, dev\.conll\."):
        splits_of_folder(folder)


def test_a_folder_that_is_not_there_is_refused(tmp_path):
    with pytest.raises(UserError, match="gone must hold"):
        splits_of_folder(tmp_path / "gone")


def test_the_sample_is_in_iob2_already():
    assert all(to_iob2(tags) == tags for split in sample_corpus() for _, tags in split)
