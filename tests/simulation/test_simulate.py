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

from tasks.querying.pool import IntArray, Pool
from tasks.querying.registry import find_strategy, strategy_names
from tasks.querying.strategy import Strategy
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
from tasks.tagging.prediction import predict_tag_indices
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
    """An order that needs neither the model nor chance."""
    order = np.argsort(pool.lengths[pool.unlabelled], kind="stable")
    yield from pool.unlabelled[order].tolist()


SHORTEST = Strategy("shortest", needs_earlier_rounds=False, query=shortest_first)


class Spy:
    """Takes the shortest first, and remembers what it was shown."""

    def __init__(self) -> None:
        self.pools: list[Pool] = []
        self.log_probabilities: list[np.ndarray] = []

    def __call__(self, pool: Pool, generator: np.random.Generator) -> Iterable[int]:
        self.pools.append(pool)
        outputs = pool.model.outputs(np.arange(len(pool.lengths)))
        self.log_probabilities.append(outputs.log_probabilities)
        return shortest_first(pool, generator)

    def strategy(self, needs_earlier_rounds: bool = False) -> Strategy:
        """The spy as a strategy."""
        return Strategy("spy", needs_earlier_rounds, self)


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
        rounds_of(specification(strategy=name), spy.strategy())
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
    rounds = rounds_of(simulation, spy.strategy())
    assert len(spy.pools) == len(rounds) - 1
    for pool, ids in zip(spy.pools, annotated(simulation, rounds), strict=False):
        assert set(pool.labelled.tolist()) == ids
        assert sorted([*pool.labelled, *pool.unlabelled]) == list(range(80))
        np.testing.assert_array_equal(pool.lengths, LENGTHS)
        tags = [tag for one in sorted(ids) for tag in CORPUS.train[one].tags]
        counts = [tags.count(tag) for tag in ENCODED.inventory]
        assert pool.labelled_tags.tolist() == counts
        assert ENCODED.inventory[pool.outside] == "O"
        assert pool.batch == round(0.1 * LENGTHS.sum() / LENGTHS[pool.unlabelled].mean())
        assert pool.earlier == ()


def test_the_order_of_a_strategy_is_kept() -> None:
    rounds = rounds_of(specification(rounds=2), SHORTEST)
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


def test_a_strategy_that_looks_back_is_shown_what_earlier_rounds_predicted() -> None:
    spy, predicted = Spy(), dict[int, IntArray]()
    rounds_of(specification(**{**LEARNING, "rounds": 3}), spy.strategy(True), predicted=predicted)
    assert sorted(predicted) == [0, 1, 2]
    assert [len(pool.earlier) for pool in spy.pools] == [0, 1]
    (first,) = spy.pools[1].earlier
    assert first.tolist() == spy.log_probabilities[0].argmax(axis=1).tolist()
    assert first.tolist() != predicted[1].tolist()


@pytest.mark.parametrize("kept", [True, False])
def test_who_looks_back_resumes_whether_predictions_were_kept_or_not(kept: bool) -> None:
    simulation = specification(**{**LEARNING, "rounds": 4, "strategy": "fluctuation"})
    everything: dict[int, IntArray] = {}
    undisturbed = rounds_of(simulation, predicted=everything)
    assert len({finished.agreement for finished in undisturbed}) == 4
    for done in range(4):
        predicted = {number: everything[number] for number in range(done)} if kept else {}
        resumed = rounds_of(simulation, finished=undisturbed[:done], predicted=predicted)
        assert resumed == undisturbed[done:]
        assert all((predicted[number] == everything[number]).all() for number in range(4))


def test_fluctuation_compares_tags_of_one_kind_whatever_the_network() -> None:
    # A CRF predicts the best sequence, which is not the best tag of every word.
    simulation = specification(**{**LEARNING, "strategy": "mnlp"}, crf=True)
    spy = Spy()
    rounds_of(simulation, spy.strategy())
    (pool,) = spy.pools
    with torch.no_grad():
        pool.model.network.crf.transitions.normal_(  # type: ignore[attr-defined]
            0, 3, generator=torch.Generator().manual_seed(0)
        )
    everything = np.arange(80)
    predicted = predict_tag_indices(pool.model.network, ENCODED.train)  # type: ignore[attr-defined]
    outputs = pool.model.outputs(everything)
    assert outputs.tags.tolist() == predicted.tolist()
    assert outputs.tags.tolist() != outputs.log_probabilities.argmax(axis=1).tolist()
    scores = find_strategy("fluctuation").scores
    assert scores is not None
    same = scores(replace(pool, earlier=(predicted,)), np.random.default_rng(0))
    assert same.max() <= 1  # nothing has changed: only the tie-break is left


@pytest.mark.parametrize("strategy", strategy_names())
@pytest.mark.parametrize(
    "network", [{"architecture": "encoder_decoder"}, {"crf": True}], ids=["encoder-decoder", "crf"]
)
def test_every_strategy_goes_with_every_network(strategy: str, network: dict[str, Any]) -> None:
    simulation = specification(strategy=strategy, rounds=2, **network)
    options = {"passes": 3} if "bald" in strategy else {}
    first, _ = rounds_of(simulation, find_strategy(strategy, options))
    assert LENGTHS[list(first.query)].sum() >= 0.1 * LENGTHS.sum()


