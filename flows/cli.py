"""The command ``skillpath``: what DVC's stages call, and what people call beside them."""

from __future__ import annotations

import argparse
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

from tasks.errors import UserError
from tasks.paths import Project

FAILED = 1
USERS_MISTAKE = 2
INTERRUPTED = 130


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; return 0, 1 (a simulation failed), 2 (a user's mistake) or 130."""
    chosen = _parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        told = _run(chosen, Project())
        if told:
            print(told)
    except UserError as error:
        print(f"skillpath {chosen.command}: {error}", file=sys.stderr)
        return USERS_MISTAKE
    except KeyboardInterrupt:
        print(
            f"skillpath {chosen.command}: stopped; what was finished is kept, "
            "and the same command goes on from there",
            file=sys.stderr,
        )
        return INTERRUPTED
    except RuntimeError as error:
        if type(error).__name__ != "SweepFailed":  # named, so that Prefect is not imported here
            raise
        print(f"skillpath {chosen.command}: {error}", file=sys.stderr)
        return FAILED
    return 0


def _run(chosen: argparse.Namespace, project: Project) -> str:
    from flows import stages

    if chosen.command == "track":
        return stages.track(project)
    if chosen.command == "ui":
        from flows.ui import serve_dashboards

        serve_dashboards(project, chosen.prefect_port, chosen.mlflow_port)
        return ""
    from tasks.parameters import read_parameters

    parameters = read_parameters(project.params)
    match chosen.command:
        case "download":
            return stages.download(parameters, project)
        case "normalise":
            return stages.normalise(parameters, project, chosen.corpus)
        case "embed":
            return stages.embed(parameters, project, chosen.corpus)
        case "sweep":
            return stages.sweep(parameters, project, chosen.corpus, chosen.architecture)
        case "report":
            return stages.report(parameters, project)
        case "keep":
            return stages.keep(parameters, project, chosen.folder)
        case "restore":
            return stages.restore(parameters, project, chosen.folder)
        case _:
            raise AssertionError(chosen.command)


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="skillpath",
        description="Active learning for sequence labelling, and a job adviser. "
        "The stages are normally run by `dvc repro`, with the parameters in params.yaml.",
        epilog="exit status: 0 done · 1 a simulation failed · 2 something for you to mend · "
        "130 interrupted. SKILLPATH_MIRROR names a folder or address to download from, "
        "PREFECT_API_URL and MLFLOW_TRACKING_URI servers to use.",
    )
    commands = parser.add_subparsers(dest="command", required=True, metavar="COMMAND")

    def command(name: str, help_: str) -> argparse.ArgumentParser:
        return commands.add_parser(name, help=help_, description=help_)

    command("download", "stage: fetch the corpora and vectors that params.yaml names")
    for name, help_ in (
        ("normalise", "stage: write a corpus as two-column IOB2"),
        ("embed", "stage: look up the word vectors of a corpus's vocabulary"),
        ("sweep", "stage: simulate every strategy and seed on a corpus"),
    ):
        stage = command(name, help_)
        stage.add_argument("--corpus", required=True, help="a name under `corpora`")
        if name == "sweep":
            stage.add_argument("--architecture", default="tagger", help="which network")
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


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
