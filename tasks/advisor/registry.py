"""Finds a recommender by its name and checks the options that are meant for it."""

from __future__ import annotations

import inspect
import pkgutil
from collections.abc import Callable, Mapping
from difflib import get_close_matches
from importlib import import_module
from typing import Any, Protocol

from tasks.advisor import recommenders
from tasks.advisor.matrix import Floats, Rows, Training
from tasks.errors import UserError


class Recommender(Protocol):
    """Ranks skills and vacancies for queries, which are rows of 0 and 1 over the skills."""

    def skill_scores(self, queries: Rows) -> Floats:
        """Scores, (queries, skills): the higher, the rather to learn; finite.

        The scores of the query's own skills mean nothing: leave them out.
        """

    def vacancy_scores(self, queries: Rows) -> Floats:
        """The similarity of each vacancy, (queries, vacancies), in [0, 1]."""


def recommender_names() -> list[str]:
    """The names of all recommenders: one a file in `tasks/advisor/recommenders`."""
    return sorted(module.name for module in pkgutil.iter_modules(recommenders.__path__))


def module_of(name: str) -> str:
    """The module of the recommender called `name`."""
    return f"{recommenders.__name__}.{name}"


def fit_recommender(
    name: str, training: Training, options: Mapping[str, Any] | None = None
) -> Recommender:
    """Fit the recommender called `name`; see `find_recommender`."""
    return find_recommender(name, options)(training, **dict(options or {}))


def find_recommender(
    name: str, options: Mapping[str, Any] | None = None
) -> Callable[..., Recommender]:
    """The function that fits the recommender called `name`.

    Raises
    ------
    UserError
        When there is no such recommender, or it has no such option.
    """
    fit = _import(name)
    accepted = option_names(fit)
    for option in options or {}:
        if option not in accepted:
            takes = f"it takes {', '.join(accepted)}" if accepted else "it takes none"
            raise UserError(f"params.yaml: {name} has no option {option!r}: {takes}")
    return fit


def option_names(fit: Callable[..., Recommender]) -> list[str]:
    """The keyword-only arguments of a recommender's function."""
    parameters = inspect.signature(fit).parameters.values()
    return [parameter.name for parameter in parameters if parameter.kind is parameter.KEYWORD_ONLY]


def _import(name: str) -> Callable[..., Recommender]:
    known = recommender_names()
    if name not in known:
        close = get_close_matches(name, known, n=1)
        hint = f"did you mean {close[0]!r}?" if close else f"choose from {', '.join(known)}"
        raise UserError(f"params.yaml: there is no recommender {name!r}: {hint}")
    fit: Callable[..., Recommender] = import_module(module_of(name)).fit
    return fit
