"""What the topics flow leaves behind: the sweep's measures, the choice, the kept models."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any

from tasks.errors import UserError
from tasks.files import damage_told, read_json
from tasks.topics.choose import quality

TOPICS = "topics.json"
MODEL_FILES = (
    "model.npz",
    "vocabulary.json",
    "document_topics.npz",
    "topics.json",
    "keywords.csv",
)
OF_TOPICS = ("npmi_of_topics", "c_v_of_topics", "similarity")


@dataclass(frozen=True)
class Topics:
    """The content of ``topics.json``.

    Attributes
    ----------
    study
    sweep
        The measures of each fitted model with its name, ``model``; see
        `tasks.topics.jobs.fit_topics`.
    chosen
        By model: ``topics``, the number chosen, and ``curve``; see `choose_topics`.
    stability
        By model, of the chosen number over seeds.
    kept
        By model: the measures of the model that was fitted to all vacancies, with those of each
        topic and the topics' similarity to each other.
    """

    study: str
    sweep: Sequence[Mapping[str, Any]]
    chosen: Mapping[str, Mapping[str, Any]]
    stability: Mapping[str, Mapping[str, Any]]
    kept: Mapping[str, Mapping[str, Any]]

    def as_json(self) -> dict[str, Any]:
        """The value that the file holds; the sweep without what each single topic has."""
        slim = [{name: one[name] for name in one if name not in OF_TOPICS} for one in self.sweep]
        return asdict(self) | {"sweep": slim}

    def rows(self) -> list[dict[str, Any]]:
        """A table: one row a fit of the sweep, best quality first within a model."""
        ordered = sorted(self.sweep, key=lambda one: (one["model"], -quality(one)))
        return [
            {
                "model": one["model"],
                "topics": one["topics"],
                "seed": one["seed"],
                "quality": round(quality(one), 4),
                **{name: round(one[name], 4) for name in ("npmi", "c_v", "diversity")},
                "perplexity": round(one["perplexity"], 1) if one["perplexity"] else None,
            }
            for one in ordered
        ]


def read_topics(folder: Path) -> Topics | None:
    """Read ``topics.json``; None where a study without vacancies left an empty folder.

    Raises
    ------
    UserError
        When the folder itself is missing.
    """
    if not folder.is_dir():
        raise UserError(f"{folder} is missing: run `skillpath topics` first")
    path = folder / TOPICS
    with damage_told(path, "run `skillpath topics` again"):
        return Topics(**read_json(path)) if path.exists() else None
