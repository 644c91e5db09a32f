"""The group `sources` with its commands `list` and `check`; `add` is in its module."""

import sys
from collections.abc import Sequence
from typing import get_args

import click

from pipeline.cli.format_option import format_option
from pipeline.cli.place import Place
from pipeline.cli.provinces import provinces_named, provinces_option
from pipeline.cli.screen import progress_bars
from pipeline.cli.sources_add import add
from pipeline.cli.sources_view import (
    CHECK_COLUMNS,
    LIST_COLUMNS,
    check_row,
    last_crawls,
    list_row,
    print_checked,
    print_sources,
)
from pipeline.cli.tabular import write_csv, write_json
from pipeline.errors import UsageError
from pipeline.registry import Registry, Source
from pipeline.registry_model import Family
from pipeline.sources.checking import compare, known_links
from pipeline.sources.looking import look_at, registry_with

__all__ = ["sources"]

_WITH_ERROR = 1


@click.group()
def sources() -> None:
    """Look at the sources: list them, check them, propose a new one (来源).

    来源登记：列出、试查、建议新增。登记在 data/registry/hosts/，每个网站一个文件。

    The registry says who reports, where, and whether we may ask: one file a host. A new
    source is proposed from its listing page, looked at by a person, checked by a dry
    run, and then switched on. See docs/sources.md.

    \b
    ogi sources list -p fujian
    ogi sources add https://www.example.gov.cn/zwgk/zfxxgknb/
    ogi sources check fujian-example-gov-reports
    """


# -- list ------------------------------------------------------------------------------


@sources.command("list", short_help="Registered sources and their last crawl (列出).")
@provinces_option
@click.option("--family", type=click.Choice(get_args(Family)), help="Only this family.")
@click.option("--enabled/--disabled", default=None, help="Only those (not) enabled.")
@click.option("--verified/--unverified", default=None, help="Only those (not) seen.")
@format_option
@click.pass_obj
def list_(
    place: Place,
    provinces: Sequence[str],
    family: str | None,
    form: str,
    *,
    enabled: bool | None,
    verified: bool | None,
) -> None:
    """List the registered sources, and how the last crawl of each went.

    列出登记的来源及其最近一次采集的情况。

    `complete`: the whole list was read and every document asked for; `partial`:
    something was left for another time; `failed`: the list could not be had.

    \b
    ogi sources list                          all of them
    ogi sources list -p 福建 --unverified     whose listing nobody has seen yet
    ogi sources list --family trs -f csv      for a program
    ogi --demo sources list
    """
    settings = place.settings()
    registry = settings.registry()
    wanted = provinces_named(registry, provinces)
    chosen = [
        source
        for source in registry.sources_of(wanted, only_enabled=False)
        if (family is None or source.family == family)
        and (enabled is None or source.enabled == enabled)
        and (verified is None or source.verified == verified)
    ]
    crawls = last_crawls(settings.lake)
    if form == "table":
        print_sources(chosen, registry, crawls)
        return
    rows = (list_row(source, crawls.get(source.source_id)) for source in chosen)
    (write_csv if form == "csv" else write_json)(sys.stdout, LIST_COLUMNS, rows)


# -- check -----------------------------------------------------------------------------


@sources.command(short_help="Dry run: what a crawl would find (试查).")
@click.argument("ids", nargs=-1, metavar="[ID]...")
@provinces_option
@click.option(
    "--details",
    is_flag=True,
    help="Name every link left, every new and dropped report.",
)
@format_option
@click.pass_context
def check(
    context: click.Context,
    ids: Sequence[str],
    provinces: Sequence[str],
    form: str,
    *,
    details: bool,
) -> None:
    """Dry run: what a crawl would find, and what would change.

    试查：列出将会找到的年报、年份、缺失与变化；不保存任何内容。

    Walks the listings of all enabled sources, or of those named, also unverified ones,
    as politely as a crawl, and fetches no report. Nothing is kept. Shows the site
    software, reports per year, years missing between the first and the last, links
    left and why, issues, and reports that are new or not listed any more against what
    this data root has.

    The exit code is 1 if a source has an error: its list could not be had, or holds no
    report.

    \b
    ogi sources check                             all that are enabled
    ogi sources check fujian-pingtan-zfxxgknb     one, enabled or not
    ogi sources check -p fujian -f csv            for a program
    ogi --demo sources check                      try it without a network
    """
    place: Place = context.obj
    settings = place.settings()
    registry = settings.registry()
    chosen = _chosen(registry, ids, provinces)
    admitted = registry_with(registry, {s.host for s in chosen})
    with progress_bars():
        looks = look_at(settings, admitted, chosen)
    known = known_links(settings.lake)
    checked = [
        compare(look, admitted.scope, known.get(look.source.source_id))
        for look in looks
    ]
    if form == "table":
        print_checked(checked, details=details)
    else:
        rows = (check_row(one) for one in checked)
        (write_csv if form == "csv" else write_json)(sys.stdout, CHECK_COLUMNS, rows)
    if any(look.has_error for look in looks):
        context.exit(_WITH_ERROR)


def _chosen(
    registry: Registry, ids: Sequence[str], provinces: Sequence[str]
) -> list[Source]:
    """The sources named, or the enabled ones."""
    wanted = provinces_named(registry, provinces)
    chosen = registry.sources_of(wanted, ids or None, only_enabled=not ids)
    if not chosen:
        raise UsageError(
            "none of these sources is in that province"
            if ids
            else "no such source is enabled; name one, enabled or not: "
            "ogi sources check ID (ogi sources list has the ids)"
        )
    return chosen


sources.add_command(add)
