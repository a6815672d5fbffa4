"""Names of persons in Russian text: with a patronymic, with initials, or introduced as one."""

from __future__ import annotations

import re
from collections.abc import Iterator

from tasks.vacancies.morphology import grammemes, is_known

Span = tuple[int, int]

_TITLE = r"[А-ЯЁA-Z][а-яё]+(?:-[А-ЯЁ][а-яё]+)?"
_WORD = rf"(?:{_TITLE}|[А-ЯЁ]{{3,}}(?:-[А-ЯЁ]+)?)"
# Patterns that every text is searched with begin with a set of letters, which the search
# engine finds fastest; "(?<!\\w.)" then asks for the beginning of a word.
_WITH_PATRONYMIC = re.compile(
    r"[А-ЯЁA-Z](?<!\w.)(?:[а-яё]+\s+[А-ЯЁ]"
    r"[а-яё]*(?:(?:[ое]в|[ьмктч])ич(?:а|у|ем|е)?|(?:[ое]вн|ичн)(?:а|ы|е|у|ой|ою))"
    r"|[А-ЯЁ]+\s+[А-ЯЁ]"
    r"[А-ЯЁ]*(?:(?:[ОЕ]В|[ЬМКТЧ])ИЧ(?:А|У|ЕМ|Е)?|(?:[ОЕ]ВН|ИЧН)(?:А|Ы|Е|У|ОЙ|ОЮ)))\b"
)
_WORD_BEFORE = re.compile(rf"(?<!\w)({_WORD}) $")
_WORD_AFTER = re.compile(rf" ({_WORD})\b")
_SURNAME_ENDING = re.compile(
    r"(?:(?:[оеё]в|[иы]н)(?:а|у|ым|е|ой)?|(?:ий|[сц]к(?:ая|ого|ому|им|ом|ой|ую))|[иы]х|[ую]к|ко)$",
    re.IGNORECASE,
)
_INITIALS = re.compile(r"[А-ЯЁ]\.\s?[А-ЯЁ]")
_INITIALS_AFTER = re.compile(rf"\b({_WORD})\s+([А-ЯЁ]\.\s?[А-ЯЁ])(?:\.|(?![\w.]))")
_INITIALS_BEFORE = re.compile(rf"(?<![\w.])([А-ЯЁ]\.\s?[А-ЯЁ])\.\s?({_WORD})\b")
_INTRODUCTION = re.compile(
    r"(?:[Мм]еня зовут|[Кк]онтактное лицо|[Вв]аш (?:менеджер|рекрутер|HR))"
    rf"[\s:,—–-]{{1,3}}({_WORD}(?: {_WORD})?)\b"
)
_PROPRIETOR = re.compile(
    r"(?<!\w)(?:ИП|[Ии]ндивидуальн\w+ [Пп]редпринимател\w+)\s+"
    rf"({_WORD}(?: {_WORD}){{0,2}})\b"
)
_OGHLU = re.compile(rf"(?<!\w)(?:{_WORD}[ -]){{1,3}}(?:[оО]глы|ОГЛЫ|[кКгГ]ызы|КЫЗЫ)\b")

# Abbreviations that look like initials (техническое обслуживание, Московская область, …): they
# are initials only beside a surname that the dictionary holds.
_ABBREVIATIONS = {"ТО", "ТЗ", "ТК", "ТБ", "ЛО", "МО", "ВО", "ЗП", "ПС", "ГО", "НН"}
# Streets, institutes and theatres carry names of persons whom nobody need protect.
_MEMORIAL = re.compile(
    r"(?:\bим\.|\bимени|\bпамяти|\bул\.|\bулица|\bпроспект|\bпр-т|\bпереулок|\bбульвар|\bплощадь)"
    r"\s*(?:[\w.]+\s*){0,3}$",
    re.IGNORECASE,
)
_REACH = 40


