"""The catalogue of sources: what can be downloaded, from where, with which checksum and licence."""

from __future__ import annotations

import difflib
import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any, NoReturn
from urllib.parse import unquote

import yaml

from tasks.errors import UserError
from tasks.paths import SPLITS

VECTOR_FORMATS = ("glove", "char_ngrams")
VACANCY_FORMATS = ("hh_csv", "hh_json", "table")
CORPUS_FORMATS = ("parallel", "conll", "token_tag", "fmtod_tsv")
FORMATS = (*CORPUS_FORMATS, *VECTOR_FORMATS, *VACANCY_FORMATS, "dictionary")
ARCHIVE_SUFFIXES = (".zip", ".tar.gz", ".tgz", ".gz")

_REQUIRED = object()


@dataclass(frozen=True)
class SourceFile:
    """One file of a source.

    Attributes
    ----------
    path
        Where it is placed, relative to the source's folder.
    url, mirror_path
        Where it comes from; exactly one of the two is given. A `mirror_path` is relative
        to the mirror's root and has no public address.
    sha256, bytes
        What it must hash to and how long it must be; None where nobody has recorded it.
    unpack
        For an archive, the members that take its place in the source's folder.
    """

    path: str
    url: str | None
    mirror_path: str | None
    sha256: str | None
    bytes: int | None
    unpack: tuple[str, ...] | None = None

    @property
    def outputs(self) -> tuple[str, ...]:
        """The paths that readers find in the source's folder."""
        return (self.path,) if self.unpack is None else self.unpack


@dataclass(frozen=True)
class Source:
    """One entry of the catalogue; `splits` maps a split to its files, in the format's order."""

    name: str
    description: str
    licence: str
    format: str
    files: tuple[SourceFile, ...]
    splits: dict[str, tuple[str, ...]]

    @property
    def outputs(self) -> tuple[str, ...]:
        """The paths that readers find in the source's folder."""
        return tuple(path for file in self.files for path in file.outputs)


def read_catalogue(path: Path) -> dict[str, Source]:
    """Read and check the catalogue.

    Raises
    ------
    UserError
        If it is missing, not YAML, or an entry is wrong; the message names the file, the
        line, the source and the field.
    """
    try:
        text = path.read_text(encoding="utf-8")
    except FileNotFoundError:
        raise UserError(f"{path}: the catalogue of sources is missing; restore it") from None
    except UnicodeDecodeError as error:
        raise UserError(f"{path}: not UTF-8 ({error.reason} at byte {error.start})") from None
    except OSError as error:
        raise UserError(f"{path} cannot be read ({error.strerror}); restore it") from None
    try:
        return _sources(path, text)
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise UserError(f"{path}:{line}: not YAML: {error.problem}") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:  # PyYAML lets all three through
        raise UserError(f"{path}: not YAML: {' '.join(str(error).split())}") from None


def _sources(path: Path, text: str) -> dict[str, Source]:
    loader = yaml.SafeLoader(text)
    try:
        root = loader.get_single_node()
        entries = _Fields(path, loader, root, "the catalogue").items() if root else []
        return {name: _source(name, fields) for name, fields in entries}
    finally:
        loader.dispose()


def choose(catalogue: Mapping[str, Source], names: Iterable[str]) -> list[Source]:
    """The sources of these names, each once, sorted by name; UserError for an unknown one."""
    chosen = sorted(set(names))
    for name in chosen:
        if name not in catalogue:
            close = difflib.get_close_matches(name, catalogue, n=1)
            hint = f"did you mean {close[0]!r}?" if close else f"known: {', '.join(catalogue)}"
            raise UserError(f"no source named {name!r} in the catalogue; {hint}")
    return [catalogue[name] for name in chosen]


class _Fields:
    """The fields of one mapping of the catalogue, taken one by one so that errors have a line."""

    def __init__(self, path: Path, loader: yaml.SafeLoader, node: yaml.Node, where: str):
        self.path, self.loader, self.where = path, loader, where
        self.line = node.start_mark.line + 1
        if not isinstance(node, yaml.MappingNode):
            self.refuse(f"{where}: must be a mapping", self.line)
        self.nodes: dict[str, yaml.Node] = {}
        for key, value in node.value:
            name = str(key.value)
            if name in self.nodes:
                self.refuse(f"{where}: {name!r} is given twice", key.start_mark.line + 1)
            self.nodes[name] = value

    def refuse(self, what: str, line: int) -> NoReturn:
        raise UserError(f"{self.path}:{line}: {what}")

    def wrong(self, field: str, what: str) -> NoReturn:
        node = self.nodes.get(field)
        line = node.start_mark.line + 1 if node else self.line
        self.refuse(f"{self.where}: {field}: {what}", line)

    def items(self) -> list[tuple[str, _Fields]]:
        return [
            (name, _Fields(self.path, self.loader, node, name)) for name, node in self.nodes.items()
        ]

    def mapping(self, field: str) -> _Fields:
        return _Fields(self.path, self.loader, self.nodes[field], f"{self.where}: {field}")

    def mappings(self, field: str) -> list[_Fields]:
        node = self.nodes.get(field)
        if not isinstance(node, yaml.SequenceNode) or not node.value:
            self.wrong(field, "must be a list with at least one entry")
        return [
            _Fields(self.path, self.loader, child, f"{self.where}: {field}[{index}]")
            for index, child in enumerate(node.value)
        ]

    def value(self, field: str, default: Any = _REQUIRED) -> Any:
        if field not in self.nodes:
            if default is _REQUIRED:
                self.wrong(field, "is missing")
            return default
        return self.loader.construct_object(self.nodes[field], deep=True)

    def text(self, field: str) -> str:
        value = self.value(field)
        if not isinstance(value, str) or not value.strip():
            self.wrong(field, f"must be a text, not {value!r}")
        return value.strip()

    def relative_path(self, field: str, value: Any) -> str:
        if not isinstance(value, str) or not _is_safe(value):
            self.wrong(field, f"{value!r} must be a relative path with '/' and without '..'")
        return value

    def paths(self, field: str, value: Any) -> tuple[str, ...]:
        if not isinstance(value, list) or not value:
            self.wrong(field, "must be a list of at least one path")
        return tuple(self.relative_path(field, entry) for entry in value)

    def only(self, *known: str) -> None:
        for field in self.nodes:
            if field not in known:
                self.wrong(field, f"is not a field here; known: {', '.join(known)}")


