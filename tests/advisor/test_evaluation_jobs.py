"""The evaluation's jobs on files of made-up vacancies."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from made_up_profiles import NAMES, field_of, made_up_training

from tasks.advisor.evaluation import evaluate_fold, evaluate_text_fold, read_split, summarise
from tasks.errors import UserError
from tasks.skills.texts import write_skill_texts
from tasks.skills.vocabulary import Vocabulary
from tasks.vacancies.files import write_vacancies
from tasks.vacancies.vacancy import Vacancy

TRAINING = made_up_training(120)
SLICES = ["all", "popular", "middle", "rare"]


@pytest.fixture(scope="module")
def files(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """The arguments of the jobs: a file of vacancies, and a folder of their skills."""
    folder = tmp_path_factory.mktemp("advisor")
    write_vacancies(folder / "vacancies.parquet", _vacancies())
    write_skill_texts(folder, TRAINING.texts)
    counts = dict.fromkeys(NAMES, 9)
    Vocabulary(NAMES, counts, {name: name for name in NAMES}, {}, {}).save(folder)
    return {"vacancies": str(folder / "vacancies.parquet"), "skills": str(folder)}


def _vacancies() -> list[Vacancy]:
    """Ten employers; the label is the field of the vacancy's skills."""
    return [
        Vacancy(
            id=text.id,
            title="wanted",
            employer=f"employer {number % 10}",
            queries=tuple(sorted({field_of(name) for name in text.key_skills})),
            published=TRAINING.published[number],
        )
        for number, text in enumerate(TRAINING.texts)
    ]


def test_a_recommender_that_reads_the_query_beats_popularity(
    tmp_path: Path, files: dict[str, str]
) -> None:
    found = {
        method: evaluate_fold(tmp_path, method=method, fold=0, folds=4, **files)
        for method in ("popularity", "cooccurrence")
    }
    for test, measure in (("hidden_skills", "recall@10"), ("retrieval", "mrr")):
        popular, read = (found[method][test]["all"][measure] for method in found)
        assert popular < 0.9 < read, test
    assert list(tmp_path.iterdir()) == []


def test_results_are_json_and_the_same_when_repeated(tmp_path: Path, files: dict[str, str]) -> None:
    results = [
        json.dumps(evaluate_fold(tmp_path, method="ease", fold=1, folds=4, **files))
        for _ in range(2)
    ]
    assert results[0] == results[1]
    found = json.loads(results[0])
    assert found["method"] == "ease"
    assert found["fold"] == 1
    for test, measures in (
        ("hidden_skills", {"queries", "recall@10", "ndcg@10"}),
        ("retrieval", {"queries", "mrr", "ndcg@10"}),
    ):
        assert list(found[test]) == SLICES
        assert all(found[test][name].keys() == measures for name in SLICES)


def test_vacancies_without_key_skills_are_asked_about_by_their_text(
    tmp_path: Path, files: dict[str, str]
) -> None:
    asked = [
        evaluate_fold(tmp_path, method="bm25", fold=fold, folds=4, **files) for fold in range(4)
    ]
    with_label = [vacancy for vacancy in _vacancies() if vacancy.queries]
    assert sum(fold["retrieval"]["all"]["queries"] for fold in asked) == len(with_label)
    # Here a vacancy without key skills has no label either, so nothing is relevant to it.
    assert sum(fold["retrieval_by_text"]["all"]["queries"] for fold in asked) == 0


def test_nothing_of_the_held_out_fold_is_in_training(files: dict[str, str]) -> None:
    vacancies, skills = Path(files["vacancies"]), Path(files["skills"])
    employers = {vacancy.id: vacancy.employer for vacancy in _vacancies()}
    everything: set[str] = set()
    for fold in range(4):
        split = read_split(vacancies, skills, ["key_skills"], fold, 4, 0, grouped=True)
        out = {text.id for text in split.held_out}
        kept = {text.id for text in split.training.texts}
        assert not out & everything
        assert not out & kept
        assert not {employers[one] for one in out} & {employers[one] for one in kept}
        assert out | kept == employers.keys()
        assert split.relevant.shape == (len(out), len(kept))
        everything |= out
    assert everything == employers.keys()


def test_random_folds_divide_employers(files: dict[str, str]) -> None:
    vacancies, skills = Path(files["vacancies"]), Path(files["skills"])
    split = read_split(vacancies, skills, ["key_skills"], 0, 4, 0, grouped=False)
    assert len(split.held_out) == 30
    places = {int(text.id) % 10 for text in split.held_out}
    assert places & {int(text.id) % 10 for text in split.training.texts}


@pytest.mark.parametrize("text", ["filtered", "trimmed", "whole"])
@pytest.mark.parametrize(
    ("method", "options"), [("tfidf", {}), ("nmf", {"topics": 4, "settings": {"min_df": 1}})]
)
def test_texts_are_compared_on_the_same_queries(
    tmp_path: Path, files: dict[str, str], text: str, method: str, options: dict[str, Any]
) -> None:
    found = evaluate_text_fold(
        tmp_path, method=method, text=text, fold=0, folds=4, options=options, **files
    )
    assert (found["method"], found["text"], found["fold"]) == (method, text, 0)
    split = read_split(
        Path(files["vacancies"]), Path(files["skills"]), ["text_skills"], 0, 4, 0, grouped=True
    )
    mentioned = np.array([bool(one.text_skills) for one in split.held_out])
    expected = int((mentioned & split.relevant.any(axis=1)).sum())
    assert found["retrieval"]["all"]["queries"] == expected
    assert found["retrieval"]["all"]["mrr"] > 0.6


def test_the_summary_has_mean_and_standard_deviation_over_folds() -> None:
    def fold(number: int, recall: float, queries: int) -> dict[str, Any]:
        slices = {"all": {"queries": queries, "recall@10": recall}, "rare": {"queries": 0}}
        return {"method": "ease", "fold": number, "hidden_skills": slices}

    results = [fold(1, 0.4, 10), fold(0, 0.2, 20), fold(2, 0.6, 30)]
    expected = {
        "all": {"queries": 60, "recall@10": {"mean": pytest.approx(0.4), "sd": pytest.approx(0.2)}},
        "rare": {"queries": 0},
    }
    assert summarise(iter(results)) == {"hidden_skills": expected}
    assert json.dumps(summarise(results)) == json.dumps(summarise(results[::-1]))
    assert summarise(results[:1])["hidden_skills"]["all"]["recall@10"]["sd"] is None


@pytest.mark.parametrize("fold", [-1, 4])
def test_a_fold_that_is_not_there_is_refused(
    tmp_path: Path, files: dict[str, str], fold: int
) -> None:
    with pytest.raises(UserError, match=f"there is no fold {fold} of 4: use 0 to 3"):
        evaluate_fold(tmp_path, method="ease", fold=fold, folds=4, **files)


def test_skills_of_other_vacancies_are_refused(tmp_path: Path, files: dict[str, str]) -> None:
    write_vacancies(tmp_path / "fewer.parquet", _vacancies()[1:])
    with pytest.raises(UserError, match=r"made from other vacancies than .*fewer\.parquet"):
        evaluate_fold(
            tmp_path, method="ease", vacancies=str(tmp_path / "fewer.parquet"),
            skills=files["skills"], fold=0,
        )  # fmt: skip
