"""The adviser's folder: built from what the earlier stages left, loaded to give advice."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tasks.advisor.adviser import Adviser, one_of
from tasks.advisor.market import SHOWN, Market
from tasks.advisor.matrix import Training
from tasks.advisor.recommender_files import load_recommender, save_recommender
from tasks.advisor.recommenders.report_chain import ReportChain
from tasks.advisor.recommenders.topics import Topics
from tasks.advisor.registry import Recommender, fit_recommender
from tasks.advisor.topic_space import read_topic_space
from tasks.errors import UserError
from tasks.files import damage_told, read_json, replacing, write_json
from tasks.salary.query_files import load_query_model
from tasks.skills.texts import read_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.topics.results import MODEL_FILES
from tasks.vacancies.files import VACANCIES, read_vacancies, read_vacancy_table, write_vacancies

if TYPE_CHECKING:
    import pyarrow

SETTINGS = "adviser.json"
PROFILES = "profiles.npz"
RECOMMENDERS = "recommenders"
TOPICS = "topics"
SALARY = "salary"
CHAIN = "report_chain"
REMEDY = "run `skillpath evaluate` again, or everything with `dvc repro`"


def build_adviser(
    folder: Path,
    default: str,
    methods: Mapping[str, Mapping[str, Any]],
    vacancies: Path,
    skills: Path,
    topics: Path,
    salary: Path,
) -> None:
    """Fit every method to all vacancies, and put all that advice needs into `folder`.

    Parameters
    ----------
    default
        The method that is taken unless another is asked for.
    methods
        By name: ``recommender``, its ``options``, and ``topics``, the kept topic model that it
        takes, or None.
    vacancies, skills, topics, salary
        What the earlier stages wrote.
    """
    from scipy.sparse import save_npz

    rows = read_vacancies(vacancies)
    texts = read_skill_texts(skills)
    vocabulary = Vocabulary.load(skills)
    training = Training(vocabulary.names, tuple(texts), tuple(row.published for row in rows))
    for name, method in methods.items():
        if method["topics"]:
            _copy(topics / method["topics"], folder / TOPICS / method["topics"], MODEL_FILES)
        else:
            fitted = fit_recommender(method["recommender"], training, method["options"])
            save_recommender(folder / RECOMMENDERS / f"{name}.npz", fitted)
    write_vacancies(folder / VACANCIES, [replace(row, description="", skills=()) for row in rows])
    with replacing(folder / PROFILES) as temporary, temporary.open("wb") as file:
        save_npz(file, training.profiles)
    vocabulary.save(folder)
    shutil.copytree(salary, folder / SALARY)
    chosen = {
        name: {key: one[key] for key in ("recommender", "topics")} for name, one in methods.items()
    }
    write_json(folder / SETTINGS, {"default": default, "methods": chosen})


def load_adviser(folder: Path, model: str | None = None) -> Adviser:
    """Read what `build_adviser` wrote, ready to rank with `model` or the default.

    Raises
    ------
    UserError
        When it is not there, has no such model, or its files were not written together.
    """
    from scipy.sparse import load_npz

    path = folder / SETTINGS
    if not path.is_file():
        raise UserError(
            f"{path} is missing: run `dvc repro` with a study that has vacancies "
            "(`dvc exp run -S study=vacancies` for the real ones) first"
        )
    with damage_told(path, REMEDY):
        settings = read_json(path, REMEDY)
        if settings["default"] not in settings["methods"]:
            raise ValueError(f"the default {settings['default']!r} is none of its methods")
        name = one_of("model", model or settings["default"], list(settings["methods"]))
        method = {key: settings["methods"][name][key] for key in ("recommender", "topics")}
        if not isinstance(method["topics"], str | None):
            raise ValueError(f"the topics of {name!r} are no model's name")
    vocabulary = Vocabulary.load(folder)
    vacancies = read_vacancy_table(folder / VACANCIES, SHOWN).combine_chunks()
    with damage_told(folder / PROFILES, REMEDY):
        profiles = load_npz(folder / PROFILES)
        if profiles.shape != (len(vacancies), len(vocabulary)):
            raise ValueError(f"{profiles.shape}, not one row a vacancy and one column a skill")
    return Adviser(
        model=name,
        closed=method["recommender"] == CHAIN,
        vocabulary=vocabulary,
        market=Market(vacancies, vocabulary.names, profiles),
        recommender=_recommender(folder, name, method, vocabulary, vacancies["id"]),
        salaries=load_query_model(folder / SALARY),
    )


def _copy(source: Path, destination: Path, files: Sequence[str]) -> None:
    destination.mkdir(parents=True, exist_ok=True)
    for file in files:
        shutil.copyfile(source / file, destination / file)


def _recommender(
    folder: Path,
    name: str,
    method: Mapping[str, Any],
    vocabulary: Vocabulary,
    ids: pyarrow.ChunkedArray,
) -> Recommender:
    if not method["topics"]:
        return load_recommender(folder / RECOMMENDERS / f"{name}.npz")
    topics = folder / TOPICS / method["topics"]
    space = read_topic_space(topics, vocabulary.names, ids.to_pylist())
    return ReportChain(space) if method["recommender"] == CHAIN else Topics(space)
