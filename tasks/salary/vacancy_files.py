"""A salary model of vacancies on disk: arrays, CatBoost's own file, and the skills' vocabulary."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tasks.files import damage_told, replacing
from tasks.salary.archives import (
    REMEDY,
    Arrays,
    network_arrays,
    networks_of,
    read_archive,
    ridge_arrays,
    ridge_of,
    vocabularies_of,
    vocabulary_arrays,
    widening_arrays,
    widening_of,
    write_archive,
)
from tasks.salary.baseline import CellModel
from tasks.salary.estimates import Estimates, SalaryModel
from tasks.salary.features import Features
from tasks.salary.report_model import ReportModel
from tasks.salary.rows import make_rows
from tasks.salary.vacancy_model import BlendModel, RidgeModel
from tasks.skills.stage import skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

MODEL = "vacancy_model.npz"
BOOSTING = "boosting.cbm"


@dataclass(frozen=True)
class VacancyEstimator:
    """Estimates what vacancies pay, from the vacancies themselves."""

    model: SalaryModel
    vocabulary: Vocabulary

    def estimate(self, vacancies: Sequence[Vacancy]) -> Estimates:
        """Net roubles a month, in the order of `vacancies`, whose ids differ."""
        return self.model.estimate(make_rows(vacancies, skill_texts(vacancies, self.vocabulary)))


def save_vacancy_model(model: SalaryModel, skills: Path, folder: Path) -> None:
    """Write one of `tasks.salary.models.MODELS`, and the vocabulary of the folder `skills`."""
    Vocabulary.load(skills).save(folder)
    match model:
        case CellModel():
            arrays = _cell_arrays(model)
        case RidgeModel():
            arrays = _feature_arrays(model.features) | ridge_arrays("ridge", model.ridge)
        case ReportModel():
            arrays = {}
            _save_boosting(model.regressor, folder)
        case BlendModel():
            arrays = _blend_arrays(model)
            _save_boosting(model.boosting, folder)
        case _:
            raise AssertionError(type(model))
    write_archive(folder / MODEL, {"kind": np.array(type(model).__name__), **arrays})


def load_vacancy_model(folder: Path) -> VacancyEstimator:
    """Read what `save_vacancy_model` wrote.

    Raises
    ------
    UserError
        When it is missing or was not written by this version.
    """
    arrays = read_archive(folder / MODEL)
    with damage_told(folder / MODEL, REMEDY):
        model = _model(arrays, folder)
    return VacancyEstimator(model, Vocabulary.load(folder))


def _model(arrays: Arrays, folder: Path) -> SalaryModel:
    match str(arrays["kind"]):
        case "CellModel":
            cells = map(tuple, arrays["cells"].tolist())
            return CellModel(dict(zip(cells, arrays["figures"], strict=True)), arrays["everywhere"])
        case "RidgeModel":
            return RidgeModel(_features(arrays), ridge_of(arrays, "ridge"))
        case "ReportModel":
            return ReportModel(_load_boosting(folder))
        case "BlendModel":
            return BlendModel(
                _features(arrays),
                networks_of(arrays, "blend"),
                tuple(ridge_of(arrays, f"ridge{at}") for at in range(int(arrays["ridges"]))),
                _load_boosting(folder),
                float(arrays["least"]),
                widening_of(arrays, "blend"),
            )
        case kind:
            raise ValueError(f"{kind!r} is no model of salaries")


def _cell_arrays(model: CellModel) -> Arrays:
    return {
        "cells": np.array(list(model.cells)),
        "figures": np.array(list(model.cells.values())),
        "everywhere": model.everywhere,
    }


def _blend_arrays(model: BlendModel) -> Arrays:
    arrays = _feature_arrays(model.features) | network_arrays("blend", model.networks)
    for at, ridge in enumerate(model.ridges):
        arrays |= ridge_arrays(f"ridge{at}", ridge)
    arrays |= widening_arrays("blend", model.widening)
    return arrays | {"ridges": np.array(len(model.ridges)), "least": np.array(model.least)}


def _feature_arrays(features: Features) -> Arrays:
    return {"usual": features.usual, **vocabulary_arrays(features.vocabularies)}


def _features(arrays: Arrays) -> Features:
    return Features(vocabularies_of(arrays), arrays["usual"])


def _save_boosting(regressor: Any, folder: Path) -> None:
    with replacing(folder / BOOSTING) as temporary:
        regressor.save_model(str(temporary), format="cbm")


def _load_boosting(folder: Path) -> Any:
    from catboost import CatBoostError, CatBoostRegressor

    with damage_told(folder / BOOSTING, REMEDY, (CatBoostError,)):
        return CatBoostRegressor().load_model(str(folder / BOOSTING))
