"""The network behind the autoencoder: trained with torch, used with numpy alone."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from tasks.advisor.matrix import Floats, Rows, Training, frequencies, lengths
from tasks.advisor.search import unit_rows

# A logit so low that a skill of the query takes no part in the softmax.
NOTHING = -1e4


@dataclass(frozen=True, eq=False)
class Denoiser:
    """softmax(tanh(x E + e) D + d), where x is a query of length 1.

    Attributes
    ----------
    inputs : float32 array, (skills,)
        The weight of each skill in a query, before it is brought to length 1.
    encoder, encoder_bias : float32 arrays, (skills, hidden) and (hidden,)
    decoder, decoder_bias : float32 arrays, (hidden, skills) and (skills,)
    """

    inputs: Floats
    encoder: Floats
    encoder_bias: Floats
    decoder: Floats
    decoder_bias: Floats

    def probabilities(self, queries: Rows) -> Floats:
        """The probability of each skill to be the hidden one, (queries, skills)."""
        rows = unit_rows(queries.toarray() * self.inputs)
        hidden = np.tanh(rows @ self.encoder + self.encoder_bias)
        logits = hidden @ self.decoder + self.decoder_bias
        odds = np.exp(logits - logits.max(axis=1, keepdims=True))
        return odds / odds.sum(axis=1, keepdims=True)


def train_denoiser(
    training: Training,
    *,
    hidden: int = 300,
    epochs: int = 10,
    batch: int = 256,
    learning_rate: float = 0.01,
    weight_decay: float = 0.1,
    dropout: float = 0.5,
    masking: tuple[float, float] = (0.2, 0.7),
    mentions: float = 0.2,
    seed: int = 0,
) -> Denoiser:
    """Train with the multinomial likelihood of Liang et al. (2018), equation 2.

    Whenever a vacancy comes up, a share of its skills, drawn between the two of `masking`, is
    hidden at random: the rest is the query, and the likelihood is that of the hidden ones. What
    title and description mention counts as a vacancy of its own, `mentions` times a list.

    Parameters
    ----------
    weight_decay : float
        Of the two matrices, decoupled (AdamW).
    dropout : float
        On the hidden layer.
    """
    import torch
    from torch.nn.functional import linear, normalize

    generator = np.random.default_rng(seed)
    rows, importance = _examples(training, mentions)
    skills = rows.shape[1]
    counts = frequencies(training.keys)
    weights = np.log((1 + training.keys.shape[0]) / (1 + counts)) ** 0.5

    def drawn(outputs: int, inputs: int) -> torch.Tensor:
        bound = inputs**-0.5
        values = generator.uniform(-bound, bound, size=(outputs, inputs))
        return torch.tensor(values, dtype=torch.float32, requires_grad=True)

    encoder, decoder = drawn(hidden, skills), drawn(skills, hidden)
    encoder_bias = torch.zeros(hidden, requires_grad=True)
    prior = np.log((counts + 1) / (counts.sum() + skills))
    decoder_bias = torch.tensor(prior, dtype=torch.float32, requires_grad=True)
    inputs = torch.tensor(weights, dtype=torch.float32)

    optimiser = torch.optim.AdamW(
        [
            {"params": [encoder, decoder], "weight_decay": weight_decay},
            {"params": [encoder_bias, decoder_bias], "weight_decay": 0.0},
        ]
    )
    steps = epochs * -(-len(importance) // batch)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, learning_rate, max(steps, 1))
    for chosen in _batches(len(importance), epochs, batch, generator):
        seen, sought = (
            torch.from_numpy(part) for part in _masked(rows[chosen], masking, generator)
        )
        kept = generator.random((len(chosen), hidden), dtype=np.float32) >= dropout
        layer = torch.tanh(linear(normalize(seen * inputs, dim=1), encoder, encoder_bias))
        layer = layer * torch.from_numpy(kept) / (1 - dropout)
        logits = linear(layer, decoder, decoder_bias).masked_fill(seen > 0, NOTHING)
        weight = torch.from_numpy(importance[chosen])[:, None] * sought
        loss = -(torch.log_softmax(logits, dim=1) * weight).sum() / weight.sum().clamp(min=1)
        optimiser.zero_grad()
        loss.backward()  # type: ignore[no-untyped-call]
        optimiser.step()
        schedule.step()

    arrays = (inputs, encoder.T, encoder_bias, decoder.T, decoder_bias)
    return Denoiser(*(np.ascontiguousarray(array.detach().numpy()) for array in arrays))


def _examples(training: Training, mentions: float) -> tuple[Rows, NDArray[np.float32]]:
    """Rows of two skills or more, and the importance of each."""
    from scipy.sparse import vstack

    lists = training.keys[lengths(training.keys) > 1]
    texts = training.mentions[lengths(training.mentions) > 1][: None if mentions else 0]
    importance = np.repeat([1.0, mentions], [lists.shape[0], texts.shape[0]])
    return vstack([lists, texts], format="csr"), importance.astype(np.float32)


def _batches(
    count: int, epochs: int, size: int, generator: np.random.Generator
) -> Iterator[NDArray[np.int64]]:
    for _ in range(epochs):
        order = generator.permutation(count)
        for start in range(0, count, size):
            yield order[start : start + size]


def _masked(
    rows: Rows, masking: tuple[float, float], generator: np.random.Generator
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Dense rows of the skills that are seen, and of those that are sought."""
    share = np.repeat(generator.uniform(*masking, size=rows.shape[0]), lengths(rows))
    sought = rows.copy()
    sought.data = (generator.random(len(share)) < share).astype(np.float32)
    return (rows - sought).toarray(), sought.toarray()
