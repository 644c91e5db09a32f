"""What `ogi sources list` and `check` show: tables for people, rows for programs."""

from collections.abc import Mapping, Sequence
from typing import Any

import pyarrow.parquet as pq
from rich.table import Table
from rich.text import Text

from pipeline.cli.screen import errors, fits, output
from pipeline.issues import Severity
from pipeline.registry import Registry, Source
from pipeline.sources.checking import Checked, Link
from pipeline.store import Lake

__all__ = [
    "CHECK_COLUMNS",
    "LIST_COLUMNS",
    "check_row",
    "last_crawls",
    "list_row",
    "print_checked",
    "print_sources",
]

Crawl = Mapping[str, Any]

_SHOWN = 3
_COLORS = {
    Severity.ERROR: "red",
    Severity.WARNING: "yellow",
    Severity.INFO: "dim",
}
_STATUS = {"complete": "green", "partial": "yellow", "failed": "red"}
LIST_COLUMNS = (
    "source_id",
    "province_id",
    "host",
    "family",
    "verified",
    "enabled",
    "institution_ids",
    "listing_url",
    "last_status",
    "last_crawl",
    "reports",
    "reason",
)
CHECK_COLUMNS = (
    "source_id",
    "host",
    "registered_family",
    "family",
    "is_proven",
    "pages",
    "announced",
    "listed",
    "reports",
    "years",
    "missing_years",
    "undated",
    "left",
    "out_of_scope",
    "new",
    "dropped",
    "errors",
    "warnings",
    "issues",
)


def last_crawls(lake: Lake) -> dict[str, Crawl]:
    """source_id -> the row of `raw_crawls`, for sources that were ever crawled."""
    columns = ["source_id", "status", "started_at", "finished_at", "reports", "reason"]
    return {
        row["source_id"]: row
        for path in lake.files("raw_crawls")
        for row in pq.read_table(path, columns=columns).to_pylist()
    }


def list_row(source: Source, crawl: Crawl | None) -> tuple[Any, ...]:
    """One source, in the order of `LIST_COLUMNS`."""
    last: tuple[Any, ...] = (None, None, None, None)
    if crawl is not None:
        at = crawl["finished_at"] or crawl["started_at"]
        last = (crawl["status"], at, crawl["reports"], crawl["reason"])
    return (
        source.source_id,
        source.province_id,
        source.host,
        source.family,
        source.verified,
        source.enabled,
        list(source.institution_ids),
        source.listing_url,
        *last,
    )


def print_sources(
    sources: Sequence[Source], registry: Registry, crawls: Mapping[str, Crawl]
) -> None:
    """A line a source; without institutions where the terminal is narrow."""
    screen = output()
    table = _sources_table(sources, registry, crawls)
    if not fits(table, screen):
        table = _sources_table(sources, None, crawls)
    screen.print(table)
    crawled = sum(s.source_id in crawls for s in sources)
    enabled = sum(s.enabled for s in sources)
    errors().print(f"{len(sources)} sources, {enabled} enabled, {crawled} ever crawled")


def _sources_table(
    sources: Sequence[Source], registry: Registry | None, crawls: Mapping[str, Crawl]
) -> Table:
    """The table; with institutions if there is a registry to name them."""
    table = Table(box=None, pad_edge=False)
    table.add_column("source", no_wrap=True)
    if registry is not None:
        table.add_column("institutions")
    for name in ("family", "verified", "enabled", "last crawl"):
        table.add_column(name, overflow="fold")
    table.add_column("reports", justify="right")
    for source in sources:
        crawl = crawls.get(source.source_id)
        last, reports = Text("never", style="dim"), ""
        if crawl is not None:
            day = (crawl["finished_at"] or crawl["started_at"])[:10]
            last = Text(f"{crawl['status']} {day}", style=_STATUS[crawl["status"]])
            reports = str(crawl["reports"])
        cells: list[Text | str] = [
            Text(source.source_id),
            Text(source.family),
            str(source.verified_on) if source.verified else "–",
            "yes" if source.enabled else "–",
            last,
            reports,
        ]
        if registry is not None:
            names = [registry.institutions[i].name for i in source.institution_ids]
            more = f" +{len(names) - 1}" if len(names) > 1 else ""
            cells.insert(1, Text(f"{names[0]}{more}"))
        table.add_row(*cells)
    return table


# -- check -----------------------------------------------------------------------------


