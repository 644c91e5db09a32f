"""What a document is read with: one hash over the reader's code and the form data.

It stands in `core_reports`, is the code version of the core assets, and says whether
the published accuracy report is about the reader that runs. Versions of libraries are
not in it: they are recorded beside the accuracy figures.

What wrong cells are found with has a hash of its own: another localiser asks for
another measurement, and for no document to be read again.
"""

import hashlib
import os
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

from pipeline.paths import project_dir

__all__ = [
    "fingerprint_parts",
    "parse_fingerprint",
    "quality_fingerprint",
    "quality_parts",
]

_LENGTH = 12
#: fingerprints that are remembered: of the reader and of the localiser
_REMEMBERED = 8
#: name, path, and what tells an untouched file from another one
_File = tuple[str, str, tuple[int, ...]]
#: packages that read
_PACKAGES = ("extract", "narrative")
#: modules outside of them that decide what is read
_CODE = (
    "forms.py",
    "rules.py",
    "rule_derived.py",
    "rule_files.py",
    "rule_scope.py",
)
#: folders under `data/`: labels and forms, equations that decode figures, patterns
_DATA = ("forms", "rules", "narrative")
#: files there that only say what becomes of what was read
_AFTERWARDS = ("subjects.yml", "reasons.yml")
#: what finds wrong cells, beside `pipeline.quality`: data, and the models that ask it
_QUALITY = (
    "data/quality/**/*.yml",
    "sql/**/int_expla*.sql",
    "sql/**/int_localised.sql",
)


def _parts() -> Iterator[tuple[str, Path]]:
    """The files that count, each with a name that is the same on every machine."""
    code = Path(__file__).parent
    packages = (path for name in _PACKAGES for path in code.glob(f"{name}/**/*.py"))
    for path in (*packages, *(code / name for name in _CODE)):
        yield path.relative_to(code).as_posix(), path
    data = project_dir() / "data"
    for folder in _DATA:
        for path in (data / folder).rglob("*.yml"):
            if path.name not in _AFTERWARDS:
                yield f"data/{path.relative_to(data).as_posix()}", path


def _quality_parts() -> Iterator[tuple[str, Path]]:
    code = Path(__file__).parent
    for path in code.glob("quality/**/*.py"):
        yield path.relative_to(code).as_posix(), path
    project = project_dir()
    for pattern in _QUALITY:
        for path in project.glob(pattern):
            yield path.relative_to(project).as_posix(), path


def _text(path: Path) -> bytes:
    # a checkout may have other line ends
    return path.read_bytes().replace(b"\r\n", b"\n")


def parse_fingerprint() -> str:
    """The fingerprint of the reader that runs, twelve hexadecimal digits."""
    return _fingerprint(_parts())


def fingerprint_parts() -> dict[str, str]:
    """A hash of each file that the fingerprint covers, to name what differs."""
    return _hashes(_parts())


def quality_fingerprint() -> str:
    """The fingerprint of the localiser that runs, twelve hexadecimal digits.

    The equations that it goes by are those of the reader, under whose fingerprint the
    forms and rules are.
    """
    return _fingerprint(_quality_parts())


def quality_parts() -> dict[str, str]:
    """A hash of each file that the localiser's fingerprint covers."""
    return _hashes(_quality_parts())


def _fingerprint(parts: Iterable[tuple[str, Path]]) -> str:
    """The hash of some files; they are read only if they are others than before."""
    return _of_files(tuple(_identified(name, path) for name, path in sorted(parts)))


def _identified(name: str, path: Path) -> _File:
    status = path.stat()
    identity = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return name, os.fspath(path), identity


@lru_cache(_REMEMBERED)
def _of_files(files: tuple[_File, ...]) -> str:
    digest = hashlib.sha256()
    for name, path, _ in files:
        text = _text(Path(path))
        digest.update(f"{name}\n{len(text)}\n".encode())
        digest.update(text)
    return digest.hexdigest()[:_LENGTH]


def _hashes(parts: Iterable[tuple[str, Path]]) -> dict[str, str]:
    return {
        name: hashlib.sha256(_text(path)).hexdigest()[:_LENGTH]
        for name, path in sorted(parts)
    }
