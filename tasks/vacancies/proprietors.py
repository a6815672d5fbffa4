"""Employers that are persons: an opaque label in place of a sole proprietor's name."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tasks.vacancies.morphology import grammemes, is_known, parses
from tasks.vacancies.names import Span, is_full_name, name_spans
from tasks.vacancies.personal_data import MARKERS

_PROPRIETOR = re.compile(r"\bИП\b|\bиндивидуальный предприниматель\b", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_LETTERS = r"[^\W\d_]+(?:-[^\W\d_]+)*"
# One to three words after the form, which nothing but punctuation or a number follows.
_NAMED_AFTER_FORM = re.compile(
    r"(?:^|[(,]\s*)(?:ИП|индивидуальный предприниматель|самозанят(?:ый|ая))[\s:]+"
    rf"([\"'«“„]?)({_LETTERS}(?: {_LETTERS}){{0,2}})[\"'»”“]?(?=\.?$|\s*[^\w\s.]|\s\d)",
    re.IGNORECASE,
)
# Of words that no dictionary takes for a thing, these name a business all the same.
_BRAND_WORDS = {
    "адвокат", "врач", "доктор", "друг", "лидер", "логопед", "мастер", "партнер", "повар", "профи",
    "психолог", "рекрутер", "репетитор", "чемпион", "эксперт", "юрист", "bar", "beauty", "cafe",
    "center", "club", "coffee", "design", "food", "group", "home", "house", "lab", "market",
    "media", "school", "service", "shop", "smart", "store", "studio", "style", "team",
}  # fmt: skip
_BRAND_ENDING = re.compile(
    r"(?:авто|груп+|дизайн|маркет|мебель|плюс|пром|сервис|снаб|софт|строй|студия|тех|торг|транс)$"
)
# Korean surnames that the dictionary knows as other words only.
_SURNAMES = {"ан", "нам", "пак", "юн"}
_WORD_BEFORE = re.compile(r"(?:^|[\s(])([А-ЯЁ][а-яё-]+) $")
_FORM = re.compile(r"Адвокат|Нотариус|Самозанят\w+|Агент\w*", re.IGNORECASE)
_PROPRIETOR_BEFORE = re.compile(r"\b(?:ИП|индивидуальный предприниматель)[\s:]+$", re.IGNORECASE)
_SELF_EMPLOYED_BEFORE = re.compile(r"\bсамозанят(?:ый|ая)[\s:]+$", re.IGNORECASE)
_FORM_BEFORE = re.compile(r"^(?:ИП|ООО|АО|ПАО|ЗАО|ОАО)\s")
_OF_PERSONS = {"Name", "Patr", "Surn"}
_QUOTES = "\"'«»“”„"
_DIGITS = 8


class Employer(NamedTuple):
    """What an employer is called afterwards, and the name that stood there, if one did."""

    label: str
    name: str = ""


@cache
def employer_label(employer: str) -> Employer:
    """Replace the person in an employer's name by ``ИП №`` and a number that stays the same.

    A brand beside the name is kept; a person who is not called a sole proprietor becomes
    ``Частное лицо №``. One to three capitalised words alone after ``ИП`` are taken for a name
    unless one is a thing's or a business's: a brand called opaquely does less harm. The number is
    the beginning of the SHA-256 of the name, lower-cased and without spaces, so that one
    proprietor's vacancies stay together in every table. That keeps the name out of files, reports
    and models; it does *not* withstand somebody who hashes a list of names and compares, for
    nothing secret enters it.
    """
    person = _person(employer)
    if not person:
        return Employer(employer)
    start, end = person
    name = employer[start:end].strip(_QUOTES)
    head = _SELF_EMPLOYED_BEFORE.sub("", employer[:start])
    if before := _PROPRIETOR_BEFORE.search(head):
        head, kind = head[: before.start()], "ИП"
    else:
        kind = "" if _FORM_BEFORE.search(head) else "Частное лицо"
    label = f"{head}{kind} №{_number(name)}{employer[end:]}".replace("  ", " ").replace("( ", "(")
    return Employer(employer_label(label).label, name)


def _person(employer: str) -> Span | None:
    """Where a person's name stands; here, unlike in a text, name and surname alone are one."""
    if spans := name_spans(employer):
        start, end = spans[0]
        before = _WORD_BEFORE.search(employer[:start])
        # The word before a name that has none is the surname, whatever else it may mean.
        return (before.start(1) if before and not _FORM.fullmatch(before[1]) else start), end
    for match in _NAMED_AFTER_FORM.finditer(employer):
        if _is_person(match[2].split(), quoted=bool(match[1])):
            return match.start(1), match.end()
    words = list(_WORD.finditer(employer))
    if len(words) == 2 or _PROPRIETOR.search(employer):
        for first, second in pairwise(words):
            written_as_names = first[0].istitle() and second[0].istitle()
            if written_as_names and is_full_name(first[0], second[0]):
                return first.start(), second.end()
    return None


