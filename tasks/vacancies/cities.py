"""Cities in the nominative, from sentences like "Вакансия опубликована 17 мая 2023 в Москве"."""

from __future__ import annotations

import re
from datetime import date
from functools import cache
from typing import Any

from tasks.vacancies.morphology import parses
from tasks.vacancies.personal_data import excerpt

MONTHS = (
    "января", "февраля", "марта", "апреля", "мая", "июня",
    "июля", "августа", "сентября", "октября", "ноября", "декабря",
)  # fmt: skip

# What the rules below get wrong: names of adjectives whose gender the locative hides,
# locatives in -у, and rare or foreign words.
OVERRIDES = {
    "Санкт-Петербурге": "Санкт-Петербург",
    "Ростове-на-Дону": "Ростов-на-Дону",
    "Комсомольске-на-Амуре": "Комсомольск-на-Амуре",
    "Славянске-на-Кубани": "Славянск-на-Кубани",
    "Камне-на-Оби": "Камень-на-Оби",
    "Клину": "Клин",
    "Обояне": "Обоянь",
    "Слободской": "Слободской",
    "Чусовой": "Чусовой",
    "Полевском": "Полевской",
    "Донском": "Донской",
    "Якшур-Бодье": "Якшур-Бодья",
    "Уве": "Ува",
    "Майме": "Майма",
    "Каскаре": "Каскара",
    "Кизнере": "Кизнер",
    "Тельмане": "Тельмана",
    "Белостке": "Белосток",
    "Вольно-Надеждинском": "Вольно-Надеждинское",
    "Никольском": "Никольское",
    "Новоивановском": "Новоивановское",
    "Введенском": "Введенское",
    "Исетском": "Исетское",
    "Таврическом": "Таврическое",
    "Одесском": "Одесское",
    "Красногорском": "Красногорское",
    "Кочубеевском": "Кочубеевское",
    "Целинном": "Целинное",
    "Яровом": "Яровое",
    "Ровном": "Ровное",
    "Лазаревском": "Лазаревское",
    "Большеустьикинском": "Большеустьикинское",
    "Ростове Великом": "Ростов Великий",
    "Сосновом Бору": "Сосновый Бор",
    "Шишкином Лесу": "Шишкин Лес",
    "Старой Руссе": "Старая Русса",
    "Большой Мурте": "Большая Мурта",
    "Новом Девяткино": "Новое Девяткино",
    "Нижнем Ломове": "Нижний Ломов",
    "Горках-10": "Горки-10",
    "Ломоносове": "Ломоносов",
    "Покрове": "Покров",
    "Кропоткине": "Кропоткин",
    "Энеме": "Энем",
    "Вавоже": "Вавож",
    "Юрюзане": "Юрюзань",
    "Селятине": "Селятино",
    "Путилкове": "Путилково",
    "Балезине": "Балезино",
    "Косулине": "Косулино",
}

_PUBLISHED = re.compile(r"опубликована\s+(\d{1,2})\s+([а-я]+)\s+(\d{4})\s+во?\s+(\S.*)$")
_SETTLEMENT = re.compile(r"^(?:городе|селе|деревне|пос[её]лке)\s+")
_QUALIFIER = re.compile(r"^(.*?)\s*\((.*)\)$")


def place_and_date(sentence: str) -> tuple[str, date]:
    """The city, in the nominative, and the day of "… опубликована 17 мая 2023 в Москве".

    Raises
    ------
    ValueError
        When the sentence reads otherwise.
    """
    match = _PUBLISHED.search(" ".join(sentence.split()))
    if not match or match[2] not in MONTHS:
        raise ValueError(f"{excerpt(sentence)!r} names no day and place")
    day = date(int(match[3]), MONTHS.index(match[2]) + 1, int(match[1]))
    return nominative(match[4]), day


@cache
def nominative(place: str) -> str:
    """The nominative of a place in the locative; what is no locative stays as it is.

    A qualifier in round brackets is kept: it tells apart places of one name.
    """
    if qualified := _QUALIFIER.match(place):
        return f"{nominative(qualified[1])} ({_nominative_region(qualified[2])})"
    place = _SETTLEMENT.sub("", place)
    name = OVERRIDES.get(place) or " ".join(_nominative_words(place.split()))
    return name if "ё" in place else name.replace("ё", "е")


def _nominative_words(words: list[str]) -> list[str]:
    if len(words) == 1:
        return [_like(words[0], _nominative_noun(words[0]))]
    nouns = [index for index, word in enumerate(words) if _locatives(word, "NOUN")]
    if not nouns:
        return words
    head = nouns[-1] if not _locatives(words[-1], "ADJF") or len(nouns) == len(words) else nouns[0]
    tag = _locatives(words[head], "NOUN")[0].tag
    number_and_gender = {"plur"} if tag.number == "plur" else {"sing", tag.gender}
    return [
        _like(word, _nominative_noun(word) if index == head else _agreeing(word, number_and_gender))
        for index, word in enumerate(words)
    ]


def _nominative_noun(word: str) -> str:
    readings = _locatives(word)
    if not any("Geox" in parse.tag for parse in readings):
        # Names of settlements that no dictionary holds decline regularly.
        if re.search(r"(?:[оеё]в|[иы]н)е$", word):
            return f"{word[:-1]}о"
        if re.search(r"[ая]х$", word):
            return word[:-2] + ("и" if re.search(r"(?:[гкхжчшщ]а|я)х$", word) else "ы")
    for parse in readings:
        if inflected := parse.inflect({"nomn"}):
            return str(inflected.word)
    return word


def _agreeing(word: str, number_and_gender: set[str]) -> str:
    for parse in _locatives(word, "ADJF"):
        if inflected := parse.inflect({"nomn", *number_and_gender}):
            return str(inflected.word)
    return word


def _locatives(word: str, part_of_speech: str = "") -> list[Any]:
    """Readings of `word` as a locative, the most plausible for a place first.

    The dative stands in where the dictionary knows it alone, for the two often coincide; an
    adjective without a noun is taken for masculine: город, посёлок.
    """
    readings = [
        parse
        for parse in parses(word)
        if ("loct" in parse.tag or ("datv" in parse.tag and "Geox" in parse.tag))
        and (not part_of_speech or part_of_speech in parse.tag)
    ]
    return sorted(
        readings,
        key=lambda parse: (
            "Geox" not in parse.tag,
            "loct" not in parse.tag,
            not parse.is_known,
            "ADJF" in parse.tag and "neut" in parse.tag,
        ),
    )


def _like(word: str, inflected: str) -> str:
    """Capital letters where `word` has them."""
    parts = zip(inflected.split("-"), word.split("-"), strict=False)
    return "-".join(
        part[:1].upper() + part[1:] if like[:1].isupper() else part for part, like in parts
    )


def _nominative_region(words: str) -> str:
    words = re.sub(r"(\w+)ой области", r"\1ая область", words)
    words = re.sub(r"(\w+)(?:ого края|ом крае)", r"\1ий край", words)
    return words.replace("Республике", "Республика")
