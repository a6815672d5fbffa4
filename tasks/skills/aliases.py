"""Which spellings go by one name: hand-written aliases, and the safe pairs of dictionaries."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from difflib import SequenceMatcher

from tasks.skills.dictionaries import Pair
from tasks.skills.nearest import sound


@dataclass(frozen=True)
class Aliases:
    """The canonical key of every spelling that has one.

    Attributes
    ----------
    names
        Key → canonical key; a canonical key maps to itself, so a look-up never takes two steps.
    vouched
        Canonical keys that are written by hand: certainly skills.
    written
        All keys that are written by hand.
    counts
        For each dictionary: pairs given, taken, and refused as a conflict or as unsafe.
    """

    names: Mapping[str, str]
    vouched: frozenset[str] = frozenset()
    written: frozenset[str] = frozenset()
    counts: Mapping[str, Mapping[str, int]] = field(default_factory=dict)


def resolve_aliases(
    own: Mapping[str, str],
    pairs: Iterable[Pair],
    frequencies: Mapping[str, int],
    *,
    frequent: int = 5,
) -> Aliases:
    """Join the pairs that are safe, in their order, and name every group.

    A group goes by its hand-written name, else by its most frequent key. A pair is a *conflict*
    when both its groups have hand-written names. It is *unsafe*, unless one key is the other with
    a slip of the pen, when it comes from the loose groups of ``skill_aliases``; when a key of it is
    not the name of its group, since chains lead far (`powerpc` – `ppc` – contextual advertising);
    and when both groups are frequent in their own right and no key is the other's initials.

    Parameters
    ----------
    frequencies
        How many vacancies list each key.
    frequent
        From this number on a group is a skill of its own.
    """
    groups = _Groups(own, frequencies)
    counts: dict[str, Counter[str]] = {}
    for pair in pairs:
        count = counts.setdefault(pair.source, Counter(pairs=0, taken=0, conflicts=0, unsafe=0))
        count["pairs"] += 1
        first, second = groups.find(pair.first), groups.find(pair.second)
        if first == second:
            continue
        if groups.vouched(first) and groups.vouched(second):
            count["conflicts"] += 1
        elif is_slip(pair.first, pair.second) or (
            pair.source != "skill_aliases"
            and (first, second) == (pair.first, pair.second)
            and (
                min(groups.weight(first), groups.weight(second)) < frequent
                or is_initials(first, second)
            )
        ):
            groups.join(first, second)
            count["taken"] += 1
        else:
            count["unsafe"] += 1
    return Aliases(
        groups.names(),
        frozenset(own.values()),
        frozenset(own),
        {source: dict(count) for source, count in counts.items()},
    )


def is_slip(first: str, second: str) -> bool:
    """Whether two keys of as many words differ by a slip of the pen only (`postgesql`).

    A slip leaves a word's first letter and its ending alone: `аналитик` is not `аналитика`.
    """
    ones, others = first.split(), second.split()
    if len(ones) != len(others) or min(len(first), len(second)) < 5:
        return False
    return all(
        one == other
        or (
            min(len(one), len(other)) > 3
            and (one[0], one[-2:]) == (other[0], other[-2:])
            and _ratio(one, other) >= 0.85
        )
        for one, other in zip(ones, others, strict=True)
    )


def is_initials(first: str, second: str) -> bool:
    """Whether one key is made of the initials of the other, at least two."""
    short, long = sorted((first, second), key=len)
    parts = long.replace("-", " ").split()
    return len(parts) > 1 and short == "".join(part[0] for part in parts)


def _ratio(first: str, second: str) -> float:
    return SequenceMatcher(None, sound(first), sound(second), autojunk=False).ratio()


def _loose(key: str) -> str:
    return key.replace("-", " ")


class _Groups:
    """Disjoint groups of keys; a group is known by the key it will be named after."""

    def __init__(self, own: Mapping[str, str], frequencies: Mapping[str, int]) -> None:
        self._frequencies = frequencies
        self._hand = frozenset(own.values())
        self._name = dict(own)
        self._loose = {_loose(key): name for key, name in own.items()}
        self._members: dict[str, list[str]] = {}
        for key, name in own.items():
            self._members.setdefault(name, []).append(key)

    def find(self, key: str) -> str:
        return self._name.get(key) or self._loose.get(_loose(key), key)

    def vouched(self, name: str) -> bool:
        return name in self._hand

    def weight(self, name: str) -> int:
        return sum(self._frequencies.get(key, 0) for key in self._members.get(name, [name]))

    def join(self, first: str, second: str) -> None:
        winner, loser = sorted((first, second), key=self._rank)
        moved = self._members.pop(loser, [loser])
        members = self._members.setdefault(winner, [winner])
        self._name[winner] = winner
        for key in moved:
            self._name[key] = winner
        members.extend(moved)

    def names(self) -> dict[str, str]:
        return dict(sorted(self._name.items()))

    def _rank(self, name: str) -> tuple[bool, int, str]:
        return (not self.vouched(name), -self._frequencies.get(name, 0), name)
