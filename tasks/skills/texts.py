"""What the `skills` stage knows of each vacancy: its skills, and its text in three forms."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.files import damage_told, replacing

if TYPE_CHECKING:
    import pyarrow

SKILL_TEXTS = "skills.parquet"
REMEDY = "run `skillpath skills` first, or everything with `dvc repro`"


@dataclass(frozen=True, slots=True)
class SkillText:
    """The skills and the text of one vacancy; skills are names of the vocabulary.

    Attributes
    ----------
    id
        The vacancy's.
    key_skills
        From the employer's list, each once, in its order.
    text_skills
        Found in title and description, each once, in the order of their first occurrence.
    filtered
        Every occurrence of a skill in title and description, in order: the skill-filtered text.
    whole
        Lemmas of title and description, separated by spaces.
    trimmed
        The same without stop words.
    """

    id: str
    key_skills: tuple[str, ...] = ()
    text_skills: tuple[str, ...] = ()
    filtered: tuple[str, ...] = ()
    whole: str = ""
    trimmed: str = ""


LISTS = ("key_skills", "text_skills", "filtered")
NAMES = tuple(field.name for field in fields(SkillText))


def write_skill_texts(folder: Path, texts: Sequence[SkillText]) -> None:
    """Write ``skills.parquet`` into `folder`, atomically."""
    import pyarrow
    from pyarrow import parquet

    columns = {name: [getattr(text, name) for text in texts] for name in NAMES}
    table = pyarrow.table(columns, schema=_schema())
    with replacing(folder / SKILL_TEXTS) as temporary:
        parquet.write_table(table, temporary, compression="zstd")


def read_skill_texts(folder: Path, columns: Iterable[str] = NAMES) -> list[SkillText]:
    """Read ``skills.parquet``; attributes that `columns` does not name stay empty.

    Raises
    ------
    UserError
        When the file is missing or was not written by this version.
    """
    import pyarrow
    from pyarrow import parquet

    path = folder / SKILL_TEXTS
    wanted = list(dict.fromkeys(["id", *columns]))
    with damage_told(path, REMEDY, (pyarrow.ArrowException,)):
        with path.open("rb") as file:
            table = parquet.read_table(file, schema=_schema(), columns=wanted)
        table.validate(full=True)
        return [_skill_text(row) for row in table.to_pylist()]


def _schema() -> pyarrow.Schema:
    import pyarrow

    strings, lists = pyarrow.string(), pyarrow.list_(pyarrow.string())
    return pyarrow.schema([(name, lists if name in LISTS else strings) for name in NAMES])


def _skill_text(row: dict[str, Any]) -> SkillText:
    return SkillText(**row | {name: tuple(row[name]) for name in LISTS if name in row})
