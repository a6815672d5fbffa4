"""What a sweep shows in the Prefect UI: its progress, a table of results, a summary in Markdown."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from flows.progress import Standing, TimeLeft, duration
from tasks.simulation.results import SweepResults

HOLM = (
    "p: Wilcoxon signed-rank, exact, two-sided. Holm: over the planned pairs; and over the "
    "exploratory ones, which prove nothing."
)
EVERY_SECONDS = 5.0
LEAVING = 2.0


def artifact_key(corpus: str, architecture: str, what: str) -> str:
    """A key as Prefect takes it: lower-case letters, digits and dashes."""
    return re.sub("[^a-z0-9]+", "-", f"{corpus}-{architecture}-{what}".lower()).strip("-")


def progress_artifact(key: str, title: str) -> Callable[[float, str], bool]:
    """Create a progress bar in the run that this is called in.

    Returns
    -------
    Sets it to a percentage and a text, and tells whether the server took them.
    """
    from httpx import HTTPError
    from prefect.artifacts import create_progress_artifact, update_progress_artifact
    from prefect.exceptions import PrefectException

    artifact: Any = create_progress_artifact(progress=0.0, key=key, description=title)

    def update(percent: float, text: str) -> bool:
        try:
            update_progress_artifact(artifact, percent, text)
        except (HTTPError, PrefectException, OSError):
            return False
        return True

    return update


class PrefectProgress:
    """Shows a progress bar in the Prefect UI while it is entered.

    It is a view: a server that is away misses what it is shown meanwhile, and one that does not
    answer holds nobody up, since only a thread of its own talks to the server.
    """

    def __init__(
        self,
        title: str,
        update: Callable[[float, str], bool],
        every: float = EVERY_SECONDS,
        leaving: float = LEAVING,
    ) -> None:
        """Prepare the thread.

        Parameters
        ----------
        update
            What `progress_artifact` returns.
        every
            Seconds between two updates.
        leaving
            For how many seconds the end is held up by a server that does not answer.
        """
        self._title = title
        self._update = update
        self._every = every
        self._leaving = leaving
        self._time_left = TimeLeft()
        self._newest: tuple[float, str] | None = None
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._follow, name="progress", daemon=True)

    def __enter__(self) -> PrefectProgress:
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._over.set()
        self._thread.join(self._leaving)

    def show(self, standing: Standing) -> None:
        """Have the newest standing shown with the next update."""
        left = duration(self._time_left.estimate(standing.work))
        self._newest = 100 * standing.work, f"{self._title}: {standing} · left {left}"

    def note(self, text: str) -> None:
        """Nothing: it stands in the terminal and in the log."""

    def _follow(self) -> None:
        shown, over = None, False
        while not over:
            over = self._over.wait(self._every)
            newest = self._newest
            if newest is not None and newest != shown and self._update(*newest):
                shown = newest


def results_rows(results: SweepResults) -> list[dict[str, Any]]:
    """One row a strategy, best ALC first."""
    return strategy_rows(results.statistics)


def strategy_rows(statistics: Mapping[str, Any]) -> list[dict[str, Any]]:
    """The same from the content of ``statistics.json``."""
    strategies = statistics["strategies"].items()
    ordered = sorted(strategies, key=lambda item: -item[1]["alc"]["mean"])
    return [
        {
            "strategy": name,
            "seeds": len(values["seeds"]),
            "ALC": _spread(values["alc"]),
            "F1, last round": _spread(values["f1_last"]),
            **{f"words to {share} %": _words(to) for share, to in values["words_to"].items()},
            "deficiency": _spread(values["deficiency"]) if values["deficiency"] else "–",
        }
        for name, values in ordered
    ]


def pair_rows(statistics: Mapping[str, Any]) -> list[dict[str, str]]:
    """One row a pair of strategies, the planned ones first."""
    return [_pair_row(pair) for pair in statistics["comparisons"]["pairs"]]


def summary_markdown(results: SweepResults) -> str:
    """A few sentences, the table of strategies and that of their pairs."""
    metadata, statistics = results.metadata, results.statistics
    full = statistics["full"]
    lines = [
        f"## {metadata['corpus']} · {metadata['architecture']}",
        "",
        f"Study `{metadata['study']}`, vectors `{metadata['vectors']}`, commit "
        f"`{metadata['commit']}`, {len(statistics['seeds'])} seeds.",
    ]
    if full:
        lines.append(f"F1 with all {metadata['train_words']:,} words: {_spread(full['f1'])}.")
    lines += [*_options_told(metadata["parameters"]), *statistics["notes"], ""]
    if metadata["failed"]:
        lines += ["**Failed:**", *(f"- {name}" for name in metadata["failed"]), ""]
    lines += _table(results_rows(results))
    pairs = pair_rows(statistics)
    if pairs:
        lines += ["", f"Differences in ALC, first minus second. {HOLM}", "", *_table(pairs)]
    return "\n".join(lines) + "\n"


def _options_told(parameters: Mapping[str, Any]) -> list[str]:
    """The options of the strategies that the sweep has, however they are wrapped."""
    swept = set(re.findall(r"\w+", " ".join(parameters["sweep"]["strategies"])))
    told = [
        f"`{name}.{option}` = {value}"
        for name, options in parameters["querying"].items()
        for option, value in options.items()
        if name in swept
    ]
    return [f"Options: {', '.join(told)}."] if told else []


def _table(rows: Sequence[Mapping[str, Any]]) -> list[str]:
    if not rows:
        return []
    return [
        "| " + " | ".join(rows[0]) + " |",
        "| " + " | ".join("---" for _ in rows[0]) + " |",
        *("| " + " | ".join(str(value) for value in row.values()) + " |" for row in rows),
    ]


def _spread(values: Mapping[str, Any]) -> str:
    deviation = "" if values["std"] is None else f" ± {values['std']:.2f}"
    return f"{values['mean']:.2f}{deviation}"


def _words(values: Mapping[str, Any]) -> str:
    if values["mean"] is not None:
        return f"{values['mean']:,.0f}"
    return f"not reached ({values['of'] - values['reached']} of {values['of']} seeds)"


def _pair_row(pair: Mapping[str, Any]) -> dict[str, str]:
    interval = pair["interval"]
    return {
        "first": pair["first"],
        "second": pair["second"],
        "seeds": str(pair["n"]),
        "difference": "–" if pair["difference"] is None else f"{pair['difference']:+.2f}",
        "interval": f"{interval[0]:+.2f} … {interval[1]:+.2f}" if interval else "–",
        "p": _p(pair["p"]),
        "Holm": _p(pair["p_holm"]),
        "verdict": _verdict(pair),
    }


def _verdict(pair: Mapping[str, Any]) -> str:
    if not pair["planned"]:
        return "exploratory"
    if pair["significant"] is None:
        return str(pair["note"].partition(";")[0])
    better = pair["first"] if pair["difference"] > 0 else pair["second"]
    return f"{better} is better" if pair["significant"] else "no difference shown"


def _p(value: float | None) -> str:
    return "–" if value is None else f"{value:.4f}"
