"""Salaries as they are stated, brought to net roubles a month."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from pathlib import Path
from typing import NamedTuple

from tasks.files import damage_told, read_json
from tasks.vacancies.personal_data import excerpt

# Russian income tax takes 13 % of a wage; hh.ru's own salary figures subtract the same.
NET_OF_GROSS = 0.87

ROUBLES = ("RUR", "RUB")

_GROUPED = re.compile(r"[1-9]\d{0,2}(?:(,\d{3})+(?:\.\d+)?|(\.\d{3})+(?:,\d+)?)")


class Sides(NamedTuple):
    """The two ends of a salary, net roubles a month; None for an end that is not stated."""

    low: float | None = None
    high: float | None = None


def stated_sides(wording: str, low: float | None, high: float | None) -> Sides:
    """Keep only the ends that `wording` states, as in "от 100 000 руб." or "до 90 000 руб.".

    hh.ru's parsed pages copy a one-sided salary to both ends; only the wording tells. A wording
    with neither word ("100 000 руб.") states both.
    """
    from_ = re.search(r"\bот\s+\d", wording, re.IGNORECASE)
    to = re.search(r"\bдо\s+\d", wording, re.IGNORECASE)
    return Sides(low if from_ or not to else None, high if to or not from_ else None)


def currency_stated(wording: str) -> str:
    """The code of the currency that a wording ends in: ``руб.`` is RUR, three capitals are it."""
    code = re.search(r"\d\s*(?:([A-Z]{3})\b|руб|₽)", wording)
    return (code[1] or "RUR") if code else ""


def net_roubles(
    amount: float | None, *, currency: str, gross: bool, rates: Mapping[str, float]
) -> float | None:
    """`amount` in whole net roubles; None where it is not stated or its currency has no rate.

    Parameters
    ----------
    rates
        Units of a currency that one rouble buys, by code, as in hh.ru's dictionaries.

    Raises
    ------
    ValueError
        When it comes to no finite number; the message says so.
    """
    if amount is None or amount <= 0:
        return None
    rate = 1.0 if currency in ROUBLES else rates.get(currency)
    if not rate:
        return None
    net = amount / rate * (NET_OF_GROSS if gross else 1.0)
    if not math.isfinite(net):
        raise ValueError(f"{amount} {currency} is not an amount")
    return float(round(net))


def amount(text: str) -> float | None:
    """The number that `text` writes, thousands separated or not; None if empty.

    Groups are told by spaces, or by commas or points before three digits each: "1,500" is one
    thousand five hundred, as no salary has three decimals.

    Raises
    ------
    ValueError
        When it is anything else than one finite number; the message says so.
    """
    compact = re.sub(r"[\s\u00a0\u202f]", "", text)
    compact = re.sub(r"(?:руб\.?|р\.|₽)$", "", compact, flags=re.IGNORECASE)
    if not compact:
        return None
    if grouped := _GROUPED.fullmatch(compact):
        compact = compact.replace("," if grouped[1] else ".", "")
    try:
        value = float(compact.replace(",", "."))
    except ValueError:
        value = math.nan
    if not math.isfinite(value):
        raise ValueError(f"{excerpt(text)!r} is not an amount")
    return value if value > 0 else None


def read_rates(path: Path) -> dict[str, float]:
    """Read the currencies of hh.ru's ``dictionaries.json``: code → units that a rouble buys.

    Raises
    ------
    UserError
        When the file is missing or has no such list.
    """
    remedy = (
        "it needs a list `currency` of objects with `code` and `rate`: download the source "
        "`hh_dictionaries`"
    )
    with damage_told(path, remedy):
        currencies = read_json(path, remedy)["currency"]
        rates = {entry["code"]: float(entry["rate"]) for entry in currencies if entry["rate"]}
        if not all(math.isfinite(rate) and rate > 0 for rate in rates.values()):
            raise ValueError("a rate is no number above 0")
        return rates
