"""params.yaml: the committed file is the sample study, presets compose, mistakes are told."""

from __future__ import annotations

import copy
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from hydra import compose, initialize_config_dir
from hypothesis import example, given
from hypothesis import strategies as st
from omegaconf import OmegaConf

from tasks.errors import UserError
from tasks.parameters import Parameters, read_parameters
from tasks.parameters import changed as with_groups
from tasks.parameters.strict import all_models
from tasks.querying.registry import strategy_names
from tasks.simulation.specification import FULL_DATA
from tasks.simulation.stopping import StoppingRules
from tasks.sources.catalogue import VECTOR_FORMATS, read_catalogue

PROJECT = Path(__file__).parents[1]
STUDIES = sorted(path.stem for path in (PROJECT / "conf" / "study").glob("*.yaml"))
VECTORS = sorted(path.stem for path in (PROJECT / "conf" / "vectors").glob("*.yaml"))
COMMITTED = yaml.safe_load((PROJECT / "params.yaml").read_text(encoding="utf-8"))

Read = Callable[[Any], Parameters]


def composed(*overrides: str) -> dict[str, Any]:
    """What ``dvc exp run -S …`` writes into params.yaml."""
    with initialize_config_dir(str(PROJECT / "conf"), version_base=None):
        return OmegaConf.to_container(compose("config", list(overrides)), resolve=True)  # type: ignore[return-value]


