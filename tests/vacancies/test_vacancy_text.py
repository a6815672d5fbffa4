"""Texts made uniform, and freed from what a parsed page adds to them."""

from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.vacancies.text import clean_line, clean_text, without_page_furniture

QUESTIONS = (
    "Задайте вопрос работодателюОн получит его с откликом на вакансию"
    "Где располагается место работы?Другой вопросАдресГород, улица, 1Показать на большой карте"
)


@pytest.mark.parametrize(
    ("raw", "clean"),
    [
        ("a\u00a0b\u202fc\u2009d", "a b c d"),
        ("Rabbit\u200bMQ\ufeff", "RabbitMQ"),
        ("перенос\u00adслова", "переносслова"),
        ("и\u0306ога", "йога"),
        ("\uf0b7 пункт", "пункт"),
        ("a\x00b\x07", "ab"),
        ("  раз\r\n\r\n  два\u2028три  ", "раз\nдва\nтри"),
        (
            "Задачи:  писать код;  читать код.   Условия",
            "Задачи:\nписать код;\nчитать код.\nУсловия",
        ),
        ("длинная          строка", "длинная строка"),
        ("<script>alert(1)</script>", "<script>alert(1)</script>"),
        ("👨‍👩‍👧", "👨👩👧"),
        ("", ""),
    ],
)
def test_clean_text(raw: str, clean: str) -> None:
    assert clean_text(raw) == clean


@given(st.text(max_size=200))
def test_clean_text_is_normal_tidy_and_stays(raw: str) -> None:
    clean = clean_text(raw)
    assert unicodedata.is_normalized("NFC", clean)
    assert clean_text(clean) == clean
    assert not {unicodedata.category(c) for c in clean if c != "\n"} & {"Cc", "Cf", "Co", "Cs"}
    assert "  " not in clean
    assert all(line and line == line.strip() for line in clean.split("\n") if clean)


@given(st.text(max_size=200))
def test_a_line_is_one(raw: str) -> None:
    assert clean_line(raw) == clean_line(clean_line(raw))
    assert len(clean_line(raw).splitlines()) <= 1


def test_page_furniture_goes_with_the_repeated_skills() -> None:
    skills = ("C", "C++", "Английский\u00a0— B1 — Средний")
    page = f"Пишем код.  Ключевые навыкиCC++Английский\u00a0— B1 — Средний{QUESTIONS}"
    assert without_page_furniture(page, skills) == "Пишем код."
    contacts = "Контактная информацияПоказать контакты"
    page = f"Возим грузы.Ключевые навыкиCОпыт вождения{contacts}{QUESTIONS}"
    assert without_page_furniture(page, skills) == "Возим грузы.\nОпыт вождения"


def test_an_employers_own_words_stay() -> None:
    own = "Ключевые навыки: C, C++. Адрес офиса знает каждый."
    assert without_page_furniture(own, ("C",)) == own
    assert without_page_furniture(own + QUESTIONS, ("C",)) == own
    assert without_page_furniture(own + QUESTIONS, ()) == own
