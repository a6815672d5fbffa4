"""Ridge regression, against its closed form."""

from __future__ import annotations

import numpy as np
from scipy.sparse import csr_matrix

from tasks.salary.ridge import fit_ridge, out_of_fold


def planted() -> tuple[np.ndarray, np.ndarray]:
    generator = np.random.default_rng(0)
    inputs = generator.normal(size=(40, 6))
    return inputs, inputs @ np.arange(6) + generator.normal(size=40) + 3


def closed_form(inputs: np.ndarray, target: np.ndarray, penalty: float) -> np.ndarray:
    return np.linalg.solve(
        inputs.T @ inputs + penalty * np.eye(inputs.shape[1]), inputs.T @ (target - target.mean())
    )


def test_coefficients_are_the_closed_form() -> None:
    inputs, target = planted()
    ridge = fit_ridge(csr_matrix(inputs), target, 2.0)
    np.testing.assert_allclose(ridge.coefficients, closed_form(inputs, target, 2.0), rtol=1e-4)
    assert ridge.intercept == target.mean()


def test_out_of_fold_is_a_fit_to_the_other_folds() -> None:
    inputs, target = planted()
    folds = np.arange(40) % 4
    said = out_of_fold(csr_matrix(inputs), target, 2.0, folds)
    held = folds == 2
    others = closed_form(inputs[~held], target[~held], 2.0)
    np.testing.assert_allclose(said[held], inputs[held] @ others + target[~held].mean(), rtol=1e-4)
