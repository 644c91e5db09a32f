"""One report in several forms (page, PDF, DOCX, members of an archive), cell by cell.

Each form is read by itself; here the readings are compared. Agreement makes a cell
surer, disagreement is an issue, and a figure never moves from one form into another.
What makes documents forms of one report across the lake is in
`sql/intermediate/int_parallel_cells.sql`, by the same rules.
"""

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations

from pipeline.extract.observation import CONFIDENCE, MONEY_FACTORS, Observation
from pipeline.extract.values import REPORTED, UNREADABLE
from pipeline.extract.verdict import Verdict, verdicts
from pipeline.forms import FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["Comparison", "Difference", "Key", "Reading", "Settled", "compare",
           "hold_against", "settle"]  # fmt: skip

#: `(edition, table_id, item, breakdown)`
Key = tuple[str, str, str, str]
_PRINTED = "printed"


@dataclass(frozen=True, slots=True)
class Reading:
    """What was read from one form.

    Attributes:
        name: the form, for people: an address, or the name in an archive.
        observations: its cells.
    """

    name: str
    observations: Sequence[Observation]

    @property
    def rank(self) -> tuple[int, int, int, int]:
        """More figures first, then fewer made out, more cells, fewer unreadable."""
        figures = [o for o in self.observations if o.obs_status == REPORTED]
        derived = sum(o.reading != _PRINTED for o in figures)
        unreadable = sum(o.obs_status == UNREADABLE for o in self.observations)
        return (-len(figures), derived, -len(self.observations), unreadable)


@dataclass(frozen=True, slots=True)
class Difference:
    """A cell that two forms print differently.

    Attributes:
        first: the form of one print, and its cell.
        second: those of the other.
    """

    first: tuple[str, Observation]
    second: tuple[str, Observation]

    @property
    def key(self) -> Key:
        """Which cell."""
        return _key(self.first[1])

    def issue(self, verdict: Verdict) -> Issue:
        """The difference as an issue, at the place of the first print."""
        (_, one), (name, other) = self.first, self.second
        return Issue(
            IssueCode.FORMS_DISAGREE,
            Severity.WARNING,
            f"this form says {_shown(one)}, another says {_shown(other)} at "
            f"{other.locator} of {name}; {verdict}",
            one.table_id,
            one.item,
            one.breakdown,
            one.locator,
        )


@dataclass(frozen=True, slots=True)
class Comparison:
    """What comparing forms gave.

    Attributes:
        agreeing: how many forms print the same figure, for each cell in which at
            least two do and none prints another.
        differing: each pair of forms that differs in a cell.
        single: cells that only one form holds.
        telling: how many of the agreeing figures are not zero.
    """

    agreeing: dict[Key, int]
    differing: tuple[Difference, ...]
    single: frozenset[Key]
    telling: int

    @property
    def is_one_report(self) -> bool:
        """Whether these are forms of one report; all reports share their zeros."""
        cells = {d.key for d in self.differing}
        return len(cells) <= self.telling or not cells


@dataclass(frozen=True, slots=True)
class Settled:
    """The form that counts, with what the others say about it.

    Attributes:
        name: the form.
        observations: its cells as printed, surer where another form confirms them.
        issues: where another form differs, or is another report.
    """

    name: str
    observations: list[Observation]
    issues: list[Issue]


