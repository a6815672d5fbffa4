"""The loop: what strategies share, what a round records, how it resumes, where it ends."""

from __future__ import annotations

import random
from collections.abc import Iterable, Iterator
from dataclasses import replace
from itertools import count
from typing import Any

import numpy as np
import pytest
import torch
from made_up_simulations import CORPUS, ENCODED, VECTORS, specification

from tasks.querying.pool import Pool
from tasks.querying.registry import Strategy, find_strategy, strategy_names
from tasks.simulation.journal import Round
from tasks.simulation.loop import (
    EncodedCorpus,
    Timing,
    encode_corpus,
    fresh_network,
    initial_pool,
    simulate,
)
from tasks.simulation.specification import FULL_DATA, Specification
from tasks.tagging.vectors import Block, WordVectors, build_vectors

CPU = torch.device("cpu")
LENGTHS = ENCODED.train.lengths

# Enough to learn something, too fast to learn it steadily: scores of 0 would all be equal, and
# so would those of the last and the best epoch.
LEARNING: dict[str, Any] = {
    "epochs": 10,
    "learning_rate": 0.2,
    "dropout": 0.1,
    "initial_fraction": 0.3,
    "rounds": 2,
}


def shortest_first(pool: Pool, generator: np.random.Generator) -> Iterator[int]:
    """A strategy that needs neither the model nor chance."""
    order = np.argsort(pool.lengths[pool.unlabelled], kind="stable")
    yield from pool.unlabelled[order].tolist()


class Spy:
    """A strategy that remembers what it was shown, and goes by another's order."""

    def __init__(self, strategy: Strategy = shortest_first) -> None:
        self.strategy = strategy
        self.pools: list[Pool] = []
        self.log_probabilities: list[np.ndarray] = []

    def __call__(self, pool: Pool, generator: np.random.Generator) -> Iterable[int]:
        self.pools.append(pool)
        outputs = pool.model.outputs(np.arange(len(pool.lengths)))
        self.log_probabilities.append(outputs.log_probabilities)
        return self.strategy(pool, generator)


def rounds_of(
    simulation: Specification, strategy: Strategy | None = None, **changes: Any
) -> list[Round]:
    strategy = strategy or find_strategy(simulation.strategy, simulation.options)
    done = simulate(simulation, ENCODED, VECTORS, strategy, CPU, **changes)
    return [finished for finished, _ in done]


def annotated(simulation: Specification, rounds: list[Round]) -> list[set[int]]:
    """The ids that each round trained on."""
    costs = LENGTHS if simulation.budget_unit == "words" else np.ones_like(LENGTHS)
    labelled = initial_pool(simulation, costs, simulation.initial_fraction * costs.sum())
    sets = []
    for finished in rounds:
        sets.append(set(labelled))
        assert len(set(labelled)) == len(labelled)
        labelled = labelled + list(finished.query)
    return sets


@pytest.mark.parametrize("strategy", strategy_names())
def test_every_strategy_annotates_up_to_the_budget_round_by_round(strategy: str) -> None:
    simulation = specification(strategy=strategy)
    rounds = rounds_of(simulation)
    assert [finished.round for finished in rounds] == [0, 1, 2, 3]
    budget = 0.1 * LENGTHS.sum()
    for finished, ids in zip(rounds, annotated(simulation, rounds), strict=True):
        assert finished.sentences == len(ids)
        assert finished.words == LENGTHS[list(ids)].sum()
    for finished in rounds[:-1]:
        spent = LENGTHS[list(finished.query)].sum()
        assert spent >= budget > spent - LENGTHS[finished.query[-1]]
    assert rounds[-1].query == ()


def test_all_strategies_of_a_seed_begin_alike() -> None:
    firsts = [rounds_of(specification(strategy=name, **LEARNING))[0] for name in strategy_names()]
    assert len({replace(first, query=()) for first in firsts}) == 1
    assert len({first.query for first in firsts}) > 2
    assert 0 < firsts[0].f1 < 100


