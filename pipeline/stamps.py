"""What a table was made from, so that a model or a check that needs no run is skipped.

A *fingerprint* names content: of a table its files, of a model or a check its text and
everything that it is made from. A *stamp* is a small JSON file in `lake/.stamps` that
remembers with which fingerprint a table was made and which one it had then. A model is
current if both are still so; the same input gives the same bytes here, so a table that
was made again and came out equal leaves what reads it current too.

A stamp is written after its table, and names the bytes of it: whoever dies in between,
or alters or removes a file by hand, finds the model not current. Losing a stamp costs a
run, never a wrong table. Running models and checks is for `pipeline.steps`.
"""

import hashlib
import json
import shutil
from collections.abc import Callable, Iterable, Mapping, Sequence
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa

from pipeline.durable import replacing
from pipeline.functions import function_fingerprint
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Check, Model, load_models, macros
from pipeline.store import Lake

__all__ = [
    "cached_digest",
    "check_fingerprint",
    "digest_of",
    "forget",
    "forget_province",
    "has_passed",
    "is_current",
    "lost_files",
    "model_fingerprint",
    "province_counts",
    "record",
    "record_passed",
    "record_province",
    "table_fingerprint",
]

FOLDER = ".stamps"
#: what is remembered elsewhere: what documents said (`pipeline.extraction_cache`)
_OTHERS = (".read",)
#: modules that decide how the result of a model becomes files
_CODE = ("sqlmodels.py", "store.py", "warehouse.py")
#: what tells an untouched file from another one under the same name
_IDENTITY = ("st_size", "st_mtime_ns", "st_ctime_ns", "st_ino")
_DIGEST_SIZE = 16


# -- fingerprints ----------------------------------------------------------------------


def table_fingerprint(lake: Lake, name: str) -> str:
    """The fingerprint of what is in a table now, of its columns if it has no file.

    A file is read only if it is another one than when it was last read.
    """
    found = _digests(lake, f"{name}.files", lake.files(name))
    if not found:
        return _digest("no file", _columns(name))
    return _digest(*(f"{place} {digest}" for place, digest in found.items()))


def _digests(lake: Lake, stamp: str, paths: Iterable[Path]) -> dict[str, str]:
    """The digest of each file, by its place; those of last time are in a stamp."""
    known = _load(lake, stamp)
    found: dict[str, Any] = {}
    for path in paths:
        place = path.relative_to(lake.folder).as_posix()
        status = path.stat()
        identity = [getattr(status, field) for field in _IDENTITY]
        entry = known.get(place, [])
        if entry[1:] != identity:
            entry = [_digest_of_file(path), *identity]
        found[place] = entry
    if found != known:
        _save(lake, stamp, found)
    return {place: entry[0] for place, entry in found.items()}


def _columns(name: str) -> str:
    """The columns that an empty table of that name is given."""
    schema = load_schemas().get(name)
    return "" if schema is None else str(schema.arrow)


def model_fingerprint(lake: Lake, model: Model) -> str:
    """The fingerprint of what a model would be made from now.

    Take it before the model is run: what is written meanwhile was not read.
    """
    called = [function_fingerprint(name) for name in sorted(model.calls)]
    return _digest(_engine(), model.sql, *called, *_read_by(lake, model.reads))


def check_fingerprint(lake: Lake, check: Check) -> str:
    """The fingerprint of what a check would look at now."""
    return _digest(_engine(), check.sql, *_read_by(lake, check.reads))


def _read_by(lake: Lake, names: Iterable[str]) -> list[str]:
    """What the named relations are now; a view is its text and what it reads."""
    views = {m.name: m for m in load_models() if m.is_view}
    return [
        f"{name} {model_fingerprint(lake, views[name])}"
        if name in views
        else f"{name} {table_fingerprint(lake, name)}"
        for name in sorted(names)
    ]


@cache
def _engine() -> str:
    """The fingerprint of what runs every model: macros, libraries, our own code."""
    code = [(Path(__file__).parent / name).read_bytes() for name in _CODE]
    texts = [text.replace(b"\r\n", b"\n").decode() for text in code]
    return _digest(macros(), duckdb.__version__, pa.__version__, *texts)


def _digest(*parts: str) -> str:
    digest = hashlib.blake2b(digest_size=_DIGEST_SIZE)
    for part in parts:
        data = part.encode()
        digest.update(f"{len(data)}\n".encode())  # "ab", "c" is not "a", "bc"
        digest.update(data)
    return digest.hexdigest()


def _digest_of_file(path: Path) -> str:
    # blake2b keeps above 1 GB/s also where the processor has no help for SHA
    with path.open("rb") as file:
        return hashlib.file_digest(
            file,
            lambda: hashlib.blake2b(digest_size=_DIGEST_SIZE),
        ).hexdigest()


# -- models ----------------------------------------------------------------------------


def is_current(lake: Lake, model: Model, fingerprint: str) -> bool:
    """Whether the table of a model is what running it would give.

    Args:
        lake: where the table is.
        model: the model.
        fingerprint: `model_fingerprint` of now.
    """
    if not lake.files(model.name):
        return False
    stamp = _load(lake, model.name)
    if stamp.get("made_from") != fingerprint:
        return False  # and the table, which may be large, need not be looked at
    return bool(stamp.get("table") == table_fingerprint(lake, model.name))


