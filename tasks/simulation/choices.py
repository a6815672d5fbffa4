"""What the strategies chose: ``choices.csv``, one row for each query of each simulation."""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from itertools import chain
from pathlib import Path
from typing import NamedTuple

import numpy as np

from tasks.corpora.iob import parse_tag
from tasks.corpora.sentence import Sentence
from tasks.files import damage_told
from tasks.simulation.budget import sentence_costs
from tasks.simulation.curves import REMEDY, csv_text
from tasks.simulation.journal import Journal
from tasks.simulation.specification import Specification, specification_from


class Choice(NamedTuple):
    """One row of ``choices.csv``: the sentences chosen after one round, shares in 0 … 1.

    Attributes
    ----------
    sentences, words : int
        Chosen in this round alone.
    mean_length : float
        Words a chosen sentence.
    duplicates : float
        Share of the chosen sentences whose tokens are those of a sentence that was labelled
        before, or chosen before it in the same round.
    entity_tokens : float
        Share of the chosen tokens whose gold tag is not ``O``.
    tag_types, vocabulary : float
        Share of the training split's entity types, and of its different tokens, that occur in
        what is labelled afterwards. With no entity type at all, 1.
    """

    corpus: str
    architecture: str
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


def choices_of(journal: Journal, train: Sequence[Sentence]) -> list[Choice]:
    """The rows of one journal; `train` is the training split that it was simulated on."""
    simulation = specification_from(journal.header["simulation"])
    names = (simulation.corpus, simulation.architecture, simulation.strategy, simulation.seed)
    every_type, every_token = _types(train), _tokens(train)
    labelled = _initial_sentences(simulation, train)
    seen = {sentence.tokens for sentence in labelled}
    types, vocabulary = _types(labelled), _tokens(labelled)
    rows = []
    for done in journal.rounds:
        if not done.query:
            continue
        chosen = [train[index] for index in done.query]
        tags = [tag for sentence in chosen for tag in sentence.tags]
        types |= _types(chosen)
        vocabulary |= _tokens(chosen)
        rows.append(
            Choice(
                *names,
                done.round,
                len(chosen),
                len(tags),
                _share(len(tags), len(chosen)),
                _share(sum(_repeated(chosen, seen)), len(chosen)),
                _share(sum(tag != "O" for tag in tags), len(tags)),
                _share(len(types), len(every_type)),
                _share(len(vocabulary), len(every_token)),
            )
        )
    return rows


def choices_csv(choices: Sequence[Choice]) -> str:
    """The text of ``choices.csv``."""
    return csv_text(Choice._fields, choices)


def read_choices(path: Path) -> list[Choice]:
    """Read ``choices.csv``; empty without it, as in sweeps that are older than it."""
    if not path.exists():
        return []
    with damage_told(path, REMEDY), path.open(encoding="utf-8", newline="") as file:
        return [
            Choice(
                row["corpus"],
                row["architecture"],
                row["strategy"],
                *(int(row[name]) for name in ("seed", "round", "sentences", "words")),
                *(float(row[name]) for name in Choice._fields[7:]),
            )
            for row in csv.DictReader(file)
        ]


def _initial_sentences(simulation: Specification, train: Sequence[Sentence]) -> list[Sentence]:
    """The sentences of the initial pool, which no journal names: they follow from the seed."""
    from tasks.simulation.loop import initial_pool  # loads torch

    lengths = np.array([len(sentence.tokens) for sentence in train])
    costs = sentence_costs(lengths, simulation.budget_unit)
    budget = simulation.initial_fraction * int(costs.sum())
    return [train[index] for index in initial_pool(simulation, costs, budget)]


def _repeated(chosen: Sequence[Sentence], seen: set[tuple[str, ...]]) -> Iterator[bool]:
    """Whether each sentence's tokens were seen before; from then on they have been."""
    for sentence in chosen:
        yield sentence.tokens in seen
        seen.add(sentence.tokens)


def _types(sentences: Sequence[Sentence]) -> set[str]:
    tags = set(chain.from_iterable(sentence.tags for sentence in sentences)) - {"O"}
    return {parse_tag(tag)[1] for tag in tags}


def _tokens(sentences: Sequence[Sentence]) -> set[str]:
    return set(chain.from_iterable(sentence.tokens for sentence in sentences))


def _share(part: int, whole: int) -> float:
    return round(part / whole, 6) if whole else 1.0
