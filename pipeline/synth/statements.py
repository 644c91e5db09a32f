"""What made-up prose states, and which figures of a form each statement may restate.

The alternatives are read from `data/narrative/subjects.yml` a second time and apart
from the compiled claims and the SQL, so that the two can be held against each other.
Who states what, and in which words, is in `pipeline.synth.prose`.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from fnmatch import fnmatchcase
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from pipeline.data_files import read_yaml
from pipeline.errors import DataFileError
from pipeline.forms import FormSet
from pipeline.narrative.claim import Kind, Measure
from pipeline.paths import project_dir

__all__ = [
    "STATEMENTS",
    "Alternative",
    "Statement",
    "alternatives",
    "subjects",
    "whole_of",
]

Array = NDArray[np.int64]
_TEN_THOUSAND = 10_000


@dataclass(frozen=True, slots=True)
class Statement:
    """A sentence that a report may have.

    Attributes:
        subject: a code of `data/narrative/subjects.yml`.
        restates: the alternatives that may be meant; the first one that the edition has
            the cells of is.
        chance: share of the reports that say it.
        before: words before the number.
        none: words for none: before, the words themselves, after. None where a zero is
            printed as a number.
        breakdown: the applicants that are meant.
        kind: of the claim.
        unit: as printed.
        measure: of a change.
        share_of: of a rate: the subject that is the whole.
    """

    subject: str
    restates: tuple[str, ...]
    chance: float
    before: str
    none: tuple[str, str, str] | None = None
    breakdown: str = "total"
    kind: Kind = "count"
    unit: str = "件"
    measure: Measure | None = None
    share_of: str | None = None


_RECEIVED = (
    "received_new",
    "received_before_2019",
    "received_before_2019_provincial",
)
#: in the order in which they are said
STATEMENTS: tuple[Statement, ...] = (
    Statement(
        "received",
        _RECEIVED,
        0.95,
        "全年收到政府信息公开申请",
        ("全年", "未收到", "政府信息公开申请"),
    ),
    Statement(
        "received",
        ("received_new",),
        0.2,
        "其中自然人提出的申请",
        breakdown="natural_person",
    ),
    Statement(
        "received",
        ("received_new",),
        0.2,
        "收到的申请比上年",
        kind="change",
        measure="difference",
    ),
    Statement(
        "received",
        ("received_new",),
        0.2,
        "收到的申请同比",
        kind="change",
        unit="%",
        measure="percent",
    ),
    Statement("carried_in", ("carried_in",), 0.45, "上年结转继续办理的申请"),
    Statement(
        "answered",
        ("disposed_total", "answered_2014", "answered_provincial"),
        0.8,
        "办结申请",
    ),
    Statement("granted", ("granted", "granted_2014"), 0.7, "予以公开"),
    Statement(
        "granted",
        ("granted",),
        0.35,
        "予以公开的占办结总数的",
        kind="rate",
        unit="%",
        share_of="answered",
    ),
    Statement("partially_granted", ("partially_granted",), 0.6, "部分公开"),
    Statement("denied", ("denied",), 0.6, "不予公开"),
    Statement("unavailable", ("unavailable",), 0.6, "无法提供"),
    Statement("not_processed", ("not_processed",), 0.5, "不予处理"),
    Statement("other", ("other",), 0.35, "其他处理"),
    Statement("carried_out", ("carried_out",), 0.6, "结转下年度继续办理"),
    Statement(
        "reconsideration",
        ("reconsideration", "reconsideration_2014"),
        0.7,
        "因政府信息公开引起的行政复议",
        ("", "没有", "因政府信息公开引起的行政复议"),
    ),
    Statement(
        "litigation",
        ("both", "litigation_2014"),
        0.7,
        "因政府信息公开引起的行政诉讼",
        ("", "没有", "因政府信息公开引起的行政诉讼"),
    ),
    Statement(
        "normative_issued",
        ("issued", "newly_made", "issued_2014"),
        0.5,
        "本年度制发行政规范性文件",
    ),
    Statement(
        "normative_in_force",
        ("in_force", "total_disclosed"),
        0.5,
        "现行有效的行政规范性文件",
    ),
    Statement(
        "procurement_amount",
        ("amount",),
        0.3,
        "政府集中采购总金额",
        kind="amount",
        unit="元",
    ),
)


@dataclass(frozen=True, slots=True)
class Alternative:
    """A cell or a sum of cells.

    Attributes:
        code: of the alternative.
        places: by table, the places of its cells in the form; twice, if twice added.
        factor: to the base unit: amounts of the forms are in 万元.
    """

    code: str
    places: Mapping[str, tuple[int, ...]]
    factor: int = 1

    def of(self, figures: Mapping[str, Array]) -> Array:
        """Its figure in each report (`figures`: report by cell, by table)."""
        sums = [figures[t][:, list(p)].sum(axis=1) for t, p in self.places.items()]
        return np.asarray(sum(sums[1:], sums[0]) * self.factor)


@cache
def subjects() -> dict[str, Any]:
    """What claims may restate, by subject, as the file says it."""
    path = project_dir() / "data" / "narrative" / "subjects.yml"
    return {s["code"]: s for s in read_yaml(path)["subjects"]}


def alternatives(
    statement: Statement, forms: FormSet, edition: str
) -> list[Alternative]:
    """All that an edition has the cells of; the one that is meant comes first.

    Empty where the edition has none that may be meant.

    Raises:
        DataFileError: the subjects know neither the subject nor what is meant.
    """
    entry = subjects().get(statement.subject)
    if entry is None:
        raise DataFileError(f"data/narrative/subjects.yml: no {statement.subject}")
    said = [(r["code"], r["expr"]) for r in entry["restates"]]
    if missing := set(statement.restates) - {code for code, _ in said}:
        raise DataFileError(
            f"data/narrative/subjects.yml: {statement.subject}: no {sorted(missing)}"
        )
    same = _Same(forms)
    found = [
        Alternative(code, dict(places), _factor(statement))
        for code, expr in said
        if (places := _places(expr, statement.breakdown, same, edition))
    ]
    meant = next((a for c in statement.restates for a in found if a.code == c), None)
    if meant is None:
        return []
    return [meant, *(a for a in found if a is not meant)]


def whole_of(statement: Statement, forms: FormSet, edition: str) -> Alternative | None:
    """What a rate is a share of, where the edition has the cells."""
    if statement.share_of is None:
        return None
    whole = replace(statement, subject=statement.share_of, restates=("disposed_total",))
    found = alternatives(whole, forms, edition)
    return found[0] if found else None


def _factor(statement: Statement) -> int:
    return _TEN_THOUSAND if statement.kind == "amount" else 1


class _Same:
    """Forms as a key of a cache: this object, which never changes, not an equal one."""

    def __init__(self, forms: FormSet) -> None:
        self.forms = forms

    def __hash__(self) -> int:
        return id(self.forms)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Same) and other.forms is self.forms


@cache
def _places(
    expr: str, breakdown: str, same: _Same, edition: str
) -> dict[str, tuple[int, ...]] | None:
    """The cells of a sum by table, None where the edition lacks one.

    Every report of a lake asks for the same few sums: each is looked up once.
    """
    forms = same.forms
    found: dict[str, tuple[int, ...]] = {}
    for term in expr.split(" + "):
        table, item, column = term.strip().split("/")
        if (edition, table) not in forms.forms:
            return None
        if table == "applications" and column == "total":
            column = breakdown
        elif breakdown != "total":
            return None
        places = tuple(
            cell.position
            for cell in forms.form(edition, table).cells()
            if fnmatchcase(cell.item.code, item) and cell.breakdown.code == column
        )
        if not places:
            return None
        found[table] = found.get(table, ()) + places
    return found
