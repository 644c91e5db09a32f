"""The text of a host's file in the registry: written anew, or with entries added.

An added entry never changes what is there: comments and spelling stay, and the result
is read again and must hold the old entries and the new ones, nothing else.
"""

import re
import shutil
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import yaml

from pipeline.data_files import shown
from pipeline.errors import RegistryError, UsageError
from pipeline.registry import load_registry
from pipeline.registry_files import read_host_file
from pipeline.registry_model import HostFile, InstitutionEntry, SourceEntry

__all__ = ["dumped", "extended", "new_text", "try_and_write"]

_WIDTH = 88
_Entry = InstitutionEntry | SourceEntry


class _Writer(yaml.SafeDumper):
    """Indented lists."""

    def increase_indent(self, flow: bool = False, indentless: bool = False) -> None:  # noqa: ARG002, FBT001, FBT002 - the base class's signature
        super().increase_indent(flow, False)  # noqa: FBT003 - as above


def _text(dumper: yaml.SafeDumper, value: str) -> yaml.ScalarNode:
    """Codes in double quotes, the rest as plain as YAML allows."""
    style = '"' if value.isdigit() else None
    return dumper.represent_scalar("tag:yaml.org,2002:str", value, style=style)


_Writer.add_representer(str, _text)


def dumped(content: object) -> str:
    """YAML in our order and our width."""
    return yaml.dump(
        content, Dumper=_Writer, allow_unicode=True, sort_keys=False, width=_WIDTH
    )


def _fields(entry: _Entry) -> dict[str, Any]:
    """An entry as the file writes it; what is at its default is left out.

    The code stays even where it is null: its key is required.
    """
    values = {k: getattr(entry, k) for k in entry.model_fields_set}
    ordered = {k: values[k] for k in type(entry).model_fields if k in values}
    return {k: list(v) if isinstance(v, tuple) else v for k, v in ordered.items()}


def new_text(
    host: str,
    scheme: str,
    institutions: Sequence[InstitutionEntry],
    sources: Sequence[SourceEntry],
) -> str:
    """The text of a file for a host that has none."""
    blocks: tuple[Mapping[str, object], ...] = (
        {"host": host, "scheme": scheme},
        {"institutions": [_fields(entry) for entry in institutions]},
        {"sources": [_fields(entry) for entry in sources]},
    )
    return "".join(dumped(block) for block in blocks)


def extended(
    path: Path,
    institutions: Sequence[InstitutionEntry],
    sources: Sequence[SourceEntry],
) -> str:
    """The text of a host's file with more entries; everything else stays as it is.

    Raises:
        UsageError: the file is written in a way to which nothing can be added safely.
    """
    text = path.read_text("utf-8")
    added: tuple[tuple[str, Sequence[_Entry]], ...] = (
        ("institutions", institutions),
        ("sources", sources),
    )
    for key, entries in added:
        if entries:
            text = _with_entries(text, key, dumped([_fields(e) for e in entries]))
    before = read_host_file(path)
    wanted = before.model_copy(
        update={
            "institutions": (*before.institutions, *institutions),
            "sources": (*before.sources, *sources),
        }
    )
    if _read(text, path.name) != wanted:
        new: tuple[_Entry, ...] = (*institutions, *sources)
        block = dumped([_fields(entry) for entry in new])
        raise UsageError(
            f"{path} is written in a way to which nothing can be added without "
            f"touching the rest; add this by hand:\n{block}"
        )
    return text


def _with_entries(text: str, key: str, block: str) -> str:
    """A text with a block at the end of a top-level list; unchanged if it has none."""
    lines = text.splitlines(keepends=True)
    if lines and not lines[-1].endswith("\n"):
        lines[-1] += "\n"
    start = next((i for i, li in enumerate(lines) if li.startswith(f"{key}:")), None)
    if start is None:
        return text
    lines[start] = re.sub(r":\s*\[\s*\]", ":", lines[start])
    end = start + 1
    for number in range(start + 1, len(lines)):
        line = lines[number]
        if line.strip() and not line.startswith((" ", "-", "#")):
            break
        if line.startswith((" ", "-")) and line.strip():
            end = number + 1  # comments and blanks before the next key belong to that
    return "".join([*lines[:end], _indented(block, lines, start), *lines[end:]])


def _indented(block: str, lines: Sequence[str], start: int) -> str:
    """The block as deep as the entries that stand there."""
    first = next((li for li in lines[start + 1 :] if li.lstrip().startswith("- ")), "")
    deep = len(first) - len(first.lstrip()) if first else 2
    return "".join(f"{' ' * deep}{line}" for line in block.splitlines(keepends=True))


def _read(text: str, name: str) -> HostFile | None:
    """The text as the registry reads it; None if it cannot."""
    with tempfile.TemporaryDirectory(prefix="ogi-sources-") as folder:
        path = Path(folder) / name
        path.write_text(text, "utf-8")
        try:
            return read_host_file(path)
        except RegistryError:
            return None


def try_and_write(folder: Path, place: Path, text: str, *, write: bool) -> None:
    """Load the registry as it would be with a file, then write the file if wanted.

    Args:
        folder: the registry.
        place: of the file, below the folder.
        text: of the file.
        write: whether to write it, too; a reader sees the old file or the new one.

    Raises:
        RegistryError: the registry would not load.
    """
    with tempfile.TemporaryDirectory(prefix="ogi-sources-") as trial:
        copy = Path(trial) / "registry"
        shutil.copytree(folder / "hosts", copy / "hosts")
        _put(copy / place, text)
        try:
            load_registry(copy)
        except RegistryError as error:
            message = str(error).replace(str(copy), shown(folder))
            raise RegistryError(f"not a valid entry: {message}") from error
    if write:
        _put(folder / place, text)


def _put(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    beside = path.with_name(f".{path.name}.new")
    beside.write_text(text, "utf-8")
    beside.replace(path)
