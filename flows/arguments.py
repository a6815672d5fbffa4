"""The sub-commands and options of ``skillpath``, and their help."""

from __future__ import annotations

import argparse
import math
from datetime import date
from pathlib import Path

DESCRIPTION = (
    "Active learning for sequence labelling, and a job adviser. "
    "The stages are normally run by `dvc repro`, with the parameters in params.yaml."
)
EPILOG = (
    "exit status: 0 done · 1 some of the work failed · 2 something for you to mend · "
    "130 interrupted. SKILLPATH_MIRROR names a folder or address to download from, "
    "PREFECT_API_URL and MLFLOW_TRACKING_URI servers to use; docs/settings.md has all of them."
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
    _statistics(command("statistics", "analyse finished sweeps again, from their curves.csv"))
    _show_status(command("status", "how far the sweeps are, running or not, from their files"))
    _serve(command("serve", "run sweeps, topic and salary models on schedules until Ctrl-C"))
    command("doctor", "look at everything a study needs, and say what to do where it lacks")
    ui = command("ui", "open the Prefect and MLflow dashboards until Ctrl-C")
    _served(ui)
    ui.add_argument("--mlflow-port", type=_port, default=5000, help="of MLflow; 0 picks a free one")
    return parser


def _served(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "--prefect-port", type=_port, default=4200, help="of Prefect (4200); 0 picks a free one"
    )
    parser.add_argument(
        "--host",
        default="127.0.0.1",
        help="address to listen at (127.0.0.1); nobody there is asked for a password",
    )


def _show_status(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "exit status: 0 when every sweep is done or runs · 1 when one failed, was stopped or was "
        "killed. --json prints a list, the latest first, of objects with sweep (corpus · "
        "architecture), state (running, done, failed, stopped, killed), runs and rounds (pairs of "
        "done and all), share (of the training done, 0 to 1), seconds_left (null where it cannot "
        "be told), started and ended (UTC), failed (simulation: why), why (it was stopped), "
        "process (that runs it)."
    )
    parser.add_argument("--json", action="store_true", help="the same as JSON")


def _serve(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "WHEN is cron, such as '0 2 * * *' (two in the night), or an interval, such as 12h; "
        "without one a flow waits to be started in the Prefect UI, where its parameters can be "
        "edited. For example: skillpath serve --sweeps '0 2 * * *' --timezone Europe/Moscow"
    )
    for name, what in (
        ("sweeps", "the sweeps"),
        ("topic-models", "the topic models"),
        ("salary-models", "the salary models"),
    ):
        parser.add_argument(f"--{name}", metavar="WHEN", help=f"when to run {what}")
    parser.add_argument("--timezone", default="UTC", help="of cron schedules (UTC)")
    parser.add_argument(
        "--stop-after-hours",
        type=_hours,
        metavar="HOURS",
        help="end a run of the sweeps after so long; the next one goes on from there",
    )
    _served(parser)


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
    parser.add_argument("--seed", type=_natural, default=0, help="of network and strategy (0)")


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


def _statistics(parser: argparse.ArgumentParser) -> None:
    parser.epilog = (
        "for example: skillpath statistics docs/results/atis/atis-tagger --planned wbadge:mnlp. "
        "Of several sweeps the penalties are added too."
    )
    parser.add_argument(
        "folders", metavar="FOLDER", type=Path, nargs="+", help="of a sweep, or its curves.csv"
    )
    parser.add_argument(
        "--planned",
        metavar="FIRST:SECOND",
        type=_pair,
        nargs="*",
        action="extend",
        help="to print: pairs that were planned; default: what statistics.json calls so",
    )
    parser.add_argument("--write", action="store_true", help="write statistics.json anew")


def _pair(text: str) -> tuple[str, str]:
    first, _, second = text.partition(":")
    if not first or not second or first == second:
        raise argparse.ArgumentTypeError(f"{text!r} is not FIRST:SECOND, two strategies")
    return first, second


def _positive(text: str) -> int:
    value = int(text)
    if value < 1:
        raise argparse.ArgumentTypeError(f"{text} is not 1 or more")
    return value


def _natural(text: str) -> int:
    value = int(text)
    if value < 0:
        raise argparse.ArgumentTypeError(f"{text} is not 0 or more")
    return value


def _hours(text: str) -> float:
    value = float(text)
    if not 0 < value < math.inf:
        raise argparse.ArgumentTypeError(f"{text} is no number of hours above 0")
    return value


def _port(text: str) -> int:
    value = int(text)
    if not 0 <= value <= 65_535:
        raise argparse.ArgumentTypeError(f"{text} is not a port, 0 to 65535")
    return value
