"""Drafts to observations: which edition the table is, which cell each value stands in.

A row is taken only where its values fit the columns of the form one to one: by order
within the row, checked against the header; columns that hold nothing in any row may be
left out. Everything else becomes an issue and `unreadable` cells, never a shifted
column.
"""

from collections import Counter
from dataclasses import dataclass
from decimal import Decimal
from itertools import pairwise

from pipeline.extract.collect import Draft, DraftRow, HeaderLabel
from pipeline.extract.document import Cell
from pipeline.extract.normal import label_key
from pipeline.extract.values import UNREADABLE, ValueReader
from pipeline.forms import Breakdown, Form, FormSet
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["CONFIDENCE", "Fitter", "Observation"]

#: table four: reconsideration, litigation at once, litigation after reconsideration
_BLOCKS = 3

#: anchor values of `confidence`; a cell has the lowest that applies to it
CONFIDENCE = {
    "printed": 1.0,  # label, header and figure as on the form
    "label": 0.95,  # the row label was recognised approximately
    "damaged": 0.9,  # characters of the file had to be replaced
    "header": 0.8,  # no header was recognised: columns by order alone
    "unreadable": 0.0,
}


@dataclass(frozen=True, slots=True)
class Observation:
    """One cell of a report, as printed. The columns are those of the `core_*` tables."""

    table_id: str
    item: str
    breakdown: str
    edition: str
    value: Decimal | None
    unit: str | None
    value_text: str
    obs_status: str
    is_total: bool
    reading: str
    confidence: float
    locator: str


