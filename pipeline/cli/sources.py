"""The commands `sources add`, `sources check` and `sources list`."""

import datetime as dt
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import get_args

import click

from pipeline.cli.place import Place
from pipeline.cli.provinces import find_province
from pipeline.cli.screen import bars_on_terminal, errors, output, progress_bars
from pipeline.cli.sources_view import (
    CHECK_COLUMNS,
    LIST_COLUMNS,
    check_row,
    last_crawls,
    list_row,
    print_checked,
    print_proposal,
    print_sources,
)
from pipeline.cli.tabular import write_csv, write_json
from pipeline.errors import OgiError, UsageError
from pipeline.paths import project_dir
from pipeline.registry import Politeness, Registry, Source
from pipeline.registry_model import Family, Kind, Level
from pipeline.settings import Settings
from pipeline.sources.addresses import check_address
from pipeline.sources.checking import Checked, compare, known_links
from pipeline.sources.host_files import try_and_write
from pipeline.sources.looking import look_at, registry_for
from pipeline.sources.proposal import (
    Proposal,
    Wishes,
    propose,
    seen_elsewhere,
    source_to_look_at,
)

__all__ = ["sources"]

_WITH_ERROR = 1
_PUBLISHERS_SHOWN = 5

_format = click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["table", "csv", "json"]),
    default="table",
    show_default=True,
    help="How to print the rows.",
)
_province = click.option(
    "-p",
    "--province",
    "provinces",
    multiple=True,
    metavar="P",
    help="Only this province, such as fujian or 福建; may be repeated.",
)


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


