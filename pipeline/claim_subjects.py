"""Subjects of claims: what prose states, and which cells each statement may restate.

`data/narrative/subjects.yml` lists them, `reasons.yml` says why some are not compared.
Expressions are compiled here against every edition of the form; what becomes of them
in SQL is `pipeline.claim_frames`. Reading sentences is `pipeline.narrative`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, model_validator

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import RuleError
from pipeline.forms import CellDef, FormSet
from pipeline.paths import project_dir

__all__ = [
    "Alternative",
    "ReasonDef",
    "ReasonsFile",
    "RestateDef",
    "Subject",
    "SubjectDef",
    "SubjectsFile",
    "by_applicants",
    "load_claim_reasons",
    "load_claim_subjects",
]

Code = Annotated[str, Field(pattern=r"^[a-z0-9]+([_.][a-z0-9]+)*$")]
Text = Annotated[str, Field(min_length=1, pattern=r"^\S(.*\S)?$")]

_TERM = re.compile(r"\s*(?P<sign>[+-])?\s*(?P<cell>[a-z0-9_./*]+)\s*")
_CELL_PARTS = 3
#: the table of which a claim may name a column, and the column that stands for it
_APPLICANTS, _TOTAL = "applications", "total"


class RestateDef(ClosedModel):
    """One of the sums that a statement may mean."""

    code: Code
    expr: Text


class SubjectDef(ClosedModel):
    """One entry of `data/narrative/subjects.yml`."""

    code: Code
    zh: Text
    en: Text
    unit: Literal["件", "条", "项", "元"]
    restates: tuple[RestateDef, ...] = ()
    reason: Code | None = None

    @model_validator(mode="after")
    def _is_compared_or_says_why_not(self) -> "SubjectDef":
        if bool(self.restates) == (self.reason is not None):
            raise ValueError(
                f"{self.code}: expected either restates, or a reason why it is never "
                "compared"
            )
        return self


class SubjectsFile(ClosedModel):
    """`data/narrative/subjects.yml`."""

    subjects: tuple[SubjectDef, ...]


class ReasonDef(ClosedModel):
    """One entry of `data/narrative/reasons.yml`."""

    code: Code
    found_by: Literal["reading", "comparing"]
    zh: Text
    en: Text


class ReasonsFile(ClosedModel):
    """`data/narrative/reasons.yml`."""

    reasons: tuple[ReasonDef, ...]


@dataclass(frozen=True, slots=True)
class Alternative:
    """A sum that a statement may mean, in one edition; position 0 is the likeliest."""

    code: str
    edition: str
    position: int
    terms: tuple[tuple[CellDef, int], ...]


@dataclass(frozen=True, slots=True)
class Subject:
    """A subject with its alternatives in all editions."""

    definition: SubjectDef
    alternatives: tuple[Alternative, ...]


# -- reading the files -----------------------------------------------------------------


def load_claim_reasons(path: Path | None = None) -> tuple[ReasonDef, ...]:
    """Why a claim may not be compared, in the order of the file.

    Raises:
        RuleError: the file cannot be read, or names a reason twice.
    """
    place = path or _folder() / "reasons.yml"
    reasons = read_data(place, ReasonsFile, RuleError).reasons
    refuse_twice(shown(place), "reason", (r.code for r in reasons), RuleError)
    return reasons


def load_claim_subjects(
    forms: FormSet, path: Path | None = None, reasons: tuple[ReasonDef, ...] = ()
) -> tuple[Subject, ...]:
    """All subjects, compiled against the forms, in the order of the file.

    Args:
        forms: the forms that expressions are about.
        path: by default the project's `data/narrative/subjects.yml`.
        reasons: those that are known, by default the project's.

    Raises:
        RuleError: an entry cannot be read, or an expression fits no edition; the
            message names file and entry.
    """
    place = path or _folder() / "subjects.yml"
    definitions = read_data(place, SubjectsFile, RuleError).subjects
    refuse_twice(shown(place), "subject", (d.code for d in definitions), RuleError)
    known = {r.code for r in reasons or load_claim_reasons()}
    found = []
    for definition in definitions:
        where = f"{shown(place)}: {definition.code}"
        if definition.reason is not None and definition.reason not in known:
            raise RuleError(
                f"{where}: there is no reason {definition.reason!r}; see reasons.yml"
            )
        found.append(Subject(definition, _alternatives(where, definition, forms)))
    return tuple(found)


def _folder() -> Path:
    return project_dir() / "data" / "narrative"


# -- compiling -------------------------------------------------------------------------


def _alternatives(
    where: str, definition: SubjectDef, forms: FormSet
) -> tuple[Alternative, ...]:
    found: list[Alternative] = []
    for position, restate in enumerate(definition.restates):
        place = f"{where}, {restate.code}"
        names = _names(place, restate.expr)
        fitting = [
            Alternative(restate.code, edition, position, terms)
            for edition in forms.editions
            if (terms := _terms(names, edition, forms))
        ]
        if not fitting:
            raise RuleError(
                f"{place}: no edition of the form has all cells of {restate.expr!r}"
            )
        for alternative in fitting:
            _check(place, alternative, definition.unit, found)
        found += fitting
    return tuple(found)


def _names(where: str, expr: str) -> list[tuple[tuple[str, ...], int]]:
    """An expression as cells `(table, item, breakdown)` with their signs."""
    found: list[tuple[tuple[str, ...], int]] = []
    position = 0
    while position < len(expr):
        match = _TERM.match(expr, position)
        if match is None or (found and match["sign"] is None):
            raise RuleError(
                f"{where}: cannot read {expr[position:]!r}; expected + or - and a cell"
            )
        parts = tuple(match["cell"].split("/"))
        if len(parts) != _CELL_PARTS:
            raise RuleError(
                f"{where}: {match['cell']!r} is no cell; write table/item/breakdown"
            )
        found.append((parts, -1 if match["sign"] == "-" else 1))
        position = match.end()
    return found


def _terms(
    names: list[tuple[tuple[str, ...], int]], edition: str, forms: FormSet
) -> tuple[tuple[CellDef, int], ...]:
    """The cells of an expression in an edition; none where it lacks one."""
    found: list[tuple[CellDef, int]] = []
    for (table, item, breakdown), sign in names:
        form = forms.forms.get((edition, table))
        cells = [
            cell
            for cell in (form.cells() if form else ())
            if fnmatchcase(cell.item.code, item) and cell.breakdown.code == breakdown
        ]
        if not cells:
            return ()
        found += [(cell, sign) for cell in cells]
    return tuple(found)


def _check(
    where: str, alternative: Alternative, unit: str, others: list[Alternative]
) -> None:
    """Refuse an alternative that contradicts itself, or says what another one says."""
    keys = [cell.key for cell, _ in alternative.terms]
    if len(set(keys)) != len(keys):
        raise RuleError(f"{where}: a cell is named twice")
    kinds = {cell.breakdown.kind for cell, _ in alternative.terms}
    if kinds != {"amount" if unit == "元" else "count"}:
        raise RuleError(
            f"{where}: the unit {unit} does not fit cells of kind {sorted(kinds)}"
        )
    for other in others:
        if other.edition != alternative.edition:
            continue
        if other.code == alternative.code:
            raise RuleError(
                f"{where}: edition {other.edition} has two alternatives of that code"
            )
        if set(other.terms) == set(alternative.terms):
            raise RuleError(
                f"{where}: in edition {other.edition} it is the same as {other.code}"
            )


def by_applicants(
    alternative: Alternative, forms: FormSet
) -> Iterator[tuple[str, tuple[tuple[CellDef, int], ...]]]:
    """The same sum for all applicants, and for each kind of them where they are told.

    They are where all its cells are totals of table three.
    """
    places = {(c.table_id, c.breakdown.code) for c, _ in alternative.terms}
    if places != {(_APPLICANTS, _TOTAL)}:
        yield _TOTAL, alternative.terms
        return
    form = forms.form(alternative.edition, _APPLICANTS)
    cells = {(c.item.code, c.breakdown.code): c for c in form.cells()}
    for column in form.breakdowns:
        yield (
            column.code,
            tuple(
                (cells[cell.item.code, column.code], sign)
                for cell, sign in alternative.terms
            ),
        )
