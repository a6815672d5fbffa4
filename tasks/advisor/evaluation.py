"""The adviser's evaluation jobs: a recommender or a form of text, measured on one fold."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from tasks.advisor.matrix import Training, lengths, skill_popularity, skill_rows
from tasks.advisor.protocol import (
    Booleans,
    hide_skills,
    mean_popularity,
    measure_retrieval,
    measure_skills,
    shared_labels,
)
from tasks.advisor.registry import fit_recommender
from tasks.advisor.text_search import text_similarities
from tasks.errors import UserError
from tasks.skills.texts import SkillText, read_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.topics.documents import TEXTS
from tasks.vacancies.files import read_vacancies
from tasks.vacancies.folds import employer_folds, random_folds

SKILLS = ("key_skills", "text_skills", "filtered")


@dataclass(frozen=True, eq=False)
class Split:
    """Vacancies to fit to, and held-out ones to ask about.

    Attributes
    ----------
    training : Training
    held_out : tuple of SkillText
    relevant : bool array, (held out, training)
        Where they share a search that found them, the weak label of a profession.
    """

    training: Training
    held_out: tuple[SkillText, ...]
    relevant: Booleans


def evaluate_fold(
    folder: Path,  # noqa: ARG001
    *,
    method: str,
    vacancies: str,
    skills: str,
    fold: int,
    folds: int = 5,
    seed: int = 0,
    grouped: bool = True,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Fit a recommender to the other folds and measure it on this one.

    The vocabulary was chosen from all vacancies, held-out ones too; all that is fitted sees the
    other folds only. Nothing is written into `folder`, which every job is given.

    Parameters
    ----------
    method, options
        See `fit_recommender`.
    vacancies : str
        The file of all vacancies.
    skills : str
        The folder with their skills and texts, and the vocabulary.
    fold, folds, seed
        Which fold is held out, of how many; the seed of the folds and of the hidden skills.
    grouped : bool
        Whether all vacancies of an employer fall into the same fold.

    Returns
    -------
    dict
        ``hidden_skills``, ``retrieval`` (the query is a list of key skills) and
        ``retrieval_by_text`` (the query is what the text of a vacancy without such a list
        mentions), each by slice, see `by_slice`.

    Raises
    ------
    UserError
        When the files do not fit together, or an argument cannot be.
    """
    text = (options or {}).get("text", "filtered")
    columns = {*SKILLS, *TEXTS.get(text, ())}  # `keys` are there anyway
    split = read_split(Path(vacancies), Path(skills), columns, fold, folds, seed, grouped)
    training = split.training
    recommender = fit_recommender(method, training, options)
    keys = skill_rows([one.key_skills for one in split.held_out], training.index)
    mentions = skill_rows([one.text_skills for one in split.held_out], training.index)
    popularity = skill_popularity(training.keys)
    result: dict[str, Any] = {"method": method, "fold": fold}
    hidden = hide_skills(keys, np.random.default_rng([seed, fold, 0]))
    result["hidden_skills"] = measure_skills(recommender, hidden, popularity)
    listed = lengths(keys) > 0
    for name, queries, asked in (
        ("retrieval", keys, listed),
        ("retrieval_by_text", mentions, ~listed & (lengths(mentions) > 0)),
    ):
        result[name] = measure_retrieval(
            recommender.vacancy_scores(queries[asked]),
            split.relevant[asked],
            mean_popularity(queries[asked], popularity),
            np.random.default_rng([seed, fold, 1]),
        )
    return result


