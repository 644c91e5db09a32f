"""Which registered institution a report is from.

A listing of one institution decides by itself; in a listing of several, the printed
publisher or title must name one of them, the longest name first, so that a bureau is
not taken for its government. Nothing is guessed: no match is an issue, and so are two
of the same length.
"""

from pipeline.extract.characters import plain_words
from pipeline.extract.identity import Identity, title_organ
from pipeline.extract.normal import label_key
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Institution, Registry, Source

__all__ = ["resolve_institution"]

#: what the name of a place and that of its government differ in
_ENDINGS = ("", "人民政府", "政府", "管委会", "管理委员会")


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
            named = _named(candidates, _key(text)) or _named(
                candidates, _key(text, parentheses=False)
            )
            if len(named) == 1:
                return named[0], None
            # the title names an organ: whoever else is printed, it is that one's
            return None, _unknown(source, identity, link_title, len(named))
    if len(candidates) == 1:
        return candidates[0], None
    for text in (identity.title, link_title, identity.publisher):
        named = _named(candidates, _key(text or ""))
        if len(named) == 1:
            return named[0], None
    return None, _unknown(source, identity, link_title, 0)


def _key(text: str, *, parentheses: bool = True) -> str:
    """A printed name made comparable; the registry is in simplified characters."""
    return label_key(plain_words(text), parentheses=parentheses)


def _named(candidates: list[Institution], key: str) -> list[Institution]:
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
    rest = longer.removeprefix(shorter)
    return rest in _ENDINGS or (longer is name and name.endswith(shorter))


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
        f"the title {identity.title or link_title!r} or as publisher "
        f"{identity.publisher!r}; correct the names in data/registry/hosts/"
        f"{source.province_id}/{source.host}.yml",
    )
