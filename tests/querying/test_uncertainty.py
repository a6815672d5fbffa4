"""Uncertainty of tokens where arithmetic is least kind: certainty, one tag, rounding."""

from __future__ import annotations

import numpy as np
import pytest
from made_up_pools import MadeUpOutputs

from tasks.querying.kernels.uncertainty import entropies, margins, mnlp_uncertainty


def test_entropies_by_hand() -> None:
    rows = np.array([[0.25, 0.25, 0.25, 0.25], [0.5, 0.5, 0.0, 0.0], [1.0, 0.0, 0.0, 0.0]])
    assert entropies(rows).tolist() == pytest.approx([np.log(4), np.log(2), 0.0])


def test_no_entropy_is_negative_where_a_probability_is_rounded_up() -> None:
    assert entropies(np.array([[np.nextafter(np.float32(1), np.float32(2)), 0.0]])).tolist() == [0]


def test_a_single_tag_leads_by_all() -> None:
    assert margins(np.zeros((3, 1), dtype=np.float32)).tolist() == [1.0, 1.0, 1.0]


def test_mnlp_uncertainty_tells_very_sure_sentences_apart_and_stays_below_one() -> None:
    means = np.array([-100.0, -1e-3, -1e-12, -2e-12, -0.0])
    outputs = MadeUpOutputs(np.arange(6), means[:, None], np.empty(0), np.empty(0))
    found = mnlp_uncertainty(outputs)
    assert np.argsort(-found).tolist() == [0, 1, 3, 2, 4]
    assert found.min() == 0.0
    assert found.max() <= 1.0