def evaluate_text_fold(
    folder: Path,  # noqa: ARG001
    *,
    method: str,
    text: str,
    vacancies: str,
    skills: str,
    fold: int,
    folds: int = 5,
    seed: int = 0,
    grouped: bool = True,
    options: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """Find vacancies by the whole text of a held-out one: the report's comparison of texts.

    The same held-out vacancies are asked about whatever the form of text: those whose text
    mentions a skill.

    Parameters
    ----------
    method, options
        See `text_similarities`.
    text : str
        ``whole``, ``trimmed`` or ``filtered``, see `documents_of`.
    vacancies, skills, fold, folds, seed, grouped
        See `evaluate_fold`.

    Returns
    -------
    dict
        ``retrieval`` by slice, see `by_slice`.
    """
    columns = {*SKILLS, *TEXTS[text]}
    split = read_split(Path(vacancies), Path(skills), columns, fold, folds, seed, grouped)
    mentions = skill_rows([one.text_skills for one in split.held_out], split.training.index)
    asked = lengths(mentions) > 0
    queries = [one for one, chosen in zip(split.held_out, asked, strict=True) if chosen]
    found = measure_retrieval(
        text_similarities(method, text, split.training, queries, seed, options or {}),
        split.relevant[asked],
        mean_popularity(mentions[asked], skill_popularity(split.training.keys)),
        np.random.default_rng([seed, fold, 1]),
    )
    return {"method": method, "text": text, "fold": fold, "retrieval": found}


def summarise(results: Iterable[Mapping[str, Any]]) -> dict[str, Any]:
    """Mean and standard deviation over the folds of one method.

    Parameters
    ----------
    results : iterable of mapping
        What `evaluate_fold` or `evaluate_text_fold` returned, a fold each.

    Returns
    -------
    dict
        Test → slice → measure → ``mean`` and ``sd`` (of the folds, not of their mean), and
        ``queries``, the sum.
    """
    folds = sorted(results, key=lambda result: result["fold"])
    tests = [name for name, value in folds[0].items() if isinstance(value, Mapping)]
    return {test: _over_folds([fold[test] for fold in folds]) for test in tests}


def read_split(
    vacancies: Path,
    skills: Path,
    columns: Iterable[str],
    fold: int,
    folds: int,
    seed: int,
    grouped: bool,
) -> Split:
    """Read everything and hold one fold out.

    Raises
    ------
    UserError
        When the files are not of the same vacancies, or there is no such fold.
    """
    if not 0 <= fold < folds:
        raise UserError(f"advisor: there is no fold {fold} of {folds}: use 0 to {folds - 1}")
    rows = read_vacancies(vacancies)
    texts = read_skill_texts(skills, sorted(columns))
    if [row.id for row in rows] != [text.id for text in texts]:
        raise UserError(
            f"{skills} was made from other vacancies than {vacancies}: run `skillpath skills` again"
        )
    numbers = (
        employer_folds([row.employer for row in rows], folds, seed)
        if grouped
        else random_folds(len(rows), folds, seed)
    )
    out, kept = np.flatnonzero(numbers == fold), np.flatnonzero(numbers != fold)
    labels = [row.queries for row in rows]
    return Split(
        training=Training(
            names=Vocabulary.load(skills).names,
            texts=tuple(texts[row] for row in kept),
            published=tuple(rows[row].published for row in kept),
        ),
        held_out=tuple(texts[row] for row in out),
        relevant=shared_labels([labels[row] for row in out], [labels[row] for row in kept]),
    )


def _over_folds(folds: Sequence[Mapping[str, Mapping[str, float]]]) -> dict[str, Any]:
    return {slice_: _mean_and_sd([fold[slice_] for fold in folds]) for slice_ in folds[0]}


def _mean_and_sd(folds: Sequence[Mapping[str, float]]) -> dict[str, Any]:
    asked = [fold for fold in folds if fold["queries"]]
    measures = [name for name in (asked[0] if asked else {}) if name != "queries"]
    summary: dict[str, Any] = {"queries": sum(fold["queries"] for fold in folds)}
    for name in measures:
        values = np.array([fold[name] for fold in asked])
        spread = float(values.std(ddof=1)) if len(values) > 1 else None
        summary[name] = {"mean": float(values.mean()), "sd": spread}
    return summary
