"""What every asset says of itself before anything has run.

Group, kinds, description, owners, tags, columns, table name, page of explanation, code
references, version and freshness, all from `pipeline.graph`. What a run adds is in
`assets.previews` and `assets.pictures`.
"""

import hashlib
from typing import Any, TypedDict

from dagster import (
    FreshnessPolicy,
    TableColumn,
    TableColumnConstraints,
    TableConstraints,
    TableSchema,
)

from assets.code_links import code_references
from assets.freshness import freshness_of
from pipeline.dictionary import ColumnWords
from pipeline.graph import RELEASE, Node, node
from pipeline.paths import project_dir
from pipeline.sqlmodels import macros

__all__ = ["OWNERS", "column_schema", "facets"]

OWNERS = ["team:ogi"]
#: a longer list of codes is for docs/dictionary.md
_SHOWN_CODES = 12
#: what a seed is made from is in the project only where it is a file under data/
_DATA = "data/"


class Facets(TypedDict):
    """Arguments of `AssetSpec` and `asset`."""

    group_name: str
    description: str
    owners: list[str]
    kinds: set[str]
    tags: dict[str, str]
    code_version: str | None
    freshness_policy: FreshnessPolicy | None
    metadata: dict[str, Any]


def facets(name: str) -> Facets:
    """Arguments of `AssetSpec` or `asset` for a table, or for `release`."""
    of = node(name)
    return {
        "group_name": of.group,
        "description": _description(of),
        "owners": OWNERS,
        "kinds": set(of.kinds),
        "tags": _tags(of),
        "code_version": _code_version(of),
        "freshness_policy": freshness_of(of.group),
        "metadata": {
            "dagster/column_schema": column_schema(of),
            "dagster/table_name": _table_name(of),
            "dagster/code_references": code_references([*of.files, of.docs]),
        },
    }


def _description(of: Node) -> str:
    parts = [of.words.zh or "", of.words.en]
    if of.words.name != RELEASE:
        grain = ", ".join(f"`{column}`" for column in of.words.key)
        parts.append(f"**粒度 Grain** · 每行一个 one row for each {grain}")
    if of.legal_basis:
        lines = "\n".join(f"* {line}" for line in of.legal_basis)
        parts.append(f"**依据 Legal basis**\n\n{lines}")
    parts.append(f"**说明 More** · `{of.docs}`")
    if of.sql:
        parts.append(f"```sql\n{_without_header(of.sql)}\n```")
    return "\n\n".join(part for part in parts if part)


def _without_header(sql: str) -> str:
    """The select alone: its header has been said in words already."""
    lines = sql.splitlines()
    first = next(n for n, line in enumerate(lines) if not line.startswith("--"))
    return "\n".join(lines[first:])


def _tags(of: Node) -> dict[str, str]:
    return {
        "ogi/layer": of.group,
        "ogi/cadence": of.cadence,
        "ogi/published": "yes" if of.is_published else "no",
        "ogi/stored": "view" if of.words.is_view else "table",
    }


def _table_name(of: Node) -> str:
    """Where a query finds it: in the database of a release, or in the lake only."""
    if of.words.name == RELEASE:
        return "ogi.main.release_info"
    return f"ogi.main.{of.words.name}" if of.is_published else f"lake.{of.words.name}"


def column_schema(of: Node) -> TableSchema:
    """The columns with type, both meanings, and what holds of them."""
    columns = [
        TableColumn(
            name=column.name,
            type=of.types[column.name],
            description=f"{column.zh} · {column.en}" if column.zh else column.en,
            constraints=TableColumnConstraints(
                unique=of.words.key == (column.name,), other=_codes(column)
            ),
        )
        for column in of.words.columns
    ]
    key = f"one row for each {', '.join(of.words.key)}"
    return TableSchema(columns=columns, constraints=TableConstraints(other=[key]))


def _codes(column: ColumnWords) -> list[str]:
    codes = column.codes.codes if column.codes else ()
    if not 0 < len(codes) <= _SHOWN_CODES:
        return []
    return ["one of " + ", ".join(codes)]


def _code_version(of: Node) -> str | None:
    """Changes with the text that makes the table; the UI then says that it is behind.

    Of seeds it is the data files, so that an edited rule shows what it touches. What
    is read from a data root (registry, corrections, waivers) has no version here.
    """
    if of.sql is not None:
        texts = [of.sql.encode(), macros().encode()]
    else:
        named = [name for name in of.files if name.startswith(_DATA)]
        texts = [(project_dir() / name).read_bytes() for name in named]
    if not texts:
        return None
    digest = hashlib.blake2b(digest_size=8)
    for text in texts:
        digest.update(text.replace(b"\r\n", b"\n"))
    return digest.hexdigest()
