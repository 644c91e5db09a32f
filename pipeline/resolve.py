"""Which registered institution a report is from.

A listing of one institution decides by itself; in a listing of several, the printed
publisher or title must name one of them, the longest name first, so that a bureau is
not taken for its government. Nothing is guessed: no match is an issue, and so are two
of the same length.
"""

from pipeline.extract.identity import Identity
from pipeline.extract.normal import label_key
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry import Institution, Registry, Source

__all__ = ["resolve_institution"]


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
    if len(candidates) == 1:
        return candidates[0], None
    for text in (identity.title, link_title, identity.publisher):
        named = _named(candidates, label_key(text or ""))
        if len(named) == 1:
            return named[0], None
        if named:
            return None, _unknown(source, identity, link_title, len(named))
    return None, _unknown(source, identity, link_title, 0)


def _named(candidates: list[Institution], key: str) -> list[Institution]:
    """Those whose name stands in a text; of several, those with the longest."""
    lengths = {
        institution.institution_id: max(
            (len(name) for name in _names(institution) if name in key), default=0
        )
        for institution in candidates
    }
    longest = max(lengths.values())
    return [c for c in candidates if longest and lengths[c.institution_id] == longest]


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
