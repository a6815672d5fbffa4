"""Plain text made uniform: Unicode, white space, and what a parsed page adds around a text."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from functools import cache

# A parsed page of hh.ru runs on after the description: the key skills once more, without
# separators, then these questions to the employer and the address.
PAGE_QUESTIONS = "Задайте вопрос работодателюОн получит его с откликом на вакансию"
PAGE_CONTACTS = "Контактная информацияПоказать контакты"
PAGE_SKILLS = "Ключевые навыки"

_BLANKS = re.compile(r"[ \t]{2,}")


def clean_line(text: str) -> str:
    """One line: NFC, no control or invisible characters, single spaces."""
    return " ".join(_visible(text).split())


def clean_text(text: str) -> str:
    """The same for several lines; empty lines vanish, runs of blanks between sentences break."""
    lines = _BLANKS.sub(_break_between_sentences, _visible(text).strip()).split("\n")
    return "\n".join(line for line in (" ".join(line.split()) for line in lines) if line)


def without_page_furniture(description: str, skills: Sequence[str]) -> str:
    """Cut from a parsed page's description what the page adds to it.

    The repeated key skills must go: a model that reads the description would find the very
    skills that an evaluation hides from it.

    Parameters
    ----------
    description, skills
        As they were read, before any cleaning: the skills must match letter by letter, but
        for spaces that do not break.
    """
    text, found, _ = description.partition(PAGE_QUESTIONS)
    if not found:
        return description
    text = text.replace("\u00a0", " ").rstrip().removesuffix(PAGE_CONTACTS)
    own_text, heading, block = text.rpartition(PAGE_SKILLS)
    rest = _without_leading(block, skills) if heading else block
    # A heading that the employer wrote is not followed by a skill at once.
    return f"{own_text.rstrip()}\n{rest}".rstrip() if rest != block else text.rstrip()


def _without_leading(block: str, skills: Sequence[str]) -> str:
    longest_first = sorted(
        (skill.replace("\u00a0", " ") for skill in skills), key=len, reverse=True
    )
    while skill := next((s for s in longest_first if s and block.startswith(s)), ""):
        block = block.removeprefix(skill)
    return block


def _break_between_sentences(blanks: re.Match[str]) -> str:
    """A parsed page keeps a paragraph's end only as a run of blanks.

    So does an indented source in the middle of a sentence, hence the look at either side.
    """
    before, after = blanks.string[blanks.start() - 1], blanks.string[blanks.end()]
    return "\n" if before in ".:;!?" or not after.islower() else " "


def _visible(text: str) -> str:
    text = unicodedata.normalize("NFC", text.replace("\r\n", "\n"))
    for character in set(text):
        replacement = _replacement(character)
        if replacement != character:
            text = text.replace(character, replacement)
    return unicodedata.normalize("NFC", text)


@cache
def _replacement(character: str) -> str:
    if character in "\n\t ":
        return character
    if character in "\r\x0b\x0c\x85\u2028\u2029":
        return "\n"
    if character == "\u2800":  # the blank of Braille, typed as a space
        return " "
    match unicodedata.category(character):
        case "Zs" | "Co":
            return " "
        case "Cf" | "Cc" | "Cs":
            return ""
    return character
