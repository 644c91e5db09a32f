"""The words of a release: data dictionary, data package, a page to start from.

All generated from the same schemas as the tables, so that they cannot disagree. The
data package follows the Frictionless Data Package standard, version 1.
"""

import json
from collections.abc import Iterable, Mapping
from typing import Any

import pyarrow as pa

from pipeline.schema import TableSchema

__all__ = ["data_package", "dictionary_markdown", "release_readme"]

_LAYERS = {
    "out": ("Outputs: start here", "结果表"),
    "core": ("Transcription of the reports, as printed", "原文转录"),
    "int": ("Intermediate models", "中间表"),
    "seed": ("Forms, rules, metrics, registry", "表式、规则、指标与机构"),
}


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
    schemas: Iterable[TableSchema],
    arrow: Mapping[str, pa.Schema],
    files: Mapping[str, list[str]],
    *,
    is_demo: bool,
) -> str:
    """`datapackage.json`: the tables, their files, columns and keys."""
    package: dict[str, Any] = {
        "profile": "data-package",
        "name": "ogi-demo" if is_demo else "ogi",
        "version": release_id,
        "title": "Annual reports on open government information in China "
        "(政府信息公开工作年度报告)" + (", demonstration" if is_demo else ""),
        "resources": [
            {
                "name": schema.name,
                "title": schema.description,
                "path": files[schema.name],
                "format": "parquet",
                "mediatype": "application/vnd.apache.parquet",
                "schema": {
                    "primaryKey": list(schema.key),
                    "fields": [
                        {
                            "name": column.name,
                            "type": _frictionless(
                                arrow[schema.name].field(column.name).type
                            ),
                            "description": column.description,
                        }
                        for column in schema.columns
                    ],
                },
            }
            for schema in schemas
        ],
    }
    return json.dumps(package, ensure_ascii=False, indent=2) + "\n"


def dictionary_markdown(schemas: Iterable[TableSchema]) -> str:
    """The data dictionary as a page of Markdown, tables by layer."""
    listed = list(schemas)
    lines = ["# Data dictionary (数据字典)", ""]
    for layer, (title, title_zh) in _LAYERS.items():
        lines += [f"## {title} ({title_zh})", ""]
        for schema in (s for s in listed if s.layer == layer):
            lines += [
                f"### `{schema.name}`",
                "",
                schema.description,
                "",
                f"One row for each: {', '.join(f'`{k}`' for k in schema.key)}.",
                "",
                "| column | type | meaning |",
                "|---|---|---|",
            ]
            lines += [
                f"| `{c.name}` | {c.type} | {c.description.replace('|', '/')} |"
                for c in schema.columns
            ]
            lines.append("")
    return "\n".join(lines)


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

* `ogi.duckdb`: all tables in one file: `duckdb ogi.duckdb "from out_yoy_metrics"`.
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
