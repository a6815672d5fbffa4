"""The normal form of a skill's spelling: one key for `С++ 17`, `c++17` and `C++`.

Nothing here knows a vocabulary: the rules look at characters, scripts, versions and
punctuation only. What needs to know other skills (aliases, which compounds are one skill)
lives in `tasks.skills.vocabulary`.
"""

from __future__ import annotations

import re
import unicodedata

from tasks.skills.versions import without_versions

CYRILLIC, LATIN = "авекмнорстухіѕј", "abekmhopctyxisj"
TO_LATIN = str.maketrans(CYRILLIC, LATIN)
TO_CYRILLIC = str.maketrans(LATIN[:12], CYRILLIC[:12])

PUNCTUATION = str.maketrans(
    {
        **dict.fromkeys("‐‑‒–—―−", "-"),
        **dict.fromkeys("«»„“”‟\"`´‘’‛'", "'"),
        **dict.fromkeys("\u200b\u200c\u200d\u2060\ufeff\u00ad", ""),
        **dict.fromkeys("•·●▪◦∙*|", " "),
        "\\": "/",
        "ё": "е",
    }
)
WORD = re.compile(r"[^\W_]+")
CYRILLIC_LETTER, LATIN_LETTER = re.compile("[а-яіѕј]"), re.compile("[a-z]")
AROUND_DIGIT = re.compile(r"[авср]\d[авср]")
ONE_C = re.compile(r"(?<!\w)1 ?[cс](?![a-z])")
LANGUAGE_LEVEL = re.compile(
    r"(?:(?P<russian>английский|немецкий|французский|испанский|итальянский|китайский|русский|"
    r"португальский|корейский|иврит|турецкий|польский|чеченский|татарский|казахский|японский|"
    r"арабский)(?: язык)?|(?P<english>english|german|french|spanish|chinese|russian))"
    r"(?:\W+(?:[abcавс]-?[12]|начальный|элементарный|средний|(?:средне-)?продвинутый|"
    r"в совершенстве|уровень|уровня|свободный|разговорный|технический|базовый|не ниже|выше|"
    r"(?:pre-|upper-)?intermediate|upper|elementary|advanced|fluent|beginner|proficiency|level)"
    r"(?!\w))*\W*"
)
BRACKETS = re.compile(r"\(([^()]*)(?:\)|$)|\[([^\[\]]*)(?:\]|$)")
ENDS = " \t-–.,:;!?/&'()[]<>=+~_%№^"
LETTERS = re.compile(r"[^\W\d_]+")


def normal_form(text: str) -> str:
    """The key of one skill's spelling; empty when nothing is left of it.

    Unicode compatibility forms, case, `ё`, dashes, quotes and spaces are levelled; letters that
    only look Latin or Cyrillic are put into the script of their word; language levels, versions,
    remarks in brackets and punctuation at both ends go. Applied twice it gives the same key.

    Examples
    --------
    >>> normal_form("Рython 3.9"), normal_form("1C 8.3"), normal_form("Английский — B1 — Средний")
    ('python', '1с', 'английский язык')
    """
    before, key = "", text
    while key != before:
        before, key = key, _key(BRACKETS.sub(" ", level(key)))
    return key


def bracketed(text: str) -> tuple[str, ...]:
    """Keys of the remarks in brackets, split at commas and slashes.

    An abbreviation made of the other words' initials says nothing new and is left out.
    """
    outside = normal_form(text)
    remarks = [found[1] or found[2] or "" for found in BRACKETS.finditer(level(text))]
    keys = [key for remark in remarks for key in split(remark) if key]
    return tuple(key for key in keys if not _abbreviates(key, outside))


def split(text: str) -> tuple[str, ...]:
    """Keys of the parts of a compound, cut at commas, semicolons, slashes and bullets."""
    outside = BRACKETS.sub(" ", level(text))
    parts = map(normal_form, re.split(r"[,;/]|(?<=\s)[-+](?=\s)", outside))
    return tuple(dict.fromkeys(part for part in parts if LETTERS.search(part)))


def level(text: str) -> str:
    """Compatibility forms, case, punctuation, spaces and the script of every word levelled."""
    text = unicodedata.normalize("NFKC", text).casefold()
    text = unicodedata.normalize("NFKC", text).translate(PUNCTUATION)
    text = WORD.sub(lambda word: one_script(word[0]), " ".join(text.split()))
    text = re.sub(r"(?<!\w)[рсх](?=[+#])", lambda sign: sign[0].translate(TO_LATIN), text)
    return ONE_C.sub("1с", text)


def one_script(word: str) -> str:
    """`word` with look-alike letters put into one script.

    A word that mixes scripts takes the one that all its letters can be written in; when both
    serve, the one that has more of its letters, and Latin when they are even. A Cyrillic word
    around a digit that can be read as Latin (`в2в`) is read so; `1с` is Cyrillic.
    """
    cyrillic = len(CYRILLIC_LETTER.findall(word))
    if not cyrillic:
        return word
    as_latin = word.translate(TO_LATIN)
    latin_serves = not CYRILLIC_LETTER.search(as_latin)
    latin = len(LATIN_LETTER.findall(word))
    if not latin:
        return as_latin if latin_serves and AROUND_DIGIT.fullmatch(word) else word
    as_cyrillic = word.translate(TO_CYRILLIC)
    cyrillic_serves = not LATIN_LETTER.search(as_cyrillic)
    if latin_serves and (not cyrillic_serves or latin >= cyrillic):
        return as_latin
    return as_cyrillic if cyrillic_serves else word


def _key(levelled: str) -> str:
    """A levelled text without language level, versions and loose punctuation."""
    key = _stripped(levelled)
    if key == "с":
        return "c"
    if level_of := LANGUAGE_LEVEL.fullmatch(key):
        key = level_of["english"] or f"{level_of['russian']} язык"
    return _stripped(without_versions(key))


def _stripped(text: str) -> str:
    text = re.sub(r"\s*/\s*", "/", " ".join(text.replace("'", " ").split()))
    text = re.sub(r"\s+(?=[,:;])|(?<=1с)\s*(?=:)", "", text)
    text = re.sub(r"(?<=1с):\s*", ": ", text)
    end = text.rstrip(ENDS)
    signs = re.match(r"\++", text[len(end) :])
    keep = signs[0][:2] if signs and re.search(r"(?<!\w)(?:[a-z]|си)$", end) else ""
    start = end.lstrip(ENDS)
    if start.startswith("net") and end[: len(end) - len(start)].endswith("."):
        start = f".{start}"
    return start + keep


def _abbreviates(short: str, phrase: str) -> bool:
    initials = "".join(word[0] for word in LETTERS.findall(phrase))
    return len(short) > 1 and short.replace(" ", "") == initials
