"""Which registered institution a report is from.

The organ that a title names decides, then a listing of one institution. In a listing
of several, publisher, signature and navigation must name one of them and no two; the
name of the site is not asked, since a portal serves many. Nothing is guessed: no match
is an issue, and so are two.
"""

from collections.abc import Iterable, Sequence

from pipeline.extract.characters import plain_words
from pipeline.extract.identity import Identity, title_organ
from pipeline.extract.identity_words import load_words
from pipeline.extract.normal import label_key
from pipeline.extract.origin import organs_relation
from pipeline.extract.titles import is_organ
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Institution, Registry, Source

__all__ = [
    "doubt_about",
    "full_names",
    "fully_named",
    "institutions_named",
    "organs_of",
    "resolve_institution",
]

#: characters by which the place at the start of a name is known
_PLACE = 2


def resolve_institution(
    source: Source, registry: Registry, identity: Identity, link_title: str
) -> tuple[Institution | None, Issue | None]:
    """The institution of a report found through a source.

    Args:
        source: the listing that led to it.
        registry: where its institutions are described.
        identity: what the document says of itself.
        link_title: the title under which it was linked.

    Returns:
        The institution, or None and the issue that says why not.
    """
    candidates = [registry.institutions[i] for i in source.institution_ids]
    for title in (identity.title, link_title):
        text = title_organ(plain_words(title or ""))
        if text:
            named = institutions_named(candidates, text)
            if len(named) == 1:
                return named[0], None
            # the title names an organ: whoever else is printed, it is that one's
            return None, _unknown(source, identity, link_title, len(named))
    if len(candidates) == 1:
        return candidates[0], None
    for text in (identity.title, link_title):
        named = _named(candidates, _key(text or ""))
        if len(named) == 1:
            return named[0], None
    found = {
        institution.institution_id: institution
        for organ in organs_of(identity)
        for institution in _named(candidates, _key(organ))
    }
    if len(found) == 1:
        return next(iter(found.values())), None
    return None, _unknown(source, identity, link_title, len(found))


def doubt_about(institution: Institution, identity: Identity) -> Issue | None:
    """A warning where a listing alone gave the institution and the text names another.

    Args:
        institution: whose report it was taken for.
        identity: what the document says of itself.
    """
    if title_organ(identity.title):
        return None
    names = (institution.name, *institution.short_names)
    for organ in organs_of(identity):
        relations = {organs_relation(organ, name) for name in names}
        if is_organ(label_key(organ)) and relations == {"other"}:
            return Issue(
                IssueCode.INSTITUTION_CONFLICT,
                Severity.WARNING,
                f"the listing is of {institution.name} and the title names nobody, but "
                f"the document names {organ}",
            )
    return None


def fully_named(institutions: Iterable[Institution], printed: str) -> list[Institution]:
    """The institutions that a name means without a listing to say where we are.

    A common ending may be left out (驻马店市), the place may not: 太平镇 and 税务局 are
    in every province.

    Args:
        institutions: of the registry.
        printed: as printed.
    """
    text = plain_words(printed)
    keys = {_key(text), _key(text, parentheses=False)} - {""}
    listed = [(i, [label_key(name) for name in full_names(i)]) for i in institutions]
    exact = [i for i, names in listed if keys & set(names)]
    if exact:
        return exact
    return [
        i for i, names in listed if any(_is_longer(k, n) for k in keys for n in names)
    ]


def full_names(institution: Institution) -> tuple[str, ...]:
    """The official name, and those short ones that begin with the same place."""
    place = institution.name[:_PLACE]
    short = (n for n in institution.short_names if n.startswith(place))
    return (institution.name, *short)


def organs_of(identity: Identity) -> list[str]:
    """The organs that a document names besides its title."""
    publisher = None if identity.publisher_basis == "site" else identity.publisher
    named = (publisher, identity.signature, identity.breadcrumb)
    return list(dict.fromkeys(organ for organ in named if organ))


def _key(text: str, *, parentheses: bool = True) -> str:
    """A printed name made comparable; the registry is in simplified characters."""
    return label_key(plain_words(text), parentheses=parentheses)


def institutions_named(
    candidates: Sequence[Institution], organ: str
) -> list[Institution]:
    """Those of some institutions that a printed name may mean; empty if none."""
    return _named(candidates, _key(organ)) or _named(
        candidates, _key(organ, parentheses=False)
    )


def _named(candidates: Sequence[Institution], key: str) -> list[Institution]:
    """Those that a name means: exactly, else with a common ending or place left out."""
    exact = [c for c in candidates if key in _names(c)]
    if exact:
        return exact
    return [c for c in candidates if any(_means(key, name) for name in _names(c))]


def _means(key: str, name: str) -> bool:
    """Whether a printed name means a registered one.

    驻马店市 means 驻马店市人民政府, and 税务局 the 镜湖区税务局; but 平潭县财政局 does
    not mean 平潭县: what is left over must be an ending that every government has.
    """
    longer, shorter = (key, name) if len(key) > len(name) else (name, key)
    if not shorter:
        return False
    return _is_longer(key, name) or (longer is name and name.endswith(shorter))


def _is_longer(one: str, other: str) -> bool:
    """Whether one name is the other with an ending that every government has."""
    longer, shorter = (one, other) if len(one) > len(other) else (other, one)
    endings = ("", *load_words().listed.governments)
    return bool(shorter) and longer.removeprefix(shorter) in endings


def _names(institution: Institution) -> list[str]:
    names = (label_key(n) for n in (institution.name, *institution.short_names))
    return [name for name in names if name]


def _unknown(source: Source, identity: Identity, link_title: str, named: int) -> Issue:
    count = len(source.institution_ids)
    found = f"{named} of the {count}" if named else f"none of the {count}"
    return Issue(
        IssueCode.INSTITUTION_UNKNOWN,
        Severity.ERROR,
        f"expected one institution of source {source.source_id}, {found} are named in "
        f"the title {identity.title or link_title!r}, as publisher "
        f"{identity.publisher!r} or signature {identity.signature!r}; "
        f"correct the names in data/registry/hosts/"
        f"{source.province_id}/{source.host}.yml",
    )
