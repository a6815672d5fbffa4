"""The files behind a study's explanations: comparisons in pairs, and what each query chose."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from tasks.errors import UserError
from tasks.reporting.rows import REMEDY, TableRow, check_one_sweep, table_rows

Probability = Annotated[float, Field(ge=0, le=1)]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


class Pair(_Frozen):
    """Two strategies on the same seeds.

    Attributes
    ----------
    n
        Seeds that both have.
    difference
        Mean of the first's ALC minus the second's, in points; None without a common seed.
    interval
        Bounds of that mean, 95 %; None where there is nothing to resample.
    p, p_holm
        Two-sided, as it is and after Holm's correction; None where there is no test.
    planned
        Named before the runs, perhaps with a strategy that was not run; all others are
        exploratory.
    significant
        Of planned pairs only; None where so few seeds could never be.
    note
        What to beware of, several parts between semicolons.
    """

    first: str
    second: str
    n: int
    difference: float | None = None
    interval: tuple[float, float] | None = None
    p: Probability | None = None
    p_holm: Probability | None = None
    planned: bool = False
    significant: bool | None = None
    note: str | None = None

    @property
    def names(self) -> tuple[str, str]:
        """Both."""
        return self.first, self.second

    def reversed(self) -> Pair:
        """The same comparison, told from the second."""
        turned = None if self.interval is None else (-self.interval[1], -self.interval[0])
        return self.model_copy(
            update={
                "first": self.second,
                "second": self.first,
                "difference": None if self.difference is None else -self.difference,
                "interval": turned,
            }
        )


class Penalties(_Frozen):
    """BADGE's penalty matrix (Ash et al. 2020, section 4) of one sweep.

    Attributes
    ----------
    rounds
        How many were compared.
    matrix
        The share of rounds, 0 … 1, in which the row's strategy beats the column's significantly.
    beaten
        The mean of each column over the other strategies: less is better.
    """

    strategies: list[str]
    rounds: int
    matrix: list[list[Probability]]
    beaten: list[Probability]

    @model_validator(mode="after")
    def _is_square(self) -> Self:
        size = len(self.strategies)
        if {len(self.matrix), len(self.beaten), *map(len, self.matrix)} - {size}:
            raise ValueError(f"the matrix and its means are not those of {size} strategies")
        return self


class Comparisons(_Frozen):
    """The key ``comparisons`` of ``statistics.json``; each pair once, either way round."""

    measure: Literal["alc"] = "alc"
    pairs: list[Pair] = []
    penalties: Penalties | None = None

    @model_validator(mode="after")
    def _compares_each_pair_once(self) -> Self:
        seen: set[frozenset[str]] = set()
        for pair in self.pairs:
            names = frozenset(pair.names)
            if len(names) < 2 or names in seen:
                raise ValueError(f"{pair.first} and {pair.second} are no pair, or there twice")
            seen.add(names)
        return self

    @property
    def strategies(self) -> set[str]:
        """All that were run, for their numbers are here."""
        named = {name for pair in self.pairs if pair.n for name in pair.names}
        return named | set(self.penalties.strategies if self.penalties else [])

    @property
    def planned(self) -> list[Pair]:
        """In the order of the file."""
        return [pair for pair in self.pairs if pair.planned]

    @property
    def measured(self) -> list[Pair]:
        """Those with a difference."""
        return [pair for pair in self.pairs if pair.difference is not None]


class Choice(NamedTuple):
    """What one query of one simulation chose, and what the labelled set then covers.

    `mean_length` is in words a sentence; `duplicates` and `entity_tokens` are shares of what was
    chosen; `tag_types` and `vocabulary` are shares of the training split's entity types and
    distinct tokens that the labelled set holds. Shares are 0 … 1.
    """

    strategy: str
    seed: int
    round: int
    sentences: int
    words: int
    mean_length: float
    duplicates: float
    entity_tokens: float
    tag_types: float
    vocabulary: float


def read_choices(path: Path) -> tuple[Choice, ...]:
    """Read ``choices.csv``; nothing where no simulation had a query.

    Raises
    ------
    UserError
        When the file is missing, empty or cut off, a column is missing, a value is impossible,
        a round is there twice, or rows of several corpora or architectures are mixed.
    """
    rows = list(table_rows(path))
    if not rows and not path.stat().st_size:
        raise UserError(f"{path} is empty; {REMEDY}")
    check_one_sweep(path, rows)
    seen: set[tuple[str, float, float]] = set()
    for row in rows:
        key = (row.text("strategy"), row.number("seed"), row.number("round"))
        if key in seen:
            raise UserError(
                f"{path}:{row.line}: round {key[2]:g} of {key[0]}, seed {key[1]:g}, "
                f"is there twice; {REMEDY}"
            )
        seen.add(key)
    return tuple(_choice(row) for row in rows)


def _choice(row: TableRow) -> Choice:
    return Choice(
        strategy=row.text("strategy"),
        seed=int(row.number("seed")),
        round=int(row.number("round")),
        sentences=int(row.amount("sentences")),
        words=int(row.amount("words")),
        mean_length=row.amount("mean_length"),
        duplicates=row.share_or_zero("duplicates"),
        entity_tokens=row.share_or_zero("entity_tokens"),
        tag_types=row.share_or_zero("tag_types"),
        vocabulary=row.share_or_zero("vocabulary"),
    )
