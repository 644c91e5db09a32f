"""What the files of the registry must say about each other.

One function a step: collect the host files, then institutions, then sources; each
refuses the first thing that does not fit, naming the file. What a single record can
check about itself is in `pipeline.registry_model`.
"""

from collections.abc import Collection, Iterable, Mapping
from pathlib import Path

from pipeline.data_files import shown
from pipeline.errors import RegistryError
from pipeline.near import hint
from pipeline.registry_files import read_host_file
from pipeline.registry_model import Adcode, HostFile, Institution, Province, Source

__all__ = [
    "check_institutions",
    "collect_institutions",
    "collect_sources",
    "read_hosts",
]


def read_hosts(folder: Path, province_ids: Collection[str]) -> dict[Path, HostFile]:
    """Every host file below the folder; anything else there is an error."""
    if not folder.is_dir():
        raise RegistryError(f"{shown(folder)}: the folder is missing")
    files: dict[Path, HostFile] = {}
    place_of: dict[str, Path] = {}
    for path in sorted(p for p in folder.rglob("*") if not p.is_dir()):
        if path.suffix != ".yml" or path.parent.parent != folder:
            raise RegistryError(
                f"{shown(path)}: expected only hosts/<province_id>/<host>.yml here"
            )
        if path.parent.name not in province_ids:
            raise RegistryError(
                f"{shown(path)}: the folder {path.parent.name!r} is no province_id of "
                "data/registry/provinces.csv"
            )
        file = read_host_file(path)
        if file.host in place_of:
            raise RegistryError(
                f"{shown(path)}, host: {file.host} already has the file "
                f"{shown(place_of[file.host])}; a host shared by provinces has one file"
            )
        place_of[file.host] = path
        files[path] = file
    return files


def collect_institutions(
    files: Mapping[Path, HostFile],
) -> tuple[dict[str, Institution], dict[str, Path]]:
    """Institutions by id, and the file that defines each."""
    found: dict[str, Institution] = {}
    origin: dict[str, Path] = {}
    for path, file in files.items():
        for entry in file.institutions:
            if entry.id in found:
                raise RegistryError(
                    f"{shown(path)}, institution {entry.id}: already defined in "
                    f"{shown(origin[entry.id])}"
                )
            if entry.province != path.parent.name:
                raise RegistryError(
                    f"{shown(path)}, institution {entry.id}: province is "
                    f"{entry.province!r}, the file lies in {path.parent.name!r}"
                )
            found[entry.id] = entry.institution()
            origin[entry.id] = path
    return found, origin


def collect_sources(
    files: Mapping[Path, HostFile], institutions: Mapping[str, Institution]
) -> dict[str, Source]:
    """Sources by id; ids and listings are unique, institutions exist."""
    found: dict[str, Source] = {}
    origin: dict[str, Path] = {}
    for path, file in files.items():
        for entry in file.sources:
            place = f"{shown(path)}, source {entry.id}"
            key = entry.listing_url
            for known in (entry.id, key):
                if known in origin:
                    raise RegistryError(
                        f"{place}: {known} is already used in {shown(origin[known])}"
                    )
            for institution_id in entry.institutions:
                if institution_id not in institutions:
                    close = hint(institution_id, institutions)
                    raise RegistryError(
                        f"{place}, institutions: {institution_id!r} is defined in no "
                        f"host file{close}"
                    )
            origin[entry.id] = origin[key] = path
            found[entry.id] = file.source(entry, path.parent.name)
    return found


def check_institutions(
    institutions: Mapping[str, Institution],
    origin: Mapping[str, Path],
    provinces: Iterable[Province],
    adcodes: Mapping[str, Adcode],
) -> None:
    """Parents and codes of all institutions; `origin` is the file of each."""
    homes = {p.province_id: p.adcode for p in provinces}
    for institution_id, institution in institutions.items():
        place = f"{shown(origin[institution_id])}, institution {institution_id}"
        _check_parents(institution, institutions, place)
        _check_adcode(institution, homes[institution.province_id], adcodes, place)


def _check_parents(
    institution: Institution, institutions: Mapping[str, Institution], place: str
) -> None:
    """Parents exist, and going up comes to an end."""
    seen = {institution.institution_id}
    parent_id = institution.parent_id
    while parent_id is not None:
        if parent_id not in institutions:
            close = hint(parent_id, institutions)
            raise RegistryError(
                f"{place}, parent: {parent_id!r} is defined in no host file{close}"
            )
        if parent_id in seen:
            raise RegistryError(f"{place}, parent: {parent_id!r} is its own ancestor")
        seen.add(parent_id)
        parent_id = institutions[parent_id].parent_id


def _check_adcode(
    institution: Institution,
    home: str | None,
    adcodes: Mapping[str, Adcode],
    place: str,
) -> None:
    """The code exists and lies in the province: its first two digits say so."""
    if institution.adcode is None:
        return
    if institution.adcode not in adcodes:
        raise RegistryError(
            f"{place}, adcode: {institution.adcode} is not in data/registry/adcodes.csv"
        )
    if home is None or institution.adcode[:2] != home[:2]:
        name = adcodes[institution.adcode].name
        raise RegistryError(
            f"{place}, adcode: {institution.adcode} ({name}) does not lie in "
            f"{institution.province_id}"
        )
