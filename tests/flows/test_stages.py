"""The stages as DVC calls them: parameters and files in, files out."""

from __future__ import annotations

import hashlib
import io
import json
import shutil
import tarfile
import zipfile
from pathlib import Path
from typing import Any

import pytest
import yaml
from made_up_work import do_rounds
from small_study import CHECKOUT, small_values, write_corpus, write_parameters

from flows import stages
from flows.orders import make_orders
from tasks.corpora.normalise import load
from tasks.corpora.sample import sample_corpus
from tasks.errors import UserError
from tasks.files import read_json, write_json
from tasks.parameters import Parameters, read_parameters
from tasks.paths import SPLITS, Project
from tasks.simulation.results import collect, count_train_words, read_results, write_results

SIZES = (30, 10, 10)


def files_under(folder: Path) -> dict[str, bytes]:
    paths = sorted(path for path in folder.rglob("*") if path.is_file())
    return {str(path.relative_to(folder)): path.read_bytes() for path in paths}


@pytest.fixture
def values(tmp_path: Path) -> dict[str, Any]:
    return small_values(write_corpus(tmp_path / "own", SIZES))


def project_of(tmp_path: Path, values: dict[str, Any]) -> tuple[Project, Parameters]:
    project = write_parameters(tmp_path / "project", values)
    return project, read_parameters(project.params)


@pytest.fixture
def prepared(tmp_path: Path, values: dict[str, Any]) -> tuple[Project, Parameters]:
    """A project up to the stage `embed`."""
    project, parameters = project_of(tmp_path, values)
    stages.download(parameters, project)
    stages.normalise(parameters, project, "sample")
    stages.embed(parameters, project, "sample")
    return project, parameters


def test_the_sample_study_needs_no_download_and_becomes_files(tmp_path: Path) -> None:
    project = write_parameters(
        tmp_path, yaml.safe_load((CHECKOUT / "params.yaml").read_text(encoding="utf-8"))
    )
    parameters = read_parameters(project.params)
    assert stages.download(parameters, project).startswith("0 files, 0.0 MB, verified in ")
    told = stages.normalise(parameters, project, "sample")
    assert told.startswith("sample: 1,200 training sentences, ")
    assert load(project.corpus("sample")) == sample_corpus()
    told = stages.embed(parameters, project, "sample")
    assert told.startswith("vectors random: ")
    assert {"words.txt", "matrix.npy", "covered.npy", "coverage.json"} <= {
        path.name for path in project.vectors("sample").iterdir()
    }
    assert make_orders(parameters, "sample", "tagger", project)


def archive_kept(path: Path, member: str, text: str) -> tuple[str, int]:
    """Put a made archive where downloads are kept; its checksum and size."""
    path.parent.mkdir(parents=True)
    if path.suffix == ".zip":
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr(member, text)
            archive.writestr("another.txt", "of no interest")
    else:
        with tarfile.open(path, "w:gz") as archive:
            entry = tarfile.TarInfo(member)
            entry.size = len(text.encode())
            archive.addfile(entry, io.BytesIO(text.encode()))
    content = path.read_bytes()
    return hashlib.sha256(content).hexdigest(), len(content)


def test_the_papers_vectors_come_from_their_archives(
    tmp_path: Path, values: dict[str, Any]
) -> None:
    values["vectors"] = yaml.safe_load(
        (CHECKOUT / "conf" / "vectors" / "paper.yaml").read_text(encoding="utf-8")
    )["vectors"]
    project, parameters = project_of(tmp_path, values)
    catalogue = yaml.safe_load(project.catalogue.read_text(encoding="utf-8"))
    word = load_word(tmp_path / "own")
    texts = {
        "glove_6b": f"{word} {' '.join(['0.5'] * 300)}\n",
        "kazuma": f"2gram-#BEGIN#{word[0]} {' '.join(['0.25'] * 100)}\n",
    }
    for name, text in texts.items():
        (file,) = catalogue[name]["files"]
        kept = project.downloads / name / file["path"]
        file["sha256"], file["bytes"] = archive_kept(kept, file["unpack"][0], text)
    project.catalogue.write_text(yaml.safe_dump(catalogue), encoding="utf-8")
    stages.download(parameters, project)
    stages.normalise(parameters, project, "sample")
    stages.embed(parameters, project, "sample")
    contents = read_json(project.vectors("sample") / "coverage.json")
    assert contents["vectors"] == "paper"
    assert contents["dimensions"] == [300, 100]
    shares = {block["name"]: block["types"] for block in contents["coverage"]["blocks"]}
    assert 0 < shares["glove_6b"] <= shares["kazuma"] < 1


