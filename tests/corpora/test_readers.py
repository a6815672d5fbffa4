"""Every reader on small files of our own: what it reads, and what it refuses in which line."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.corpora.readers import READERS, read
from tasks.corpora.sentence import Sentence
from tasks.errors import UserError


def sentence(text: str) -> Sentence:
    """`see/O lake/B-x` as a sentence."""
    pairs = [item.rsplit("/", 1) for item in text.split()]
    return Sentence(tuple(token for token, _ in pairs), tuple(tag for _, tag in pairs))


def written(folder: Path, content: str | bytes, name: str = "file") -> Path:
    path = folder / name
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def refusal(format: str, *paths: Path) -> str:
    with pytest.raises(UserError) as caught:
        read(format, paths)
    return str(caught.value)


# ---- Columns -----------------------------------------------------------------------------


@pytest.mark.parametrize(
    "content",
    [
        "see O\nlake B-x\n\nno O\n",
        "see\tO\nlake\tB-x\n\nno\tO",
        "\n\n\nsee  O \nlake\t \tB-x\n \n\t\nno O\n\n\n",
        "see O\r\nlake B-x\r\n\r\nno O\r\n",
        "see O\rlake B-x\r\rno O\r",
        "\ufeffsee O\nlake B-x\n\nno O\n",
        "see VB q O\nlake NN q B-x\n\nno UH q O\n",
        "-DOCSTART- O\n\nsee O\nlake B-x\n-DOCSTART- O\nno O\n",
        "-DOCSTART- -X- -X- O\n\nsee O\nlake B-x\n\n-DOCSTART-\n\nno O\n-DOCSTART- O\n",
    ],
)
def test_conll(tmp_path, content):
    expected = [sentence("see/O lake/B-x"), sentence("no/O")]
    assert read("conll", [written(tmp_path, content)]) == expected


def test_conll_leaves_iob1_as_it_is_and_joins_files(tmp_path):
    first = written(tmp_path, "a I-x\nb I-x", "a")
    second = written(tmp_path, "c q I-x", "b")
    assert read("conll", [first, second]) == [sentence("a/I-x b/I-x"), sentence("c/I-x")]


def test_a_line_separator_of_unicode_does_not_end_a_line(tmp_path):
    path = written(tmp_path, "a\u2028O\nb O\n")
    assert read("conll", [path]) == [sentence("a/O b/O")]


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("a O\n\nb\n", 3, "columns: 1, expected 2"),
        ("alone\n", 1, "columns: 1, expected 2"),
        ("a N O\nb N O\nc O\n", 3, "columns: 2, expected 3"),
        ("a O\r\nb\u00a0c O\r\n", 2, "columns: 3, expected 2"),
        ("-DOCSTART- O\n\na O\nb B-\n", 4, "the tag 'B-' has no type"),
        ("a O\nb X\n", 2, "the tag 'X' is unknown"),
        ("a B-x\nb E-x\n", 2, "convert it to IOB2"),
        (b"a O\nb O\n\n\xff O\n", 4, "not UTF-8"),
        (b"a O\rb O\r\n\r\n\xc3 O\n", 4, "not UTF-8"),
        ("a O\n".encode("utf-16"), 1, "not UTF-8"),
    ],
)
def test_conll_refuses(tmp_path, content, line, reason):
    path = written(tmp_path, content)
    message = refusal("conll", path)
    assert message.startswith(f"{path}, line {line}: ")
    assert reason in message


# ---- Parallel files ----------------------------------------------------------------------


def test_parallel(tmp_path):
    tokens = written(tmp_path, "\ufeffsee  lake \r\n\r\nno\r\n\n", "seq.in")
    tags = written(tmp_path, "O B-x\n\n O\n", "seq.out")
    assert read("parallel", [tokens, tags]) == [sentence("see/O lake/B-x"), sentence("no/O")]


@pytest.mark.parametrize(
    ("tokens", "tags", "line", "reason"),
    [
        ("a b\nc\n", "O O\nO O\n", 2, "2 tags for the 1 tokens"),
        ("a\nb\n", "O\n", 2, "0 tags for the 1 tokens"),
        ("a\n", "O\n\nO", 3, "1 tags for the 0 tokens"),
        ("a\n\nb c\n", "O\n\nO I-\n", 3, "the tag 'I-' has no type"),
    ],
)
def test_parallel_refuses(tmp_path, tokens, tags, line, reason):
    token_file = written(tmp_path, tokens, "seq.in")
    tag_file = written(tmp_path, tags, "seq.out")
    message = refusal("parallel", token_file, tag_file)
    assert message.startswith(f"{tag_file}, line {line}: ")
    assert reason in message


def test_parallel_names_the_file_that_is_not_utf8(tmp_path):
    token_file = written(tmp_path, b"a\n\xe9\n", "seq.in")
    tag_file = written(tmp_path, "O\nO\n", "seq.out")
    assert refusal("parallel", token_file, tag_file).startswith(f"{token_file}, line 2: ")


def test_parallel_needs_two_files(tmp_path):
    path = written(tmp_path, "a")
    assert "two files a split" in refusal("parallel", path)
    assert "two files a split" in refusal("parallel")


# ---- token:TAG ---------------------------------------------------------------------------


def test_token_tag(tmp_path):
    content = "at:O 5:B-a__b :::I-a__b 30:I-a__b <=> alarm__set\r\n\n__:O  a:b:B-x <=>\n"
    expected = [sentence("at/O 5/B-a|b ::/I-a|b 30/I-a|b"), sentence("__/O a:b/B-x")]
    expected = [
        Sentence(tokens, tuple(tag.replace("|", "/") for tag in tags)) for tokens, tags in expected
    ]
    assert read("token_tag", [written(tmp_path, content)]) == expected


@pytest.mark.parametrize(
    ("content", "line", "reason"),
    [
        ("a:O <=> x\nb:O\n", 2, "there is no '<=>'"),
        ("\n<=> x\n", 2, "there is no token before '<=>'"),
        ("a:O b <=> x\n", 1, "'b' is not of the form token:TAG"),
        ("a:O :O <=> x\n", 1, "':O' is not of the form token:TAG"),
        ("a:O b: <=> x\n", 1, "the tag '' is unknown"),
        ("a:O <=> x\na:O b:Bx <=> x\n", 2, "the tag 'Bx' is unknown"),
    ],
)
def test_token_tag_refuses(tmp_path, content, line, reason):
    path = written(tmp_path, content)
    message = refusal("token_tag", path)
    assert message.startswith(f"{path}, line {line}: ")
    assert reason in message


# ---- FMTOD's tab-separated release -------------------------------------------------------


def row(spans: str, utterance: str, tokens: list[tuple[str, int, int]]) -> str:
    """A line of the release; `tokens` are (token, start, length)."""
    tokenization = {
        "tokens": [token for token, _, _ in tokens],
        "tokenSpans": [{"start": start, "length": length} for _, start, length in tokens],
        "tokenizerType": 2,
    }
    columns = [
        "alarm/set",
        spans,
        utterance,
        "en_XX",
        json.dumps({"tokenizations": [tokenization]}),
    ]
    return "\t".join(columns) + "\n"


def split(utterance: str) -> list[tuple[str, int, int]]:
    """White-space tokens of an utterance without repeated words."""
    return [(word.lower(), utterance.index(word), len(word)) for word in utterance.split()]


@pytest.mark.parametrize(
    ("spans", "utterance", "expected"),
    [
        ("", "Stop it", "O O"),
        ("0:4:a", "Stop it", "B-a O"),
        ("0:7:a/b", "Stop it", "B-a/b I-a/b"),
        ("0:4:a,5:7:a", "Stop it", "B-a B-a"),
        ("5:7:b,0:4:a", "Stop it", "B-a B-b"),
        ("7:12:a", "cancel tomorrow's one", "O B-a O"),  # cuts a token: takes the whole
        ("9:19:a", "cancel tomorrow's one", "O B-a I-a"),
        ("0:6:a,4:12:b", "one two three", "B-a I-a B-b"),  # overlap: the first wins
        ("4:12:b,0:6:a", "one two three", "B-a I-a B-b"),  # first in the utterance, not in the list
        ("0:7:a,7:17:b", "one twothree four", "B-a I-a B-b"),  # one token, two spans
        ("0:7:a,4:7:b", "one two three", "B-a I-a O"),  # nothing left: lost
        ("3:4:a", "one two", "O O"),  # white space only: lost
        ("0:5:a:b", "Zürich 😀 yes", "B-a:b O O"),
        ("7:8:a", "Zürich 😀 yes", "O B-a O"),  # characters, not bytes or UTF-16 units
    ],
)
def test_fmtod_tsv(tmp_path, spans, utterance, expected):
    path = written(tmp_path, "\n" + row(spans, utterance, split(utterance)))
    tokens = tuple(utterance.lower().split())
    assert read("fmtod_tsv", [path]) == [Sentence(tokens, tuple(expected.split()))]


GOOD = row("", "a b", split("a b"))


@pytest.mark.parametrize(
    ("line", "reason"),
    [
        ("a\tb\n", "expected 5 columns"),
        (GOOD.rstrip("\n") + "\tmore\n", "found 6"),
        (GOOD.replace("\t\t", "\t0-1:x\t"), "the span '0-1:x' is not of the form start:end:type"),
        (GOOD.replace("\t\t", "\t0:1:\t"), "the span '0:1:' is not"),
        (GOOD.replace("\t\t", "\t-1:1:x\t"), "the span '-1:1:x' is not"),
        (GOOD.replace("\t\t", f"\t0:{'9' * 5000}:x\t"), "is not of the form"),
        (GOOD.replace("\t\t", "\t1:1:x\t"), "the span '1:1:x' is empty or beyond the 3"),
        (GOOD.replace("\t\t", "\t0:4:x\t"), "the span '0:4:x' is empty or beyond the 3"),
        (row("", "a b", [("a", 0, 1), ("b", 3, 1)]), "a token ends beyond"),
        (row("", "a b", [("a", 0, 0)]), "at tokenizations.0.tokenSpans.0.length"),
        (row("", "a b", [("a", -1, 1)]), "at tokenizations.0.tokenSpans.0.start"),
        (row("", "a b", [("a b", 0, 3)]), "the token 'a b' is not one word"),
        (row("", "a b", [("a\x1cb", 0, 3)]), "is not one word"),
        (row("", "a b", [("", 0, 1)]), "the token '' is not one word"),
        (row("", "a b", [("\ud800", 0, 1)]), "at JSON"),
        (row("", "a b", []), "at tokenizations.0.tokens"),
        (
            GOOD.replace('"length": 1}]', '"length": 1}, {"start": 0, "length": 1}]'),
            "3 token spans",
        ),
        (GOOD.replace('"start": 0', '"start": 0.5'), "tokenSpans.0.start"),
        (GOOD.replace('"start": 0', '"start": true'), "tokenSpans.0.start"),
        (GOOD.replace("tokenSpans", "places"), "tokenSpans"),
        (GOOD.replace("2}]}", "2}"), "at JSON"),
        ("i\t\tu\ten\t" + "[" * 100_000 + "\n", "at JSON"),
        ("i\t\tu\ten\t{}\n", "at tokenizations"),
        ('i\t\tu\ten\t{"tokenizations": []}\n', "at tokenizations"),
    ],
)
def test_fmtod_tsv_refuses(tmp_path, line, reason):
    path = written(tmp_path, GOOD + "\n" + line)
    message = refusal("fmtod_tsv", path)
    assert message.startswith(f"{path}, line 3: ")
    assert reason in message


# ---- All -----------------------------------------------------------------------------------


def test_an_unknown_format_is_refused_with_the_known_ones():
    assert "choose from conll, parallel, token_tag, fmtod_tsv" in refusal("json")


@pytest.mark.parametrize("format", READERS)
@pytest.mark.parametrize("content", [b"", b"\n \r\n\t\n", b"\xef\xbb\xbf"])
def test_a_split_without_sentences_is_refused(tmp_path, format, content):
    paths = [written(tmp_path, content, name) for name in ("one", "two")]
    message = refusal(format, *paths)
    assert "has no sentence" in message
    assert str(paths[0]) in message


@pytest.mark.parametrize("format", READERS)
def test_an_unreadable_file_is_refused(tmp_path, format):
    assert refusal(format, tmp_path / "gone", tmp_path).startswith(f"{tmp_path / 'gone'} cannot be")
    assert refusal(format, tmp_path, tmp_path).startswith(f"{tmp_path} cannot be read: ")


PIECES = st.sampled_from(
    [
        *(" ", "\t", "\n", "\r\n", "\n\n", "\u2028", "\ufeff", ":", ",", "<=>", "-DOCSTART-"),
        *("O", "B-x", "I-x", "a", "a:O", "0:1:x", '{"tokenizations": [', "]"),
        *(GOOD, GOOD.rpartition("\t")[2]),
    ]
)
CONTENT = st.one_of(
    st.text(max_size=60).map(str.encode),
    st.binary(max_size=60),
    st.lists(PIECES, max_size=20).map(lambda pieces: "".join(pieces).encode()),
)


@pytest.fixture(scope="module")
def folder(tmp_path_factory) -> Path:
    return tmp_path_factory.mktemp("readers")


@pytest.mark.parametrize("format", READERS)
@given(first=CONTENT, second=CONTENT)
def test_any_content_is_read_or_refused(folder, format, first, second):
    paths = [written(folder, first, "first"), written(folder, second, "second")]
    try:
        sentences = read(format, paths)
    except UserError:
        return
    for tokens, tags in sentences:
        assert len(tokens) == len(tags) > 0
        assert all(token.split() == [token] for token in tokens)
