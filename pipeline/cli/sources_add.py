"""The command `sources add`: a registry entry, proposed from a listing page."""

import datetime as dt
from collections.abc import Iterator
from pathlib import Path
from typing import get_args

import click
from rich.text import Text

from pipeline.cli.place import Place
from pipeline.cli.provinces import find_province
from pipeline.cli.screen import bars_on_terminal, errors
from pipeline.errors import OgiError, UsageError
from pipeline.paths import project_dir
from pipeline.registry_model import Kind, Level
from pipeline.settings import Settings
from pipeline.sources.addresses import check_address
from pipeline.sources.checking import Checked, compare, known_links
from pipeline.sources.host_files import try_and_write
from pipeline.sources.looking import look_at, registry_of_one
from pipeline.sources.owner import Wishes
from pipeline.sources.proposal import (
    Proposal,
    propose,
    seen_elsewhere,
    source_to_look_at,
)

__all__ = ["add"]

_PUBLISHERS_SHOWN = 5


@click.command(short_help="Propose an entry from a listing page (新增).")
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
    alone = registry_of_one(registry, source.host)
    with bars_on_terminal():
        (look,) = look_at(settings, alone, [source], with_sample=True)
    checked = compare(look, alone.scope)
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
    proposal.notes += _notes(checked)
    _show(checked, proposal)
    _save(settings, folder, proposal, write=write)


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


def _notes(checked: Checked) -> list[str]:
    """What the person should look at."""
    notes, look = [issue.message for issue in checked.look.issues], checked.look
    if len(checked.publishers) > 1:
        named = list(checked.publishers.items())[:_PUBLISHERS_SHOWN]
        listed = ", ".join(f"{name} ({count})" for name, count in named)
        notes.append(
            f"titles name {len(checked.publishers)} organs: {listed}; add each as an "
            "institution of this source"
        )
    if checked.out_of_scope:
        notes.append(
            f"{len(checked.out_of_scope)} reports are on other hosts, such as "
            f"{checked.out_of_scope[0].url}: asked only where that host is registered"
        )
    if look.listing is not None and not look.listing.proven:
        notes.append(
            f"the site software {look.listing.family} is read without public evidence "
            "of its ways: compare years and number with the page"
        )
    return notes


def _show(checked: Checked, proposal: Proposal) -> None:
    """What was seen, for the person who confirms; the file itself goes to stdout."""
    lines = [
        *_seen(checked),
        *(("named", f"{n.name} ({n.origin})") for n in proposal.names),
    ]
    lines += [("left", f"{n} ×: {why}") for why, n in checked.left.items()]
    lines += [("look at", note) for note in proposal.notes]
    for name, value in lines:
        style = "yellow" if name == "look at" else ""
        line = Text(f"{name:<14} ", style=style or "dim").append(
            Text(value, style=style)
        )
        errors().print(line, soft_wrap=True)


def _seen(checked: Checked) -> Iterator[tuple[str, str]]:
    """What the listing holds, as name and value."""
    yield "listing", checked.look.source.listing_url
    listing = checked.look.listing
    if listing is not None:
        proven = "proven" if listing.proven else "unproven"
        yield "site software", f"{listing.family} ({proven})"
        told = "no number" if listing.announced is None else str(listing.announced)
        yield "entries", f"{listing.listed} on {listing.pages} pages; announced: {told}"
    yield "reports", str(checked.reports)
    years = [f"{y}" if n == 1 else f"{y} ×{n}" for y, n in checked.years.items()]
    yield "years", ", ".join(years) or "none"
    if checked.missing:
        yield "missing", ", ".join(map(str, checked.missing))


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
        click.echo(proposal.text, nl=False)
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
