"""The registry: strategies by name, help with typing errors, options checked and bound."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice
from pathlib import Path

import numpy as np
import pytest
from made_up_pools import made_up_pool

from tasks.errors import UserError
from tasks.querying import strategies
from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy, option_names, strategy_names


def test_names_are_those_of_the_files() -> None:
    files = Path(strategies.__path__[0]).glob("*.py")
    assert strategy_names() == sorted(file.stem for file in files if file.stem != "__init__")
    assert {"random", "mnlp", "coreset", "badge", "wbadge"} <= set(strategy_names())


@pytest.mark.parametrize("name", strategy_names())
def test_every_name_finds_a_strategy_that_yields_ids(name: str) -> None:
    pool = made_up_pool([2, 3, 1, 4], labelled=[2])
    order = list(islice(find_strategy(name)(pool, np.random.default_rng(0)), 2))
    assert set(order) < {0, 1, 3}


@pytest.mark.parametrize(("typed", "meant"), [("bagde", "badge"), ("wbdge", "wbadge")])
def test_a_typing_error_is_answered_with_the_name_that_was_meant(typed: str, meant: str) -> None:
    with pytest.raises(UserError, match=f"'{typed}': did you mean '{meant}'\\?$"):
        find_strategy(typed)


@pytest.mark.parametrize("name", ["zzz", "", "__init__"])
def test_a_name_like_no_other_is_answered_with_all_names(name: str) -> None:
    with pytest.raises(UserError, match=f"choose from {', '.join(strategy_names())}$"):
        find_strategy(name)


def test_an_unknown_option_is_answered_with_the_options_there_are() -> None:
    with pytest.raises(
        UserError,
        match=r"^params\.yaml: querying\.wbadge has no option 'power': it takes length_power$",
    ):
        find_strategy("wbadge", {"power": 2.0})
    with pytest.raises(UserError, match=r"querying\.mnlp has no option 'power': it takes none$"):
        find_strategy("mnlp", {"power": 2.0})


@pytest.mark.parametrize("option", ["pool", "generator"])
def test_what_the_simulation_passes_is_no_option(option: str) -> None:
    with pytest.raises(UserError, match=f"has no option '{option}'"):
        find_strategy("wbadge", {option: None})


def test_options_reach_the_strategy() -> None:
    pool = made_up_pool([1, 9, 2, 8, 3, 7, 4, 6] * 4)

    def order(length_power: float | None) -> list[int]:
        options = {} if length_power is None else {"length_power": length_power}
        return list(find_strategy("wbadge", options)(pool, np.random.default_rng(0)))

    assert order(None) == order(2.0)
    assert order(-3.0) != order(2.0)


def test_only_keyword_only_arguments_are_options() -> None:
    def query(
        pool: Pool, generator: np.random.Generator, *, mean: bool = False, top: int = 3
    ) -> Iterator[int]:
        yield from ()

    assert option_names(query) == ["mean", "top"]
