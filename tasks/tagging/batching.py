"""Batches of near-equal length, so that hardly any arithmetic is spent on padding."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import torch

from tasks.tagging.encoding import EncodedSentences, IntArray


@dataclass(frozen=True)
class Batch:
    """Some sentences side by side, time first, padded at their ends.

    Attributes
    ----------
    tokens : int64 array of shape [time, sentences]
        Where each token stands in the flat arrays; padding repeats a sentence's last token.
    positions : int64 tensor of shape [time, sentences]
        The same on the device.
    reversal : int64 tensor of shape [time, sentences]
        The time step that stands at each step when every sentence is read backwards with its
        padding still at the end; applying it twice changes nothing.
    mask : bool tensor of shape [time, sentences]
        False where there is only padding.
    padded : bool
        Whether there is any.
    """

    tokens: IntArray
    positions: torch.Tensor
    reversal: torch.Tensor
    mask: torch.Tensor
    padded: bool


def training_order(
    lengths: IntArray, batch_size: int, generator: np.random.Generator
) -> list[IntArray]:
    """Split sentences into shuffled batches of near-equal length.

    Sentences of one length are shuffled among themselves and neighbours in length share a
    batch; then the batches are shuffled. Every sentence appears exactly once.
    """
    order = generator.permutation(len(lengths))
    order = order[np.argsort(lengths[order], kind="stable")]
    batches = [order[start : start + batch_size] for start in range(0, len(order), batch_size)]
    return [batches[index] for index in generator.permutation(len(batches))]


def scoring_order(lengths: IntArray, tokens: int = 8192) -> Iterator[IntArray]:
    """Split sentences, by length, into batches of at most `tokens` tokens or one sentence."""
    order = np.argsort(lengths, kind="stable")
    start = 0
    while start < len(order):
        longest_first = lengths[order[start:]] * np.arange(1, len(order) - start + 1)
        size = max(1, int(np.searchsorted(longest_first, tokens, side="right")))
        yield order[start : start + size]
        start += size


def make_batch(sentences: EncodedSentences, chosen: IntArray, device: torch.device) -> Batch:
    """Lay the `chosen` sentences side by side."""
    starts = sentences.offsets[chosen]
    lengths = sentences.offsets[chosen + 1] - starts
    steps = np.arange(lengths.max())[:, None]
    mask = steps < lengths
    reversal = np.where(mask, lengths - 1 - steps, steps)
    tokens = starts + np.minimum(steps, lengths - 1)
    return Batch(
        tokens=tokens,
        positions=torch.from_numpy(tokens).to(device, non_blocking=True),
        reversal=torch.from_numpy(reversal).to(device, non_blocking=True),
        mask=torch.from_numpy(mask).to(device, non_blocking=True),
        padded=not mask.all(),
    )


def forms_of(sentences: EncodedSentences, batch: Batch) -> torch.Tensor | None:
    """Rows of a batch's words in the table of spellings [time, sentences], where there is one."""
    if sentences.forms is None:
        return None
    return torch.from_numpy(sentences.forms[batch.tokens]).to(batch.positions.device)
