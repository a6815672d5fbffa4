"""Training: it learns, it repeats bit for bit, and it keeps the epoch it was told to keep."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np
import pytest
import torch
from tiny_networks import (
    CPU,
    INVENTORY,
    f1_on,
    inputs_of,
    learnable_sentences,
    random_sentences,
    same_weights,
    tags_of,
    tiny_network,
    weights_of,
)

from tasks.tagging.batching import make_batch, training_order
from tasks.tagging.encoding import EncodedSentences
from tasks.tagging.f1 import entity_score
from tasks.tagging.networks.network import Network
from tasks.tagging.parameters import TrainingParameters
from tasks.tagging.prediction import predict_tags
from tasks.tagging.training import DivergedError, Scorer, TrainingResult, train

SENTENCES = learnable_sentences(40)


def parameters(**changes: Any) -> TrainingParameters:
    return TrainingParameters(**{"epochs": 3, "batch_size": 8, "learning_rate": 0.02, **changes})


def trained(
    network: Network,
    sentences: EncodedSentences = SENTENCES,
    labelled: np.ndarray | None = None,
    order: int = 0,
    masks: int = 0,
    score_valid: Scorer | None = None,
    score_test: Scorer | None = None,
    **changes: Any,
) -> TrainingResult:
    return train(
        network,
        sentences,
        np.arange(len(sentences)) if labelled is None else labelled,
        parameters(**changes),
        np.random.default_rng(order),
        torch.Generator().manual_seed(masks),
        score_valid,
        score_test,
    )


def trained_weights(**changes: Any) -> dict[str, torch.Tensor]:
    network = tiny_network()
    trained(network, **changes)
    return weights_of(network)


class Script:
    """A scorer that says what it was told to say, and remembers the weights it was shown."""

    def __init__(self, *scores: float) -> None:
        self.scores: Iterator[float] = iter(scores)
        self.seen: list[dict[str, torch.Tensor]] = []

    def __call__(self, network: Network) -> float:
        self.seen.append(weights_of(network))
        return next(self.scores)


def test_a_tiny_corpus_is_learnt_to_the_last_entity() -> None:
    network = tiny_network(hidden_size=12, dropout=0.1)
    before = f1_on(network, SENTENCES)
    result = trained(network, epochs=30)
    assert before < 30
    assert f1_on(network, SENTENCES) == 100
    assert f1_on(network, learnable_sentences(100, seed=1)) > 90
    assert result == TrainingResult(30, 29, (), ())


def test_the_same_seeds_give_the_same_bits() -> None:
    torch.manual_seed(1)
    first = trained_weights()
    torch.manual_seed(2)
    assert same_weights(first, trained_weights())


@pytest.mark.parametrize("what", ["order", "masks"])
def test_another_seed_gives_other_weights(what: str) -> None:
    assert not same_weights(trained_weights(), trained_weights(**{what: 1}))


@pytest.mark.usefixtures("global_state_untouched")
def test_training_leaves_the_global_random_state_alone() -> None:
    trained_weights(model_selection="best_valid", score_valid=Script(1, 2, 3))


def test_only_labelled_sentences_train() -> None:
    labelled = np.arange(0, 40, 2)
    words, tags = SENTENCES.words.copy(), SENTENCES.tags.copy()
    for sentence in range(1, 40, 2):
        hidden = slice(*SENTENCES.offsets[sentence : sentence + 2])
        words[hidden], tags[hidden] = 1, -1
    blanked = EncodedSentences(words, tags, SENTENCES.offsets)
    assert same_weights(
        trained_weights(labelled=labelled), trained_weights(labelled=labelled, sentences=blanked)
    )
    assert not same_weights(trained_weights(), trained_weights(labelled=labelled))


def test_three_steps_agree_with_sentences_read_one_by_one() -> None:
    sentences = random_sentences([9, 2, 5, 1])
    network, oracle = tiny_network(dropout=0.0), tiny_network(dropout=0.0)
    trained(network, sentences, batch_size=4, learning_rate=0.05, clip_norm=0.05)

    optimizer = torch.optim.Adam(oracle.parameters(), 0.05)
    tags = torch.from_numpy(sentences.tags)
    for _ in range(3):
        logits = []
        for sentence in range(4):
            batch = make_batch(sentences, np.array([sentence]), CPU)
            logits.append(oracle(inputs_of(oracle, sentences, batch)).logits[:, 0])
        optimizer.zero_grad()
        torch.nn.functional.cross_entropy(torch.cat(logits), tags).backward()
        norm = torch.nn.utils.clip_grad_norm_(oracle.parameters(), 0.05)
        assert norm > 0.05
        optimizer.step()

    expected = weights_of(oracle)
    for name, value in weights_of(network).items():
        torch.testing.assert_close(value, expected[name], atol=1e-5, rtol=1e-4)


def test_a_word_outside_the_labelled_sentences_keeps_its_vector() -> None:
    vectors = tiny_network().embedding.weight
    labelled = np.array([0, 1])
    seen = set(SENTENCES.words[: SENTENCES.offsets[2]].tolist())
    after = trained_weights(labelled=labelled)["embedding.weight"]
    moved = {row for row in range(len(vectors)) if not torch.equal(vectors[row], after[row])}
    assert moved == seen


def test_a_word_rests_in_batches_without_it() -> None:
    # Dense Adam would let its momentum carry it on.
    words, tags = np.array([1, 2, 1, 3]), np.array([0, 1, 0, 1])
    sentences = EncodedSentences(words, tags, offsets=np.array([0, 2, 4]))
    last_first = next(
        seed
        for seed in range(20)
        if training_order(np.array([2, 2]), 1, np.random.default_rng(seed))[0] == [1]
    )
    vectors = []
    for labelled in ([1], [0, 1]):
        network = tiny_network(dropout=0.0)
        ids = np.array(labelled)
        trained(network, sentences, ids, order=last_first, epochs=1, batch_size=1)
        vectors.append(network.embedding.weight[3])
    assert torch.equal(*vectors)


def test_last_keeps_the_last_epoch_whatever_validation_says() -> None:
    network, valid = tiny_network(), Script(99, 1, 0)
    result = trained(network, score_valid=valid)
    assert result == TrainingResult(3, 2, (), ())
    assert same_weights(weights_of(network), trained_weights())


def test_best_valid_keeps_the_earliest_best_epoch() -> None:
    network, valid = tiny_network(), Script(10, 50, 20, 50, 40)
    result = trained(network, epochs=5, model_selection="best_valid", score_valid=valid)
    assert result == TrainingResult(5, 1, (10, 50, 20, 50, 40), ())
    assert same_weights(weights_of(network), valid.seen[1])
    assert not same_weights(weights_of(network), valid.seen[4])


def test_best_valid_keeps_an_epoch_even_where_all_score_zero() -> None:
    network, valid = tiny_network(), Script(0, 0, 0)
    result = trained(network, model_selection="best_valid", score_valid=valid)
    assert result.kept_epoch == 0
    assert same_weights(weights_of(network), valid.seen[0])


@pytest.mark.parametrize(
    ("patience", "epochs", "kept"), [(1, 2, 0), (2, 5, 2), (3, 6, 2), (4, 7, 6), (0, 7, 6)]
)
def test_patience(patience: int, epochs: int, kept: int) -> None:
    valid = Script(50, 40, 60, 60, 30, 20, 70)
    result = trained(
        tiny_network(),
        epochs=7,
        patience=patience,
        model_selection="best_valid",
        score_valid=valid,
    )
    assert (result.epochs, result.kept_epoch) == (epochs, kept)
    assert len(result.valid_f1) == epochs


def test_best_valid_needs_a_scorer() -> None:
    with pytest.raises(ValueError, match="validation scorer"):
        trained(tiny_network(), model_selection="best_valid")


@pytest.mark.parametrize("selection", ["last", "best_valid"])
def test_test_scores_choose_nothing(selection: str) -> None:
    def outcome(test: Script | None) -> tuple[dict[str, torch.Tensor], TrainingResult]:
        network = tiny_network()
        result = trained(
            network,
            epochs=4,
            patience=2,
            model_selection=selection,
            score_valid=Script(10, 30, 20, 25),
            score_test=test,
        )
        return weights_of(network), result

    unseen, plain = outcome(None)
    for scores in ((90, 0, 0, 0), (0, 0, 0, 90)):
        weights, result = outcome(Script(*scores))
        assert same_weights(weights, unseen)
        assert result == plain.__class__(plain.epochs, plain.kept_epoch, plain.valid_f1, scores)


def test_scoring_in_between_does_not_disturb_training() -> None:
    watched = trained_weights(score_test=lambda network: f1_on(network, SENTENCES))
    assert same_weights(watched, trained_weights())


def test_bfloat16_scores_like_float32() -> None:
    unseen = learnable_sentences(100, seed=1)
    scores = {}
    for precision in ("float32", "bfloat16"):
        network = tiny_network(hidden_size=12, dropout=0.1)
        trained(network, epochs=20, precision=precision)
        assert {value.dtype for value in network.state_dict().values()} == {torch.float32}
        scores[precision] = f1_on(network, unseen)
    assert scores["float32"] > 80
    assert scores["bfloat16"] == pytest.approx(scores["float32"], abs=6)
    assert not same_weights(trained_weights(precision="bfloat16"), trained_weights())


def test_tags_of_the_test_split_that_training_never_saw_count_as_errors() -> None:
    network = tiny_network(hidden_size=12, dropout=0.1)
    trained(network, epochs=30)
    tags = SENTENCES.tags.copy()
    tags[0] = -1
    strange = EncodedSentences(SENTENCES.words, tags, SENTENCES.offsets)
    gold = tags_of(SENTENCES)
    gold[0][0] = "B-unheard"
    predicted = predict_tags(network, strange, INVENTORY)
    assert predicted == predict_tags(network, SENTENCES, INVENTORY)
    assert 0 < entity_score(gold, predicted).f1 < 100


@pytest.mark.parametrize("precision", ["float32", "bfloat16"])
def test_a_loss_that_is_not_finite_stops_training(precision: str) -> None:
    network = tiny_network()
    with torch.no_grad():
        network.embedding.weight[3] = torch.inf
    with pytest.raises(DivergedError, match=r"diverged in epoch 1: lower training\.learning_rate"):
        trained(network, precision=precision)


def test_a_huge_learning_rate_diverges() -> None:
    with pytest.raises(DivergedError, match="diverged"):
        trained(tiny_network(), learning_rate=1e38)


def test_weights_that_end_as_no_numbers_are_told_though_the_loss_was_one() -> None:
    with pytest.raises(DivergedError, match="diverged in epoch 1"):
        trained(tiny_network(), epochs=1, batch_size=1000, learning_rate=1e38)


def test_the_given_sentences_stay_as_they_are() -> None:
    sentences = random_sentences([3, 5, 2])
    before = sentences.words.copy(), sentences.tags.copy(), sentences.offsets.copy()
    trained(tiny_network(), sentences)
    for array, old in zip(
        (sentences.words, sentences.tags, sentences.offsets), before, strict=True
    ):
        np.testing.assert_array_equal(array, old)
