"""The better salary model of a vacancy: neural networks, and CatBoost on top of ridges."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from tasks.salary.amounts import AMOUNTS
from tasks.salary.boosting import fit_boosting
from tasks.salary.estimates import Estimates
from tasks.salary.features import Features, fit_features, log_amounts, side_by_side
from tasks.salary.intervals import Widening, fit_widening
from tasks.salary.network import (
    HIGH,
    LOW,
    MEAN,
    Network,
    NetworkSettings,
    average,
    fit_network,
    out_of_fold_networks,
)
from tasks.salary.ridge import Ridge, fit_ridge, out_of_fold
from tasks.salary.rows import Floats, Row, salaries_of
from tasks.vacancies.folds import employer_folds, random_folds

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

NETWORKS = 3
INNER_FOLDS = 5
NETWORK_WEIGHTS = {
    "title": 0.5, "title characters": 0.5, "text": 0.7, "listed skills": 0.35, "skills": 0.4,
    "employer": 0.15, "city": 1.0, "experience": 1.0, "schedule": 0.7, "employment": 0.7,
    "amounts": 1.0,
}  # fmt: skip
RIDGES: dict[str, tuple[dict[str, float], float]] = {
    "ridge on everything": (
        {
            "title": 1.0, "title characters": 0.7, "text": 1.0, "listed skills": 0.5,
            "skills": 0.5, "employer": 0.45, "city": 0.55, "experience": 0.7, "schedule": 0.45,
            "employment": 0.3,
        },
        2.0,
    ),
    "ridge on the title": (
        {"title": 1.0, "title characters": 1.0, "experience": 0.7, "schedule": 0.45},
        2.0,
    ),
    "ridge on the text": ({"text": 1.0}, 1.0),
}  # fmt: skip
BOOSTING = {
    "loss_function": "RMSE",
    "iterations": 400,
    "learning_rate": 0.05,
    "depth": 6,
    "random_seed": 0,
}
CATEGORICAL = ("experience", "schedule", "employment", "city")
COUNTED = ("listed skills", "length of the description")
FEATURES = (*RIDGES, *COUNTED, *AMOUNTS, *CATEGORICAL)


@dataclass(frozen=True)
class RidgeModel:
    """The ridge on everything, alone: the logarithm of a salary is a weighted sum."""

    features: Features
    ridge: Ridge

    def estimate(self, rows: Sequence[Row]) -> Estimates:
        """No interval."""
        weights = RIDGES["ridge on everything"][0]
        inputs = side_by_side(self.features.blocks(rows), weights)
        return Estimates(np.exp(self.ridge.predict(inputs)))


def fit_ridge_model(rows: Sequence[Row]) -> RidgeModel:
    """Fit it to paid rows."""
    features = fit_features(rows)
    weights, penalty = RIDGES["ridge on everything"]
    inputs = side_by_side(features.blocks(rows), weights)
    return RidgeModel(features, fit_ridge(inputs, np.log(salaries_of(rows)), penalty))


@dataclass(frozen=True)
class BlendModel:
    """The geometric mean of networks and boosting.

    The networks learn logarithms, so they speak of the middle; boosting learns roubles, so it
    speaks of the mean. Half-way between, both the absolute and the squared error are small.
    """

    features: Features
    networks: tuple[Network, ...]
    ridges: tuple[Ridge, ...]
    boosting: Any
    least: float
    widening: Widening

    def estimate(self, rows: Sequence[Row]) -> Estimates:
        """Salary and an 80 % interval, which holds the salary."""
        blocks = self.features.blocks(rows)
        outputs = average(self.networks, side_by_side(blocks, NETWORK_WEIGHTS))
        boosted = self.boosting.predict(_pool(rows, self._ridge_outputs(blocks)))
        logs = (outputs[:, MEAN] + np.log(np.maximum(boosted, self.least))) / 2
        low, high = self.widening.bounds(
            outputs[:, LOW], outputs[:, HIGH], [row.experience for row in rows]
        )
        return Estimates(
            np.exp(logs), np.exp(np.minimum(low, logs)), np.exp(np.maximum(high, logs))
        )

    def importance(self) -> dict[str, float]:
        """How much boosting hangs on each of its features, in percent; not the networks."""
        values = self.boosting.get_feature_importance()
        return dict(zip(FEATURES, map(float, values), strict=True))

    def _ridge_outputs(self, blocks: dict[str, csr_matrix]) -> Floats:
        views = (weights for weights, _ in RIDGES.values())
        return np.column_stack(
            [
                ridge.predict(side_by_side(blocks, weights))
                for ridge, weights in zip(self.ridges, views, strict=True)
            ]
        )


def fit_blend(
    rows: Sequence[Row], seed: int, grouped: bool = True, device: str = "cpu"
) -> BlendModel:
    """Fit the blend to paid rows.

    Parameters
    ----------
    grouped : bool
        Whether rows to estimate come from other employers: what ridges and networks say of a
        training row is then learnt from other employers, too.
    device : str
        ``cpu``, or ``cuda`` for boosting on a GPU.
    """
    features = fit_features(rows)
    blocks = features.blocks(rows)
    salaries = salaries_of(rows)
    target = np.log(salaries)
    inner = _inner_folds(rows, seed, grouped)
    inputs = side_by_side(blocks, NETWORK_WEIGHTS)
    settings = NetworkSettings()
    networks = tuple(
        fit_network(inputs, target, settings, np.random.default_rng([seed, member]))
        for member in range(NETWORKS)
    )
    unseen = out_of_fold_networks(inputs, target, inner, settings, seed)
    ridges, outputs = [], []
    for weights, penalty in RIDGES.values():
        view = side_by_side(blocks, weights)
        ridges.append(fit_ridge(view, target, penalty))
        outputs.append(out_of_fold(view, target, penalty, inner))
    return BlendModel(
        features,
        networks,
        tuple(ridges),
        fit_boosting(BOOSTING, _pool(rows, np.column_stack(outputs), salaries), device),
        float(salaries.min()),
        fit_widening(target, unseen[:, LOW], unseen[:, HIGH], [row.experience for row in rows]),
    )


def _inner_folds(rows: Sequence[Row], seed: int, grouped: bool) -> NDArray[np.int64]:
    if grouped:
        return employer_folds([row.employer for row in rows], INNER_FOLDS, seed + 1)
    return random_folds(len(rows), INNER_FOLDS, seed + 1)


def _pool(rows: Sequence[Row], outputs: Floats, salaries: Floats | None = None) -> Any:
    from catboost import FeaturesData, Pool

    counted = [[len(row.listed), len(row.description)] for row in rows]
    numbers = np.hstack([outputs, np.array(counted, dtype=float).reshape(-1, 2), log_amounts(rows)])
    words = [[getattr(row, name).encode() for name in CATEGORICAL] for row in rows]
    data = FeaturesData(
        num_feature_data=numbers.astype(np.float32),
        cat_feature_data=np.array(words, dtype=object).reshape(-1, len(CATEGORICAL)),
        num_feature_names=[*RIDGES, *COUNTED, *AMOUNTS],
        cat_feature_names=list(CATEGORICAL),
    )
    return Pool(data, label=salaries)
