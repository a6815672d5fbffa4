"""The jobs that measure salary models: a fold, a point of the learning curve."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from tasks.errors import UserError
from tasks.files import replacing
from tasks.salary.estimates import Estimates
from tasks.salary.measures import measure
from tasks.salary.models import fit_model
from tasks.salary.query_model import fit_query_model
from tasks.salary.rows import Row, Window, paid_rows, read_rows, salaries_of
from tasks.vacancies.folds import employer_folds, random_folds

PREDICTIONS = "predictions.npz"
FOLDS = 5
SKILLS = ("listed", "listed and in the text")


def evaluate_fold(
    folder: Path,
    *,
    vacancies: str,
    skills: str,
    model: str,
    folds: str = "employer",
    fold: int = 0,
    seed: int = 0,
    window: Sequence[float] = (40_000.0, 500_000.0),
    device: str = "cpu",
) -> dict[str, Any]:
    """Fit a vacancy model to all folds but one and measure it on that one.

    Parameters
    ----------
    folder : Path
        Gets ``predictions.npz``: ids, salaries, estimates and bounds of the held-out rows.
    vacancies, skills : str
        ``vacancies.parquet``, and the folder with ``skills.parquet``.
    model : str
        A name of `tasks.salary.models.MODELS`.
    folds : str
        ``employer`` or ``random``.
    fold : int
        Which of the five is held out.
    seed : int
        Of folds and model.
    """
    limits = Window(*window)
    rows = paid_rows(read_rows(Path(vacancies), Path(skills)), limits)
    training, held = _split(rows, folds, fold, seed)
    fitted = fit_model(model, training, seed, folds == "employer", device)
    estimates = fitted.estimate(held)
    _write_predictions(folder, held, estimates)
    result = {"model": model, "folds": folds, "fold": fold, "seed": seed, "window": list(window)}
    return result | {"trained_on": len(training)} | measure(held, estimates, limits)


def evaluate_query_fold(
    folder: Path,  # noqa: ARG001
    *,
    vacancies: str,
    skills: str,
    given: str,
    fold: int = 0,
    seed: int = 0,
    window: Sequence[float] = (40_000.0, 500_000.0),
) -> dict[str, Any]:
    """Fit the query model to all folds but one, grouped by employer, and measure it on that one.

    A query's skills are once the vacancy's listed ones (none where the employer listed none, as
    a quarter do: schedule and experience must do then), once these and those of its text, which
    stand for what a full résumé would name. Nothing is written into `folder`.

    Returns
    -------
    dict
        The measures for each of `SKILLS`, and for the listed ones of vacancies that list any.
    """
    limits = Window(*window)
    rows = paid_rows(read_rows(Path(vacancies), Path(skills)), limits)
    training, held = _split(rows, "employer", fold, seed)
    model = fit_query_model(training, seed, [given])
    listed = [replace(row, text_skills=()) for row in held]
    listing = [row for row in listed if row.key_skills]
    result: dict[str, Any] = {"given": given, "fold": fold, "seed": seed, "window": list(window)}
    for name, queries in zip(SKILLS, (listed, held), strict=True):
        result[name] = measure(queries, model.estimate(queries, given), limits)
    if listing:
        result["listed, where any"] = measure(listing, model.estimate(listing, given), limits)
    return result | {"trained_on": len(training)}


def learning_curve_point(
    folder: Path,
    *,
    vacancies: str,
    skills: str,
    model: str,
    share: float,
    fold: int = 0,
    seed: int = 0,
    window: Sequence[float] = (40_000.0, 500_000.0),
    device: str = "cpu",
) -> dict[str, Any]:
    """Measure a model, grouped by employer, that learnt from a seeded share of employers only.

    The shares are nested, and the held-out fold is that of `evaluate_fold`.
    """
    if not 0 < share <= 1:
        raise UserError(f"salary: a share of {share} to learn from: use more than 0, up to 1")
    limits = Window(*window)
    rows = paid_rows(read_rows(Path(vacancies), Path(skills)), limits)
    training, held = _split(rows, "employer", fold, seed)
    chosen = _share_of_employers(training, share, seed)
    estimates = fit_model(model, chosen, seed, True, device).estimate(held)
    _write_predictions(folder, held, estimates)
    result = {"model": model, "share": share, "vacancies": len(chosen), "fold": fold, "seed": seed}
    return result | measure(held, estimates, limits)


def _split(rows: Sequence[Row], folds: str, fold: int, seed: int) -> tuple[list[Row], list[Row]]:
    if not 0 <= fold < FOLDS:
        raise UserError(f"salary: fold {fold} of {FOLDS}: use 0 to {FOLDS - 1}")
    numbers = _fold_numbers(rows, folds, seed)
    training = [row for row, number in zip(rows, numbers, strict=True) if number != fold]
    held = [row for row, number in zip(rows, numbers, strict=True) if number == fold]
    if not training or not held:
        raise UserError(
            f"salary: {len(rows)} vacancies with a salary are too few for {FOLDS} folds: add some"
        )
    return training, held


def _fold_numbers(rows: Sequence[Row], folds: str, seed: int) -> NDArray[np.int64]:
    match folds:
        case "employer":
            return employer_folds([row.employer for row in rows], FOLDS, seed)
        case "random":
            return random_folds(len(rows), FOLDS, seed)
        case _:
            raise UserError(f"salary: folds {folds!r} are unknown: use `employer` or `random`")


def _share_of_employers(rows: Sequence[Row], share: float, seed: int) -> list[Row]:
    """Whole employers in a seeded order, until that share of rows is reached."""
    employers = sorted({row.employer or row.id for row in rows})
    order = np.random.default_rng([seed, len(employers)]).permutation(len(employers))
    place = {employers[employer]: position for position, employer in enumerate(order)}
    places = np.array([place[row.employer or row.id] for row in rows])
    last = np.sort(places)[max(1, round(share * len(rows))) - 1]
    return [row for row, position in zip(rows, places, strict=True) if position <= last]


def _write_predictions(folder: Path, rows: Sequence[Row], estimates: Estimates) -> None:
    arrays = {
        "ids": np.array([row.id for row in rows]),
        "true": salaries_of(rows),
        "salary": estimates.salary,
    }
    if estimates.low is not None and estimates.high is not None:
        arrays |= {"low": estimates.low, "high": estimates.high}
    with replacing(folder / PREDICTIONS) as temporary, temporary.open("wb") as file:
        np.savez(file, **arrays)  # type: ignore[arg-type]
