"""Amounts of money that a vacancy's text itself names: text like any other, yet worth reading.

An eighth of the real vacancies repeat their salary in the description; others name the pay of
a shift or of an hour. These are words of the vacancy, not its salary fields.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

import numpy as np

from tasks.salary.rows import Floats

NUMBER = re.compile(
    r"(?<![\d.,/№:-])(?P<number>\d{1,3}(?:[ .]\d{3})+|\d+(?:[.,]\d+)?)\s*"
    r"(?P<thousand>[кk]\b|тыс\w*\.?|т\.?\s?р\b\.?|т\b\.?)?\s*"
    r"(?P<rouble>руб\w*\.?|р\b\.?|₽|rub\b)?",
    re.IGNORECASE,
)
GROUPED = re.compile(r"[ .](?=\d{3}(?!\d))")
PAY = re.compile(
    r"з/?п|зарплат|заработ|доход|оклад|оплат|выплат|получа|вознагражд|на руки|ставк|вахт|salary"
)
SHIFT = re.compile(r"смен|сутк|в день|выход")
HOUR = re.compile(r"час|/ч\b")

BEFORE, AFTER = 60, 30
MONTHLY = (15_000.0, 700_000.0)
PER_SHIFT = (800.0, 15_000.0)
PER_HOUR = (60.0, 3_000.0)

AMOUNTS = (
    "least money", "most money", "middle money",
    "least pay", "most pay", "middle pay",
    "least a shift", "most a shift",
    "least an hour", "most an hour",
)  # fmt: skip


def stated_amounts(texts: Sequence[str]) -> Floats:
    """Least, most and middle amounts of each text, by what they seem to be.

    *Money* is any monthly-sized amount in roubles, *pay* one beside a word of pay, *a shift* and
    *an hour* smaller ones beside such a word.

    Returns
    -------
    array, (texts, len(AMOUNTS))
        Roubles; NaN where a text names none.
    """
    return np.array([_amounts(text) for text in texts], dtype=np.float64).reshape(-1, len(AMOUNTS))


def _amounts(text: str) -> list[float]:
    money, pay, shift, hour = [], [], [], []
    for match in NUMBER.finditer(text):
        amount = _value(match)
        if amount is None:
            continue
        around = text[max(0, match.start() - BEFORE) : match.end() + AFTER].lower()
        in_roubles = bool(match["rouble"] or match["thousand"])
        about_pay = PAY.search(around) is not None
        if _within(amount, MONTHLY) and (in_roubles or about_pay):
            money.append(amount)
        if _within(amount, MONTHLY) and about_pay:
            pay.append(amount)
        if in_roubles and _within(amount, PER_SHIFT) and SHIFT.search(around):
            shift.append(amount)
        if in_roubles and _within(amount, PER_HOUR) and HOUR.search(around):
            hour.append(amount)
    return [
        *_least_most_middle(money),
        *_least_most_middle(pay),
        *_least_most_middle(shift)[:2],
        *_least_most_middle(hour)[:2],
    ]


def _value(match: re.Match[str]) -> float | None:
    """The number in roubles; None where nothing shows that it is money."""
    digits = GROUPED.sub("", match["number"])
    value = float(digits.replace(",", "."))
    if match["thousand"] and value < 1000:
        return value * 1000
    grouped = digits != match["number"]
    if match["rouble"] or grouped or digits.endswith("000"):
        return value
    return None


def _within(amount: float, bounds: tuple[float, float]) -> bool:
    return bounds[0] <= amount <= bounds[1]


def _least_most_middle(amounts: Sequence[float]) -> list[float]:
    if not amounts:
        return [float("nan")] * 3
    return [min(amounts), max(amounts), sorted(amounts)[len(amounts) // 2]]
