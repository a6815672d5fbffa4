"""Rules for options: what they allow, and that every option has one that its default follows."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from importlib import import_module
from typing import Annotated, Any

import pytest

from tasks.errors import UserError
from tasks.querying.options import (
    Rule,
    check_options,
    number,
    option_names,
    or_nothing,
    rule_of,
    whole_number,
)
from tasks.querying.registry import KINDS, modules, strategy_names, wrapper_names


def function_of(name: str) -> Callable[..., Any]:
    """What the file of a strategy or wrapper defines."""
    whole = f"{name}(lc)" if name in wrapper_names() else name
    module = import_module(modules(whole)[1])
    return next(getattr(module, kind) for kind in KINDS if hasattr(module, kind))


@pytest.mark.parametrize(
    ("rule", "right", "wrong"),
    [
        (whole_number(2), [2, 100], [1, -5, 2.0, True, "2", None]),
        (number(), [0, -1.5, 7], [float("nan"), float("inf"), "two", True, None, [1]]),
        (number(above=0), [1e-9, 3], [0, 0.0, -1]),
        (number(above=0, at_most=1), [0.5, 1], [0, 1.01]),
        (or_nothing(number(above=0)), [None, 2.5], [0, "none"]),
    ],
)
def test_a_rule_allows_what_it_says(rule: Rule, right: list[Any], wrong: list[Any]) -> None:
    assert [value for value in right if not rule.allows(value)] == []
    assert [value for value in wrong if rule.allows(value)] == []


@pytest.mark.parametrize("name", strategy_names() + wrapper_names())
def test_every_option_has_a_rule_and_its_default_follows_it(name: str) -> None:
    function = function_of(name)
    for option in option_names(function):
        default = inspect.signature(function).parameters[option].default
        assert rule_of(function, option).allows(default)


def test_a_wrong_value_is_told_with_its_place_and_what_would_be_right() -> None:
    def query(
        pool: object,
        *,
        share: Annotated[float, number(above=0, at_most=1)] = 0.5,
        times: Annotated[int, whole_number(at_least=1)] = 3,
    ) -> None: ...

    check_options("mine", query, {"share": 1, "times": 7})
    for options, told in (
        ({"share": 0}, "share must be a number above 0 and of at most 1, not 0"),
        ({"times": "many"}, "times must be a whole number of at least 1, not 'many'"),
    ):
        with pytest.raises(UserError) as caught:
            check_options("mine", query, options)
        assert str(caught.value) == f"params.yaml: querying.mine.{told}"


def test_only_keyword_only_arguments_are_options() -> None:
    def query(pool: object, generator: object, *, mean: bool = False, top: int = 3) -> None: ...

    assert option_names(query) == ["mean", "top"]
