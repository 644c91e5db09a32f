"""Commands that look at the data: query, status."""

import sys
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import click
import duckdb
from rich.table import Table
from rich.text import Text

from pipeline.cli.export import batches, execute, export
from pipeline.cli.place import Place
from pipeline.cli.screen import fits, output
from pipeline.cli.tabular import plain, write_csv, write_json
from pipeline.errors import UsageError
from pipeline.reading import open_release
from pipeline.run_storage import postgres_database
from pipeline.settings import Settings

__all__ = ["print_rows", "query", "status"]

_SHOWN_ROWS = 40
#: lines of an error of DuckDB: what, the nearest names, the line and where in it
_ERROR_LINES = 4
#: stands in the names of the columns of a wide view, of which there are hundreds
_MARK = "__"
_TABLES = """
with relations as (
    select table_name, estimated_size as row_count, comment
    from duckdb_tables()
    union all
    select view_name, null, comment
    from duckdb_views()
    where not internal
)
select
    t.table_name,
    any_value(t.row_count) as row_count,
    any_value(t.comment) as comment,
    list(c.column_name order by c.column_index) as columns,
    case split_part(t.table_name, '_', 1)
        when 'out' then 1 when 'view' then 2 when 'core' then 3 when 'int' then 4
        else 5
    end as layer
from relations as t
inner join duckdb_columns() as c
    on t.table_name = c.table_name
where t.comment is not null
group by t.table_name
order by layer, t.table_name
"""


@click.command()
@click.argument("sql", required=False)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    help="How to print the rows.  [default: table]",
)
@click.option(
    "--to",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="Write all rows to a .csv (opens in Excel), .json or .parquet file instead.",
)
@click.option(
    "--lake",
    "of_lake",
    is_flag=True,
    help="Ask the working tables instead: what a refresh made and did not publish yet.",
)
@click.pass_obj
def query(
    place: Place, sql: str | None, form: str | None, to: Path | None, *, of_lake: bool
) -> None:
    """Ask the current release in SQL (DuckDB); without SQL, list its tables and views.

    查询已发布的数据；不带 SQL 时列出各表及其列。加 --to 文件名 可导出。
    加 --lake 查询尚未发布的工作表。

    \b
    ogi --demo query
    ogi --demo query "from out_consistency_flags"
    ogi --demo query --format csv "select * from out_metrics" > metrics.csv
    ogi --demo query "from view_panel" --to panel.csv
    ogi --demo query --lake "from out_metrics where value is null"
    """
    if to is not None and (sql is None or form is not None):
        raise UsageError("--to needs SQL, and the name of the file says the format")
    if of_lake:
        if sql is None:
            raise UsageError("--lake needs SQL; `ogi query` lists the tables")
        from pipeline.working import (  # noqa: PLC0415 - only here are models needed
            mentioned,
            open_lake,
        )

        with open_lake(place.settings(), mentioned(sql)) as warehouse:
            _answer(warehouse.connection, sql, form, to)
        return
    with open_release(place.settings().root.path) as connection:
        if sql is None:
            _list_tables(connection)
        else:
            _answer(connection, sql, form, to)


def _answer(
    connection: duckdb.DuckDBPyConnection, sql: str, form: str | None, to: Path | None
) -> None:
    try:
        if to is None:
            execute(connection, sql)
            print_rows(connection, form or "table")
        else:
            output().print(Text(f"{to}: {export(connection, sql, to):,} rows"))
    except duckdb.Error as error:
        lines = [line for line in str(error).splitlines() if line.strip()]
        raise UsageError("\n".join(lines[:_ERROR_LINES])) from error


def _list_tables(connection: duckdb.DuckDBPyConnection) -> None:
    table = Table("table", "rows")
    table.add_column("what it holds and its columns", overflow="fold")
    for name, rows, comment, columns, _ in connection.execute(_TABLES).fetchall():
        shown = [column for column in columns if _MARK not in column]
        if cells := len(columns) - len(shown):
            shown.append(f"{cells} columns <item>{_MARK}<breakdown>")
        about = Text(comment).append("\n" + ", ".join(shown), style="dim")
        table.add_row(name, "view" if rows is None else f"{rows:,}", about)
    output().print(table)


def print_rows(connection: duckdb.DuckDBPyConnection, form: str) -> None:
    """Print what was asked: a table for people, all rows as CSV or JSON."""
    columns = [str(column[0]) for column in connection.description or ()]
    if form == "csv":
        write_csv(sys.stdout, columns, batches(connection))
    elif form == "json":
        write_json(sys.stdout, columns, batches(connection))
    else:
        _print_table(columns, connection.fetchmany(_SHOWN_ROWS + 1))


