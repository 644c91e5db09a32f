"""The words of a release: data package and a page to start from.

All generated from the same words as the dictionary, so that they cannot disagree. The
data package follows the Frictionless Data Package standard, version 1. The dictionary
itself is `pipeline.pages.dictionary`.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from pipeline.dictionary import ColumnWords, TableWords

__all__ = ["data_package", "release_readme"]


def _frictionless(kind: pa.DataType) -> str:
    tests = {
        "boolean": pa.types.is_boolean,
        "integer": pa.types.is_integer,
        "number": lambda t: pa.types.is_floating(t) or pa.types.is_decimal(t),
        "date": pa.types.is_date,
        "datetime": pa.types.is_timestamp,
        "array": pa.types.is_list,
    }
    return next((name for name, test in tests.items() if test(kind)), "string")


def data_package(
    release_id: str,
    tables: Iterable[TableWords],
    arrow: Mapping[str, pa.Schema],
    files: Mapping[str, list[str]],
    *,
    is_demo: bool,
) -> str:
    """`datapackage.json`: the tables, their files, columns and keys.

    Views have no files: they stand beside the resources, described in the same way.
    """
    listed = list(tables)
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "ogi-demo" if is_demo else "ogi",
        "version": release_id,
        "title": "Annual reports on open government information in China "
        "(政府信息公开工作年度报告)" + (", demonstration" if is_demo else ""),
        "resources": [
            {
                **_head(table),
                "path": files[table.name],
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": _schema(table, arrow[table.name]),
            }
            for table in listed
            if not table.is_view
        ],
        "views": [
            {**_head(table), "schema": _schema(table, arrow[table.name])}
            for table in listed
            if table.is_view
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def _head(table: TableWords) -> dict[str, Any]:
    return {"name": table.name, "title": table.en, "title_zh": table.zh}


def _schema(table: TableWords, arrow: pa.Schema) -> dict[str, Any]:
    return {
        "primaryKey": list(table.key),
        "fields": [_field(column, arrow) for column in table.columns],
    }


def _field(column: ColumnWords, arrow: pa.Schema) -> dict[str, Any]:
    field = {
        "name": column.name,
        "type": _frictionless(arrow.field(column.name).type),
        "description": column.en,
        "description_zh": column.zh,
    }
    if column.codes is None:
        return field
    return field | {"constraints": {"enum": list(column.codes.codes)}}


def release_readme(release_id: str, rows: Mapping[str, int], *, is_demo: bool) -> str:
    """A page to start from, in English and Chinese."""
    note = (
        "\nThis is the **demonstration**: figures of seven real reports, rendered by a "
        "local site. 演示数据，仅含七份真实报告的数字。\n"
        if is_demo
        else ""
    )
    listed = "\n".join(f"| `{name}` | {count:,} |" for name, count in rows.items())
    return f"""# ogi release {release_id}
{note}
Checked figures of the annual reports on open government information that Chinese
organs publish. 政府信息公开工作年度报告统计表的结构化数据。

* `ogi.duckdb`: all tables and views in one file: `duckdb ogi.duckdb "from view_panel"`.
* `tables/<name>/`: the same as Parquet, cut by `report_year=` where every row has one;
  `pandas.read_parquet("tables/out_metrics")` reads a folder whole.
* `DICTIONARY.md`: what each column means. `datapackage.json`: the same for programs.
* `manifest.json`: this release's id, rows and predecessor.

Printed figures are never altered (`core_*`). What a report contradicts is in
`out_consistency_flags`, what could not be read in `out_issues`.
所有数字均按原文转录，不作修改；前后矛盾见 `out_consistency_flags`，未能识别的内容见
`out_issues`。

| table | rows |
|---|---|
{listed}
"""
