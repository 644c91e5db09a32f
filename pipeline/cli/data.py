"""Commands that look at what was published: query, status."""

import json

import click
import duckdb
from rich.table import Table

from pipeline.cli.shared import Place, output
from pipeline.errors import UsageError
from pipeline.reading import open_release

__all__ = ["query", "status"]

_SHOWN_ROWS = 40
_TABLES = """
select
    t.table_name,
    any_value(t.estimated_size) as row_count,
    any_value(t.comment) as comment,
    list(c.column_name order by c.column_index) as columns,
    case split_part(t.table_name, '_', 1)
        when 'out' then 1 when 'core' then 2 when 'int' then 3 else 4
    end as layer
from duckdb_tables() as t
inner join duckdb_columns() as c
    on t.table_name = c.table_name
where t.comment is not null
group by t.table_name
order by layer, t.table_name
"""


@click.command()
@click.argument("sql", required=False)
@click.option(
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
@click.pass_obj
def query(place: Place, sql: str | None, form: str) -> None:
    """Ask the current release in SQL (DuckDB); without SQL, list its tables.

    \b
    ogi --demo query
    ogi --demo query "from out_consistency_flags"
    ogi --demo query --format csv "select * from out_metrics" > metrics.csv
    """
    with open_release(place.settings().root.path) as connection:
        if sql is None:
            _list_tables(connection)
            return
        try:
            relation = connection.sql(sql)  # None for a statement without rows
        except duckdb.Error as error:
            raise UsageError(str(error)) from error
        if relation is None:
            raise UsageError("this is no query: a release is read-only")
        _print(relation, form)


def _list_tables(connection: duckdb.DuckDBPyConnection) -> None:
    table = Table("table", "rows", "what it holds and its columns")
    for name, rows, comment, columns, _ in connection.execute(_TABLES).fetchall():
        table.add_row(name, f"{rows:,}", f"{comment}\n[dim]{', '.join(columns)}[/]")
    output.print(table)


def _print(relation: duckdb.DuckDBPyRelation, form: str) -> None:
    if form == "csv":
        click.echo(relation.df().to_csv(index=False), nl=False)
        return
    if form == "json":
        rows = [
            dict(zip(relation.columns, row, strict=True)) for row in relation.fetchall()
        ]
        click.echo(json.dumps(rows, ensure_ascii=False, default=str, indent=1))
        return
    found = relation.limit(_SHOWN_ROWS + 1).fetchall()
    table = Table(*relation.columns)
    for row in found[:_SHOWN_ROWS]:
        table.add_row(*("" if v is None else str(v) for v in row))
    output.print(table)
    if len(found) > _SHOWN_ROWS:
        output.print(f"the first {_SHOWN_ROWS} rows; --format csv prints all")


@click.command()
@click.pass_obj
def status(place: Place) -> None:
    """Show the data root: sources, release, coverage, what could not be read."""
    settings = place.settings()
    registry = settings.registry()
    sources = list(registry.sources.values())
    table = Table(show_header=False)
    table.add_row("data root", str(settings.root.path))
    table.add_row("demonstration", "yes" if settings.is_demo else "no")
    table.add_row("institutions", str(len(registry.institutions)))
    enabled = sum(s.enabled for s in sources)
    verified = sum(s.verified for s in sources)
    table.add_row("sources", f"{len(sources)}, {verified} verified, {enabled} enabled")
    pointer = settings.root.current_release
    if not pointer.exists():
        table.add_row("release", "none yet")
        output.print(table)
        return
    with open_release(settings.root.path) as connection:
        ((release_id, published_at),) = connection.execute(
            "select release_id, published_at from release_info"
        ).fetchall()
        table.add_row("release", f"{release_id}, published {published_at}")
        ((reports, cells, unreadable),) = connection.execute(
            "select count(*), coalesce(sum(cells), 0), "
            "coalesce(sum(cells_unreadable), 0) from int_reports"
        ).fetchall()
        table.add_row("reports", f"{reports}, {cells:,} cells, {unreadable} unreadable")
        ((flags,),) = connection.execute(
            "select count(*) from out_consistency_flags"
        ).fetchall()
        table.add_row("contradictions", f"{flags} findings")
        issues = connection.execute(
            "select code, count(*) from out_issues where not is_settled "
            "group by all order by all"
        ).fetchall()
    listed = ", ".join(f"{code} {count}" for code, count in issues)
    table.add_row("open issues", listed or "none")
    output.print(table)
