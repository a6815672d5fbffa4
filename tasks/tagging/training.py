"""Training a network on labelled sentences, and choosing the epoch that is kept."""

from __future__ import annotations

import copy
from collections.abc import Callable
from dataclasses import dataclass
from typing import cast

import numpy as np
import torch
from torch import nn

from tasks.errors import UserError
from tasks.tagging.adam import DenseAdam, RowAdam
from tasks.tagging.batching import Batch, forms_of, make_batch, training_order
from tasks.tagging.encoding import EncodedSentences, IntArray
from tasks.tagging.networks.inputs import Inputs
from tasks.tagging.networks.layers import autocast
from tasks.tagging.networks.network import Network
from tasks.tagging.parameters import TrainingParameters

Scorer = Callable[[Network], float]


class DivergedError(UserError):
    """The loss or the weights are no longer finite numbers; the same again would end the same."""

    def __init__(self, epoch: int) -> None:
        super().__init__(
            f"training diverged in epoch {epoch + 1}: lower training.learning_rate, "
            "or choose training.precision=float32"
        )


@dataclass(frozen=True)
class TrainingResult:
    """What training saw: epochs done, the epoch kept (from 0) and every epoch's scores."""

    epochs: int
    kept_epoch: int
    valid_f1: tuple[float, ...]
    test_f1: tuple[float, ...]


class _Optimizer:
    """Adam with clipped gradients: by rows for the words of a batch, dense for the rest."""

    def __init__(self, network: Network, parameters: TrainingParameters) -> None:
        table = network.embedding.weight
        self._others = [one for one in network.parameters() if one is not table]
        self._dense = DenseAdam(self._others, parameters.learning_rate)
        self._words = RowAdam(table, parameters.learning_rate)
        self._clip_norm = parameters.clip_norm

    def step(self, rows: torch.Tensor, vectors: torch.Tensor) -> None:
        """Apply the gradients of the network and of the `vectors` that the table has at `rows`."""
        nn.utils.clip_grad_norm_([vectors, *self._others], self._clip_norm)
        self._words.step(rows, cast(torch.Tensor, vectors.grad))
        self._dense.step()


def train(
    network: Network,
    sentences: EncodedSentences,
    labelled: IntArray,
    parameters: TrainingParameters,
    order: np.random.Generator,
    masks: torch.Generator,
    score_valid: Scorer | None = None,
    score_test: Scorer | None = None,
) -> TrainingResult:
    """Train `network` in place on the `labelled` sentences; return what each epoch scored.

    Parameters
    ----------
    sentences, labelled
        All training sentences, and the indices of those whose tags may be used.
    order, masks
        Draw the batches and the dropout masks.
    score_valid
        Validation F1 of the network in its present state; needed for ``best_valid``.
    score_test
        Test F1, recorded for every epoch and never used to choose anything.

    Raises
    ------
    DivergedError
        When the loss of an epoch or a weight in the end is not finite.
    """
    select = parameters.model_selection == "best_valid"
    if select and score_valid is None:
        raise ValueError("model_selection 'best_valid' needs a validation scorer")
    device = network.device
    tags = torch.from_numpy(sentences.tags).to(device)
    optimizer = _Optimizer(network, parameters)
    lengths = sentences.lengths[labelled]
    best: dict[str, torch.Tensor] | None = None
    kept, valid_f1, test_f1 = -1, [], []
    for epoch in range(parameters.epochs):
        total = torch.zeros((), device=device)
        for chosen in training_order(lengths, parameters.batch_size, order):
            batch = make_batch(sentences, labelled[chosen], device)
            rows, words = _words_of(sentences, batch, device)
            vectors = network.embedding.weight.detach()[rows].requires_grad_()
            gold = tags[batch.positions]
            inputs = Inputs(batch, words, vectors, forms_of(sentences, batch), gold)
            with autocast(device, parameters.precision):
                output = network(inputs, masks)
            loss = network.loss(output.logits.float(), gold, batch.mask)
            loss.backward()  # type: ignore[no-untyped-call]
            optimizer.step(rows, vectors)
            total += loss.detach()
        if not torch.isfinite(total):
            raise DivergedError(epoch)
        if score_test is not None:
            test_f1.append(score_test(network))
        if select and score_valid is not None:
            valid_f1.append(score_valid(network))
            if kept < 0 or valid_f1[-1] > valid_f1[kept]:
                kept, best = epoch, copy.deepcopy(network.state_dict())
            elif parameters.patience and epoch - kept >= parameters.patience:
                break
        else:
            kept = epoch
    if best is not None:
        network.load_state_dict(best)
    if not all(bool(torch.isfinite(weights).all()) for weights in network.parameters()):
        raise DivergedError(epoch)
    return TrainingResult(epoch + 1, kept, tuple(valid_f1), tuple(test_f1))


def _words_of(
    sentences: EncodedSentences, batch: Batch, device: torch.device
) -> tuple[torch.Tensor, torch.Tensor]:
    """The embedding rows that a batch uses, each once, and where among them each token's is."""
    rows, places = np.unique(sentences.words[batch.tokens], return_inverse=True)
    return torch.from_numpy(rows).to(device), torch.from_numpy(places).to(device)
