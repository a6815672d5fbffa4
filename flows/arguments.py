"""The sub-commands and options of ``skillpath``, and their help."""

from __future__ import annotations

import argparse
from datetime import date
from pathlib import Path

DESCRIPTION = (
    "Active learning for sequence labelling, and a job adviser. "
    "The stages are normally run by `dvc repro`, with the parameters in params.yaml."
)
EPILOG = (
    "exit status: 0 done · 1 some of the work failed · 2 something for you to mend · "
    "130 interrupted. SKILLPATH_MIRROR names a folder or address to download from, "
    "PREFECT_API_URL and MLFLOW_TRACKING_URI servers to use."
)


def make_parser() -> argparse.ArgumentParser:
    """The whole command line."""
    parser = argparse.ArgumentParser(prog="skillpath", description=DESCRIPTION, epilog=EPILOG)
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help_, description=help_)

    _advise(command("advise", "vacancies, skills to learn and salaries for a line of skills"))
    _select(command("select", "choose sentences of a pool that nobody has annotated yet"))
    _collect(command("collect", "gather vacancies from hh.ru's public API into a folder"))
    command("download", "stage: fetch the corpora, vectors and vacancies that params.yaml names")
    normalise = command("normalise", "stage: write a corpus as two-column IOB2, or the vacancies")
    what = normalise.add_mutually_exclusive_group(required=True)
    what.add_argument("--corpus", help="a name under `corpora`")
    what.add_argument("--vacancies", action="store_true", help="the tables of `vacancies.tables`")
    command("skills", "stage: build the skill vocabulary, filter texts, tag sentences")
    command("topics", "stage: measure topic models and keep the best")
    command("salary", "stage: cross-validate salary models and keep the best")
    command("evaluate", "stage: measure recommendations and build the adviser")
    embed = command("embed", "stage: look up the word vectors of a corpus's vocabulary")
    sweep = command("sweep", "stage: simulate every strategy and seed on a corpus")
    for stage in (embed, sweep):
        stage.add_argument("--corpus", required=True, help="a name under `corpora`")
    sweep.add_argument("--architecture", default="tagger", help="which network")
    command("report", "stage: write data/report/report.html")
    command("track", "bring MLflow up to date with the files; twice changes nothing")
    keep = command("keep", "copy the results into a folder that can be committed")
    keep.add_argument("folder", type=Path, help="for instance docs/results/atis")
    restore = command("restore", "put kept journals back where sweeps resume from")
    restore.add_argument(
        "folder", type=Path, help="searched for *.jsonl, for instance docs/results"
    )
    ui = command("ui", "open the Prefect and MLflow dashboards until Ctrl-C")
    ui.add_argument("--prefect-port", type=int, default=4200, help="0 picks a free one")
    ui.add_argument("--mlflow-port", type=int, default=5000, help="0 picks a free one")
    return parser


def _advise(parser: argparse.ArgumentParser) -> None:
    parser.epilog = 'for example: skillpath advise "python, nlp, algorithm, нейросети"'
    parser.add_argument("skills", help="what you know, separated by commas")
    parser.add_argument("--city", help="only vacancies there; and salaries for it")
    parser.add_argument("--schedule", help="only this one, for instance «Удаленная работа»")
    parser.add_argument("--experience", help="only this one, for instance «Нет опыта»")
    parser.add_argument("--title", help="the job you want, for a better salary estimate")
    parser.add_argument("--model", help="what ranks: the default is what won the evaluation")
    parser.add_argument("--top", type=_positive, default=10, help="rows a table (10)")
    parser.add_argument("--json", action="store_true", help="the same as JSON")
    parser.add_argument("--save", type=Path, metavar="FILE.csv", help="keep the salary table")


def _select(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "for example: skillpath select --corpus mine --pool pool.parquet --strategy wbadge "
        "--budget 5000 --into next.jsonl. A pool is a Parquet file, or a folder of them, with a "
        "column `tokens`: a list of strings a sentence."
    )
    parser.add_argument("--corpus", required=True, help="under `corpora`; what is annotated")
    parser.add_argument("--pool", type=Path, required=True, help="a Parquet file or a folder")
    parser.add_argument("--strategy", required=True, help="which query strategy chooses")
    parser.add_argument(
        "--budget", type=_positive, required=True, help="in words, or as sweep.budget_unit says"
    )
    parser.add_argument("--into", type=Path, required=True, help="file of JSON lines to write")
    parser.add_argument("--architecture", default="tagger", help="which network (tagger)")
    parser.add_argument("--seed", type=int, default=0, help="of network and strategy (0)")


def _collect(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "for example: skillpath collect --text python --text nlp --area 1 --into collected "
        "--user-agent 'skillpath/0.1 (you@your.domain)'. Interrupted, the same command goes on."
    )
    parser.add_argument("--text", action="append", required=True, help="a search; may repeat")
    parser.add_argument(
        "--area", action="append", default=[], help="hh.ru's number of a region; may repeat"
    )
    parser.add_argument("--since", type=date.fromisoformat, help="published from, YYYY-MM-DD")
    parser.add_argument("--until", type=date.fromisoformat, help="published to, YYYY-MM-DD")
    parser.add_argument("--into", type=Path, required=True, help="folder for vacancies.jsonl")
    parser.add_argument("--user-agent", help="NAME/VERSION (e-mail); or HH_USER_AGENT")
    parser.add_argument("--token", help="an access token of hh.ru; better HH_TOKEN")
    parser.add_argument("--interval", type=float, default=0.5, help="seconds a request (0.5)")
    parser.add_argument("--base", default="https://api.hh.ru", help=argparse.SUPPRESS)


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value
