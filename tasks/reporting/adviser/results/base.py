"""What the adviser's result files have in common."""

from __future__ import annotations

from pathlib import Path
from typing import Any, TypeAlias, TypeVar

from pydantic import BaseModel, ConfigDict, model_validator

from tasks.reporting.reading import read_model

Counts: TypeAlias = dict[str, int]
Model = TypeVar("Model", bound=BaseModel)


class Frozen(BaseModel):
    """A value of a file; keys that it does not name are left out."""

    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class MadeBy(Frozen):
    """``provenance.json``: the commit of the code, and the machine."""

    commit: str
    machine: str


class Measure(Frozen):
    """A mean and the standard deviation over folds; a bare number has none."""

    mean: float
    std: float | None = None

    @model_validator(mode="before")
    @classmethod
    def _bare(cls, value: Any) -> Any:
        return {"mean": value} if isinstance(value, int | float) else value


def read_if_there(path: Path, model: type[Model]) -> Model | None:
    """Read a file as a model; None where there is no such file."""
    return read_model(path, model) if path.exists() else None