def compare(readings: Sequence[Reading]) -> Comparison:
    """Compare the cells of several forms.

    Numbers are compared, not prints: 1,234 is 1234 and 25.1万元 is 251000元. A blank
    beside a zero is neither agreement nor difference; nor is an unreadable cell, a
    figure of unknown unit, or anything in a table that one form leaves wholly blank.
    """
    cells: dict[Key, list[tuple[str, Observation]]] = {}
    for reading in readings:
        for o in _speaking(reading.observations):
            cells.setdefault(_key(o), []).append((reading.name, o))
    agreeing: dict[Key, int] = {}
    differing: list[Difference] = []
    telling = 0
    for key, prints in cells.items():
        outcomes = [(a, b, _outcome(a[1], b[1])) for a, b in combinations(prints, 2)]
        apart = [Difference(a, b) for a, b, equal in outcomes if equal is False]
        differing += apart
        same = [(a, b) for a, b, equal in outcomes if equal]
        if same and not apart:
            agreeing[key] = len({id(p) for pair in same for p in pair})
            telling += bool(same[0][0][1].value)
    counts = [{_key(o) for o in r.observations} for r in readings]
    seen = Counter(key for keys in counts for key in keys)
    single = frozenset(key for key, forms in seen.items() if forms == 1)
    return Comparison(agreeing, tuple(differing), single, telling)


def settle(readings: Sequence[Reading], forms: FormSet) -> Settled:
    """Choose the form that counts and hold the others against it.

    Args:
        readings: at least one.
        forms: whose equations say which of two figures they bear out.
    """
    first, *others = sorted(readings, key=lambda r: r.rank)
    return hold_against(first, others, forms)


def hold_against(first: Reading, others: Sequence[Reading], forms: FormSet) -> Settled:
    """What other forms say about the one that counts."""
    issues: list[Issue] = []
    confirmed: set[Key] = set()
    disputed: set[Key] = set()
    for other in others:
        found = compare([first, other])
        if not found.is_one_report:
            issues.append(_another(found, other.name))
            continue
        pairs = [(d.first[1], d.second[1]) for d in found.differing]
        said = verdicts(first.observations, pairs, forms)
        issues += [d.issue(said[d.key[1:]]) for d in found.differing]
        disputed |= {difference.key for difference in found.differing}
        confirmed |= _confirmed(first, other, found)
    cells = [
        _surer(o) if _key(o) in confirmed - disputed else o for o in first.observations
    ]
    return Settled(first.name, cells, issues)


def _confirmed(first: Reading, other: Reading, found: Comparison) -> set[Key]:
    """The cells of the first form that the other one makes surer."""
    theirs = {_key(o): o for o in other.observations}
    return {
        _key(o)
        for o in first.observations
        if _key(o) in found.agreeing and _confirms(theirs[_key(o)], o)
    }


def _key(o: Observation) -> Key:
    return (o.edition, o.table_id, o.item, o.breakdown)


def _speaking(observations: Iterable[Observation]) -> Iterator[Observation]:
    """Cells of the tables that print at least one figure."""
    cells = list(observations)
    tables = {o.table_id for o in cells if o.value is not None}
    return (o for o in cells if o.table_id in tables)


def _outcome(one: Observation, other: Observation) -> bool | None:
    """Whether two prints of a cell are equal; None where that cannot be said."""
    if UNREADABLE in (one.obs_status, other.obs_status):
        return None
    if one.value is None or other.value is None:
        return False if (one.value or other.value) else None
    if one.unit == other.unit:
        return one.value == other.value
    base = [_in_base_unit(o) for o in (one, other)]
    return None if None in base else base[0] == base[1]


def _in_base_unit(o: Observation) -> Decimal | None:
    return o.value_normalised if o.unit in MONEY_FACTORS else None


def _confirms(other: Observation, one: Observation) -> bool:
    """Whether agreement says something: the same doubt twice is no certainty."""
    return other.confidence > one.confidence or other.reading != one.reading


def _surer(o: Observation) -> Observation:
    return replace(o, confidence=max(o.confidence, CONFIDENCE["confirmed"]))


def _another(found: Comparison, name: str) -> Issue:
    differing = len({d.key for d in found.differing})
    return Issue(
        IssueCode.FORMS_DISAGREE,
        Severity.WARNING,
        f"{differing} of {differing + len(found.agreeing)} figures differ from those "
        f"of {name}: it looks like another report, and was not read",
    )


def _shown(o: Observation) -> str:
    return f'"{o.value_text}"' if o.value_text else "a blank"
