"""Amounts of money that texts name."""

from __future__ import annotations

import numpy as np
import pytest

from tasks.salary.amounts import AMOUNTS, stated_amounts


def named(text: str) -> dict[str, float]:
    values = stated_amounts([text])[0]
    return {name: value for name, value in zip(AMOUNTS, values, strict=True) if value == value}


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("Зарплата 55 000 руб. в месяц", 55_000),
        ("Зарплата 55.000 рублей", 55_000),
        ("оклад 55000", 55_000),
        ("доход до 120 т.р.", 120_000),
        ("доход от 90 тыс. рублей", 90_000),
        ("з/п 70к", 70_000),
        ("зарплата 61 500 ₽", 61_500),
    ],
)
def test_pay_is_read_in_every_spelling(text: str, amount: float) -> None:
    assert named(text)["most pay"] == amount


def test_least_most_and_middle() -> None:
    found = named("Зарплата от 50 000 до 90 000 руб., на испытательном сроке оклад 40 000 руб.")
    assert (found["least pay"], found["middle pay"], found["most pay"]) == (40_000, 50_000, 90_000)


@pytest.mark.parametrize(
    "text",
    ["", "с 9:00 до 18:00", "нас 2 500 человек", "телефон 8 800 555", "в 2023 году", "30 дней"],
)
def test_other_numbers_are_no_pay(text: str) -> None:
    assert named(text) == {}


def test_money_without_a_word_of_pay_is_only_money() -> None:
    found = named("Бюджет рекламы 300 000 руб.")
    assert found["most money"] == 300_000
    assert "most pay" not in found


def test_shifts_and_hours() -> None:
    assert named("3900 рублей/смена")["most a shift"] == 3900
    assert named("ставка 250 руб. в час")["most an hour"] == 250


def test_no_text_no_rows() -> None:
    assert stated_amounts([]).shape == (0, len(AMOUNTS))
    assert np.isnan(stated_amounts(["nothing"])).all()
