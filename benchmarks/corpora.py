"""The corpora that benchmarks run on, and networks on them."""

from __future__ import annotations

import sys
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import numpy as np
import yaml

SHARE = 0.02
EPOCHS = 30


@dataclass(frozen=True)
class Folders:
    """A normalised corpus, its word vectors, and the sizes that the parameters give it."""

    corpus: Path
    vectors: Path
    batch_size: int
    hidden_size: int
    epochs: int
    initial_fraction: float


def prepare(root: Path, corpus: str) -> Folders:
    """The corpus with random vectors below `root`; `sample` where no mirror is set."""
    from flows import stages
    from tasks.parameters import Parameters
    from tasks.paths import Project
    from tasks.settings import MIRROR

    corpus = corpus if MIRROR.value() else "sample"
    values = yaml.safe_load(Path("params.yaml").read_text(encoding="utf-8"))
    values["sweep"]["corpora"] = [corpus]
    values["vectors"] = {"name": "random", "sources": [], "dimension": 400, "scale": 1.0}
    parameters = Parameters.model_validate(values)
    project = Project(root)
    project.catalogue.parent.mkdir(parents=True, exist_ok=True)
    project.catalogue.write_text(Project().catalogue.read_text("utf-8"), encoding="utf-8")
    print(stages.download(parameters, project), file=sys.stderr)
    print(stages.normalise(parameters, project, corpus), file=sys.stderr)
    print(stages.embed(parameters, project, corpus), file=sys.stderr)
    chosen = parameters.corpus(corpus)
    return Folders(
        project.corpus(corpus),
        project.vectors(corpus),
        chosen.batch_size,
        chosen.hidden_size,
        chosen.epochs,
        chosen.initial_fraction,
    )


def specification(folders: Folders, seed: int, epochs: int, **changes: Any) -> Any:
    """One training of the tagger on the whole training split, or what `changes` make of it."""
    from tasks.simulation.specification import Specification
    from tasks.tagging.parameters import NetworkParameters, TrainingParameters

    whole = Specification(
        corpus=folders.corpus.name,
        vectors="random",
        architecture="tagger",
        strategy="full",
        seed=seed,
        rounds=1,
        initial_fraction=1.0,
        budget_unit="words",
        vector_scale=1.0,
        lowercase=False,
        record_best_test=False,
        network=NetworkParameters(folders.hidden_size, 0.5),
        training=TrainingParameters(epochs, folders.batch_size, precision="bfloat16"),
    )
    return replace(whole, **changes)


def load(folders: Folders, seed: int, epochs: int) -> tuple[Any, Any]:
    """The encoded corpus and a fresh tagger on it."""
    import torch

    from tasks.corpora.normalise import load
    from tasks.simulation.loop import encode_corpus, fresh_network
    from tasks.tagging.vectors import load as load_vectors

    vectors, _ = load_vectors(folders.vectors)
    corpus = encode_corpus(load(folders.corpus), vectors.words, lowercase=False)
    whole = specification(folders, seed, epochs)
    return corpus, fresh_network(whole, corpus, vectors, 0, torch.device("cpu"))


def half_trained(folders: Folders) -> tuple[Any, Any, Any]:
    """A network trained on a random share of the sentences, all of them, and the others' ids."""
    from tasks.simulation.randomness import generator, torch_generator
    from tasks.tagging.parameters import TrainingParameters
    from tasks.tagging.training import train

    corpus, network = load(folders, seed=0, epochs=EPOCHS)
    order = np.random.default_rng(0).permutation(len(corpus.train))
    labelled, pool = np.split(order, [int(SHARE * len(order))])
    train(
        network,
        corpus.train,
        labelled,
        TrainingParameters(EPOCHS, folders.batch_size, precision="bfloat16"),
        order=generator(0, 0, "batches"),
        masks=torch_generator(0, 0, "dropout"),
    )
    return network, corpus.train, np.sort(pool)
