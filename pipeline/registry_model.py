"""The shapes of the registry: what a row or a host file may say.

Here are the models and what one record can check about itself. Reading files is in
`pipeline.registry_files`; checks between records and the questions that callers ask
are in `pipeline.registry`.
"""

import datetime as dt
import ipaddress
import re
from datetime import date
from typing import Annotated, Literal, Self
from urllib.parse import urlsplit

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, model_validator

__all__ = [
    "Adcode",
    "Family",
    "HostFile",
    "Institution",
    "InstitutionEntry",
    "Kind",
    "Level",
    "Politeness",
    "Province",
    "Render",
    "Scheme",
    "Source",
    "SourceEntry",
]

Level = Literal["national", "province", "prefecture", "county", "township"]
Kind = Literal["government", "department", "town", "zone", "central_agency", "other"]
Scheme = Literal["http", "https"]
Render = Literal["none", "browser"]
#: The site software that lists the reports; each has its own way of paging.
Family = Literal[
    "trs",
    "hanweb_jcms",
    "hanweb_xxgk",
    "jpaas",
    "truecms",
    "ucap",
    "gkmlpt",
    "longxun",
    "anhui_openness",
    "vsb",
    "epoint",
    "shanghai",
    "hebei",
    "aspnet",
    "generic",
]


def _check_host(value: str) -> str:
    """A host is a lower-case name: an address would hide whose site it is."""
    try:
        ipaddress.ip_address(value)
    except ValueError:
        pass
    else:
        raise ValueError("expected a host name, found a bare IP address")
    if not re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+)+", value):
        raise ValueError("expected a lower-case host name without scheme or port")
    return value


def _check_hours(value: str) -> str:
    """Two times of the day; the second may be of the next day."""
    found = re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d-([01]\d|2[0-3]):[0-5]\d", value)
    if found is None or value[:5] == value[6:]:
        raise ValueError(f"expected hours such as 22:00-06:00, found {value!r}")
    return value


def _check_unique(values: tuple[str, ...]) -> tuple[str, ...]:
    """The same entry twice in one list is a slip."""
    repeated = sorted({v for v in values if values.count(v) > 1})
    if repeated:
        raise ValueError(f"listed twice: {', '.join(repeated)}")
    return values


Slug = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$")]
AdcodeText = Annotated[str, Field(pattern=r"^[1-9][0-9]{5}$")]
HostName = Annotated[str, AfterValidator(_check_host)]
Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]
Year = Annotated[int, Field(ge=1949, le=2200)]
# YAML gives lists: only the container is lenient, its items stay strict.
Names = Annotated[tuple[Text, ...], Field(strict=False), AfterValidator(_check_unique)]
Slugs = Annotated[
    tuple[Slug, ...], Field(strict=False, min_length=1), AfterValidator(_check_unique)
]


class _Record(BaseModel):
    """Strict, closed and immutable: an unknown key or a wrong type is an error."""

    model_config = ConfigDict(extra="forbid", frozen=True, strict=True)


class Province(_Record):
    """A province-level division, or `central` for the bodies of the central state."""

    province_id: Slug
    adcode: AdcodeText | None
    name_zh: Text
    name_en: Text
    iso: Annotated[str, Field(pattern=r"^CN-[A-Z]{2}$")] | None


class Adcode(_Record):
    """One division of GB/T 2260 (中华人民共和国行政区划代码)."""

    adcode: AdcodeText
    name: Text
    level: Literal["province", "prefecture", "county"]
    parent_adcode: AdcodeText | None


class Politeness(_Record):
    """How gently a host is asked.

    Attributes:
        delay_seconds: pause between two requests to the host, in seconds, counted from
            the end of an answer.
        max_requests_per_day: requests after which the host is left alone until the
            next day in China.
        hours: when it may be asked, in China's time, such as `22:00-06:00`; None for
            any time.
    """

    delay_seconds: Annotated[float, Field(ge=0, le=600)] = 5.0
    max_requests_per_day: Annotated[int, Field(ge=1, le=100_000)] = 2000
    hours: Annotated[str, AfterValidator(_check_hours)] | None = None

    def allows(self, time: dt.time) -> bool:
        """Whether the host may be asked at a time of the day in China."""
        if self.hours is None:
            return True
        start, end = (dt.time.fromisoformat(text) for text in self.hours.split("-"))
        if start <= end:
            return start <= time < end
        return time >= start or time < end


