"""Write host files of the registry from a table of addresses that somebody found.

Development time only, for adding many sources at once:

    python tools/build_registry.py found.csv [registry folder]

One row an institution. Columns (only the first five are required to have a value):

    url             an address of the institution's report, or of the listing
    institution_id  id for the registry
    name            full official name
    level, kind     as in the registry
    province_id     folder that the host file belongs in
    short_names     joined by |
    adcode          blank: the longest place name of the province within `name`
    parent, valid_from, valid_to
    listing_url     blank: inferred from `url`; `-`: none is known
    family          blank: inferred
    source_id       blank: <first institution_id>-reports
    verified_on     set: the listing itself was seen on that day
    evidence        blank: the address that the listing was inferred from
    comment         goes to the top of the host's file

A host that has a file is left alone and named: edit that file by hand.
"""

import csv
import re
import sys
from collections.abc import Iterable
from pathlib import Path
from urllib.parse import urljoin, urlsplit

import yaml

from pipeline.registry import Adcode, load_adcodes, load_provinces
from pipeline.sources.host_files import dumped
from pipeline.sources.places import place_codes

REGISTRY = Path(__file__).resolve().parent.parent / "data" / "registry"

Row = dict[str, str]

#: (what an article address looks like, where its listing may be, family). The first
#: fit counts. A year folder above the article is dropped: the listing is above it.
YEAR = r"(?:(?:\d{4}n?(?:ian)?|\d{4}nb)/)?"
XXGK = r"(?P<a>.*/module/xxgk/xxgkAnnualReport\.jsp\?).*?(?P<b>area=\w+).*"
ART = r"(?P<a>https?://[^/]+)/art/\d+/\d+/\d+/art_(?P<b>\d+)_\d+\.html"
PUBLIC = r"(?P<a>.*/openness/public/)(?P<b>\d+)/\d+\.html"
SHAPES: tuple[tuple[str, str, str], ...] = (
    (XXGK, r"\g<a>\g<b>", "hanweb_xxgk"),
    (ART, r"\g<a>/col/col\g<b>/index.html", "hanweb_jcms"),
    (r"(?P<a>.*/gkmlpt/)content/.*", r"\g<a>index", "gkmlpt"),
    (r"(?P<a>.*/)content/post_\d+\.html", r"\g<a>", "generic"),
    (PUBLIC, r"\g<a>column/\g<b>?type=3&action=list", "longxun"),
    (r"(?P<a>.*/nw\d+/)\d{8}/[0-9a-f]{32}\.html", r"\g<a>index.html", "shanghai"),
    (r"(?P<a>.*/columns/[0-9a-f-]{36}/)\d{6}/\d\d/.*", r"\g<a>index.html", "hebei"),
    (r"(?P<a>.*/c\d{6}/)\d{6}/c01_\d+\.shtml", r"\g<a>zfxxgklby_nb.shtml", "ucap"),
    (r"(?P<a>.*/c\d{6}/)\d{6}/[0-9a-f]{32}\.shtml", r"\g<a>common_list.shtml", "ucap"),
    (r"(?P<a>.*/)\d{6}/[0-9a-f]{32}\.shtml", r"\g<a>list.shtml", "ucap"),
    (r"(?P<a>.*/n\d{6,}/)c\d{6,}/content\.html", r"\g<a>index.html", "ucap"),
    (rf"(?P<a>.*?/){YEAR}\d{{6}}/t\d{{8}}_\d+(?:_wap)?\.s?html?", r"\g<a>", "trs"),
    (rf"(?P<a>.*?/){YEAR}t\d{{5,8}}\.shtml", r"\g<a>", "trs"),
    (r"(?P<a>(?:.*/\d+)+/)content_\d+\.html", r"\g<a>index.htm", "generic"),
    (r"(?P<a>.*/)\d{19}\.html", r"\g<a>", "generic"),
    (r"(?P<a>.*/)\d{8}/\d+\.html", r"\g<a>", "generic"),
)


def infer(url: str) -> tuple[str, str] | None:
    """(listing address, family) that an article's address suggests, or None."""
    for pattern, listing, family in SHAPES:
        match = re.fullmatch(pattern, url)
        if match:
            return match.expand(listing), family
    return None


