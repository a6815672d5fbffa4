"""The words of the embedded vacancies: spellings, employers, cities, sentences; and how to draw.

Lists name the most frequent first, one a line or separated by `|`. In a sentence, `<rule>` is
replaced by one alternative of the rule, and `{nom}`, `{gen}` and `{ins}` by the next skill in
the nominative, genitive and instrumental. All employers and people are invented.
"""

from __future__ import annotations

import re
from bisect import bisect
from collections.abc import Iterable, Iterator, Mapping, Sequence
from functools import cache
from itertools import accumulate
from random import Random
from typing import TypeVar

from tasks.vacancies.sample_professions import alternatives

EXPONENT = 0.8
ITEM = re.compile(r"<(?P<rule>\w+)>|\{(?P<case>\w+)\}")
T = TypeVar("T")

# ---- Skills ------------------------------------------------------------------------------
GENERAL_SKILLS = alternatives("""
    работа в команде | грамотная речь | английский язык | ответственность | обучаемость
    деловое общение | пользователь ПК | MS Office | внимательность | деловая переписка
    аналитическое мышление | многозадачность | стрессоустойчивость | организаторские навыки
    развитие | водительское удостоверение | участие
""")

# How else employers write a skill: another name, a version, another alphabet, another case.
SPELLINGS = {
    skill: alternatives(text)
    for skill, text in {
        "работа в команде": "Командная работа | умение работать в команде | Teamwork",
        "английский язык": "Английский — B1 — Средний | English | Английский язык B2",
        "Python": "Python 3 | python3 | Питон | Python 3.11 | Рython",
        "JavaScript": "JS | Java Script | js | JavaScript ES6 | JаvaScript",
        "TypeScript": "TS | typescript 5",
        "Java": "Java 17 | Джава | Java 11+ | Jаva | java 8",
        "C++": "C++17 | С++ | с++ | c++ 20 | Cpp",
        "C": "С | Си | язык C | ANSI C",
        "Kubernetes": "k8s | K8S | Кубернетес",
        "PostgreSQL": "Postgres | PostgreSQL 15 | postgre sql | Постгрес",
        "Docker": "Докер | Docker Compose | dосker",
        "Go": "Golang | GO",
        "React": "ReactJS | React.js | React 18",
        "Vue.js": "Vue | VueJS | Vue 3",
        "Node.js": "NodeJS | Node",
        "HTML": "HTML5 | html 5",
        "CSS": "CSS3 | СSS",
        "SQL": "язык SQL | СУБД SQL | SQL-запросы",
        "MS SQL": "MSSQL | MS SQL Server | Microsoft SQL Server",
        "CI/CD": "CICD | CI / CD",
        "REST API": "REST | RESTful API | RЕST API",
        "Django": "Django Framework | Django 4",
        "FastAPI": "Fast API",
        "Scikit-learn": "sklearn | scikit learn",
        "Computer Vision": "CV | компьютерное зрение",
        "машинное обучение": "Machine Learning | ML | машинное обучение (ML)",
        "нейросети": "Нейронные сети | нейросеть | Neural Networks",
        "NLP": "Natural Language Processing | обработка естественного языка | nlp",
        "Algorithm": "Алгоритмы | алгоритмизация | algorithms",
        "Power BI": "PowerBI | MS Power BI",
        "Excel": "MS Excel | Microsoft Excel | Эксель",
        "STM32": "stm32 | STM 32 | SТM32",
        "микроконтроллеры": "Микроконтроллер | программирование микроконтроллеров | МК",
        "Photoshop": "Adobe Photoshop | фотошоп | photoshop CC",
        "Illustrator": "Adobe Illustrator | Иллюстратор",
        "Figma": "figma | Фигма",
        "UX/UI": "UI/UX | UX-UI | ux-ui | UХ/UI",
        "Design": "Дизайн | design",
        "3D": "3d | 3D-моделирование | 3D modeling | 3Д",
        "1С": "1C | 1с | 1c",
        "1С: Предприятие": "1С:Предприятие 8 | 1C: Предприятие | 1С Предприятие 8.3",
        "1С: Бухгалтерия": "1С:Бухгалтерия 8.3 | 1C Бухгалтерия | 1с бухгалтерия",
        "1С: ЗУП": "1С:ЗУП 3.1 | 1C ЗУП | 1С: Зарплата и управление персоналом",
        "ООП": "объектно-ориентированное программирование | OOP",
        "Битрикс24": "Bitrix24 | Битрикс 24",
        "бухгалтерский учёт": "Бухгалтерский учет | бухучёт",
    }.items()
}

