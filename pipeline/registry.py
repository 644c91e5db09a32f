"""The registry: which institutions report, where, and whether we may ask.

It loads `data/registry` (or a folder like it) and answers which sources to crawl. Only
hosts that are named here are ever crawled. The shapes are in
`pipeline.registry_model`, the reading of single files in `pipeline.registry_files`,
the checks between files in `pipeline.registry_checks`; nothing here fetches anything.
"""

from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd
from pydantic import BaseModel

from pipeline.errors import UsageError
from pipeline.near import hint
from pipeline.paths import project_dir
from pipeline.registry_checks import (
    check_institutions,
    collect_institutions,
    collect_sources,
    read_hosts,
)
from pipeline.registry_files import read_adcodes, read_provinces
from pipeline.registry_model import (
    Adcode,
    Institution,
    Politeness,
    Province,
    Source,
)

__all__ = [
    "Adcode",
    "Institution",
    "Politeness",
    "Province",
    "Registry",
    "Source",
    "load_adcodes",
    "load_provinces",
    "load_registry",
    "registry_in",
]

#: joins the items of a list in one field of a frame
LIST_SEPARATOR = "|"


@dataclass(frozen=True)
class Registry:
    """Everything that the registry says.

    Attributes:
        provinces: in the order of `provinces.csv`.
        institutions: by institution_id, sorted.
        sources: by source_id, sorted.
        hosts: every host that has a file, and how gently it is asked.
        scope: the hosts that may be asked: those with a listing that somebody has
            seen (`verified`), and those that a person admitted without a listing.
        folder: where it was read; corrections and waivers stand beside it.
    """

    provinces: tuple[Province, ...]
    institutions: Mapping[str, Institution]
    sources: Mapping[str, Source]
    hosts: Mapping[str, Politeness]
    scope: frozenset[str]
    folder: Path

    def sources_of(
        self,
        province_ids: Collection[str] | None = None,
        source_ids: Collection[str] | None = None,
        *,
        only_enabled: bool = True,
    ) -> list[Source]:
        """The sources of some provinces, or of some ids, or of both at once.

        Args:
            province_ids: keep the sources of these; None for all provinces.
            source_ids: keep these; None for all sources.
            only_enabled: leave out what is not enabled (an unverified source never
                is).

        Returns:
            The sources, sorted by id; empty if nothing fits.

        Raises:
            UsageError: an id that the registry does not have.
        """
        _refuse_unknown(
            province_ids, [p.province_id for p in self.provinces], "province"
        )
        _refuse_unknown(source_ids, self.sources, "source")
        return [
            source
            for source in self.sources.values()
            if (province_ids is None or source.province_id in province_ids)
            and (source_ids is None or source.source_id in source_ids)
            and (source.enabled or not only_enabled)
        ]

    def institutions_frame(self) -> pd.DataFrame:
        """One row an institution; `short_names` joined by `|`; years Int64."""
        frame = _frame(Institution, self.institutions.values())
        frame["short_names"] = frame["short_names"].map(LIST_SEPARATOR.join)
        return frame.astype({"valid_from": "Int64", "valid_to": "Int64"})

    def sources_frame(self) -> pd.DataFrame:
        """One row a source; `institution_ids` joined by `|`, politeness as columns.

        `delay_seconds`, `max_requests_per_day` and `hours` come last; `verified_on`
        is a date or None.
        """
        frame = _frame(Source, self.sources.values())
        frame["institution_ids"] = frame["institution_ids"].map(LIST_SEPARATOR.join)
        politeness = pd.DataFrame(
            [s.politeness.model_dump() for s in self.sources.values()],
            columns=list(Politeness.model_fields),
        )
        return frame.drop(columns="politeness").join(politeness)

    def provinces_frame(self) -> pd.DataFrame:
        """One row a province, `central` last."""
        return _frame(Province, self.provinces)


#: registries that are remembered: one of a root, and another one for tests
_REMEMBERED = 2


def registry_in(folder: Path | None = None) -> Registry:
    """The same as `load_registry`; read again only if a file is another one.

    Every step of a run asks for it, and a large registry takes seconds to read.
    """
    folder = folder or _default_folder()
    hosts = sorted((folder / "hosts").rglob("*"))
    fixed = [_default_folder() / name for name in ("provinces.csv", "adcodes.csv")]
    return _registry_of(folder, tuple(map(_identified, [*hosts, *fixed])))


def _identified(path: Path) -> tuple[str, ...]:
    """What tells an untouched file from another one under the same name."""
    try:
        status = path.stat()
    except FileNotFoundError:  # reading it says so
        return (str(path),)
    identity = (status.st_size, status.st_mtime_ns, status.st_ctime_ns, status.st_ino)
    return (str(path), *map(str, identity))


@lru_cache(_REMEMBERED)
def _registry_of(folder: Path, files: tuple[tuple[str, ...], ...]) -> Registry:
    del files  # only to tell whether they are the same
    return load_registry(folder)


def load_registry(folder: Path | None = None) -> Registry:
    """Load and check the registry.

    Args:
        folder: a folder with `hosts/<province_id>/<host>.yml`; None for the
            project's `data/registry`. Provinces and adcodes always are the project's.

    Raises:
        RegistryError: the first thing that is wrong, with file and place.
    """
    folder = folder or _default_folder()
    provinces = load_provinces()
    files = read_hosts(folder / "hosts", {p.province_id for p in provinces})
    institutions, origin = collect_institutions(files)
    check_institutions(institutions, origin, provinces, load_adcodes())
    sources = collect_sources(files, institutions)
    return Registry(
        provinces=provinces,
        institutions=dict(sorted(institutions.items())),
        sources=dict(sorted(sources.items())),
        hosts={file.host: file.politeness for file in files.values()},
        scope=frozenset(f.host for f in files.values() if f.is_admitted),
        folder=folder,
    )


def load_provinces() -> tuple[Province, ...]:
    """The province-level divisions and `central`, from `data/registry`.

    Raises:
        RegistryError: the file is missing or wrong.
    """
    return read_provinces(_default_folder() / "provinces.csv")


def load_adcodes() -> dict[str, Adcode]:
    """The divisions of GB/T 2260 by code, from `data/registry`.

    Raises:
        RegistryError: the file is missing or wrong.
    """
    return read_adcodes(_default_folder() / "adcodes.csv")


def _default_folder() -> Path:
    """The project's own registry."""
    return project_dir() / "data" / "registry"


def _refuse_unknown(
    asked: Collection[str] | None, known: Collection[str], what: str
) -> None:
    """Raise at the first id that is not known, with the closest one as a hint."""
    for name in asked or ():
        if name not in known:
            raise UsageError(f"there is no {what} {name!r}{hint(name, known)}")


def _frame(model: type[BaseModel], rows: Iterable[BaseModel]) -> pd.DataFrame:
    """One column a field of the model, in its order, also when there is no row."""
    columns = list(model.model_fields)
    records = [[getattr(row, name) for name in columns] for row in rows]
    return pd.DataFrame(records, columns=columns, dtype=object)
