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
        *(
            (f"ИП {name}", r"ИП №[0-9a-f]{8}")
            for name in (
                "Ким",
                "Мельник",
                "Ткач",
                "Белый",
                "Ли",
                "Ли Вэй",
                "Пак Анна",
                "Mamedov Elshan",
                "КИМ",
                "Мамедов Рафик оглы",
                "Мамедов Эльшан Рафик оглы",
                "сидорова анна",
                "СИДОРОВА АННА",
                "Гёзалян",
                "Римский-Корсаков",
                '"Сидорова Анна"',
                "«Сидорова Анна»",
            )
        ),
        ("ип сидоров", r"ИП №[0-9a-f]{8}"),
        ("ИП Ким & Ко", r"ИП №[0-9a-f]{8} & Ко"),
        ("ИП Ким +7 912 345-67-89", r"ИП №[0-9a-f]{8} \+7 912 345-67-89"),
        ("Чайка (ИП Ким)", r"Чайка \(ИП №[0-9a-f]{8}\)"),
        ("Самозанятая Сидорова Анна", r"Частное лицо №[0-9a-f]{8}"),
        ("Самозанятый Ткач", r"Частное лицо №[0-9a-f]{8}"),
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
        "ООО Ким", "АО Ткач", "ПАО Мельник Белый", "ООО Самозанятые", "ООО ИП Мой Дом", "ИП HR X",
        "ИП Ромашка", "ИП Лодки Поволжья", "ИП Центр кадров", "ИП Новый Дом", "ИП Золотая Рыбка",
        "ИП «Чайка»", "ИП чайка", "ИП СТАРТ", "ИП Мастер", "ИП Beauty Bar", "ИП Стройсервис",
        "ИП магазин мария", "ИП example.ru", "Ткач", "Самозанятые Ткачи",
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


@pytest.mark.parametrize(
    ("name", "text", "clean"),
    [
        ("Белый", "Белая зарплата, ИП Белый", "Белая зарплата, ИП [имя]"),
        ("Тен", "Тендеры ведёт Тен, помогает Тену бот", "Тендеры ведёт [имя], помогает [имя] бот"),
        ("Ли", "Ли Линия, ИП Ли", "Ли Линия, ИП [имя]"),
        ("Ли Вэй", "Вэй Ли и Линия", "[имя] и Линия"),
        ("сидорова анна", "Анна Сидорова ищет", "[имя] ищет"),
    ],
)
def test_a_short_name_or_one_that_means_something_else_takes_no_other_words(
    name: str, text: str, clean: str
) -> None:
    assert without_name(text, name)[0] == clean


def test_the_initials_go_with_the_surname() -> None:
    assert without_name("ИП Сидоров А. П. растёт", "Сидоров А. П.") == ("ИП [имя] растёт", 1)
