"""The simulation: train, measure, query, annotate, again until the rounds are done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator, MutableMapping, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
import torch

from tasks.corpora.sentence import Corpus
from tasks.querying.pool import IntArray, Pool
from tasks.querying.registry import Strategy
from tasks.simulation.budget import sentence_costs, take_within_budget
from tasks.simulation.journal import Round
from tasks.simulation.randomness import generator, torch_generator
from tasks.simulation.specification import FULL_DATA, Specification
from tasks.simulation.stopping import agreement, reason_to_stop
from tasks.tagging.encoding import EncodedSentences, encode, tag_inventory
from tasks.tagging.f1 import EntityScore, entity_score
from tasks.tagging.networks.build import build_network
from tasks.tagging.networks.network import Network
from tasks.tagging.prediction import TrainedModel, predict_tag_indices, predict_tags
from tasks.tagging.spelling import Spellings, alphabet_of, spell
from tasks.tagging.training import TrainingResult, train
from tasks.tagging.vectors import WordVectors, fill_missing


class Timing(NamedTuple):
    """Seconds that one round took."""

    round: int
    train_seconds: float
    select_seconds: float


@dataclass(frozen=True)
class EncodedCorpus:
    """A corpus as the network reads it, beside the gold tags that its predictions are held to."""

    inventory: tuple[str, ...]
    train: EncodedSentences
    valid: EncodedSentences
    test: EncodedSentences
    gold_valid: list[tuple[str, ...]]
    gold_test: list[tuple[str, ...]]
    forms: dict[str, int]
    alphabet: dict[str, int]

    def spellings(self) -> Spellings:
        """The spelling of every word of all splits, and of those added to `forms` since."""
        return spell(list(self.forms), self.alphabet)


def encode_corpus(corpus: Corpus, words: Iterable[str], lowercase: bool) -> EncodedCorpus:
    """Encode all splits with the tag inventory and the alphabet of the training split."""
    inventory = tag_inventory(corpus.train)
    rows = {word: row for row, word in enumerate(words)}
    forms: dict[str, int] = {}
    train_split, valid, test = (
        encode(split, rows, inventory, lowercase, forms) for split in corpus
    )
    return EncodedCorpus(
        inventory,
        train_split,
        valid,
        test,
        [sentence.tags for sentence in corpus.valid],
        [sentence.tags for sentence in corpus.test],
        forms,
        alphabet_of(token for sentence in corpus.train for token in sentence.tokens),
    )


def simulate(
    specification: Specification,
    corpus: EncodedCorpus,
    vectors: WordVectors,
    strategy: Strategy,
    device: torch.device,
    finished: Sequence[Round] = (),
    predicted: MutableMapping[int, IntArray] | None = None,
    full_data_f1: float | None = None,
    clock: Callable[[], float] = time.perf_counter,
) -> Iterator[tuple[Round, Timing]]:
    """Yield each round as it is done, beginning after the `finished` ones.

    Every round trains a fresh network, and every generator is derived from (seed, round,
    purpose); so the ids chosen so far are the whole state, and a resumed simulation goes on
    bit for bit as if nothing had happened.

    Parameters
    ----------
    strategy
        Asked for an order of the unlabelled sentences after every round but the last.
    finished
        Rounds read back from the journal, in order.
    predicted
        Kept for whoever looks at earlier rounds: the predicted tag of every token of the training
        split by round. What is missing of finished rounds is predicted anew, by training again.
    full_data_f1
        Validation F1 of the full-data run, for the stopping rule ``full_data_share``.
    """
    predicted = {} if predicted is None else predicted
    lengths = corpus.train.lengths
    costs = sentence_costs(lengths, specification.budget_unit)
    budget = specification.initial_fraction * int(costs.sum())
    labelled = initial_pool(specification, costs, budget)
    stability = specification.stopping.stability is not None
    looks_back = stability or strategy.needs_earlier_rounds
    agreements = [done.agreement for done in finished if done.agreement is not None]

    def trained(round_: int) -> tuple[Network, TrainingResult]:
        return trained_network(specification, corpus, vectors, np.array(labelled), round_, device)

    for done in finished:
        if looks_back and predicted.get(done.round) is None:
            network, _ = trained(done.round)
            predicted[done.round] = predict_tag_indices(network, corpus.train)
        labelled.extend(done.query)
    if finished and finished[-1].stopped:
        return
    for round_ in range(len(finished), specification.rounds):
        started = clock()
        network, training = trained(round_)
        test = _score(network, corpus.test, corpus.gold_test, corpus.inventory)
        valid = _score(network, corpus.valid, corpus.gold_valid, corpus.inventory)
        if looks_back:
            predicted[round_] = predict_tag_indices(network, corpus.train)
            if round_:
                agreements.append(agreement(predicted[round_ - 1], predicted[round_]))
        words = int(lengths[labelled].sum())
        stopped = reason_to_stop(specification.stopping, words, valid.f1, full_data_f1, agreements)
        scored = clock()
        query: list[int] = []
        over = stopped or round_ + 1 == specification.rounds or len(labelled) == len(lengths)
        if not over:
            model = TrainedModel(network, corpus.train, specification.training.precision)
            pool = make_pool(
                specification,
                corpus,
                np.array(labelled),
                model,
                budget,
                tuple(predicted[earlier] for earlier in range(round_))
                if strategy.needs_earlier_rounds
                else (),
            )
            order = strategy(pool, generator(specification.seed, round_, "query"))
            query = take_within_budget(order, costs, budget)
        yield (
            Round(
                round=round_,
                sentences=len(labelled),
                words=words,
                f1=test.f1,
                precision=test.precision,
                recall=test.recall,
                f1_valid=valid.f1,
                f1_best_test=max(training.test_f1, default=None),
                epochs=training.epochs,
                kept_epoch=training.kept_epoch,
                query=tuple(query),
                agreement=agreements[-1] if looks_back and round_ else None,
                stopped=stopped,
            ),
            Timing(round_, scored - started, clock() - scored),
        )
        if stopped:
            return
        labelled.extend(query)


def make_pool(
    specification: Specification,
    corpus: EncodedCorpus,
    labelled: IntArray,
    model: TrainedModel,
    budget: float,
    earlier: tuple[IntArray, ...] = (),
) -> Pool:
    """What a strategy sees when `labelled` sentences of the model's are annotated.

    Parameters
    ----------
    budget
        Cost of the next batch.
    earlier
        Predicted tags of every token in earlier rounds.
    """
    sentences = model.sentences
    costs = sentence_costs(sentences.lengths, specification.budget_unit)
    unlabelled = np.setdiff1d(np.arange(len(sentences)), labelled)
    tags = np.concatenate(
        [sentences.tags[slice(*sentences.offsets[one : one + 2])] for one in labelled.tolist()]
    )
    return Pool(
        unlabelled=unlabelled,
        labelled=labelled,
        lengths=sentences.lengths,
        model=model,
        memory=specification.memory_mb * 2**20,
        batch=max(1, round(budget / float(costs[unlabelled].mean()))),
        outside=corpus.inventory.index("O") if "O" in corpus.inventory else -1,
        labelled_tags=np.bincount(tags, minlength=len(corpus.inventory)),
        earlier=earlier,
    )


def initial_pool(specification: Specification, costs: IntArray, budget: float) -> list[int]:
    """Ids of the sentences that are annotated to begin with; shared by all strategies of a seed."""
    if specification.strategy == FULL_DATA:
        return list(range(len(costs)))
    order = generator(specification.seed, 0, "initial pool").permutation(len(costs))
    return take_within_budget(order.tolist(), costs, budget)


def fresh_network(
    specification: Specification,
    corpus: EncodedCorpus,
    vectors: WordVectors,
    round_: int,
    device: torch.device,
) -> Network:
    """An untrained network, the same for all strategies in one round of one seed."""
    seed = specification.seed
    table = fill_missing(
        vectors, generator(seed, round_, "word vectors"), scale=specification.vector_scale
    )
    network = build_network(
        specification.architecture,
        specification.network,
        torch.from_numpy(table),
        tags=len(corpus.inventory),
        weights=torch_generator(seed, round_, "weights"),
        spellings=corpus.spellings() if specification.network.characters else None,
    )
    return network.to(device)


def trained_network(
    specification: Specification,
    corpus: EncodedCorpus,
    vectors: WordVectors,
    labelled: IntArray,
    round_: int,
    device: torch.device,
) -> tuple[Network, TrainingResult]:
    """A fresh network trained on the `labelled` sentences of the training split."""

    def f1_valid(network: Network) -> float:
        return _score(network, corpus.valid, corpus.gold_valid, corpus.inventory).f1

    def f1_test(network: Network) -> float:
        return _score(network, corpus.test, corpus.gold_test, corpus.inventory).f1

    network = fresh_network(specification, corpus, vectors, round_, device)
    training = train(
        network,
        corpus.train,
        labelled,
        specification.training,
        order=generator(specification.seed, round_, "batches"),
        masks=torch_generator(specification.seed, round_, "dropout", device),
        score_valid=f1_valid,
        score_test=f1_test if specification.record_best_test else None,
    )
    return network, training


def _score(
    network: Network,
    sentences: EncodedSentences,
    gold: list[tuple[str, ...]],
    inventory: tuple[str, ...],
) -> EntityScore:
    return entity_score(gold, predict_tags(network, sentences, inventory))
