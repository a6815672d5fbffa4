"""Advice: what is said to one line of skills, and how it is put together."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple

from tasks.salary.query_model import SalaryCell


class Field(NamedTuple):
    """The part of the labour market that a résumé was taken to belong to.

    Attributes
    ----------
    name
        The title most typical of it, or the keywords of its topic.
    skills
        What its vacancies ask for most often.
    vacancies
        How many belong to it.
    """

    name: str
    skills: tuple[str, ...]
    vacancies: int


class FittingVacancy(NamedTuple):
    """A vacancy that fits; `similarity` lies in 0 … 1, `matched` are skills of the résumé."""

    id: str
    title: str
    employer: str
    city: str
    schedule: str
    experience: str
    similarity: float
    matched: tuple[str, ...]


class SkillToLearn(NamedTuple):
    """A skill that the résumé lacks.

    `share` is the share of the field's vacancies that ask for it; `similarity` is what
    `Advice.skill_similarity` says. Both lie in 0 … 1.
    """

    name: str
    share: float
    similarity: float


@dataclass(frozen=True)
class Advice:
    """Everything that is said to one line of skills.

    Attributes
    ----------
    model
        What ranked.
    known
        The skills that were understood, by their name in the vocabulary.
    unknown
        Pieces that were not, each with the nearest known skills.
    general
        Pieces that too many vacancies of all kinds ask for to say anything.
    vacancies
        Those that fit the wishes, most similar first.
    skills
        In the order of the method, those that no vacancy of the field asks for last.
    skill_similarity
        What the similarity of these skills is, in words.
    """

    model: str
    known: tuple[str, ...]
    unknown: Mapping[str, tuple[str, ...]]
    general: tuple[str, ...]
    field: Field
    vacancies: tuple[FittingVacancy, ...]
    skills: tuple[SkillToLearn, ...]
    skill_similarity: str
    salaries: tuple[SalaryCell, ...]

    @property
    def is_empty(self) -> bool:
        """Whether the method finds nothing at all like these skills, wishes aside."""
        return not self.field.vacancies and not self.skills

    def as_json(self) -> dict[str, Any]:
        """The same as JSON values."""
        value = asdict(self)
        for name in ("vacancies", "skills", "salaries"):
            value[name] = [one._asdict() for one in getattr(self, name)]
        return value | {"field": self.field._asdict()}


@dataclass(frozen=True)
class Wishes:
    """What the asker wants: where, how and as what to work, and how many rows a table."""

    city: str = ""
    schedule: str = ""
    experience: str = ""
    title: str = ""
    top: int = 10
