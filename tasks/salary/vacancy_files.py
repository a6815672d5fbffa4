"""A salary model of a vacancy on disk, with the vocabulary that it reads vacancies by."""

from __future__ import annotations

import pickle
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from tasks.files import replacing
from tasks.salary.estimates import Estimates, SalaryModel
from tasks.salary.rows import make_rows
from tasks.skills.stage import skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.vacancy import Vacancy

MODEL = "model.pickle"


@dataclass(frozen=True)
class VacancyEstimator:
    """Estimates what vacancies pay, from the vacancies themselves."""

    model: SalaryModel
    vocabulary: Vocabulary

    def estimate(self, vacancies: Sequence[Vacancy]) -> Estimates:
        """Net roubles a month, in the order of `vacancies`, whose ids differ."""
        return self.model.estimate(make_rows(vacancies, skill_texts(vacancies, self.vocabulary)))


def save_vacancy_model(model: SalaryModel, skills: Path, folder: Path) -> None:
    """Write a model and the vocabulary of the folder `skills`."""
    Vocabulary.load(skills).save(folder)
    with replacing(folder / MODEL) as temporary, temporary.open("wb") as file:
        pickle.dump(model, file, protocol=5)


def load_vacancy_model(folder: Path) -> VacancyEstimator:
    """Read what `save_vacancy_model` wrote; as with every pickle, only what one wrote oneself."""
    with (folder / MODEL).open("rb") as file:
        return VacancyEstimator(pickle.load(file), Vocabulary.load(folder))
