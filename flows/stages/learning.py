"""The stages of the active-learning half."""

from __future__ import annotations

import argparse
import json
import sys
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tasks.errors import UserError
from tasks.paths import Project

if TYPE_CHECKING:
    from tasks.parameters import Parameters
    from tasks.tagging.vectors import Source


def normalise(parameters: Parameters, project: Project, corpus: str) -> str:
    """Write one corpus as two-column IOB2 into ``data/corpora/<corpus>``."""
    from tasks.corpora.normalise import normalise, splits_of_folder
    from tasks.sources.catalogue import choose, read_catalogue

    chosen = parameters.corpus(corpus)
    name, format_ = parameters.source_of(corpus), chosen.format
    splits: dict[str, list[Path]] = {}
    if chosen.format == "skill_tags":
        splits, format_ = splits_of_folder(project.skills / "corpus"), "conll"
    elif chosen.path:
        splits = splits_of_folder(project.raw / corpus)
    elif name:
        (source,) = choose(read_catalogue(project.catalogue), [name])
        format_ = source.format
        splits = {
            split: [project.raw / name / file for file in files]
            for split, files in source.splits.items()
        }
    description = normalise(corpus, project.corpus(corpus), format=format_, splits=splits)
    train = description["splits"]["train"]
    return f"{corpus}: {train['sentences']:,} training sentences, {train['tokens']:,} words"


def embed(parameters: Parameters, project: Project, corpus: str) -> str:
    """Look up the word vectors of one corpus's vocabulary into ``data/vectors/<corpus>``."""
    from tasks.tagging.vectors import embed

    parameters.corpus(corpus)
    vectors = parameters.vectors
    contents = embed(
        project.corpus(corpus),
        project.vectors(corpus),
        vectors.name,
        _vector_sources(parameters, project),
        vectors.dimension,
        vectors.scale,
        parameters.training.lowercase,
    )
    return "\n".join(contents["log"])


def sweep(parameters: Parameters, project: Project, corpus: str, architecture: str) -> str:
    """Simulate every strategy and seed on one corpus into ``data/sweeps``."""
    from flows.server import prefect_server

    with prefect_server(project):
        from flows.sweep import run_sweep

        outcome = run_sweep(parameters, corpus, architecture, project)
    return f"{corpus} · {architecture}: {outcome}, in {project.sweep(corpus, architecture)}"


def serve(parameters: Parameters, project: Project, chosen: argparse.Namespace) -> None:
    """Serve the flows on schedules, and for the Prefect UI, until Ctrl-C."""
    from flows.server import free_port
    from flows.serving import serve

    schedules = {
        "sweeps": chosen.sweeps,
        "topic-models": chosen.topic_models,
        "salary-models": chosen.salary_models,
    }
    serve(
        parameters,
        project,
        schedules,
        chosen.timezone,
        chosen.prefect_port or free_port(),
        chosen.host,
        chosen.stop_after_hours,
    )


def select(parameters: Parameters, project: Project, chosen: argparse.Namespace) -> str:
    """Choose sentences of a pool to annotate next, into JSON lines."""
    from tasks.corpora.normalise import load
    from tasks.files import write_text
    from tasks.querying.registry import find_strategy
    from tasks.simulation.loop import encode_corpus
    from tasks.simulation.process import choose_device
    from tasks.simulation.selection import select
    from tasks.tagging.shards import encode_shards, read_chosen
    from tasks.tagging.vectors import load as load_vectors

    strategy = find_strategy(chosen.strategy, parameters.options_of(chosen.strategy))
    specification = parameters.selection_of(
        chosen.corpus, chosen.architecture, chosen.strategy, chosen.seed
    )
    lowercase = specification.lowercase
    vectors, _ = load_vectors(project.vectors(chosen.corpus))
    corpus = encode_corpus(load(project.corpus(chosen.corpus)), vectors.words, lowercase)
    forms = corpus.forms if specification.network.characters else None
    pool = encode_shards(chosen.pool, vectors.words, lowercase, forms)
    device = choose_device(parameters.training.device)
    tell = partial(print, file=sys.stderr, flush=True)
    indices = select(specification, corpus, vectors, strategy, pool, chosen.budget, device, tell)
    sentences = read_chosen(chosen.pool, indices)
    lines = [
        json.dumps(
            {"file": one.file.name, "row": one.row, "tokens": one.tokens}, ensure_ascii=False
        )
        for one in sentences
    ]
    write_text(chosen.into, "".join(f"{line}\n" for line in lines))
    words = sum(len(one.tokens) for one in sentences)
    return f"{len(sentences):,} sentences of {len(pool):,}, {words:,} words, in {chosen.into}"


def _vector_sources(parameters: Parameters, project: Project) -> list[Source]:
    from tasks.sources.catalogue import choose, read_catalogue

    catalogue = read_catalogue(project.catalogue)
    sources: list[Source] = []
    for name in parameters.vectors.sources:
        (source,) = choose(catalogue, [name])
        if len(source.outputs) != 1:
            raise UserError(
                f"{project.catalogue}: {name} gives {len(source.outputs)} files, "
                "a source of vectors must give exactly one (name it under `unpack`)"
            )
        whole = source.files[0].unpack is None
        sources.append(
            {
                "name": name,
                "format": source.format,
                "path": project.raw / name / source.outputs[0],
                "licence": source.licence,
                "sha256": source.files[0].sha256 if whole else None,
            }
        )
    return sources
