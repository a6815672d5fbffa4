"""Specifications, finished rounds and curves, made up for tests."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, replace
from typing import Any

from tasks.corpora.sample import sample_corpus
from tasks.simulation.curves import Point
from tasks.simulation.journal import Round
from tasks.simulation.loop import encode_corpus
from tasks.simulation.specification import Specification, journal_header
from tasks.simulation.stopping import StoppingRules
from tasks.tagging.parameters import NetworkParameters, TrainingParameters
from tasks.tagging.vectors import Block, build_vectors, vocabulary

TRAIN_WORDS = 1000

CORPUS = sample_corpus(seed=1, sizes=(80, 15, 25))
VECTORS = build_vectors(
    vocabulary((token for sentence in CORPUS.train for token in sentence.tokens), ()),
    [Block("random", 8, {})],
)
ENCODED = encode_corpus(CORPUS, VECTORS.words, lowercase=False)


def specification(**changes: Any) -> Specification:
    """A small simulation; what stands in its groups of parameters may be changed just as well."""
    groups: dict[str, Any] = {
        "network": NetworkParameters(hidden_size=8, dropout=0.5),
        "training": TrainingParameters(epochs=1, batch_size=8, learning_rate=0.01),
        "stopping": StoppingRules(),
    }
    for name, group in groups.items():
        ours = {field: changes.pop(field) for field in asdict(group) if field in changes}
        groups[name] = replace(group, **ours)
    small = Specification(
        corpus="sample",
        vectors="random",
        architecture="tagger",
        strategy="mnlp",
        seed=0,
        rounds=4,
        initial_fraction=0.1,
        budget_unit="words",
        vector_scale=1.0,
        lowercase=False,
        record_best_test=False,
        **groups,
    )
    return replace(small, **changes)


def header(**changes: Any) -> dict[str, Any]:
    """The header of a journal of that simulation, on data and with code that do not exist."""
    return journal_header(specification(**changes), {"sample/train.conll": "0" * 32}, "c0de")


def made_round(number: int, query: Sequence[int] = (4, 1), **changes: Any) -> Round:
    """A finished round; its numbers need all their digits."""
    done = Round(
        round=number,
        sentences=10 * (number + 1),
        words=100 * (number + 1),
        f1=200 / 3 + number,
        precision=70.1,
        recall=1 / 3,
        f1_valid=0.1 + 0.2,
        f1_best_test=None,
        epochs=3,
        kept_epoch=2,
        query=tuple(query),
    )
    return replace(done, **changes)


def curve(
    strategy: str, seed: int, f1: Sequence[float], words: Sequence[int] | None = None
) -> list[Point]:
    """The points of one simulation; without `words`, a tenth of `TRAIN_WORDS` a round."""
    words = words or [TRAIN_WORDS // 10 * (number + 1) for number in range(len(f1))]
    return [
        Point(
            corpus="sample",
            architecture="tagger",
            strategy=strategy,
            seed=seed,
            round=number,
            sentences=annotated // 10,
            words=annotated,
            words_fraction=annotated / TRAIN_WORDS,
            f1=score,
            precision=score,
            recall=score,
            f1_valid=score,
        )
        for number, (score, annotated) in enumerate(zip(f1, words, strict=True))
    ]
