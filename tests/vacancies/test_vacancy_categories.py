"""Categories: pages, API and canonical words all lead to the same ones."""

from __future__ import annotations

import pytest

from tasks.vacancies.categories import canonical
from tasks.vacancies.vacancy import EMPLOYMENTS, EXPERIENCES, SCHEDULES

CANONICAL = {"experience": EXPERIENCES, "schedule": SCHEDULES, "employment": EMPLOYMENTS}
API = {
    "experience": ("noExperience", "between1And3", "between3And6", "moreThan6"),
    "schedule": ("fullDay", "shift", "flexible", "remote", "flyInFlyOut"),
    "employment": ("full", "part", "project", "probation", "volunteer"),
}
PAGE = {
    "experience": ("не требуется", "1–3 года", "3–6 лет", "более 6 лет"),
    "schedule": (
        "полный день", "сменный график", "гибкий график", "удаленная работа", "Вахтовый метод",
    ),
    "employment": (
        "Полная занятость", "Частичная занятость", "Проектная работа/разовое задание",
        "Стажировка", "Волонтёрство",
    ),
}  # fmt: skip


@pytest.mark.parametrize("category", CANONICAL)
@pytest.mark.parametrize("words", [CANONICAL, API, PAGE])
def test_every_wording_has_its_canonical_words(
    category: str, words: dict[str, tuple[str, ...]]
) -> None:
    assert tuple(canonical(category, word) for word in words[category]) == CANONICAL[category]


def test_dashes_case_and_spaces_do_not_matter() -> None:
    assert canonical("experience", " 1-3  ГОДА ") == canonical("experience", "1—3 года") != ""


def test_unknown_words_are_not_guessed() -> None:
    assert canonical("schedule", "по пятницам") == ""
    assert canonical("experience", "полный день") == ""
