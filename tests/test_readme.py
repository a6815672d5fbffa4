"""What the README shows must work as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path

import numpy as np
import yaml

from flows.arguments import make_parser
from tasks.parameters import CorpusParameters
from tasks.parameters.adviser import TableParameters
from tasks.querying.pool import Pool

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


class TwoSentences:
    """Outputs for two sentences of two tokens: the first is sure of its tags."""

    offsets = np.array([0, 2, 4])
    log_probabilities = np.log(np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.6, 0.4]]))
    states = np.zeros((4, 1))
    encoder_means = np.zeros((2, 1))

    def outputs(self, ids: np.ndarray) -> TwoSentences:
        assert ids.tolist() == [7, 9]
        return self


def test_the_strategy_in_the_readme_is_short_and_works() -> None:
    (source,) = blocks("python")
    assert len(source.splitlines()) <= 15
    module: dict[str, object] = {}
    exec(source, module)
    pool = Pool(np.array([7, 9]), np.array([0]), np.full(10, 2), TwoSentences())
    order = module["query"](pool, np.random.default_rng(0))  # type: ignore[operator]
    assert list(order) == [9, 7]


def test_the_corpus_in_the_readme_is_short_and_valid() -> None:
    source, _ = blocks("yaml")
    assert len(source.splitlines()) < 15
    corpus, study = source.split("# conf/study/mine.yaml")
    (entry,) = yaml.safe_load(corpus).values()
    assert CorpusParameters.model_validate(entry).path == Path("/where/it/lies")
    assert yaml.safe_load(study)["sweep"] == {"corpora": ["mine"]}


def test_the_tables_in_the_readme_are_valid() -> None:
    _, source = blocks("yaml")
    values = yaml.safe_load(source)
    for table in values["tables"].values():
        TableParameters.model_validate(table)
    assert set(values["vacancies"]["tables"]) == set(values["tables"])


def test_every_command_in_the_readme_can_be_parsed() -> None:
    commands = re.findall(r"^skillpath .*$", "".join(blocks("sh")), flags=re.MULTILINE)
    assert len(commands) >= 3
    for command in commands:
        make_parser().parse_args(shlex.split(command)[1:])
