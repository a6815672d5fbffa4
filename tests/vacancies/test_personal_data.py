"""Personal data: what is removed, what only looks like it, and that cleaning once is enough."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.vacancies.personal_data import MARKERS, excerpt, remove_personal_data

PERSONAL = {
    "phone": [
        "+7 916 123-45-67", "8 (916) 123-45-67", "89161234567", "+79161234567", "8-916-123-45-67",
        "8 (4852) 00-11-22", "+7 (48533) 2-22-22", "8.916.123.45.67", "+375 29 123-45-67",
        "+1 (212) 555-01-23", "912-345-67-89", "(912) 345-67-89", "+7(999)0000000", "89990000000",
    ],
    "email": [
        "anna.k@example.org", "hr+it@mail.example.ru", "почта@пример.рф", "ivan [at] example.com",
    ],
    "messenger": [
        "https://t.me/some_person", "t.me/+AbCdEf123", "wa.me/79161234567", "telegram.me/person",
        "@anna_k", "@anna1k", "viber://chat?number=123", "skype:live:anna.k",
    ],
    "profile": [
        "https://vk.com/id12345", "linkedin.com/in/anna-k", "https://ok.ru/profile/123",
        "https://spb.hh.ru/resume/abc123",
    ],
    "name": [
        "Мамедов Эльшан Рафик оглы", "Алиева Лейла Рафик Кызы", "МАМЕДОВ РАФИК ОГЛЫ",
        "Сидорова Анна Петровна", "Анна Петровна", "Анной Петровной", "Петру Ильичу",
        "Сергей Петрович Кузнецов", "КУЗНЕЦОВ СЕРГЕЙ ПЕТРОВИЧ", "Кузнецов С. П.", "С.П. Кузнецов",
        "Кузнецову С.П.", "Небылицына К.А.", "Кузнецов В.О.", "Гульнара Мирзаевна",
    ],
}  # fmt: skip

IN_CONTEXT = {
    "телеграм anna88": "телеграм [мессенджер]",
    "в telegram: anna_k.": "в telegram: [мессенджер].",
    "пишите в телеграмм @AnnaKart": "пишите в телеграмм [мессенджер]",
    "Telegram: ivanova": "Telegram: [мессенджер]",
    "тг: anna_hr, звоните": "тг: [мессенджер], звоните",
    "пишите в tg anna_hr": "пишите в tg [мессенджер]",
    "ТГ: annahr или почта": "ТГ: [мессенджер] или почта",
    "Skype: live:.cid.1a2b": "Skype: [мессенджер]",
    "Skype : anna.sidorova.": "Skype : [мессенджер].",
    "пишите 912 345 67 89!": "пишите [телефон]!",
    "WhatsApp: 89161234567": "WhatsApp: [телефон]",
    "тел. 23-45-67": "тел. [телефон]",
    "звоните: 123-45-67": "звоните: [телефон]",
    "Меня зовут Анна, я рекрутер": "Меня зовут [имя], я рекрутер",
    "Меня зовут Анна Сидорова.": "Меня зовут [имя].",
    "Контактное лицо: Сидорова Анна": "Контактное лицо: [имя]",
    "команда ИП Сидоров С.П. растёт": "команда ИП [имя] растёт",
    "(ИП Сидоренко)": "(ИП [имя])",
    "индивидуальный предприниматель Сидорова Анна": "индивидуальный предприниматель [имя]",
}

HARMLESS = [
    "@Component и @RestController, @Override; @property, @staticmethod, @dataclass",
    "Palisade @Risk, Developer @ 5G core",
    "Transact-SQL, PL/SQL, C++17, 1С: ЗУП 3.1",
    "зарплата от 35500-41000 рублей, 70000 - 110000 руб., 100 000-150 000 ₽",
    "доход 60.000-150.000, 80 000 000 рублей, +100 000 руб.",
    "ИНН 7712345670, 143000; ОГРН 1177700012345; ИНН: 770712345678",
    "ГОСТ РВ 0015-002-2020, ГОСТ 21.1101-2013, СП 126.13330.2017, ISO 9001-2015",
    "№АО-20220102-3771012345-3, 2019-2021 г.в., с 9:00 до 18:00, 5/2",
    "вахта 15-20-30-45-60 смен, реестр 1127700012345",
    "Telegram, WhatsApp и Viber; Skype/Zoom; боты для telegram bots; WhatsApp Business",
    "опыт с Telegram: боты, каналы; REST/Telegram: bot API, Telegram: Python и aiohttp",
    "Telegram: web app, WhatsApp: Business API, Viber: channel; Telegram: chatbot'ы",
    "Telegram: https://example.org, Skype: видео, посевы в ТГ, TG Ads, TG / VK, PostgreSQL 15",
    "артикул 912-345-67-89, 1912-345-67-89, 912-345-67-890, 900 000 10 00 руб., 70000000000",
    "обработка звонков 80 000 000, 8 000 000 ₽, 1 900 000 000",
    "https://vk.com/some_group, www.example.org, https://youtube.com/@channel",
    "Отечественной разработки, Основной продукт, Частичная компенсация, Данных Основной",
    "МГТУ им. Н.Э. Баумана, университет имени М.В. Ломоносова, ул. С.П. Королёва",
    "метро Площадь Ильича, ТЦ Петрович, Обход Богдановича, Гринвич",
    "Т.О. холодильных машин, договор Т.О., составление Т.З., К.А. Условия: 1С К.А., Л.О.",
    "оформление: самозанятые, ИП Возможна подработка; ИП Обязанности: работа; ИП ООО Мир",
    "Ваш менеджер поможет; меня зовут в отпуск",
    "<script>alert(1)</script>",
]


@pytest.mark.parametrize(("kind", "data"), [(k, d) for k, all_ in PERSONAL.items() for d in all_])
@pytest.mark.parametrize("around", ["{}", "Пишите: {} – ждём!", "звоните\n{}\nобязательно", "({})"])
def test_personal_data_becomes_a_marker(kind: str, data: str, around: str) -> None:
    cleaned = remove_personal_data(around.format(data))
    assert cleaned.text == around.format(MARKERS[kind])
    assert cleaned.removed == {kind: 1}


@pytest.mark.parametrize(("text", "clean"), IN_CONTEXT.items())
def test_what_only_the_context_tells(text: str, clean: str) -> None:
    assert remove_personal_data(text).text == clean


@pytest.mark.parametrize("text", HARMLESS)
def test_what_only_looks_like_it_stays(text: str) -> None:
    assert remove_personal_data(text) == (text, {})


def test_several_kinds_are_counted() -> None:
    text = "Анна Петровна, 8 916 123-45-67 или 8 916 123-45-68, a@example.org"
    cleaned = remove_personal_data(text)
    assert cleaned.text == "[имя], [телефон] или [телефон], [почта]"
    assert cleaned.removed == {"name": 1, "phone": 2, "email": 1}


def test_an_excerpt_is_one_short_line_without_contacts() -> None:
    assert excerpt(" Анна  Петровна,\n+7 916 123-45-67 ") == "[имя], [телефон]"
    # A number that the end would cut in two, and so make unrecognisable, goes as a whole.
    assert excerpt("я" * 30 + " +7 916 123-45-67", 34) == "я" * 30 + " [т…"


PIECES = st.sampled_from(
    [
        *(data for all_ in PERSONAL.values() for data in all_), *IN_CONTEXT, *HARMLESS,
        *MARKERS.values(), "меня зовут", "телеграм", "ИП", "тел.",
        " ", ", ", "\n", ". ", "@", "+7", "8",
    ]
)  # fmt: skip


@given(st.lists(PIECES | st.text(max_size=5), max_size=8))
def test_cleaning_twice_changes_nothing_more(pieces: list[str]) -> None:
    once = remove_personal_data("".join(pieces)).text
    assert remove_personal_data(once) == (once, {})


@given(st.text(alphabet="аАбИвП вичонЕ.@+78 ()-\n", max_size=60))
def test_any_text_is_cleaned_for_good(text: str) -> None:
    once = remove_personal_data(text).text
    assert remove_personal_data(once) == (once, {})
