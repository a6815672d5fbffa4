"""A dozen made-up lists of key skills, and the vocabulary that they give."""

from __future__ import annotations

from tasks.skills.aliases import resolve_aliases
from tasks.skills.building import build_vocabulary, key_frequencies
from tasks.skills.dictionaries import own_aliases
from tasks.skills.vocabulary import Vocabulary

LISTS = [
    ("Python", "SQL", "Машинное обучение", "Git"),
    ("python 3", "SQL", "ML", "Разработка ПО"),
    ("Питон", "Базы данных", "Machine Learning", "Разработка по"),
    ("C/C++", "STM32", "Микроконтроллеры", "C"),
    ("С++17", "stm32", "Микроконтроллер", "С"),
    ("C++", "C", "MS Word", "1С: Предприятие 8"),
    ("Анализ данных", "MS Excel", "1C", "R"),
    ("Data Analysis", "Excel", "1с", "R", "Go"),
    ("Знание Excel", "1C:Предприятие", "Нейросети", "Golang"),
    ("Базы данных", "Word", "Нейронные сети", "UX/UI", ".NET"),
    ("Работа с базами данных", "ui/ux", "Управление продуктом", ".net"),
    ("Управление продуктами", "Ведение деловых переговоров", "Ведение деловых переговоров"),
]


def vocabulary_of(lists: list[tuple[str, ...]], min_vacancies: int = 2) -> Vocabulary:
    aliases = resolve_aliases(own_aliases(), [], key_frequencies(lists))
    return build_vocabulary(lists, aliases, min_vacancies=min_vacancies)


VOCABULARY = vocabulary_of(LISTS)
