"""The group `ogi archive`: the WARC files and the fetch log of a data root."""

import sys
from collections.abc import Iterator
from datetime import UTC, datetime
from itertools import chain
from pathlib import Path
from typing import Any

import click
from rich.filesize import decimal
from rich.table import Table
from rich.text import Text

from pipeline.cli.place import Place
from pipeline.cli.screen import bars_on_terminal, output
from pipeline.cli.tabular import write_csv
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.archive_check import check_log
from pipeline.crawl.keep.log import FetchLog, FetchRecord
from pipeline.crawl.keep.members import locate, size_of
from pipeline.crawl.keep.politeness_log import HostLog, by_host
from pipeline.errors import UsageError

__all__ = ["archive"]

_FOUND_FAULTS = 2
_LOG_COLUMNS = (
    "host",
    "requests",
    "first",
    "last",
    "smallest_gap",
    "median_gap",
    "refusals",
    "rests",
)


@click.group()
def archive() -> None:
    """Look into the archive: WARC files and the log of requests.

    查看存档：WARC 文件与抓取日志。

    \b
    ogi archive list                   files, records, sizes
    ogi archive verify                 read every record, name what is wrong
    ogi archive get SHA256 -o a.html   one archived body
    ogi archive log --since 2026-11-01 what was asked of each host
    """


def _parts(place: Place) -> tuple[Archive, FetchLog]:
    settings = place.settings()
    return settings.archive, FetchLog(settings.root.fetch_log)


@archive.command("list")
@click.pass_obj
def list_files(place: Place) -> None:
    """List the WARC files with their records and sizes.

    列出 WARC 文件及其记录数与大小。

    \b
    ogi archive list
    ogi --data /srv/ogi archive list
    """
    kept, _ = _parts(place)
    with bars_on_terminal():
        files = kept.files()
    table = Table("file")
    for name in ("records", "bodies", "size"):
        table.add_column(name, justify="right")
    table.add_column("state")
    for name, known in files.items():
        path = locate(kept.folder, name)
        size = size_of(kept.folder, name)
        state = "closed" if path is None or path.name == name else "open"
        counts = (f"{known.records:,}", f"{known.bodies:,}", decimal(size))
        table.add_row(Text(name), *counts, state)
    if not files:
        click.echo(f"nothing is archived yet in {kept.folder}")
        return
    output().print(table)


@archive.command()
@click.pass_context
def verify(context: click.Context) -> None:
    """Read the whole archive and name everything that is wrong.

    逐条核验存档：记录完整、摘要相符、索引与日志一致。

    Each record must be whole with the right digests, the index must agree, and what
    the log says was kept must be there. Exit code 2 if something is wrong.

    \b
    ogi archive verify
    ogi --demo archive verify
    """
    kept, log = _parts(context.obj)
    faults = 0
    with bars_on_terminal():
        for fault in chain(kept.verify(), check_log(log.records(), kept)):
            click.echo(fault)
            faults += 1
        files = kept.files()
    if faults:
        click.echo(f"{faults} faults; nothing was changed", err=True)
        context.exit(_FOUND_FAULTS)
    records = sum(known.records for known in files.values())
    bodies = sum(known.bodies for known in files.values())
    click.echo(f"{len(files)} files, {records:,} records, {bodies:,} bodies: all well")


@archive.command()
@click.argument("sha256")
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; by default the bytes go to stdout.",
)
@click.pass_obj
def get(place: Place, sha256: str, target: Path | None) -> None:
    """Give the archived body with this SHA-256, unpacked and checked.

    按 SHA-256 取出存档的正文（已解压并核对）。

    \b
    ogi archive get 0f3c… -o report.html
    ogi archive get 0f3c… | less
    """
    kept, _ = _parts(place)
    body = kept.get(sha256.lower())
    if target is None:
        sys.stdout.buffer.write(body)
    else:
        target.write_bytes(body)


@archive.command("log")
@click.option("--host", help="Only this host.")
@click.option("--source", help="Only requests on behalf of this source.")
@click.option("--since", help="Only from this day or time on (UTC), as 2026-11-01.")
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
@click.pass_obj
def politeness(
    place: Place, host: str | None, source: str | None, since: str | None, form: str
) -> None:
    """Show what was asked of each host: how often, how closely, how it ended.

    按主机汇总抓取日志：请求数、时段、最小与中位间隔（秒）、被拒与休息次数。

    \b
    ogi archive log
    ogi archive log --host www.gd.gov.cn --since 2026-11-01
    ogi archive log --format csv > hosts.csv
    """
    _, log = _parts(place)
    with bars_on_terminal():
        hosts = by_host(_chosen(log, host, source, _time(since)))
    if form == "csv":
        write_csv(sys.stdout, _LOG_COLUMNS, map(_row, hosts))
        return
    table = Table("host", "requests", "first", "last", "gap, s", "median, s")
    for column in table.columns[1:]:
        column.justify = "right"
    table.add_column("refusals", justify="right")
    table.add_column("rests", justify="right")
    for item in hosts:
        gaps = (_seconds(item.smallest_gap), _seconds(item.median_gap))
        span = (_minute(item.first), _minute(item.last))
        counts = (f"{item.refusals:,}", f"{item.rests:,}")
        table.add_row(Text(item.host), f"{item.requests:,}", *span, *gaps, *counts)
    output().print(table)


def _chosen(
    log: FetchLog, host: str | None, source: str | None, since: str | None
) -> Iterator[FetchRecord]:
    for record in log.records(since=since):
        if host in (None, record.host) and source in (None, record.source_id):
            yield record


def _time(text: str | None) -> str | None:
    """A day or time in UTC, as the times of the log begin.

    Raises:
        UsageError: it is neither.
    """
    if text is None:
        return None
    try:
        moment = datetime.fromisoformat(text)
    except ValueError as fault:
        message = f"--since: expected a day or time as 2026-11-01, found {text!r}"
        raise UsageError(message) from fault
    if moment.tzinfo is not None:
        moment = moment.astimezone(UTC).replace(tzinfo=None)
    return moment.isoformat()


def _row(item: HostLog) -> tuple[Any, ...]:
    return tuple(getattr(item, name) for name in _LOG_COLUMNS)


def _seconds(gap: float | None) -> str:
    return "" if gap is None else f"{gap:.2f}"


def _minute(moment: datetime | None) -> str:
    return "" if moment is None else f"{moment:%Y-%m-%d %H:%M:%S}"
