"""Batches: every sentence once, neighbours in length together, reversal, positions, bounds."""

from __future__ import annotations

from itertools import pairwise

import numpy as np
from hypothesis import given
from hypothesis import strategies as st
from tiny_networks import CPU, random_sentences

from tasks.tagging.batching import make_batch, scoring_order, training_order

lengths_of_sentences = st.lists(st.integers(1, 60), min_size=1, max_size=80)


def padding_share(batches: list[np.ndarray], lengths: np.ndarray) -> float:
    cells = sum(len(batch) * lengths[batch].max() for batch in batches)
    return float(1 - lengths.sum() / cells)


@given(lengths_of_sentences, st.integers(1, 20), st.integers(0, 3))
def test_training_takes_every_sentence_exactly_once(
    lengths: list[int], batch_size: int, seed: int
) -> None:
    batches = training_order(np.array(lengths), batch_size, np.random.default_rng(seed))
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    sizes = sorted((len(batch) for batch in batches), reverse=True)
    assert all(size == batch_size for size in sizes[:-1])
    assert 1 <= sizes[-1] <= batch_size


@given(lengths_of_sentences, st.integers(1, 20))
def test_training_batches_share_no_range_of_lengths(lengths: list[int], batch_size: int) -> None:
    known = np.array(lengths)
    batches = training_order(known, batch_size, np.random.default_rng(0))
    spans = sorted((known[batch].min(), known[batch].max()) for batch in batches)
    assert all(shorter[1] <= longer[0] for shorter, longer in pairwise(spans))


def test_training_batches_hold_hardly_any_padding() -> None:
    generator = np.random.default_rng(5)
    lengths = np.minimum(generator.zipf(1.6, 2000), 60)
    shuffled = generator.permutation(len(lengths))
    at_random = [shuffled[start : start + 20] for start in range(0, len(lengths), 20)]
    by_length = training_order(lengths, 20, generator)
    assert padding_share(at_random, lengths) > 0.8
    assert padding_share(by_length, lengths) < 0.05


def test_training_batches_are_shuffled_by_the_generator_alone() -> None:
    lengths = np.tile(np.arange(1, 11), 20)

    def drawn(seed: int) -> list[list[int]]:
        generator = np.random.default_rng(seed)
        return [batch.tolist() for batch in training_order(lengths, 10, generator)]

    first = drawn(1)
    assert first == drawn(1)
    assert first != drawn(2)
    assert {frozenset(batch) for batch in first} != {frozenset(batch) for batch in drawn(2)}
    longest = [lengths[batch].max() for batch in first]
    assert longest != sorted(longest)


@given(lengths_of_sentences, st.integers(1, 200))
def test_scoring_takes_every_sentence_once_and_keeps_to_the_bound(
    lengths: list[int], bound: int
) -> None:
    known = np.array(lengths)
    batches = list(scoring_order(known, bound))
    assert sorted(np.concatenate(batches).tolist()) == list(range(len(lengths)))
    for batch in batches:
        assert len(batch) == 1 or len(batch) * known[batch].max() <= bound


@given(lengths_of_sentences, st.integers(1, 200))
def test_scoring_fills_each_batch_as_far_as_the_bound_allows(
    lengths: list[int], bound: int
) -> None:
    known = np.array(lengths)
    for batch, following in pairwise(scoring_order(known, bound)):
        assert (len(batch) + 1) * known[following[0]] > bound


def test_nothing_to_score() -> None:
    assert list(scoring_order(np.array([], dtype=np.int64))) == []


@given(lengths_of_sentences, st.data())
def test_a_batch_lays_the_chosen_sentences_side_by_side(
    lengths: list[int], data: st.DataObject
) -> None:
    sentences = random_sentences(lengths)
    ids = st.integers(0, len(lengths) - 1)
    chosen = data.draw(st.lists(ids, min_size=1, max_size=10, unique=True))

    batch = make_batch(sentences, np.array(chosen), CPU)

    longest = max(lengths[sentence] for sentence in chosen)
    assert batch.positions.shape == batch.reversal.shape == batch.mask.shape
    assert batch.mask.shape == (longest, len(chosen))
    for column, sentence in enumerate(chosen):
        length, start = lengths[sentence], int(sentences.offsets[sentence])
        padding = longest - length
        last = start + length - 1
        assert batch.mask[:, column].tolist() == [True] * length + [False] * padding
        assert batch.positions[:, column].tolist() == [*range(start, last + 1)] + [last] * padding
        assert batch.reversal[:, column].tolist() == [
            *range(length - 1, -1, -1),
            *range(length, longest),
        ]


@given(lengths_of_sentences)
def test_reversing_twice_changes_nothing(lengths: list[int]) -> None:
    batch = make_batch(random_sentences(lengths), np.arange(len(lengths)), CPU)
    twice = batch.positions.gather(0, batch.reversal).gather(0, batch.reversal)
    assert twice.equal(batch.positions)