def check_row(checked: Checked) -> tuple[Any, ...]:
    """One source that was looked at, in the order of `CHECK_COLUMNS`."""
    look, listing = checked.look, checked.look.listing
    severities = [issue.severity for issue in look.issues]
    return (
        look.source.source_id,
        look.source.host,
        look.source.family,
        listing.family if listing else None,
        listing.proven if listing else None,
        listing.pages if listing else None,
        listing.announced if listing else None,
        listing.listed if listing else None,
        checked.reports if listing else None,
        {str(year): count for year, count in checked.years.items()},
        list(checked.missing),
        checked.undated,
        dict(checked.left),
        [link.url for link in checked.out_of_scope],
        None if checked.new is None else [link.url for link in checked.new],
        None if checked.dropped is None else [link.url for link in checked.dropped],
        severities.count(Severity.ERROR),
        severities.count(Severity.WARNING),
        [issue.message for issue in look.issues],
    )


def print_checked(checked: Sequence[Checked], *, details: bool) -> None:
    """What would be found: the sources, their years, then what to look at."""
    table = Table(box=None, pad_edge=False)
    table.add_column("source", overflow="fold")
    table.add_column("family", overflow="fold")
    for name in ("reports", "left", "new", "dropped"):
        table.add_column(name, justify="right")
    table.add_column("verdict")
    for one in checked:
        table.add_row(*_check_line(one))
    output().print(table)
    _print_years(checked)
    for one in checked:
        _print_remarks(one, details=details)


def _check_line(checked: Checked) -> tuple[Text, ...]:
    look, listing = checked.look, checked.look.listing
    source_id = Text(look.source.source_id)
    if listing is None:
        verdict = Text("not had", style="red")
        return (source_id, Text(look.source.family), *[Text("–")] * 4, verdict)
    numbers = (
        checked.reports,
        sum(checked.left.values()),
        None if checked.new is None else len(checked.new),
        None if checked.dropped is None else len(checked.dropped),
    )
    shown = [Text("–" if n is None else str(n)) for n in numbers]
    verdict = Text("ok", style="green")
    if look.has_error:
        verdict = Text("error", style="red")
    elif any(issue.severity is Severity.WARNING for issue in look.issues):
        verdict = Text("look", style="yellow")
    return (source_id, Text(listing.family), *shown, verdict)


def _print_years(checked: Sequence[Checked]) -> None:
    """A column a year: how many reports; a dot for a year missing in between."""
    years = sorted({year for one in checked for year in one.years})
    if not years:
        return
    table = Table("reports per year", box=None, pad_edge=False)
    for year in range(years[0], years[-1] + 1):
        table.add_column(f"'{year % 100:02d}", justify="right")
    table.add_column("no year", justify="right")
    for one in checked:
        cells = [
            Text(str(one.years[year]))
            if year in one.years
            else Text("·" if year in one.missing else "", style="yellow")
            for year in range(years[0], years[-1] + 1)
        ]
        source_id = Text(one.look.source.source_id)
        table.add_row(source_id, *cells, Text(str(one.undated or "")))
    output().print(table)


def _print_remarks(checked: Checked, *, details: bool) -> None:
    """How it was read, issues, missing years, links left, changes."""
    look, screen = checked.look, output()
    lines = _how_read(checked)
    lines += [
        Text(f"{issue.severity} {issue.code}: {issue.message}", _COLORS[issue.severity])
        for issue in look.issues
    ]
    if checked.missing:
        lines.append(Text(f"no report for {', '.join(map(str, checked.missing))}"))
    lines += [Text(f"left {n} ×: {why}") for why, n in checked.left.items()]
    if details and look.listing is not None:
        lines += [Text(f"  {link.title} {link.url}") for link in look.listing.left]
    for what, links in (
        ("on a host out of scope, not asked", checked.out_of_scope),
        ("new", checked.new),
        ("not listed any more", checked.dropped),
    ):
        lines += _links(what, links or (), details=details)
    screen.print(Text(look.source.source_id, style="bold"))
    for line in lines:
        screen.print(Text("  ").append_text(line), soft_wrap=True)


def _how_read(checked: Checked) -> list[Text]:
    """By which software, and how many entries of how many."""
    source, listing = checked.look.source, checked.look.listing
    if listing is None:
        return []
    pages = f"{listing.pages} page{'' if listing.pages == 1 else 's'}"
    told = "no number" if listing.announced is None else str(listing.announced)
    proven = "proven" if listing.proven else "unproven"
    text = f"{listing.listed} entries on {pages}, announced: {told}; "
    line = Text(f"{text}{listing.family} ({proven})", style="dim")
    if listing.family != source.family:
        line.append(f", the registry says {source.family}", style="yellow")
    return [line]


def _links(what: str, links: Sequence[Link], *, details: bool) -> list[Text]:
    shown = links if details else links[:_SHOWN]
    lines = [Text(f"{what}: {link.title} {link.url}") for link in shown]
    if len(links) > len(shown):
        lines.append(Text(f"{what}: {len(links) - len(shown)} more (--details)"))
    return lines
