"""Whose listing it is: the names that its pages bear, and what an institution's is.

Pure guesses, each with where it comes from, for a person to confirm. Words are in
`data/crawl/proposals.yml`, divisions in `data/registry/adcodes.csv`.
"""

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.discover.found import Candidate
from pipeline.crawl.discover.page import Page
from pipeline.crawl.settings import proposal_settings
from pipeline.extract.characters import plain_words
from pipeline.extract.normal import label_key
from pipeline.extract.titles import is_organ
from pipeline.registry import Adcode, Institution, Province, Registry
from pipeline.registry_model import Kind, Level
from pipeline.sources.places import place_codes, province_of_code

__all__ = ["Guess", "Named", "guess", "known_institution", "names_on"]

_BETWEEN = re.compile(r"\s*[-—–_|｜丨>»›/:：]+\s*|\s{2,}")


@dataclass(frozen=True, slots=True)
class Named:
    """A name that was found, and where."""

    name: str
    origin: str


@dataclass(frozen=True, slots=True)
class Guess:
    """What an institution of some name seems to be; None where nothing tells.

    Attributes:
        name: the full name, as far as it can be made from the one found.
        short_names: the name found, where it is not the full one.
        doubt: why place or province could not be told.
    """

    name: str
    short_names: tuple[str, ...]
    province_id: str | None
    adcode: str | None
    level: Level | None
    kind: Kind
    doubt: str = ""


def names_on(
    first: Page | None, sample: Page | None, candidates: Sequence[Candidate]
) -> list[Named]:
    """The names of organs that a listing and one of its reports bear, best first.

    An organ that most titles name comes first; then what a report says of its source,
    the name of the site, the titles and the breadcrumb of the first page; at last
    organs of single titles.
    """
    words, found = proposal_settings(), list[Named]()
    counts = Counter(c.publisher for c in candidates if c.publisher)
    for name, count in counts.most_common():
        if count * 2 > len(candidates):
            found.append(Named(name, f"titles of {count} of {len(candidates)} reports"))
    if sample is not None:
        found += _metas(sample, words.report_meta, "of a report")
    for page, whose in ((first, "of the listing"), (sample, "of a report")):
        if page is not None:
            found += _metas(page, words.site_meta, whose)
    if first is not None:
        found += _headings(first)
    found += [Named(n, f"titles of {c} reports") for n, c in counts.most_common()]
    return _once(found)


def _once(found: Iterable[Named]) -> list[Named]:
    """Each name under its first origin, cleaned; only names of organs."""
    kept: dict[str, Named] = {}
    for named in found:
        name = _bare(named.name)
        if is_organ(name) or _ends_as_organ(name):
            kept.setdefault(name, Named(name, named.origin))
    return list(kept.values())


def _ends_as_organ(name: str) -> bool:
    return len(name) > 1 and any(
        re.search(k.pattern, name) for k in proposal_settings().kinds
    )


def _bare(name: str) -> str:
    """A name without what stands around it in the name of a site."""
    before, bare = "", "".join(plain_words(name).split())
    while before != bare:
        before = bare
        for pattern in proposal_settings().around_name:
            bare = re.sub(pattern, "", bare)
    return bare


def _metas(page: Page, names: Sequence[str], whose: str) -> Iterator[Named]:
    """What the meta tags of some names say, in the order of the names."""
    tree = LexborHTMLParser(page.text)
    said = {
        (meta.attributes["name"] or "").lower(): meta.attributes["content"] or ""
        for meta in tree.css("meta[name][content]")
    }
    for name in names:
        if said.get(name.lower(), "").strip():
            yield Named(said[name.lower()].strip(), f"meta {name} {whose}")


def _headings(page: Page) -> Iterator[Named]:
    """Parts of the page's title, and of its breadcrumb (当前位置)."""
    tree = LexborHTMLParser(page.text)
    title = tree.css_first("title")
    for part in _BETWEEN.split(title.text().strip() if title is not None else ""):
        yield Named(part, "title of the listing")
    text = tree.body.text(separator="\n") if tree.body is not None else ""
    crumb = re.search(r"(?:当前|所在)(?:的)?位置(.{0,200})", text, re.DOTALL)
    for part in re.split(r"[\n>»›/:：]+", crumb[1]) if crumb else ():
        yield Named(part, "breadcrumb of the listing")


def known_institution(name: str, registry: Registry) -> Institution | None:
    """The one institution of the registry that bears a name, or None."""
    key = label_key(name)
    found = [
        institution
        for institution in registry.institutions.values()
        if key in {label_key(n) for n in (institution.name, *institution.short_names)}
    ]
    return found[0] if len(found) == 1 else None


def guess(
    name: str,
    province_id: str | None,
    adcode: str | None,
    provinces: Sequence[Province],
    adcodes: Mapping[str, Adcode],
) -> Guess:
    """What an institution of this name is.

    Args:
        name: as found.
        province_id: where it is known from elsewhere.
        adcode: likewise.
        provinces: all.
        adcodes: all divisions.
    """
    words = proposal_settings()
    ending = next((k for k in words.kinds if re.search(k.pattern, name)), None)
    kind: Kind = ending.kind if ending is not None else "other"
    homes = {p.province_id: (p.adcode or "")[:2] for p in provinces}
    codes = (
        [adcode]
        if adcode
        else place_codes(name, homes.get(province_id or "", ""), adcodes)
    )
    if (
        not codes
        and province_id in (None, "central")
        and re.search(words.central, name)
    ):
        return Guess(name, (), "central", None, "national", "central_agency")
    if len(codes) != 1:
        return Guess(name, (), province_id, None, None, kind, _doubt(codes, adcodes))
    division = adcodes[codes[0]]
    level: Level = division.level
    if ending is not None and ending.level is not None:
        level = ending.level
    full = name
    if kind == "government" and name.endswith(division.name):
        full = name + words.government
    return Guess(
        full,
        (name,) if full != name else (),
        province_of_code(codes[0], provinces),
        codes[0],
        level,
        kind,
    )


def _doubt(codes: Sequence[str], adcodes: Mapping[str, Adcode]) -> str:
    if not codes:
        return "it names no division of data/registry/adcodes.csv"
    listed = ", ".join(f"{c} ({_path(c, adcodes)})" for c in codes)
    return f"it names a place that there is several times: {listed}"


def _path(code: str, adcodes: Mapping[str, Adcode]) -> str:
    """A division with those above it: 江苏省南京市鼓楼区."""
    names, at = [], code
    while True:
        names.append(adcodes[at].name)
        parent = adcodes[at].parent_adcode
        if parent is None:
            return "".join(reversed(names))
        at = parent
