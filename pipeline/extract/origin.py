"""Who published a document and when: metadata, navigation, signature.

What is printed, with the place where it is printed; which institution that is, the
registry decides.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from functools import cache
from itertools import zip_longest

from pipeline.extract.dates import DATE, first_date, flat
from pipeline.extract.document import Document, Line
from pipeline.extract.identity_words import load_words
from pipeline.extract.normal import half_width, label_key
from pipeline.extract.titles import is_organ

__all__ = ["Origins", "organs_relation", "origins_of"]

_TOP_LINES = 30
_MAX_VALUE = 60
_CRUMBS = re.compile(r"[>»›→/]|--|\s-\s")
_SITE_TAIL = re.compile(r"[_\-—|](?P<site>[^_\-—|]{2,30})$")
_DATED_NAME = re.compile(rf"^(?P<name>[^\d]{{3,40}}?){DATE.pattern}$")


@dataclass(frozen=True, slots=True)
class Origins:
    """What a document says of where it comes from.

    Attributes:
        publisher: behind 发布机构 and the like.
        source: behind 来源 and the like; often only the site or its office.
        signature: the organ that signed, with a date.
        breadcrumb: the last organ in the line of navigation.
        site: the organ whose site it is.
        published: date of publication.
        written: date of writing (成文日期).
        signed: date of the signature.
    """

    publisher: str | None = None
    source: str | None = None
    signature: str | None = None
    breadcrumb: str | None = None
    site: str | None = None
    published: date | None = None
    written: date | None = None
    signed: date | None = None


def origins_of(document: Document) -> Origins:
    """Read where a document comes from."""
    names = load_words().listed.metadata
    metadata = _metadata(document)
    named = next(_values(metadata, names.publisher), None)
    source = next(_values(metadata, names.source), None)
    signature, signed = _signature(document)
    return Origins(
        publisher=named,
        source=_somebody(document.meta.get("publisher", "")) or source,
        signature=signature,
        breadcrumb=_breadcrumb(document),
        site=_site(document),
        published=_published(document, metadata, names.published),
        written=next(_dates(metadata, names.written), None),
        signed=signed,
    )


def organs_relation(one: str, other: str) -> str:
    """Whether two printed names mean one organ: `same`, `office` of it, or `other`."""
    words = load_words().listed
    a, b = (_stem(name, words.governments) for name in (one, other))
    if _one_means_other(a, b):
        return "same"
    a, b = (
        _stem(_stem(label_key(name), words.offices), words.governments)
        for name in (one, other)
    )
    return "office" if _one_means_other(a, b) else "other"


def _one_means_other(a: str, b: str) -> bool:
    """财政局 means 某县财政局; 某县 is not 某县财政局."""
    longer, shorter = (a, b) if len(a) > len(b) else (b, a)
    return bool(shorter) and longer.endswith(shorter)


#: what a place is, where its name is left out
_LEVELS = frozenset("省市州县区旗镇乡")


def _stem(name: str, endings: tuple[str, ...]) -> str:
    key = label_key(name, parentheses=False)
    for ending in sorted(endings, key=len, reverse=True):
        rest = key.removesuffix(ending)
        # 县政府 on a page of the county means its government
        if rest != key and (len(rest) > 1 or rest in _LEVELS):
            return rest
    return key


# -- metadata --------------------------------------------------------------------------


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A bare name, and `name: value`; blanks may stand inside a name."""
    names = load_words().listed.metadata
    listed = (*names.published, *names.written, *names.publisher, *names.source)
    spaced = (r"\s*".join(name) for name in sorted(listed, key=len, reverse=True))
    name = "|".join(spaced)
    return re.compile(rf"(?:{name})\s*:?"), re.compile(
        rf"(?<![\u4e00-\u9fff])(?P<name>{name})\s*:\s*"
        r"(?P<value>[^\s:|【\[]{2,60}(?:\s+\d{1,2}:\d{2})?)"
    )


@cache
def _last_characters() -> frozenset[str]:
    names = load_words().listed.metadata
    listed = (*names.published, *names.written, *names.publisher, *names.source)
    return frozenset(name[-1] for name in listed)