def _is_person(words: list[str], quoted: bool) -> bool:
    """Whether the words after a form are a name; in quotes, the dictionary must know it as one."""
    if not all(_may_be_of_name(part) for word in words for part in word.split("-")):
        return False
    full = any(is_full_name(*pair) for pair in pairwise(words))
    if full or quoted:
        return full
    if len(words) == 1:
        return words[0].istitle() or _is_likeliest_name(words[0])
    return all(word.istitle() for word in words) and any(
        not is_known(word) or bool(grammemes(word) & _OF_PERSONS) for word in words
    )


def _may_be_of_name(word: str) -> bool:
    plain = word.casefold()
    if plain in _BRAND_WORDS:
        return False
    if plain in _SURNAMES or len(word) == 1:
        return True
    if not is_known(word):
        return not _BRAND_ENDING.search(plain)
    return any(
        set(parse.tag.grammemes) & _OF_PERSONS
        or ("nomn" in parse.tag and ("anim" in parse.tag or "ADJF" in parse.tag))
        for parse in parses(word)
    )


def _is_likeliest_name(word: str) -> bool:
    return bool(set(parses(word)[0].tag.grammemes) & _OF_PERSONS)


def without_name(text: str, name: str) -> tuple[str, int]:
    """Replace the surname, and the rest of `name` beside it, in any case of the declension.

    Parameters
    ----------
    name
        As the employer is called: the surname first.

    Returns
    -------
    text, count
        The text, and how often the name stood in it.
    """
    return _declined(name).subn(MARKERS["name"], text)


@cache
def _declined(name: str) -> re.Pattern[str]:
    words = re.findall(r"\w{2,}", name.title() if name.islower() else name) or [name]
    surname, *others = map(_in_any_case, words)
    around = "|".join(others) or "(?!)"
    beside = rf"(?:\s+(?:{around})\b)*(?:\s+[А-ЯЁ]\.\s?[А-ЯЁ]\b\.?)?"
    if not others and not _is_likeliest_name(words[0]):
        # A surname that means something else, or a brand after all: Белый, Ткач.
        return re.compile(rf"(?<=\bИП ){surname}\b{beside}")
    return re.compile(rf"\b(?:(?:{around})\s+)*{surname}\b{beside}")


def _in_any_case(word: str) -> str:
    # A short one would be the beginning of many words: Тен, Тендер.
    endings = "[а-яё]{0,3}" if len(word) > 3 else "(?:[аеуюя]|ой|[оеы]м)?"
    return re.escape(_stem(word)) + endings


def _stem(word: str) -> str:
    """What all cases share: without the ending -а, -ая, -ий, -ь …, but three letters at least."""
    return word[:3] + re.sub(r"(?:[аяоыи][йя]|[аяйьеиы])$", "", word[3:])


def _number(name: str) -> str:
    plain = re.sub(r"\W", "", name.casefold().replace("ё", "е"))
    return hashlib.sha256(plain.encode()).hexdigest()[:_DIGITS]
