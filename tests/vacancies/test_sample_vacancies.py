"""The embedded vacancies: the same everywhere, as uneven as promised, and nobody's."""

from __future__ import annotations

import csv
import hashlib
import inspect
import re
from collections import Counter, defaultdict
from datetime import date
from pathlib import Path
from statistics import median

import pytest

from tasks.vacancies import sample, sample_grammar
from tasks.vacancies.sample import sample_vacancies
from tasks.vacancies.sample_professions import PROFESSIONS
from tasks.vacancies.vacancy import EMPLOYMENTS, EXPERIENCES, SCHEDULES, Vacancy

ROWS = sample_vacancies()
PINNED = "c2f8aa334e6f5457acaa7b4d8b974b06baf2d5b02b6ec074dc24d0272d8013aa"
ALL_SKILLS = {
    skill
    for profession in PROFESSIONS
    for group in (profession.core, *profession.stacks)
    for skill in group
} | set(sample_grammar.GENERAL_SKILLS)


def text_key(vacancy: Vacancy) -> tuple[str, str, str]:
    return vacancy.title, vacancy.employer, vacancy.description


VACANCIES = list({text_key(row): row for row in ROWS if row.title}.values())
LISTS = [{skill.casefold() for skill in vacancy.skills} for vacancy in VACANCIES if vacancy.skills]


def share(chosen: list[bool]) -> float:
    return sum(chosen) / len(chosen)


def vacancies_with(skill: str) -> int:
    """Vacancies whose key skills name the skill, in any spelling, alone or in a compound."""
    forms = {form.casefold() for form in (skill, *sample_grammar.SPELLINGS.get(skill, ()))}
    named = ({part for name in skills for part in (name, *name.split("/"))} for skills in LISTS)
    return sum(bool(forms & parts) for parts in named)


# ---- The same everywhere -------------------------------------------------------------------


def test_it_is_always_the_same():
    assert hashlib.sha256(repr(ROWS).encode()).hexdigest() == PINNED
    assert sample_vacancies() == ROWS
    assert sample_vacancies(seed=1) != ROWS


def test_fewer_are_the_first_of_many():
    assert sample_vacancies(0, 60) == ROWS[:60]
    assert sample_vacancies(3, 0) == []


def test_no_other_method_of_a_generator_is_used():
    source = inspect.getsource(sample) + inspect.getsource(sample_grammar)
    assert set(re.findall(r"\brng\.(\w+)", source)) == {"random"}


# ---- The grammar ---------------------------------------------------------------------------


def test_the_grammar_is_closed():
    sentences = sample_grammar.SENTENCES
    texts = [*sentences.values(), *(profession.duties for profession in PROFESSIONS)]
    used = set(re.findall(r"<(\w+)>", " ".join(sum(texts, ()))))
    assert used <= {*sentences, "employer", "business"}
    assert {"nom", "gen", "ins"} == set(re.findall(r"\{(\w+)\}", " ".join(sum(texts, ()))))
    for row in ROWS:
        text = f"{row.description} {row.title} {' '.join(row.skills)}"
        assert not set(text.replace(sample_grammar.MARKUP, "")) & set("<>{}|"), text


def test_spellings_compounds_and_premiums_speak_of_skills_that_are_asked_for():
    assert set(sample_grammar.SPELLINGS) <= ALL_SKILLS
    assert set(sample_grammar.PREMIUMS) <= ALL_SKILLS
    assert set(sum(sample_grammar.COMPOUNDS, ())) <= ALL_SKILLS


def test_every_russian_skill_is_inflected_as_a_dictionary_inflects_it():
    pymorphy3 = pytest.importorskip("pymorphy3")
    analyser = pymorphy3.MorphAnalyzer(lang="ru")
    inflected = 0
    for skill in ALL_SKILLS:
        for case, grammeme in (("gen", "gent"), ("ins", "ablt")):
            words = zip(skill.split(), sample_grammar.in_case(skill, case).split(), strict=True)
            for before, after in words:
                if before != after and analyser.word_is_known(before):
                    lemmas = {parse.normal_form for parse in analyser.parse(before)}
                    forms = [p for p in analyser.parse(after) if p.normal_form in lemmas]
                    assert any(grammeme in form.tag for form in forms), (skill, after)
                    inflected += 1
    assert inflected > 200


@pytest.mark.parametrize(
    ("skill", "genitive", "instrumental"),
    [
        ("машинное обучение", "машинного обучения", "машинным обучением"),
        ("базы данных", "баз данных", "базами данных"),
        ("тест-кейсы", "тест-кейсов", "тест-кейсами"),
        ("управление проектами", "управления проектами", "управлением проектами"),
        ("1С: Бухгалтерия", "1С: Бухгалтерия", "1С: Бухгалтерия"),
        ("Docker", "Docker", "Docker"),
        ("Си", "Си", "Си"),
    ],
)
def test_cases(skill, genitive, instrumental):
    cases = [sample_grammar.in_case(skill, case) for case in ("nom", "gen", "ins")]
    assert cases == [skill, genitive, instrumental]


