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

__all__ = ["Owner", "Wishes", "entry", "free_id", "owner_of"]

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


@dataclass(frozen=True, slots=True)
class Owner:
    """Whose listing it is.

    Attributes:
        institution_id: of the institution.
        entry: the new one; None where the registry has it.
        place_from: the name that the place was taken from, where it is another one.
    """

    institution_id: str
    entry: InstitutionEntry | None = None
    place_from: str | None = None


def owner_of(
    host: str,
    names: Sequence[Named],
    registry: Registry,
    wishes: Wishes,
    file_province: str | None,
) -> Owner:
    """The institution of a listing: a new entry, or one that the registry has.

    Args:
        host: of the listing.
        names: that it bears, best first.
        registry: as it is.
        wishes: what the person says.
        file_province: the folder of the host's file; None if it has none.

    Raises:
        UsageError: page and person together do not tell name, place or level.
    """
    if wishes.institution_id in registry.institutions:
        return Owner(str(wishes.institution_id))
    if wishes.adcode is not None and wishes.adcode not in load_adcodes():
        raise UsageError(
            f"--adcode: {wishes.adcode} is not in data/registry/adcodes.csv"
        )
    tried = [wishes.name] if wishes.name else [named.name for named in names]
    if not tried:
        raise UsageError(
            "no page of this listing names an organ; say whose it is with --name"
        )
    province = wishes.province_id or file_province or _neighbours(host, registry)
    return _first_clear(tried, _Guesser(registry, wishes, province), host)


class _Guesser:
    """Guesses with what is known from elsewhere."""

    def __init__(
        self, registry: Registry, wishes: Wishes, province: str | None
    ) -> None:
        self.registry = registry
        self.wishes = wishes
        self._province = province
        self._adcodes = load_adcodes()

    def __call__(self, name: str, adcode: str | None = None) -> Guess:
        """What an institution of this name is."""
        code = self.wishes.adcode or adcode
        provinces = self.registry.provinces
        return guess(name, self._province, code, provinces, self._adcodes)

    def known(self, name: str) -> str | None:
        """The id of the registered institution, unless a new one is wanted."""
        if self.wishes.institution_id is not None:
            return None
        found = known_institution(name, self.registry)
        return None if found is None else found.institution_id


def _first_clear(tried: Sequence[str], guesser: _Guesser, host: str) -> Owner:
    """The first name that is registered, or whose place is clear.

    An office or a town whose name has no place gets that of the next name that has one:
    财政局 on the site of 平潭县人民政府 is not that government. A government without a
    place is passed over.
    """
    guesses = [guesser(name) for name in tried]
    clear = [g for g in guesses if not g.doubt]
    for name, found in zip(tried, guesses, strict=True):
        known = guesser.known(name)
        if known is not None:
            return Owner(known)
        if not found.doubt:
            return _new(found, guesser, host)
        if clear and clear[0].adcode and found.kind not in ("government", "zone"):
            at = clear[0]
            return _new(guesser(name, at.adcode), guesser, host, place_from=at.name)
    return _new(guesses[0], guesser, host)


def _new(
    best: Guess, guesser: _Guesser, host: str, place_from: str | None = None
) -> Owner:
    """A new entry.

    Raises:
        UsageError: neither the page nor the person says all that it needs.
    """
    wishes, registry = guesser.wishes, guesser.registry
    missing = _open(best, wishes)
    if missing:
        raise UsageError(
            f"cannot tell {' and '.join(missing)} of {best.name}"
            f"{': ' + best.doubt if best.doubt else ''}; say it with "
            f"{' '.join(f'--{m}' for m in missing)}"
        )
    kind = wishes.kind or best.kind
    province = str(wishes.province_id or best.province_id)
    institution_id = wishes.institution_id or free_id(
        _stem(host, province, kind), registry.institutions
    )
    short = {"short_names": best.short_names} if best.short_names else {}
    made: InstitutionEntry = entry(
        InstitutionEntry,
        id=institution_id,
        name=best.name,
        **short,
        province=province,
        adcode=wishes.adcode or best.adcode,
        level=wishes.level or best.level,
        kind=kind,
    )
    return Owner(institution_id, made, place_from)


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
