"""What somebody chose of some provinces, to be asked for or read again.

Empty fields mean everything; what is named in several fields must hold at once. Here
is what was chosen and whether it makes sense in the registry; what a crawl makes of it
is in `pipeline.crawl.choice`, what reading makes of it in `pipeline.read_step`.
"""

import datetime as dt
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from pipeline.errors import UsageError
from pipeline.near import hint
from pipeline.registry import Registry, Source

__all__ = ["EVERYTHING", "FIRST_YEAR", "Selection"]

#: the rules of 广州 (2003) are the first that ask for reports
FIRST_YEAR = 2003


@dataclass(frozen=True, slots=True)
class Selection:
    """What of some provinces to ask or read again; all empty means everything.

    Attributes:
        sources: source ids.
        institutions: institution ids; of a crawl, the listings that carry them.
        years: years that reports are about.
    """

    sources: tuple[str, ...] = ()
    institutions: tuple[str, ...] = ()
    years: tuple[int, ...] = ()

    @property
    def is_everything(self) -> bool:
        """Whether nothing is left out."""
        return not (self.sources or self.institutions or self.years)

    @property
    def is_of_reports(self) -> bool:
        """Whether some reports of a source are chosen, rather than whole sources."""
        return bool(self.institutions or self.years)

    def sources_in(
        self, registry: Registry, provinces: Collection[str]
    ) -> list[Source]:
        """The enabled sources of some provinces that may have what is chosen.

        Args:
            registry: has the sources.
            provinces: `province_id`s.
        """
        wanted = set(self.institutions)
        return [
            source
            for source in registry.sources_of(provinces, None)
            if (not self.sources or source.source_id in self.sources)
            and (not wanted or not wanted.isdisjoint(source.institution_ids))
        ]

    def part_in(
        self, registry: Registry, provinces: Collection[str], *, archived: bool = False
    ) -> "Selection | None":
        """What of it concerns some provinces; None if nothing does.

        Args:
            registry: has the ids; this knows all that are chosen.
            provinces: `province_id`s.
            archived: to be read again: an institution also has what was deposited,
                in its own province.
        """
        sources = [
            s for s in self.sources if registry.sources[s].province_id in provinces
        ]
        institutions = [
            i
            for i in self.institutions
            if _listings(registry, i, provinces)
            or (archived and registry.institutions[i].province_id in provinces)
        ]
        if (self.sources and not sources) or (self.institutions and not institutions):
            return None
        return Selection(tuple(sources), tuple(institutions), self.years)

    def check(
        self,
        registry: Registry,
        provinces: Sequence[str],
        *,
        only_enabled: bool = True,
    ) -> None:
        """Refuse what would choose nothing, or something else than was meant.

        Args:
            registry: has the ids.
            provinces: what the selection is of.
            only_enabled: to be crawled; what is archived may be read again whether or
                not its source is still asked.

        Raises:
            UsageError: an id that is not known, not enabled or of another province, a
                year of which there can be no report, or a combination that nothing
                fits; says what to do.
        """
        for source_id in self.sources:
            source = _check_source(source_id, registry, provinces)
            if only_enabled and not source.enabled:
                raise UsageError(
                    f"source {source_id} is not enabled; to crawl it, set enabled: "
                    f"true in {_file_of(registry, source)}"
                )
        for institution_id in self.institutions:
            here = _check_institution(
                institution_id, registry, provinces, archived=not only_enabled
            )
            if only_enabled and not any(source.enabled for source in here):
                raise _not_listed(institution_id, registry, here)
        last = dt.datetime.now(dt.UTC).year
        for year in self.years:
            if not FIRST_YEAR <= year <= last:
                raise UsageError(
                    f"expected years from {FIRST_YEAR} to {last}, found {year}: the "
                    "year that a report is about, not that in which it was published"
                )
        if self.sources and self.institutions:
            self._check_both(registry)

    def _check_both(self, registry: Registry) -> None:
        """Refuse a source or an institution that nothing would be asked of."""
        listed = set[str]()
        for source_id in self.sources:
            here = registry.sources[source_id].institution_ids
            if set(here).isdisjoint(self.institutions):
                raise UsageError(
                    f"source {source_id} lists none of the institutions "
                    f"{_listed(self.institutions)}; leave out one of the two"
                )
            listed.update(here)
        if others := [i for i in self.institutions if i not in listed]:
            raise UsageError(
                f"none of the sources {_listed(self.sources)} lists "
                f"{_listed(others)}; leave out one of the two"
            )


#: nothing is left out
EVERYTHING = Selection()


def _check_source(
    source_id: str, registry: Registry, provinces: Sequence[str]
) -> Source:
    source = registry.sources.get(source_id)
    if source is None:
        known = [s for s in registry.sources.values() if s.province_id in provinces]
        nearby = [s.source_id for s in known]
        raise _unknown("source", source_id, nearby, registry.sources)
    _check_province("source", source_id, source.province_id, provinces)
    return source


def _listings(
    registry: Registry, institution_id: str, provinces: Collection[str] | None = None
) -> list[Source]:
    """The sources that list an institution, of some provinces or of all."""
    return [
        source
        for source in registry.sources.values()
        if institution_id in source.institution_ids
        and (provinces is None or source.province_id in provinces)
    ]


def _check_institution(
    institution_id: str, registry: Registry, provinces: Sequence[str], *, archived: bool
) -> list[Source]:
    """The sources of these provinces that list an institution; none is an answer."""
    institution = registry.institutions.get(institution_id)
    if institution is None:
        known = registry.institutions.values()
        near = [i.institution_id for i in known if i.province_id in provinces]
        raise _unknown("institution", institution_id, near, registry.institutions)
    here = _listings(registry, institution_id, provinces)
    if not here and not (archived and institution.province_id in provinces):
        # that of a listing, if it has one: a portal may stand in another province
        elsewhere = {s.province_id for s in _listings(registry, institution_id)}
        of = min(elsewhere, default=institution.province_id)
        _check_province("institution", institution_id, of, provinces)
    return here


def _not_listed(
    institution_id: str, registry: Registry, here: Sequence[Source]
) -> UsageError:
    files = sorted({_file_of(registry, source) for source in here})
    advice = (
        f"set enabled: true in {_listed(files)}"
        if files
        else "add one with `ogi sources add`"
    )
    return UsageError(
        f"no enabled source lists the reports of institution {institution_id}; {advice}"
    )


def _check_province(
    what: str, name: str, province_id: str, provinces: Sequence[str]
) -> None:
    if province_id not in provinces:
        raise UsageError(
            f"{what} {name} is of province {province_id}, the run is over "
            f"{_listed(provinces)}; choose {province_id}"
        )


def _unknown(
    what: str, name: str, nearby: Collection[str], known: Collection[str]
) -> UsageError:
    """With the closest id of these provinces, else of all, as a hint."""
    said = hint(name, nearby) or hint(name, known)
    return UsageError(
        f"there is no {what} {name!r}{said}; all are in data/registry/hosts/"
    )


def _file_of(registry: Registry, source: Source) -> str:
    place = registry.folder / "hosts" / source.province_id / f"{source.host}.yml"
    return str(place)


def _listed(names: Iterable[str], most: int = 5) -> str:
    found = list(names)
    more = f" and {len(found) - most} more" if len(found) > most else ""
    return ", ".join(found[:most]) + more
