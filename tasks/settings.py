"""What the environment sets: the one module that reads it.

``docs/settings.md`` shows the same as a table, and a test holds the two together.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import Literal


@dataclass(frozen=True)
class Setting:
    """One variable of the environment.

    Attributes
    ----------
    name
        Of the variable.
    meaning
        What it sets, as the table says it.
    default
        What holds where it is not set, as the table says it.
    secret
        ``yes`` for what is never shown, ``in the address`` where a part of it may be a password.
    empty_counts
        Whether an empty value says something; else it is as if the variable were not set.
    """

    name: str
    meaning: str
    default: str
    secret: Literal["no", "in the address", "yes"] = "no"
    empty_counts: bool = False

    def value(self) -> str | None:
        """What the environment says; None where it says nothing."""
        value = os.environ.get(self.name)
        return value if value or self.empty_counts else None


MIRROR = Setting(
    "SKILLPATH_MIRROR",
    "A folder, or the address of one, to download from instead of GitHub",
    "GitHub",
    secret="in the address",
)
PREFECT_API = Setting(
    "PREFECT_API_URL",
    "The Prefect server to use",
    "that of `skillpath ui` or `serve` where one runs, else one for as long as the command takes",
    secret="in the address",
)
PREFECT_DATABASE = Setting(
    "PREFECT_SERVER_DATABASE_CONNECTION_URL",
    "The database of the Prefect server that skillpath starts: `postgresql://…`",
    "SQLite, `.skillpath/prefect/prefect.db`",
    secret="in the address",
)
PREFECT_HOME = Setting("PREFECT_HOME", "Where Prefect keeps its own files", "`.skillpath/prefect`")
PREFECT_ANALYTICS = Setting(
    "PREFECT_SERVER_ANALYTICS_ENABLED", "Whether the Prefect server reports its use", "`false`"
)
PREFECT_TERMINAL = Setting(
    "PREFECT_LOGGING_HANDLERS_CONSOLE_LEVEL",
    "From which level on Prefect's log is shown in the terminal",
    "`CRITICAL`: the command tells what fails, the Prefect UI has the log",
)
PREFECT_INTERNAL = Setting(
    "PREFECT_LOGGING_INTERNAL_LEVEL",
    "The same of what Prefect logs about itself",
    "`CRITICAL`",
)
PREFECT_LEASES = Setting(
    "PREFECT_SERVER_CONCURRENCY_LEASE_STORAGE",
    "Where the Prefect server keeps who holds a part of a limit",
    "in files, so that it outlives the server",
)
DO_NOT_TRACK = Setting("DO_NOT_TRACK", "Whether libraries are asked not to report their use", "`1`")
MLFLOW_STORE = Setting(
    "MLFLOW_TRACKING_URI",
    "Where runs are logged: a tracking server `http://…`, or a database `postgresql://…`",
    "SQLite, `.skillpath/mlflow/mlflow.db`",
    secret="in the address",
)
PREFECT_RETRIES = Setting(
    "PREFECT_CLIENT_MAX_RETRIES",
    "How often a request to a Prefect server that was started elsewhere is tried again",
    "3, some 14 s",
)
MLFLOW_TIMEOUT = Setting(
    "MLFLOW_HTTP_REQUEST_TIMEOUT", "Seconds that a tracking server may take to answer", "10"
)
MLFLOW_RETRIES = Setting(
    "MLFLOW_HTTP_REQUEST_MAX_RETRIES", "How often a request to it is tried again", "1"
)
CLUSTER = Setting(
    "DASK_SCHEDULER_ADDRESS",
    "The Dask cluster that performs simulations, where `sweep.runner` is `dask`",
    "none: such a sweep demands it",
)
ROOT = Setting(
    "SKILLPATH_ROOT", "On a Dask worker: the project's folder", "the folder it was started in"
)
HH_USER_AGENT = Setting(
    "HH_USER_AGENT",
    'Who asks hh.ru for vacancies: `"NAME/VERSION (e-mail)"`',
    "none: `skillpath collect` demands it",
)
HH_TOKEN = Setting(
    "HH_TOKEN",
    "An access token of hh.ru",
    "none: hh.ru asks for captchas sooner",
    secret="yes",
)
GPUS = Setting(
    "CUDA_VISIBLE_DEVICES",
    "Which NVIDIA GPUs to use, by index or name; empty for none",
    "all that `nvidia-smi` lists",
    empty_counts=True,
)

SETTINGS = (
    MIRROR,
    PREFECT_API,
    PREFECT_DATABASE,
    PREFECT_HOME,
    PREFECT_ANALYTICS,
    PREFECT_TERMINAL,
    PREFECT_INTERNAL,
    PREFECT_LEASES,
    DO_NOT_TRACK,
    PREFECT_RETRIES,
    MLFLOW_STORE,
    MLFLOW_TIMEOUT,
    MLFLOW_RETRIES,
    CLUSTER,
    ROOT,
    HH_USER_AGENT,
    HH_TOKEN,
    GPUS,
)
