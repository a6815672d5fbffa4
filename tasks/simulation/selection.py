"""The selection for real: a network trained on what is annotated chooses from what nobody has."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import torch

from tasks.errors import UserError
from tasks.querying.registry import Strategy
from tasks.simulation.budget import sentence_costs, take_within_budget
from tasks.simulation.loop import EncodedCorpus, make_pool, trained_network
from tasks.simulation.randomness import generator
from tasks.simulation.specification import Specification
from tasks.tagging.encoding import EncodedSentences, joined
from tasks.tagging.prediction import TrainedModel
from tasks.tagging.vectors import WordVectors


def select(
    specification: Specification,
    corpus: EncodedCorpus,
    vectors: WordVectors,
    strategy: Strategy,
    pool: EncodedSentences,
    budget: int,
    device: torch.device,
    tell: Callable[[str], None] = lambda _: None,
) -> list[int]:
    """The indices of the pool's sentences that `strategy` would have annotated next, in order.

    It is what a simulation does in one round: the training split is what is annotated, and
    `pool` is what is left.

    Parameters
    ----------
    budget
        In words or sentences, as the specification counts. The last sentence may overshoot it.
    tell
        Told what is being done, which may take minutes.

    Raises
    ------
    UserError
        When the pool is empty, or the strategy needs earlier rounds.
    """
    if not len(pool):
        raise UserError("the pool holds no sentences: there is nothing to choose from")
    if strategy.needs_earlier_rounds:
        raise UserError(
            f"{strategy.name} looks at earlier rounds, and a selection has none: choose another, "
            "such as mnlp"
        )
    labelled = np.arange(len(corpus.train))
    tell(f"training on {len(labelled):,} sentences")
    network, _ = trained_network(specification, corpus, vectors, labelled, 0, device)
    tell(f"{specification.strategy}: choosing from {len(pool):,} sentences")
    sentences = joined(corpus.train, pool)
    model = TrainedModel(network, sentences, specification.training.precision)
    everything = make_pool(specification, corpus, labelled, model, budget)
    order = strategy(everything, generator(specification.seed, 0, "query"))
    costs = sentence_costs(sentences.lengths, specification.budget_unit)
    return [index - len(labelled) for index in take_within_budget(order, costs, budget)]
