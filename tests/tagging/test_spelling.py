"""Spellings: codes of the training words' characters, an unknown one, an end."""

from __future__ import annotations

from tasks.tagging.spelling import LONGEST, alphabet_of, spell


def test_codes_by_hand() -> None:
    alphabet = alphabet_of(["ba", "ab", "c"])
    assert alphabet == {"a": 2, "b": 3, "c": 4}
    spellings = spell(["cab", "a", "aXb"], alphabet)
    assert spellings.codes.tolist() == [[4, 2, 3], [2, 0, 0], [2, 1, 3]]
    assert spellings.characters == 5


def test_of_a_long_word_the_beginning_is_read() -> None:
    spellings = spell(["a" * 100 + "b", "b"], alphabet_of(["ab"]))
    assert spellings.codes.shape == (2, LONGEST)
    assert set(spellings.codes[0].tolist()) == {2}


def test_a_word_without_characters_is_an_unknown_one() -> None:
    assert spell(["", "a"], alphabet_of(["a"])).codes.tolist() == [[1], [2]]
    assert spell([], {}).codes.shape == (0, 1)
