"""A proposed entry of the registry, made from one look at a listing page.

What was seen becomes a source and, where the registry does not have it yet, an
institution (`owner`); a person confirms both. Pure but for reading the host's file.
"""

import datetime as dt
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

from pipeline.crawl.urls import article_key, host_of
from pipeline.errors import UsageError
from pipeline.registry import Politeness, Registry, Source
from pipeline.registry_files import read_host_file
from pipeline.registry_model import InstitutionEntry, SourceEntry
from pipeline.sources.checking import Checked, Link
from pipeline.sources.host_files import extended, new_text
from pipeline.sources.looking import Look
from pipeline.sources.naming import Named, names_on
from pipeline.sources.owner import Owner, Wishes, entry, free_id, owner_of

__all__ = ["Proposal", "propose", "seen_elsewhere", "source_to_look_at"]

_LOOKED_AT = "ogi-sources-add"


@dataclass(slots=True)
class Proposal:
    """An entry, ready to save.

    Attributes:
        place: of its file, below the registry's folder.
        is_new_file: whether the host has no file yet.
        institution: the new one; None where the registry has it.
        source: the new source.
        names: what was found, and where; the first one was taken unless one was given.
        notes: what the person should look at.
        text: of the whole file.
    """

    place: Path
    is_new_file: bool
    institution: InstitutionEntry | None
    source: SourceEntry
    names: tuple[Named, ...]
    text: str
    notes: list[str] = field(default_factory=list)


def source_to_look_at(url: str) -> Source:
    """A source that stands for an address that is none yet; its family is open."""
    parts = urlsplit(url)
    return Source.model_validate(
        {
            "source_id": _LOOKED_AT,
            "province_id": "central",
            "host": host_of(url),
            "scheme": parts.scheme,
            "listing_url": url,
            "family": "generic",
            "institution_ids": (),
            "politeness": Politeness(),
            "verified": False,
            "verified_on": None,
            "evidence": "",
            "enabled": False,
        }
    )


def propose(
    checked: Checked,
    registry: Registry,
    folder: Path,
    wishes: Wishes,
    today: dt.date,
) -> Proposal:
    """Make an entry of what was seen.

    Args:
        checked: what was seen at the listing.
        registry: as it is.
        folder: where its files lie.
        wishes: what the person says.
        today: the day of the look.

    Raises:
        UsageError: the page does not tell whose listing it is or where that lies, and
            neither does the person; or the entry does not fit the host's file.
    """
    look = checked.look
    url = _listing_url(look)
    host, scheme = host_of(url), urlsplit(url).scheme
    candidates = look.listing.candidates if look.listing else ()
    names = names_on(look.first, look.sample, candidates)
    file = next(iter(sorted((folder / "hosts").glob(f"*/{host}.yml"))), None)
    owner = owner_of(
        host, names, registry, wishes, None if file is None else file.parent.name
    )
    source = entry(
        SourceEntry,
        id=free_id(f"{owner.institution_id}-reports", registry.sources),
        listing_url=url,
        family=look.listing.family if look.listing else "generic",
        institutions=(owner.institution_id,),
        verified=wishes.verified_on is not None,
        **({"verified_on": wishes.verified_on} if wishes.verified_on else {}),
        evidence=_evidence(checked, wishes, today),
        enabled=False,
    )
    new = (owner.entry,) if owner.entry is not None else ()
    if file is not None:
        _check_scheme(file, scheme, url)
        text = extended(file, new, (source,))
        place = file.relative_to(folder)
    else:
        province = _home(owner, registry)
        place = Path("hosts") / province / f"{host}.yml"
        text = new_text(host, scheme, new, (source,))
    return Proposal(
        place=place,
        is_new_file=file is None,
        institution=owner.entry,
        source=source,
        names=tuple(names),
        text=text,
        notes=_notes(owner),
    )


def _check_scheme(file: Path, scheme: str, url: str) -> None:
    """A host is asked under one scheme, that of its file."""
    known = read_host_file(file).scheme
    if known != scheme:
        raise UsageError(
            f"{file.name} says scheme: {known}, and {url} is {scheme}: name the "
            f"listing under {known}://, or change the file and all its listings"
        )


def _listing_url(look: Look) -> str:
    """The address that was asked, with the scheme that it leads to."""
    asked, final = look.source.listing_url, look.final_url
    if final is None or host_of(final) != look.source.host:
        return asked
    return urlsplit(asked)._replace(scheme=urlsplit(final).scheme).geturl()


def _home(owner: Owner, registry: Registry) -> str:
    """The province whose folder a new file belongs in."""
    if owner.entry is not None:
        return owner.entry.province
    return registry.institutions[owner.institution_id].province_id


def _notes(owner: Owner) -> list[str]:
    """What the person should know of the institution."""
    if owner.entry is None:
        return [f"the institution is registered already: {owner.institution_id}"]
    if owner.place_from is not None:
        return [
            f"the place is that of {owner.place_from}: give the full official name "
            "with --name, or the place with --adcode"
        ]
    return []


def _evidence(checked: Checked, wishes: Wishes, today: dt.date) -> str:
    """How the listing was seen, in a sentence."""
    years = list(checked.years)
    span = f" for {years[0]} to {years[-1]}" if years else ""
    seen = f"ogi sources add found {checked.reports} reports{span} on {today}"
    if wishes.verified_on is None:
        return f"not looked at by a person yet; {seen}"
    return f"listing looked at by a person on {wishes.verified_on}; {seen}"


def seen_elsewhere(
    checked: Checked, known: Mapping[str, Iterable[Link]], registry: Registry
) -> list[str]:
    """Sources that have the same reports, here or under the same path elsewhere.

    Args:
        checked: what was seen.
        known: source_id -> the links that the lake has.
        registry: for the hosts.

    Returns:
        A sentence for each such source.
    """
    look = checked.look
    candidates = look.listing.candidates if look.listing else ()
    here = {_path(c.url) for c in candidates}
    found = []
    for source_id, links in known.items():
        source = registry.sources.get(source_id)
        same = here & {_path(link.url) for link in links}
        if source is None or not same:
            continue
        count = f"{len(same)} of {len(here)} reports"
        if source.host == look.source.host:
            found.append(f"{count} are those of the source {source_id} already")
        else:
            found.append(
                f"{count} have the path that they have on {source.host} (source "
                f"{source_id}): this may be a second name of that site, or a copy"
            )
    return found


def _path(url: str) -> str:
    parts = urlsplit(article_key(url))
    return f"{parts.path}?{parts.query}"
