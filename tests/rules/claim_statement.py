"""What a claim may mean, and when it is borne out, said a second time and by hand.

Not from `subjects.yml` and not in SQL: tests compare both with this. For the forms of
2019 and 2021.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from pipeline.forms import load_forms

__all__ = ["SUBJECTS", "Said", "Stated", "borne_out", "meanings"]  # fmt: skip

CellKey = tuple[str, str, str]
#: what stands in a cell: a number in the base unit, or why there is none
State = Decimal | Literal["blank", "no_unit", "other"]
Cells = Mapping[CellKey, State]

RESULTS = ("upheld", "corrected", "other", "pending")
GROUPS = {
    "denied": (
        "state_secret", "prohibited_by_law", "security_stability",
        "third_party_rights", "internal_affairs", "process_information",
        "enforcement_files", "administrative_inquiries",
    ),
    "unavailable": ("not_held", "requires_creation", "still_unclear"),
    "not_processed": (
        "petition_complaint", "repeated", "publication", "excessive", "confirmation",
    ),
    "other": ("supplement_overdue", "fee_overdue", "other"),
}  # fmt: skip
#: sums over rows of table three, the likeliest first
_APPLICATIONS: dict[str, tuple[tuple[str, ...], ...]] = {
    "received": (
        ("received_new",),
        ("received_new", "carried_in"),
        ("disposed_total",),
        ("disposed_total", "carried_out"),
    ),
    "answered": (("disposed_total",),),
    "carried_in": (("carried_in",),),
    "carried_out": (("carried_out",),),
    "granted": (("granted",),),
    "partially_granted": (("partially_granted",),),
    "granted_or_partially": (("granted", "partially_granted"),),
    **{g: (tuple(f"{g}.{part}" for part in parts),) for g, parts in GROUPS.items()},
    **{
        f"{group}.{part}": ((f"{group}.{part}",),)
        for group, parts in GROUPS.items()
        for part in parts
    },
}
_IN_2021 = {
    "issued": ("issued",),
    "disclosed": ("issued", "in_force"),
    "repealed": ("repealed",),
    "in_force": ("in_force",),
}
_IN_2019 = {
    "issued": ("newly_made",),
    "disclosed": ("newly_disclosed", "total_disclosed"),
    "repealed": (),
    "in_force": ("total_disclosed",),
}
SUBJECTS = (
    *_APPLICATIONS,
    *(
        f"{kind}{result}"
        for kind in (
            "reconsideration", "litigation", "litigation_direct",
            "litigation_after_reconsideration",
        )
        for result in ("", *(f".{name}" for name in RESULTS))
    ),
    "disputes",
    *(f"{kind}_{what}" for kind in ("rules", "normative") for what in _IN_2021),
    "licensing", "penalties", "coercive_measures", "administrative_fees",
    "procurement_projects", "procurement_amount",
)  # fmt: skip
_AMOUNTS = ("administrative_fees", "procurement_amount")


@dataclass(frozen=True)
class Said:
    """A claim, as far as it is compared."""

    subject: str
    breakdown: str
    kind: str
    value: Decimal
    tolerance: Decimal
    bound: str
    measure: str | None = None


@dataclass(frozen=True)
class Stated:
    """What must come of it."""

    outcome: str
    reason: str | None
    cells: tuple[CellKey, ...] | None
    expected: Decimal | None
    alternatives: int


def meanings(subject: str, breakdown: str, edition: str) -> list[tuple[CellKey, ...]]:
    """The sums of cells that a statement may mean, the likeliest first."""
    return [s for s in _sums(subject, breakdown, edition) if s]


def _sums(subject: str, breakdown: str, edition: str) -> Iterator[tuple[CellKey, ...]]:
    if subject in _APPLICATIONS:
        rows = _APPLICATIONS[subject]
        if edition == "2019" and subject.startswith("other"):
            rows = (("other",),) if subject == "other" else ()
        for items in rows:
            yield tuple(("applications", item, breakdown) for item in items)
        return
    if breakdown != "total":
        return
    yield from _of_disputes(subject)
    yield from _of_table_two(subject, edition)


def _of_disputes(subject: str) -> Iterator[tuple[CellKey, ...]]:
    kind, _, result = subject.partition(".")
    column = result or "total"
    reconsideration = ("reconsideration", "reconsideration", column)
    direct = ("litigation", "direct", column)
    after = ("litigation", "after_reconsideration", column)
    if kind == "reconsideration":
        yield (reconsideration,)
    elif kind == "litigation":
        yield from ((direct, after), (direct,), (after,))
    elif kind == "litigation_direct":
        yield (direct,)
    elif kind == "litigation_after_reconsideration":
        yield (after,)
    elif kind == "disputes":
        yield (reconsideration, direct, after)


def _of_table_two(subject: str, edition: str) -> Iterator[tuple[CellKey, ...]]:
    table = "proactive_disclosure"
    kind, _, what = subject.partition("_")
    rows = {"rules": "rules", "normative": "normative_documents"}
    columns = _IN_2021 if edition == "2021" else _IN_2019
    if kind in rows and what in columns:
        for column in columns[what]:
            yield ((table, rows[kind], column),)
    elif subject in ("licensing", "penalties", "coercive_measures"):
        yield ((table, subject, "decisions"),)
    elif subject == "administrative_fees" and edition == "2021":
        yield ((table, subject, "amount"),)
    elif subject.startswith("procurement_") and edition == "2019":
        yield ((table, "procurement", what),)


def borne_out(
    said: Said,
    now: tuple[str, Cells],
    before: tuple[str, Cells] | None,
) -> Stated:
    """What must come of a claim, from the cells of the report and of the year before.

    Args:
        said: the claim.
        now: edition and cells of the report.
        before: the same of the year before, None where there is none.
    """
    if not any(meanings(said.subject, said.breakdown, e) for e in ("2019", "2021")):
        return Stated("not_compared", "no_cell", None, None, 0)
    is_change = said.kind == "change"
    if is_change and before is None:
        return Stated("not_compared", "no_prior_report", None, None, 0)
    sums = _there(said, *now)
    earlier = _there(said, *before) if is_change and before is not None else None
    if earlier is not None and sums:
        shared = [s for s in sums if _name(s, said, now[0]) in earlier]
        if not shared:
            return Stated("not_compared", "edition_break", None, None, 0)
        sums = {s: sums[s] for s in shared}
    if not sums:
        return Stated("not_compared", "no_table", None, None, 0)
    found: list[tuple[tuple[CellKey, ...], Fraction | str]] = []
    rooms: dict[tuple[CellKey, ...], Fraction] = {}
    for cells, figure in sums.items():
        prior = earlier[_name(cells, said, now[0])] if earlier is not None else None
        found.append((cells, _expected(said, figure, prior)))
        rooms[cells] = _rounding(said, figure) + _rounding(said, prior)
    return _verdict(said, found, rooms)


def _name(cells: tuple[CellKey, ...], said: Said, edition: str) -> tuple[CellKey, ...]:
    """What a sum is in the other edition: only 其他处理 is one row there."""
    del edition
    if said.subject == "other":
        return (("applications", "other", said.breakdown),)
    return cells


def _there(
    said: Said, edition: str, cells: Cells
) -> dict[tuple[CellKey, ...], Fraction | str]:
    """The sums of which the report has the table, with what they come to."""
    tables = {key[0] for key in cells}
    found: dict[tuple[CellKey, ...], Fraction | str] = {}
    for one in meanings(said.subject, said.breakdown, edition):
        if not {key[0] for key in one} & tables:
            continue
        states = [cells.get(key, "other") for key in one]
        numbers = [s for s in states if isinstance(s, Decimal)]
        value: Fraction | str
        if len(numbers) == len(states):
            value = Fraction(sum(numbers))
        elif "no_unit" in states:
            value = "unit_unknown"
        elif all(isinstance(s, Decimal) or s == "blank" for s in states):
            value = "cell_blank"
        else:
            value = "cell_unreadable"
        found[one] = value
    if said.subject == "other" and said.kind == "change":
        return {_name(one, said, edition): v for one, v in found.items()}
    return found


def _expected(
    said: Said, figure: Fraction | str, prior: Fraction | str | None
) -> Fraction | str:
    if isinstance(figure, str) or prior is None:
        return figure
    if isinstance(prior, str):
        return prior
    if said.measure == "difference":
        return figure - prior
    return "prior_zero" if prior == 0 else (figure - prior) / prior * 100


def _rounding(said: Said, figure: Fraction | str | None) -> Fraction:
    """Half of the last digit of an amount that is printed in 万元; a zero is exact."""
    if said.subject not in _AMOUNTS or not isinstance(figure, Fraction) or not figure:
        return Fraction(0)
    printed = (Decimal(figure.numerator) / figure.denominator / 10_000).normalize()
    decimals = max(-int(printed.as_tuple().exponent), 0)
    return Fraction(10_000, 2 * 10**decimals)


def _verdict(
    said: Said,
    found: list[tuple[tuple[CellKey, ...], Fraction | str]],
    rooms: Mapping[tuple[CellKey, ...], Fraction],
) -> Stated:
    known = [(c, f) for c, f in found if not isinstance(f, str)]
    for cells, figure in known:
        if _agrees(said, figure, rooms[cells]):
            return Stated("match", None, cells, _six(figure), len(found))
    unknown = sorted(f for _, f in found if isinstance(f, str))
    if unknown:
        return Stated("not_compared", unknown[0], None, None, len(found))
    stated = Fraction(said.value)
    is_change = said.kind == "change"
    cells, figure = min(
        known,
        key=lambda pair: (
            is_change or not _is_slip(said.value, _six(pair[1])),
            abs(stated - Fraction(_six(pair[1]))),
        ),
    )
    return Stated("mismatch", None, cells, _six(figure), len(found))


def _is_slip(stated: Decimal, figure: Decimal) -> bool:
    """One digit changed, lost or added, or two neighbours that changed places."""
    one, other = (f"{n.normalize():f}" for n in (stated, figure))
    if min(len(one), len(other)) < 3:
        return False
    swapped = {
        one[:n] + one[n + 1] + one[n] + one[n + 2 :] for n in range(len(one) - 1)
    }
    without = {one[:n] + one[n + 1 :] for n in range(len(one))}
    less = {other[:n] + other[n + 1 :] for n in range(len(other))}
    changed = (
        len(one) == len(other)
        and sum(a != b for a, b in zip(one, other, strict=True)) == 1
    )
    return one != other and (
        changed or other in swapped or other in without or one in less
    )


def _six(figure: Fraction) -> Decimal:
    """To six decimals, as figures are kept."""
    exact = Decimal(figure.numerator) / Decimal(figure.denominator)
    return round(exact, 6)


def _agrees(said: Said, figure: Fraction, rounding: Fraction) -> bool:
    stated, room = Fraction(said.value), Fraction(said.tolerance)
    figure = Fraction(_six(figure))
    if said.measure != "percent":
        room = max(room, rounding)
    if said.measure == "percent":
        decimals = -int(said.value.normalize().as_tuple().exponent)
        room = max(room, Fraction(1, 2) / 10 ** max(decimals, 0))
    if said.bound == "exact":
        return abs(stated - figure) <= room
    if said.bound == "about":
        return abs(stated - figure) <= max(room, abs(stated) / 20)
    # of a fall, the size counts
    size, is_size = (-stated, -figure) if stated < 0 else (stated, figure)
    if said.bound == "at_most":
        return is_size <= size + room
    first_digit = 10 ** (len(str(int(size))) - 1)
    return size - room <= is_size < size + max(Fraction(first_digit), 2 * room)


def applicants(edition: str) -> tuple[str, ...]:
    """The columns of table three."""
    return tuple(b.code for b in load_forms().form(edition, "applications").breakdowns)