def _print_table(columns: list[str], found: list[tuple[Any, ...]]) -> None:
    screen = output()
    table = Table()
    shown = found[:_SHOWN_ROWS]
    for index, name in enumerate(columns):
        is_number = _are_numbers([row[index] for row in shown])
        table.add_column(
            Text(name), justify="right" if is_number else "left", overflow="fold"
        )
    for row in shown:
        table.add_row(*(Text(plain(value)) for value in row))
    if fits(table, screen):
        screen.print(table)
    else:
        for row in shown:
            screen.print(_record(columns, row))
    if len(found) > _SHOWN_ROWS:
        screen.print(f"the first {_SHOWN_ROWS} rows; --format csv prints all")


def _are_numbers(values: list[Any]) -> bool:
    given = [value for value in values if value is not None]
    return bool(given) and all(
        isinstance(value, int | float | Decimal) and not isinstance(value, bool)
        for value in given
    )


def _record(columns: list[str], row: tuple[Any, ...]) -> Table:
    """A row that is too wide for the terminal, one line a column."""
    table = Table(show_header=False)
    table.add_column()
    table.add_column(overflow="fold")
    for name, value in zip(columns, row, strict=True):
        table.add_row(Text(name), Text(plain(value)))
    return table


@click.command()
@click.pass_obj
def status(place: Place) -> None:
    """Show the data root: sources, release, coverage, what could not be read.

    显示数据目录：来源、发布版本、覆盖情况与待处理问题。

    \b
    ogi status
    ogi --demo status
    ogi --data /srv/ogi status
    """
    settings = place.settings()
    registry = settings.registry()
    sources = list(registry.sources.values())
    table = Table(show_header=False)
    table.add_row("data root", Text(str(settings.root.path)))
    table.add_row("demonstration", "yes" if settings.is_demo else "no")
    database = postgres_database()
    kept = f"PostgreSQL, {database}" if database else "SQLite, in the data root"
    table.add_row("runs are kept in", Text(kept))
    table.add_row("institutions", str(len(registry.institutions)))
    enabled = sum(s.enabled for s in sources)
    verified = sum(s.verified for s in sources)
    table.add_row("sources", f"{len(sources)}, {verified} verified, {enabled} enabled")
    crawls = _crawl_row(settings)
    if crawls is not None:
        table.add_row("last crawls", Text(crawls))
    if settings.root.current_release.exists():
        with open_release(settings.root.path) as connection:
            for name, text in _release_rows(connection):
                table.add_row(name, Text(text))
    else:
        table.add_row("release", "none yet: run `ogi refresh`, or `ogi demo`")
    output().print(table)


def _crawl_row(settings: Settings) -> str | None:
    """How the newest crawls of the sources went; None if nothing was crawled yet."""
    files = [str(path) for path in settings.lake.files("raw_crawls")]
    if not files:
        return None
    counts = duckdb.execute(
        "select status, count(*) from read_parquet(?) group by all order by all",
        [files],
    ).fetchall()
    told = ", ".join(f"{number} {status}" for status, number in counts)
    return f"{told}: ogi sources list" if told else None


def _release_rows(connection: duckdb.DuckDBPyConnection) -> Iterator[tuple[str, str]]:
    """What the current release holds and what it lacks."""

    def one(sql: str) -> tuple[Any, ...]:
        (row,) = connection.execute(sql).fetchall()
        return tuple(row)

    release_id, published_at = one("select release_id, published_at from release_info")
    yield "release", f"{release_id}, published {published_at:%Y-%m-%d %H:%M %Z}"
    reports, cells, unreadable = one(
        "select count(*), coalesce(sum(cells), 0), "
        "coalesce(sum(cells_unreadable), 0) from int_reports"
    )
    yield "reports", f"{reports}, {cells:,} cells, {unreadable} unreadable"
    institutions, first, last = one(
        "select count(distinct institution_id), min(report_year), max(report_year) "
        "from int_reports"
    )
    yield "coverage", f"{institutions} institutions, {first}–{last}" if reports else "-"
    (findings,) = one("select count(*) from out_consistency_flags")
    yield "findings", str(findings)
    issues = connection.execute(
        "select code, count(*) from out_issues where not is_settled "
        "group by all order by all"
    ).fetchall()
    yield "open issues", ", ".join(f"{code} {n}" for code, n in issues) or "none"