def changed(place: str, value: Any = ...) -> dict[str, Any]:
    """The committed parameters with another value at ``a.b.c``; without one, it is left out."""
    values = copy.deepcopy(COMMITTED)
    *above, last = place.split(".")
    inner = values
    for name in above:
        inner = inner[name]
    if value is ...:
        del inner[last]
    else:
        inner[last] = value
    return values


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Reads values as a params.yaml that holds them."""

    def write_and_read(values: Any) -> Parameters:
        path = tmp_path / "params.yaml"
        path.write_text(yaml.safe_dump(values), encoding="utf-8")
        return read_parameters(path)

    return write_and_read


def test_the_committed_file_is_the_sample_study_as_conf_composes_it() -> None:
    assert composed() == COMMITTED
    parameters = read_parameters(PROJECT / "params.yaml")
    assert parameters.study == "sample"
    assert parameters.sources() == []  # nothing to download


@pytest.mark.parametrize("vectors", VECTORS)
@pytest.mark.parametrize("study", STUDIES)
def test_every_preset_composes_and_names_sources_that_exist(
    study: str, vectors: str, read: Read
) -> None:
    parameters = read(composed(f"study={study}", f"vectors={vectors}"))
    assert parameters.study == study
    assert parameters.vectors.name == vectors
    catalogue = read_catalogue(PROJECT / "data" / "sources.yaml")
    sources = parameters.sources()
    assert set(sources) <= catalogue.keys()
    assert {catalogue[name].format for name in parameters.vectors.sources} <= set(VECTOR_FORMATS)
    for corpus in parameters.sweep.corpora:
        assert parameters.specifications(corpus, "tagger")


@pytest.mark.parametrize("study", STUDIES)
def test_a_study_is_named_after_its_file_and_brings_its_vectors(study: str) -> None:
    values = composed(f"study={study}")
    assert values["study"] == study
    assert values["vectors"]["name"] == ("paper" if study.endswith("paper") else "random")


def test_defaults_of_every_corpus_stand_in_the_catalogue() -> None:
    catalogue = read_catalogue(PROJECT / "data" / "sources.yaml")
    parameters = read_parameters(PROJECT / "params.yaml")
    named = {parameters.source_of(corpus) for corpus in parameters.corpora} - {None}
    assert named <= catalogue.keys()
    assert len(named) == 3


def test_a_source_is_the_name_of_its_corpus_unless_it_is_said(read: Read) -> None:
    values = changed("corpora.mine", {**COMMITTED["corpora"]["atis"]})
    del values["corpora"]["mine"]["source"]
    values["corpora"]["other"] = {**COMMITTED["corpora"]["atis"], "source": "conll2003"}
    values["corpora"]["folder"] = {**values["corpora"]["mine"], "path": "/somewhere"}
    parameters = read(values)
    origins = {corpus: parameters.source_of(corpus) for corpus in parameters.corpora}
    assert (origins["mine"], origins["other"]) == ("mine", "conll2003")
    assert (origins["folder"], origins["sample"]) == (None, None)


MISTAKES = [
    # typing errors are answered with what was meant
    ("training.lerning_rate", 1.0, "training.lerning_rate is not a parameter", "'learning_rate'"),
    ("corpora.sample.epoch", 1, "corpora.sample.epoch is not a parameter", "'epochs'"),
    ("sweeps", {}, "sweeps is not a parameter", "'sweep'"),
    ("sweep.corpora", ["smaple"], "sweep.corpora names 'smaple'", "did you mean 'sample'"),
    ("sweep.strategies", ["wbagde"], "sweep.strategies", "did you mean 'wbadge'"),
    ("querying.wbagde", {"length_power": 1}, "querying", "did you mean 'wbadge'"),
    ("querying.wbadge", {"power": 1}, "querying.wbadge", "it takes length_power"),
    ("querying.wbadge", {"length_power": "two"}, "querying.wbadge.length_power", "a finite number"),
    ("sweep.strategies", ["per_word(badge)"], "sweep.strategies", "per_word needs scores"),
    ("sweep.planned", [["badge", "mnpl"]], "sweep.planned names 'mnpl'", "did you mean 'mnlp'"),
    ("sweep.planned", [["badge", "badge"]], "sweep.planned", "beside itself"),
    ("sweep.planned", [["badge", "mnlp"], ["mnlp", "badge"]], "sweep.planned", "twice"),
    ("networks.tagger.cfr", True, "networks.tagger.cfr is not a parameter", "'crf'"),
    # numbers that would fill the memory
    ("sweep.seeds", 10**12, "sweep.seeds", "less than or equal to 10000"),
    ("sweep.workers", 10**12, "sweep.workers", "less than or equal to 10000"),
    ("advisor.folds", 1, "advisor.folds", "greater than or equal to 2"),
    # values of a wrong type
    ("sweep.rounds", "many", "sweep.rounds", "valid integer"),
    ("sweep.rounds", 1.5, "sweep.rounds", "integer"),
    ("sweep.strategies", "random", "sweep.strategies", "list"),
    ("sweep.seeds", "three", "sweep.seeds", "integer"),
    ("sweep.workers", "many", "sweep.workers", "'auto'"),
    ("sweep.full_data", "perhaps", "sweep.full_data", "boolean"),
    ("training.learning_rate", "fast", "training.learning_rate", "number"),
    ("corpora", ["sample"], "corpora", "dictionary"),
    ("corpora.sample", None, "corpora.sample", "dictionary"),
    ("querying.wbadge", 2, "querying.wbadge", "dictionary"),
    # values out of range
    ("sweep.rounds", 0, "sweep.rounds", "greater than 0"),
    ("sweep.rounds", 34, "sweep.rounds 34 × corpora.sample.initial_fraction", "whole corpus"),
    ("sweep.seeds", 0, "sweep.seeds", "greater than 0"),
    ("sweep.seeds", [], "sweep.seeds", "at least 1 item"),
    ("sweep.seeds", [1, -1], "sweep.seeds.1", "greater than or equal to 0"),
    ("sweep.strategies", [], "sweep.strategies", "at least 1 item"),
    ("sweep.retries", -1, "sweep.retries", "greater than or equal to 0"),
    ("sweep.retries", 51, "sweep.retries", "less than or equal to 50"),
    ("corpora.atis.initial_fraction", 1.1, "corpora.atis.initial_fraction", "less than or equal"),
    ("corpora.atis.initial_fraction", float("nan"), "corpora.atis.initial_fraction", "finite"),
    ("training.learning_rate", float("inf"), "training.learning_rate", "finite"),
    ("training.dropout", 1.0, "training.dropout", "less than or equal to 0.99"),
    ("training.device", "gpu", "training.device", "cuda"),
    ("training.precision", "float16", "training.precision", "'bfloat16'"),
    ("sweep.architectures", ["lstm"], "sweep.architectures.0", "'tagger'"),
    ("sweep.budget_unit", "tokens", "sweep.budget_unit", "'words' or 'sentences'"),
    ("vectors.name", "glove", "vectors.name", "'substitute'"),
    ("sweep.stopping.words", 0, "sweep.stopping.words", "greater than 0"),
    ("sweep.stopping.stability", 1.1, "sweep.stopping.stability", "less than or equal to 1"),
    ("networks.encoder_decoder.decoder_size", 0, "networks.encoder_decoder", "greater than 0"),
    # what contradicts itself
    ("sweep.corpora", ["sample", "sample"], "sweep.corpora", "twice"),
    ("sweep.architectures", ["tagger", "tagger"], "sweep.architectures", "twice"),
    ("sweep.strategies", ["mnlp", "random", "mnlp"], "sweep.strategies", "twice"),
    ("sweep.seeds", [3, 3], "sweep.seeds", "twice"),
    ("vectors.sources", ["glove_6b"], "vectors", "`random` has no sources"),
    ("vectors.name", "paper", "vectors", "at least one"),
    ("corpora.atis.path", "/here", "corpora.atis", "not both"),
    ("corpora.sample.path", "/here", "corpora.sample", "neither `source` nor `path`"),
    ("corpora.skills.source", "atis", "corpora.skills", "made by the stage `skills`, which has"),
    # the job adviser: tables of vacancies, skills, topics
    ("vacancies.tables", ["smaple"], "vacancies.tables names 'smaple'", "did you mean 'sample'"),
    ("vacancies.tables", "sample", "vacancies.tables", "list"),
    ("vacancies.max_malformed", 1.5, "vacancies.max_malformed", "less than or equal to 1"),
    ("vacancies.max_malformed", -0.1, "vacancies.max_malformed", "greater than or equal to 0"),
    ("vacancies.table", ["sample"], "vacancies.table is not a parameter", "'tables'"),
    ("tables.hh.path", "/here", "tables.hh", "give one of `source`"),
    ("tables.hh.format", "sample", "tables.hh", "give one of `source`"),
    ("tables.sample.path", "/here", "tables.sample", "give one of `source`"),
    ("tables.hh", {}, "tables.hh", "give one of `source`"),
    ("tables.hh", {"format": "table"}, "tables.hh", "give one of `source`"),
    ("tables.hh.colums", {}, "tables.hh.colums is not a parameter", "did you mean 'columns'"),
    ("tables.hh.columns", ["title"], "tables.hh.columns", "dictionary"),
    ("tables.hh.columns", {"title": None}, "tables.hh.columns.title", "string"),
    ("skills.min_vacancies", 0, "skills.min_vacancies", "greater than 0"),
    ("skills.dictionaries", "aliases", "skills.dictionaries", "list"),
    ("topics.models", {}, "topics.models", "at least 1 item"),
    ("topics.models.LDA", {}, "topics.models.LDA", "should match pattern"),
    ("topics.models.1st", {}, "topics.models.1st", "should match pattern"),
    ("topics.models.a/b", {}, "topics.models.a/b", "should match pattern"),
    ("topics.models.lda.kind", "lsa", "topics.models.lda.kind", "'lda', 'nmf' or 'clusters'"),
    ("topics.models.lda.text", "words", "topics.models.lda.text", "'trimmed', 'filtered' or 'sk"),
    ("topics.models.lda.preset", "ours", "topics.models.lda.preset", "'report' or 'own'"),
    ("topics.models.lda.topics", "many", "topics.models.lda.topics", "'auto'"),
    ("topics.models.lda.topics", 0, "topics.models.lda.topics", "greater than or equal to 2"),
    ("topics.models.lda.number", 8, "topics.models.lda.number is not a parameter", "'numbers'"),
    ("topics.numbers", [], "topics.numbers", "at least 1 item"),
    ("topics.numbers", [8, 0], "topics.numbers.1", "greater than or equal to 2"),
    ("topics.seeds", 0, "topics.seeds", "greater than 0"),
    ("topics.held_out_share", 0, "topics.held_out_share", "greater than 0"),
    ("topics.held_out_share", 1, "topics.held_out_share", "less than 1"),
    # its methods
    ("advisor.default", "blnd", "advisor.default names 'blnd'", "did you mean 'blend'"),
    ("advisor.default", "best", "advisor.default names 'best'", "auto)"),
    ("advisor.compared", ["report"], "advisor.compared names 'report'", "did you mean 'report-"),
    ("advisor.methods.lda.topics", "lsa", "advisor.methods.lda.topics names", "mean 'lda'"),
    ("advisor.methods.knn.recommender", "kn", "advisor.methods.knn", "did you mean 'knn'"),
    ("advisor.methods.knn.options", {"size": 9}, "advisor.methods.knn", "no option 'size'"),
    ("advisor.methods.ease.topics", "lda", "advisor.methods.ease: ease takes no topic model", ""),
    ("advisor.methods.lda.topics", None, "advisor.methods.lda: topics takes a topic model", ""),
    ("advisor.text_methods", ["clusters"], "advisor.text_methods names 'clusters'", "preset"),
    # what other rooms refuse
    ("tables.mine", {"path": "/here"}, "tables.mine", "the column map lacks `title`"),
    (
        "tables.mine",
        {"path": "/here", "columns": {"title": "A", "pay": "B"}},
        "tables.mine",
        "'pay', which is no field",
    ),
    ("tables.mine", {"path": "/here", "format": "hh_jsn"}, "tables.mine", "mean 'hh_json'"),
    ("tables.hh.delimiter", "\\t", "tables.hh.delimiter", "at most 1 character"),
    ("topics.models.lda.options", {"pases": 3}, "topics.models.lda", "lda has no option pases"),
    ("topics.models.lda.topics", 1, "topics.models.lda.topics", "greater than or equal to 2"),
    ("salary.window", [500, 40], "salary", "is empty: give 0 <= low < high"),
    # what is missing
    ("sweep", ..., "sweep", "required"),
    ("topics", ..., "topics", "required"),
    ("topics.models.lda.text", ..., "topics.models.lda.text", "required"),
    ("vacancies.max_malformed", ..., "vacancies.max_malformed", "required"),
    ("training.dropout", ..., "training.dropout", "required"),
]


@pytest.mark.parametrize(("place", "value", "named", "told"), MISTAKES)
def test_a_mistake_is_told_in_one_sentence(
    place: str, value: Any, named: str, told: str, read: Read, tmp_path: Path
) -> None:
    with pytest.raises(UserError) as caught:
        read(changed(place, value))
    message = str(caught.value)
    path, _, rest = message.partition("params.yaml")
    assert path == f"{tmp_path}/"
    assert re.match(rf"(:\d+)?: {re.escape(named)}", rest)
    assert told in message
    assert "\n" not in message
    assert "constrained" not in message


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("sweep.seeds", [100, 101]),
        ("sweep.workers", 3),
        ("sweep.rounds", 33),
        ("training.device", "cuda:1"),
        ("querying", {}),
        ("querying.wbadge.length_power", -1),
        ("sweep.corpora", []),
        ("sweep.corpora", ["sample", "skills"]),
        ("vacancies.tables", []),
        ("vacancies.tables", ["sample", "hh"]),
        ("tables.mine", {"path": "/here", "format": "table", "columns": {"title": "Job"}}),
        ("tables.tabs", {"path": "/here", "delimiter": "\t", "columns": {"title": "Job"}}),
        ("advisor.default", "auto"),
        ("advisor.methods.knn", None),
        ("topics.models.extra", None),
        ("advisor.compared", []),
        ("tables.collected", {"path": "/here", "format": "hh_json"}),
        ("topics.models.my_nmf-2", {**COMMITTED["topics"]["models"]["nmf"], "topics": 3}),
    ],
)
def test_what_is_right_is_accepted(place: str, value: Any, read: Read) -> None:
    read(changed(place, value))


def without(corpora: bool, vacancies: bool) -> dict[str, Any]:
    """The committed parameters with one half, or none."""
    values = changed("sweep.corpora", ["sample"] if corpora else [])
    values["vacancies"]["tables"] = ["sample"] if vacancies else []
    return values


@pytest.mark.parametrize(
    ("old", "new", "line"),
    [
        ("  rounds: 6", "  rounds: many", "  rounds: many"),
        ("  rounds: 6", "  round: 6\n  rounds: 6", "  round: 6"),
        ("  - mnlp", "  - {a: b}", "  - {a: b}"),
        ("    epochs: 20\n", "", "  sample:"),  # what is missing is looked for in its group
    ],
)
def test_the_line_of_a_mistake_is_told(old: str, new: str, line: str, tmp_path: Path) -> None:
    text = (PROJECT / "params.yaml").read_text(encoding="utf-8")
    path = tmp_path / "params.yaml"
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    with pytest.raises(UserError) as caught:
        read_parameters(path)
    number = int(str(caught.value).removeprefix(f"{path}:").partition(":")[0])
    assert path.read_text(encoding="utf-8").splitlines()[number - 1] == line


def test_a_study_has_at_least_one_half(read: Read, tmp_path: Path) -> None:
    with pytest.raises(UserError) as caught:
        read(without(corpora=False, vacancies=False))
    lines = (tmp_path / "params.yaml").read_text(encoding="utf-8").splitlines()
    line = 1 + lines.index("  corpora: []")
    assert str(caught.value) == (
        f"{tmp_path / 'params.yaml'}:{line}: sweep.corpora and vacancies.tables are both empty: "
        "there is nothing to do"
    )
    assert read(without(corpora=True, vacancies=False)).sources() == []
    assert read(without(corpora=False, vacancies=True)).sources() == []


def test_what_is_ones_own_never_shares_a_folder(read: Read) -> None:
    corpus = {**COMMITTED["corpora"]["atis"], "path": "/here"}
    del corpus["source"]
    for tables, own in (
        (["mine"], "mine"),
        (["hh_vacancies", "hh"], "hh_vacancies"),
    ):
        table = {"path": "/there", "format": "hh_json"}
        values = changed("tables", {**COMMITTED["tables"], own: table})
        values["corpora"]["mine"] = corpus
        values["sweep"]["corpora"] = ["mine"]
        values["vacancies"]["tables"] = tables
        with pytest.raises(UserError, match=f"two things called '{own}' .*data/raw/{own}: rename"):
            read(values)


def test_a_corpus_of_skill_tags_needs_vacancies(read: Read) -> None:
    values = without(corpora=True, vacancies=False)
    values["sweep"]["corpora"] = ["sample", "skills"]
    with pytest.raises(UserError, match="the corpus 'skills' is made of vacancies: name some"):
        read(values)
    values["vacancies"]["tables"] = ["sample"]
    parameters = read(values)
    assert parameters.source_of("skills") is None
    assert parameters.specifications("skills", "tagger")


DICTIONARIES = [
    "skill_aliases", "stackoverflow_synonyms", "linguist_languages", "hh_dictionaries",
    "report_stop_lists",
]  # fmt: skip


@pytest.mark.parametrize(
    ("overrides", "sources"),
    [
        (["study=sample"], []),
        (["study=atis"], ["atis"]),
        (["study=conll2003"], ["conll2003"]),
        (["study=fmtod", "vectors=substitute"], ["fmtod", "glove_wikigiga", "numberbatch"]),
        (["study=vacancies"], ["hh_vacancies", *DICTIONARIES]),
        (["study=vacancies", "vectors=paper"], ["hh_vacancies", *DICTIONARIES]),
        (
            ["study=paper"],
            ["atis", "conll2003", "fmtod", "glove_6b", "kazuma", "hh_vacancies", *DICTIONARIES],
        ),
    ],
)
def test_a_study_downloads_what_it_needs_and_no_more(
    overrides: list[str], sources: list[str], read: Read
) -> None:
    assert read(composed(*overrides)).sources() == sources


def test_tables_of_ones_own_and_unused_ones_are_not_downloaded(read: Read) -> None:
    values = changed("tables.mine", {"path": "/here", "format": "hh_json"})
    values["tables"]["other"] = {"source": "atis"}
    values["skills"]["dictionaries"] = ["hh_dictionaries"]
    values["vacancies"]["tables"] = ["mine", "hh"]
    assert read(values).sources() == ["hh_vacancies", "hh_dictionaries"]
    values["vacancies"]["tables"] = []
    assert read(values).sources() == []


def test_a_fixed_number_of_topics_is_measured_too(read: Read) -> None:
    models = read(changed("topics.models.lda.topics", 5)).topics.models
    assert (models["lda"].fixed_number, models["nmf"].fixed_number) == ([5], [])


def test_rounds_times_fraction_may_reach_the_whole_corpus_despite_rounding(read: Read) -> None:
    values = changed("corpora.sample.initial_fraction", 0.1)
    values["sweep"]["rounds"] = 10
    assert read(values).sweep.rounds == 10


def test_a_missing_file_is_told(tmp_path: Path) -> None:
    with pytest.raises(UserError, match=r"params\.yaml is missing: run this from the project's"):
        read_parameters(tmp_path / "params.yaml")


@pytest.mark.parametrize(
    "content",
    [
        b"sweep: [",
        b"\xff\xfe\x00",
        b"study: \x00",
        b"when: 2001-99-99",
        b"number: 0b_",
        b"? {a: b}\n: c",
        b"a: *nowhere",
        b"a: !!python/object:os.system {}",
        b"[" * 1_000,
    ],
)
def test_what_is_no_yaml_is_told(content: bytes, tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_bytes(content)
    with pytest.raises(UserError, match=r"params\.yaml is not valid YAML: \S") as caught:
        read_parameters(path)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("", "is empty"),
        ("# nothing\n", "is empty"),
        ("just words", "holds no parameters"),
        ("[1, 2]", "holds no parameters"),
    ],
)
def test_what_is_no_mapping_is_told(content: str, told: str, tmp_path: Path) -> None:
    path = tmp_path / "params.yaml"
    path.write_text(content)
    with pytest.raises(UserError, match=rf"params\.yaml {told}.*: restore it with `git checkout"):
        read_parameters(path)


def places(values: dict[str, Any], above: tuple[str, ...] = ()) -> Iterator[str]:
    for name, value in values.items():
        yield ".".join([*above, name])
        if isinstance(value, dict):
            yield from places(value, (*above, name))


yaml_values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=8) | st.dates(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=5), inner),
    max_leaves=5,
)


def only_user_errors(path: Path) -> None:
    try:
        parameters = read_parameters(path)
    except UserError:
        return
    assert parameters.sweep.seed_list


@given(place=st.sampled_from(sorted(places(COMMITTED))), value=yaml_values)
def test_whatever_stands_in_one_place_nothing_but_a_user_error_comes_of_it(
    place: str, value: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "params.yaml"
    path.write_text(yaml.safe_dump(changed(place, value)), encoding="utf-8")
    only_user_errors(path)


HUGE = [10**12, -(10**12), 1e300, -0.0, 5e-324, "9" * 400, "a" * 4_000, [0] * 300, {"a": {}}]


@given(
    change=st.sampled_from(["leave out", "insert", "wrap", "huge", "swap"]),
    places_=st.lists(st.sampled_from(sorted(places(COMMITTED))), min_size=1, max_size=3),
    huge=st.sampled_from(HUGE),
)
@example(change="huge", places_=["advisor.default"], huge="a" * 4_000)
@example(change="huge", places_=["sweep.strategies"], huge=["a" * 4_000])
def test_however_the_parameters_are_changed_the_error_names_a_place_and_a_line(
    change: str, places_: list[str], huge: Any, tmp_path_factory: pytest.TempPathFactory
) -> None:
    values = copy.deepcopy(COMMITTED)
    for place in places_:
        *above, last = place.split(".")
        inner: Any = values
        for name in above:
            inner = inner.get(name) if isinstance(inner, dict) else None
        if not isinstance(inner, dict) or last not in inner:
            continue
        match change:
            case "leave out":
                del inner[last]
            case "insert":
                inner[f"{last}2"] = inner[last]
            case "wrap":
                inner[last] = [inner[last]]
            case "huge":
                inner[last] = huge
            case "swap":
                inner[last], values["study"] = values["study"], inner[last]
    path = tmp_path_factory.getbasetemp() / "params.yaml"
    path.write_text(yaml.safe_dump(values), encoding="utf-8")
    try:
        parameters = read_parameters(path)
    except UserError as error:
        told = str(error).removeprefix(str(path))
        assert "\n" not in told
        assert len(told) < 1_000
        assert any(name in told for name in (*values, *COMMITTED)), told
    else:
        for corpus in parameters.sweep.corpora:
            assert parameters.specifications(corpus, "tagger")


@given(content=st.binary(max_size=60) | st.text("[]{}:,-?!&*#|>%@\n \t'\"0xob_1e.~", max_size=40))
def test_whatever_the_bytes_are_nothing_but_a_user_error_comes_of_it(
    content: bytes | str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    path = tmp_path_factory.getbasetemp() / "params.yaml"
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    only_user_errors(path)


def test_simulations_come_longest_first_one_a_strategy_and_seed(read: Read) -> None:
    values = changed("sweep.seeds", [4, 2])
    values["sweep"] |= {"strategies": ["wbadge", "random"], "rounds": 5}
    simulations = read(values).specifications("sample", "tagger")
    runs = [(one.strategy, one.seed) for one in simulations]
    assert runs[:2] == [(FULL_DATA, 4), (FULL_DATA, 2)]
    assert sorted(runs[2:]) == [("random", 2), ("random", 4), ("wbadge", 2), ("wbadge", 4)]
    sizes = [one.initial_fraction * one.rounds for one in simulations]
    assert sizes == sorted(sizes, reverse=True)
    for one in simulations:
        whole = one.strategy == FULL_DATA
        assert (one.rounds, one.initial_fraction) == ((1, 1.0) if whole else (5, 0.03))
        assert one.options == ({"length_power": 2} if one.strategy == "wbadge" else {})
        assert one.name == f"sample · tagger · {one.strategy} · seed {one.seed}"
        assert (one.network.hidden_size, one.training.epochs, one.training.batch_size) == (
            64,
            20,
            8,
        )
        assert (one.vectors, one.training.learning_rate) == ("random", 0.005)


def test_what_takes_long_comes_before_the_others(read: Read) -> None:
    strategies = ["random", "per_word(bald)", "lc", "bald_mi"]
    simulations = read(changed("sweep.strategies", strategies)).specifications("sample", "tagger")
    order = [one.strategy for one in simulations if one.strategy != FULL_DATA]
    assert order == ["per_word(bald)", "bald_mi"] * 3 + ["random", "lc"] * 3


def test_without_the_reference_there_is_no_full_run(read: Read) -> None:
    values = changed("sweep.full_data", False)
    simulations = read(values).specifications("sample", "tagger")
    assert FULL_DATA not in {one.strategy for one in simulations}
    assert len(simulations) == 3 * len(values["sweep"]["strategies"])


def test_each_retry_waits_twice_as_long_up_to_an_hour_or_what_was_asked_for(read: Read) -> None:
    values = changed("sweep.retries", 10)
    values["sweep"]["retry_seconds"] = 30
    doubled = [30.0 * 2**retry for retry in range(7)]
    assert read(values).sweep.retry_delays == [*doubled, 3600.0, 3600.0, 3600.0]
    values["sweep"] |= {"retries": 50, "retry_seconds": 7200}
    assert read(values).sweep.retry_delays == [7200.0] * 50


def test_every_strategy_can_be_asked_for(read: Read) -> None:
    simulations = read(changed("sweep.strategies", strategy_names()))
    assert len(simulations.specifications("sample", "tagger")) == 3 * (len(strategy_names()) + 1)


def test_a_wrapped_strategy_has_the_options_of_its_parts(read: Read) -> None:
    values = changed("sweep.strategies", ["per_word(bald)", "bald", "reweighted(lc)", "wbadge"])
    values["querying"] |= {"bald": {"passes": 7}, "reweighted": {"smoothing": 0.5}}
    found = {one.strategy: one.options for one in read(values).specifications("sample", "tagger")}
    assert found == {
        FULL_DATA: {},
        "per_word(bald)": {"bald": {"passes": 7}},
        "bald": {"passes": 7},
        "reweighted(lc)": {"reweighted": {"smoothing": 0.5}},
        "wbadge": {"length_power": 2},
    }


def test_each_architecture_has_its_own_options(read: Read) -> None:
    values = changed("networks.tagger.crf", True)
    values["networks"]["encoder_decoder"]["decoder_size"] = 7
    parameters = read(values)
    tagger, other = (
        parameters.specifications("sample", architecture)[-1].network
        for architecture in ("tagger", "encoder_decoder")
    )
    assert (tagger.crf, other.crf) == (True, False)
    assert other.decoder_size == 7


def test_stopping_rules_are_not_for_the_full_data_run(read: Read) -> None:
    values = changed("sweep.stopping", {"words": 5, "full_data_share": 0.98,
                                        "stability": None, "stable_rounds": 2})  # fmt: skip
    for one in read(values).specifications("sample", "tagger"):
        rules = StoppingRules() if one.strategy == FULL_DATA else StoppingRules(5, 0.98, None, 2)
        assert one.stopping == rules
    values["sweep"]["full_data"] = False
    with pytest.raises(UserError, match=r"stopping\.full_data_share needs the full-data run"):
        read(values)


def test_an_unknown_corpus_or_architecture_is_told() -> None:
    parameters = read_parameters(PROJECT / "params.yaml")
    with pytest.raises(UserError, match=r"params\.yaml: corpora has no entry 'smaple'.*'sample'"):
        parameters.specifications("smaple", "tagger")
    with pytest.raises(UserError, match="no architecture 'crf': choose from tagger"):
        parameters.specifications("sample", "crf")


def test_hydra_is_needed_by_dvc_only() -> None:
    script = "import sys, tasks.parameters; print('hydra' in sys.modules)"
    told = subprocess.run([sys.executable, "-c", script], cwd=PROJECT, capture_output=True)
    assert told.stdout.strip() == b"False"


def test_every_parameter_is_described() -> None:
    models = all_models()
    assert len(models) > 15
    silent = [
        f"{model.__name__}.{name}"
        for model in models
        for name, field in model.model_fields.items()
        if not field.description
    ]
    assert silent == []


def test_changed_groups_are_checked_against_the_others() -> None:
    parameters = read_parameters(PROJECT / "params.yaml")
    sweep = parameters.sweep.model_copy(update={"seeds": 1})
    assert with_groups(parameters, sweep=sweep, training=None).sweep.seeds == 1
    assert with_groups(parameters) == parameters
    unknown = parameters.sweep.model_copy(update={"corpora": ["atsi"]})
    with pytest.raises(UserError, match=r"the parameters of this run: .*did you mean 'atis'"):
        with_groups(parameters, sweep=unknown)
