"""The real corpora, where a mirror is at hand: the counts known of them, and two oracles."""

from __future__ import annotations

import pytest

from tasks.corpora.iob import to_iob2
from tasks.corpora.normalise import load, normalise
from tasks.corpora.readers import read
from tasks.corpora.sentence import Sentence

pytestmark = pytest.mark.mirror


def normalised(sentences: list[Sentence]) -> list[Sentence]:
    return [Sentence(tokens, to_iob2(tags)) for tokens, tags in sentences]


def column(description, name):
    return [split[name] for split in description["splits"].values()]


def test_atis(tmp_path, atis):
    description = normalise("atis", tmp_path, format="parallel", splits=atis)
    assert column(description, "sentences") == [4478, 500, 893]
    assert column(description, "tags_rewritten") == [0, 0, 0]
    train = description["splits"]["train"]
    assert train["tokens"] == 50_497
    assert train["types"] == 79
    assert train["tags"] == len(description["tags"]) == 120
    assert train["vocabulary"] == 867
    assert train["duplicates"] == 289
    assert train["conflicting"] == 1
    assert len(description["types"]) == 83
    assert len(description["test_tags_not_in_train"]) == 6
    corpus = load(tmp_path)
    assert len({tag for split in corpus for _, tags in split for tag in tags}) == 127
    assert min(len(tokens) for tokens, _ in corpus.train) == 1


def test_conll2003(tmp_path, conll_iob2):
    description = normalise("conll2003", tmp_path, format="conll", splits=conll_iob2)
    assert column(description, "sentences") == [14_041, 3_250, 3_453]
    assert column(description, "tags_rewritten") == [0, 0, 0]
    assert column(description, "spans") == [23_499, 5_942, 5_648]
    assert column(description, "tags") == [9, 9, 9]
    assert description["types"] == ["LOC", "MISC", "ORG", "PER"]
    assert description["test_tags_not_in_train"] == []
    train = description["splits"]["train"]
    assert train["tokens"] == 203_621
    assert train["vocabulary_lower_cased"] == 21_009
    assert train["duplicates"] == 1_350
    assert max(column(description, "longest")) == 124


@pytest.mark.parametrize("split", ["train", "valid", "test"])
def test_iob1_of_one_release_becomes_the_iob2_of_another(split, conll_iob1, conll_iob2):
    iob1 = read("conll", conll_iob1[split])
    iob2 = read("conll", conll_iob2[split])
    assert iob1 != iob2
    assert normalised(iob1) == iob2


def test_fmtod(tmp_path, fmtod):
    description = normalise("fmtod", tmp_path, format="token_tag", splits=fmtod)
    assert column(description, "sentences") == [30_521, 4_181, 8_621]
    assert column(description, "tags_rewritten") == [1, 0, 2]
    assert len(description["types"]) == 16
    train = description["splits"]["train"]
    assert train["tokens"] == 221_572
    assert train["vocabulary"] == 3_983
    assert train["duplicates"] == 7_534
    assert "weather/noun" in description["types"]
    assert len({tag for split in load(tmp_path) for _, tags in split for tag in tags}) == 28


@pytest.mark.parametrize(("split", "rows", "different"), [("valid", 4181, 0), ("test", 8621, 3)])
def test_the_original_release_of_fmtod_becomes_the_converted_one(
    split, rows, different, fmtod, fmtod_tsv
):
    original = read("fmtod_tsv", fmtod_tsv[split])
    converted = read("token_tag", fmtod[split])
    assert len(original) == len(converted) == rows
    assert sum(a != b for a, b in zip(original, converted, strict=True)) == different
    assert [a.tokens for a in original] == [b.tokens for b in converted]
