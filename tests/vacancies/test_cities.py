"""Cities: from the locative of a sentence to the nominative."""

from __future__ import annotations

from datetime import date

import pytest

from tasks.vacancies.cities import MONTHS, nominative, place_and_date


@pytest.mark.parametrize(
    ("locative", "expected"),
    [
        ("Москве", "Москва"),
        ("Санкт-Петербурге", "Санкт-Петербург"),
        ("Нижнем Новгороде", "Нижний Новгород"),
        ("Великом Новгороде", "Великий Новгород"),
        ("Верхней Пышме", "Верхняя Пышма"),
        ("Ростове-на-Дону", "Ростов-на-Дону"),
        ("Ростове Великом", "Ростов Великий"),
        ("Комсомольске-на-Амуре", "Комсомольск-на-Амуре"),
        ("Набережных Челнах", "Набережные Челны"),
        ("Минеральных Водах", "Минеральные Воды"),
        ("Красном Селе", "Красное Село"),
        ("Сергиев Посаде", "Сергиев Посад"),
        ("Петропавловске-Камчатском", "Петропавловск-Камчатский"),
        ("Йошкар-Оле", "Йошкар-Ола"),
        ("Улан-Удэ", "Улан-Удэ"),
        ("Сочи", "Сочи"),
        ("Тольятти", "Тольятти"),
        ("Иваново", "Иваново"),
        ("Кемерове", "Кемерово"),
        ("Тамбове", "Тамбов"),
        ("Орле", "Орел"),
        ("Казани", "Казань"),
        ("Клину", "Клин"),
        ("Мытищах", "Мытищи"),
        ("Видном", "Видное"),
        ("Долгопрудном", "Долгопрудный"),
        ("Узловой", "Узловая"),
        ("городе Владимире", "Владимир"),
        ("селе Введенском", "Введенское"),
        ("Динской станице", "Динская станица"),
        ("Кирове (Кировская область)", "Киров (Кировская область)"),
        ("Северске(Томская область)", "Северск (Томская область)"),
        ("Рощине (Ленинградской области)", "Рощино (Ленинградская область)"),
        ("Балахте (Красноярском крае)", "Балахта (Красноярский край)"),
    ],
)
def test_nominative(locative: str, expected: str) -> None:
    assert nominative(locative) == expected


@pytest.mark.parametrize("unknown", ["Тьмутараканске-12", "ЛМС", "London"])
def test_what_is_no_locative_keeps_its_letters(unknown: str) -> None:
    assert nominative(unknown)[:4] == unknown[:4]


def test_day_and_city_of_a_sentence() -> None:
    sentence = "Вакансия опубликована 17\u00a0мая\u00a02023 в\u00a0Нижнем Новгороде"
    assert place_and_date(sentence) == ("Нижний Новгород", date(2023, 5, 17))
    for number, month in enumerate(MONTHS, 1):
        day = place_and_date(f"Вакансия опубликована 1 {month} 2024 во Пскове")
        assert day == ("Псков", date(2024, number, 1))


@pytest.mark.parametrize(
    "sentence", ["Вакансия в архиве", "опубликована 40 мая 2023 в Уфе", "опубликована 1 мая в Уфе"]
)
def test_another_sentence_is_refused(sentence: str) -> None:
    with pytest.raises(ValueError, match=r"names no day|day is out of range"):
        place_and_date(sentence)
