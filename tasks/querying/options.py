"""What the options of strategies and wrappers may be: a rule beside each one's type."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping
from math import inf, isfinite
from typing import Any, NamedTuple, get_args, get_type_hints

from tasks.errors import UserError


class Rule(NamedTuple):
    """Which values an option takes, in words and as a function."""

    words: str
    allows: Callable[[Any], bool]


def whole_number(at_least: int) -> Rule:
    """Integers from `at_least` on."""
    return Rule(
        f"a whole number of at least {at_least}",
        lambda value: type(value) is int and value >= at_least,
    )


def number(above: float = -inf, at_most: float = inf) -> Rule:
    """Finite numbers between two bounds, the upper one included."""
    bounds = [f"above {above:g}"] if above > -inf else []
    bounds += [f"of at most {at_most:g}"] if at_most < inf else []
    return Rule(
        " ".join(["a number", " and ".join(bounds)]) if bounds else "a finite number",
        lambda value: type(value) in (int, float) and isfinite(value) and above < value <= at_most,
    )


def or_nothing(rule: Rule) -> Rule:
    """What the rule allows, and None."""
    return Rule(f"{rule.words}, or null", lambda value: value is None or rule.allows(value))


def option_names(function: Callable[..., Any]) -> list[str]:
    """The keyword-only arguments of a strategy's or wrapper's function."""
    parameters = inspect.signature(function).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]


def rule_of(function: Callable[..., Any], option: str) -> Rule:
    """The rule in an option's annotation, ``Annotated[type, rule]``."""
    rule: Rule = get_args(get_type_hints(function, include_extras=True)[option])[1]
    return rule


def check_options(name: str, function: Callable[..., Any], options: Mapping[str, Any]) -> None:
    """Compare options with what the function of the strategy or wrapper `name` takes.

    Raises
    ------
    UserError
        When there is no such option, or a value is against its rule.
    """
    accepted = option_names(function)
    for option, value in options.items():
        if option not in accepted:
            takes = f"it takes {', '.join(accepted)}" if accepted else "it takes none"
            raise UserError(f"params.yaml: querying.{name} has no option {option!r}: {takes}")
        rule = rule_of(function, option)
        if not rule.allows(value):
            raise UserError(
                f"params.yaml: querying.{name}.{option} must be {rule.words}, not {value!r}"
            )
