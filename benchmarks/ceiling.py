"""How far skills can say what a vacancy pays: the same networks on ever more of the vacancy.

A query names skills, schedule and experience. Whoever knows the whole description knows more than
any list of skills in it; where that does not reach an error, skills will not. Five folds grouped by
employer, in the report's window, on the vacancies in ``data/``.
"""

from __future__ import annotations

from concurrent.futures import ProcessPoolExecutor
from dataclasses import replace
from multiprocessing import get_context
from typing import Any

import numpy as np

FOLDS = 5
MEMBERS = 3
ALWAYS = {"experience": 1.0, "schedule": 0.7}
GIVEN = {
    "schedule and experience": ALWAYS,
    "+ skills": ALWAYS | {"skills": 0.8},
    "+ skills, the whole description": ALWAYS | {"skills": 0.4, "text": 0.7},
    "+ skills, city": ALWAYS | {"skills": 0.8, "city": 1.0},
    "+ skills, the whole description, city": ALWAYS | {"skills": 0.4, "text": 0.7, "city": 1.0},
}


def measure() -> dict[str, Any]:
    """Mean absolute error and RMSE over range by what is given, over the five folds."""
    with ProcessPoolExecutor(mp_context=get_context("spawn")) as pool:
        folds = list(pool.map(_fold, range(FOLDS)))
    return {
        name: {
            measured: round(float(np.mean([fold[name][measured] for fold in folds])), 4)
            for measured in ("mae", "rmse_over_range")
        }
        for name in GIVEN
    }


def _fold(fold: int) -> dict[str, dict[str, float]]:
    from tasks.paths import Project
    from tasks.salary.estimates import Estimates
    from tasks.salary.features import fit_features, side_by_side
    from tasks.salary.measures import measure
    from tasks.salary.network import MEAN, NetworkSettings, average, fit_network
    from tasks.salary.rows import Window, paid_rows, read_rows, salaries_of
    from tasks.vacancies.files import VACANCIES
    from tasks.vacancies.folds import employer_folds

    project, window = Project(), Window()
    rows = paid_rows(read_rows(project.vacancies / VACANCIES, project.skills), window)
    # The title is cut from the text: it is given to queries on its own.
    rows = [replace(row, text=" ".join(row.text.split()[len(row.title.split()) :])) for row in rows]
    numbers = employer_folds([row.employer for row in rows], FOLDS, 0)
    training = [row for row, number in zip(rows, numbers, strict=True) if number != fold]
    held = [row for row, number in zip(rows, numbers, strict=True) if number == fold]
    features = fit_features(training)
    seen, unseen = features.blocks(training), features.blocks(held)
    target = np.log(salaries_of(training))
    found = {}
    for name, weights in GIVEN.items():
        inputs = side_by_side(seen, weights)
        settings = NetworkSettings()
        networks = [
            fit_network(inputs, target, settings, np.random.default_rng([fold, member]))
            for member in range(MEMBERS)
        ]
        logs = average(tuple(networks), side_by_side(unseen, weights))[:, MEAN]
        found[name] = measure(held, Estimates(np.exp(logs)), window)
    return found
