"""Ridge regression on sparse features, with predictions for rows that it did not see."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from tasks.salary.rows import Floats

if TYPE_CHECKING:
    from scipy.sparse import csr_matrix

ITERATIONS = 60


@dataclass(frozen=True)
class Ridge:
    """A linear function of the features."""

    coefficients: Floats
    intercept: float

    def predict(self, inputs: csr_matrix) -> Floats:
        """The function's values, (rows,)."""
        return np.asarray(inputs @ self.coefficients) + self.intercept


def fit_ridge(inputs: csr_matrix, target: Floats, penalty: float) -> Ridge:
    """Minimise ‖y − ȳ − X b‖² + `penalty` ‖b‖² by LSQR (Paige & Saunders 1982)."""
    from scipy.sparse.linalg import lsqr

    intercept = float(target.mean())
    solution = lsqr(inputs, target - intercept, damp=np.sqrt(penalty), iter_lim=ITERATIONS)
    return Ridge(solution[0], intercept)


def out_of_fold(
    inputs: csr_matrix, target: Floats, penalty: float, folds: NDArray[np.int64]
) -> Floats:
    """Predictions for each row by the ridge that did not see its fold, (rows,)."""
    predicted = np.empty(len(target))
    for fold in np.unique(folds):
        held = folds == fold
        ridge = fit_ridge(inputs[~held], target[~held], penalty)
        predicted[held] = ridge.predict(inputs[held])
    return predicted
