"""Employers that are persons: opaque labels that stay the same, brands that are kept."""

from __future__ import annotations

import re

import pytest

from tasks.vacancies.proprietors import employer_label, without_name


@pytest.mark.parametrize(
    ("employer", "pattern"),
    [
        ("ИП Сидорова Анна Петровна", r"ИП №[0-9a-f]{8}"),
        ("Индивидуальный предприниматель Сидорова Анна Петровна", r"ИП №[0-9a-f]{8}"),
        ("ИП Сидоров А.П.", r"ИП №[0-9a-f]{8}"),
        ("ИП Сидоров А. П.", r"ИП №[0-9a-f]{8}"),
        ("ИП Палёный Пётр Ильич", r"ИП №[0-9a-f]{8}"),
        ("ИП Сидорова Анна", r"ИП №[0-9a-f]{8}"),
        ("Чайка (ИП Сидорова Анна Петровна)", r"Чайка \(ИП №[0-9a-f]{8}\)"),
        ("Дым (Сидоров А.П.)", r"Дым \(Частное лицо №[0-9a-f]{8}\)"),
        ("Сидорова Анна Петровна", r"Частное лицо №[0-9a-f]{8}"),
        ("Анна Сидорова", r"Частное лицо №[0-9a-f]{8}"),
        ("ООО Сидорова Анна Петровна", r"ООО №[0-9a-f]{8}"),
        ("ИП Рекрутер Сидорова Анна", r"ИП Рекрутер №[0-9a-f]{8}"),
    ],
)
def test_a_person_becomes_a_label(employer: str, pattern: str) -> None:
    labelled = employer_label(employer)
    assert re.fullmatch(pattern, labelled.label)
    assert labelled.name in employer
    assert employer_label(labelled.label).label == labelled.label


@pytest.mark.parametrize(
    "employer",
    [
        "ООО Ромашка", "Мастерская Левшина", "ИП Завод заборов СТАРТ", "ИП IT Y",
        "ООО ИП Наш Огород", "АО КБ им. П.П. Левшина", "Ильич, Торговый Дом",
        "Группа Надежда", "Автомойка Виктор", "ООО ТОРГВИП ЛАБ", "",
    ],
)  # fmt: skip
def test_a_company_stays(employer: str) -> None:
    assert employer_label(employer) == (employer, "")


def test_one_proprietor_has_one_label() -> None:
    same = ["ИП Сидорова Анна Петровна", "Индивидуальный предприниматель Сидорова Анна Петровна"]
    assert len({employer_label(employer).label for employer in same}) == 1
    assert employer_label("ИП Сидорова Алла Петровна").label != employer_label(same[0]).label


@pytest.mark.parametrize(
    ("text", "clean", "count"),
    [
        ("Школа Анны Сидоровой ищет", "Школа [имя] ищет", 1),
        ("Сидорова Анна Петровна и сёстры", "[имя] и сёстры", 1),
        ("С уважением, Сидорова.", "С уважением, [имя].", 1),
        ("Анна любит Сидоровку", "Анна любит [имя]", 1),
        ("Анна ищет помощника", "Анна ищет помощника", 0),
    ],
)
def test_the_proprietors_name_goes_from_texts(text: str, clean: str, count: int) -> None:
    assert without_name(text, "Сидорова Анна Петровна") == (clean, count)


def test_the_initials_go_with_the_surname() -> None:
    assert without_name("ИП Сидоров А. П. растёт", "Сидоров А. П.") == ("ИП [имя] растёт", 1)
