"""Reads ``params.yaml`` and tells in one sentence what is wrong with it."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import yaml
from pydantic import ValidationError

from tasks.errors import UserError
from tasks.parameters.strict import all_models, did_you_mean
from tasks.parameters.study import Parameters

RESTORE = "restore it with `git checkout params.yaml`, or compose it with `dvc exp run -S study=…`"
SHORTENED = 60
_LONG = re.compile(r"\S{100,}")  # of a value that stands in the wrong place
_NAMED = re.compile(r"[a-z_]+(\.[\w-]+)*")


def read_parameters(path: Path) -> Parameters:
    """Read and check ``params.yaml``.

    Raises
    ------
    UserError
        In one sentence: the file, the parameter, what is wrong with it.
    """
    try:
        text = path.read_text(encoding="utf-8")
        values = yaml.safe_load(text)
    except FileNotFoundError as error:
        raise UserError(f"{path} is missing: run this from the project's root") from error
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}): {RESTORE}") from error
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # PyYAML lets all three through
        raise UserError(f"{path} is not valid YAML: {' '.join(str(error).split())}") from error
    if not isinstance(values, dict):
        held = "is empty" if values is None else "holds no parameters by their names"
        raise UserError(f"{path} {held}: {RESTORE}")
    try:
        return Parameters.model_validate(values)
    except ValidationError as error:
        place, told = _told(error)
        line = _line(text, place)
        short = _LONG.sub(lambda word: f"{word[0][:SHORTENED]}…", told)
        raise UserError(f"{path}{f':{line}' if line else ''}: {short}") from error


def changed(parameters: Parameters, **groups: Any) -> Parameters:
    """The same parameters with some groups replaced; those that are None stay.

    Raises
    ------
    UserError
        When they do not fit together, in one sentence.
    """
    given = {name: group for name, group in groups.items() if group is not None}
    values = {name: getattr(parameters, name) for name in Parameters.model_fields}
    try:
        return Parameters.model_validate({**values, **given})
    except ValidationError as error:
        raise UserError(f"the parameters of this run: {_told(error)[1]}") from error


def _told(error: ValidationError) -> tuple[list[str], str]:
    """The keys that lead to what is wrong, and the sentence about it."""
    errors = error.errors()
    begin = _place(errors[0]["loc"])
    # A value that may be of two kinds has an error for each: the deepest knows best.
    deepest = max(
        (_place(one["loc"]) for one in errors if _place(one["loc"])[: len(begin)] == begin), key=len
    )
    there = [one for one in errors if _place(one["loc"]) == deepest]
    place = ".".join(deepest)
    if there[0]["type"] == "extra_forbidden":
        return deepest, f"{place} is not a parameter{did_you_mean(deepest[-1], _names())}"
    message = ", or ".join(one["msg"].removeprefix("Value error, ") for one in there)
    if not place:  # a check of several parameters, which names the one itself
        named = _NAMED.match(message)
        return named[0].split(".") if named else [], message
    return deepest, f"{place}: {message}"


def _line(text: str, place: list[str]) -> int | None:
    """The line of a parameter, or of the nearest group above it; None where there is neither."""
    node = yaml.compose(text, yaml.SafeLoader)
    line = None
    for name in place:
        inner = _inside(node).get(name)
        if inner is None:
            break
        begin, node = inner
        line = begin.start_mark.line + 1
    return line


def _inside(node: yaml.Node | None) -> dict[str, tuple[yaml.Node, yaml.Node]]:
    """What stands in a mapping or list, by name or number: where it begins, and the value."""
    if isinstance(node, yaml.MappingNode):
        return {str(key.value): (key, value) for key, value in node.value}
    if isinstance(node, yaml.SequenceNode):
        return {str(number): (value, value) for number, value in enumerate(node.value)}
    return {}


def _place(location: tuple[int | str, ...]) -> list[str]:
    """The keys that lead to a value, without the kinds that Pydantic tried for it."""
    kinds = ("constrained-", "list[", "literal[")
    return [str(part) for part in location if not str(part).startswith(kinds)]


def _names() -> list[str]:
    return sorted({name for model in all_models() for name in model.model_fields})
