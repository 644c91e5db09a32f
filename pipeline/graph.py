"""The graph of tables in words: what whoever looks at it is told of each.

`data/graph/graph.yml` has groups, pages of explanation, files and where the legal basis
stands; meanings come from the dictionary. Any user interface can show a `Node`; how
Dagster does is in `assets`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Annotated, Literal, Self

import pyarrow as pa
from pydantic import Field, model_validator

from pipeline.data_files import ClosedModel, Text, read_data, shown
from pipeline.dictionary import ColumnWords, TableWords, described
from pipeline.errors import DataFileError
from pipeline.legal_basis import Basis, legal_basis
from pipeline.model_types import model_types
from pipeline.paths import project_dir
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Model, load_models

__all__ = ["GraphFile", "GroupWords", "Node", "TableEntry", "load_graph", "node"]

RELEASE = "release"
_RELEASE = TableWords(
    name=RELEASE,
    layer="publish",
    zh="供读者使用的快照：Parquet、ogi.duckdb、数据字典和数据包。整体替换；没有变化则不发布。",
    en="The atomic snapshot that readers use: Parquet, ogi.duckdb, data dictionary and "
    "data package. Nothing changed: nothing is published.",
    key=("release_id",),
    is_view=False,
    columns=(
        ColumnWords(
            "release_id", "Hash of the content of the release", "内容的哈希值", None
        ),
    ),
)


class GroupWords(ClosedModel):
    """A group of tables.

    Attributes:
        cadence: nightly, or when a file of the project changes.
        kinds: technologies, at most three are shown.
        docs: page of explanation, from the project's folder.
        files: what makes its tables.
    """

    zh: Text
    en: Text
    cadence: Literal["nightly", "on_change"]
    kinds: Annotated[tuple[Text, ...], Field(min_length=1, max_length=3)]
    docs: Text
    files: tuple[Text, ...] = ()


class TableEntry(ClosedModel):
    """What the graph says of one table beside its group.

    Attributes:
        docs: its own page of explanation.
        files: where it is written down.
        basis: where its legal basis stands.
        kinds: in place of those of the group.
        forms: tables of the form that `basis: [form]` is about; empty for all.
    """

    docs: Text | None = None
    files: tuple[Text, ...] = ()
    basis: tuple[Basis, ...] = ()
    forms: tuple[Text, ...] = ()
    kinds: tuple[Text, ...] = ()

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.forms and "form" not in self.basis:
            raise ValueError("forms are named, and basis has no form")
        return self


class GraphFile(ClosedModel):
    """`data/graph/graph.yml`."""

    groups: dict[str, GroupWords]
    tables: dict[str, TableEntry]


@dataclass(frozen=True, slots=True)
class Node:
    """A table of the graph.

    Attributes:
        words: meanings of table and columns.
        group: the group it is in.
        types: of the columns, by name.
        docs: page of explanation, from the project's folder.
        files: where it is written down, from the project's folder, the first of all.
        legal_basis: lines.
        sql: of a model.
        is_published: readers get it with a release.
        cadence: see `GroupWords`.
        kinds: see `GroupWords`.
    """

    words: TableWords
    group: str
    types: Mapping[str, str]
    docs: str
    files: tuple[str, ...]
    legal_basis: tuple[str, ...]
    sql: str | None
    is_published: bool
    cadence: str
    kinds: tuple[str, ...]


@cache
def load_graph(path: Path | None = None) -> GraphFile:
    """The words of the graph.

    Raises:
        DataFileError: the file is wrong, names a table that is none, or a file that is
            not there; the message names what to edit.
    """
    source = path or project_dir() / "data" / "graph" / "graph.yml"
    graph = read_data(source, GraphFile)
    known = {RELEASE, *load_schemas(), *(m.name for m in load_models())}
    if unknown := sorted(graph.tables.keys() - known):
        raise DataFileError(f"{shown(source)}: no table {', '.join(unknown)}")
    named = [f for entry in graph.tables.values() for f in entry.files]
    for name in (*named, *(f for group in graph.groups.values() for f in group.files)):
        if name.startswith("data/") and not (project_dir() / name).is_file():
            raise DataFileError(f"{shown(source)}: no file {name}")
    return graph


@cache
def _words() -> dict[str, TableWords]:
    return {words.name: words for words in described()} | {RELEASE: _RELEASE}


@cache
def node(name: str) -> Node:
    """What is to be said of a table, or of `release`.

    Raises:
        DataFileError: its layer is no group of the graph.
    """
    graph, words = load_graph(), _words()[name]
    if words.layer not in graph.groups:
        raise DataFileError(
            f"data/graph/graph.yml: no group {words.layer!r}, which {name} is in"
        )
    group, entry = graph.groups[words.layer], graph.tables.get(name, TableEntry())
    model = next((m for m in load_models() if m.name == name), None)
    return Node(
        words=words,
        group=words.layer,
        types=_types(name, model),
        docs=entry.docs or group.docs,
        files=(*_own_file(model), *entry.files, *group.files),
        legal_basis=legal_basis(entry.basis, entry.forms),
        sql=model.sql if model else None,
        is_published=words.layer != "raw" and not words.is_view,
        cadence=group.cadence,
        kinds=_kinds(group, entry, words),
    )


def _types(name: str, model: Model | None) -> dict[str, str]:
    if name == RELEASE:
        return {"release_id": "string"}
    schema = model_types()[name] if model else load_schemas()[name].arrow
    return {field.name: _type(field.type) for field in schema}


def _type(kind: pa.DataType) -> str:
    """A type as people write it."""
    if pa.types.is_list(kind):
        return f"list of {_type(kind.value_type)}"
    return "date" if pa.types.is_date(kind) else str(kind)


def _kinds(group: GroupWords, entry: TableEntry, words: TableWords) -> tuple[str, ...]:
    kinds = entry.kinds or group.kinds
    return (*kinds, "view") if words.is_view else kinds


def _own_file(model: Model | None) -> tuple[str, ...]:
    return (shown(model.path),) if model else ()