class Fitter:
    """Fits the drafts of one report to a form and collects what does not fit."""

    def __init__(self, forms: FormSet, values: ValueReader, *, damaged: bool) -> None:
        self._forms = forms
        self._values = values
        self._damaged = damaged
        self.observations: list[Observation] = []
        self.issues: list[Issue] = []

    # -- editions ------------------------------------------------------------------

    def edition_scores(self, draft: Draft) -> Counter[str]:
        """How well each edition explains a draft: rows, row lengths and headers."""
        scores: Counter[str] = Counter()
        for edition in self._forms.editions:
            scores[edition] = sum(
                self._row_score(row, self._forms.form(edition, row.table_id))
                for row in draft.rows
            )
        return scores

    def _row_score(self, row: DraftRow, form: Form) -> int:
        item = form.item(row.item or "")
        if item is None:
            return -2 if any(v.text for v in row.values) else 0
        columns = form.item_breakdowns(item)
        score = 1 if len(row.values) == len(columns) else -1
        if row.table_id == "proactive_disclosure":
            header = [h.code if h.exact else None for h in row.header]
            if header == [c.code for c in columns]:
                score += 2
        return score

    # -- tables two and three ------------------------------------------------------

    def labelled(self, draft: Draft, edition: str) -> None:
        """Fit table two or three."""
        table = draft.rows[0].table_id if draft.rows else draft.region
        form = self._forms.form(edition, table)
        order = self._column_order(draft, form)
        trim = self._blank_columns(draft, form)
        for item in form.items:
            row = draft.row(item.code)
            columns = form.item_breakdowns(item)
            if row is None:
                self._issue(
                    IssueCode.ROW_MISSING,
                    f"no row {item.zh} ({item.code}) was found",
                    form,
                    item.code,
                )
            elif item.code in draft.conflicts:
                self._conflict(draft.conflicts[item.code], form, item.code)
                self._unreadable(row, form, item.code, columns)
            else:
                self._fit_row(row, form, item.code, columns, order, trim)
        self._foreign_rows(draft, form)

    def _foreign_rows(self, draft: Draft, form: Form) -> None:
        known = {item.code for item in form.items}
        for row in draft.rows:
            if row.item not in known and any(v.text for v in row.values):
                self._issue(
                    IssueCode.EDITION_CONFLICT,
                    f"row {row.item} is not in edition {form.edition}, which the other "
                    f"rows fit; its figures {_texts(row.values)} are not read",
                    form,
                    row.item,
                    row.values[0].locator,
                )

    def _column_order(self, draft: Draft, form: Form) -> list[str] | None:
        """The codes of table three's columns as printed; None where they contradict."""
        expected = [b.code for b in form.breakdowns]
        if form.table_id != "applications":
            return expected
        seen = list(dict.fromkeys(h.code for h in draft.header if h.exact and h.code))
        if not seen:
            self._issue(
                IssueCode.HEADER_UNKNOWN,
                "no header with the kinds of applicant was recognised; columns are "
                "taken in the order of the form",
                form,
                severity=Severity.WARNING,
            )
            return expected
        # 总计 may stand in an upper header row, before the kinds of organisation
        kinds = [c for c in seen if c != "total"]
        if _in_order(kinds, expected) and (seen[0] != "total" or not kinds):
            return expected
        if sorted(seen) == sorted(expected):
            return seen
        self._issue(
            IssueCode.HEADER_UNKNOWN,
            f"the header names the columns {seen}, the form has {expected}: which "
            "column a figure belongs to is not certain",
            form,
        )
        return None

    def _blank_columns(self, draft: Draft, form: Form) -> tuple[int, int]:
        """Columns that are blank in every row, at the front and at the end."""
        if form.table_id != "applications":
            return (0, 0)
        width = len(form.breakdowns)
        lengths = {len(r.values) for r in draft.rows}
        if len(lengths) != 1 or (extra := lengths.pop() - width) <= 0:
            return (0, 0)
        fits = [
            (front, extra - front)
            for front in range(extra + 1)
            if all(_blank_ends(r.values, front, extra - front) for r in draft.rows)
        ]
        return fits[0] if len(fits) == 1 else (0, 0)

    def _fit_row(
        self,
        row: DraftRow,
        form: Form,
        item: str,
        columns: tuple[Breakdown, ...],
        order: list[str] | None,
        trim: tuple[int, int],
    ) -> None:
        codes: list[str] | None = order
        known_header = bool(row.header)
        if form.table_id == "proactive_disclosure":
            codes, known_header = self._header_codes(row, columns)
            trim = _trailing(row.values, len(columns))
        values = row.values[trim[0] : len(row.values) - trim[1]]
        if codes is None or len(values) != len(columns):
            self._shape_issue(row, form, item, columns, header_fits=codes is not None)
            self._unreadable(row, form, item, columns)
            return
        by_code = {c.code: c for c in columns}
        confidence = self._confidence(exact=row.exact, header=known_header)
        if not row.exact:
            self._approximate(row, form, item)
        for code, cell in zip(codes, values, strict=True):
            unit = self._header_unit(row, code)
            self._cell(form, item, by_code[code], cell, confidence, unit)

    def _header_codes(
        self, row: DraftRow, columns: tuple[Breakdown, ...]
    ) -> tuple[list[str] | None, bool]:
        """The columns of a row of table two, and whether its header says so."""
        expected = [c.code for c in columns]
        header = list(row.header)
        if not header:
            return expected, False
        codes = [h.code for h in header if h.exact]
        if sorted(c or "" for c in codes) == sorted(expected) and len(header) == len(
            expected
        ):
            return [c or "" for c in codes], True
        if len(header) != len(expected) or any(c and c not in expected for c in codes):
            return None, False
        # cut or reworded headers: each must at least not be a column elsewhere
        if all(
            label.code in (None, code)
            for label, code in zip(header, expected, strict=True)
        ):
            similar = all(
                _similar(label, column)
                for label, column in zip(header, columns, strict=True)
            )
            return expected, similar
        return None, False

    def _header_unit(self, row: DraftRow, code: str) -> str | None:
        """A money unit that the header prints, such as （单位：万元）."""
        for label in row.header:
            if label.code == code:
                text = label.cell.text
                for unit in ("亿元", "百万元", "万元", "千元", "元"):
                    if unit in text:
                        return unit
        return None

    # -- table four ----------------------------------------------------------------

    def disputes(self, draft: Draft, edition: str) -> None:
        """Fit table four: blocks of five figures, known by place and header."""
        blocks = [
            (form, item, form.item_breakdowns(item))
            for form in (
                self._forms.form(edition, "reconsideration"),
                self._forms.form(edition, "litigation"),
            )
            for item in form.items
        ]
        width = len(blocks[0][2])
        found: dict[str, list[tuple[Cell, ...]]] = {}
        for row in draft.rows:
            for number, part in self._dispute_parts(row, len(blocks), width).items():
                found.setdefault(blocks[number][1].code, []).append(part)
        whole = any(len(r.values) >= len(blocks) * width for r in draft.rows)
        for row in draft.rows:
            if not self._dispute_parts(row, len(blocks), width) and not whole:
                self._shape_issue(row, blocks[0][0], None, blocks[0][2])
        header = self._disputes_header(draft, blocks[0][0])
        for form, item, columns in blocks:
            parts = found.get(item.code, [])
            if len(parts) == 1 and header is not None:
                confidence = self._confidence(exact=True, header=header)
                for column, cell in zip(columns, parts[0], strict=True):
                    self._cell(form, item.code, column, cell, confidence, None)
            else:
                self._no_block(form, item.code, parts)

    def _no_block(self, form: Form, item: str, parts: list[tuple[Cell, ...]]) -> None:
        """Say why a block of table four was not read."""
        if not parts:
            message = f"no five figures for {item} were found"
            self._issue(IssueCode.ROW_MISSING, message, form, item)
            return
        if len(parts) > 1:
            printed = " / ".join(_texts(part) for part in parts)
            message = f"printed {len(parts)} times with different figures: {printed}"
            locator = parts[0][0].locator
            self._issue(IssueCode.ROW_CONFLICT, message, form, item, locator)
        row = DraftRow(
            item, form.table_id, parts[0], header=(), exact=True, in_grid=True
        )
        self._unreadable(row, form, item, form.breakdowns)

    def _dispute_parts(
        self, row: DraftRow, blocks: int, width: int
    ) -> dict[int, tuple[Cell, ...]]:
        """The blocks that a row of figures holds, by number."""
        order = {"reconsideration": 0, "direct": 1, "after_reconsideration": 2}
        values = row.values
        trim = _trailing(values, blocks * width)
        values = values[: len(values) - trim[1]]
        if len(values) == blocks * width:
            first = 0
        elif len(values) == (blocks - 1) * width and row.item != "reconsideration":
            first = 1
        elif len(values) == width and row.item is not None:
            first = order[row.item]
        else:
            return {}
        return {
            first + n: values[n * width : (n + 1) * width]
            for n in range(len(values) // width)
        }

    def _disputes_header(self, draft: Draft, form: Form) -> bool | None:
        """Whether the header is known; None where it contradicts the form."""
        expected = [b.code for b in form.breakdowns]
        codes = [h.code for h in draft.header if h.exact and h.code in expected]
        if not codes:
            self._issue(
                IssueCode.HEADER_UNKNOWN,
                "no header with the results was recognised; figures are taken in the "
                "order of the form",
                form,
                severity=Severity.WARNING,
            )
            return False
        indexes = [expected.index(code or "") for code in codes]
        if len(codes) % len(expected) == 0:
            fits = indexes == list(range(len(expected))) * (len(codes) // len(expected))
        else:
            # cut labels leave gaps: order within a block is all that can be asked
            fits = sum(b <= a for a, b in pairwise(indexes)) < _BLOCKS
        if not fits:
            self._issue(
                IssueCode.HEADER_UNKNOWN,
                f"the header names the results {codes}, the form has {expected}: which "
                "column a figure belongs to is not certain",
                form,
            )
            return None
        return True

    # -- cells ---------------------------------------------------------------------

    def _cell(
        self,
        form: Form,
        item: str,
        column: Breakdown,
        cell: Cell,
        confidence: float,
        header_unit: str | None,
    ) -> None:
        reading = self._values.read(cell, column)
        unit = column.unit or None
        if column.kind == "amount":
            unit = reading.unit or header_unit or unit
        elif reading.unit is not None and reading.unit not in self._count_units:
            reading = type(reading)(UNREADABLE)
        if reading.status == UNREADABLE:
            confidence = CONFIDENCE["unreadable"]
            shown = "a picture" if cell.opaque else repr(cell.text)
            self._issue(
                IssueCode.VALUE_UNREADABLE,
                f"{column.zh}: expected one number, found {shown}",
                form,
                item,
                cell.locator,
                breakdown=column.code,
            )
        self.observations.append(
            Observation(
                table_id=form.table_id,
                item=item,
                breakdown=column.code,
                edition=form.edition,
                value=reading.value,
                unit=unit,
                value_text=cell.text,
                obs_status=reading.status,
                is_total=column.is_total,
                reading="printed",
                confidence=confidence,
                locator=cell.locator,
            )
        )

    @property
    def _count_units(self) -> frozenset[str]:
        return frozenset(self._forms.values.count_units)

    def _unreadable(
        self, row: DraftRow, form: Form, item: str, columns: tuple[Breakdown, ...]
    ) -> None:
        locator = row.values[0].locator if row.values else ""
        text = _texts(row.values)
        for column in columns:
            self.observations.append(
                Observation(
                    table_id=form.table_id,
                    item=item,
                    breakdown=column.code,
                    edition=form.edition,
                    value=None,
                    unit=column.unit or None,
                    value_text=text,
                    obs_status=UNREADABLE,
                    is_total=column.is_total,
                    reading="printed",
                    confidence=CONFIDENCE["unreadable"],
                    locator=locator,
                )
            )

    def _confidence(self, *, exact: bool, header: bool) -> float:
        anchors = ["printed"]
        if not exact:
            anchors.append("label")
        if not header:
            anchors.append("header")
        if self._damaged:
            anchors.append("damaged")
        return min(CONFIDENCE[a] for a in anchors)

    # -- issues --------------------------------------------------------------------

    def _issue(
        self,
        code: IssueCode,
        message: str,
        form: Form,
        item: str | None = None,
        locator: str | None = None,
        *,
        breakdown: str | None = None,
        severity: Severity = Severity.ERROR,
    ) -> None:
        self.issues.append(
            Issue(code, severity, message, form.table_id, item, breakdown, locator)
        )

    def _shape_issue(
        self,
        row: DraftRow,
        form: Form,
        item: str | None,
        columns: tuple[Breakdown, ...],
        *,
        header_fits: bool = True,
    ) -> None:
        joined = _looks_joined(row.values, len(columns))
        if not header_fits:
            names = [h.cell.text for h in row.header]
            message = f"the header {names} does not fit the columns of the form"
        else:
            message = f"expected {len(columns)} values, found {len(row.values)}"
        message += f": {_texts(row.values)}"
        if joined:
            message += "; the digits of neighbouring cells seem to run together"
        self._issue(
            IssueCode.RUN_TOGETHER if joined else IssueCode.ROW_SHAPE,
            message,
            form,
            item,
            row.values[0].locator if row.values else None,
        )

    def _conflict(self, rows: list[DraftRow], form: Form, item: str) -> None:
        printed = " / ".join(_texts(r.values) for r in rows)
        self._issue(
            IssueCode.ROW_CONFLICT,
            f"the row is printed {len(rows)} times with different figures: {printed}",
            form,
            item,
            rows[0].values[0].locator,
        )

    def _approximate(self, row: DraftRow, form: Form, item: str) -> None:
        self._issue(
            IssueCode.LABEL_APPROXIMATE,
            f"the row label is not printed as on the form; it was taken for {item}",
            form,
            item,
            row.values[0].locator,
            severity=Severity.WARNING,
        )


def _in_order(found: list[str], expected: list[str]) -> bool:
    """Whether `found` is a part of `expected` in the same order."""
    rest = iter(expected)
    return all(code in rest for code in found)


def _texts(values: tuple[Cell, ...]) -> str:
    return " | ".join(v.text if not v.opaque else "[picture]" for v in values)


def _is_blank(cell: Cell) -> bool:
    return not cell.text and not cell.opaque


def _blank_ends(values: tuple[Cell, ...], front: int, end: int) -> bool:
    tail = values[len(values) - end :] if end else ()
    return all(_is_blank(c) for c in (*values[:front], *tail))


def _trailing(values: tuple[Cell, ...], width: int) -> tuple[int, int]:
    """Blank cells after the last column that the row has too many."""
    extra = len(values) - width
    return (0, extra) if extra > 0 and _blank_ends(values, 0, extra) else (0, 0)


def _similar(label: HeaderLabel, column: Breakdown) -> bool:
    """A cut header, such as 本年新 for 本年新制作数量."""
    key, full = label_key(label.cell.text), label_key(column.zh)
    return label.code == column.code or (len(key) > 1 and full.startswith(key))


def _looks_joined(values: tuple[Cell, ...], width: int) -> bool:
    """Fewer values than columns, with enough digits for all of them."""
    texts = [v.text for v in values if v.text]
    digits = sum(c.isdigit() for t in texts for c in t)
    return 0 < len(texts) < width <= digits
