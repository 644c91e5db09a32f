"""Read the files of the registry, strictly, one by one.

A file is either turned into models or refused with its name and the place in it. What
the records say about each other is checked in `pipeline.registry`.
"""

from collections.abc import Iterable
from pathlib import Path

from pipeline.data_files import csv_rows, read_yaml, shown, validated
from pipeline.errors import RegistryError
from pipeline.registry_model import Adcode, HostFile, Province

__all__ = [
    "read_adcodes",
    "read_host_file",
    "read_provinces",
]


def read_host_file(path: Path) -> HostFile:
    """Read one `hosts/<province_id>/<host>.yml`.

    Raises:
        RegistryError: not UTF-8 YAML, a key too many or too few, a wrong value, or a
            file name that is not the host's.
    """
    content = read_yaml(path, RegistryError)
    if not isinstance(content, dict):
        raise RegistryError(
            f"{shown(path)}: expected the keys host, scheme, institutions, sources; "
            f"found {type(content).__name__}"
        )
    file = validated(HostFile, content, shown(path), RegistryError)
    if path.name != f"{file.host}.yml":
        raise RegistryError(
            f"{shown(path)}, host: the file is about {file.host!r}, "
            f"so its name must be {file.host}.yml"
        )
    return file


def read_provinces(path: Path) -> tuple[Province, ...]:
    """Read `provinces.csv`, in the order of the file.

    Raises:
        RegistryError: missing file, other columns, a wrong value, an id twice.
    """
    rows = csv_rows(path, tuple(Province.model_fields), RegistryError)
    provinces = tuple(
        validated(Province, row, place, RegistryError) for place, row in rows
    )
    _refuse_repeats((p.province_id for p in provinces), "province_id", path)
    return provinces


def read_adcodes(path: Path) -> dict[str, Adcode]:
    """Read `adcodes.csv`: code to division.

    Raises:
        RegistryError: missing file, other columns, a wrong value, a code twice, or a
            parent that is not there.
    """
    rows = csv_rows(path, tuple(Adcode.model_fields), RegistryError)
    divisions = [validated(Adcode, row, place, RegistryError) for place, row in rows]
    _refuse_repeats((d.adcode for d in divisions), "adcode", path)
    known = {d.adcode: d for d in divisions}
    for division in divisions:
        if division.parent_adcode and division.parent_adcode not in known:
            raise RegistryError(
                f"{shown(path)}, adcode {division.adcode}: parent_adcode "
                f"{division.parent_adcode} is not in the file"
            )
    return known


def _refuse_repeats(values: Iterable[str], key: str, path: Path) -> None:
    """Raise at the first value that comes twice."""
    seen: set[str] = set()
    for value in values:
        if value in seen:
            raise RegistryError(f"{shown(path)}, {key}: {value!r} is there twice")
        seen.add(value)
