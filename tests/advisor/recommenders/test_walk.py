"""RP3β: the contract, and the walk step by step."""

from __future__ import annotations

from collections import Counter
from itertools import product

import numpy as np
from made_up_profiles import NAMES, made_up_training
from recommender_contract import RecommenderContract

from tasks.advisor.recommenders.walk import transitions


class TestWalk(RecommenderContract):
    name = "walk"


def test_the_weights_are_those_of_walking_over_every_list() -> None:
    training, alpha, beta = made_up_training(), 0.7, 0.3
    lists = [text.key_skills for text in training.texts]
    counts = Counter(name for skills in lists for name in skills)
    expected = np.zeros((len(NAMES), len(NAMES)))
    for skills in lists:
        for start, end in product(skills, skills):
            if start != end:
                to_list, to_skill = 1 / counts[start], 1 / len(skills)
                place = training.index[start], training.index[end]
                expected[place] += (to_list * to_skill) ** alpha / counts[end] ** beta
    np.testing.assert_allclose(transitions(training.keys, alpha, beta), expected, rtol=1e-5)


def test_without_powers_a_walk_arrives_somewhere_with_probability_1_less_the_way_back() -> None:
    training = made_up_training()
    arrived = transitions(training.keys, alpha=1.0, beta=0.0).sum(axis=1)
    sizes = {name: [] for name in NAMES}
    for text in training.texts:
        for name in text.key_skills:
            sizes[name].append(len(text.key_skills))
    back = [np.mean([1 / size for size in sizes[name]]) for name in NAMES]
    np.testing.assert_allclose(arrived, 1 - np.array(back), rtol=1e-5)
