"""What a sweep leaves in the Prefect UI: a table of results and a summary in Markdown."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from tasks.simulation.results import SweepResults


def results_rows(results: SweepResults) -> list[dict[str, Any]]:
    """One row a strategy, best ALC first."""
    strategies = results.statistics["strategies"].items()
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


def summary_markdown(results: SweepResults) -> str:
    """A few sentences and the table."""
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
    lines += [*statistics["notes"], ""]
    if metadata["failed"]:
        lines += ["**Failed:**", *(f"- {name}" for name in metadata["failed"]), ""]
    rows = results_rows(results)
    if rows:
        lines += [
            "| " + " | ".join(rows[0]) + " |",
            "| " + " | ".join("---" for _ in rows[0]) + " |",
            *("| " + " | ".join(str(value) for value in row.values()) + " |" for row in rows),
        ]
    return "\n".join(lines) + "\n"


def _spread(values: Mapping[str, Any]) -> str:
    deviation = "" if values["std"] is None else f" ± {values['std']:.2f}"
    return f"{values['mean']:.2f}{deviation}"


def _words(values: Mapping[str, Any]) -> str:
    if values["mean"] is not None:
        return f"{values['mean']:,.0f}"
    return f"not reached ({values['of'] - values['reached']} of {values['of']} seeds)"