def place_code(name: str, prefix: str, adcodes: dict[str, Adcode]) -> str:
    """The code of the smallest place of the province that the name begins with.

    Raises:
        SystemExit: no place, or several that fit equally: say the code in the table.
    """
    found = place_codes(name, prefix, adcodes)
    if len(found) != 1:
        raise SystemExit(f"{name}: {found} fit; say the adcode in the table")
    return found[0]


def institution(row: Row, adcode: str | None) -> dict[str, object]:
    """The institution as the file writes it; what is unknown is left out."""
    entry: dict[str, object] = {"id": row["institution_id"], "name": row["name"]}
    if row["short_names"]:
        entry["short_names"] = row["short_names"].split("|")
    entry |= {"province": row["province_id"], "adcode": adcode}
    entry |= {"level": row["level"], "kind": row["kind"]}
    if row["parent"]:
        entry["parent"] = row["parent"]
    for key in ("valid_from", "valid_to"):
        if row[key]:
            entry[key] = int(row[key])
    return entry


def sources(rows: list[Row]) -> list[dict[str, object]]:
    """The sources of one host: rows with the same listing are one source."""
    found: dict[str, dict[str, object]] = {}
    for row in rows:
        guess = infer(row["url"])
        listing = row["listing_url"] or (guess[0] if guess else "-")
        if listing == "-":
            continue
        listing = urljoin(row["url"], listing)
        if listing in found:
            members = found[listing]["institutions"]
            if isinstance(members, list) and row["institution_id"] not in members:
                members.append(row["institution_id"])
            continue
        entry: dict[str, object] = {
            "id": row["source_id"] or f"{row['institution_id']}-reports",
            "listing_url": listing,
            "family": row["family"] or (guess[1] if guess else "generic"),
            "institutions": [row["institution_id"]],
            "verified": bool(row["verified_on"]),
        }
        if row["verified_on"]:
            entry["verified_on"] = yaml.safe_load(row["verified_on"])
        entry["evidence"] = row["evidence"] or f"not seen; inferred from {row['url']}"
        entry["enabled"] = False
        found[listing] = entry
    return list(found.values())


def host_file(rows: list[Row], codes: dict[str, str | None]) -> str:
    """The text of one host's file."""
    parts = urlsplit(rows[0]["url"])
    entries = {
        r["institution_id"]: institution(r, codes[r["institution_id"]])
        for r in rows
        if r["name"]
    }
    comments = dict.fromkeys(r["comment"] for r in rows if r["comment"])
    head = "".join(f"# {comment}\n" for comment in comments)
    blocks = [dumped({"host": parts.netloc, "scheme": parts.scheme})]
    for key, items in (
        ("institutions", list(entries.values())),
        ("sources", sources(rows)),
    ):
        blocks.append(dumped({key: items}))
    return head + "".join(blocks)


def adcode_of(
    row: Row, prefixes: dict[str, str], adcodes: dict[str, Adcode]
) -> str | None:
    """The code of a row; None for the central state only."""
    prefix = prefixes[row["province_id"]]
    if not prefix:
        return None
    return row["adcode"] or place_code(row["name"], prefix, adcodes)


def main(table: str, folder: Path = REGISTRY) -> None:
    """Write one file for each new host of the table."""
    with Path(table).open(encoding="utf-8", newline="") as handle:
        rows = list(csv.DictReader(handle))
    adcodes = load_adcodes()
    prefixes = {p.province_id: (p.adcode or "")[:2] for p in load_provinces()}
    codes = {
        r["institution_id"]: adcode_of(r, prefixes, adcodes) for r in rows if r["name"]
    }
    for host in dict.fromkeys(urlsplit(r["url"]).netloc for r in rows):
        of_host = [r for r in rows if urlsplit(r["url"]).netloc == host]
        path = folder / "hosts" / of_host[0]["province_id"] / f"{host}.yml"
        if path.exists():
            report([f"{path}: is there, left alone"])
            continue
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(host_file(of_host, codes), "utf-8")
    report(f"{k}\t{c}\t{adcodes[c].name if c else ''}" for k, c in codes.items())


def report(lines: Iterable[str]) -> None:
    """Say it on the terminal: codes are to be read by eye."""
    sys.stdout.writelines(f"{line}\n" for line in lines)


if __name__ == "__main__":
    main(sys.argv[1], *map(Path, sys.argv[2:]))
