"""A proposed entry of the registry, made from one look at a listing page.

What was seen becomes a source and, where the registry does not have it yet, an
institution; a person confirms both. Pure but for reading the host's file. Ids are made
from the province and the host's name, because both outlive a page: `fujian-pingtan-gov`
from www.pingtan.gov.cn, `hainan-haikou-rsj` from rsj.haikou.gov.cn. They are part of
published tables, so a better one is given now or never.
"""

import datetime as dt
import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from pydantic import ValidationError

from pipeline.crawl.urls import article_key, host_of
from pipeline.errors import UsageError
from pipeline.registry import (
    Politeness,
    Registry,
    Source,
    load_adcodes,
)
from pipeline.registry_model import InstitutionEntry, Kind, Level, SourceEntry
from pipeline.sources.checking import Checked, Link
from pipeline.sources.host_files import extended, new_text
from pipeline.sources.looking import Look
from pipeline.sources.naming import Guess, Named, guess, known_institution, names_on

__all__ = ["Proposal", "Wishes", "propose", "seen_elsewhere", "source_to_look_at"]

_LOOKED_AT = "ogi-sources-add"
_COMMON = frozenset({"www", "gov", "cn", "zwgk", "xxgk", "info", "portal"})


@dataclass(frozen=True, slots=True, kw_only=True)
class Wishes:
    """What the person says about the entry; None where the page shall tell.

    Attributes:
        verified_on: the day on which the person looked at the listing; None if nobody
            did yet.
    """

    institution_id: str | None = None
    name: str | None = None
    province_id: str | None = None
    adcode: str | None = None
    level: Level | None = None
    kind: Kind | None = None
    verified_on: dt.date | None = None


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
    institution, institution_id = _institution(
        host, names, registry, wishes, None if file is None else file.parent.name
    )
    source = _entry(
        SourceEntry,
        id=_free(f"{institution_id}-reports", registry.sources),
        listing_url=url,
        family=look.listing.family if look.listing else "generic",
        institutions=(institution_id,),
        verified=wishes.verified_on is not None,
        **({"verified_on": wishes.verified_on} if wishes.verified_on else {}),
        evidence=_evidence(checked, wishes, today),
        enabled=False,
    )
    new = (institution,) if institution is not None else ()
    if file is not None:
        text = extended(file, new, (source,))
        place = file.relative_to(folder)
    else:
        province = _home(institution, institution_id, registry)
        place = Path("hosts") / province / f"{host}.yml"
        text = new_text(host, scheme, new, (source,))
    return Proposal(
        place=place,
        is_new_file=file is None,
        institution=institution,
        source=source,
        names=tuple(names),
        text=text,
    )


def _entry(model: Any, /, **fields: Any) -> Any:
    """An entry that is valid by itself.

    Raises:
        UsageError: a value does not do, and why.
    """
    try:
        return model(**fields)
    except ValidationError as error:
        first = error.errors()[0]
        key = ".".join(str(part) for part in first["loc"])
        text = first["msg"].removeprefix("Value error, ")
        raise UsageError(f"{key}: {text}; found {first['input']!r}") from error


def _listing_url(look: Look) -> str:
    """The address that was asked, with the scheme that it leads to."""
    asked, final = look.source.listing_url, look.final_url
    if final is None or host_of(final) != look.source.host:
        return asked
    return urlsplit(asked)._replace(scheme=urlsplit(final).scheme).geturl()


# -- whose it is ---------------------------------------------------------------------


def _institution(
    host: str,
    names: Sequence[Named],
    registry: Registry,
    wishes: Wishes,
    file_province: str | None,
) -> tuple[InstitutionEntry | None, str]:
    """The institution: a new entry and its id, or None and the id of a known one."""
    if wishes.institution_id in registry.institutions:
        return None, str(wishes.institution_id)
    for name in [wishes.name] if wishes.name else [n.name for n in names]:
        known = known_institution(name, registry)
        if known is not None:
            return None, known.institution_id
    province = wishes.province_id or file_province or _neighbours(host, registry)
    best = _best_guess(names, registry, wishes, province)
    missing = _open(best, wishes)
    if missing:
        raise UsageError(
            f"cannot tell {' and '.join(missing)} of {best.name}"
            f"{': ' + best.doubt if best.doubt else ''}; say it with "
            f"{' '.join(f'--{m}' for m in missing)}"
        )
    institution_id = wishes.institution_id or _free(
        _stem(host, str(best.province_id), wishes.kind or best.kind),
        registry.institutions,
    )
    short = {"short_names": best.short_names} if best.short_names else {}
    entry: InstitutionEntry = _entry(
        InstitutionEntry,
        id=institution_id,
        name=best.name,
        **short,
        province=wishes.province_id or best.province_id,
        adcode=wishes.adcode or best.adcode,
        level=wishes.level or best.level,
        kind=wishes.kind or best.kind,
    )
    return entry, institution_id


def _best_guess(
    names: Sequence[Named],
    registry: Registry,
    wishes: Wishes,
    province: str | None,
) -> Guess:
    """The first name whose place is clear, else the first name."""
    tried = [wishes.name] if wishes.name else [n.name for n in names]
    if not tried:
        raise UsageError(
            "no page of this listing names an organ; say whose it is with --name"
        )
    adcodes = load_adcodes()
    if wishes.adcode is not None and wishes.adcode not in adcodes:
        raise UsageError(
            f"--adcode: {wishes.adcode} is not in data/registry/adcodes.csv"
        )
    guesses = [
        guess(name, province, wishes.adcode, registry.provinces, adcodes)
        for name in tried
    ]
    return next((g for g in guesses if not g.doubt), guesses[0])


def _open(best: Guess, wishes: Wishes) -> list[str]:
    """What neither the page nor the person says, as the names of the options."""
    central = (wishes.province_id or best.province_id) == "central"
    found = []
    if wishes.province_id is None and best.province_id is None:
        found.append("province")
    if wishes.adcode is None and best.adcode is None and not central:
        found.append("adcode")
    if wishes.level is None and best.level is None:
        found.append("level")
    return found


def _neighbours(host: str, registry: Registry) -> str | None:
    """The province of the registered hosts of the same site: rsj.x.gov.cn, x.gov.cn."""
    site = _site(host)
    found = {
        source.province_id
        for source in registry.sources.values()
        if _site(source.host) == site
    }
    return found.pop() if len(found) == 1 else None


def _site(host: str) -> str:
    """The three last labels of a host: haikou.gov.cn."""
    return ".".join(host.split(".")[-3:])


def _stem(host: str, province: str, kind: Kind) -> str:
    """What an id is made of: the province, then the host's own labels, outer first."""
    labels = [label for label in host.split(".") if label not in _COMMON]
    parts = [part for part in reversed(labels) if part != province]
    if kind == "government":
        parts.append("gov")
    elif len(labels) == 1 and kind != "central_agency":
        parts.append(kind)  # the host is that of the place, not of this organ
    return re.sub(r"-+", "-", "-".join([province, *parts]).replace("_", "-"))


def _free(wanted: str, taken: Collection[str]) -> str:
    """The id itself, or with the first number that makes it one of its own."""
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(i for i in (wanted, *numbered) if i not in taken)


def _home(
    institution: InstitutionEntry | None, institution_id: str, registry: Registry
) -> str:
    """The province whose folder a new file belongs in."""
    if institution is not None:
        return institution.province
    return registry.institutions[institution_id].province_id


# -- what was seen -------------------------------------------------------------------


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
