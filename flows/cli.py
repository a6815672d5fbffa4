"""The command ``skillpath``: what DVC's stages call, and what people call beside them."""

from __future__ import annotations

import argparse
import os
import signal
import sys
from collections.abc import Sequence

from flows.arguments import make_parser
from flows.workers import FlowFailed
from tasks.errors import UserError
from tasks.paths import Project

FAILED = 1  # some of the work
USERS_MISTAKE = 2
INTERRUPTED = 130
CUT_SHORT = 141  # as a shell says of what SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; return the exit status: 0, or one of those above."""
    chosen = make_parser().parse_args(arguments)
    signal.signal(signal.SIGTERM, _interrupt)
    try:
        told = _run(chosen, Project())
        if told:
            print(told, flush=True)
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
    except BrokenPipeError:  # whoever read has seen enough: `skillpath advise … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_SHORT
    except FlowFailed as error:
        print(f"skillpath {chosen.command}: {error}", file=sys.stderr)
        return FAILED
    return 0


def _run(chosen: argparse.Namespace, project: Project) -> str:
    if chosen.command == "advise":  # before anything slow is imported: a person waits
        from flows.advise import advise

        return advise(chosen, project)

    from flows import stages

    match chosen.command:
        case "track":
            return stages.track(project)
        case "collect":
            return stages.collect(chosen)
        case "ui":
            from flows.ui import serve_dashboards

            serve_dashboards(project, chosen.prefect_port, chosen.mlflow_port)
            return ""
    return _run_stage(chosen, project)


def _run_stage(chosen: argparse.Namespace, project: Project) -> str:
    from flows import stages
    from tasks.parameters import read_parameters

    parameters = read_parameters(project.params)
    match chosen.command:
        case "download":
            return stages.download(parameters, project)
        case "normalise" if chosen.vacancies:
            return stages.normalise_vacancies(parameters, project)
        case "normalise":
            return stages.normalise(parameters, project, chosen.corpus)
        case "embed":
            return stages.embed(parameters, project, chosen.corpus)
        case "sweep":
            return stages.sweep(parameters, project, chosen.corpus, chosen.architecture)
        case "select":
            return stages.select(parameters, project, chosen)
        case "skills":
            return stages.filter_skills(parameters, project)
        case "topics":
            return stages.topics(parameters, project)
        case "salary":
            return stages.salary(parameters, project)
        case "evaluate":
            return stages.evaluate(parameters, project)
        case "report":
            return stages.report(parameters, project)
        case "keep":
            return stages.keep(parameters, project, chosen.folder)
        case "restore":
            return stages.restore(parameters, project, chosen.folder)
        case _:
            raise AssertionError(chosen.command)


def _interrupt(*_: object) -> None:
    raise KeyboardInterrupt


if __name__ == "__main__":
    sys.exit(main())
