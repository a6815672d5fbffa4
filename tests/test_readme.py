"""What the README shows must work as it stands there."""

from __future__ import annotations

import re
import shlex
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import yaml

from flows.arguments import make_parser
from tasks.parameters import CorpusParameters
from tasks.parameters.adviser import TableParameters
from tasks.querying import strategies
from tasks.querying.pool import Pool
from tasks.querying.registry import find_strategy, strategy_names, wrapper_names
from tasks.settings import SETTINGS

PROJECT = Path(__file__).parents[1]
README = (PROJECT / "README.md").read_text(encoding="utf-8")


def skillpath_commands(text: str) -> list[str]:
    blocks = re.findall(r"```sh\n(.*?)```", text, flags=re.DOTALL)
    return re.findall(r"^skillpath .*$", "".join(blocks), flags=re.MULTILINE)


def blocks(language: str) -> list[str]:
    return re.findall(rf"```{language}\n(.*?)```", README, flags=re.DOTALL)


class TwoSentences:
    """Outputs for two sentences of two tokens: the first is sure of its tags."""

    offsets = np.array([0, 2, 4])
    log_probabilities = np.log(np.array([[0.9, 0.1], [0.8, 0.2], [0.5, 0.5], [0.6, 0.4]]))
    tags = log_probabilities.argmax(axis=1)
    states = np.zeros((4, 1))
    encoder_means = np.zeros((2, 1))

    def outputs(self, ids: np.ndarray) -> TwoSentences:
        assert ids.tolist() == [7, 9]
        return self

    def passes(self, *_: Any) -> Any:
        raise AssertionError("the strategy in the README needs none")


def test_the_strategy_in_the_readme_is_short_and_works(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (source,) = blocks("python")
    assert len(source.splitlines()) <= 15
    name = re.search(r"`(\w+)\.py`:", README)
    assert name
    (tmp_path / f"{name[1]}.py").write_text(source, encoding="utf-8")
    monkeypatch.setattr(strategies, "__path__", [*strategies.__path__, str(tmp_path)])
    pool = Pool(np.array([7, 9]), np.array([0]), np.full(10, 2), TwoSentences())
    assert list(find_strategy(name[1])(pool, np.random.default_rng(0))) == [9, 7]


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
    commands = skillpath_commands(README)
    assert len(commands) >= 3
    for command in commands:
        make_parser().parse_args(shlex.split(command, comments=True)[1:])


def test_what_is_said_of_servers_can_be_parsed_and_names_settings_that_there_are() -> None:
    text = (PROJECT / "docs" / "servers.md").read_text(encoding="utf-8")
    commands = skillpath_commands(text)
    assert len(commands) == 2
    for command in commands:
        make_parser().parse_args(shlex.split(command, comments=True)[1:])
    named = set(re.findall(r"\b(?:PREFECT|MLFLOW_TRACKING)_[A-Z_]+", text))
    assert named <= {setting.name for setting in SETTINGS}


def test_every_strategy_and_study_is_named() -> None:
    named = set(re.findall(r"`([\w-]+)", README))
    assert {*strategy_names(), *wrapper_names()} <= named
    assert {path.stem for path in (PROJECT / "conf" / "study").glob("*.yaml")} <= named
