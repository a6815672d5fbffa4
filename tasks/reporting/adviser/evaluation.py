"""The evaluation: hidden skills found again, the same profession found, forms of the text."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

from tasks.reporting.adviser.columns import measured
from tasks.reporting.adviser.results.advice import Metrics, Ranking, Rankings, TextScore
from tasks.reporting.adviser.results.base import Measure
from tasks.reporting.blocks import Block, PageSection, Prose
from tasks.reporting.numbers import whole
from tasks.reporting.tables import Cell, Column, Heading, ResultTable, compared

NAMES = {"recall@10": "Recall@10", "ndcg@10": "nDCG@10", "mrr": "MRR"}
BEST = "Best of each column in bold; ± is the standard deviation over folds."


def evaluation_section(metrics: Metrics) -> PageSection:
    """A table for each test."""
    blocks: list[Block] = []
    if metrics.hidden_skills and metrics.hidden_skills.methods:
        known = f"{whole(metrics.vocabulary)} skills" if metrics.vocabulary else "the vocabulary"
        table = _ranking_table("Hidden skills found again", metrics.hidden_skills, metrics.default)
        told = (
            "A third of each held-out vacancy's key skills is hidden; a method gets the others "
            f"and ranks {known}. Recall@10: the share of the hidden ones among its first ten."
        )
        blocks += [Prose(told), table]
    if metrics.retrieval and metrics.retrieval.methods:
        told = (
            "A held-out vacancy asks for others like it, once with its key skills and once with "
            "the skills of its text; those that came from the same search count as right. MRR: "
            "the mean of one over the place of the first right one."
        )
        blocks.append(Prose(told))
    for asked, retrieval in (
        ("key skills", metrics.retrieval),
        ("the skills of the text", metrics.retrieval_by_text),
    ):
        if retrieval and retrieval.methods:
            caption = f"Same profession found, asked with {asked}"
            blocks.append(_ranking_table(caption, retrieval, metrics.default))
    if metrics.texts.rows:
        blocks.append(_text_table(metrics.texts.rows))
    blocks += [Prose(note, quiet=True) for note in metrics.notes]
    return PageSection("evaluation", "How good the advice is", blocks)


def _ranking_table(caption: str, rankings: Rankings, default: str | None) -> ResultTable:
    methods = _best_first(rankings.methods)
    overall = _distinct(ranking.measures for _, ranking in methods)
    slices = _distinct(ranking.slices for _, ranking in methods)
    headings = [Heading("Method"), *(Heading(_name(one)) for one in overall)]
    columns = [_column([r.measures.get(one) for _, r in methods]) for one in overall]
    for measure in overall:
        for part in slices:
            headings.append(Heading(_name(measure), f"{part} queries"))
            values = [r.slices.get(part, {}).get(measure) for _, r in methods]
            columns.append(_column(values))
    names = [Cell(name, "the adviser's default" if name == default else "") for name, _ in methods]
    queries = f"; {whole(rankings.queries)} queries" if rankings.queries else ""
    return ResultTable(
        f"{caption}, held out by employer{queries}", headings, [compared("", names, columns)], BEST
    )


def _text_table(rows: Sequence[TextScore]) -> ResultTable:
    measures = _distinct(row.measures for row in rows)
    groups = []
    for method in dict.fromkeys(row.method for row in rows):
        ours = [row for row in rows if row.method == method]
        columns = [_column([row.measures.get(one) for row in ours]) for one in measures]
        groups.append(compared(method, [Cell(row.text) for row in ours], columns))
    return ResultTable(
        "Whole, trimmed and skill-filtered text",
        [Heading("Text"), *(Heading(_name(one)) for one in measures)],
        groups,
        "Best text of each method in bold.",
    )


def _best_first(methods: Mapping[str, Ranking]) -> list[tuple[str, Ranking]]:
    """By the measure that the file has first."""
    names = _distinct(ranking.measures for ranking in methods.values())

    def value(ranking: Ranking) -> float:
        measure = ranking.measures.get(names[0]) if names else None
        return measure.mean if measure else float("-inf")

    return sorted(methods.items(), key=lambda pair: (-value(pair[1]), pair[0]))


def _distinct(names: Iterable[Iterable[str]]) -> list[str]:
    return list(dict.fromkeys(name for one in names for name in one))


def _name(measure: str) -> str:
    return NAMES.get(measure, measure)


def _column(measures: Sequence[Measure | None]) -> Column:
    return measured(measures, 3, 1)
