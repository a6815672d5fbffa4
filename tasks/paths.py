"""Where everything lies, relative to the project's root: the one module that knows folder names."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

SPLITS = ("train", "valid", "test")


@dataclass(frozen=True)
class Project:
    """The folders and files of one checkout.

    DVC's outputs live under ``data/``; what must survive a DVC run (partial downloads,
    live journals, the Prefect and MLflow stores) lives under ``.skillpath/``.
    """

    root: Path = Path()

    @property
    def params(self) -> Path:
        return self.root / "params.yaml"

    @property
    def catalogue(self) -> Path:
        return self.root / "data" / "sources.yaml"

    @property
    def raw(self) -> Path:
        return self.root / "data" / "raw"

    def corpus(self, name: str) -> Path:
        return self.root / "data" / "corpora" / name

    def vectors(self, corpus: str) -> Path:
        return self.root / "data" / "vectors" / corpus

    @property
    def vacancies(self) -> Path:
        return self.root / "data" / "vacancies"

    @property
    def skills(self) -> Path:
        return self.root / "data" / "skills"

    @property
    def topics(self) -> Path:
        return self.root / "data" / "topics"

    @property
    def salary(self) -> Path:
        return self.root / "data" / "salary"

    @property
    def advisor(self) -> Path:
        return self.root / "data" / "advisor"

    @property
    def sweeps(self) -> Path:
        return self.root / "data" / "sweeps"

    def sweep(self, corpus: str, architecture: str) -> Path:
        return self.sweeps / corpus / architecture

    @property
    def report(self) -> Path:
        return self.root / "data" / "report"

    @property
    def state(self) -> Path:
        return self.root / ".skillpath"

    @property
    def downloads(self) -> Path:
        return self.state / "downloads"

    @property
    def simulations(self) -> Path:
        return self.state / "simulations"

    @property
    def sweep_records(self) -> Path:
        return self.state / "sweeps"

    def sweep_record(self, corpus: str, architecture: str) -> Path:
        return self.sweep_records / f"{corpus}-{architecture}.json"

    @property
    def jobs(self) -> Path:
        return self.state / "jobs"

    @property
    def prefect(self) -> Path:
        return self.state / "prefect"

    @property
    def mlflow(self) -> Path:
        return self.state / "mlflow"