def _is_safe(path: str) -> bool:
    parts = path.split("/")
    return not any(part in ("", ".", "..") or re.search(r"[\\:\x00-\x1f]", part) for part in parts)


def _source(name: str, fields: _Fields) -> Source:
    if not re.fullmatch(r"[a-z][a-z0-9_]*", name):
        what = f"{name!r}: a source's name is made of lower-case letters, digits and '_'"
        fields.refuse(what, fields.line)
    fields.only("description", "licence", "format", "files", "splits")
    layout = fields.text("format")
    if layout not in FORMATS:
        fields.wrong("format", f"{layout!r} is not one of {', '.join(FORMATS)}")
    source = Source(
        name=name,
        description=fields.text("description"),
        licence=fields.text("licence"),
        format=layout,
        files=tuple(_file(file) for file in fields.mappings("files")),
        splits=_splits(fields),
    )
    _check_outputs(source, fields)
    return source


def _file(fields: _Fields) -> SourceFile:
    fields.only("path", "url", "mirror_path", "sha256", "bytes", "unpack")
    path = fields.relative_path("path", fields.value("path"))
    if re.search(r"\.part(\.json)?(/|$)", path):
        fields.wrong("path", f"{path!r}: '.part' is kept for unfinished downloads")
    url = _url(fields)
    mirror_path = fields.value("mirror_path", None)
    if (url is None) == (mirror_path is None):
        fields.wrong("url", "give either a url or a mirror_path")
    if mirror_path is not None:
        fields.relative_path("mirror_path", mirror_path)
    unpack = fields.value("unpack", None)
    if unpack is not None:
        unpack = fields.paths("unpack", unpack)
        if not path.endswith(ARCHIVE_SUFFIXES):
            fields.wrong("unpack", f"{path!r} is none of {', '.join(ARCHIVE_SUFFIXES)}")
    return SourceFile(path, url, mirror_path, _sha256(fields), _bytes(fields), unpack)


def _url(fields: _Fields) -> str | None:
    url = fields.value("url", None)
    if url is None:
        return None
    address = re.fullmatch(r"https?://[^\s/]+/([^\s?#]+)", url) if isinstance(url, str) else None
    if address is None or not _is_safe(unquote(address[1])):
        fields.wrong("url", f"{url!r} is not the http or https address of a file")
    return url


def _sha256(fields: _Fields) -> str | None:
    digest = fields.value("sha256")
    if digest is not None and not (
        isinstance(digest, str) and re.fullmatch(r"[0-9a-f]{64}", digest)
    ):
        fields.wrong("sha256", f"{digest!r} is neither 64 lower-case hexadecimal digits nor null")
    return digest


def _bytes(fields: _Fields) -> int | None:
    size = fields.value("bytes")
    if size is not None and (type(size) is not int or size < 0):
        fields.wrong("bytes", f"{size!r} is neither a whole number of bytes nor null")
    return size


def _splits(fields: _Fields) -> dict[str, tuple[str, ...]]:
    if "splits" not in fields.nodes:
        return {}
    splits = fields.mapping("splits")
    splits.only(*SPLITS)
    return {split: splits.paths(split, splits.value(split)) for split in splits.nodes}


def _check_outputs(source: Source, fields: _Fields) -> None:
    """No two files in one place, no file where a folder is needed, no split without its file."""
    taken = [*source.outputs, *(file.path for file in source.files if file.unpack is not None)]
    for path in taken:
        if taken.count(path) > 1:
            fields.wrong("files", f"two of them would be {path!r}")
        for folder in PurePosixPath(path).parents:
            if str(folder) in taken:
                fields.wrong("files", f"{str(folder)!r} would be both a file and a folder")
    for split, paths in source.splits.items():
        for path in paths:
            if path not in source.outputs:
                fields.wrong("splits", f"{split}: {path!r} is not among the source's files")