class Institution(_Record):
    """A body that publishes annual reports.

    Attributes:
        adcode: the division that it belongs to; a township has the code of its
            county, a zone without a code the smallest division that holds it; None
            for the central state.
        parent_id: the institution above it, where the registry has it.
        valid_from: first year that it existed under this name, None if unknown.
        valid_to: last such year, None if it still exists or that is unknown.
    """

    institution_id: Slug
    name: Text
    short_names: tuple[str, ...]
    province_id: Slug
    adcode: AdcodeText | None
    level: Level
    kind: Kind
    parent_id: Slug | None
    valid_from: int | None
    valid_to: int | None


class Source(_Record):
    """One listing of annual reports on one host.

    Attributes:
        institution_ids: whose reports it lists; a listing may carry others as well.
        render: `browser` if the listing is empty until a browser has run its scripts;
            needs the extra `browser`.
        verified: the listing address itself was seen, not only inferred.
        enabled: crawled by a run that names no source.
    """

    source_id: Slug
    province_id: Slug
    host: HostName
    scheme: Scheme
    listing_url: str
    family: Family
    render: Render = "none"
    institution_ids: tuple[str, ...]
    politeness: Politeness
    verified: bool
    verified_on: date | None
    evidence: str
    enabled: bool


class InstitutionEntry(_Record):
    """An institution as a host file writes it."""

    id: Slug
    name: Text
    short_names: Names = ()
    province: Slug
    adcode: AdcodeText | None
    level: Level
    kind: Kind
    parent: Slug | None = None
    valid_from: Year | None = None
    valid_to: Year | None = None

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.valid_from and self.valid_to and self.valid_from > self.valid_to:
            raise ValueError(
                f"valid_from {self.valid_from} is after valid_to {self.valid_to}"
            )
        if self.parent == self.id:
            raise ValueError(f"{self.id} is its own parent")
        return self

    def institution(self) -> Institution:
        """The entry under the names that the tables use."""
        return Institution(
            institution_id=self.id,
            name=self.name,
            short_names=self.short_names,
            province_id=self.province,
            adcode=self.adcode,
            level=self.level,
            kind=self.kind,
            parent_id=self.parent,
            valid_from=self.valid_from,
            valid_to=self.valid_to,
        )


class SourceEntry(_Record):
    """A source as a host file writes it."""

    id: Slug
    listing_url: Text
    family: Family
    render: Render = "none"
    institutions: Slugs
    verified: bool
    verified_on: date | None = None
    evidence: str = ""
    enabled: bool

    @model_validator(mode="after")
    def _check(self) -> Self:
        if self.verified and self.verified_on is None:
            raise ValueError("verified: true needs verified_on, the day it was seen")
        if self.verified and not self.evidence.strip():
            raise ValueError("verified: true needs evidence, how it was seen")
        if not self.verified and self.verified_on is not None:
            raise ValueError("verified_on without verified: true")
        if self.enabled and not self.verified:
            raise ValueError(
                "enabled: true needs verified: true; look at the listing first, "
                "then say when and how in verified_on and evidence"
            )
        return self


class HostFile(_Record):
    """One file `hosts/<province_id>/<host>.yml`."""

    host: HostName
    scheme: Scheme
    politeness: Politeness = Politeness()
    institutions: Annotated[tuple[InstitutionEntry, ...], Field(strict=False)]
    sources: Annotated[tuple[SourceEntry, ...], Field(strict=False)]

    @model_validator(mode="after")
    def _check(self) -> Self:
        for source in self.sources:
            parts = urlsplit(source.listing_url)
            if parts.netloc != self.host:
                raise ValueError(
                    f"source {source.id}: listing_url is on {parts.netloc!r}, "
                    f"this file is about host {self.host!r}"
                )
            if parts.scheme != self.scheme:
                raise ValueError(
                    f"source {source.id}: listing_url starts with {parts.scheme!r}, "
                    f"the file says scheme {self.scheme!r}"
                )
        return self

    @property
    def is_admitted(self) -> bool:
        """Whether the host may be asked: its listing was seen, or it has none."""
        return not self.sources or any(source.verified for source in self.sources)

    def source(self, entry: SourceEntry, province_id: str) -> Source:
        """An entry of this file together with what the file says about the host."""
        return Source(
            source_id=entry.id,
            province_id=province_id,
            host=self.host,
            scheme=self.scheme,
            listing_url=entry.listing_url,
            family=entry.family,
            render=entry.render,
            institution_ids=entry.institutions,
            politeness=self.politeness,
            verified=entry.verified,
            verified_on=entry.verified_on,
            evidence=entry.evidence,
            enabled=entry.enabled,
        )
