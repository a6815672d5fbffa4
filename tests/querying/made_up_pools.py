"""Pools over a made-up model: arrays from a seeded generator instead of a trained network."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any, TypeVar

import numpy as np
import numpy.typing as npt
from hypothesis import strategies as st

from tasks.querying.pool import FloatArray, IntArray, Pool

Array = TypeVar("Array", bound=npt.NDArray[Any])

TAGS = 4


@dataclass(frozen=True)
class MadeUpOutputs:
    """The outputs for some sentences, as `tasks.querying.pool.TokenOutputs` describes them."""

    offsets: IntArray
    log_probabilities: FloatArray
    states: FloatArray
    encoder_means: FloatArray

    @property
    def tags(self) -> IntArray:
        """The most probable ones."""
        return self.log_probabilities.argmax(axis=1)


@dataclass(frozen=True)
class MadeUpPasses:
    """Passes with dropout, as `tasks.querying.pool.DropoutOutputs` describes them."""

    offsets: IntArray
    tags: IntArray
    mean_probabilities: FloatArray
    mean_entropies: FloatArray


@dataclass(frozen=True)
class MadeUpModel:
    """Hands out the rows of the sentences asked for, read-only."""

    everything: MadeUpOutputs

    def outputs(self, ids: IntArray) -> MadeUpOutputs:
        """The outputs for the sentences `ids`, in that order."""
        starts, stops = self.everything.offsets[ids], self.everything.offsets[ids + 1]
        rows = [np.arange(start, stop) for start, stop in zip(starts, stops, strict=True)]
        tokens = np.concatenate([np.empty(0, dtype=np.int64), *rows])
        return MadeUpOutputs(
            offsets=_frozen(np.concatenate([[0], np.cumsum(stops - starts)])),
            log_probabilities=_frozen(self.everything.log_probabilities[tokens]),
            states=_frozen(self.everything.states[tokens]),
            encoder_means=_frozen(self.everything.encoder_means[ids]),
        )

    def passes(self, ids: IntArray, count: int, generator: np.random.Generator) -> MadeUpPasses:
        """Noise on the logits of the sentences `ids` in the place of dropout."""
        outputs = self.outputs(ids)
        shape = (count, *outputs.log_probabilities.shape)
        logits = outputs.log_probabilities + generator.normal(size=shape)
        log_probabilities = logits - np.log(np.exp(logits).sum(axis=-1, keepdims=True))
        probabilities = np.exp(log_probabilities)
        return MadeUpPasses(
            offsets=outputs.offsets,
            tags=_frozen(logits.argmax(axis=-1)),
            mean_probabilities=_frozen(probabilities.mean(axis=0)),
            mean_entropies=_frozen(-(probabilities * log_probabilities).sum(axis=-1).mean(axis=0)),
        )


def made_up_model(
    lengths: Sequence[int], seed: int = 0, tags: int = TAGS, state_size: int = 3
) -> MadeUpModel:
    """A model of sentences with these lengths; its encoder is no part of its states."""
    generator = np.random.default_rng(seed)
    tokens = sum(lengths)
    logits = 2.0 * generator.normal(size=(tokens, tags))
    log_probabilities = logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))
    return MadeUpModel(
        MadeUpOutputs(
            offsets=np.cumsum([0, *lengths]),
            log_probabilities=log_probabilities.astype(np.float32),
            states=generator.normal(size=(tokens, state_size)).astype(np.float32),
            encoder_means=generator.normal(size=(len(lengths), 5)).astype(np.float32),
        )
    )


def made_up_pool(
    lengths: Sequence[int],
    labelled: Sequence[int] = (),
    seed: int = 0,
    copies: Sequence[int] | None = None,
) -> Pool:
    """A pool whose arrays cannot be written to.

    Parameters
    ----------
    lengths
        Tokens in each sentence of the split.
    labelled
        Ids of the labelled sentences; all others are unlabelled.
    copies
        With it the split has one sentence for each entry: an exact copy of that sentence.
    """
    model = made_up_model(lengths, seed)
    if copies is not None:
        model = MadeUpModel(model.outputs(np.array(copies)))
    lengths_of_all = np.diff(model.everything.offsets)
    unlabelled = np.setdiff1d(np.arange(len(lengths_of_all)), labelled)
    annotated = np.array(labelled, dtype=np.int64)
    tags = model.outputs(annotated).log_probabilities.argmax(axis=1)
    return Pool(
        unlabelled=_frozen(unlabelled),
        labelled=_frozen(annotated),
        lengths=_frozen(lengths_of_all),
        model=model,
        batch=1 + len(unlabelled) // 8,
        outside=0,
        labelled_tags=_frozen(np.bincount(tags, minlength=TAGS)),
        earlier=_earlier_predictions(model.everything.log_probabilities),
    )


def _earlier_predictions(log_probabilities: FloatArray) -> tuple[IntArray, ...]:
    """What models with other likings for each tag would have said in four rounds."""
    likings = np.random.default_rng(3).normal(size=(4, log_probabilities.shape[1]))
    return tuple(_frozen((log_probabilities + liking).argmax(axis=1)) for liking in likings)


def with_encoder_means(pool: Pool, means: FloatArray) -> Pool:
    """The same pool with other mean encoder states, one a sentence of the split."""
    everything = pool.model.outputs(np.arange(len(pool.lengths)))
    frozen = _frozen(np.asarray(means, dtype=np.float32))
    return replace(pool, model=MadeUpModel(replace(everything, encoder_means=frozen)))


def shuffled(pool: Pool, seed: int) -> Pool:
    """The same pool with its unlabelled ids in another order."""
    return replace(
        pool, unlabelled=_frozen(np.random.default_rng(seed).permutation(pool.unlabelled))
    )


@st.composite
def pools(draw: st.DrawFn) -> Pool:
    """Pools of ragged sentences, with and without duplicates and labelled sentences."""
    lengths = draw(st.lists(st.integers(1, 6), min_size=1, max_size=12))
    copies = draw(st.none() | st.lists(st.integers(0, len(lengths) - 1), min_size=1, max_size=60))
    size = len(lengths) if copies is None else len(copies)
    labelled = draw(st.lists(st.integers(0, size - 1), max_size=size - 1, unique=True))
    seed = draw(st.integers(0, 2**32 - 1))
    return shuffled(made_up_pool(lengths, labelled, seed, copies), seed)


def _frozen(array: Array) -> Array:
    array.setflags(write=False)
    return array