def _metadata(document: Document) -> dict[str, str]:
    """What stands behind names such as 发布机构, in a line, a cell or the next cell."""
    found: dict[str, str] = {}
    lines = 0
    ends = _last_characters()  # most cells are figures and labels
    for block in document.blocks:
        if isinstance(block, Line):
            lines += 1
            if lines <= _TOP_LINES:
                _named(block.text, "", found)
            continue
        for row in block.rows:
            for cell, following in zip_longest(row, row[1:]):
                if not ends.isdisjoint(cell.text):
                    _named(cell.text, following.text if following else "", found)
    return found


def _named(text: str, following: str, found: dict[str, str]) -> None:
    """Note `name: value` pairs; the value of a bare name is the cell that follows."""
    bare, named = _patterns()
    line = " ".join(half_width(text).split())
    if following and bare.fullmatch(line):
        value = " ".join(following.split())
        if len(value) <= _MAX_VALUE:
            found.setdefault(re.sub(r"[\s:]", "", line), value)
        return
    for match in named.finditer(line):
        found.setdefault(re.sub(r"\s", "", match["name"]), match["value"])


def _values(metadata: dict[str, str], names: tuple[str, ...]) -> Iterator[str]:
    for name in names:
        value = _somebody(metadata.get(name, ""))
        if value:
            yield value


def _somebody(value: str) -> str | None:
    """The value, unless it names nobody (本站)."""
    tidy = " ".join(value.split())
    return None if flat(tidy) in ("", *load_words().listed.nobody) else tidy


def _dates(metadata: dict[str, str], names: tuple[str, ...]) -> Iterator[date]:
    for name in names:
        found = first_date(metadata.get(name, ""))
        if found:
            yield found


def _published(
    document: Document, metadata: dict[str, str], names: tuple[str, ...]
) -> date | None:
    """The date of publication, as the file, its metadata or its first lines say."""
    of_file = first_date(document.meta.get("published", ""))
    named = of_file or next(_dates(metadata, names), None)
    if named:
        return named
    lines = filter(_may_state_date, document.lines[:_TOP_LINES])
    return next(filter(None, map(first_date, lines)), None)


def _may_state_date(line: str) -> bool:
    """A short line with one date that is not a statistics period."""
    text = flat(line, blanks=True)
    written = load_words().listed.metadata.written
    return (
        len(text) <= _MAX_VALUE
        and re.search("发布|日期|时间", text) is not None
        and len(DATE.findall(text)) == 1
        and re.search(load_words().period, text) is None
        and not any(name in flat(line) for name in written)
    )


# -- navigation and signature ----------------------------------------------------------


def _breadcrumb(document: Document) -> str | None:
    """The last organ in 当前位置：首页 > 某局 > 年报."""
    begins = load_words().breadcrumb
    for line in document.lines[:_TOP_LINES]:
        text = flat(line)
        if begins.search(text):
            crumbs = _CRUMBS.split(begins.sub("", text))
            organs = [_without_site(crumb) for crumb in crumbs]
            return next((o for o in reversed(organs) if is_organ(o)), None)
    return None


def _site(document: Document) -> str | None:
    """The organ in the name of the site, from the file or the end of <title>."""
    tail = _SITE_TAIL.search(flat(document.meta.get("page_title", "")))
    for name in (document.meta.get("site", ""), tail["site"] if tail else ""):
        organ = _without_site(flat(name))
        if is_organ(organ):
            return organ
    return None


def _without_site(name: str) -> str:
    """某县人民政府门户网站 as 某县人民政府; other names as they are."""
    bare = re.sub(r"\([^()]*\)$", "", name)
    endings = sorted(load_words().listed.sites, key=len, reverse=True)
    return next((bare.removesuffix(e) for e in endings if bare.endswith(e)), bare)


def _signature(document: Document) -> tuple[str | None, date | None]:
    """The last organ that stands directly above a date, or beside one."""
    signature: tuple[str | None, date | None] = (None, None)
    before = ""
    for line in document.lines:
        if len(line) > _MAX_VALUE:
            before = ""
            continue
        text = re.sub(r"\((?:盖章|公章|章)\)", "", flat(line))
        beside = _DATED_NAME.match(text)
        if DATE.fullmatch(text) and is_organ(before):
            signature = (before, first_date(text))
        elif beside and is_organ(beside["name"]):
            signature = (beside["name"], first_date(text))
        before = text
    return signature
