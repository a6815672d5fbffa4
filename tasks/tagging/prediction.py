"""What a trained network says about sentences: tags, log-probabilities and states as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
import numpy.typing as npt
import torch

from tasks.tagging.batching import Batch, forms_of, make_batch, scoring_order
from tasks.tagging.encoding import EncodedSentences, IntArray
from tasks.tagging.lookup import distinct_words, occurrences_of
from tasks.tagging.networks.inputs import Inputs, Projected
from tasks.tagging.networks.layers import autocast
from tasks.tagging.networks.network import Network, NetworkOutput
from tasks.tagging.parameters import Precision

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Predictions:
    """Arrays over the tokens of some sentences, laid end to end in the order asked for.

    Attributes
    ----------
    offsets : int64 array of shape [sentences + 1]
    tags : int16 array of shape [tokens]
        Predicted.
    log_probabilities : float32 array of shape [tokens, tags]
        Of a token's tags, whatever the others' are.
    states : float32 array of shape [tokens, state size]
    encoder_means : float32 array of shape [sentences, encoder size]
        Mean over tokens of the encoder's output.
    """

    offsets: IntArray
    tags: npt.NDArray[np.int16]
    log_probabilities: FloatArray
    states: FloatArray
    encoder_means: FloatArray


def predict(network: Network, sentences: EncodedSentences, chosen: IntArray) -> Predictions:
    """Run the network without dropout, in float32, over the `chosen` sentences."""
    offsets = np.concatenate([[0], np.cumsum(sentences.lengths[chosen])])
    inventory, size = network.output.out_features, network.output.in_features
    tags = np.empty(offsets[-1], dtype=np.int16)
    log_probabilities = np.empty((offsets[-1], inventory), dtype=np.float32)
    states = np.empty((offsets[-1], size), dtype=np.float32)
    encoder_means = np.empty((len(chosen), network.encoder_size), dtype=np.float32)
    for members, batch, output in _outputs(network, sentences, chosen):
        rows = _rows(offsets, members)
        tags[rows] = _tokens(network.tags(output.logits, batch.mask), batch)
        normalised = network.log_probabilities(output.logits, batch.mask)
        log_probabilities[rows] = _tokens(normalised, batch)
        states[rows] = _tokens(output.states, batch)
        weights = batch.mask.unsqueeze(-1) / batch.mask.sum(0)[:, None]
        encoder_means[members] = (output.encoder_states * weights).sum(0).cpu().numpy()
    return Predictions(offsets, tags, log_probabilities, states, encoder_means)


@dataclass(frozen=True)
class DropoutPredictions:
    """What many passes with dropout say of the tokens of some sentences, laid end to end.

    Attributes
    ----------
    offsets : int64 array of shape [sentences + 1]
    tags : int16 array of shape [passes, tokens]
        Predicted in each pass.
    mean_probabilities : float32 array of shape [tokens, tags]
    mean_entropies : float32 array of shape [tokens]
        Mean over passes of the entropy of a token's tags, in nats.
    """

    offsets: IntArray
    tags: npt.NDArray[np.int16]
    mean_probabilities: FloatArray
    mean_entropies: FloatArray


def predict_with_dropout(
    network: Network,
    sentences: EncodedSentences,
    chosen: IntArray,
    passes: int,
    masks: torch.Generator,
    precision: Precision = "float32",
) -> DropoutPredictions:
    """Run the network `passes` times over the `chosen` sentences, with masks drawn anew.

    Every sentence sees masks as in training, each token one of its own. But in one pass the n-th
    occurrence of a word in a sentence has the same mask on its vector in all of them, so that its
    product with the encoder's weights is computed once (see `Encoder.project`).
    """
    offsets = np.concatenate([[0], np.cumsum(sentences.lengths[chosen])])
    tags = np.empty((passes, offsets[-1]), dtype=np.int16)
    occurrences = occurrences_of(sentences, chosen)
    words = torch.from_numpy(occurrences.words).to(network.device)
    batches = list(_batches(sentences, chosen, network.device))
    sums = [(torch.zeros(()), torch.zeros(())) for _ in batches]
    with torch.inference_mode():
        vectors = network.embedding.weight[words]
        for number in range(passes):
            with autocast(network.device, precision):
                table = network.encoder.dropped_table(vectors, masks)
            for place, (members, batch) in enumerate(batches):
                inputs = _inputs(sentences, batch, table, occurrences.rows)
                with autocast(network.device, precision):
                    logits = network(inputs, masks).logits.float()
                said = network.tags(logits, batch.mask)
                tags[number, _rows(offsets, members)] = _tokens(said, batch)
                logs = network.log_probabilities(logits, batch.mask)
                shares = logs.exp()
                probabilities, entropies = sums[place]
                entropies = entropies - torch.linalg.vecdot(shares, logs)
                sums[place] = probabilities + shares, entropies
    mean_probabilities = np.empty((offsets[-1], network.output.out_features), dtype=np.float32)
    mean_entropies = np.empty(offsets[-1], dtype=np.float32)
    for (members, batch), (probabilities, entropies) in zip(batches, sums, strict=True):
        rows = _rows(offsets, members)
        mean_probabilities[rows] = _tokens(probabilities / passes, batch)
        mean_entropies[rows] = _tokens(entropies / passes, batch)
    return DropoutPredictions(offsets, tags, mean_probabilities, mean_entropies)


@dataclass(frozen=True)
class TrainedModel:
    """A network and the sentences that it may be asked about: `tasks.querying.pool.Model`.

    `precision` is that of the passes with dropout, of which there are many.
    """

    network: Network
    sentences: EncodedSentences
    precision: Precision = "float32"

    def outputs(self, ids: IntArray) -> Predictions:
        """What it says about the sentences `ids`, in that order."""
        return predict(self.network, self.sentences, ids)

    def passes(
        self, ids: IntArray, count: int, generator: np.random.Generator
    ) -> DropoutPredictions:
        """What it says about the sentences `ids` in `count` passes with dropout."""
        seed = int(generator.integers(2**63))
        masks = torch.Generator(self.network.device).manual_seed(seed)
        return predict_with_dropout(self.network, self.sentences, ids, count, masks, self.precision)


def predict_tags(
    network: Network, sentences: EncodedSentences, inventory: Sequence[str]
) -> list[list[str]]:
    """The predicted tags of every sentence, as strings."""
    best = predict_tag_indices(network, sentences)
    names = np.array(inventory, dtype=object)[best].tolist()
    bounds = sentences.offsets.tolist()
    return [names[start:stop] for start, stop in pairwise(bounds)]


def predict_tag_indices(network: Network, sentences: EncodedSentences) -> IntArray:
    """The predicted tag of every token, as its index in the inventory; shape [tokens]."""
    best = np.empty(len(sentences.words), dtype=np.int64)
    for _, batch, output in _outputs(network, sentences, np.arange(len(sentences))):
        said = network.tags(output.logits, batch.mask)
        best[batch.positions[batch.mask].cpu()] = said[batch.mask].cpu()
    return best


def _outputs(
    network: Network, sentences: EncodedSentences, chosen: IntArray
) -> Iterator[tuple[IntArray, Batch, NetworkOutput]]:
    """Yield (indices into `chosen`, batch, output) until every chosen sentence was scored."""
    if not len(chosen):
        return
    words, rows = distinct_words(sentences, chosen)
    with torch.inference_mode():
        vectors = network.embedding.weight[torch.from_numpy(words).to(network.device)]
        table = network.encoder.project(vectors)
        for members, batch in _batches(sentences, chosen, network.device):
            yield members, batch, network(_inputs(sentences, batch, table, rows))


def _batches(
    sentences: EncodedSentences, chosen: IntArray, device: torch.device
) -> Iterator[tuple[IntArray, Batch]]:
    for members in scoring_order(sentences.lengths[chosen]):
        yield members, make_batch(sentences, chosen[members], device)


def _inputs(
    sentences: EncodedSentences, batch: Batch, table: torch.Tensor | Projected, rows: IntArray
) -> Inputs:
    """What a network reads of a batch whose tokens have these `rows` in a table."""
    words = torch.from_numpy(rows[batch.tokens]).to(batch.positions.device)
    return Inputs(batch, words, table, forms_of(sentences, batch))


def _rows(offsets: IntArray, members: IntArray) -> IntArray:
    """Where the tokens of some sentences lie among those of all that were asked for."""
    return np.concatenate([np.arange(offsets[m], offsets[m + 1]) for m in members])


def _tokens(values: torch.Tensor, batch: Batch) -> npt.NDArray[Any]:
    """The values [time, sentences, …] of a batch's tokens, laid end to end by sentence."""
    kept: npt.NDArray[Any] = values.transpose(0, 1).cpu()[batch.mask.T.cpu()].numpy()
    return kept
