"""The topics: the models' measures, keywords of each topic, and how alike topics are."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from markupsafe import Markup

from tasks.reporting.adviser.results.topics import Topic, TopicModelMeasures, TopicResults
from tasks.reporting.adviser.topic_figures import (
    coherence_svg,
    has_curves,
    heat_map_svg,
    kind_name,
    similarity_of,
)
from tasks.reporting.blocks import Block, Details, Figure, PageSection, Prose, Subheading
from tasks.reporting.curves import mean_and_stderr
from tasks.reporting.heat_map import most_alike
from tasks.reporting.numbers import decimal, percent_of, whole
from tasks.reporting.tables import Cell, Column, Heading, ResultTable, compared, listed
from tasks.reporting.theme import NARROW, WIDE

LARGEST = 10
PAIRS = 8
KEYWORDS = 10
PAIR_KEYWORDS = 4
MEASURES = (
    "NPMI and c_v: coherence of a topic's ten first words in the vacancies, from −1 and 0 to 1. "
    "Diversity: the share of distinct words among the topics' 25 first ones. Perplexity: of words "
    "in vacancies held out, for the sweep's models of that number of topics; less is better. "
    "Stability: cosine between matched topics of models that differ by their seeds."
)


def topics_section(topics: TopicResults) -> PageSection:
    """Measures and coherence curve, then each kept model."""
    blocks: list[Block] = []
    if topics.file.kept:
        blocks.append(_kept_table(topics))
    if has_curves(topics):
        blocks.append(
            Figure(
                Markup(coherence_svg(topics, WIDE)),
                Markup(coherence_svg(topics, NARROW)),
                "Means over seeds; bands are ± one standard error. Ringed: the number of topics "
                "kept. Unless it is set, that is the fewest whose quality is within one standard "
                "error of the best.",
            )
        )
    if told := _at_the_edge(topics):
        blocks.append(Prose(told, quiet=True))
    if topics.file.sweep:
        blocks.append(Details("All measures of the sweep", [_sweep_table(topics)]))
    for kind, measures in topics.file.kept.items():
        blocks += _model(topics, kind, measures)
    return PageSection("topics", "Topics", blocks)


def _at_the_edge(topics: TopicResults) -> str:
    """Which best numbers may only be the best of those that were tried."""
    found = []
    for kind, choice in topics.file.chosen.items():
        curve = choice.curve
        if len(curve) > 1:
            best = max(curve, key=lambda point: point.quality).topics
            if best in (curve[0].topics, curve[-1].topics):
                found.append(f"{kind_name(kind)} ({best})")
    if not found:
        return ""
    return (
        f"The best number stands at an end of those that were tried for {', '.join(found)}: "
        "a number beyond may be better still by these measures."
    )


def _kept_table(topics: TopicResults) -> ResultTable:
    kept = topics.file.kept
    fits = list(kept.values())
    stability = [topics.file.stability.get(kind) for kind in kept]
    held_out = [_perplexity(topics, one) for one in fits]
    columns = [
        Column([Cell(whole(one.topics)) for one in fits], [None] * len(fits), 0, 0),
        _column([one.npmi for one in fits], 3, 1),
        _column([one.c_v for one in fits], 3, 1),
        _column([one.diversity for one in fits], 3, 1),
        _column([one.cosine if one else None for one in stability], 3, 1),
        _column(held_out, 1, -1),
    ]
    names = [Cell(kind_name(kind), _setting(one)) for kind, one in kept.items()]
    return ResultTable(
        "The topic models, fitted to all vacancies",
        [
            Heading("Model"),
            Heading("Topics"),
            Heading("NPMI"),
            Heading("c_v"),
            Heading("Diversity"),
            Heading("Stability"),
            Heading("Perplexity"),
        ],
        [compared("", names, columns)],
        f"Best of each column in bold. {MEASURES}",
    )


def _sweep_table(topics: TopicResults) -> ResultTable:
    kinds = sorted({one.kind for one in topics.file.sweep})
    groups = []
    for kind in kinds:
        by_topics: dict[int, list[TopicModelMeasures]] = {}
        for one in topics.file.sweep:
            if one.kind == kind:
                by_topics.setdefault(one.topics, []).append(one)
        rows = [by_topics[number] for number in sorted(by_topics)]
        columns = [
            Column([Cell(whole(len(fits))) for fits in rows], [None] * len(rows), 0, 0),
            _column([_mean([one.npmi for one in fits]) for fits in rows], 3, 1),
            _column([_mean([one.c_v for one in fits]) for fits in rows], 3, 1),
            _column([_mean([one.diversity for one in fits]) for fits in rows], 3, 1),
            _column([_mean([one.perplexity for one in fits]) for fits in rows], 1, -1),
        ]
        names = [Cell(f"{number} topics") for number in sorted(by_topics)]
        groups.append(compared(kind_name(kind), names, columns))
    return ResultTable(
        "Measures over the number of topics, means over seeds",
        [
            Heading("Model"),
            Heading("Seeds"),
            Heading("NPMI"),
            Heading("c_v"),
            Heading("Diversity"),
            Heading("Perplexity"),
        ],
        groups,
        "Best of each kind in bold.",
    )


def _model(topics: TopicResults, kind: str, measures: TopicModelMeasures) -> Iterator[Block]:
    name = kind_name(kind)
    yield Subheading(f"{name}, {measures.topics} topics")
    described = topics.topics.get(kind, [])
    if described:
        by_size = sorted(described, key=lambda topic: (-topic.vacancies, topic.topic))
        largest, others = by_size[:LARGEST], by_size[LARGEST:]
        all_of_them = f"The topics of {name} by number of vacancies"
        caption = f"The {len(largest)} largest topics of {name}" if others else all_of_them
        yield _topic_table(caption, largest, described, measures)
        if others:
            caption = f"The other topics of {name}"
            table = _topic_table(caption, others, described, measures)
            yield Details(f"{caption}: {len(others)}", [table])
    if len(measures.similarity) > 1:
        yield Figure(
            Markup(heat_map_svg(topics, kind)),
            None,
            f"Cosine between the word weights of each two topics of {name}, ordered so that alike "
            "ones stand side by side. The most alike ones are in the table beneath.",
        )
        yield _pair_table(name, measures, described)
    if not described and not measures.similarity:
        yield Prose("Neither keywords nor likeness of its topics were written.", quiet=True)


def _topic_table(
    caption: str,
    shown: Sequence[Topic],
    described: Sequence[Topic],
    measures: TopicModelMeasures,
) -> ResultTable:
    total = sum(topic.vacancies for topic in described)
    npmi = dict(enumerate(measures.npmi_of_topics))
    return ResultTable(
        caption,
        [
            Heading("Topic"),
            Heading("Keywords", words=True),
            Heading("Vacancies", "whose first topic it is"),
            Heading("NPMI"),
        ],
        listed(
            [Cell(str(topic.topic)) for topic in shown],
            [
                [
                    Cell(_keywords(topic, KEYWORDS)),
                    Cell(percent_of(topic.vacancies, total)),
                    Cell(decimal(npmi.get(topic.topic), 3)),
                ]
                for topic in shown
            ],
        ),
    )


def _pair_table(name: str, measures: TopicModelMeasures, described: Sequence[Topic]) -> ResultTable:
    words = {topic.topic: _keywords(topic, PAIR_KEYWORDS) for topic in described}
    pairs = most_alike(similarity_of(measures), PAIRS)
    return ResultTable(
        f"The most alike topics of {name}",
        [
            Heading("Topics"),
            Heading("Keywords of the first", words=True),
            Heading("Keywords of the second", words=True),
            Heading("Cosine"),
        ],
        listed(
            [Cell(f"{first}, {second}") for first, second, _ in pairs],
            [
                [Cell(words.get(first, "")), Cell(words.get(second, "")), Cell(decimal(cosine, 2))]
                for first, second, cosine in pairs
            ],
        ),
    )


def _keywords(topic: Topic, count: int) -> str:
    return ", ".join(word.term for word in topic.words[:count])


def _setting(measures: TopicModelMeasures) -> str:
    told = [measures.preset and f"preset {measures.preset}"]
    told.append(measures.text and f"text {measures.text}")
    return ", ".join(part for part in told if part)


def _perplexity(topics: TopicResults, kept: TopicModelMeasures) -> float | None:
    same = [
        one.perplexity
        for one in topics.file.sweep
        if (one.kind, one.topics) == (kept.kind, kept.topics)
    ]
    return _mean(same)


def _mean(values: Sequence[float | None]) -> float | None:
    known = [value for value in values if value is not None]
    return mean_and_stderr(known)[0] if known else None


def _column(values: Sequence[float | None], digits: int, direction: int) -> Column:
    return Column([Cell(decimal(v, digits)) for v in values], list(values), digits, direction)