# Pairs that employers like to write as one.
COMPOUNDS = (
    ("C", "C++"), ("HTML", "CSS"), ("JavaScript", "TypeScript"), ("Pandas", "NumPy"),
    ("Photoshop", "Illustrator"), ("Docker", "Kubernetes"), ("SPI", "I2C"), ("Java", "Kotlin"),
    ("Jira", "Confluence"), ("Kafka", "RabbitMQ"), ("Prometheus", "Grafana"), ("VMware", "Hyper-V"),
)  # fmt: skip

# What a skill adds to the logarithm of the pay.
PREMIUMS = {
    "Kubernetes": 0.08, "Kafka": 0.07, "Go": 0.1, "Spark": 0.1, "PyTorch": 0.07, "LLM": 0.12,
    "английский язык": 0.08, "C++": 0.07, "FreeRTOS": 0.07, "ПЛИС": 0.12, "React": 0.05,
    "дизайн-системы": 0.08, "МСФО": 0.15, "1С: ERP": 0.12, "управление отделом": 0.2, "B2B": 0.06,
    "управление командой": 0.08, "jQuery": -0.12, "пользователь ПК": -0.12, "MS Office": -0.06,
    "ручное тестирование": -0.1, "ремонт ПК": -0.15, "CorelDRAW": -0.1, "3ds Max": 0.08,
    "работа с кассой": -0.15, "автоматизация тестирования": 0.12, "Cisco": 0.1,
}  # fmt: skip

# Endings of the genitive and the instrumental, the first that fits; adjectives, then nouns.
ADJECTIVES = (
    ("ая", "ой", "ой"), ("кое", "кого", "ким"), ("ое", "ого", "ым"), ("кий", "кого", "ким"),
    ("ый", "ого", "ым"), ("кие", "ких", "кими"), ("ые", "ых", "ыми"),
)  # fmt: skip
NOUNS = (
    ("ние", "ния", "нием"), ("тие", "тия", "тием"), ("ость", "ости", "остью"),
    ("ель", "еля", "елем"), ("иль", "иля", "илем"), ("сети", "сетей", "сетями"),
    ("ции", "ций", "циями"), ("ажи", "аж", "ажами"), ("выки", "выков", "выками"),
    ("конки", "конок", "конками"), ("онки", "онков", "онками"),
    ("рики", "рик", "риками"), ("ки", "ок", "ками"),
    ("платы", "плат", "платами"), ("системы", "систем", "системами"),
    ("формы", "форм", "формами"), ("базы", "баз", "базами"), ("лища", "лищ", "лищами"),
    ("жения", "жений", "жениями"), ("дования", "дований", "дованиями"), ("ия", "ии", "ией"),
    ("ы", "ов", "ами"), ("ка", "ки", "кой"), ("а", "ы", "ой"), ("ь", "и", "ью"),
    ("", "а", "ом"),
)  # fmt: skip

