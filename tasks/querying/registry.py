"""Finds a query strategy by its name and checks the options that are meant for it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from difflib import get_close_matches
from functools import partial
from importlib import import_module
from typing import Any

import numpy as np

from tasks.errors import UserError
from tasks.querying import strategies
from tasks.querying.pool import Pool

Strategy = Callable[[Pool, np.random.Generator], Iterable[int]]


def strategy_names() -> list[str]:
    """The names of all strategies: one a file in `tasks/querying/strategies`."""
    return sorted(module.name for module in pkgutil.iter_modules(strategies.__path__))


def find_strategy(name: str, options: Mapping[str, Any] | None = None) -> Strategy:
    """The strategy called `name`, with its options bound.

    Raises
    ------
    UserError
        When there is no such strategy, or it has no such option.
    """
    known = strategy_names()
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"choose from {', '.join(known)}"
        raise UserError(f"params.yaml: there is no query strategy {name!r}: {hint}")
    query: Strategy = import_module(f"{strategies.__name__}.{name}").query
    accepted = option_names(query)
    for option in options or {}:
        if option not in accepted:
            takes = f"it takes {', '.join(accepted)}" if accepted else "it takes none"
            raise UserError(f"params.yaml: querying.{name} has no option {option!r}: {takes}")
    return partial(query, **dict(options or {}))


def option_names(query: Strategy) -> list[str]:
    """The keyword-only arguments of a strategy's function."""
    parameters = inspect.signature(query).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]