def test_whoever_chooses_the_same_sentences_gets_the_same_curve() -> None:
    spies = Spy(), Spy()
    curves = [
        rounds_of(specification(strategy=name), spy)
        for name, spy in zip(("mnlp", "a strategy to come"), spies, strict=True)
    ]
    assert curves[0] == curves[1]
    for one, other in zip(spies[0].log_probabilities, spies[1].log_probabilities, strict=True):
        np.testing.assert_array_equal(one, other)


def test_seeds_and_rounds_differ_in_initial_weights_and_word_vectors() -> None:
    networks = {
        (seed, round_, strategy): fresh_network(
            specification(seed=seed, strategy=strategy), ENCODED, VECTORS, round_, CPU
        ).state_dict()
        for seed in (0, 1)
        for round_ in (0, 1)
        for strategy in ("random", "badge")
    }
    for name in networks[0, 0, "random"]:
        values = {key: network[name].numpy().tobytes() for key, network in networks.items()}
        assert len(set(values.values())) == 4
        assert all(
            values[seed, round_, "random"] == values[seed, round_, "badge"]
            for seed, round_, _ in values
        )


def test_seeds_differ_in_the_initial_pool() -> None:
    pools = [
        initial_pool(specification(seed=seed), LENGTHS, 0.1 * LENGTHS.sum()) for seed in range(5)
    ]
    assert len({tuple(pool) for pool in pools}) == 5


def test_word_vectors_are_drawn_only_where_there_are_none() -> None:
    known = Block("known", 8, {word: np.full(8, 0.5, np.float32) for word in VECTORS.words[:20]})
    vectors = build_vectors(VECTORS.words, [known])
    table = fresh_network(specification(vector_scale=3.0), ENCODED, vectors, 0, CPU)
    rows = table.embedding.weight.detach().numpy()
    covered = vectors.covered[:, 0]
    np.testing.assert_array_equal(rows[covered], vectors.matrix[covered])
    assert rows[~covered].std() == pytest.approx(3.0, rel=0.1)


def test_a_strategy_sees_the_pool_as_it_is() -> None:
    spy, simulation = Spy(), specification()
    rounds = rounds_of(simulation, spy)
    assert len(spy.pools) == len(rounds) - 1
    for pool, ids in zip(spy.pools, annotated(simulation, rounds), strict=False):
        assert set(pool.labelled.tolist()) == ids
        assert sorted([*pool.labelled, *pool.unlabelled]) == list(range(80))
        np.testing.assert_array_equal(pool.lengths, LENGTHS)


def test_the_order_of_a_strategy_is_kept() -> None:
    rounds = rounds_of(specification(rounds=2), shortest_first)
    lengths = LENGTHS[list(rounds[0].query)].tolist()
    assert lengths == sorted(lengths)


@pytest.mark.parametrize("strategy", ["wbadge", "random"])
def test_resumed_after_any_round_it_goes_on_as_if_nothing_had_happened(strategy: str) -> None:
    simulation = specification(
        strategy=strategy, epochs=2, model_selection="best_valid", record_best_test=True
    )
    undisturbed = rounds_of(simulation)
    for done in range(len(undisturbed) + 1):
        assert rounds_of(simulation, finished=undisturbed[:done]) == undisturbed[done:]


def test_the_global_random_state_is_neither_read_nor_moved() -> None:
    torch.manual_seed(1)
    first = rounds_of(specification(strategy="wbadge", rounds=2))
    torch.manual_seed(2)
    states = random.getstate(), np.random.get_state()[1].tolist()  # noqa: NPY002
    pytorch = torch.random.get_rng_state()
    assert rounds_of(specification(strategy="wbadge", rounds=2)) == first
    assert (random.getstate(), np.random.get_state()[1].tolist()) == states  # noqa: NPY002
    assert torch.random.get_rng_state().equal(pytorch)


def test_full_data_trains_once_on_everything() -> None:
    simulation = specification(strategy=FULL_DATA, rounds=1, initial_fraction=1.0, epochs=2)
    (only,) = rounds_of(simulation, find_strategy("random"))
    assert (only.sentences, only.words, only.query) == (80, LENGTHS.sum(), ())


