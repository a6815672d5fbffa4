"""Known skills whose spelling is nearest to an unknown one, across both scripts."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from difflib import SequenceMatcher

import numpy as np

SOUNDS = str.maketrans(
    {
        **dict(zip("абвгдезийклмнопрстуфыэ", "abvgdeziiklmnoprstufie", strict=True)),
        "ж": "zh", "х": "h", "ц": "c", "ч": "ch", "ш": "sh", "щ": "sh",
        "ъ": "", "ь": "", "ю": "iu", "я": "ia",
        "c": "k", "q": "k", "w": "v", "x": "ks", "y": "i", "j": "dzh",
    }
)  # fmt: skip


class Spellings:
    """An index of spellings by the trigrams of their sound."""

    def __init__(self, surfaces: Mapping[str, str], counts: Mapping[str, int]) -> None:
        self.names = list(surfaces.values())
        self.sounds = [sound(surface) for surface in surfaces]
        self.weights = [counts[name] for name in self.names]
        grams = [trigrams(one) for one in self.sounds]
        self.sizes = np.array([len(one) for one in grams], dtype=np.float64)
        rows = defaultdict(list)
        for row, one in enumerate(grams):
            for gram in one:
                rows[gram].append(row)
        self.rows = {gram: np.array(found) for gram, found in rows.items()}

    def nearest(
        self, key: str, n: int, *, candidates: int = 30, least: float = 0.72
    ) -> tuple[str, ...]:
        """Up to `n` names, nearest first.

        The `candidates` spellings with the highest Dice similarity of trigrams are ranked by
        the share of matching characters (difflib); those under `least` are not offered unless
        they begin with the key or the key with them.
        """
        wanted = sound(key)
        grams = trigrams(wanted)
        shared = np.zeros(len(self.names))
        for gram in grams:
            if gram in self.rows:
                shared[self.rows[gram]] += 1
        dice = 2 * shared / (self.sizes + len(grams))
        best = np.argsort(-dice, kind="stable")[:candidates]
        matcher = SequenceMatcher(autojunk=False)
        matcher.set_seq2(wanted)
        ranked = []
        for row in best[dice[best] > 0].tolist():
            matcher.set_seq1(self.sounds[row])
            ratio = matcher.ratio()
            if ratio >= least or _one_begins(self.sounds[row], wanted):
                ranked.append((-ratio, -self.weights[row], self.names[row]))
        return tuple(dict.fromkeys(name for *_, name in sorted(ranked)))[:n]


def _one_begins(one: str, other: str, shortest: int = 4) -> bool:
    """Whether one of two texts is the beginning of the other, and not too short for that."""
    short, long = sorted((one, other), key=len)
    return len(short) >= shortest and long.startswith(short)


def sound(text: str) -> str:
    """A rough Latin spelling of how a key sounds, so that both scripts meet."""
    return text.translate(SOUNDS)


def trigrams(text: str) -> set[str]:
    """The trigrams of a text with marked ends."""
    padded = f"  {text} "
    return {padded[place : place + 3] for place in range(len(padded) - 2)}
