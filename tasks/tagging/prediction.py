"""What a trained network says about sentences: tags, log-probabilities and states as arrays."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt
import torch

from tasks.tagging.batching import Batch, make_batch, scoring_order
from tasks.tagging.encoding import EncodedSentences, IntArray
from tasks.tagging.tagger import BiLSTMTagger, TaggerOutput

FloatArray = npt.NDArray[np.float32]


@dataclass(frozen=True)
class Predictions:
    """Arrays over the tokens of some sentences, laid end to end in the order asked for.

    Attributes
    ----------
    offsets : int64 array of shape [sentences + 1]
    log_probabilities : float32 array of shape [tokens, tags]
    states : float32 array of shape [tokens, state size]
    encoder_means : float32 array of shape [sentences, encoder size]
        Mean over tokens of the encoder's output.
    """

    offsets: IntArray
    log_probabilities: FloatArray
    states: FloatArray
    encoder_means: FloatArray


def predict(network: BiLSTMTagger, sentences: EncodedSentences, chosen: IntArray) -> Predictions:
    """Run the network without dropout, in float32, over the `chosen` sentences."""
    lengths = sentences.lengths[chosen]
    offsets = np.concatenate([[0], np.cumsum(lengths)])
    tags, size = network.output.out_features, network.output.in_features
    log_probabilities = np.empty((offsets[-1], tags), dtype=np.float32)
    states = np.empty((offsets[-1], size), dtype=np.float32)
    encoder_means = np.empty((len(chosen), network.encoder_size), dtype=np.float32)
    for members, batch, output in _outputs(network, sentences, chosen):
        mask = batch.mask.T.cpu()
        rows = np.concatenate([np.arange(offsets[m], offsets[m + 1]) for m in members])
        normalised = torch.log_softmax(output.logits, dim=-1)
        log_probabilities[rows] = normalised.transpose(0, 1).cpu()[mask].numpy()
        states[rows] = output.states.transpose(0, 1).cpu()[mask].numpy()
        weights = batch.mask.unsqueeze(-1) / batch.mask.sum(0)[:, None]
        encoder_means[members] = (output.encoder_states * weights).sum(0).cpu().numpy()
    return Predictions(offsets, log_probabilities, states, encoder_means)


@dataclass(frozen=True)
class TrainedModel:
    """A network and the sentences that it may be asked about: `tasks.querying.pool.Model`."""

    network: BiLSTMTagger
    sentences: EncodedSentences

    def outputs(self, ids: IntArray) -> Predictions:
        """What it says about the sentences `ids`, in that order."""
        return predict(self.network, self.sentences, ids)


def predict_tags(
    network: BiLSTMTagger, sentences: EncodedSentences, inventory: Sequence[str]
) -> list[list[str]]:
    """The most probable tags of every sentence, as strings."""
    best = np.empty(len(sentences.words), dtype=np.int64)
    for _, batch, output in _outputs(network, sentences, np.arange(len(sentences))):
        best[batch.positions[batch.mask].cpu()] = output.logits.argmax(-1)[batch.mask].cpu()
    names = np.array(inventory, dtype=object)[best].tolist()
    bounds = sentences.offsets.tolist()
    return [names[start:stop] for start, stop in pairwise(bounds)]


def _outputs(
    network: BiLSTMTagger, sentences: EncodedSentences, chosen: IntArray
) -> Iterator[tuple[IntArray, Batch, TaggerOutput]]:
    """Yield (indices into `chosen`, batch, output) until every chosen sentence was scored."""
    device = network.device
    words = torch.from_numpy(sentences.words).to(device)
    with torch.inference_mode():
        for members in scoring_order(sentences.lengths[chosen]):
            batch = make_batch(sentences, chosen[members], device)
            yield members, batch, network(words[batch.positions], batch)