def record(lake: Lake, model: Model, fingerprint: str) -> None:
    """Remember that the table of a model was made; call it after it was written.

    Args:
        lake: where the table is.
        model: the model.
        fingerprint: `model_fingerprint` of before it was run.
    """
    table = table_fingerprint(lake, model.name)
    _save(lake, model.name, {"made_from": fingerprint, "table": table})


# -- checks ----------------------------------------------------------------------------


def has_passed(lake: Lake, check: Check, fingerprint: str) -> bool:
    """Whether a check found nothing when it last ran, over what is there now.

    Args:
        lake: where the tables are.
        check: the check.
        fingerprint: `check_fingerprint` of now.
    """
    return bool(_load(lake, f"{check.asset}.checks").get(check.name) == fingerprint)


def record_passed(lake: Lake, asset: str, passed: Mapping[str, str]) -> None:
    """Remember which checks of an asset found nothing, by name with their fingerprint.

    What is not named is forgotten: a check that found something runs again, so that it
    shows its rows.
    """
    if dict(passed) != _load(lake, f"{asset}.checks"):
        _save(lake, f"{asset}.checks", passed)


# -- provinces -------------------------------------------------------------------------


def province_counts(
    lake: Lake, province: str, tables: Sequence[str], fingerprint: str
) -> dict[str, int] | None:
    """The rows of what a province has in some tables, if they need not be made.

    Args:
        lake: where the tables are.
        province: whose files.
        tables: that are made together.
        fingerprint: of what they would be made from now.

    Returns:
        The number of rows of each table; None if they have to be made.
    """
    stamp = _load(lake, f".province.{province}")
    if stamp.get("made_from") != fingerprint:
        return None
    if stamp.get("files") != _province_files(lake, province, tables):
        return None
    return {name: int(stamp["rows"][name]) for name in tables}


def record_province(
    lake: Lake,
    province: str,
    tables: Sequence[str],
    fingerprint: str,
    rows: Mapping[str, int],
) -> None:
    """Remember that the files of a province were made; call it after they were."""
    files = _province_files(lake, province, tables)
    content = {"made_from": fingerprint, "files": files, "rows": dict(rows)}
    _save(lake, f".province.{province}", content)


def forget_province(lake: Lake, province: str) -> None:
    """Trust nothing of a province: its files are about to be written."""
    _place(lake, f".province.{province}").unlink(missing_ok=True)


def lost_files(lake: Lake) -> list[str]:
    """What was made of provinces and is gone from the lake, whoever took it away."""
    made = [file for files in _made(lake).values() for file in files]
    return sorted(file for file in made if not (lake.folder / file).is_file())


def _made(lake: Lake) -> dict[str, Any]:
    """The files of every province that has any, with their digests, by stamp."""
    stamps = (p.stem for p in (lake.folder / FOLDER).glob(".province.*.json"))
    found = {name: _load(lake, name).get("files") for name in stamps}
    return {name: files for name, files in found.items() if files}


def _province_files(lake: Lake, province: str, tables: Sequence[str]) -> dict[str, str]:
    paths = [
        path for name in tables for path in lake.files(name) if path.stem == province
    ]
    return _digests(lake, f".province.{province}.files", paths)


def digest_of(*parts: str) -> str:
    """A short name of some texts, for a fingerprint of one's own."""
    return _digest(*parts)


# -- releases --------------------------------------------------------------------------


def cached_digest(
    lake: Lake, name: str, fingerprint: str, query: str, compute: Callable[[], str]
) -> str:
    """The digest of the rows of a table, computed only if it is not remembered.

    Args:
        lake: where the table is.
        name: of the table.
        fingerprint: `table_fingerprint` of before the files were listed.
        query: what the digest is.
        compute: reads the rows.
    """
    source = _digest(_engine(), fingerprint, query)
    known = _load(lake, f"{name}.rows")
    if known.get("made_from") == source:
        return str(known["digest"])
    digest = compute()
    if table_fingerprint(lake, name) == fingerprint:  # not while it was being written
        _save(lake, f"{name}.rows", {"made_from": source, "digest": digest})
    return digest


# -- files -----------------------------------------------------------------------------


def forget(lake: Lake) -> None:
    """Trust nothing that was remembered: all is read and run again.

    Which files a province has stays known, so that one that is gone is missed.
    """
    made = _made(lake)
    for name in (FOLDER, *_OTHERS):
        folder = lake.folder / name
        if folder.is_dir():
            shutil.rmtree(folder)
    for name, files in made.items():
        _save(lake, name, {"files": files})


def _place(lake: Lake, name: str) -> Path:
    return lake.folder / FOLDER / f"{name}.json"


def _load(lake: Lake, name: str) -> dict[str, Any]:
    try:
        found = json.loads(_place(lake, name).read_bytes())
    except FileNotFoundError:
        return {}
    except ValueError:  # torn by a power failure: as if it had never been written
        return {}
    return found if isinstance(found, dict) else {}


def _save(lake: Lake, name: str, content: Mapping[str, Any]) -> None:
    with replacing(_place(lake, name), durable=False) as temporary:
        temporary.write_text(json.dumps(content), encoding="utf-8")
