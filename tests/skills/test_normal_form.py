"""The table of normal forms, and what holds for any text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tasks.skills.normal_form import bracketed, normal_form, one_script, split

CASES = [
    # Unicode, case, spaces, dashes, quotes, ends
    ("SQL", "sql"),
    ("  Python  ", "python"),
    ("• Docker;", "docker"),
    ("SQL.", "sql"),
    ("python)", "python"),
    ("«Консультант Плюс»", "консультант плюс"),
    ("Отчётность", "отчетность"),
    ("Power\u00a0BI", "power bi"),
    ("java\u200bscript", "javascript"),
    ("Бизнес–анализ", "бизнес-анализ"),
    ("Бизнес — анализ", "бизнес - анализ"),
    ("ＳＱＬ", "sql"),
    ("ﬁgma", "figma"),
    ("C I / C D", "c i/c d"),
    ("ci / cd", "ci/cd"),
    ("c\\c++", "c/c++"),
    ("", ""),
    ("...", ""),
    ("+++", ""),
    ("-", ""),
    # signs that belong to a name
    ("C#", "c#"),
    ("F#", "f#"),
    ("C++", "c++"),
    (".NET", ".net"),
    ("ASP.NET", "asp.net"),
    (".NET (C#)", ".net"),
    ("Node.js", "node.js"),
    ("R&D", "r&d"),
    ("P&L", "p&l"),
    ("С+", "c+"),
    # look-alike letters
    ("С++", "c++"),
    ("с++", "c++"),
    ("С#", "c#"),
    ("1C", "1с"),
    ("1c", "1с"),
    ("1с", "1с"),
    ("1 С", "1с"),
    ("1C: ERP", "1с: erp"),
    ("1c:erp", "1с: erp"),
    ("1С:ERP", "1с: erp"),
    ("1С : ERP", "1с: erp"),
    ("Рython", "python"),
    ("РySpark", "pyspark"),
    ("СlickHouse", "clickhouse"),
    ("Exсel", "excel"),
    ("MS Exсеl", "ms excel"),
    ("Big Datа", "big data"),
    ("аd hoc", "ad hoc"),
    ("сode review", "code review"),
    ("мs office", "ms office"),
    ("Tсp", "tcp"),
    ("вim", "bim"),
    ("В2В", "b2b"),
    ("b2с", "b2c"),
    ("Р2Р", "p2p"),
    ("Cистемы", "системы"),
    ("cоциальный маркетинг", "социальный маркетинг"),
    ("oпыт", "опыт"),
    ("регресcионное тестирование", "регрессионное тестирование"),
    ("с", "c"),
    ("C", "c"),
    ("в", "в"),
    ("работа с людьми", "работа с людьми"),
    ("ит архитектурf", "ит архитектурf"),
    ("КМ", "км"),
    ("АСУ ТП", "асу тп"),
    # versions go
    ("c++17", "c++"),
    ("С++17", "c++"),
    ("C++ 11/14/17", "c++"),
    ("python 3.9", "python"),
    ("Python3", "python"),
    ("Python 3.x", "python"),
    ("html5", "html"),
    ("CSS3", "css"),
    ("php7+", "php"),
    ("java 8/11", "java"),
    ("Java 17", "java"),
    ("java8+", "java"),
    ("Java 11 (миграция на 17)", "java"),
    ("javascript(es6)", "javascript"),
    ("spring boot 2", "spring boot"),
    ("Angular 2+", "angular"),
    ("vue 3", "vue"),
    (".NET7", ".net"),
    ("Qt5", "qt"),
    ("Yii2", "yii"),
    ("BPMN 2.0", "bpmn"),
    ("unreal engine 5.1", "unreal engine"),
    ("GPT-4", "gpt"),
    ("google analytics 4", "google analytics"),
    ("Google Analytics4", "google analytics"),
    ("Oracle 11g", "oracle"),
    ("oracle database server 11-12", "oracle database server"),
    ("PostgreSQL 14", "postgresql"),
    ("windows 10", "windows"),
    ("windows xp/7/8/10", "windows"),
    ("Windows Server 2008 R2", "windows server"),
    ("MS Office 2016", "ms office"),
    ("iso 9001:2008", "iso 9001"),
    ("1с 8.3", "1с"),
    ("1С8", "1с"),
    ("1С: версии 8.3", "1с"),
    ("1С: Предприятие 8", "1с: предприятие"),
    ("«1С:Предприятие 8.3»", "1с: предприятие"),
    ("1С: ЗУП 3.1", "1с: зуп"),
    ("ЗУП 3.1", "зуп"),
    # digits that belong to a name stay
    ("stm32", "stm32"),
    ("3gpp", "3gpp"),
    ("S3", "s3"),
    ("web3", "web3"),
    ("3ds max", "3ds max"),
    ("3D", "3d"),
    ("Civil 3D", "civil 3d"),
    ("Cinema 4D", "cinema 4d"),
    ("b2b", "b2b"),
    ("log4j", "log4j"),
    ("k8s", "k8s"),
    ("iso 9001", "iso 9001"),
    ("h.264", "h.264"),
    ("oauth2", "oauth2"),
    ("office 365", "office 365"),
    ("битрикс24", "битрикс24"),
    ("Битрикс 24", "битрикс 24"),
    ("гост 34", "гост 34"),
    ("КС-2", "кс-2"),
    ("IPv4", "ipv4"),
    ("DB2", "db2"),
    ("I2C", "i2c"),
    ("word2vec", "word2vec"),
    ("ESP32", "esp32"),
    ("RS-485", "rs-485"),
    ("Индустрия 4.0", "индустрия 4.0"),
    ("знание 44-ФЗ", "знание 44-фз"),
    ("3 группа по электробезопасности", "3 группа по электробезопасности"),
    ("SAP R/3", "sap r/3"),
    # levels of languages
    ("Английский — B1 — Средний", "английский язык"),
    ("Английский язык (Upper-Intermediate)", "английский язык"),
    ("английский язык - А2", "английский язык"),
    ("Русский — C2 — В совершенстве", "русский язык"),
    ("английский", "английский язык"),
    ("English B2", "english"),
    ("английский для программистов", "английский для программистов"),
    # remarks in brackets
    ("MS Office (Word, Excel)", "ms office"),
    ("Excel (ВПР", "excel"),
]


@pytest.mark.parametrize(("text", "key"), CASES)
def test_normal_form(text: str, key: str) -> None:
    assert normal_form(text) == key


@pytest.mark.parametrize("text", [text for text, _ in CASES])
def test_a_normal_form_is_its_own_normal_form(text: str) -> None:
    assert normal_form(normal_form(text)) == normal_form(text)


PIECES = st.sampled_from(
    ["c", "с", "++", "#", ".net", "1с", "1c", "8.3", "python", "3", "3.9", "17", "/", ",", "(", ")",
     "—", "-", ":", "«", "»", "&", "английский", "b1", "язык", "ms", "office", "365", "stm32", "х",
     "х.х", "r2", "версии", "gpt-", "iso", "9001", "ё", "Й", "\u0306", "и\u0306", "İ", "ß", "ﬁ",
     "＋", "'", ".", ";", "+", "В2В", " ", "\u00a0"]
)  # fmt: skip


@given(st.lists(PIECES, max_size=8).map("".join) | st.text(max_size=20))
def test_normal_form_is_idempotent_on_anything(text: str) -> None:
    key = normal_form(text)
    assert normal_form(key) == key
    assert key == key.strip()


@given(st.text(alphabet="abceoрсаеоыyхx12", max_size=8))
def test_a_word_in_one_script_stays_so(word: str) -> None:
    assert one_script(one_script(word)) == one_script(word)
    assert len(one_script(word)) == len(word)


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("C/C++", ("c", "c++")),
        ("с/С++", ("c", "c++")),
        ("HTML5/CSS3", ("html", "css")),
        ("Gradle / Maven", ("gradle", "maven")),
        ("Word, Excel; 1C", ("word", "excel", "1с")),
        ("Java 15 + Maven", ("java", "maven")),
        ("windows 7/8/10", ("windows",)),
        ("Python", ("python",)),
        ("компас-3d", ("компас-3d",)),
        ("", ()),
    ],
)
def test_split(text: str, parts: tuple[str, ...]) -> None:
    assert split(text) == parts


@pytest.mark.parametrize(
    ("text", "remarks"),
    [
        ("MS Office (Word, Excel)", ("word", "excel")),
        (".NET (C#)", ("c#",)),
        ("Natural Language Processing (NLP)", ()),
        ("Автоматизированное рабочее место (АРМ)", ()),
        ("Jira", ()),
    ],
)
def test_bracketed(text: str, remarks: tuple[str, ...]) -> None:
    assert bracketed(text) == remarks
