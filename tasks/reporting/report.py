"""The self-contained page of results, ``report.html``, and its figures as files."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from jinja2 import Environment, FileSystemLoader, StrictUndefined
from markupsafe import Markup

from tasks.errors import UserError
from tasks.files import write_text
from tasks.reporting.adviser.page import adviser_figures, adviser_sections, adviser_warnings
from tasks.reporting.adviser.results.everything import AdviserResults
from tasks.reporting.blocks import PageSection
from tasks.reporting.datasets import datasets
from tasks.reporting.figure import figure_name, learning_curves_svg
from tasks.reporting.learning import LEVELS, section, shared_styles, warnings
from tasks.reporting.numbers import whole
from tasks.reporting.study.comparisons import differences_svg, has_comparisons
from tasks.reporting.study.overview import overview
from tasks.reporting.sweep import Sweep, SweepFolder, read_sweep
from tasks.reporting.theme import DARK, LIGHT, STYLE

LEARNING = "Active learning"
ADVISER = "Job adviser"


class Words(NamedTuple):
    """What the page says of itself before all else."""

    title: str
    heading: str
    lead: str


class Part(NamedTuple):
    """A part of the contents; `name` is empty where there is nothing to tell apart."""

    anchor: str
    name: str
    links: list[tuple[str, str]]


def write_report(
    destination: Path, sweeps: Sequence[SweepFolder], adviser: AdviserResults | None = None
) -> Path:
    """Write ``report.html`` and ``figures/*.svg`` to a folder.

    The figures of a sweep are its learning curves, ``<corpus>-<architecture>.svg``, and its
    matrix of differences, ``…-differences.svg``, where strategies were compared.

    Parameters
    ----------
    destination
        The folder; made if needed.
    sweeps
        In the order of the report; each pair of corpus and architecture once.
    adviser
        From `read_adviser`; None for a study without vacancies.

    Returns
    -------
    Path
        The page's.

    Raises
    ------
    UserError
        When there is neither a sweep nor an adviser, a pair occurs twice, or a file is missing
        or damaged.
    """
    read = [read_sweep(where) for where in sweeps]
    page = render(read, adviser)
    styles = shared_styles(read)
    figures = {
        f"{figure_name(sweep)}.svg": learning_curves_svg(sweep, styles=styles, standalone=True)
        for sweep in read
    }
    figures |= {
        f"{figure_name(sweep)}-differences.svg": differences_svg(sweep, standalone=True)
        for sweep in read
        if has_comparisons(sweep)
    }
    figures |= dict(adviser_figures(adviser)) if adviser else {}
    for name, figure in figures.items():
        write_text(destination / "figures" / name, figure + "\n")
    write_text(destination / "report.html", page)
    return destination / "report.html"


def render(sweeps: Sequence[Sweep], adviser: AdviserResults | None = None) -> str:
    """The page as a string: no script, nothing loaded, the same bytes for the same results.

    Raises
    ------
    UserError
        When there is neither a sweep nor an adviser, or a pair of corpus and architecture occurs
        twice.
    """
    if not sweeps and adviser is None:
        raise UserError("there is no sweep and no vacancy to report; run the sweep first")
    names = [figure_name(sweep) for sweep in sweeps]
    for sweep, name in zip(sweeps, names, strict=True):
        if names.count(name) > 1:
            raise UserError(f"two sweeps of {sweep.name} are to be reported; name one of them")

    here = Path(__file__).parent
    environment = Environment(
        loader=FileSystemLoader(here),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    styles = shared_styles(sweeps)
    sections = adviser_sections(adviser) if adviser else []
    told = {text for sweep in sweeps for text in warnings(sweep)}
    told |= set(adviser_warnings(adviser)) if adviser else set()
    studies = {sweep.metadata.study for sweep in sweeps if sweep.metadata.study}
    commits = {sweep.metadata.commit for sweep in sweeps if sweep.metadata.commit}
    if adviser:
        studies |= adviser.studies
        commits |= {made.commit for made in adviser.made_by}
    return environment.get_template("report.html.jinja").render(
        style=Markup(STYLE + (here / "report.css").read_text(encoding="utf-8")),
        light=LIGHT,
        dark=DARK,
        words=_words(sweeps, adviser),
        contents=_contents(sweeps, sections),
        learning_name=LEARNING,
        adviser_name=ADVISER,
        levels=LEVELS,
        warnings=sorted(told),
        overview=overview(sweeps),
        sweeps=[section(sweep, styles) for sweep in sweeps],
        datasets=datasets(sweeps),
        adviser=sections,
        studies=sorted(studies),
        commits=sorted(commits),
    )


def _words(sweeps: Sequence[Sweep], adviser: AdviserResults | None) -> Words:
    curves = (
        "how the entity-level F1 of a tagger grows with the words annotated, for each query "
        "strategy, corpus and network"
    )
    if adviser is None:
        return Words(
            "Learning curves of active learning for sequence labelling",
            "Which sentences should be annotated next?",
            f"Learning curves of active learning for sequence labelling: {curves}.",
        )
    number = whole(adviser.vacancies.corpus.vacancies)
    advice = (
        f"what {number} vacancies are about and what they pay, which skills are worth learning "
        "next, and how well the answers hold for vacancies held out"
    )
    if not sweeps:
        return Words(
            "A job adviser: topics, salaries and advice from vacancies",
            "Which skills are worth learning next?",
            f"A job adviser: {advice}.",
        )
    return Words(
        "Active learning for sequence labelling, and a job adviser",
        "Which sentences to annotate, and which skills to learn next?",
        f"Active learning for sequence labelling: {curves}. And a job adviser: {advice}.",
    )


def _contents(sweeps: Sequence[Sweep], sections: Sequence[PageSection]) -> list[Part]:
    links = [(one.anchor, one.title) for one in overview(sweeps)]
    links += [(figure_name(sweep), sweep.name) for sweep in sweeps]
    links += [("data", "Data")] if datasets(sweeps) else []
    advice = [(one.anchor, one.title) for one in sections]
    end = [("reproduce", "How to reproduce")]
    if not (links and advice):
        return [Part("contents", "", links + advice + end)]
    return [
        Part("learning", LEARNING, links),
        Part("adviser", ADVISER, advice),
        Part("end", "", end),
    ]
