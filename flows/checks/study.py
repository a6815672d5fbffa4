"""Checks of the study: its files, the devices it asks for, the mirror it downloads from."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from urllib.parse import quote

from flows.checks.finding import Finding
from flows.workers import make_slots, visible_gpus
from tasks.addresses import status_of
from tasks.paths import Project
from tasks.settings import MIRROR

MISSING_SHOWN = 3


def check_parameters(project: Project) -> Finding:
    """``params.yaml``."""
    from tasks.parameters import read_parameters

    parameters = read_parameters(project.params)
    return Finding("ok", f"{project.params}: the study {parameters.study}")


def check_catalogue(project: Project) -> Finding:
    """The catalogue, and that it has what the parameters name."""
    from tasks.parameters import read_parameters
    from tasks.sources.catalogue import choose, read_catalogue

    catalogue = read_catalogue(project.catalogue)
    choose(catalogue, read_parameters(project.params).sources())
    return Finding("ok", f"{project.catalogue}: {len(catalogue)} sources")


def check_stages(project: Project) -> Finding:
    """``dvc.yaml``."""
    import yaml

    path = project.root / "dvc.yaml"
    remedy = "restore it: `git checkout dvc.yaml`"
    try:
        stages = yaml.safe_load(path.read_text(encoding="utf-8"))["stages"]
        return Finding("ok", f"{path}: {len(stages)} stages")
    except FileNotFoundError:
        return Finding("fail", f"{path} is missing", remedy)
    except (yaml.YAMLError, ValueError, KeyError, TypeError) as error:
        told = f"{path} holds no stages ({' '.join(str(error).split())})"
        return Finding("fail", told, remedy)


def check_devices(project: Project) -> Finding:
    """The GPUs that are seen, against the devices that the parameters ask for."""
    from tasks.parameters import read_parameters

    parameters = read_parameters(project.params)
    asked = {
        "training.device": parameters.training.device,
        "salary.device": parameters.salary.device,
    }
    for named, device in asked.items():
        make_slots(device, 1, named)
    gpus = visible_gpus()
    told = f"{len(gpus)} GPUs seen; " + ", ".join(f"{name} {one}" for name, one in asked.items())
    if gpus and asked["training.device"] != "cpu":
        from tasks.simulation.process import choose_device

        choose_device("cuda")  # the driver may show a GPU that this build of torch cannot use
    return Finding("ok", told)


def check_mirror(project: Project) -> Finding:
    """The mirror, and that it holds the files that the parameters need."""
    from tasks.parameters import read_parameters
    from tasks.sources.catalogue import choose, read_catalogue
    from tasks.sources.download import mirror_root, path_in_mirror

    named = MIRROR.value()
    root = mirror_root(named)
    names = read_parameters(project.params).sources()
    needed = [
        (source.name, file)
        for source in choose(read_catalogue(project.catalogue), names)
        for file in source.files
        if not (project.downloads / source.name / file.path).is_file()
    ]
    if root is None:
        only = sorted({name for name, file in needed if file.url is None})
        if not only:
            return Finding("ok", "no mirror (SKILLPATH_MIRROR); none is needed")
        remedy = "set SKILLPATH_MIRROR to a folder or address that holds them"
        return Finding("fail", f"{', '.join(only)} can only be had from a mirror", remedy)
    paths = [path for _, file in needed if (path := path_in_mirror(file)) is not None]
    if isinstance(root, Path):
        missing = [path for path in paths if not (root / path).is_file()]
    else:
        with ThreadPoolExecutor(max_workers=8) as pool:
            served = pool.map(_is_served, [f"{root}/{quote(path)}" for path in paths])
        missing = [path for path, there in zip(paths, served, strict=True) if not there]
    mirror = f"the mirror {root}" if isinstance(root, Path) else "the mirror SKILLPATH_MIRROR"
    if not missing:
        return Finding("ok", f"{mirror} holds what is still to be fetched ({len(paths)} files)")
    told = f"{mirror} lacks {len(missing)} of {len(paths)} files that are needed"
    remedy = "complete the mirror, or unset SKILLPATH_MIRROR to use the public addresses"
    return Finding("fail", told, remedy, tuple(missing[:MISSING_SHOWN]))


def _is_served(address: str) -> bool:
    status = status_of(address, method="HEAD")
    # The last two are of a server that answers GET alone.
    return status is not None and (status < 400 or status in (405, 501))
