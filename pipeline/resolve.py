"""Which registered institution a report is from.

A listing of one institution decides by itself; in a listing of several, the printed
publisher or title must name one of them, the longest name first, so that a bureau is
not taken for its government. Nothing is guessed: no match is an issue.
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
    texts = [identity.title or "", link_title, identity.publisher or ""]
    for text in texts:
        key = label_key(text)
        named = {
            len(name): institution
            for institution in candidates
            for name in _names(institution)
            if name and name in key
        }
        if named:
            return named[max(named)], None
    issue = Issue(
        IssueCode.INSTITUTION_UNKNOWN,
        Severity.ERROR,
        f"none of the {len(candidates)} institutions of source {source.source_id} is "
        f"named in the title {identity.title or link_title!r} or as publisher "
        f"{identity.publisher!r}; add a name in data/registry/hosts/"
        f"{source.province_id}/{source.host}.yml",
    )
    return None, issue


def _names(institution: Institution) -> list[str]:
    return [label_key(n) for n in (institution.name, *institution.short_names)]
