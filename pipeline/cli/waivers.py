"""The group `waivers`: findings that are accepted, and how to write such an entry."""

import click
import duckdb
from rich.table import Table

from pipeline.cli.place import Place
from pipeline.cli.screen import output
from pipeline.errors import UsageError
from pipeline.near import hint
from pipeline.reading import open_release
from pipeline.waivers import proposed_entries

__all__ = ["waivers"]

_COLORS = {
    "applies": "green",
    "partial": "yellow",
    "lapsed": "yellow",
    "no_finding": "yellow",
    "no_report": "dim",
}
_WAIVERS = """
select waiver_id, state, finding_id, values_hash_now, reason
from out_waivers
order by waiver_id
"""
_FINDINGS = """
select finding_id, rules, values_hash, message_zh, message_en, url, waiver_id
from out_consistency_flags
where institution_id = ? and report_year = ?
order by finding_id
"""


@click.group()
def waivers() -> None:
    """List the findings that are accepted, propose an entry for one more (豁免).

    已核实、可以接受的不符之处登记在 data/waivers/，数字一变即失效。

    A waiver accepts a finding as long as its figures stay: it is data, one file an
    institution, and the finding stays in the tables, marked. See docs/corrections.md.

    \b
    ogi --demo waivers list
    ogi waivers propose --help
    """


@waivers.command("list")
@click.pass_obj
def list_waivers(place: Place) -> None:
    """List the waivers of the current release and whether they apply.

    列出各项豁免及其是否仍然有效。

    \b
    States:
      applies     it covers a finding
      partial     more of the finding fails than is waived
      lapsed      the figures have changed since
      no_finding  nothing fails there any more
      no_report   there is no report of that year

    \b
    ogi waivers list
    ogi --demo waivers list
    """
    with open_release(place.settings().root.path) as connection:
        rows = connection.execute(_WAIVERS).fetchall()
    if not rows:
        click.echo("没有豁免 nothing is waived")
        return
    table = Table()
    for name in ("waiver", "state", "finding", "hash now", "reason"):
        table.add_column(name, overflow="fold")  # to be pasted: never cut
    for waiver_id, state, finding_id, now, reason in rows:
        colored = f"[{_COLORS[state]}]{state}[/]"
        table.add_row(waiver_id, colored, finding_id or "-", now or "-", reason)
    output().print(table)


@waivers.command()
@click.argument("institution")
@click.argument("year", type=int)
@click.argument("finding", required=False)
@click.pass_obj
def propose(place: Place, institution: str, year: int, finding: str | None) -> None:
    """Print an entry that waives a finding, to be completed and put into its file.

    给出豁免条目，补上理由与依据后存入相应文件。

    FINDING is its finding_id; it may be left out where the report has only one.

    \b
    ogi --demo query "select finding_id, message_zh from out_consistency_flags"
    ogi --demo waivers propose fujian-pingtan-zone 2020 \\
        proactive_disclosure:normative_disclosed_growth/rules
    """
    settings = place.settings()
    known = settings.registry().institutions
    if institution not in known:
        raise UsageError(
            f"no institution {institution!r} in the registry{hint(institution, known)}"
        )
    with open_release(settings.root.path) as connection:
        found = _finding(connection, institution, year, finding)
    _, rules, values_hash, *notes, waiver_id = found
    if waiver_id:
        notes.append(f"already waived by {waiver_id}")
    click.echo(proposed_entries(institution, year, rules, values_hash, notes), nl=False)


def _finding(
    connection: duckdb.DuckDBPyConnection,
    institution: str,
    year: int,
    finding: str | None,
) -> tuple[str, ...]:
    """The one finding that is meant.

    Raises:
        UsageError: there is none, or several and none was named.
    """
    rows = connection.execute(_FINDINGS, [institution, year]).fetchall()
    meant = [row for row in rows if finding in (None, row[0])]
    if len(meant) != 1:
        about = f"the report of {institution} about {year}"
        if not rows:
            raise UsageError(f"there is no finding in {about}")
        wrong = "several findings" if finding is None else f"no finding {finding!r}"
        there = "".join(f"\n  {row[0]}" for row in rows)
        raise UsageError(f"{wrong} in {about}; add one of these:{there}")
    return tuple(meant[0])