def load_word(folder: Path) -> str:
    """The first word of a corpus's training split."""
    return (folder / "train.conll").read_text(encoding="utf-8").split()[0]


def test_a_corpus_of_ones_own_comes_from_its_folder(tmp_path: Path, values: dict[str, Any]) -> None:
    project, parameters = project_of(tmp_path, values)
    stages.download(parameters, project)
    assert {path.name for path in (project.raw / "sample").iterdir()} == {
        f"{split}.conll" for split in SPLITS
    }
    told = stages.normalise(parameters, project, "sample")
    assert told.startswith("sample: 30 training sentences, ")
    assert load(project.corpus("sample")) == sample_corpus(sizes=SIZES)

    write_corpus(tmp_path / "own", (40, 10, 10))  # brought up to date by the next download
    stages.download(parameters, project)
    assert "40 training sentences" in stages.normalise(parameters, project, "sample")


def test_a_folder_without_a_split_is_told(tmp_path: Path, values: dict[str, Any]) -> None:
    (tmp_path / "own" / "valid.conll").unlink()
    project, parameters = project_of(tmp_path, values)
    with pytest.raises(UserError, match="exactly one file for the split 'valid'"):
        stages.download(parameters, project)


def test_a_corpus_of_ones_own_comes_from_an_entry_in_the_catalogue(
    tmp_path: Path, values: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    mirror = tmp_path / "own"
    values["corpora"]["mine"] = {**values["corpora"]["sample"]}
    del values["corpora"]["mine"]["path"]
    values["sweep"]["corpora"] = ["mine"]
    project, parameters = project_of(tmp_path, values)
    files = [
        {
            "path": f"{split}.conll",
            "mirror_path": f"{split}.conll",
            "sha256": hashlib.sha256((mirror / f"{split}.conll").read_bytes()).hexdigest(),
            "bytes": (mirror / f"{split}.conll").stat().st_size,
        }
        for split in SPLITS
    ]
    entry = {
        "description": "my own corpus",
        "licence": "mine",
        "format": "conll",
        "splits": {split: [f"{split}.conll"] for split in SPLITS},
        "files": files,
    }
    with project.catalogue.open("a", encoding="utf-8") as catalogue:
        catalogue.write(yaml.safe_dump({"mine": entry}))
    monkeypatch.setenv("SKILLPATH_MIRROR", str(mirror))

    assert stages.download(parameters, project).startswith("3 files, ")
    assert "mine: 30 training sentences" in stages.normalise(parameters, project, "mine")
    assert load(project.corpus("mine")) == sample_corpus(sizes=SIZES)
    stages.embed(parameters, project, "mine")
    assert make_orders(parameters, "mine", "tagger", project)


def test_stages_write_the_same_bytes_again(prepared: tuple[Project, Parameters]) -> None:
    project, parameters = prepared
    before = files_under(project.root / "data")
    for folder in (project.raw, project.corpus("sample"), project.vectors("sample")):
        shutil.rmtree(folder)
    stages.download(parameters, project)
    stages.normalise(parameters, project, "sample")
    stages.embed(parameters, project, "sample")
    assert files_under(project.root / "data") == before


def test_orders_are_named_by_parameters_data_and_device(
    prepared: tuple[Project, Parameters], tmp_path: Path, values: dict[str, Any]
) -> None:
    project, parameters = prepared
    orders = make_orders(parameters, "sample", "tagger", project)
    strategies = [order.specification.strategy for order in orders]
    assert strategies == ["full"] * 2 + ["random", "mnlp"] * 2
    folders = {order.folder for order in orders}
    assert len(folders) == 6
    assert all(folder.parent == project.simulations for folder in folders)
    values["training"]["device"] = "cuda:1"
    values["sweep"]["workers"] = 7
    (project.root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    again = make_orders(read_parameters(project.params), "sample", "tagger", project)
    assert {order.folder for order in again} == folders  # where it runs decides no result
    assert {order.device for order in again} == {"cuda"}  # its slot shows it one GPU
    values["training"]["learning_rate"] = 0.1
    (project.root / "params.yaml").write_text(yaml.safe_dump(values), encoding="utf-8")
    other = make_orders(read_parameters(project.params), "sample", "tagger", project)
    assert not {order.folder for order in other} & folders


@pytest.mark.parametrize("gone", ["corpora/sample/valid.conll", "vectors/sample/matrix.npy"])
def test_an_earlier_stage_that_did_not_run_is_told(
    gone: str, prepared: tuple[Project, Parameters]
) -> None:
    project, parameters = prepared
    (project.root / "data" / gone).unlink()
    with pytest.raises(UserError, match=rf"{gone} is missing: run `skillpath normalise --corpus s"):
        make_orders(parameters, "sample", "tagger", project)


def finish_a_sweep(project: Project, parameters: Parameters) -> None:
    """Write the folder of a sweep that nobody ran."""
    orders = make_orders(parameters, "sample", "tagger", project)
    for order in orders:
        do_rounds(order, train_words=count_train_words(order.corpus))
    metadata = {
        "study": "small",
        "commit": "0" * 12,
        "machine": "none",
        "parameters": parameters.model_dump(mode="json"),
        "failed": [],
    }
    results = collect(orders, metadata)
    write_results(results, project.sweep("sample", "tagger"))


def test_kept_journals_come_back_to_where_sweeps_resume_from(
    prepared: tuple[Project, Parameters], tmp_path: Path
) -> None:
    project, parameters = prepared
    finish_a_sweep(project, parameters)
    journals = {path: path.read_bytes() for path in project.simulations.rglob("journal.jsonl")}
    assert len(journals) == 6
    kept = shutil.copytree(project.sweep("sample", "tagger"), tmp_path / "kept")
    shutil.rmtree(project.simulations)

    told = stages.restore(parameters, project, kept)
    assert told.startswith("6 of 6 journals restored; ")
    assert {path: path.read_bytes() for path in journals} == journals
    orders = make_orders(parameters, "sample", "tagger", project)
    assert all(order.finished() for order in orders)
    assert stages.restore(parameters, project, kept).startswith("0 of 6 journals restored; ")


def test_restoring_keeps_what_is_further_and_takes_what_fits(
    prepared: tuple[Project, Parameters], tmp_path: Path
) -> None:
    project, parameters = prepared
    finish_a_sweep(project, parameters)
    kept = tmp_path / "kept"
    shutil.copytree(project.simulations, kept)  # live folders, timings and all
    (kept / "damaged.jsonl").write_text("no journal at all\n")
    (kept / "other.jsonl").write_text('{"simulation": {"corpus": "other"}, "data": {}}\n')
    first, second, *_ = make_orders(parameters, "sample", "tagger", project)
    first.journal.unlink()
    lines = (kept / second.folder.name / "journal.jsonl").read_text().splitlines(keepends=True)
    (kept / second.folder.name / "journal.jsonl").write_text("".join(lines[:1]))
    told = stages.restore(parameters, project, kept)
    assert told.startswith("1 of 14 journals restored; ")
    assert first.finished()
    assert second.finished()


def test_journals_of_other_code_fit_and_of_other_data_do_not(
    prepared: tuple[Project, Parameters], tmp_path: Path
) -> None:
    project, parameters = prepared
    order = make_orders(parameters, "sample", "tagger", project)[0]
    do_rounds(order)
    header, *rounds = order.journal.read_text(encoding="utf-8").splitlines()
    order.journal.unlink()
    for changed, restored in (("code", 1), ("data", 0)):
        value = json.loads(header)
        value[changed] = {} if changed == "data" else "another"
        kept = tmp_path / changed / "journal.jsonl"
        kept.parent.mkdir()
        kept.write_text("\n".join([json.dumps(value), *rounds]) + "\n", encoding="utf-8")
        told = stages.restore(parameters, project, kept.parent)
        assert told.startswith(f"{restored} of 1 journals restored; ")
        assert order.finished() == (restored == 1)
        order.journal.unlink(missing_ok=True)


def test_a_folder_without_journals_is_told(
    prepared: tuple[Project, Parameters], tmp_path: Path
) -> None:
    project, parameters = prepared
    with pytest.raises(UserError, match=r"nowhere holds no journals \(\*\.jsonl\)"):
        stages.restore(parameters, project, tmp_path / "nowhere")


def test_results_are_kept_with_the_figure_and_a_summary_and_can_be_restored(
    prepared: tuple[Project, Parameters], tmp_path: Path
) -> None:
    project, parameters = prepared
    finish_a_sweep(project, parameters)
    with pytest.raises(UserError, match=r"sample-tagger\.svg is missing: run `skillpath report`"):
        stages.keep(parameters, project, tmp_path / "kept")
    assert not (tmp_path / "kept").exists()
    assert stages.report(parameters, project).endswith("report.html")
    stages.keep(parameters, project, tmp_path / "kept")
    kept = tmp_path / "kept" / "sample-tagger"
    swept = files_under(project.sweep("sample", "tagger"))
    assert files_under(kept).items() >= swept.items()
    assert "<svg" in (kept / "learning_curves.svg").read_text(encoding="utf-8")
    assert (kept / "README.md").read_text(encoding="utf-8").startswith("## sample · tagger\n")
    shutil.rmtree(project.simulations)
    told = stages.restore(parameters, project, tmp_path / "kept")
    assert told.startswith("6 of 6 journals restored")


def test_the_report_says_whose_corpus_it_is(prepared: tuple[Project, Parameters]) -> None:
    project, parameters = prepared
    with pytest.raises(UserError):
        stages.report(parameters, project)
    finish_a_sweep(project, parameters)
    stages.report(parameters, project)
    page = (project.report / "report.html").read_text(encoding="utf-8")
    assert "a corpus of the user" in page


def test_track_skips_sweeps_of_which_nothing_finished(
    prepared: tuple[Project, Parameters], monkeypatch: pytest.MonkeyPatch
) -> None:
    project, parameters = prepared
    orders = make_orders(parameters, "sample", "tagger", project)
    results = collect(orders, {"study": "small", "commit": "0", "failed": ["all"]})
    write_results(results, project.sweep("sample", "tagger"))
    assert read_results(project.sweep("sample", "tagger")).simulations == ()
    with pytest.raises(UserError, match=r"there is no finished sweep under .*data/sweeps"):
        stages.track(project)


def test_a_store_that_track_cannot_use_is_told(prepared: tuple[Project, Parameters]) -> None:
    project, parameters = prepared
    finish_a_sweep(project, parameters)
    project.mlflow.mkdir(parents=True)
    (project.mlflow / "mlflow.db").write_bytes(b"this is no database, not a bit of one" * 100)
    with pytest.raises(UserError, match=r"mlflow\.db cannot be used \(.*not a database\): mend"):
        stages.track(project)


def test_a_source_of_vectors_must_be_one_file(tmp_path: Path, values: dict[str, Any]) -> None:
    values["vectors"] |= {"name": "substitute", "sources": ["atis"]}
    project, parameters = project_of(tmp_path, values)
    write_json(project.corpus("sample") / "corpus.json", {})
    with pytest.raises(
        UserError, match="atis gives 6 files, a source of vectors must give exactly"
    ):
        stages.embed(parameters, project, "sample")
    assert read_json(project.corpus("sample") / "corpus.json") == {}
