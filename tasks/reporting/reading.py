"""Reading results from JSON: what does not fit the model is told in one sentence."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any, TypeVar

from pydantic import BaseModel, ValidationError

from tasks.errors import UserError
from tasks.files import damage_told, read_json

Model = TypeVar("Model", bound=BaseModel)

# XML has no place for the first at all; the second would turn the text around them, too.
_IMPOSSIBLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff]")
_DIRECTION = re.compile("[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")


def read_model(path: Path, model: type[Model]) -> Model:
    """Read a file as a model.

    Raises
    ------
    UserError
        When the file is missing, is not JSON or does not fit.
    """
    try:
        return model.model_validate(_read(path))
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(str(part) for part in first["loc"])
        raise UserError(
            f"{path}: {where or 'the content'} is wrong ({first['msg']}); "
            "run the stage that writes it again"
        ) from None


def displayable(value: Any) -> Any:
    """A JSON value whose strings fit into a page and a figure.

    Characters that XML cannot hold become the replacement character; marks that change the
    direction of writing are left out.
    """
    match value:
        case str():
            return _DIRECTION.sub("", _IMPOSSIBLE.sub("\ufffd", value))
        case list():
            return [displayable(one) for one in value]
        case dict():
            return {displayable(key): displayable(one) for key, one in value.items()}
    return value


def _read(path: Path) -> Any:
    with damage_told(path):  # what is nested too deep for `displayable`
        return displayable(read_json(path))