def test_nothing_is_predicted_for_later_where_nobody_looks_back() -> None:
    predicted: dict[int, IntArray] = {}
    rounds = rounds_of(specification(), SHORTEST, predicted=predicted)
    assert predicted == {}
    assert {finished.agreement for finished in rounds} == {None}


def test_it_stops_at_so_many_words() -> None:
    endless = rounds_of(specification(), SHORTEST)
    enough = endless[2].words
    for words, stops in ((enough, 3), (enough + 1, 4), (1, 1)):
        rounds = rounds_of(specification(words=words), SHORTEST)
        stopped: list[str | None] = [None] * 4
        stopped[stops - 1] = "words"
        assert [finished.stopped for finished in rounds] == stopped[:stops]
        assert rounds[:-1] == endless[: stops - 1]
        assert rounds[-1].query == ()


def test_it_stops_at_a_share_of_the_full_data_runs_validation_f1() -> None:
    learning = {**LEARNING, "rounds": 3}
    endless = rounds_of(specification(**learning), SHORTEST)
    assert endless[1].f1_valid > endless[0].f1_valid > 0
    stops = specification(**learning, full_data_share=0.5)
    rounds = rounds_of(stops, SHORTEST, full_data_f1=2 * endless[1].f1_valid)
    assert [finished.stopped for finished in rounds] == [None, "full_data_share"]


def test_it_stops_when_predictions_are_stable() -> None:
    simulation = specification(rounds=6, learning_rate=1e-9, stability=0.01, stable_rounds=2)
    rounds = rounds_of(replace(simulation, seed=1), SHORTEST)
    assert rounds[0].agreement is None
    assert all(finished.agreement is not None for finished in rounds[1:])
    means = [
        np.mean([rounds[number - 1].agreement or 0, rounds[number].agreement or 0])
        for number in range(2, len(rounds))
    ]
    stopped = [finished.stopped for finished in rounds]
    assert stopped[:2] == [None, None]
    assert stopped[2:] == ["stability" if mean >= 0.01 else None for mean in means]
    assert stopped[-1] == "stability"


def test_a_stopped_simulation_is_not_resumed() -> None:
    rounds = rounds_of(specification(words=1), SHORTEST)
    assert rounds_of(specification(words=1), SHORTEST, finished=rounds) == []


def test_the_other_architecture_goes_the_same_way() -> None:
    simulation = specification(architecture="encoder_decoder", decoder_size=5, **LEARNING)
    rounds = rounds_of(simulation)
    assert [finished.round for finished in rounds] == [0, 1]
    assert rounds[0] != rounds_of(specification(**LEARNING))[0]
    assert rounds_of(simulation, finished=rounds[:1]) == rounds[1:]


@pytest.mark.parametrize(
    "options", [{"crf": True}, {"characters": True}], ids=["crf", "characters"]
)
def test_options_of_the_network_change_the_curve(options: dict[str, Any]) -> None:
    assert rounds_of(specification(**LEARNING, **options)) != rounds_of(specification(**LEARNING))


def test_full_data_trains_once_on_everything() -> None:
    simulation = specification(strategy=FULL_DATA, rounds=1, initial_fraction=1.0, epochs=2)
    (only,) = rounds_of(simulation, find_strategy("random"))
    assert (only.sentences, only.words, only.query) == (80, LENGTHS.sum(), ())


def test_when_the_pool_runs_out_the_rounds_go_on_without_a_query() -> None:
    spy = Spy()
    rounds = rounds_of(specification(initial_fraction=0.4, rounds=5), spy.strategy())
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
        return rounds_of(simulation, SHORTEST)[1]

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
    done = list(simulate(simulation, ENCODED, VECTORS, SHORTEST, CPU, clock=lambda: next(ticks)))
    assert [timing for _, timing in done] == [Timing(0, 1.0, 1.0), Timing(1, 1.0, 1.0)]
    assert [finished for finished, _ in done] == rounds_of(simulation, SHORTEST)


def test_a_test_tag_that_training_never_saw_is_an_error_and_no_crash() -> None:
    strange = CORPUS.test[0]._replace(tags=("B-unheard",) * len(CORPUS.test[0].tags))
    corpus = encode_corpus(CORPUS._replace(test=[strange]), VECTORS.words, lowercase=False)
    assert "B-unheard" not in corpus.inventory
    done = simulate(specification(rounds=1), corpus, VECTORS, SHORTEST, CPU)
    ((only, _),) = done
    assert (only.f1, only.recall) == (0.0, 0.0)


def test_lower_casing_reads_the_vocabulary_in_lower_case() -> None:
    words: WordVectors = build_vectors(["<unk>", "python"], [Block("random", 8, {})])
    corpus: EncodedCorpus = encode_corpus(CORPUS, words.words, lowercase=True)
    tokens = [token.lower() for sentence in CORPUS.train for token in sentence.tokens]
    assert corpus.train.words.tolist() == [int(token == "python") for token in tokens]
