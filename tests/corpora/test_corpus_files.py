"""The project's own corpus files: what is written is read back, whatever the tokens are."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.corpora.files import read_conll, write_conll
from tasks.corpora.iob import to_iob2
from tasks.corpora.sentence import Sentence
from tasks.errors import UserError

HOSTILE = ["-DOCSTART-", "\ufeff", "\ufeffa", "O", "B-x", "#", '"', "\u200b", "\x00", "<=>", "😀"]
TOKENS = st.one_of(
    st.sampled_from(HOSTILE),
    st.text(st.characters(codec="utf-8"), min_size=1).filter(lambda text: text.split() == [text]),
)
TAGS = st.sampled_from(["O", "B-x", "I-x", "B-y/z.w", "I-y/z.w", "I-é", "B-a-b"])
SENTENCES = st.lists(st.tuples(TOKENS, TAGS), min_size=1, max_size=6).map(
    lambda pairs: Sentence(tuple(token for token, _ in pairs), to_iob2([tag for _, tag in pairs]))
)


@pytest.fixture(scope="module")
def path(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("corpus") / "split.conll"


@given(st.lists(SENTENCES, max_size=5))
def test_round_trip(path, sentences):
    write_conll(path, sentences)
    assert read_conll(path) == sentences
    first = path.read_bytes()
    write_conll(path, sentences)
    assert path.read_bytes() == first


def test_layout(path):
    write_conll(path, [Sentence(("see", "lake"), ("O", "B-x")), Sentence(("no",), ("O",))])
    assert path.read_bytes() == b"see\tO\nlake\tB-x\n\nno\tO\n"


@pytest.mark.parametrize(
    "bad",
    [
        Sentence((), ()),
        Sentence(("a",), ("O", "O")),
        Sentence(("a b",), ("O",)),
        Sentence(("a\u00a0b",), ("O",)),
        Sentence(("a\n",), ("O",)),
        Sentence(("",), ("O",)),
        Sentence(("\ud800",), ("O",)),
        Sentence(("a",), ("B-x y",)),
        Sentence(("a",), ("I-x",)),
        Sentence(("a",), ("X",)),
    ],
)
def test_what_could_not_be_read_back_is_not_written(tmp_path, bad):
    path = tmp_path / "split.conll"
    write_conll(path, [Sentence(("old",), ("O",))])
    with pytest.raises(ValueError, match=r"."):
        write_conll(path, [Sentence(("new",), ("O",)), bad])
    assert read_conll(path) == [Sentence(("old",), ("O",))]
    assert list(tmp_path.iterdir()) == [path]


def test_a_damaged_file_is_refused(tmp_path):
    path = tmp_path / "split.conll"
    path.write_text("a\tO\nb\n")
    with pytest.raises(UserError, match=r"split\.conll, line 2: "):
        read_conll(path)
