"""Reads ``params.yaml`` and tells in one sentence what is wrong with it."""

from __future__ import annotations

from pathlib import Path

import yaml
from pydantic import ValidationError

from tasks.errors import UserError
from tasks.parameters.strict import all_models, did_you_mean
from tasks.parameters.study import Parameters


def read_parameters(path: Path) -> Parameters:
    """Read and check ``params.yaml``.

    Raises
    ------
    UserError
        In one sentence: the file, the parameter, what is wrong with it.
    """
    try:
        values = yaml.safe_load(path.read_text(encoding="utf-8"))
    except FileNotFoundError as error:
        raise UserError(f"{path} is missing: run this from the project's root") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # PyYAML lets all three through
        raise UserError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from error
    try:
        return Parameters.model_validate(values)
    except ValidationError as error:
        raise UserError(f"{path}: {_told(error)}") from error


def _told(error: ValidationError) -> str:
    errors = error.errors()
    begin = _place(errors[0]["loc"])
    # A value that may be of two kinds has an error for each: the deepest knows best.
    deepest = max(
        (_place(one["loc"]) for one in errors if _place(one["loc"])[: len(begin)] == begin), key=len
    )
    there = [one for one in errors if _place(one["loc"]) == deepest]
    place = ".".join(deepest)
    if there[0]["type"] == "extra_forbidden":
        return f"{place} is not a parameter{did_you_mean(deepest[-1], _names())}"
    message = ", or ".join(one["msg"].removeprefix("Value error, ") for one in there)
    return f"{place}: {message}" if place else message


def _place(location: tuple[int | str, ...]) -> list[str]:
    """The keys that lead to a value, without the kinds that Pydantic tried for it."""
    kinds = ("constrained-", "list[", "literal[")
    return [str(part) for part in location if not str(part).startswith(kinds)]


def _names() -> list[str]:
    return sorted({name for model in all_models() for name in model.model_fields})