# ---- What is in it -------------------------------------------------------------------------


def test_every_category_occurs_and_no_other():
    named = [row for row in ROWS if row.title]
    assert {row.experience for row in named} == {*EXPERIENCES, ""}
    assert {row.schedule for row in named} == set(SCHEDULES)
    assert {row.employment for row in named} == set(EMPLOYMENTS)
    assert {row.city for row in named} == set(sample_grammar.CITIES)
    days = {row.published for row in named}
    assert (min(days), max(days)) == (date(2024, 2, 5), date(2024, 2, 25))


def test_a_few_professions_are_frequent_and_none_is_missing():
    names = {query for profession in PROFESSIONS for query in profession.queries}
    assert {query for row in ROWS for query in row.queries} == names
    counts = Counter(vacancy.queries[0] for vacancy in VACANCIES)
    assert set(counts) == {profession.name for profession in PROFESSIONS}
    (_, most), *_, (_, least) = counts.most_common()
    assert most > 6 * least
    assert least > 20
    assert 0.15 < share([len(vacancy.queries) > 1 for vacancy in VACANCIES]) < 0.35


def test_a_few_employers_publish_much_and_many_publish_little():
    counts = Counter(vacancy.employer for vacancy in VACANCIES if vacancy.employer)
    assert 200 < len(counts) <= 250
    assert sum(count for _, count in counts.most_common(25)) > 0.35 * counts.total()
    assert sum(count < 4 for count in counts.values()) > 60


def test_an_employer_repeats_its_own_lists_and_nobody_elses():
    owners: dict[tuple[str, ...], Counter[str]] = defaultdict(Counter)
    for vacancy in VACANCIES:
        if len(vacancy.skills) > 3 and vacancy.employer:
            owners[vacancy.skills][vacancy.employer] += 1
    lists = sum(counter.total() for counter in owners.values())
    repeated = sum(n for counter in owners.values() for n in counter.values() if n > 1)
    assert repeated > 0.25 * lists
    assert sum(len(counter) > 1 for counter in owners.values()) < 0.01 * lists


def test_key_skills_and_pay_are_as_incomplete_as_real_ones():
    assert 0.65 < share([bool(vacancy.skills) for vacancy in VACANCIES]) < 0.75
    assert 0.5 < share([vacancy.salary is not None for vacancy in VACANCIES]) < 0.6
    sides = Counter(
        (vacancy.salary_from is not None, vacancy.salary_to is not None) for vacancy in VACANCIES
    )
    assert sides[True, True] > sides[True, False] > sides[False, True] > 40
    lengths = [len(skills) for skills in LISTS]
    assert 6 < sum(lengths) / len(lengths) < 9


def test_some_skills_stand_in_the_text_and_not_in_the_list():
    unlisted = listed = 0
    for vacancy in VACANCIES:
        if vacancy.skills and "Kubernetes" in vacancy.description:
            key_skills = " ".join(vacancy.skills).casefold()
            found = any(form in key_skills for form in ("kubernetes", "k8s", "кубернетес"))
            listed, unlisted = listed + found, unlisted + (not found)
    assert unlisted > 5
    assert listed > 5


def test_pay_depends_on_profession_experience_and_city():
    paid = [vacancy for vacancy in VACANCIES if vacancy.salary]
    names = defaultdict(list)
    for vacancy in paid:
        names[vacancy.queries[0]].append(vacancy)
    usual = {name: median(vacancy.salary for vacancy in names[name]) for name in names}
    assert usual["devops"] > 2 * usual["бухгалтер"]

    def relative(chosen: list[Vacancy]) -> float:
        return median(vacancy.salary / usual[vacancy.queries[0]] for vacancy in chosen)

    medians = [relative([v for v in paid if v.experience == years]) for years in EXPERIENCES]
    assert medians == sorted(set(medians))
    assert medians[-1] > 1.8 * medians[0]
    cheap = [v for v in paid if sample_grammar.CITIES[v.city] < -0.1]
    assert relative([v for v in paid if v.city == "Москва"]) > 1.1 * relative(cheap)


def test_pay_is_a_round_number_of_roubles():
    paid = [vacancy for vacancy in VACANCIES if vacancy.salary]
    sides = [side for v in paid for side in (v.salary_from, v.salary_to) if side is not None]
    assert all(10_000 < side < 1_000_000 for side in sides)
    assert all(v.salary_from <= v.salary_to for v in paid if v.salary_from and v.salary_to)
    assert 0.8 < share([side % 5000 == 0 for side in sides]) < 0.98


def test_skills_of_a_stack_go_together():
    def seen_with(skill: str, other: str) -> float:
        return share([other in skills for skills in LISTS if skill in skills])

    assert seen_with("celery", "postgresql") > 5 * seen_with("celery", "figma")
    assert seen_with("django", "celery") > 3 * seen_with("django", "numpy")
    assert seen_with("numpy", "pandas") > 3 * seen_with("numpy", "celery")