# ---- Employers ---------------------------------------------------------------------------
EMPLOYER_WORDS = alternatives("""
    Сиреневый | Картонный | Задумчивый | Полосатый | Лунный | Бумажный | Ворчливый | Стеклянный
    Смелый | Квадратный | Сонный | Янтарный | Летучий | Клетчатый | Вежливый | Бархатный
    Кудрявый | Тринадцатый | Невесомый | Хрустящий
""")
EMPLOYER_THINGS = alternatives("""
    Бегемот | Маяк | Самовар | Ёж | Барсук | Зонтик | Кактус | Пеликан | Чемодан | Тюлень
    Одуванчик | Колокольчик | Носорог | Гвоздь | Филин | Кренделёк | Бумеранг | Карась
""")
EMPLOYER_FORMS = alternatives("""
    ООО «{}» | {} | ГК {} | {} Лаб | АО «{}» | {} Софт | {} Труд | Группа компаний «{}»
""")
SOLE_PROPRIETORS = alternatives("""
    ИП Небылицын А. Э. | ИП Выдумкина Аделаида Эрастовна | ИП Понарошкин П.П.
    ИП Понарошкина Капитолина Евграфовна | ИП Выдумкин Э. Е. | ИП Небылицына К.А.
""")
BUSINESSES = alternatives("""
    выпускаем говорящие чайники | держим сеть воображаемых библиотек | печатаем карты облаков
    возим пироги дирижаблями | страхуем воздушные замки | строим мосты из спичек
    сдаём в аренду зонты для кошек | учим роботов вязать | чиним машины времени
    продаём тишину на развес | разводим электронных пчёл | ведём учёт падающих звёзд
    шьём паруса для велосипедов | делаем умные кормушки для ежей | собираем оркестры из станков
""")

# How much more a city pays, as a logarithm; Zipfian, too.
CITIES = {
    "Москва": 0.18, "Санкт-Петербург": 0.1, "Новосибирск": -0.06, "Екатеринбург": -0.04,
    "Казань": -0.06, "Нижний Новгород": -0.1, "Краснодар": -0.08, "Ростов-на-Дону": -0.12,
    "Самара": -0.14, "Челябинск": -0.14, "Воронеж": -0.16, "Пермь": -0.14, "Томск": -0.18,
    "Уфа": -0.15, "Минск": -0.05, "Иннополис": 0.05, "Ульяновск": -0.24, "Псков": -0.3,
    "Алматы": -0.1, "Великий Новгород": -0.28,
}  # fmt: skip

# ---- Titles and descriptions -------------------------------------------------------------
GRADES = tuple(
    alternatives(text)
    for text in (
        "младший | Junior | начинающий | Trainee",
        "Junior+ | Middle | младший",
        "Middle | Senior | старший | ведущий",
        "Senior | ведущий | Lead | главный",
    )
)

SENTENCES = {
    name: alternatives(text)
    for name, text in {
        "opening": """
            Мы <business> и ищем человека в команду.
            <employer>: мы <business>.
            В команде освободилось место.
            Уже <few> лет мы <business>, и нам нужна помощь.
            Мы растём!
        """,
        "time": "полугода | года | двух лет | трёх лет",
        "few": "пять | десять | семь | двадцать",
        "duties": "Обязанности: | Задачи: | Чем предстоит заниматься: | Что нужно делать:",
        "needs": "Требования: | Мы ждём: | Что для нас важно: | От Вас:",
        "need": """
            знание {gen}
            опыт работы с {ins}
            уверенное владение {ins}
            понимание {gen} и {gen}
            опыт использования {gen} от <time>
            практика: {nom}, {nom}
            знакомство с {ins} и {ins}
            умение разобраться в задачах на стыке {gen} и {gen}
            {nom} на хорошем уровне
            {nom}
        """,
        "trait": """
            умение доводить дело до конца | любопытство | опыт на похожей должности
            профильное образование или самостоятельная учёба | спокойствие в пятницу вечером
        """,
        "bonus": """
            Будет плюсом: {nom}, {nom}.
            Плюсом станет опыт с {ins}.
            Хорошо, если Вы слышали про {nom}.
            Nice to have: {nom}, {nom}, {nom}.
        """,
        "terms": "Условия: | Мы предлагаем: | Что взамен:",
        "term": """
            оформление по договору с первого дня | оклад без задержек | чай с вымышленным вареньем
            график 5/2 с плавающим началом | медицинская страховка через полгода
            оплата курсов и книг | офис у реки | ноутбук на выбор | скидка на наши чудеса
            премия за каждый закрытый квартал | библиотека и кот | помощь с переездом
        """,
        "remote": "можно жить где угодно | работа из дома | удалённый формат",
        "opening_en": """
            We are looking for a new colleague.
            <employer> is growing and needs you.
        """,
        "duties_en": "You will: | What you will do:",
        "duty_en": """
            build and support services | write clean code | talk to people who use our products
            review what others wrote | plan the next release | keep the documentation alive
        """,
        "needs_en": "Requirements: | We expect:",
        "need_en": """
            strong knowledge of {nom} | hands-on experience with {nom} | {nom} and {nom}
            good understanding of {nom} | at least one finished project with {nom} and {nom}
        """,
        "terms_en": "We offer: | What you get:",
        "term_en": "flexible hours | a laptop of your choice | paid courses | friendly team | tea",
        "contact": """
            Звоните: +7 (000) 555-<two>-<two>. | Резюме ждём на hr<two>@vydumka.example
            Пишите в телеграм @vydumka_<two>_hr | Контактное лицо: <person>.
            <person>, 8 000 555 <two> <two>, job.<two>@chudesa.example | t.me/chudesa_<two>
        """,
        "two": "01 | 07 | 12 | 23 | 34 | 45 | 56 | 67 | 78 | 89",
        "person": """
            Небылицына Аделаида Эрастовна | Понарошкина К. Е. | Выдумкин Евграф Капитонович
            Капитолина Евграфовна
        """,
    }.items()
}

