"""What the page of a check shows, ready for its template: cells and sentences.

Every text is plain here; the template escapes it.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from pipeline.check.result import (
    CellKey,
    CheckedCell,
    CheckedPart,
    StatedClaim,
)
from pipeline.check_report.layout import PrintCell, PrintTable, print_tables
from pipeline.check_report.remarks import Mark, PartRemarks, marks
from pipeline.check_report.words import MISSING, STATUS, Words
from pipeline.forms import FormSet

__all__ = [
    "SIGNS",
    "CellView",
    "Piece",
    "SentenceView",
    "TableView",
    "cell_id",
    "sentences",
    "table_views",
]

#: the sign of each mark, so that none is told by its colour alone
SIGNS = {"wrong": "✗", "maybe": "?", "named": "≠", "said": "句"}
_MARKS = {
    "wrong": Words("疑为错误", "probably wrong"),
    "maybe": Words("可能有误", "possibly wrong"),
    "named": Words("所涉单元格", "in an equation that fails"),
    "said": Words("正文另有数字", "a sentence says something else"),
}
_OTHER_READING = {
    "by_equations": "借助勾稽关系拆分 told apart by equations",
    "ocr": "图像文字识别 recognised in a picture",
}
_SURE = "wrong"
_OUTCOMES = ("mismatch", "match", "not_compared")


@dataclass(frozen=True, slots=True)
class CellView:
    """A cell of a printed table.

    Attributes:
        cell: what it is and how far it reaches.
        ident: its anchor; empty for labels.
        text: what is printed.
        status: of a value: reported, blank, …, or missing.
        note: what stands for a text that is none: 空白, 未能识别, 未读到.
        mark: how it is marked, if it is.
        due: what it should be, as shown in the cell.
        title: all of this for who points at the cell.
    """

    cell: PrintCell
    ident: str = ""
    text: str = ""
    status: str = ""
    note: str = ""
    mark: Mark | None = None
    due: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class TableView:
    """A printed table, filled in."""

    table: PrintTable
    rows: tuple[tuple[CellView, ...], ...]


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of a sentence; `outcome` where it is a number that was read."""

    text: str
    outcome: str = ""


@dataclass(frozen=True, slots=True)
class SentenceView:
    """A sentence with its numbers, and what became of each.

    Attributes:
        pieces: the sentence.
        claims: its numbers.
        numbers: of the remarks, by number of the claim.
        is_compared: one of its numbers was held against the tables.
    """

    pieces: tuple[Piece, ...]
    claims: tuple[StatedClaim, ...]
    numbers: dict[int, int]
    is_compared: bool


def cell_id(report_no: int, key: Iterable[str]) -> str:
    """The anchor of a cell."""
    return "cell-" + "-".join([str(report_no), *key])


def table_views(of: PartRemarks, forms: FormSet) -> list[TableView]:
    """The tables of a report as printed, with what was read and the marks."""
    part = of.part
    editions = {cell.name.key[0]: cell.edition for cell in part.cells}
    read = {cell.name.key: cell for cell in part.cells}
    marked = marks(of.remarks)
    return [
        TableView(
            table,
            tuple(
                tuple(_view(part, cell, read, marked) for cell in row)
                for row in table.rows
            ),
        )
        for table in print_tables(forms, editions)
    ]


def _view(
    part: CheckedPart,
    cell: PrintCell,
    read: dict[CellKey, CheckedCell],
    marked: dict[CellKey, Mark],
) -> CellView:
    if cell.key is None:
        return CellView(cell, text=cell.text, title=cell.en)
    mark = marked.get(cell.key)
    found = read.get(cell.key)
    status = "missing" if found is None else found.status
    words = MISSING if found is None else STATUS[found.status]
    due = ""
    if mark is not None and mark.implied:
        due = mark.implied if mark.kind == _SURE else f"{mark.implied}?"
    return CellView(
        cell=cell,
        ident=cell_id(part.report_no, cell.key),
        text="" if found is None else found.printed.strip(),
        status=status,
        note=words.zh if status in ("blank", "missing", "unreadable") else "",
        mark=mark,
        due=due,
        title=_title(found, words, mark),
    )


def _title(found: CheckedCell | None, words: Words, mark: Mark | None) -> str:
    said = []
    if found is not None:
        said += [found.name.zh, found.name.en]
    if found is None or found.status != "reported":
        said.append(f"{words.zh} {words.en}")
    elif found.reading in _OTHER_READING:
        said.append(_OTHER_READING[found.reading])
    if mark is not None:
        kind = _MARKS[mark.kind]
        said.append(f"{kind.zh} {kind.en}")
        if mark.implied:
            said.append(f"应为 should be {mark.implied}")
    return "\n".join(said)


def sentences(of: PartRemarks) -> list[SentenceView]:
    """The sentences that state figures, in the order of the report."""
    numbers = {r.claim.claim_no: r.number for r in of.remarks if r.claim is not None}
    views = []
    for (sentence, _), group in groupby(
        of.part.claims, key=lambda claim: (claim.sentence, claim.locator)
    ):
        claims = tuple(group)
        views.append(
            SentenceView(
                pieces=_pieces(sentence, claims),
                claims=claims,
                numbers=numbers,
                is_compared=any(c.outcome != "not_compared" for c in claims),
            )
        )
    return views


def _pieces(sentence: str, claims: Sequence[StatedClaim]) -> tuple[Piece, ...]:
    """The sentence cut at its numbers; of two in one place the worse outcome shows."""
    at = 0
    pieces = []
    order = sorted(claims, key=lambda c: (c.span[0], _OUTCOMES.index(c.outcome)))
    for claim in order:
        first, last = claim.span
        if first < at:
            continue
        pieces.append(Piece(sentence[at:first]))
        pieces.append(Piece(sentence[first:last], claim.outcome))
        at = last
    pieces.append(Piece(sentence[at:]))
    return tuple(piece for piece in pieces if piece.text)
