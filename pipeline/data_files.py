"""Files under `data`: read strictly, and refused with the place of every fault.

What a file may say is a model of its own module, and so is what its entries say about
each other. The reader's files (`pipeline.forms`, `pipeline.rule_files`) are read there:
a change to how they are read asks for a new accuracy measurement.
"""

import csv
from collections.abc import Hashable, Iterable
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, TypeVar, cast

import yaml
from pydantic import BaseModel, ConfigDict, Field, TypeAdapter, ValidationError
from pydantic_core import ErrorDetails

from pipeline.errors import DataFileError
from pipeline.paths import project_dir

__all__ = [
    "ClosedModel",
    "Text",
    "UniqueKeyLoader",
    "csv_rows",
    "read_data",
    "read_yaml",
    "refuse_twice",
    "shown",
    "validated",
]

T = TypeVar("T")
#: a text that says something
Text = Annotated[str, Field(min_length=1)]


class ClosedModel(BaseModel):
    """An entry of a data file: immutable, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid")


# the parser of libyaml, six times as fast, where PyYAML has it
if TYPE_CHECKING or not yaml.__with_libyaml__:
    _SafeLoader = yaml.SafeLoader
else:
    _SafeLoader = yaml.CSafeLoader


class UniqueKeyLoader(_SafeLoader):
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


def shown(path: Path) -> str:
    """The path as messages show it: from the project's folder, if it lies there."""
    try:
        return path.relative_to(project_dir()).as_posix()
    except ValueError:
        return str(path)


def read_yaml(path: Path, error: type[DataFileError] = DataFileError) -> Any:
    """The plain values of a file.

    Raises:
        DataFileError: (or `error`) it is missing, no UTF-8, no YAML, or repeats a key.
    """
    try:
        # a subclass of SafeLoader: builds plain values only
        return yaml.load(path.read_text("utf-8"), Loader=UniqueKeyLoader)  # noqa: S506
    except (OSError, yaml.YAMLError, UnicodeDecodeError) as cause:
        raise error(f"{shown(path)}: not readable as YAML: {cause}") from cause


def validated(
    kind: type[T],
    content: Any,
    where: str,
    error: type[DataFileError] = DataFileError,
) -> T:
    """The content as what it should be.

    Args:
        kind: a model, or a tuple or list of models.
        content: plain values.
        where: file, and place in it, for the message.
        error: what is raised.

    Raises:
        DataFileError: (or `error`) with a line for every fault.
    """
    try:
        found: T = _adapter(cast("Hashable", kind)).validate_python(content)
    except ValidationError as cause:
        lines = [_line(where, content, fault) for fault in cause.errors()]
        raise error("\n".join(lines)) from cause
    return found


@cache
def _adapter(kind: Hashable) -> TypeAdapter[Any]:
    # a file of thousands of rows would make one for each
    return TypeAdapter(cast("Any", kind))


def read_data(
    path: Path, kind: type[T], error: type[DataFileError] = DataFileError
) -> T:
    """A file as what it should be.

    Raises:
        DataFileError: (or `error`) see `read_yaml` and `validated`.
    """
    return validated(kind, read_yaml(path, error), shown(path), error)


def csv_rows(
    path: Path,
    columns: tuple[str, ...],
    error: type[DataFileError] = DataFileError,
) -> list[tuple[str, dict[str, str | None]]]:
    """The rows of a CSV file with their places; an empty field is None.

    Raises:
        DataFileError: (or `error`) it is missing, or has other columns or fields.
    """
    if not path.is_file():
        raise error(f"{shown(path)}: the file is missing")
    with path.open(encoding="utf-8", newline="") as handle:
        reader = csv.reader(handle)
        header = tuple(next(reader, []))
        if header != columns:
            raise error(
                f"{shown(path)}, line 1: expected the columns {','.join(columns)}, "
                f"found {','.join(header)}"
            )
        rows = []
        for fields in reader:
            place = f"{shown(path)}, line {reader.line_num}"
            if len(fields) != len(columns):
                raise error(
                    f"{place}: expected {len(columns)} fields, found {len(fields)}"
                )
            values = (field or None for field in fields)
            rows.append((place, dict(zip(columns, values, strict=True))))
    return rows


def refuse_twice(
    where: str,
    what: str,
    names: Iterable[str],
    error: type[DataFileError] = DataFileError,
) -> None:
    """Refuse names that stand twice.

    Raises:
        DataFileError: (or `error`) names each of them.
    """
    listed = list(names)
    twice = sorted({name for name in listed if listed.count(name) > 1})
    if twice:
        raise error(f"{where}: {what} named twice: {', '.join(twice)}")


def _line(where: str, content: Any, fault: ErrorDetails) -> str:
    """One line of a message: file, key, what was expected, what was found."""
    key = "".join(f"[{p}]" if isinstance(p, int) else f".{p}" for p in fault["loc"])
    owner = _owner(content, fault["loc"])
    place = ", ".join(part for part in (where, key.lstrip("."), owner) if part)
    text = fault["msg"].removeprefix("Value error, ")
    if fault["type"] == "missing":
        return f"{place}: this key is required"
    if fault["type"] == "extra_forbidden":
        return f"{place}: unknown key"
    if fault["type"] == "value_error" and isinstance(fault["input"], dict):
        return f"{place}: {text}"  # the text names what was found
    return f"{place}: {text}; found {fault['input']!r}"


def _owner(content: Any, loc: tuple[int | str, ...]) -> str:
    """The id of the entry that a place lies in, so that it is easily found."""
    owner = ""
    for part in loc:
        is_key = isinstance(content, dict) and part in content
        is_number = (
            isinstance(content, list) and isinstance(part, int) and part < len(content)
        )
        # any other part is what is missing, or says which of several models was tried
        if is_key or is_number:
            content = content[part]
        if isinstance(content, dict) and "id" in content:
            owner = f"id {content['id']}"
    return owner
