"""When a simulation ends before its last round."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from tasks.querying.pool import IntArray

_ROUNDING = 1e-9  # the mean of three equal numbers may be a little less than each


@dataclass(frozen=True)
class StoppingRules:
    """What ends a simulation; None never does, and the first rule that holds counts.

    Attributes
    ----------
    words : int or None
        So many words are annotated.
    full_data_share : float or None
        Validation F1 has reached this share of the full-data run's of the same seed.
    stability : float or None
        The mean agreement of successive rounds' predictions over the last `stable_rounds`. It is
        that on the whole training split; the paper takes a stop set that is never annotated.
    stable_rounds : int
        How many agreements that mean is taken over.

    References
    ----------
    Bloodgood & Vijay-Shanker (2009), A Method for Stopping Active Learning Based on Stabilizing
    Predictions: Cohen's kappa of successive models, mean of three at least 0.99.
    """

    words: int | None = None
    full_data_share: float | None = None
    stability: float | None = None
    stable_rounds: int = 3


def reason_to_stop(
    rules: StoppingRules,
    words: int,
    f1_valid: float,
    full_data_f1: float | None,
    agreements: Sequence[float],
) -> str | None:
    """The name of the rule that ends a simulation now; None while it goes on.

    Parameters
    ----------
    words
        Annotated by now.
    f1_valid, full_data_f1
        Validation F1 now, and of the full-data run (needed for ``full_data_share``).
    agreements
        Of each round's predictions with those of the round before, the latest last.
    """
    if rules.words is not None and words >= rules.words:
        return "words"
    if rules.full_data_share is not None:
        if full_data_f1 is None:
            raise ValueError("the rule full_data_share needs the full-data run's F1")
        if 0 < rules.full_data_share * full_data_f1 <= f1_valid:
            return "full_data_share"
    latest = agreements[-rules.stable_rounds :]
    if rules.stability is None or len(latest) < rules.stable_rounds:
        return None
    return "stability" if float(np.mean(latest)) >= rules.stability - _ROUNDING else None


def agreement(first: IntArray, second: IntArray) -> float:
    """Cohen's kappa of two taggings of the same tokens: 1 when they are the same.

    References
    ----------
    Cohen (1960), A Coefficient of Agreement for Nominal Scales.
    """
    observed = float(np.mean(first == second))
    tags = int(max(first.max(initial=0), second.max(initial=0))) + 1
    shares = [np.bincount(tagging, minlength=tags) / len(tagging) for tagging in (first, second)]
    expected = float(shares[0] @ shares[1])
    return 1.0 if expected >= 1.0 else (observed - expected) / (1.0 - expected)
