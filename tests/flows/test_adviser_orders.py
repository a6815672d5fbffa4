"""What the adviser's flows order: jobs named by all the code behind them, on the right device."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest
from small_study import small_values, write_parameters

from flows import workers
from tasks import fingerprints, jobs
from tasks.errors import UserError
from tasks.parameters import Parameters, read_parameters
from tasks.paths import Project
from tasks.skills.texts import SKILL_TEXTS
from tasks.skills.vocabulary import VOCABULARY
from tasks.vacancies.files import VACANCIES


@pytest.fixture
def study(tmp_path: Path, server: str) -> tuple[Parameters, Project]:
    """A study whose earlier stages left something; `server` comes before any import of Prefect."""
    values = small_values(tmp_path / "own")
    values["vacancies"]["tables"] = ["sample"]
    project = write_parameters(tmp_path, values)
    for path in (
        project.vacancies / VACANCIES,
        project.skills / SKILL_TEXTS,
        project.skills / VOCABULARY,
    ):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text("made up")
    return read_parameters(project.params), project


def test_a_methods_job_is_named_by_its_recommenders_code(
    study: tuple[Parameters, Project], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import evaluate

    parameters, project = study
    package = tmp_path / "tasks"
    shutil.copytree(fingerprints.PACKAGE, package)
    monkeypatch.setattr(fingerprints, "PACKAGE", package)
    options: dict[str, dict[str, object]] = {name: {} for name in parameters.advisor.methods}

    def folders() -> dict[str, str]:
        orders = evaluate._method_jobs(parameters, project, options)
        built = evaluate._build_job(parameters, project, options, "ease")
        return {name: job.folder.name for name, job in {**orders, "adviser": built}.items()}

    before = folders()
    for changed, named in (
        ("advisor/recommenders/ease.py", {"ease", "blend", "adviser"}),
        ("advisor/denoiser.py", {"autoencoder", "blend", "adviser"}),
    ):
        path = package / changed
        text = path.read_text(encoding="utf-8")
        path.write_text(text + "\nMORE = 1\n", encoding="utf-8")
        after = folders()
        assert {name for name in before if before[name] != after[name]} == named
        path.write_text(text, encoding="utf-8")
    assert folders() == before


def devices(parameters: Parameters, project: Project) -> set[str]:
    from flows import salary

    orders: list[jobs.Job] = [
        *salary._vacancy_jobs(parameters, project),
        *salary._model_jobs(parameters, project).values(),
        *salary._curve_jobs(parameters, project),
    ]
    return {job.arguments["device"] for job in orders}


def with_device(parameters: Parameters, device: str) -> Parameters:
    chosen = parameters.salary.model_copy(update={"device": device})
    return parameters.model_copy(update={"salary": chosen})


def test_boosting_is_on_a_gpu_where_there_is_one(
    study: tuple[Parameters, Project], monkeypatch: pytest.MonkeyPatch
) -> None:
    from flows import fan_out

    parameters, project = study
    monkeypatch.setattr(workers, "visible_gpus", list)
    assert devices(with_device(parameters, "auto"), project) == {"cpu"}
    with pytest.raises(UserError, match=r"salary\.device is cuda, but 0 GPUs are visible"):
        devices(with_device(parameters, "cuda"), project)
    monkeypatch.setattr(workers, "visible_gpus", lambda: ["0"])
    assert devices(with_device(parameters, "auto"), project) == {"cuda"}
    assert devices(with_device(parameters, "cuda"), project) == {"cuda"}
    assert {slot.gpu for slot in fan_out.boosting_slots(parameters)} == {"0"}
    assert devices(with_device(parameters, "cpu"), project) == {"cpu"}
