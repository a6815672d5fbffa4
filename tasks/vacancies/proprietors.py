"""Employers that are persons: an opaque label in place of a sole proprietor's name."""

from __future__ import annotations

import hashlib
import re
from functools import cache
from itertools import pairwise
from typing import NamedTuple

from tasks.vacancies.names import Span, is_full_name, name_spans
from tasks.vacancies.personal_data import MARKERS

_PROPRIETOR = re.compile(r"\bИП\b|\bиндивидуальный предприниматель\b", re.IGNORECASE)
_WORD = re.compile(r"\S+")
_WORD_BEFORE = re.compile(r"(?:^|[\s(])([А-ЯЁ][а-яё-]+) $")
_FORM = re.compile(r"Адвокат|Нотариус|Самозанят\w+|Агент\w*", re.IGNORECASE)
_PROPRIETOR_BEFORE = re.compile(r"\b(?:ИП|индивидуальный предприниматель)\s+$", re.IGNORECASE)
_FORM_BEFORE = re.compile(r"^(?:ИП|ООО|АО|ПАО|ЗАО|ОАО)\s")
_DIGITS = 8


class Employer(NamedTuple):
    """What an employer is called afterwards, and the name that stood there, if one did."""

    label: str
    name: str = ""


@cache
def employer_label(employer: str) -> Employer:
    """Replace the person in an employer's name by ``ИП №`` and a number that stays the same.

    A brand beside the name is kept; a person who is not called a sole proprietor becomes
    ``Частное лицо №``. The number is the beginning of the SHA-256 of the name, lower-cased and
    without spaces, so that one proprietor's vacancies stay together in every table. That keeps
    the name out of files, reports and models; it does *not* withstand somebody who hashes a
    list of names and compares, for nothing secret enters it.
    """
    person = _person(employer)
    if not person:
        return Employer(employer)
    start, end = person
    name = employer[start:end]
    head = employer[:start]
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
    words = list(_WORD.finditer(employer))
    if len(words) == 2 or _PROPRIETOR.search(employer):
        for first, second in pairwise(words):
            written_as_names = first[0].istitle() and second[0].istitle()
            if written_as_names and is_full_name(first[0], second[0]):
                return first.start(), second.end()
    return None


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
    surname, *others = (
        rf"{re.escape(_stem(word))}[а-яё]{{0,3}}" for word in re.findall(r"\w{3,}", name)
    )
    around = "|".join(others) or "(?!)"
    beside = rf"(?:\s+(?:{around})\b)*(?:\s+[А-ЯЁ]\.\s?[А-ЯЁ]\b\.?)?"
    return re.compile(rf"\b(?:(?:{around})\s+)*{surname}\b{beside}")


def _stem(word: str) -> str:
    """What all cases share: without the ending -а, -ая, -ий, -ь …, but three letters at least."""
    return word[:3] + re.sub(r"(?:[аяоыи][йя]|[аяйьеиы])$", "", word[3:])


def _number(name: str) -> str:
    plain = re.sub(r"\W", "", name.casefold().replace("ё", "е"))
    return hashlib.sha256(plain.encode()).hexdigest()[:_DIGITS]
