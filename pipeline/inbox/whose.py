"""Whose report of which year a deposited file is: what it says, then its side-car.

What the file states of itself goes before what is said of it, as with an attachment and
its page; a year that was only inferred, or a name that no institution of the registry
has, does not. Where both speak and differ, that is an issue, and the file is read.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

from pipeline.belonging import INFERRED
from pipeline.extract.characters import plain_words
from pipeline.extract.identity import Identity, title_organ
from pipeline.extract.origin import organs_relation
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.registry_model import Institution
from pipeline.resolve import fully_named, institutions_named, organs_of

__all__ = ["STATED", "Stated", "Whose", "whose_report"]

#: `year_basis` of a year that the side-car gave
STATED = "stated"
#: a file name is no statement of the file
_WEAK = INFERRED | {"hint"}


@dataclass(frozen=True, slots=True)
class Stated:
    """What a side-car says; all None without one.

    Attributes:
        institution_id: of the registry.
        year: that the report is about.
    """

    institution_id: str | None = None
    year: int | None = None


@dataclass(frozen=True, slots=True)
class Whose:
    """Whose report it is.

    Attributes:
        identity: of the report, with the year that counts.
        institution_id: None where nothing says it.
        issues: where file and side-car differ, or nothing says whose it is.
    """

    identity: Identity
    institution_id: str | None
    issues: tuple[Issue, ...]


def whose_report(
    identity: Identity, stated: Stated, institutions: Mapping[str, Institution]
) -> Whose:
    """Whose report of which year it is.

    Args:
        identity: what the file says of itself.
        stated: what its side-car says.
        institutions: of the registry, by id.
    """
    identity, year_issue = _year(identity, stated)
    said = None
    if stated.institution_id is not None:
        said = institutions.get(stated.institution_id)
    institution, issue = _institution(identity, said, institutions)
    if institution is None and stated.institution_id is not None:
        issue = Issue(
            IssueCode.INSTITUTION_UNKNOWN,
            Severity.ERROR,
            f"the side-car names {stated.institution_id}, which is not in the registry "
            "any more; add it to a file under data/registry/hosts/",
        )
    issues = tuple(i for i in (year_issue, issue) if i is not None)
    found = institution.institution_id if institution else None
    return Whose(identity, found, issues)


def _year(identity: Identity, stated: Stated) -> tuple[Identity, Issue | None]:
    if stated.year is None or stated.year == identity.year:
        return identity, None
    if identity.year_basis in _WEAK:
        return replace(identity, year=stated.year, year_basis=STATED), None
    message = (
        f"the side-car says {stated.year}, but the file is about {identity.year} "
        f"({identity.year_basis}); it was read as a report of {identity.year}"
    )
    return identity, Issue(IssueCode.YEAR_CONFLICT, Severity.WARNING, message)


def _institution(
    identity: Identity,
    said: Institution | None,
    institutions: Mapping[str, Institution],
) -> tuple[Institution | None, Issue | None]:
    organ = title_organ(plain_words(identity.title or ""))
    # an organ in the title decides; only without one the others are asked
    organs = [organ] if organ else organs_of(identity)
    named = {
        i.institution_id: i
        for text in organs
        for i in fully_named(institutions.values(), text)
    }
    if said is not None:
        return _of_both(organ, organs, named, said)
    if len(named) == 1:
        return next(iter(named.values())), None
    shown = ", ".join(named) if named else "no institution of the registry"
    message = (
        f"{shown} is named in the title {identity.title!r}, as publisher "
        f"{identity.publisher!r} or signature {identity.signature!r}; name it in a "
        "side-car (docs/inbox.md)"
    )
    return None, Issue(IssueCode.INSTITUTION_UNKNOWN, Severity.ERROR, message)


def _of_both(
    organ: str | None,
    organs: list[str],
    named: Mapping[str, Institution],
    said: Institution,
) -> tuple[Institution, Issue | None]:
    """The institution where there is a side-car that names one."""
    if any(institutions_named([said], plain_words(text)) for text in organs):
        return said, None
    if organ and len(named) == 1:
        other = next(iter(named.values()))
        return other, _conflict(
            f"the side-car names {said.name}, but the title names {organ}; it was read "
            f"as a report of {other.name}"
        )
    names = (said.name, *said.short_names)
    strange = [
        o for o in organs if all(organs_relation(o, n) == "other" for n in names)
    ]
    if not strange:
        return said, None
    return said, _conflict(
        f"the side-car names {said.name}, but the file names {', '.join(strange)}; it "
        f"was read as a report of {said.name}"
    )


def _conflict(message: str) -> Issue:
    return Issue(IssueCode.INSTITUTION_CONFLICT, Severity.WARNING, message)
