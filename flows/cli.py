"""The command ``skillpath``: what DVC's stages call, and what people call beside them."""

from __future__ import annotations

import argparse
import os
import sys
from collections.abc import Sequence
from contextlib import nullcontext

from flows.arguments import make_parser
from flows.interruption import Interruption
from flows.server import ServerFailedError
from flows.workers import FlowFailed
from tasks.addresses import without_password
from tasks.disk import full_disk_told
from tasks.errors import UserError
from tasks.paths import Project

FAILED = 1  # some of the work
USERS_MISTAKE = 2
CUT_SHORT = 141  # as a shell says of what SIGPIPE ended


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one sub-command; return the exit status: 0, or one of those above."""
    chosen = make_parser().parse_args(arguments)
    interruption = Interruption(
        f"skillpath {chosen.command}: stopped; what was finished is kept, "
        "and the same command goes on from there"
    )
    # The dashboards have all the time that they need to end.
    with nullcontext() if chosen.command == "ui" else interruption.listening():
        return _status(chosen, interruption)


def _status(chosen: argparse.Namespace, interruption: Interruption) -> int:
    def complain(text: str) -> None:
        told = f"skillpath {chosen.command}: {without_password(text)}"
        print(told, file=sys.stderr, flush=True)

    try:
        with full_disk_told():
            told = _run(chosen, Project())
        if told:
            print(told, flush=True)
    except ServerFailedError as error:
        complain(str(error))
        # At the end of the interpreter Prefect would try for minutes to tell the server more.
        os._exit(USERS_MISTAKE)
    except UserError as error:
        complain(str(error))
        return USERS_MISTAKE
    except KeyboardInterrupt:
        return interruption.conclude()
    except BrokenPipeError:  # whoever read has seen enough: `skillpath advise … | head`
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return CUT_SHORT
    except OSError as error:  # of a file or folder; readers tell theirs better
        complain(
            f"{error.filename or 'a file'}: {error.strerror or error}; see that it is there, is "
            "what it should be, and may be read and written, then run this again"
        )
        return USERS_MISTAKE
    except FlowFailed as error:
        complain(str(error))
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
        case "statistics":
            return stages.statistics(chosen)
        case "doctor":
            from flows.doctor import doctor

            return doctor(project)
        case "status":
            stages.status(chosen, project)
            return ""
        case "ui":
            from flows.ui import serve_dashboards

            serve_dashboards(project, chosen.prefect_port, chosen.mlflow_port, chosen.host)
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
        case "serve":
            stages.serve(parameters, project, chosen)
            return "stopped"
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


if __name__ == "__main__":
    sys.exit(main())
