"""The simulation: train, measure, query, annotate, again until the rounds are done."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterable, Iterator
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
from tasks.tagging.encoding import EncodedSentences, encode, tag_inventory
from tasks.tagging.f1 import EntityScore, entity_score
from tasks.tagging.prediction import TrainedModel, predict_tags
from tasks.tagging.tagger import BiLSTMTagger
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


def encode_corpus(corpus: Corpus, words: Iterable[str], lowercase: bool) -> EncodedCorpus:
    """Encode all splits with the tag inventory of the training split."""
    inventory = tag_inventory(corpus.train)
    rows = {word: row for row, word in enumerate(words)}
    train_split, valid, test = (encode(split, rows, inventory, lowercase) for split in corpus)
    return EncodedCorpus(
        inventory,
        train_split,
        valid,
        test,
        [sentence.tags for sentence in corpus.valid],
        [sentence.tags for sentence in corpus.test],
    )


def simulate(
    specification: Specification,
    corpus: EncodedCorpus,
    vectors: WordVectors,
    strategy: Strategy,
    device: torch.device,
    finished: Iterable[Round] = (),
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
    """
    lengths = corpus.train.lengths
    costs = sentence_costs(lengths, specification.budget_unit)
    budget = specification.initial_fraction * int(costs.sum())
    labelled = initial_pool(specification, costs, budget)
    begin = 0
    for done in finished:
        labelled.extend(done.query)
        begin = done.round + 1
    for round_ in range(begin, specification.rounds):
        started = clock()
        network, training = trained_network(
            specification, corpus, vectors, np.array(labelled), round_, device
        )
        test = _score(network, corpus.test, corpus.gold_test, corpus.inventory)
        valid = _score(network, corpus.valid, corpus.gold_valid, corpus.inventory)
        trained = clock()
        query: list[int] = []
        if round_ + 1 < specification.rounds and len(labelled) < len(lengths):
            pool = Pool(
                unlabelled=np.setdiff1d(np.arange(len(lengths)), labelled),
                labelled=np.array(labelled),
                lengths=lengths,
                model=TrainedModel(network, corpus.train),
                memory=specification.memory_mb * 2**20,
            )
            choice = generator(specification.seed, round_, "query")
            query = take_within_budget(strategy(pool, choice), costs, budget)
        yield (
            Round(
                round=round_,
                sentences=len(labelled),
                words=int(lengths[labelled].sum()),
                f1=test.f1,
                precision=test.precision,
                recall=test.recall,
                f1_valid=valid.f1,
                f1_best_test=max(training.test_f1, default=None),
                epochs=training.epochs,
                kept_epoch=training.kept_epoch,
                query=tuple(query),
            ),
            Timing(round_, trained - started, clock() - trained),
        )
        labelled.extend(query)


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
) -> BiLSTMTagger:
    """An untrained network, the same for all strategies in one round of one seed."""
    seed = specification.seed
    table = fill_missing(
        vectors, generator(seed, round_, "word vectors"), scale=specification.vector_scale
    )
    network = BiLSTMTagger(
        torch.from_numpy(table),
        tags=len(corpus.inventory),
        hidden_size=specification.hidden_size,
        dropout=specification.dropout,
        weights=torch_generator(seed, round_, "weights"),
    )
    return network.to(device)


def trained_network(
    specification: Specification,
    corpus: EncodedCorpus,
    vectors: WordVectors,
    labelled: IntArray,
    round_: int,
    device: torch.device,
) -> tuple[BiLSTMTagger, TrainingResult]:
    """A fresh network trained on the `labelled` sentences of the training split."""

    def f1_valid(network: BiLSTMTagger) -> float:
        return _score(network, corpus.valid, corpus.gold_valid, corpus.inventory).f1

    def f1_test(network: BiLSTMTagger) -> float:
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
    network: BiLSTMTagger,
    sentences: EncodedSentences,
    gold: list[tuple[str, ...]],
    inventory: tuple[str, ...],
) -> EntityScore:
    return entity_score(gold, predict_tags(network, sentences, inventory))
