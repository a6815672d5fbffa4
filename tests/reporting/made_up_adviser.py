"""A made-up job adviser with plausible numbers, written as the files that the report reads."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np

EXPERIENCES = ("Нет опыта", "От 1 года до 3 лет", "От 3 до 6 лет", "Более 6 лет")
SCHEDULES = ("Полный день", "Сменный график", "Удаленная работа")
KINDS = ("nmf", "lda", "clusters")
NUMBERS = (8, 16, 32, 64, 120, 128)
WORDS = (
    "python", "sql", "машинное обучение", "pandas", "docker", "linux", "c++", "stm32",
    "figma", "photoshop", "ui/ux", "html", "css", "javascript", "react", "1c", "бухгалтерский учёт",
    "excel", "английский язык", "деловая переписка", "git", "kubernetes", "ci/cd", "java",
)  # fmt: skip


class AdviserFolders(NamedTuple):
    """Where the stages of the adviser lie, in the order that `read_adviser` wants them."""

    vacancies: Path
    skills: Path
    topics: Path
    salary: Path
    advisor: Path


def folders_in(root: Path) -> AdviserFolders:
    """Five empty folders, as a study without vacancies leaves them."""
    folders = AdviserFolders(*(root / name for name in AdviserFolders._fields))
    for folder in folders:
        folder.mkdir(parents=True)
    return folders


def write_adviser(
    root: Path,
    kinds: Sequence[str] = KINDS,
    topics: int = 24,
    numbers: Sequence[int] = NUMBERS,
    seeds: int = 3,
    table: str = "hh",
) -> AdviserFolders:
    """Write every file of the adviser."""
    folders = folders_in(root)
    generator = np.random.default_rng(3)
    write(folders.vacancies / "vacancies.json", vacancies(table))
    write(folders.skills / "skills.json", skills())
    write(folders.topics / "topics.json", topic_measures(kinds, topics, numbers, seeds, generator))
    for kind in kinds:
        write(folders.topics / kind / "topics.json", topic_list(topics, generator))
    write(folders.salary / "salary.json", salary(generator))
    write(folders.advisor / "metrics.json", metrics(generator))
    write(folders.advisor / "queries.json", queries(generator))
    write(folders.advisor / "provenance.json", {"commit": "0123456789ab", "machine": "two cores"})
    return folders


def write(path: Path, value: Any) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(json.dumps(value), encoding="utf-8")


def vacancies(table: str) -> dict[str, Any]:
    return {
        "tables": {table: {"rows": 16_283, "malformed": {"count": 0, "first": []}}},
        "dropped": {"malformed": 0, "empty": 142, "duplicates_by_text": 1438},
        "personal_data_removed": {"phone": 1, "messenger": 16, "name": 168},
        "corpus": {
            "vacancies": 14_489,
            "employers": 6526,
            "cities": {"distinct": 555, "top": {"Москва": 6305, "Санкт-Петербург": 1599}},
            "queries": 34,
            "experience": dict(zip([*EXPERIENCES, ""], (2537, 6890, 4504, 558, 0), strict=True)),
            "schedule": dict(zip([*SCHEDULES, ""], (11_299, 715, 1801, 674), strict=True)),
            "employment": {"Полная занятость": 14_054, "Стажировка": 435, "Волонтерство": 0},
            "salary": {
                "stated": {"both": 3323, "from_only": 3731, "to_only": 679, "none": 6756},
                "quantiles": {"0.05": 29_319, "0.5": 69_600, "0.95": 202_582},
            },
            "skills": {"share_of_vacancies": 0.7164, "mean_where_any": 6.84},
            "published": {"first": "2023-05-04", "last": "2023-05-19", "known": 14_301},
        },
    }


def skills() -> dict[str, Any]:
    return {
        "vocabulary": {
            "names": 1534,
            "spellings": 8211,
            "keys": 6907,
            "removed": {"general": 61, "too_common": 12},
        },
        "coverage": {
            "vacancies_with_text_skills": 14_020,
            "text_skills_a_vacancy": 11.2,
            "key_skills_that_the_text_mentions": 0.512,
        },
    }


def topic_measures(
    kinds: Sequence[str],
    topics: int,
    numbers: Sequence[int],
    seeds: int,
    generator: np.random.Generator,
) -> dict[str, Any]:
    sweep = [
        {
            "kind": kind,
            "preset": "own",
            "text": "filtered",
            "topics": number,
            "seed": seed,
            "npmi": 0.05 + 0.03 * rank + 0.02 * np.log2(number) + generator.normal(0, 0.006),
            "c_v": 0.4 + 0.05 * rank + 0.01 * np.log2(number) + generator.normal(0, 0.01),
            "diversity": 0.9 - 0.04 * np.log2(number),
            "perplexity": None if kind == "clusters" else 900 - 20 * np.log2(number),
        }
        for rank, kind in enumerate(kinds)
        for number in numbers
        for seed in range(seeds)
    ]
    quality = {
        (kind, number): [
            one["npmi"] * one["diversity"]
            for one in sweep
            if (one["kind"], one["topics"]) == (kind, number)
        ]
        for kind in kinds
        for number in numbers
    }
    return {
        "study": "full",
        "sweep": sweep,
        "chosen": {
            kind: {
                "topics": numbers[-1],
                "curve": [
                    {
                        "topics": number,
                        "quality": float(np.mean(quality[kind, number])),
                        "standard_error": 0.004 if seeds > 1 else 0.0,
                        "seeds": seeds,
                    }
                    for number in numbers
                ],
            }
            for kind in kinds
        },
        "stability": {kind: {"name": kind, "models": 3, "cosine": 0.71} for kind in kinds},
        "kept": {
            kind: {
                **next(one for one in sweep if one["kind"] == kind),
                "topics": topics,
                "perplexity": None,
                "npmi_of_topics": generator.uniform(-0.1, 0.4, topics).tolist(),
                "c_v_of_topics": generator.uniform(0.2, 0.8, topics).tolist(),
                "similarity": similarity(topics, generator).tolist(),
            }
            for kind in kinds
        },
    }


def similarity(topics: int, generator: np.random.Generator) -> np.ndarray:
    """Cosines of sparse rows, a fifth of which share a group of words."""
    rows = generator.gamma(0.05, 1.0, (topics, 120)) + 1e-6
    rows[: topics // 3, :12] += generator.gamma(0.3, 1.0, (topics // 3, 12))
    rows /= np.linalg.norm(rows, axis=1, keepdims=True)
    return np.round(np.clip(rows @ rows.T, 0, 1), 4)


def topic_list(topics: int, generator: np.random.Generator) -> list[dict[str, Any]]:
    return [
        {
            "topic": number,
            "vacancies": int(generator.integers(0, 900)),
            "label": "python, sql, pandas",
            "example": "80000000",
            "words": [
                {"term": str(term), "weight": float(weight)}
                for term, weight in zip(
                    generator.choice(WORDS, 15, replace=False), np.linspace(1, 0.1, 15), strict=True
                )
            ],
        }
        for number in range(topics)
    ]


def measure(mean: float, std: float = 0.004) -> dict[str, float]:
    return {"mean": mean, "std": std}


def salary(generator: np.random.Generator) -> dict[str, Any]:
    models = {"median by experience × schedule": 0.123, "catboost report": 0.093, "stack": 0.0785}
    return {
        "study": "full",
        "window": [40_000, 500_000],
        "rows": 6485,
        "range": 460_000,
        "vacancy": [
            {
                "model": model,
                "folds": folds,
                "window": window,
                "rmse_over_range": measure(error * factor),
                "rmse": measure(error * factor * 460_000, 900),
                "mae": measure(error * factor * 300_000, 420),
                "coverage": measure(0.803, 0.01) if model == "stack" else None,
                "width": 71_234.0 if model == "stack" else None,
            }
            for folds, factor in (("random", 1.0), ("employer", 1.06))
            for window in ("report", "all")
            for model, error in models.items()
        ],
        "query": [
            {
                "model": model,
                "given": given,
                "folds": "employer",
                "window": "report",
                "rmse_over_range": measure(error),
                "mae": measure(error * 290_000, 380),
                "coverage": 0.79,
                "width": 90_120,
            }
            for given, factor in (("skills", 1.0), ("skills + title + city", 0.88))
            for model, error in (("ridge", 0.113 * factor), ("stack", 0.104 * factor))
        ],
        "coverage_by_experience": {
            name: {"coverage": 0.8 + 0.01 * i, "rows": 900 + 300 * i}
            for i, name in enumerate(EXPERIENCES)
        },
        "learning_curve": [
            {
                "vacancies": count,
                "mae": measure(21_000 + 180_000 / count**0.5, 500),
                "rmse_over_range": measure(0.07 + 0.5 / count**0.5, 0.002),
            }
            for count in (250, 500, 1000, 2000, 4000, 5188)
        ],
        "importance": [
            {"feature": f"{'experience' if not i else 'text'}: {word}", "importance": 24 / (i + 1)}
            for i, word in enumerate(WORDS)
        ],
        "notes": [
            "Salaries under 40,000 are mostly legitimate low pay; both windows are reported."
        ],
    }


def metrics(generator: np.random.Generator) -> dict[str, Any]:
    methods = ("popularity", "BM25", "kNN", "co-occurrence", "EASE", "blend", "nmf", "lda")
    slices = ("popular", "middle", "rare")
    return {
        "study": "full",
        "folds": 5,
        "vocabulary": 1534,
        "default": "blend",
        "hidden_skills": {
            "methods": {
                method: {
                    "recall@10": measure(0.14 + 0.05 * i if i < 6 else 0.22),
                    "ndcg@10": measure(0.10 + 0.04 * i if i < 6 else 0.17),
                    "slices": {
                        name: {"recall@10": 0.3 - 0.07 * j + 0.01 * i, "ndcg@10": 0.2 - 0.05 * j}
                        for j, name in enumerate(slices)
                    },
                }
                for i, method in enumerate(methods)
            },
            "queries": 7412,
        },
        "retrieval": {
            "methods": {
                method: {
                    "mrr": measure(0.4 + float(generator.uniform(0, 0.4))),
                    "ndcg@10": measure(0.3 + float(generator.uniform(0, 0.4))),
                    "slices": {name: {"mrr": 0.5, "ndcg@10": 0.4} for name in slices},
                }
                for method in ("BM25", "TF-IDF", "nmf", "lda", "clusters")
            }
        },
        "retrieval_by_text": {
            "methods": {
                method: {
                    "mrr": measure(0.4 + float(generator.uniform(0, 0.4))),
                    "ndcg@10": measure(0.3 + float(generator.uniform(0, 0.4))),
                    "slices": {name: {"mrr": 0.5, "ndcg@10": 0.4} for name in slices},
                }
                for method in ("BM25", "TF-IDF", "nmf", "lda", "clusters")
            }
        },
        "texts": {
            "rows": [
                {"text": text, "method": method, "mrr": 0.5 + 0.03 * i, "ndcg@10": 0.4 + 0.02 * i}
                for method in ("TF-IDF", "nmf")
                for i, text in enumerate(("whole", "trimmed", "filtered"))
            ]
        },
        "notes": ["The topic models lose to co-occurrence, so the adviser's default is the blend."],
    }


def queries(generator: np.random.Generator) -> list[dict[str, Any]]:
    asked = (
        "python, nlp, algorithm, нейросети",
        "микроконтроллер, stm32, c",
        "design, photoshop, figma, 3d, ux-ui",
    )
    return [
        {
            "query": query,
            "model": "blend",
            "skill_similarity": "mean cosine to your skills",
            "field": {"name": "Data Science", "skills": ["python", "sql", "machine learning"]},
            "vacancies": [
                {
                    "title": f"Разработчик машинного обучения, компьютерное зрение ({i})",
                    "employer": "ООО Ромашка",
                    "city": "Санкт-Петербург" if i % 2 else None,
                    "similarity": 0.91 - 0.03 * i,
                    "matched": ["python", "nlp", "нейросети"][: 3 - i % 3],
                }
                for i in range(10)
            ],
            "skills": [
                {"name": str(word), "share": 0.4 / (i + 1), "similarity": 0.8 - 0.05 * i}
                for i, word in enumerate(generator.choice(WORDS, 10, replace=False))
            ],
            "salaries": [
                {
                    "schedule": schedule,
                    "experience": experience,
                    "salary": 60_000 + 45_000 * j,
                    "low": 40_000 + 30_000 * j,
                    "high": 90_000 + 60_000 * j,
                    "vacancies": 1200 // (i + 1) // (j + 1),
                }
                for i, schedule in enumerate(SCHEDULES)
                for j, experience in enumerate(EXPERIENCES)
                if (i, j) != (1, 3)
            ],
            "others": {
                "report-nmf": [
                    {"title": f"Аналитик данных ({i})", "similarity": 0.4} for i in range(4)
                ]
            },
            "unknown": {"algorithm": ["algorithms", "алгоритмы"]} if "algorithm" in query else {},
        }
        for query in asked
    ]
