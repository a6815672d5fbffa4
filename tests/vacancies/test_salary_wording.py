"""Salaries: which ends a wording states, amounts in any writing, and net roubles."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.errors import UserError
from tasks.vacancies.salaries import (
    NET_OF_GROSS,
    Sides,
    amount,
    currency_stated,
    net_roubles,
    read_rates,
    stated_sides,
)

AMOUNTS = st.integers(1_000, 9_999_999)


def spaced(number: int) -> str:
    return f"{number:,}".replace(",", "\u00a0")


@given(
    low=AMOUNTS,
    high=AMOUNTS,
    unit=st.sampled_from(["руб.", "USD", "EUR"]),
    tax=st.sampled_from([" на руки", " до вычета налогов", ""]),
)
def test_only_the_wording_tells_which_ends_are_stated(
    low: int, high: int, unit: str, tax: str
) -> None:
    both = f"от {spaced(low)} до {spaced(high)} {unit}{tax}"
    assert stated_sides(both, low, high) == Sides(low, high)
    assert stated_sides(f"от {spaced(low)} {unit}{tax}", low, low) == Sides(low, None)
    assert stated_sides(f"до {spaced(high)} {unit}{tax}", high, high) == Sides(None, high)
    assert stated_sides(f"{spaced(low)} {unit}{tax}", low, low) == Sides(low, low)
    assert currency_stated(both) == ("RUR" if unit == "руб." else unit)


def test_no_salary_stays_none() -> None:
    assert stated_sides("з/п не указана", None, None) == Sides()
    assert currency_stated("з/п не указана") == ""


@given(AMOUNTS)
def test_an_amount_is_read_however_it_is_spaced(number: int) -> None:
    commas = f"{number:,}"
    points = commas.replace(",", ".")
    spaces = (spaced(number), commas.replace(",", " "))
    writings = (str(number), f"{number}.0", f"{number},00", commas, points, *spaces)
    for text in writings:
        assert amount(text) == amount(f" {text} руб.") == number


@pytest.mark.parametrize(
    ("text", "number"),
    [
        ("100,000", 100_000), ("100.000", 100_000), ("1,500", 1_500), ("1,234,567.5", 1_234_567.5),
        ("1.234.567,5 руб.", 1_234_567.5), ("99.5", 99.5), ("1500,50", 1500.5), ("0.125", 0.125),
    ],
)  # fmt: skip
def test_three_digits_after_a_separator_are_thousands(text: str, number: float) -> None:
    assert amount(text) == number


@pytest.mark.parametrize("text", ["1,23,456", "1.234.56", "1,234,56"])
def test_other_groups_are_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        amount(text)


@pytest.mark.parametrize("text", ["сто", "1 000 000 000 x", "nan", "inf", "10-20", "1e999"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount"):
        amount(text)


@pytest.mark.parametrize("text", ["", "  ", "0", "-5"])
def test_nothing_and_less_count_as_not_stated(text: str) -> None:
    assert amount(text) is None


def test_gross_and_foreign_become_net_roubles() -> None:
    rates = {"USD": 0.0125}
    assert pytest.approx(1 - 0.13) == NET_OF_GROSS
    assert net_roubles(100_000, currency="RUR", gross=True, rates={}) == 87_000
    assert net_roubles(100_000, currency="RUB", gross=False, rates={}) == 100_000
    assert net_roubles(1_000, currency="USD", gross=False, rates=rates) == 80_000
    assert net_roubles(1_000, currency="USD", gross=True, rates=rates) == 69_600
    assert net_roubles(1_000, currency="EUR", gross=False, rates=rates) is None
    assert net_roubles(None, currency="RUR", gross=True, rates={}) is None
    assert net_roubles(0, currency="RUR", gross=False, rates={}) is None


def test_rates_come_from_the_dictionaries_of_hh(tmp_path: Path) -> None:
    path = tmp_path / "dictionaries.json"
    entries = [{"code": "USD", "rate": 0.0125}, {"code": "XXX", "rate": 0.0}]
    path.write_text(json.dumps({"currency": entries}), encoding="utf-8")
    assert read_rates(path) == {"USD": 0.0125}
    path.write_text('{"schedule": []}', encoding="utf-8")
    with pytest.raises(UserError, match=r"dictionaries\.json .*`currency`"):
        read_rates(path)
    with pytest.raises(UserError, match="is missing"):
        read_rates(tmp_path / "absent.json")
