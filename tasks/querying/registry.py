"""Finds a query strategy by its name, wrappers included, and binds the options meant for it."""

from __future__ import annotations

import pkgutil
import re
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from typing import Any, NamedTuple

from tasks.errors import UserError
from tasks.querying import strategies, wrappers
from tasks.querying.options import check_options, option_names
from tasks.querying.pool import FloatArray, Pool, TokenOutputs
from tasks.querying.strategy import Strategy as Strategy
from tasks.querying.strategy import TokenScores, by_scores, by_token_scores

KINDS = ("query", "scores", "token_scores")
"""The functions of which a strategy's file defines one."""


def strategy_names() -> list[str]:
    """The names of all strategies: one a file in `tasks/querying/strategies`."""
    return sorted(module.name for module in pkgutil.iter_modules(strategies.__path__))


def wrapper_names() -> list[str]:
    """The names of all wrappers: one a file in `tasks/querying/wrappers`."""
    return sorted(module.name for module in pkgutil.iter_modules(wrappers.__path__))


def find_strategy(name: str, options: Mapping[str, Any] | None = None) -> Strategy:
    """The strategy called `name`, with its options bound.

    Parameters
    ----------
    name : str
        ``lc``, or ``per_word(lc)`` with any number of wrappers.
    options : mapping
        The options' values by name; where there are wrappers, one such mapping for each of the
        `parts` that has any.

    Raises
    ------
    UserError
        When there is no such strategy, a wrapper cannot wrap it, or an option or its value is
        wrong.
    """
    *outer, plain = parts(name)
    given = dict(options or {}) if outer else {plain: options or {}}
    for part in given:
        if part not in (*outer, plain):
            raise UserError(f"params.yaml: {name!r} takes no options of querying.{part}")
    strategy = _plain(plain, given.get(plain, {}))
    for wrapper in reversed(outer):
        strategy = _wrapped(wrapper, strategy, given.get(wrapper, {}))
    return strategy


def check_part(part: str, options: Mapping[str, Any]) -> None:
    """Check the options under ``querying.<part>``, whether a strategy or a wrapper is called so.

    Raises
    ------
    UserError
        When nothing is called so, or an option or its value is wrong.
    """
    known = strategy_names() + wrapper_names()
    _check_name(part, part, "query strategy or wrapper", known)
    check_options(part, _definition(part).function, options)


def parts(name: str) -> tuple[str, ...]:
    """The plain names in a name, from the outside in: ``per_word(lc)`` has per_word and lc.

    Raises
    ------
    UserError
        When one of them does not exist.
    """
    found: list[str] = []
    inside = name
    while match := re.fullmatch(r"(\w*)\((.*)\)", inside):
        found.append(match[1])
        inside = match[2]
    for part in found:
        _check_name(name, part, "wrapper", wrapper_names())
    if inside in wrapper_names():
        example = name.replace(inside, f"{inside}(lc)")
        raise UserError(
            f"params.yaml: {inside!r} is a wrapper, which needs a strategy: write {example!r} or so"
        )
    _check_name(name, inside, "query strategy", strategy_names())
    return (*found, inside)


def modules(name: str) -> tuple[str, ...]:
    """The dotted names of the modules that decide the order of the strategy called `name`."""
    return ("tasks.querying.strategy", *map(_module, parts(name)))


def takes_passes(name: str) -> bool:
    """Whether the strategy called `name` runs the model many times over the pool."""
    return any("passes" in option_names(_definition(part).function) for part in parts(name))


class _Definition(NamedTuple):
    """What a strategy's or wrapper's file says."""

    kind: str
    function: Callable[..., Any]
    needs_earlier_rounds: bool
    by_sentence: Any


def _definition(part: str) -> _Definition:
    module = import_module(_module(part))
    (kind,) = (kind for kind in KINDS if hasattr(module, kind))
    return _Definition(
        kind,
        getattr(module, kind),
        getattr(module, "NEEDS_EARLIER_ROUNDS", False),
        getattr(module, "by_sentence", None),
    )


def _module(part: str) -> str:
    package = wrappers if part in wrapper_names() else strategies
    return f"{package.__name__}.{part}"


def _plain(name: str, options: Mapping[str, Any]) -> Strategy:
    kind, function, needs_earlier_rounds, by_sentence = _definition(name)
    check_options(name, function, options)
    bound = partial(function, **options)
    if kind == "query":
        return Strategy(name, needs_earlier_rounds, bound)
    if kind == "scores":
        return by_scores(name, needs_earlier_rounds, bound)

    def of(_: Pool, outputs: TokenOutputs) -> FloatArray:
        return bound(outputs)

    return by_token_scores(name, needs_earlier_rounds, TokenScores(of, by_sentence))


def _wrapped(wrapper: str, inner: Strategy, options: Mapping[str, Any]) -> Strategy:
    kind, function, *_ = _definition(wrapper)
    check_options(wrapper, function, options)
    bound = partial(function, **options)
    name = f"{wrapper}({inner.name})"
    if kind == "scores" and inner.scores:
        return by_scores(name, inner.needs_earlier_rounds, partial(bound, inner.scores))
    if kind == "token_scores" and inner.token_scores:
        of, by_sentence = inner.token_scores
        return by_token_scores(
            name, inner.needs_earlier_rounds, TokenScores(partial(bound, of), by_sentence)
        )
    scored = "tokens" if kind == "token_scores" else "sentences"
    raise UserError(
        f"params.yaml: {name!r} cannot be: {wrapper} needs scores of {scored}, which {inner.name} "
        "does not give; wrap another strategy, such as lc"
    )


def _check_name(whole: str, part: str, what: str, known: list[str]) -> None:
    """Refuse an unknown `part` of a name, with a hint at the nearest one."""
    if part in known:
        return
    # A short name differs by much as soon as one letter is wrong.
    close = get_close_matches(part, known, n=1, cutoff=0.5)
    hint = f"choose from {', '.join(known)}"
    if close:
        meant = re.sub(rf"(?<!\w){re.escape(part)}(?!\w)", close[0], whole)
        hint = f"did you mean {meant!r}?"
    raise UserError(f"params.yaml: there is no {what} {part!r}: {hint}")
