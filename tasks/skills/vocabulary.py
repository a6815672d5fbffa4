"""The vocabulary of skills: which names there are, and how a spelling finds its name."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any, NamedTuple

from tasks import files
from tasks.skills.ambiguity import CONNECTORS, Rule, rule_of
from tasks.skills.lemmas import Lemmatiser, cut
from tasks.skills.nearest import Spellings
from tasks.skills.normal_form import bracketed, normal_form, split

VOCABULARY = "vocabulary.json"
REMEDY = "run `skillpath skills` first, or everything with `dvc repro`"
# What employers write before a skill: it goes when the rest is a skill on its own.
LEAD_IN = re.compile(
    r"(?:базов\w+|отличн\w+|хорош\w+|уверенн\w+|глубок\w+|основ[аы]?|знани[ея]|понимание|"
    r"владение|умение|опыт|навыки?|работ[аы]|работать|(?:опытный |продвинутый )?пользователь|"
    r"программ[аыеу]?|программирование|использовани[ея]|языка?|субд|ос|библиотек[аи]|фреймворк|"
    r"база данных:) (?:(?:в|с|на|со) )?"
)
WORD = re.compile(r"[^\s|/\\()\[\]]+")


class Word(NamedTuple):
    """A word, and whether it only joins others: "and", or `с`, which alone would be C."""

    text: str
    joins: bool


@dataclass(frozen=True)
class Vocabulary:
    """The skills that the key skills of the vacancies name often enough.

    Attributes
    ----------
    names
        The skills, most frequent first, by name where they are even.
    counts
        How many vacancies list each.
    displays
        The most frequent spelling of each.
    surfaces
        The name of each known spelling, in its normal form.
    phrases
        The name of each known sequence of lemmas, separated by spaces.
    removed
        Names that were left out as too general: why, and how many vacancies list them.
    """

    names: tuple[str, ...]
    counts: Mapping[str, int]
    displays: Mapping[str, str]
    surfaces: Mapping[str, str]
    phrases: Mapping[str, str]
    removed: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def __len__(self) -> int:
        return len(self.names)

    @cached_property
    def index(self) -> dict[str, int]:
        """The place of each name."""
        return {name: place for place, name in enumerate(self.names)}

    def normalise(self, text: str) -> tuple[str, ...]:
        """The skills that one piece of free text names, each once; none when it is unknown.

        The whole phrase is looked up first, as a spelling, then by its lemmas, then without
        words like "knowledge of"; an unknown compound (`c/c++`) is looked up part by part.
        """
        return resolve(text, self._name_of)

    def parse(self, line: str) -> tuple[tuple[str, ...], tuple[str, ...]]:
        """Known skills and unknown pieces of a list cut at commas, semicolons and line ends.

        A piece that is no skill as a whole is read word by word, see `inside`. It counts as
        unknown, whatever was found in it, when some of its words mean nothing.
        """
        known: dict[str, None] = {}
        unknown: dict[str, None] = {}
        for piece in pieces(line):
            names = self.normalise(piece)
            if not self._name_of(normal_form(piece)):
                found, all_read = self.inside(piece)
                if not (names or all_read):
                    unknown[piece] = None
                names = found if all_read else (*names, *found)
            known.update(dict.fromkeys(names))
        return tuple(known), tuple(unknown)

    def inside(self, text: str) -> tuple[tuple[str, ...], bool]:
        """The skills among the words of a text, and whether all its words were read.

        From the left, the longest known phrase is taken each time. Where nothing but "and" is
        left over, the text is a list without commas (`python sql`), and taken at its word. Any
        other is prose, and gives only what is never an ordinary word, see
        `tasks.skills.ambiguity`.
        """
        words = [] if self.is_general(text) else words_of(text)
        found: dict[str, str] = {}
        place = left_over = 0
        while place < len(words):
            end, key, name = self._phrase_at(words, place)
            if name:
                found[key] = name
            elif not words[place].joins:
                left_over += 1
            place = end
        if left_over:
            found = {key: name for key, name in found.items() if self._is_plain(key)}
        return tuple(dict.fromkeys(found.values())), bool(found) and not left_over

    def is_general(self, text: str) -> bool:
        """Whether a piece of text was left out as too general to tell vacancies apart."""
        return normal_form(text) in self.removed

    def nearest(self, text: str, n: int = 3) -> tuple[str, ...]:
        """Up to `n` names whose spelling is nearest to an unknown one, nearest first."""
        return self._spellings.nearest(normal_form(text), n)

    def without(self, removed: Mapping[str, Mapping[str, Any]]) -> Vocabulary:
        """This vocabulary without some names, which are noted in `removed`."""
        gone = removed.keys()
        return Vocabulary(
            names=tuple(name for name in self.names if name not in gone),
            counts={name: count for name, count in self.counts.items() if name not in gone},
            displays={name: shown for name, shown in self.displays.items() if name not in gone},
            surfaces={key: name for key, name in self.surfaces.items() if name not in gone},
            phrases={key: name for key, name in self.phrases.items() if name not in gone},
            removed={**self.removed, **removed},
        )

    def save(self, folder: Path) -> None:
        """Write ``vocabulary.json`` into `folder`."""
        skills = {
            name: {"count": self.counts[name], "display": self.displays[name]}
            for name in self.names
        }
        document = {
            "skills": skills,
            "surfaces": dict(sorted(self.surfaces.items())),
            "phrases": dict(sorted(self.phrases.items())),
            "removed": self.removed,
        }
        files.write_json(folder / VOCABULARY, document)

    @classmethod
    def load(cls, folder: Path) -> Vocabulary:
        """Read what `save` wrote.

        Raises
        ------
        UserError
            When the file is missing or was not written by this version.
        """
        path = folder / VOCABULARY
        with files.damage_told(path, REMEDY):
            document = files.read_json(path, REMEDY)
            skills = document["skills"]
            return cls(
                names=tuple(skills),
                counts={name: int(skill["count"]) for name, skill in skills.items()},
                displays={name: skill["display"] for name, skill in skills.items()},
                surfaces=_names(document["surfaces"], skills),
                phrases=_names(document["phrases"], skills),
                removed=dict(document["removed"]),
            )

    def _name_of(self, key: str) -> str | None:
        return look_up(key, self.surfaces, self.phrases, self._lemmatiser)

    def _phrase_at(self, words: Sequence[Word], place: int) -> tuple[int, str, str | None]:
        """Where the longest known phrase from a word on ends, its key and its name, if any."""
        longest = min(place + self._longest, len(words))
        shortest = place + 1 + words[place].joins  # such a word is no phrase on its own
        for end in range(longest, shortest - 1, -1):
            key = normal_form(" ".join(word.text for word in words[place:end]))
            if name := self._name_of(key):
                return end, key, name
        return place + 1, "", None

    def _is_plain(self, key: str) -> bool:
        return rule_of(phrase(key, self._lemmatiser).split()) is Rule.ALWAYS

    @cached_property
    def _longest(self) -> int:
        """How many words the longest phrase has."""
        return max((len(one.split()) for one in self.phrases), default=1)

    @cached_property
    def _lemmatiser(self) -> Lemmatiser:
        return Lemmatiser()

    @cached_property
    def _spellings(self) -> Spellings:
        return Spellings(self.surfaces, self.counts)


def _names(found: Mapping[str, str], skills: Collection[str]) -> Mapping[str, str]:
    """The same mapping; ValueError where it leads to what is no skill."""
    for name in found.values():
        if name not in skills:
            raise ValueError(f"{name!r} is none of the skills")
    return found


def words_of(text: str) -> list[Word]:
    """The words of a text, cut at spaces, slashes, bars and brackets."""
    return [
        Word(
            one[0],
            one[0] in CONNECTORS or text[max(one.start() - 1, 0) : one.end() + 1] == " с ",
        )
        for one in WORD.finditer(text)
        if normal_form(one[0])
    ]


def pieces(line: str) -> list[str]:
    """The parts of a list cut at commas, semicolons and line ends outside brackets, stripped."""
    found = re.findall(r"(?:\([^()\n]*\)|[^,;\n\r•])+", line)
    return [piece.strip() for piece in found if piece.strip()]


def resolve(text: str, name_of: Callable[[str], str | None]) -> tuple[str, ...]:
    """The names of one entry: of the whole, else of its parts; then of remarks in brackets."""
    whole = name_of(normal_form(text))
    keys = [*([] if whole else split(text)), *bracketed(text)]
    names = [whole, *(name_of(key) for key in keys)]
    return tuple(dict.fromkeys(name for name in names if name))


def look_up(
    key: str, surfaces: Mapping[str, str], phrases: Mapping[str, str], lemmatiser: Lemmatiser
) -> str | None:
    """The name of a key by its spelling, by its lemmas, or without its lead-in words."""
    while key:
        name = surfaces.get(key) or phrases.get(phrase(key, lemmatiser))
        lead_in = LEAD_IN.match(key)
        if name or not lead_in:
            return name
        key = key[lead_in.end() :]
    return None


def phrase(key: str, lemmatiser: Lemmatiser) -> str:
    """The sequence of a key's lemmas, separated by spaces."""
    return " ".join(lemmatiser.of(cut(key).words))
