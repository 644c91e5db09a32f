"""A registry for hosts of the test site, as files that the real loader reads."""

from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import yaml

from pipeline.registry import load_adcodes, load_provinces
from tests.site.model import Host

__all__ = ["source_id_of", "write_registry"]


def source_id_of(host: Host, province: str = "fujian") -> str:
    """The id under which `write_registry` registers a host."""
    return f"{province}-" + host.name.replace(".", "-").replace("_", "-")


def write_registry(
    folder: Path,
    hosts: Iterable[Host],
    *,
    provinces: Sequence[str] = ("fujian",),
    delay_seconds: float = 0.0,
    **more: object,
) -> Path:
    """Write one file a host, verified and enabled; gives the folder.

    Args:
        folder: of the registry.
        hosts: to register.
        provinces: that they are of, in turn.
        delay_seconds: between two requests; `more` is the rest of `politeness`.
    """
    counties = _counties(provinces)
    for number, host in enumerate(hosts):
        province = provinces[number % len(provinces)]
        place = folder / "hosts" / province
        place.mkdir(parents=True, exist_ok=True)
        name = source_id_of(host, province)
        content: dict[str, object] = {
            "host": host.name,
            "scheme": "http",
            "politeness": {"delay_seconds": delay_seconds, **more},
            "institutions": [
                {
                    "id": f"{name}-office",
                    "name": f"第{number}局",
                    "province": province,
                    "adcode": counties[province],
                    "level": "county",
                    "kind": "department",
                }
            ],
            "sources": [
                {
                    "id": name,
                    "listing_url": host.listing,
                    "family": "generic",
                    "institutions": [f"{name}-office"],
                    "verified": True,
                    "verified_on": "2026-01-01",
                    "evidence": "a host of the test site",
                    "enabled": True,
                }
            ],
        }
        for other in host.others:
            _admit(place, other.name)
        _write(place / f"{host.name}.yml", content)
    return folder


def _counties(provinces: Sequence[str]) -> dict[str, str]:
    """A county of each province: 平潭县, or the first one."""
    found = {}
    divisions = {p.province_id: p.adcode for p in load_provinces()}
    codes = sorted(
        load_adcodes().values(), key=lambda a: (a.adcode != "350128", a.adcode)
    )
    for province in provinces:
        start = (divisions[province] or "")[:2]
        found[province] = next(
            a.adcode
            for a in codes
            if a.level == "county" and a.adcode.startswith(start)
        )
    return found


def _admit(place: Path, name: str) -> None:
    """A host without a listing of its own, which a listing needs."""
    content: dict[str, object] = {
        "host": name,
        "scheme": "http",
        "institutions": [],
        "sources": [],
    }
    _write(place / f"{name}.yml", content)


def _write(path: Path, content: Mapping[str, object]) -> None:
    text = yaml.safe_dump(content, allow_unicode=True, sort_keys=False)
    # a day in YAML has no quotes
    path.write_text(text.replace("'2026-01-01'", "2026-01-01"), encoding="utf-8")
