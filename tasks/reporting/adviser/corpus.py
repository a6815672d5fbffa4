"""The vacancies at a glance: what there is of them, whom they look for, what was left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from markupsafe import Markup

from tasks.reporting.adviser.results.everything import AdviserResults
from tasks.reporting.adviser.results.vacancies import Skills, Vacancies, VacancyCounts
from tasks.reporting.bars import Bar, BarGroup, draw_bars
from tasks.reporting.blocks import Block, Details, Facts, Figure, PageSection
from tasks.reporting.numbers import decimal, percent, percent_of, whole
from tasks.reporting.tables import Cell, Heading, ResultTable, listed
from tasks.reporting.theme import NARROW, WIDE, Layout, Picture, framed

CITIES = 8


def vacancies_section(results: AdviserResults) -> PageSection:
    """The corpus in facts and bars; the counts of what was left out can be opened."""
    vacancies = results.vacancies
    blocks: list[Block] = [Facts([*_facts(vacancies), *_skill_facts(results)])]
    if _groups(vacancies.corpus):
        blocks.append(
            Figure(
                Markup(vacancies_svg(vacancies, WIDE)),
                Markup(vacancies_svg(vacancies, NARROW)),
                "Whom the vacancies look for, and where: their number, and their share of all.",
            )
        )
    left_out = [*_left_out(vacancies, results.skills)]
    if left_out:
        blocks.append(Details("What was left out or changed", left_out))
    return PageSection("vacancies", "The vacancies", blocks)


def vacancies_svg(vacancies: Vacancies, layout: Layout = WIDE, standalone: bool = False) -> str:
    """Bars of experience, schedule, employment and the commonest cities."""
    groups = _groups(vacancies.corpus)
    height, parts = draw_bars(groups, layout)
    told = (
        f"{group.heading}: " + ", ".join(f"{bar.name} {bar.written}" for bar in group.bars)
        for group in groups
    )
    picture = Picture(
        key=f"vacancies-{layout.name}",
        title="Vacancies by experience, schedule, employment and city",
        description="; ".join(told),
        heading=f"{whole(vacancies.corpus.vacancies)} vacancies",
        parts=parts,
        width=layout.width,
        height=height,
    )
    return framed(picture, layout.font, standalone)


def _groups(corpus: VacancyCounts) -> list[BarGroup]:
    cities = dict(list(corpus.cities.top.items())[:CITIES]) if corpus.cities else {}
    found = {
        "Experience": corpus.experience,
        "Schedule": corpus.schedule,
        "Employment": corpus.employment,
        "City": cities,
    }
    return [
        BarGroup(heading, [_bar(name, count, corpus.vacancies) for name, count in bars])
        for heading, counts in found.items()
        if (bars := [(name, count) for name, count in counts.items() if count > 0])
    ]


def _bar(name: str, count: int, total: int) -> Bar:
    return Bar(name or "not stated", count, percent_of(count, total))


def _facts(vacancies: Vacancies) -> Iterator[tuple[str, str]]:
    corpus = vacancies.corpus
    rows = sum(table.rows for table in vacancies.tables.values())
    of = f", of {whole(rows)} rows read" if rows else ""
    yield "Vacancies", f"{whole(corpus.vacancies)}{of}"
    if vacancies.tables:
        yield "Tables", ", ".join(vacancies.tables)
    if corpus.published.first and corpus.published.last:
        yield "Published", f"{corpus.published.first} to {corpus.published.last}"
    if corpus.employers is not None:
        yield "Employers", whole(corpus.employers)
    if corpus.cities:
        yield "Cities", whole(corpus.cities.distinct)
    if corpus.queries:
        yield "Searches", whole(corpus.queries)
    stated = sum(count for name, count in corpus.salary.stated.items() if name != "none")
    if corpus.salary.stated:
        yield "Salary stated", percent_of(stated, corpus.vacancies)
    low, middle, high = (corpus.salary.quantiles.get(q) for q in ("0.05", "0.5", "0.95"))
    if middle is not None:
        between = f"; nine in ten from {whole(low)} to {whole(high)}" if low and high else ""
        yield "Median salary", f"{whole(middle)} roubles a month, net{between}"
    if corpus.skills:
        mean = corpus.skills.mean_where_any
        many = f", {decimal(mean, 1)} each" if mean is not None else ""
        yield "List key skills", percent(corpus.skills.share_of_vacancies) + many


def _skill_facts(results: AdviserResults) -> Iterator[tuple[str, str]]:
    skills = results.skills
    if skills is None:
        return
    if skills.vocabulary is not None:
        spellings = skills.vocabulary.spellings
        made = f", from {whole(spellings)} spellings" if spellings else ""
        yield "Vocabulary", f"{whole(skills.vocabulary.names)} skills{made}"
    coverage = skills.coverage
    if coverage.vacancies_with_text_skills is not None:
        mean = coverage.text_skills_a_vacancy
        many = f", {decimal(mean, 1)} each" if mean is not None else ""
        found = percent_of(coverage.vacancies_with_text_skills, results.vacancies.corpus.vacancies)
        yield "Skills in the text", found + many
    if coverage.key_skills_that_the_text_mentions is not None:
        yield (
            "Key skills that the text mentions",
            percent(coverage.key_skills_that_the_text_mentions),
        )


def _left_out(vacancies: Vacancies, skills: Skills | None) -> Iterator[ResultTable]:
    removed = skills.vocabulary.removed if skills and skills.vocabulary else {}
    for caption, what, counts in (
        ("Rows left out", "Reason", vacancies.dropped),
        ("Personal data removed", "What", vacancies.personal_data_removed),
        ("Skills removed from the vocabulary", "Reason", removed),
    ):
        if counts:
            yield _count_table(caption, what, counts)


def _count_table(caption: str, what: str, counts: Mapping[str, int]) -> ResultTable:
    return ResultTable(
        caption,
        [Heading(what), Heading("Number")],
        listed(
            [Cell(name.replace("_", " ")) for name in counts],
            [[Cell(whole(count))] for count in counts.values()],
        ),
    )