@pytest.mark.parametrize(
    "query",
    [
        ("Python", "NLP", "Algorithm", "нейросети"),
        ("микроконтроллеры", "STM32", "C"),
        ("Design", "Photoshop", "Figma", "3D", "UX/UI"),
    ],
)
def test_the_three_queries_of_the_report_can_be_answered(query):
    assert all(vacancies_with(skill) >= 10 for skill in query)


def test_skills_are_rare_as_well_as_frequent():
    counts = Counter(skill for skills in LISTS for skill in skills)
    assert len(counts) > 400
    assert sum(count >= 5 for count in counts.values()) > 250
    assert sum(count < 5 for count in counts.values()) > 80
    assert counts.most_common(1)[0][1] > 0.12 * len(LISTS)


@pytest.mark.parametrize(
    "form",
    [
        "K8s", "JS", "Джава", "Golang", "Python 3", "C++17", "HTML5", "STM32", "HTML/CSS", "C/C++",
        "CI/CD", "UX-UI", "REST", "Adobe Photoshop", "PowerBI", "Нейронные сети", "1C",
        "1С:Бухгалтерия 8.3", "Английский — B1 — Средний", "развитие",
    ],
)  # fmt: skip
def test_noise_that_normalising_must_undo(form):
    assert any(form.casefold() in skills for skills in LISTS)


def test_letters_of_another_alphabet_hide_in_words():
    words = {word for vacancy in VACANCIES for skill in vacancy.skills for word in skill.split()}
    mixed = {word for word in words if re.search(r"[а-я][a-z]|[a-z][а-я]", word, re.IGNORECASE)}
    assert len(mixed) >= 3
    assert {"С++", "с++"} & words  # Cyrillic


# ---- What must be cleaned away --------------------------------------------------------------


def test_duplicates_and_empty_rows():
    assert len(ROWS) == 1500
    named = [row for row in ROWS if row.title]
    assert 0.01 < 1 - len({row.id for row in ROWS}) / len(ROWS) < 0.04
    assert 0.03 < 1 - len(VACANCIES) / len(named) < 0.06
    assert all(row == Vacancy(row.id, "", queries=row.queries) for row in ROWS if not row.title)
    assert 3 <= len(ROWS) - len(named) < 15
    similar = [v for v in VACANCIES if " Место работы: " in v.description]
    assert 0.03 < len(similar) / len(VACANCIES) < 0.08


PERSONAL = {
    "phone": r"(\+7|\b8) ?\(?000\)?[ -]555",
    "e-mail": r"\w@\w+\.example",
    "messenger": r"\s@vydumka_\d+_hr|t\.me/",
    "name with patronymic": r"[А-Я]\w+ [А-Я]\w+(вна|вич)\b",
    "initials": r"[А-Я]\w+ [А-Я]\. ?[А-Я]\.",
}


@pytest.mark.parametrize("kind", PERSONAL)
def test_personal_data(kind):
    found = [bool(re.search(PERSONAL[kind], vacancy.description)) for vacancy in VACANCIES]
    assert sum(found) > 3
    assert share(found) < 0.04


def test_some_employers_are_sole_proprietors():
    assert 0.005 < share([vacancy.employer.startswith("ИП ") for vacancy in VACANCIES]) < 0.04


@pytest.mark.parametrize("seed", range(4))
def test_one_title_is_markup(seed):
    titles = [row.title for row in (sample_vacancies(seed, 200) if seed else ROWS)]
    assert sum("<script>" in title for title in titles) == 1


# ---- Nobody's ------------------------------------------------------------------------------


def test_employers_are_made_of_invented_names():
    words = "|".join(sample_grammar.EMPLOYER_WORDS)
    things = "|".join(sample_grammar.EMPLOYER_THINGS)
    name = re.compile(rf"\b({words}) ({things})\b")
    others = {row.employer for row in ROWS if not name.search(row.employer)}
    assert others <= {"", *sample_grammar.SOLE_PROPRIETORS}
    assert len(others) > 4
    brands = r"яндекс|yandex|сбер|тинькофф|газпром|ozon|wildberries|vk|мтс|билайн|avito|авито|втб"
    assert not [row.employer for row in ROWS if re.search(brands, row.employer, re.IGNORECASE)]


@pytest.mark.mirror
def test_no_employer_and_no_sentence_is_a_real_vacancys(mirror: Path):
    folder = next(mirror.glob("SimulatorML/DS-landscape/*/data/hh_parsed_folder"))
    employers: set[str] = set()
    sentences: set[str] = set()
    for path in sorted(folder.glob("*-DATA-*.csv")):
        with path.open(encoding="utf-8", newline="") as file:
            for row in csv.DictReader(file):
                employers.add(row["employer"].strip().casefold())
                sentences.update(phrases(row["description"]))
    assert len(employers) > 5000
    ours = {name.casefold() for row in ROWS if (name := row.employer)}
    assert not ours & employers
    common = sentences & {phrase for row in ROWS for phrase in phrases(row.description)}
    assert not common


def phrases(text: str) -> set[str]:
    """Parts of a text that are too long to be alike by chance."""
    parts = re.split(r"[.;:!?•\n]", text.casefold())
    return {part.strip() for part in parts if len(part.strip()) > 45}
