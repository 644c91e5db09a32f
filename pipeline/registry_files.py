"""Read the files of the registry, strictly, one by one.

A file is either turned into models or refused with its name and the place in it. What
the records say about each other is checked in `pipeline.registry`.
"""

import csv
from collections.abc import Hashable, Iterable
from pathlib import Path
from typing import Any, TypeVar

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import RegistryError
from pipeline.paths import project_dir
from pipeline.registry_model import Adcode, HostFile, Province

__all__ = [
    "UniqueKeyLoader",
    "read_adcodes",
    "read_host_file",
    "read_provinces",
    "shown",
]

M = TypeVar("M", bound=BaseModel)


def shown(path: Path) -> str:
    """The path as messages show it: from the project's folder, if it lies there."""
    try:
        return path.relative_to(project_dir()).as_posix()
    except ValueError:
        return str(path)


class UniqueKeyLoader(yaml.SafeLoader):
    """YAML that refuses a key twice: the plain loader would keep the last one."""

    def construct_mapping(
        self,
        node: yaml.MappingNode,
        deep: bool = False,  # noqa: FBT001, FBT002 - the signature of the base class
    ) -> dict[Hashable, Any]:
        """A mapping, once its keys are seen to differ."""
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        for key in keys:
            if keys.count(key) > 1:
                raise yaml.MarkedYAMLError(
                    problem=f"key {key!r} is there twice", problem_mark=node.start_mark
                )
        return super().construct_mapping(node, deep=deep)


def read_host_file(path: Path) -> HostFile:
    """Read one `hosts/<province_id>/<host>.yml`.

    Raises:
        RegistryError: not UTF-8 YAML, a key too many or too few, a wrong value, or a
            file name that is not the host's.
    """
    try:
        # SafeLoader's subclass: builds plain values only.
        content = yaml.load(path.read_text("utf-8"), Loader=UniqueKeyLoader)  # noqa: S506
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        raise RegistryError(f"{shown(path)}: not readable as YAML: {error}") from error
    if not isinstance(content, dict):
        raise RegistryError(
            f"{shown(path)}: expected the keys host, scheme, institutions, sources; "
            f"found {type(content).__name__}"
        )
    file = _validated(HostFile, content, shown(path))
    if path.name != f"{file.host}.yml":
        raise RegistryError(
            f"{shown(path)}, host: the file is about {file.host!r}, "
            f"so its name must be {file.host}.yml"
        )
    return file


def read_provinces(path: Path) -> tuple[Province, ...]:
    """Read `provinces.csv`, in the order of the file.

    Raises:
        RegistryError: missing file, other columns, a wrong value, an id twice.
    """
    rows = _csv_rows(path, tuple(Province.model_fields))
    provinces = tuple(_validated(Province, row, place) for place, row in rows)
    _refuse_repeats((p.province_id for p in provinces), "province_id", path)
    return provinces


def read_adcodes(path: Path) -> dict[str, Adcode]:
    """Read `adcodes.csv`: code to division.

    Raises:
        RegistryError: missing file, other columns, a wrong value, a code twice, or a
            parent that is not there.
    """
    rows = _csv_rows(path, tuple(Adcode.model_fields))
    divisions = [_validated(Adcode, row, place) for place, row in rows]
    _refuse_repeats((d.adcode for d in divisions), "adcode", path)
    known = {d.adcode: d for d in divisions}
    for division in divisions:
        if division.parent_adcode and division.parent_adcode not in known:
            raise RegistryError(
                f"{shown(path)}, adcode {division.adcode}: parent_adcode "
                f"{division.parent_adcode} is not in the file"
            )
    return known


def _csv_rows(
    path: Path, columns: tuple[str, ...]
) -> list[tuple[str, dict[str, str | None]]]:
    """The rows of a CSV file with their places; an empty field is None."""
    if not path.is_file():
        raise RegistryError(f"{shown(path)}: the file is missing")
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = tuple(next(reader, []))
        if header != columns:
            raise RegistryError(
                f"{shown(path)}, line 1: expected the columns {','.join(columns)}, "
                f"found {','.join(header)}"
            )
        rows = []
        for fields in reader:
            place = f"{shown(path)}, line {reader.line_num}"
            if len(fields) != len(columns):
                raise RegistryError(
                    f"{place}: expected {len(columns)} fields, found {len(fields)}"
                )
            values = (field or None for field in fields)
            rows.append((place, dict(zip(columns, values, strict=True))))
    return rows


def _refuse_repeats(values: Iterable[str], key: str, path: Path) -> None:
    """Raise at the first value that comes twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise RegistryError(f"{shown(path)}, {key}: {value!r} is there twice")
        seen.add(value)


def _validated(model: type[M], content: Any, place: str) -> M:
    """The content as a model, or an error that names every wrong key."""
    try:
        return model.model_validate(content)
    except ValidationError as error:
        lines = [_line(place, content, e) for e in error.errors()]
        raise RegistryError("\n".join(lines)) from error


def _line(place: str, content: Any, error: ErrorDetails) -> str:
    """One line of a message: file, key, what was expected, what was found."""
    key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in error["loc"])
    owner = _owner(content, error["loc"])
    where = ", ".join(part for part in (place, key.lstrip("."), owner) if part)
    text = error["msg"].removeprefix("Value error, ")
    if error["type"] == "missing":
        return f"{where}: this key is required"
    if error["type"] == "extra_forbidden":
        return f"{where}: unknown key"
    if error["type"] == "value_error" and isinstance(error["input"], dict):
        return f"{where}: {text}"  # the text names what was found
    return f"{where}: {text}; found {error['input']!r}"


def _owner(content: Any, loc: tuple[int | str, ...]) -> str:
    """The id of the list entry that a place lies in, so that it is easily found."""
    if len(loc) > 1 and isinstance(loc[1], int):
        entry = content[loc[0]][loc[1]]
        if isinstance(entry, dict) and "id" in entry:
            return f"id {entry['id']}"
    return ""
