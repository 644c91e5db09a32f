"""Several documents in one file: which of them are one report, and what each gives.

Members of an archive and articles of an answer are read on their own. Those of the same
report are parallel forms or parts of it: the fullest is taken and held against the
others (`parallel`), tables that only another one has are added, and the rest is noted.
The prose is that of the form with most claims: all forms of a report say it. A member
without tables says it only where no form with tables does.
Different reports stay different reports.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath

from pipeline.extract.identity import Identity
from pipeline.extract.normal import label_key
from pipeline.extract.parallel import Reading, compare, hold_against
from pipeline.extract.report import Extraction, Report
from pipeline.forms import FormSet
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.narrative.claim import Claim

__all__ = ["join"]

_MAX_NAMED = 10


@dataclass(slots=True)
class _Group:
    """Members that are one report; the first is the fullest.

    `prose` is what a member without tables states of the report.
    """

    name: str
    extraction: Extraction
    others: list[tuple[str, Extraction]] = field(default_factory=list)
    prose: list[Claim] = field(default_factory=list)


def join(
    media: str,
    parts: Sequence[tuple[str, Extraction]],
    problems: Sequence[str],
    forms: FormSet,
) -> Extraction:
    """The extraction of a file with several documents in it.

    Args:
        media: of the file.
        parts: the name of each document in it, and what it gave.
        problems: what could not be unpacked, one line each.
        forms: whose equations say which of two figures they bear out.
    """
    named = [(name, _placed(name, extraction)) for name, extraction in parts]
    read = [(n, e) for n, e in named if _count(e)]
    failed = [(n, e) for n, e in named if not _count(e)]
    issues = [_note(text, Severity.WARNING) for text in problems[:_MAX_NAMED]]
    if not read:
        return _nothing(media, failed, issues)
    for name, extraction in failed[:_MAX_NAMED]:
        why = next((i.message for i in extraction.all_issues()), "it holds no table")
        issues.append(_note(f"{name}: no table was read ({why})", Severity.INFO))
    groups: list[_Group] = []
    for name, extraction in sorted(read, key=lambda found: -_count(found[1])):
        same = next((g for g in groups if _is_same(g, name, extraction)), None)
        if same is None:
            groups.append(_Group(name, extraction))
        else:
            same.others.append((name, extraction))
    for name, number in _give_prose(groups, failed)[:_MAX_NAMED]:
        text = f"{name}: no report in it can be told that its {number} claims are of"
        issues.append(_note(text, Severity.INFO))
    order = [name for name, _ in read]
    groups.sort(key=lambda group: order.index(group.name))
    reports: list[Report] = []
    for group in groups:
        reports += _reports(group, len(reports) + 1, forms)
    identity = reports[0].identity or groups[0].extraction.identity
    return Extraction(media, identity, reports, issues)


def _note(message: str, severity: Severity, locator: str | None = None) -> Issue:
    return Issue(IssueCode.PART_NOT_READ, severity, message, locator=locator)


def _nothing(
    media: str, failed: list[tuple[str, Extraction]], issues: list[Issue]
) -> Extraction:
    """No member gave a cell: the first that is a report says what is missing."""
    nobody = Identity(None, None, None, None, None)
    extraction = Extraction(media, nobody, issues=issues)
    report = next(((n, e) for n, e in failed if e.reports), None)
    for name, found in failed[:_MAX_NAMED]:
        if report is not None and name == report[0]:
            extraction.identity = found.identity
            extraction.reports = found.reports
            extraction.issues += found.issues
        else:
            why = next((i.message for i in found.all_issues()), "it holds no table")
            severity = Severity.INFO if report else Severity.ERROR
            extraction.issues.append(_note(f"{name}: {why}", severity, name))
    if not failed:
        message = "an archive without a document that could be read"
        extraction.issues.append(
            Issue(IssueCode.UNREADABLE_DOCUMENT, Severity.ERROR, message)
        )
    return extraction


def _placed(name: str, extraction: Extraction) -> Extraction:
    """An extraction whose places say in which member they are."""
    if not name:
        return extraction

    def issue(found: Issue) -> Issue:
        place = f"{name}!{found.locator}" if found.locator else name
        return replace(found, locator=place)

    reports = [
        replace(
            report,
            observations=[
                replace(o, locator=f"{name}!{o.locator}") for o in report.observations
            ],
            issues=[issue(i) for i in report.issues],
            claims=[replace(c, locator=f"{name}!{c.locator}") for c in report.claims],
        )
        for report in extraction.reports
    ]
    return replace(
        extraction, reports=reports, issues=[issue(i) for i in extraction.issues]
    )


def _count(extraction: Extraction) -> int:
    return sum(
        o.obs_status != "unreadable" for r in extraction.reports for o in r.observations
    )


def _reading(name: str, extraction: Extraction) -> Reading:
    """What a member says, for comparison: its first report."""
    return Reading(name, extraction.reports[0].observations)


def _is_same(group: _Group, name: str, extraction: Extraction) -> bool:
    """Whether a member is the report of a group: by who and when, and by its cells."""
    if not _may_be(group.extraction.identity, extraction.identity):
        stems = {_stem(group.name), _stem(name)}
        if len(stems) > 1:
            return False
    pair = [_reading(group.name, group.extraction), _reading(name, extraction)]
    return compare(pair).is_one_report


def _give_prose(
    groups: list[_Group], failed: list[tuple[str, Extraction]]
) -> list[tuple[str, int]]:
    """Give the prose of members without a table to the one report that it may be of.

    The tables of a report are often a file of their own. Gives the members whose prose
    may be of none or of several, with the number of their claims.
    """
    left = []
    for name, extraction in failed:
        claims = [c for report in extraction.reports for c in report.claims]
        if not claims:
            continue
        may_be = [
            g for g in groups if _may_be(g.extraction.identity, extraction.identity)
        ]
        if len(may_be) == 1:
            may_be[0].prose = max(may_be[0].prose, claims, key=len)
        else:
            left.append((name, len(claims)))
    return left


def _stem(name: str) -> str:
    return str(PurePosixPath(name).with_suffix("")) if name else name


def _may_be(one: Identity, other: Identity) -> bool:
    if one.year and other.year and one.year != other.year:
        return False
    first, second = label_key(one.publisher or ""), label_key(other.publisher or "")
    return not first or not second or first in second or second in first


def _reports(group: _Group, number: int, forms: FormSet) -> list[Report]:
    """The reports of the fullest member, completed by the others."""
    found = group.extraction
    for report in found.reports:
        report.report_no = number
        report.identity = found.identity
        number += 1
    first = found.reports[0]
    first.issues = [*found.issues, *first.issues]
    others = [_reading(name, other) for name, other in group.others]
    prose = (other.reports[0].claims for _, other in group.others)
    # a member without tables may be another thing that is said of the same year
    first.claims = max([first.claims, *prose], key=len) or group.prose
    settled = hold_against(_reading(group.name, found), others, forms)
    first.observations = settled.observations
    first.issues += settled.issues
    for name, other in group.others:
        added = _complete(first, other)
        if added:
            text = f"{name}: its tables {', '.join(added)} were taken"
        else:
            text = f"{name}: the same report in another form; {group.name} was read"
        first.issues.append(_note(text, Severity.INFO, name))
    return found.reports


def _complete(report: Report, other: Extraction) -> list[str]:
    """Add the tables that only the other one has; gives their names."""
    more = other.reports[0]
    added = [t for t in more.tables if t not in report.tables]
    if not added:
        return []
    report.observations = [
        *report.observations,
        *(o for o in more.observations if o.table_id in added),
    ]
    kept = [
        i
        for i in report.issues
        if not (i.table_id in added and i.code == IssueCode.TABLE_MISSING)
    ]
    report.issues = [*kept, *(i for i in more.issues if i.table_id in added)]
    return added
