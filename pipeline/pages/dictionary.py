"""The data dictionary as a page: docs/dictionary.md, and DICTIONARY.md of a release.

Tables and views by layer, then what coded columns may hold, then the rows and columns
of every edition of the form; all from `pipeline.dictionary` and `pipeline.forms`. A
release knows the types of its columns; for docs/ the models are run on tables without
rows.
"""

from collections.abc import Iterable, Mapping, Sequence

import pyarrow as pa

from pipeline.dictionary import ColumnWords, TableWords, described, load_code_lists
from pipeline.forms import TABLES, Breakdown, Form, FormSet
from pipeline.pages.markdown import table as markdown_table
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models, load_views
from pipeline.warehouse import Warehouse

__all__ = ["dictionary_markdown", "dictionary_page", "type_names"]

_NOTE = """\
<!-- written by tools/build_docs.py from data/dictionary, data/forms and sql: edit those
files -->
"""
_LAYERS = {
    "out": ("Outputs: start here", "结果表"),
    "view": (
        "Views: one row a report or year, for spreadsheets and regressions",
        "宽表",
    ),
    "core": ("Transcription of the reports, as printed", "原文转录"),
    "int": ("Intermediate models", "中间表"),
    "seed": ("Forms, rules, metrics, registry", "表式、规则、指标与机构"),
    "raw": ("Crawling: in the lake, not in a release", "采集情况"),
}
_INTRO = """\
Every table with its columns, then the [codes](#codes-代码) and the
[forms](#forms-表式). A type in the DuckDB file may be called by its SQL name.
各表及其列，其后为代码和表式。
"""
#: between the codes of row and column in the name of a column of a wide view
_MARK = "__"


def dictionary_page(forms: FormSet) -> str:
    """The text of docs/dictionary.md."""
    return dictionary_markdown(described(), _types(), forms, note=_NOTE)


def _types() -> dict[str, dict[str, str]]:
    """The types of the columns of every table and view."""
    with Warehouse(threads=1) as warehouse:
        for name, schema in load_schemas().items():
            warehouse.add_table(name, schema.arrow.empty_table())
        warehouse.build([*load_models(), *load_views()])
        return {
            name: type_names(warehouse.head(name).schema)
            for name in warehouse.relations()
        }


def type_names(schema: pa.Schema) -> dict[str, str]:
    """The types of columns as the dictionary writes them."""
    return {
        field.name: str(field.type)
        .replace("decimal128(", "decimal(")
        .replace(", ", ",")
        .replace("date32[day]", "date")
        for field in schema
    }


def dictionary_markdown(
    tables: Iterable[TableWords],
    types: Mapping[str, Mapping[str, str]],
    forms: FormSet,
    *,
    note: str = "",
) -> str:
    """The page.

    Args:
        tables: what to list, in order within a layer.
        types: of the columns of each table.
        forms: whose rows and columns are listed.
        note: a line below the title.
    """
    listed = list(tables)
    parts = ["# Data dictionary (数据字典)\n", *([note] if note else []), _INTRO]
    for layer, (title, title_zh) in _LAYERS.items():
        mine = [table for table in listed if table.layer == layer]
        if mine:
            parts.append(f"## {title} ({title_zh})\n")
            parts += [_table(table, types[table.name]) for table in mine]
    parts += ["## Codes (代码)\n", *_code_lists(listed)]
    parts.append("## Forms (表式)\n")
    parts += [_form(form) for table in TABLES for form in forms.of_table(table)]
    return "\n".join(parts)


def _table(table: TableWords, types: Mapping[str, str]) -> str:
    is_wide = any(_MARK in column.name for column in table.columns)
    shown = [c for c in table.columns if not (is_wide and _MARK in c.name)]
    rows = [[f"`{c.name}`", types[c.name], _with_codes(c), c.zh or "–"] for c in shown]
    if is_wide:
        left = len(table.columns) - len(shown)
        name = table.name.removeprefix("view_")
        rows.append(
            [
                f"`<item>{_MARK}<breakdown>`",
                types[next(c.name for c in table.columns if _MARK in c.name)],
                f"{left} columns, one a cell of [the form](#forms-表式) ({name}); "
                "a dot of a code is `_`",
                f"{left}列，每格一列，代码见表式；代码中的点写作 `_`",
            ]
        )
    grain = ", ".join(f"`{key}`" for key in table.key)
    return "\n".join(
        [
            f"### `{table.name}`\n",
            f"{table.en}\n",
            f"{table.zh or '–'}\n",
            f"One row for each {grain}."
            + (" A view: computed when it is read." if table.is_view else "")
            + "\n",
            markdown_table(["column", "type", "meaning", "含义"], rows),
        ]
    )


def _with_codes(column: ColumnWords) -> str:
    if column.codes is None:
        return column.en
    name = column.codes.name
    return f"{column.en} ([codes](#codes-{name}))"


def _code_lists(tables: Sequence[TableWords]) -> Iterable[str]:
    """The lists that a listed column follows."""
    used = {c.codes.name for t in tables for c in t.columns if c.codes is not None}
    for entry in load_code_lists():
        if entry.name in used:
            rows = [[f"`{v.code}`", v.en, v.zh] for v in entry.values]
            yield f"### Codes: {entry.name}\n"
            yield f"{entry.en} · {entry.zh}\n"
            yield markdown_table(["code", "meaning", "含义"], rows)


def _form(form: Form) -> str:
    proven = "" if form.proven else " Not yet seen filled in. 尚无已填写的实例。"
    groups = {group.code: f"{group.zh} / " for group in form.groups}
    total = len(form.breakdowns)
    rows = []
    for item in form.items:
        columns = form.item_breakdowns(item)
        names = ", ".join(f"`{b.code}`" for b in columns)
        label = groups[item.group] if item.group else ""
        rows.append(
            [
                f"`{item.code}`",
                f"{label}{item.zh}",
                item.en,
                item.clause or "–",
                "all" if len(columns) == total else names,
                _units(columns),
            ]
        )
    return "\n".join(
        [
            f"### {form.name_zh} · {form.name_en}: `{form.table_id}` {form.edition}\n",
            f"{form.legal_basis}.{proven}\n",
            markdown_table(
                ["breakdown", "列", "column"],
                [[f"`{b.code}`", b.zh, b.en] for b in form.breakdowns],
            ),
            markdown_table(["item", "行", "row", "clause", "breakdowns", "unit"], rows),
        ]
    )


def _units(columns: Iterable[Breakdown]) -> str:
    """Units of a row; an amount without one says it in the cell."""
    return ", ".join(dict.fromkeys(b.unit or "as printed" for b in columns))
