"""The denoising network: what it learns, what it is shown, and what it leaves alone."""

from __future__ import annotations

from dataclasses import fields

import numpy as np
import pytest
import torch
from made_up_profiles import NAMES, field_of, made_up_training, queries_of

from tasks.advisor.denoiser import Denoiser, _masked, train_denoiser
from tasks.advisor.matrix import Training, frequencies, lengths
from tasks.skills.texts import SkillText


def test_probabilities_are_those_of_the_formula() -> None:
    generator = np.random.default_rng(0)
    network = Denoiser(
        inputs=generator.random(3) + 0.5,
        encoder=generator.normal(size=(3, 2)),
        encoder_bias=generator.normal(size=2),
        decoder=generator.normal(size=(2, 3)),
        decoder_bias=generator.normal(size=3),
    )
    x = np.array([network.inputs[0], 0, network.inputs[2]])
    x /= np.sqrt(x @ x)
    hidden = np.tanh(x @ network.encoder + network.encoder_bias)
    odds = np.exp(hidden @ network.decoder + network.decoder_bias)
    found = network.probabilities(queries_of("x z", names=("x", "y", "z")))
    np.testing.assert_allclose(found, [odds / odds.sum()], rtol=1e-6)


def test_it_learns_which_skills_belong_together() -> None:
    network = train_denoiser(made_up_training(), hidden=16, epochs=200)
    queries = queries_of("a0 a1", "c3 c4")
    others = np.where(queries.toarray() > 0, 0.0, network.probabilities(queries))
    for row, field in zip(others, "ac", strict=True):
        of_field = np.array([field_of(name) == field for name in NAMES])
        assert row[of_field].sum() > 0.7 * row.sum()


def test_untrained_it_knows_how_frequent_skills_are() -> None:
    training = made_up_training()
    network = train_denoiser(training, hidden=4, epochs=0)
    counts = frequencies(training.keys) + 1
    np.testing.assert_allclose(network.decoder_bias, np.log(counts / counts.sum()), rtol=1e-5)


def test_nothing_to_learn_from_gives_a_network_all_the_same() -> None:
    texts = (SkillText("1", key_skills=("x",)), SkillText("2"))
    network = train_denoiser(Training(("x", "y"), texts, (None, None)), hidden=4)
    assert np.isfinite(network.probabilities(queries_of("x", names=("x", "y")))).all()


def test_without_mentions_the_texts_play_no_part() -> None:
    training = made_up_training()
    lists_only = tuple(SkillText(one.id, key_skills=one.key_skills) for one in training.texts)
    bare = Training(training.names, lists_only, training.published)
    one = train_denoiser(training, hidden=4, epochs=3, mentions=0.0)
    two = train_denoiser(bare, hidden=4, epochs=3, mentions=0.0)
    three = train_denoiser(training, hidden=4, epochs=3, mentions=0.2)
    np.testing.assert_array_equal(one.encoder, two.encoder)
    assert not np.array_equal(one.encoder, three.encoder)


def test_another_seed_gives_another_network() -> None:
    one, two = (train_denoiser(made_up_training(), hidden=4, epochs=1, seed=n) for n in (0, 1))
    assert not np.array_equal(one.encoder, two.encoder)


def test_every_skill_is_either_seen_or_sought() -> None:
    rows = made_up_training().keys
    seen, sought = _masked(rows, (0.2, 0.7), np.random.default_rng(0))
    np.testing.assert_array_equal(seen + sought, rows.toarray())
    assert set(np.unique(sought)) == {0, 1}
    assert 0.3 < sought.sum() / lengths(rows).sum() < 0.6


@pytest.mark.parametrize("share", [0.0, 1.0])
def test_the_share_of_sought_skills_is_the_one_asked_for(share: float) -> None:
    rows = made_up_training().keys
    _, sought = _masked(rows, (share, share), np.random.default_rng(0))
    assert sought.sum() == share * rows.sum()


def test_the_global_random_state_of_torch_stays() -> None:
    before = torch.random.get_rng_state()
    train_denoiser(made_up_training(), hidden=4, epochs=1)
    assert torch.equal(torch.random.get_rng_state(), before)


def test_all_arrays_are_of_single_precision() -> None:
    network = train_denoiser(made_up_training(), hidden=4, epochs=1)
    for field in fields(Denoiser):
        assert getattr(network, field.name).dtype == np.float32