def test_when_the_pool_runs_out_the_rounds_go_on_without_a_query() -> None:
    spy = Spy()
    rounds = rounds_of(specification(initial_fraction=0.4, rounds=5), spy)
    assert [finished.sentences for finished in rounds[2:]] == [80, 80, 80]
    assert [bool(finished.query) for finished in rounds] == [True, True, False, False, False]
    assert len(spy.pools) == 2


def test_a_budget_of_sentences() -> None:
    simulation = specification(budget_unit="sentences", initial_fraction=0.06)
    rounds = rounds_of(simulation)
    assert [finished.sentences for finished in rounds] == [5, 10, 15, 20]  # 4.8 begun is 5
    for finished, ids in zip(rounds, annotated(simulation, rounds), strict=True):
        assert finished.words == LENGTHS[list(ids)].sum()


def test_recording_the_best_test_score_changes_nothing_else() -> None:
    plain = rounds_of(specification(**LEARNING, seed=4))
    recorded = rounds_of(specification(**LEARNING, seed=4, record_best_test=True))
    assert [replace(finished, f1_best_test=None) for finished in recorded] == plain
    gains = [(finished.f1_best_test or 0.0) - finished.f1 for finished in recorded]
    assert min(gains) >= 0
    assert max(gains) > 0


def test_best_valid_reports_the_epoch_that_it_kept() -> None:
    def second_round(**changes: Any) -> Round:
        simulation = specification(**{**LEARNING, "seed": 3, **changes})
        return rounds_of(simulation, shortest_first)[1]

    selected, last = second_round(model_selection="best_valid"), second_round()
    stopped = second_round(epochs=selected.kept_epoch + 1)
    assert (selected.f1, selected.f1_valid) == (stopped.f1, stopped.f1_valid)
    assert (selected.epochs, last.kept_epoch) == (10, 9)
    assert selected.kept_epoch < 9
    assert selected.f1_valid > last.f1_valid


@pytest.mark.parametrize("selection", ["last", "best_valid"])
def test_the_test_split_decides_nothing_but_its_own_scores(selection: str) -> None:
    other = CORPUS._replace(test=CORPUS.test[:1])
    encoded = encode_corpus(other, VECTORS.words, lowercase=False)
    simulation = specification(**LEARNING, model_selection=selection, record_best_test=True)
    mnlp = find_strategy("mnlp")
    own: dict[str, Any] = {"f1": 0.0, "precision": 0.0, "recall": 0.0, "f1_best_test": 0.0}
    rounds = [
        [finished for finished, _ in simulate(simulation, corpus, VECTORS, mnlp, CPU)]
        for corpus in (ENCODED, encoded)
    ]
    assert rounds[0] != rounds[1]
    assert [replace(finished, **own) for finished in rounds[0]] == [
        replace(finished, **own) for finished in rounds[1]
    ]


def test_time_is_taken_apart_from_the_result() -> None:
    simulation, ticks = specification(rounds=2), count(0.0, 1.0)
    done = list(
        simulate(simulation, ENCODED, VECTORS, shortest_first, CPU, clock=lambda: next(ticks))
    )
    assert [timing for _, timing in done] == [Timing(0, 1.0, 1.0), Timing(1, 1.0, 1.0)]
    assert [finished for finished, _ in done] == rounds_of(simulation, shortest_first)


def test_a_test_tag_that_training_never_saw_is_an_error_and_no_crash() -> None:
    strange = CORPUS.test[0]._replace(tags=("B-unheard",) * len(CORPUS.test[0].tags))
    corpus = encode_corpus(CORPUS._replace(test=[strange]), VECTORS.words, lowercase=False)
    assert "B-unheard" not in corpus.inventory
    done = simulate(specification(rounds=1), corpus, VECTORS, shortest_first, CPU)
    ((only, _),) = done
    assert (only.f1, only.recall) == (0.0, 0.0)


def test_lower_casing_reads_the_vocabulary_in_lower_case() -> None:
    words: WordVectors = build_vectors(["<unk>", "python"], [Block("random", 8, {})])
    corpus: EncodedCorpus = encode_corpus(CORPUS, words.words, lowercase=True)
    tokens = [token.lower() for sentence in CORPUS.train for token in sentence.tokens]
    assert corpus.train.words.tolist() == [int(token == "python") for token in tokens]