@sources.command("list")
@_province
@click.option("--family", type=click.Choice(get_args(Family)), help="Only this family.")
@click.option("--enabled/--disabled", default=None, help="Only those (not) enabled.")
@click.option("--verified/--unverified", default=None, help="Only those (not) seen.")
@_format
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
    wanted = [find_province(registry, p) for p in provinces]
    chosen = [
        source
        for source in registry.sources_of(wanted or None, only_enabled=False)
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


@sources.command()
@click.argument("ids", nargs=-1, metavar="[ID]...")
@_province
@click.option(
    "--details",
    is_flag=True,
    help="Name every link left, every new and dropped report.",
)
@_format
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
    admitted = registry_for(registry, {s.host for s in chosen})
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
    wanted = [find_province(registry, p) for p in provinces]
    chosen = registry.sources_of(wanted or None, ids or None, only_enabled=not ids)
    if not chosen:
        raise UsageError(
            "none of these sources is in that province"
            if ids
            else "no such source is enabled; name one, enabled or not: "
            "ogi sources check ID (ogi sources list has the ids)"
        )
    return chosen


# -- add -------------------------------------------------------------------------------


@sources.command()
@click.argument("url")
@click.option("--write", is_flag=True, help="Save it in data/registry/hosts/.")
@click.option(
    "--verified",
    is_flag=True,
    help="I looked at the page, and it is a listing of annual reports.",
)
@click.option("--name", help="Full official name of the institution (机关全称).")
@click.option("-p", "--province", metavar="P", help="Its province.")
@click.option("--adcode", metavar="CODE", help="Its code of GB/T 2260 (行政区划代码).")
@click.option("--level", type=click.Choice(get_args(Level)), help="Its level.")
@click.option("--kind", type=click.Choice(get_args(Kind)), help="Its kind.")
@click.option("--id", "institution_id", metavar="ID", help="Its id in the registry.")
@click.pass_obj
def add(  # noqa: PLR0913 - one argument an option
    place: Place,
    url: str,
    name: str | None,
    province: str | None,
    adcode: str | None,
    level: Level | None,
    kind: Kind | None,
    institution_id: str | None,
    *,
    write: bool,
    verified: bool,
) -> None:
    """Propose a registry entry from the page that lists the annual reports.

    根据年报列表页建议一条登记，由人确认后保存。

    Walks the listing as politely as a crawl (only that host is asked, one report is
    opened, nothing is kept) and prints the file of the host, ready to save: site
    software, institution, place. What was found and where each name stands goes to
    stderr. Without --verified the entry says that nobody has looked yet; `enabled` is
    always false. What the page does not tell, or tells wrongly, say with an option.

    An id is made of the province and the host's name, and is never changed once it is
    used: give a better one with --id before you save.

    \b
    ogi sources add https://www.example.gov.cn/zwgk/zfxxgknb/
    ogi sources add URL --name 某县财政局 --id fujian-example-finance-bureau
    ogi sources add URL --verified --write
    """
    settings = place.settings()
    registry = settings.registry()
    listing = check_address(url, registry, frozenset(settings.host_map))
    source = source_to_look_at(listing)
    admitted = registry_for(
        registry, {source.host}, {source.host: _gently(registry, source)}
    )
    with bars_on_terminal():
        (look,) = look_at(settings, admitted, [source], with_sample=True)
    checked = compare(look, admitted.scope)
    if look.listing is None or not checked.reports:
        raise OgiError(_nothing(checked))
    today = dt.datetime.now().astimezone().date()
    wishes = Wishes(
        institution_id=institution_id,
        name=name,
        province_id=find_province(registry, province) if province else None,
        adcode=adcode,
        level=level,
        kind=kind,
        verified_on=today if verified else None,
    )
    folder = _folder(settings)
    proposal = propose(checked, registry, folder, wishes, today)
    proposal.notes += seen_elsewhere(checked, known_links(settings.lake), registry)
    proposal.notes += _notes(checked, proposal)
    print_proposal(checked, proposal)
    _save(settings, folder, proposal, write=write)


def _gently(registry: Registry, source: Source) -> Politeness:
    """How the host is asked: as registered, else as any new one."""
    return registry.hosts.get(source.host, Politeness())


def _nothing(checked: Checked) -> str:
    """Why there is nothing to propose."""
    look = checked.look
    said = "; ".join(issue.message for issue in look.issues)
    advice = (
        ". If a browser shows the list, the page needs one: write the entry by hand "
        "with `render: browser` (docs/sources.md)"
        if look.listing is not None
        else ""
    )
    return f"{look.source.listing_url}: {said}{advice}"


def _notes(checked: Checked, proposal: Proposal) -> list[str]:
    """What the person should look at."""
    notes, look = [issue.message for issue in checked.look.issues], checked.look
    if proposal.institution is None:
        of = proposal.source.institutions[0]
        notes.append(f"the institution is registered already: {of}")
    if len(checked.publishers) > 1:
        named = list(checked.publishers.items())[:_PUBLISHERS_SHOWN]
        listed = ", ".join(f"{name} ({count})" for name, count in named)
        notes.append(
            f"titles name {len(checked.publishers)} organs: {listed}; add each as an "
            "institution of this source"
        )
    if checked.out_of_scope:
        notes.append(
            f"{len(checked.out_of_scope)} links lead to other hosts, such as "
            f"{checked.out_of_scope[0].url}: never asked, unless that host is registered"
        )
    if look.listing is not None and not look.listing.proven:
        notes.append(
            f"the site software {look.listing.family} is read without public evidence "
            "of its ways: compare years and number with the page"
        )
    return notes


def _folder(settings: Settings) -> Path:
    """Where the registry of this root lies."""
    return settings.registry_folder or project_dir() / "data" / "registry"


def _save(settings: Settings, folder: Path, proposal: Proposal, *, write: bool) -> None:
    """Print the file, or write it; it has been loaded in a copy of the registry."""
    path = folder / proposal.place
    if write and settings.is_demo:
        raise UsageError(
            "the demonstration's registry stays as it is; leave out --write"
        )
    if write and settings.registry_folder is None and project_dir().name == "_bundle":
        raise UsageError(
            f"this is an installation without a checkout: save the text as {path}"
        )
    try_and_write(folder, proposal.place, proposal.text, write=write)
    if not write:
        errors().print(f"to be saved as {path} (--write does it)", markup=False)
        output().print(proposal.text, end="", markup=False, soft_wrap=True)
        return
    errors().print(f"wrote {path}", markup=False)
    source_id = proposal.source.id
    if not proposal.source.verified:
        errors().print(
            "next: look at the listing; then set verified, verified_on and evidence, "
            "and enabled: true to have it crawled"
        )
    else:
        errors().print("next: set enabled: true to have it crawled")
    errors().print(f"      ogi sources check {source_id}", markup=False)
