"""The study's files, devices and mirror: every check is made to fail once, and says why."""

from __future__ import annotations

import base64
import threading
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from small_study import small_values, write_parameters

from flows.checks import study
from tasks.errors import UserError
from tasks.paths import Project


def change_parameters(project: Project, section: str, **values: Any) -> None:
    changed = small_values(project.root / "own")
    changed[section] |= values
    write_parameters(project.root, changed)


@pytest.mark.parametrize("content", [None, "stages: [", "", "- a", "stages:"])
def test_stages_that_dvc_cannot_read_fail(project: Project, content: str | None) -> None:
    path = project.root / "dvc.yaml"
    path.unlink()
    if content is not None:
        path.write_text(content)
    found = study.check_stages(project)
    assert (found.level, found.remedy) == ("fail", "restore it: `git checkout dvc.yaml`")


def test_a_gpu_that_is_asked_for_and_not_there_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "")
    assert study.check_devices(project).level == "ok"
    for section in ("training", "salary"):
        change_parameters(project, section, device="cuda")
        with pytest.raises(UserError, match=rf"{section}\.device is cuda, but 0 GPUs"):
            study.check_devices(project)


def test_a_gpu_that_torch_cannot_use_fails(
    project: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    import torch

    monkeypatch.setenv("CUDA_VISIBLE_DEVICES", "0")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    with pytest.raises(UserError, match="PyTorch sees no GPU here"):
        study.check_devices(project)
    change_parameters(project, "training", device="cpu")
    assert study.check_devices(project).level == "ok"


@pytest.fixture
def real(project: Project) -> Project:
    """The same, with a corpus and vectors that have to be downloaded; nothing was."""
    change_parameters(project, "sweep", corpora=["atis"])
    values = small_values(project.root / "own", corpora=["atis"])
    values["vectors"] |= {"name": "substitute", "sources": ["glove_wikigiga"]}
    return write_parameters(project.root, values)


def needed(project: Project) -> list[str]:
    from tasks.sources.catalogue import choose, read_catalogue
    from tasks.sources.download import path_in_mirror

    sources = choose(read_catalogue(project.catalogue), ["atis", "glove_wikigiga"])
    return [path_in_mirror(file) or "" for source in sources for file in source.files]


def test_what_only_a_mirror_has_needs_one(real: Project, monkeypatch: pytest.MonkeyPatch) -> None:
    found = study.check_mirror(real)
    assert (found.level, found.told.split()[0]) == ("fail", "glove_wikigiga")
    monkeypatch.setenv("SKILLPATH_MIRROR", str(real.root / "nowhere"))
    with pytest.raises(UserError, match="nowhere is neither a folder"):
        study.check_mirror(real)


class Files(SimpleHTTPRequestHandler):
    """Lets one user in, and whoever names none."""

    def do_HEAD(self) -> None:
        known = f"Basic {base64.b64encode(b'me:p@w').decode()}"
        if self.headers["Authorization"] in (None, known):
            super().do_HEAD()
        else:
            self.send_error(401)

    def log_message(self, *_: object) -> None:
        pass


def serve(folder: Path) -> ThreadingHTTPServer:
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(Files, directory=str(folder)))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    return server


@pytest.mark.parametrize("user", [None, "", "me:p%40w@", "me:p@w@"])
def test_a_mirror_that_lacks_a_file_fails_and_names_it(
    real: Project, monkeypatch: pytest.MonkeyPatch, user: str | None
) -> None:
    folder = real.root / "mirror"
    paths = needed(real)
    for path in paths:
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).touch()
    with serve(folder) as server:
        address = f"http://{user}127.0.0.1:{server.server_port}/"
        monkeypatch.setenv("SKILLPATH_MIRROR", str(folder) if user is None else address)
        assert study.check_mirror(real).level == "ok"
        (folder / paths[1]).unlink()
        found = study.check_mirror(real)
        server.shutdown()
    assert (found.level, found.details) == ("fail", (paths[1],))


def test_a_mirror_whose_address_is_none_fails_without_its_password(
    real: Project, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SKILLPATH_MIRROR", "http://me:Geheim/x@127.0.0.1")  # a slash not encoded
    with pytest.raises(UserError, match="as %2F") as caught:
        study.check_mirror(real)
    assert "Geheim" not in str(caught.value)