MARKUP = '<script>alert("вакансия")</script>'


# ---- Reading the grammar -----------------------------------------------------------------


def filled(text: str, facts: Mapping[str, str], skills: Iterator[str], rng: Random) -> str:
    """The text with its rules replaced by `facts` or drawn sentences, its cases by `skills`."""

    def value(match: re.Match[str]) -> str:
        rule, case = match["rule"], match["case"]
        if case:
            return in_case(next(skills), case)
        return facts.get(rule) or filled(draw(SENTENCES[rule], rng), facts, skills, rng)

    return ITEM.sub(value, text)


def in_case(skill: str, case: str) -> str:
    """The skill in a case: ``nom``, ``gen`` or ``ins``.

    Russian adjectives and the noun after them are inflected; all else stays as it is.
    """
    words = skill.split(" ")
    for index, word in enumerate(words):
        if case == "nom" or not re.search(r"\w[а-яё]{2}$", word):
            break
        adjective = next((row for row in ADJECTIVES if word.endswith(row[0])), None)
        row = adjective or next(row for row in NOUNS if word.endswith(row[0]))
        ending, genitive, instrumental = row
        words[index] = word.removesuffix(ending) + (genitive if case == "gen" else instrumental)
        if not adjective:
            break
    return " ".join(words)


# Of a generator's methods only `random` promises the same sequence in later Pythons.


def draw(items: Sequence[T], rng: Random) -> T:
    """Draw by Zipf's law: the r-th item in proportion to 1 / r ** `EXPONENT`."""
    return items[_place(_zipf(len(items)), rng)]


def several(items: Sequence[T], count: int, rng: Random) -> tuple[T, ...]:
    """Draw distinct items by Zipf's law; all, where there are no more."""
    drawn: dict[T, None] = {}
    while len(drawn) < min(count, len(items)):
        drawn[draw(items, rng)] = None
    return tuple(drawn)


def weighted(items: Sequence[T], weights: Iterable[float], rng: Random) -> T:
    """Draw an item in proportion to its weight."""
    return items[_place(list(accumulate(weights)), rng)]


def normal(sigma: float, rng: Random) -> float:
    """Draw from about the normal law with mean 0: the sum of twelve uniform draws."""
    return sigma * (sum(rng.random() for _ in range(12)) - 6)


def _place(cumulative: list[float], rng: Random) -> int:
    return bisect(cumulative, rng.random() * cumulative[-1], hi=len(cumulative) - 1)


@cache
def _zipf(items: int) -> list[float]:
    return list(accumulate(rank**-EXPONENT for rank in range(1, items + 1)))
