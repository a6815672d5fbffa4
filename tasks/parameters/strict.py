"""What all parameters share: nothing unknown, nothing changed afterwards, near names suggested."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from difflib import get_close_matches
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from tasks.errors import UserError

# Of whatever is done several times: more is a slip of the finger, and would fill the memory.
Several = Annotated[int, Field(gt=0, le=10_000)]


class Strict(BaseModel):
    """A group of parameters that refuses what it does not know."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False)


def all_models() -> list[type[Strict]]:
    """Every group of parameters that there is."""
    return Strict.__subclasses__()


@contextmanager
def as_value_error(place: str = "") -> Iterator[None]:
    """A validator's body: what other rooms refuse is told with its `place` in the parameters."""
    try:
        yield
    except UserError as error:
        raise ValueError(place + str(error).removeprefix("params.yaml: ")) from error


def did_you_mean(name: str, known: Iterable[str]) -> str:
    """A hint at the nearest known name, empty when none is near."""
    close = get_close_matches(name, list(known), n=1)
    return f"; did you mean {close[0]!r}?" if close else ""
