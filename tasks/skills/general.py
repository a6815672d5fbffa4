"""Which names of a vocabulary are too general to be a skill, by list and by measure.

The measure asks how much a mention in a vacancy's text says about its key skills. Among the
vacancies that list key skills, let m mention a name in their text, k list it, b do both, of n:

specificity  b / m: how often those who mention it list it. `python` 0.69, `ms excel` 0.34,
             `алгоритмы` 0.04; `обучение` 0.005, `контроль` 0.001
lift         (b / k) / ((m - b) / (n - k)): how much more often those who list it mention it than
             the others do. `python` 22, `ms excel` 7; `обучение` 1.8, `работа в команде` 0.9

A name that everybody mentions and hardly anybody lists, or whose mentions are nearly independent
of whether it is listed, carries no information about the vacancy: its distribution over vacancies
is the background's.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence, Set
from dataclasses import dataclass
from typing import NamedTuple

from tasks.skills.vocabulary import Vocabulary


@dataclass(frozen=True)
class Limits:
    """When a measured name is too general.

    Attributes
    ----------
    mentioned
        Only names that at least this share of the vacancies mention are measured at all.
    specificity, lift
        Below either a name is too general.
    reported
        Below this specificity an entry of the report's stop list is; above, the list is wrong
        about it (`android` stands on it, with 0.26).
    """

    mentioned: float = 0.01
    specificity: float = 0.02
    lift: float = 2.0
    reported: float = 0.1


class Generality(NamedTuple):
    """What was measured of one name."""

    mentioned: int
    specificity: float
    lift: float


def measure(
    names: Sequence[str], listed: Sequence[Set[str]], mentioned: Sequence[Set[str]]
) -> dict[str, Generality]:
    """Specificity and lift of each name, over the vacancies that list any key skill.

    Half a vacancy is added to each count of the lift, so that it is finite.

    Parameters
    ----------
    listed, mentioned
        For each vacancy, the names among its key skills and in its text.
    """
    both: Counter[str] = Counter()
    lists: Counter[str] = Counter()
    mentions: Counter[str] = Counter()
    vacancies = 0
    for ours, theirs in zip(listed, mentioned, strict=True):
        if ours:
            vacancies += 1
            lists.update(ours)
            mentions.update(theirs)
            both.update(ours & theirs)
    measured = {}
    for name in names:
        m, k, b = mentions[name], lists[name], both[name]
        among_listed = (b + 0.5) / (k + 1)
        among_others = (m - b + 0.5) / (vacancies - k + 1)
        measured[name] = Generality(m, b / m if m else 1.0, among_listed / among_others)
    return measured


def without_general(
    vocabulary: Vocabulary,
    measured: dict[str, Generality],
    vacancies: int,
    *,
    general: Collection[str] = (),
    reported: Collection[str] = (),
    vouched: Collection[str] = (),
    limits: Limits | None = None,
) -> Vocabulary:
    """`vocabulary` without names that are too general; what was removed and why stands in it.

    Parameters
    ----------
    vacancies
        How many vacancies list any key skill.
    general, reported
        Keys of the embedded list and of the report's.
    vouched
        Names that are certainly skills: only our own list removes them.
    """
    limits = limits or Limits()
    listed = {vocabulary.surfaces.get(key) or vocabulary.phrases.get(key) for key in general}
    removed = {}
    for name in vocabulary.names:
        found = measured[name]
        reason = ""
        measurable = found.mentioned >= limits.mentioned * vacancies
        if name in listed:
            reason = "on our list"
        elif name in vouched:
            continue
        elif measurable and found.lift < limits.lift:
            reason = "mentioned whether listed or not"
        elif measurable and found.specificity < limits.specificity:
            reason = "mentioned everywhere, hardly ever listed"
        elif name in reported and found.specificity < limits.reported:
            reason = "on the report's list and unspecific"
        if reason:
            removed[name] = {
                "reason": reason,
                "vacancies": vocabulary.counts[name],
                "mentioned": found.mentioned,
                "specificity": round(found.specificity, 4),
                "lift": round(found.lift, 2),
            }
    return vocabulary.without(removed)
