"""Tables of text in which digits run together, read with the form's own equations.

The equations of the table are the key: a figure is read where every way to cut the
digits that satisfies all of them gives the same one. Where several are left the cell is
unreadable, and the issue lists them. Figures of other years are no key. What was read
like this says so (`reading = by_equations`), since an equation that served as the key
cannot be the witness as well.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.extract.cells import CellWriter
from pipeline.extract.disputes import BLOCKS
from pipeline.extract.document import Cell, Document
from pipeline.extract.equations import Equation, equations
from pipeline.extract.glued import GluedRow, GluedText
from pipeline.extract.glued_disputes import table_four, three_blocks
from pipeline.extract.labels import LabelIndex
from pipeline.extract.observation import CONFIDENCE, Observation
from pipeline.extract.solve import supported
from pipeline.extract.splits import Split, TooManyError, splits
from pipeline.extract.values import ValueReader
from pipeline.forms import Form
from pipeline.issues import Issue, IssueCode

__all__ = ["Decoded", "decode_run_together"]

_MAX_SHOWN = 10
_PIECES = re.compile(r"[0-9][0-9,]*|[^0-9]+")
_SIGNED = re.compile(r"[-+−–－][0-9]")
_WIDTH = 5
_DISPUTES = ("reconsideration", "litigation")
#: what a reading rests on: the anchor of its confidence, and how it is called
_RESTS_ON = {
    "printed": ("header", "printed"),
    "by_equations": ("by_equations", "by_equations"),
    "weakly": ("by_one_equation", "by_equations"),
}


@dataclass(slots=True)
class Decoded:
    """What the text of the lost tables gave.

    Attributes:
        tables: the tables that were found in it, read or not.
        observations: their cells, unreadable ones included.
        issues: why cells are unreadable.
    """

    tables: tuple[str, ...] = ()
    observations: list[Observation] = field(default_factory=list)
    issues: list[Issue] = field(default_factory=list)


def decode_run_together(
    document: Document,
    tables: Collection[str],
    writer: CellWriter,
    index: LabelIndex,
    values: ValueReader,
) -> Decoded:
    """Read tables from lines in which cells have lost their borders.

    Args:
        document: its lines are the text.
        tables: those that could not be read in another way.
        writer: an empty one, for cells and issues.
        index: the labels.
        values: the marks that stand for no figure.
    """
    decoder = _Decoder(GluedText(document), writer, index, values)
    found = [table for table in decoder.run(tables) if table]
    return Decoded(tuple(found), writer.observations, writer.issues)


class _Decoder:
    def __init__(
        self,
        text: GluedText,
        writer: CellWriter,
        index: LabelIndex,
        values: ValueReader,
    ) -> None:
        self._text = text
        self._writer = writer
        self._index = index
        self._values = values
        self._forms = writer.forms
        #: table three of the same text has a figure in every cell, zeros too
        self._all_printed = False

    def run(self, tables: Collection[str]) -> Iterable[str]:
        """Decode what can be found; gives the tables."""
        edition: str | None = None
        if "applications" in tables:
            form, rows = self._rows_of("applications")
            if form is not None:
                edition = form.edition
                self._applications(form, rows)
                yield form.table_id
        if "proactive_disclosure" in tables:
            form, rows = self._rows_of("proactive_disclosure", edition)
            if form is not None:
                edition = form.edition
                self._proactive(form, rows)
                yield form.table_id
        if {"reconsideration", "litigation"} <= set(tables):
            newest = self._forms.newest("reconsideration").edition
            yield from self._disputes(edition or newest)

    def _rows_of(
        self, table: str, edition: str | None = None
    ) -> tuple[Form | None, list[GluedRow]]:
        """The one edition whose rows stand in the text, all and in order."""
        marks = self._text.marks(self._index, table)
        known = self._forms.editions_of(table)
        editions = [edition] if edition else reversed(known)
        for name in editions:
            form = self._forms.form(name, table)
            rows = self._text.rows(marks, form)
            if rows:
                return form, rows
        return None, []

    # -- table three ---------------------------------------------------------------

    def _applications(self, form: Form, rows: list[GluedRow]) -> None:
        columns = [b.code for b in form.breakdowns]
        if not _in_order(rows[0].header, columns):
            self._refuse(form, rows, "its header does not name the columns of the form")
            return
        ways: dict[str, list[Split]] = {}
        for row in rows:
            try:
                ways[row.item] = self._ways(row.texts, len(columns))
            except TooManyError:
                self._refuse(form, rows, f"row {row.item} can be cut in too many ways")
                return
            if not ways[row.item]:
                cut = " or ".join(map(repr, row.texts))
                self._refuse(form, rows, f"no way to cut {cut} ({row.item}) adds up")
                return
        keys = equations(self._forms, form.edition, form.table_id)
        kept = _solved(ways, keys, columns)
        if not all(kept.values()):
            self._refuse(
                form, rows, "no way to cut its digits satisfies all its equations"
            )
            return
        for row in rows:
            self._write(form, row.item, kept[row.item], row.locator)
        self._all_printed = all(way.is_full for found in kept.values() for way in found)

    def _ways(self, texts: Iterable[str], width: int) -> list[Split]:
        found: dict[Split, None] = {}
        for text in texts:
            chunks = self._chunks(text)
            if chunks is not None:
                found.update(dict.fromkeys(splits(chunks, width, total=True)))
        return list(found)

    def _chunks(self, text: str) -> list[str] | None:
        """Digits between blanks, and marks; None where there is anything else.

        A dash before a digit may be a cell of its own or the sign of the figure.
        """
        chunks: list[str] = []
        for part in text.split():
            for piece in _PIECES.findall(part):
                is_mark = all(map(self._values.is_mark, piece))
                if not piece[0].isdigit() and not is_mark:
                    return None
                chunks += [piece] if piece[0].isdigit() else list(piece)
        return None if _SIGNED.search(text) else chunks

    # -- table two -----------------------------------------------------------------

    def _proactive(self, form: Form, rows: list[GluedRow]) -> None:
        """No equation helps here: a row is read where it can be cut in one way only."""
        header: tuple[str, ...] = ()
        for row in rows:
            item = form.item(row.item)
            if item is None:
                continue
            header = row.header or header
            columns = form.item_breakdowns(item)
            if header != tuple(c.code for c in columns):
                message = "the header above it does not name the columns of the form"
                self._writer.issue(
                    IssueCode.HEADER_UNKNOWN, message, form, row.item, row.locator
                )
                self._writer.unreadable(form, row.item, (_cell(row),))
            elif len(columns) == 1:
                confidence = CONFIDENCE["header"]
                self._writer.cell(form, row.item, columns[0], _cell(row), confidence)
            else:
                self._several(form, row, len(columns))

    def _several(self, form: Form, row: GluedRow, width: int) -> None:
        chunks = self._chunks(row.texts[0])
        try:
            ways = splits(chunks, width, total=False) if chunks else []
        except TooManyError:
            ways = []
        if len(ways) == 1:
            self._write(form, row.item, ways, row.locator, "printed")
            return
        self._ambiguous(form, row.item, row.locator, row.texts[0], ways)
        self._writer.unreadable(form, row.item, (_cell(row),))

    # -- table four ----------------------------------------------------------------

    def _disputes(self, edition: str) -> Iterable[str]:
        marks = self._text.marks(self._index, "disputes")
        place = table_four(marks)
        if place is None:
            return
        row = self._text.values_after(marks[place])
        tables = [self._forms.form(edition, t) for t in _DISPUTES]
        form_of = {item.code: form for form in tables for item in form.items}
        ways, how = self._dispute_ways(row.texts[0])
        for number, block in enumerate(BLOCKS):
            cut = slice(number * _WIDTH, (number + 1) * _WIDTH)
            own = list(dict.fromkeys(Split(way.texts[cut]) for way in ways))
            if own:
                self._write(form_of[block], block, own, row.locator, how)
            else:
                self._ambiguous(form_of[block], block, row.locator, row.texts[0], [])
                self._writer.unreadable(form_of[block], block, (_cell(row),))
        yield from _DISPUTES

    def _dispute_ways(self, text: str) -> tuple[list[Split], str]:
        """Ways to cut fifteen figures, and what they rest on.

        One equation a block is a weak key where cells may be blank. It is used where
        table three of the same text is printed without any blank: then a block is
        blank as a whole, or not at all.
        """
        chunks = self._chunks(text)
        if not chunks:
            return [], "printed"
        try:
            certain = splits(chunks, len(BLOCKS) * _WIDTH, total=False)
        except TooManyError:
            certain = []
        if len(certain) == 1:
            return certain, "printed"
        if not self._all_printed:
            return [], "printed"
        try:
            return three_blocks(chunks), "weakly"
        except TooManyError:
            return [], "printed"

    # -- writing -------------------------------------------------------------------

    def _write(
        self,
        form: Form,
        item_code: str,
        ways: Sequence[Split],
        locator: str,
        rests_on: str = "by_equations",
    ) -> None:
        """The cells that all ways agree on; the others are unreadable."""
        item = form.item(item_code)
        if item is None:
            return
        anchor, how = _RESTS_ON[rests_on]
        open_columns = []
        for number, column in enumerate(form.item_breakdowns(item)):
            texts = {way.texts[number] for way in ways}
            if len(texts) > 1:
                open_columns.append(column.code)
                continue
            cell = Cell(texts.pop() or "", locator=f"{locator}/c{number + 1}")
            self._writer.cell(
                form, item_code, column, cell, CONFIDENCE[anchor], how=how
            )
        if open_columns:
            printed = "".join(t or "" for t in ways[0].texts)
            self._ambiguous(form, item_code, locator, printed, ways, open_columns)
            cell = Cell(printed, locator=locator)
            self._writer.unreadable(form, item_code, (cell,), open_columns)

    def _ambiguous(
        self,
        form: Form,
        item: str,
        locator: str,
        printed: str,
        ways: Sequence[Split],
        columns: Sequence[str] = (),
    ) -> None:
        about = f" for {', '.join(columns)}" if columns else ""
        shown = "; ".join(
            " ".join(t or "_" for t in w.texts) for w in ways[:_MAX_SHOWN]
        )
        more = f" and {len(ways) - _MAX_SHOWN} more" if len(ways) > _MAX_SHOWN else ""
        found = f"{len(ways)} ways are left{about}: {shown}{more}"
        if not ways:
            found = "no way to cut them is certain"
        message = (
            f"the digits of neighbouring cells run together in {printed!r}: {found}"
        )
        self._writer.issue(IssueCode.RUN_TOGETHER, message, form, item, locator)

    def _refuse(self, form: Form, rows: list[GluedRow], why: str) -> None:
        message = (
            f"table {form.name_zh}: the text has lost its cell borders and {why}; get "
            "the page or the file itself"
        )
        self._writer.issue(IssueCode.RUN_TOGETHER, message, form, None, rows[0].locator)
        for row in rows:
            self._writer.unreadable(form, row.item, (_cell(row),))


def _cell(row: GluedRow) -> Cell:
    return Cell(row.texts[0], locator=row.locator)


def _in_order(header: Sequence[str], columns: Sequence[str]) -> bool:
    """Whether a header of two levels, flattened, names the columns of the form.

    The total stands behind the kinds of organisation, or in the upper row before them.
    What is named before belongs to other text.
    """
    first, *kinds, total = columns
    return list(header[-len(columns) :]) in (
        [first, total, *kinds],
        [first, *kinds, total],
    )


def _solved(
    ways: Mapping[str, list[Split]], keys: Sequence[Equation], columns: Sequence[str]
) -> dict[str, list[Split]]:
    """The ways of each row that are part of a solution."""
    vectors = {
        item: list(dict.fromkeys(way.values for way in found))
        for item, found in ways.items()
    }
    kept = supported(vectors, keys, columns)
    return {
        item: [way for way in found if way.values in set(kept[item])]
        for item, found in ways.items()
    }
