"""Whose listing it is, as an institution of the registry: a known one, or a new entry.

Made of the names that the pages bear (`naming`), what the registry has, and what the
person says. An id is made of the province and the host's own name, because both outlive
a page: `fujian-pingtan-gov` for www.pingtan.gov.cn, `hainan-haikou-rsj` for
rsj.haikou.gov.cn.
"""

import datetime as dt
import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from pydantic import ValidationError

from pipeline.errors import UsageError
from pipeline.registry import Registry, load_adcodes
from pipeline.registry_model import InstitutionEntry, Kind, Level
from pipeline.sources.naming import Guess, Named, guess, known_institution

__all__ = ["Wishes", "entry", "free_id", "institution_for"]

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


def institution_for(
    host: str,
    names: Sequence[Named],
    registry: Registry,
    wishes: Wishes,
    file_province: str | None,
) -> tuple[InstitutionEntry | None, str]:
    """The institution of a listing: a new entry, or one that the registry has.

    Args:
        host: of the listing.
        names: that it bears, best first.
        registry: as it is.
        wishes: what the person says.
        file_province: the folder of the host's file; None if it has none.

    Returns:
        The new entry and its id, or None and the id of the known one.

    Raises:
        UsageError: page and person together do not tell name, place or level.
    """
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
    institution_id = wishes.institution_id or free_id(
        _stem(host, str(best.province_id), wishes.kind or best.kind),
        registry.institutions,
    )
    short = {"short_names": best.short_names} if best.short_names else {}
    made: InstitutionEntry = entry(
        InstitutionEntry,
        id=institution_id,
        name=best.name,
        **short,
        province=wishes.province_id or best.province_id,
        adcode=wishes.adcode or best.adcode,
        level=wishes.level or best.level,
        kind=wishes.kind or best.kind,
    )
    return made, institution_id


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


def free_id(wanted: str, taken: Collection[str]) -> str:
    """The id itself, or with the first number that makes it one of its own."""
    numbered = (f"{wanted}-{number}" for number in range(2, len(taken) + 3))
    return next(i for i in (wanted, *numbered) if i not in taken)


def entry(model: Any, /, **fields: Any) -> Any:
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
