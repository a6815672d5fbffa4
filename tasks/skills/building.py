"""Building the vocabulary from the key skills of the vacancies."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence

from tasks.skills.aliases import Aliases
from tasks.skills.ambiguity import Rule, rule_of
from tasks.skills.lemmas import Lemmatiser
from tasks.skills.normal_form import normal_form, split
from tasks.skills.vocabulary import LEAD_IN, Vocabulary, look_up, phrase, resolve


def key_frequencies(skill_lists: Sequence[Sequence[str]]) -> Counter[str]:
    """How many vacancies list each key."""
    keys: dict[str, str] = {}
    frequencies: Counter[str] = Counter()
    for skills in skill_lists:
        for skill in skills:
            if skill not in keys:
                keys[skill] = normal_form(skill)
        frequencies.update({keys[skill] for skill in skills} - {""})
    return frequencies


def build_vocabulary(
    skill_lists: Sequence[Sequence[str]],
    aliases: Aliases,
    *,
    min_vacancies: int = 5,
    lemmatiser: Lemmatiser | None = None,
) -> Vocabulary:
    """The skills that at least `min_vacancies` lists of key skills name, in whatever spelling.

    Spellings with one normal form, one alias, or one sequence of lemmas are one skill. A compound
    is counted as its parts where they are skills themselves, else as a whole. An entry that only
    adds a lead-in to a frequent skill (`знание Excel`) counts as that skill, and in a text the
    skill alone is looked for.

    Parameters
    ----------
    skill_lists
        The key skills of each vacancy, as the employer wrote them.
    """
    lemmatiser = Lemmatiser() if lemmatiser is None else lemmatiser
    spellings = Counter(skill for skills in skill_lists for skill in skills)
    keys = {spelling: normal_form(spelling) for spelling in spellings}
    simple = _simple(spellings, keys, aliases)
    surfaces, phrases = _look_ups(simple, aliases, lemmatiser, min_vacancies)

    def name_of(key: str) -> str | None:
        return look_up(key, surfaces, phrases, lemmatiser)

    found = {spelling: resolve(spelling, name_of) for spelling in spellings}
    counts: Counter[str] = Counter()
    for skills in skill_lists:
        counts.update({name for skill in skills for name in found[skill]})
    names = sorted(
        (name for name, count in counts.items() if count >= min_vacancies),
        key=lambda name: (-counts[name], name),
    )
    kept = frozenset(names)
    return Vocabulary(
        names=tuple(names),
        counts={name: counts[name] for name in names},
        displays=_displays(names, spellings, found),
        surfaces={key: name for key, name in surfaces.items() if name in kept},
        phrases={key: name for key, name in phrases.items() if name in kept},
    )


def _simple(
    spellings: Mapping[str, int], keys: Mapping[str, str], aliases: Aliases
) -> Counter[str]:
    """Mentions of each key, those aside whose every part is mentioned on its own."""
    simple: Counter[str] = Counter()
    compounds = []
    for spelling, count in spellings.items():
        if keys[spelling] in aliases.names or len(split(spelling)) < 2:
            simple[keys[spelling]] += count
        else:
            compounds.append(spelling)
    alone = simple.keys() | aliases.names.keys()
    for spelling in compounds:
        if not alone.issuperset(split(spelling)):
            simple[keys[spelling]] += spellings[spelling]
    del simple[""]
    return simple


def _look_ups(
    simple: Mapping[str, int], aliases: Aliases, lemmatiser: Lemmatiser, min_vacancies: int
) -> tuple[dict[str, str], dict[str, str]]:
    """The name of every mentioned key and alias by its spelling, and of phrases by their lemmas.

    Phrases are what is looked for in texts too, so those come from hand-written aliases and
    from keys that somebody lists, not from the dictionaries (whose `inc` is PHP).
    """
    surfaces = dict(aliases.names)
    phrases: dict[str, str] = {}
    for key in sorted(aliases.written, key=lambda key: (surfaces[key] != key, key)):
        phrases.setdefault(phrase(key, lemmatiser), surfaces[key])
    for key in sorted(simple, key=lambda key: (-simple[key], key)):
        name = phrases.setdefault(phrase(key, lemmatiser), surfaces.get(key, key))
        surfaces.setdefault(key, name)
    total: Counter[str] = Counter()
    for key, count in simple.items():
        total[surfaces[key]] += count
    for key in surfaces:
        lead_in = LEAD_IN.match(key)
        rest = phrase(key[lead_in.end() :], lemmatiser) if lead_in else ""
        name = phrases.get(rest, "")
        if name == surfaces[key] or (
            surfaces[key] not in aliases.vouched
            and total[name] >= max(min_vacancies, total[surfaces[key]])
        ):
            surfaces[key] = name
            if name and rule_of(rest.split()) is not Rule.NEVER:
                phrases.pop(phrase(key, lemmatiser), None)
    return surfaces, phrases


def _displays(
    names: Sequence[str], spellings: Mapping[str, int], found: Mapping[str, tuple[str, ...]]
) -> dict[str, str]:
    """The most frequent spelling of each name."""
    candidates: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for spelling, count in spellings.items():
        if len(found[spelling]) == 1:
            candidates[found[spelling][0]].append((-count, spelling))
    return {name: min(candidates[name])[1] if candidates[name] else name for name in names}