def name_spans(text: str) -> list[Span]:
    """Where names of persons stand, in order and without overlap.

    Found are: a first name with a patronymic in any case of the declension, with the surname
    beside it; what stands before оглы or кызы; a surname with two initials on either side; what
    follows "меня зовут" and the like; a sole proprietor's name. Not found: a first name and a
    surname alone.
    """
    finders = (_with_patronymics, _with_oghlu, _with_initials, _introduced, _proprietors)
    spans = sorted(
        span
        for find in finders
        for span in find(text)
        if not _MEMORIAL.search(text[max(0, span[0] - _REACH) : span[0]])
    )
    merged: list[Span] = []
    for start, end in spans:
        if merged and start < merged[-1][1]:
            merged[-1] = merged[-1][0], max(end, merged[-1][1])
        else:
            merged.append((start, end))
    return merged


def _with_patronymics(text: str) -> Iterator[Span]:
    for match in _WITH_PATRONYMIC.finditer(text):
        first, patronymic = match[0].split()
        if not _may_be_name(first) or "Patr" not in grammemes(patronymic):
            continue
        start, end = match.span()
        before = _WORD_BEFORE.search(text, max(0, start - _REACH), start)
        if before and _may_be_surname(before[1]):
            start = before.start()
        else:
            after = _WORD_AFTER.match(text, end)
            if after and _may_be_surname(after[1]):
                end = after.end()
        yield start, end


def _with_oghlu(text: str) -> Iterator[Span]:
    if "глы" in text or "ызы" in text or "ГЛЫ" in text or "КЫЗЫ" in text:
        yield from (match.span() for match in _OGHLU.finditer(text))


def _with_initials(text: str) -> Iterator[Span]:
    if not _INITIALS.search(text):
        return
    for pattern, initials, surname in ((_INITIALS_AFTER, 2, 1), (_INITIALS_BEFORE, 1, 2)):
        for match in pattern.finditer(text):
            letters = re.sub(r"\W", "", match[initials])
            is_surname = _is_surname if letters in _ABBREVIATIONS else _may_be_surname
            if is_surname(match[surname]):
                yield match.span()


def _introduced(text: str) -> Iterator[Span]:
    if not any(hint in text for hint in ("зовут", "онтактное лицо", "аш ")):
        return
    for match in _INTRODUCTION.finditer(text):
        first, *second = match[1].split(" ")
        if second and (is_full_name(first, *second) or _may_be_surname(second[0])):
            yield match.span(1)
        elif {"Name", "Surn"} & grammemes(first):
            yield match.start(1), match.start(1) + len(first)


def _proprietors(text: str) -> Iterator[Span]:
    if "ИП" not in text and "редпринимател" not in text:
        return
    for match in _PROPRIETOR.finditer(text):
        start, end = match.span(1)
        words = match[1].split(" ")
        if len(words) == 3 and "Patr" in grammemes(words[2]):
            yield start, end
        elif len(words) > 1 and is_full_name(*words[:2]):
            yield start, start + len(" ".join(words[:2]))
        elif len(words[0]) > 3 and not words[0].isupper() and "Surn" in grammemes(words[0]):
            yield start, start + len(words[0])


def is_full_name(first: str, second: str) -> bool:
    """Whether two words are a first name and a surname, in either order."""
    return any(
        _is_name(name) and (_looks_like_surname(other) or _is_name(other))
        for name, other in ((first, second), (second, first))
    )


def _is_surname(word: str) -> bool:
    return is_known(word) and "Surn" in grammemes(word)


def _looks_like_surname(word: str) -> bool:
    return _is_surname(word) or bool(_SURNAME_ENDING.search(word))


def _may_be_surname(word: str) -> bool:
    return not is_known(word) or _looks_like_surname(word)


def _is_name(word: str) -> bool:
    return is_known(word) and "Name" in grammemes(word)


def _may_be_name(word: str) -> bool:
    return not is_known(word) or _is_name(word)
