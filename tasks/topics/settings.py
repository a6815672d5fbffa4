"""Which kinds of topic models there are, and their settings by preset."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import fields, replace
from typing import Any

from tasks.errors import UserError
from tasks.topics.clustering import ClusterSettings, fit_clusters
from tasks.topics.documents import Document
from tasks.topics.lda import LdaSettings, fit_lda
from tasks.topics.model import TopicModel
from tasks.topics.nmf import NmfSettings, fit_nmf

Settings = LdaSettings | NmfSettings | ClusterSettings
Fit = Callable[[Sequence[Document], int, int, Any], TopicModel]

FITS: dict[str, Fit] = {"lda": fit_lda, "nmf": fit_nmf, "clusters": fit_clusters}
PRESETS: dict[str, dict[str, Settings]] = {
    "report": {"lda": LdaSettings(), "nmf": NmfSettings(), "clusters": ClusterSettings()},
    # Without the skills that a fifth of all vacancies ask for, no topic is about those alone.
    "own": {
        "lda": LdaSettings(
            phrase_levels=0,
            min_documents=15,
            max_share=0.2,
            alpha=0.1,
            eta=0.1,
            chunksize=2000,
            offset=10.0,
        ),
        "nmf": NmfSettings(max_features=None, max_df=0.2, min_df=0.001, loss="frobenius"),
        "clusters": ClusterSettings(max_features=None, max_df=0.2, min_df=0.001),
    },
}


def settings_of(kind: str, preset: str, options: Mapping[str, Any]) -> Settings:
    """The preset's settings of a kind of model, with `options` put in their place.

    Raises
    ------
    UserError
        When kind, preset or option does not exist.
    """
    if kind not in FITS:
        raise UserError(f"topics: kind {kind} does not exist: use {', '.join(FITS)}")
    if preset not in PRESETS:
        raise UserError(f"topics: preset {preset} does not exist: use {', '.join(PRESETS)}")
    settings = PRESETS[preset][kind]
    names = [field.name for field in fields(settings)]
    if unknown := sorted(set(options) - set(names)):
        raise UserError(f"topics: {kind} has no option {unknown[0]}: use one of {', '.join(names)}")
    return replace(settings, **options)
