"""Rows of a statistics table in text: the unit and the figures behind a label.

Cells with borders, figures with blanks between them, and figures that run together:
these are cut only where there is one way to do it (`glued_statistics`).
"""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.extract.document import Cell
from pipeline.extract.glued_statistics import ways_to_cut
from pipeline.extract.normal import has_letter, label_key
from pipeline.extract.statistics_draft import Header, StatisticsRow
from pipeline.extract.statistics_labels import StatisticsLabels, bare_label
from pipeline.extract.values import UNREADABLE, ValueReader
from pipeline.forms import Form

__all__ = ["BORDER", "ParsedRow", "Place", "TextRows"]

#: stands in the text where a reader saw the border of a cell; no character, no blank
BORDER = "\ufdd0"
_NUMBERED = re.compile(r"(?P<of>其\s*中\s*[:：]?\s*)?(?P<run>[\d.]*\d)\s*[.．、]\s*$")
_TAIL = re.compile(r"其\s*中\s*[:：]?\s*$")
_SHOWN = 10
_DASHES = re.compile(r"^[\s\ufdd0\-－—–―─━|]*$")


@dataclass(frozen=True, slots=True)
class Place:
    """A label found in the text, and what stands behind it."""

    label: str
    start: int
    behind: str
    locator: str
    is_last: bool


@dataclass(slots=True)
class ParsedRow:
    """What stands behind a label."""

    unit: str | None = None
    figures: list[Cell] | None = None
    digits: str | None = None  # figures that run together
    problem: str | None = None
    loose: bool = False  # on other lines than the label
    short: bool = False
    joined: bool = False
    is_last: bool = False
    unknown: list[Cell] = field(default_factory=list)
    locator: str = ""


class TextRows:
    """Unit and figures behind a label."""

    def __init__(
        self,
        header: Header,
        form: Form | None,
        labels: StatisticsLabels,
        values: ValueReader,
        *,
        halves: bool,
    ) -> None:
        self._halves = halves
        self._behind = header.behind
        #: columns in front of the labels: their cells stand behind the row before
        self._front = header.label
        self._figures = sum(c.is_figures for c in header.behind)
        self._labels = labels
        self._values = values
        #: cells behind the unit: figures and codes
        self._cells = self._figures + sum(
            c.role in ("code", "number") for c in self._behind
        )
        self._numbers = _printed_numbers(form)
        items = [item.code for item in form.items] if form else []
        self._next = dict(pairwise(items))
        #: the header has all columns, so that their number says how many cells ran
        #: together
        self._whole = form is not None and self._figures == len(form.breakdowns)
        units = sorted(labels.units, key=len, reverse=True)
        self._unit = re.compile(rf"\s*[(（]?(?P<unit>{'|'.join(units)})[)）]?")

    def parse(self, place: Place, following: str) -> ParsedRow:
        """Take apart what stands behind one label."""
        found = ParsedRow(locator=place.locator, is_last=place.is_last)
        behind = self._without_number(place.behind, following, found)
        if BORDER in place.behind:
            self._marked(behind, found)
        else:
            self._unmarked(behind, found)
        if self._halves and found.problem is None:
            found.problem = "two halves of the table stand side by side in this text"
        return found

    def _without_number(self, behind: str, following: str, found: ParsedRow) -> str:
        """Without the number that belongs to the next label."""
        number = self._numbers.get(label_key(bare_label(following)), "")
        match = _NUMBERED.search(behind)
        if match is None:
            behind = _TAIL.sub("", behind)
            run = re.search(r"\d+\Z", behind)
            if number and run and run[0].endswith(number) and len(run[0]) > 1:
                found.problem = (
                    f"the last digits of {run[0]!r} may be the number of the next label"
                )
            return behind
        run_text = match["run"]
        before = behind[: match.start("run")]
        if match["of"] or len(run_text) <= len(number) or not number:
            if not match["of"] and len(run_text) > 2:  # noqa: PLR2004 - no such number
                found.problem = f"figures and a number run together: {run_text!r}"
            return behind[: match.start()]
        if not run_text.endswith(number):
            found.problem = (
                f"{run_text!r} does not end with {number}, the number of the next label"
            )
            return before
        return before + run_text[: -len(number)]

    def _marked(self, behind: str, found: ParsedRow) -> None:
        """Cells with borders."""
        cells = behind.removeprefix(BORDER).removesuffix(BORDER)
        fields = [part.strip() for part in cells.split(BORDER)]
        width = len(self._behind)
        if self._front and not found.is_last:
            numbers = fields[width:]
            if len(numbers) != self._front or not all(n.isdigit() for n in numbers):
                found.problem = f"expected {width} cells: {' | '.join(fields)}"
                return
            fields = fields[:width]
        rest = fields[width:]
        self._note_unknown(" ".join(rest), found)
        if len(fields) < width:
            if all(_DASHES.match(part) for part in fields):
                found.figures = []
            else:
                found.problem = f"expected {width} cells, found {len(fields)}"
            return
        if rest and not has_letter(rest[0]) and rest[0]:
            found.problem = f"expected {width} cells, found more: {' | '.join(fields)}"
            return
        figures = []
        for column, part in zip(self._behind, fields[:width], strict=True):
            if column.role == "unit":
                found.unit = self._labels.unit(part)
                if found.unit is None and not _DASHES.match(part):
                    found.problem = f"{part!r} stands where a unit is expected"
            elif column.is_figures:
                figures.append(Cell(part, locator=found.locator))
        found.figures = figures

    def _unmarked(self, behind: str, found: ParsedRow) -> None:
        """A text without borders: the unit, then figures."""
        if _DASHES.match(behind) and any(c.role == "unit" for c in self._behind):
            found.figures = []
            return
        match = self._unit.match(behind)
        if match is None and any(c.role == "unit" for c in self._behind):
            found.problem = "no unit stands behind the label"
            self._note_unknown(behind, found)
            return
        rest = behind[match.end() :] if match else behind
        found.unit = match["unit"] if match else None
        if not self._whole:
            # a blank cell leaves no trace, so that a row may seem to fit
            found.problem = "the header lacks a column of the form"
        pieces = self._without_front(self._pieces(rest, found), found)
        first = rest.find(pieces[0]) if pieces else len(rest)
        found.loose = "\n" in behind[: len(behind) - len(rest) + first]
        if not found.loose and len(rest.split("\n")[0].split()) < len(pieces):
            found.problem = "figures without a label stand on the next line"
        if found.problem is None:
            self._figures_of(pieces, rest, found)

    def _figures_of(self, pieces: list[str], rest: str, found: ParsedRow) -> None:
        """The cells that pieces of text are, or what is wrong with their number."""
        width = self._cells
        if len(pieces) == width:
            numbers = [c for c in self._behind if c.role not in ("unit", "remark")]
            found.figures = [
                Cell(piece, locator=found.locator, marked=False)
                for column, piece in zip(numbers, pieces, strict=False)
                if column.is_figures
            ]
            found.joined = bool(pieces) and not rest[:1].isspace()
        elif len(pieces) > width:
            found.problem = f"expected {width} figures, found {len(pieces)}"
        elif width == self._figures and len(pieces) <= 1 and not found.loose:
            found.digits = pieces[0] if pieces else ""
        else:
            found.short = True

    def _without_front(self, pieces: list[str], found: ParsedRow) -> list[str]:
        """Without the cells in front of the next label."""
        if not self._front or found.is_last:
            return pieces
        if len(pieces) != self._cells + self._front or not all(
            number.isdigit() for number in pieces[-self._front :]
        ):
            found.problem = "the number of the next row runs into the figures"
            found.short = len(pieces) > 1
        return pieces[: -self._front]

    def _pieces(self, rest: str, found: ParsedRow) -> list[str]:
        """The figures in front of any other text."""
        pieces = rest.split()
        end = next((i for i, p in enumerate(pieces) if not self._is_figure(p)), None)
        if end is None:
            return pieces
        self._note_unknown(" ".join(pieces[end:]), found)
        apart = "\n" in rest[: rest.find(pieces[end])]
        if not (end and apart) or (pieces[end][0].isdigit() and not found.is_last):
            found.problem = f"figures run into other text: {pieces[end][:20]!r}"
        return pieces[:end]

    def _is_figure(self, piece: str) -> bool:
        digits = re.fullmatch(r"\d[\d.,]*", piece) is not None
        return digits or self._values.read(Cell(piece)).status != UNREADABLE

    def _note_unknown(self, text: str, found: ParsedRow) -> None:
        """A text with figures between two rows: a label that no form has."""
        words = text.strip(" \n" + BORDER)
        match = re.search(r"[\u4e00-\u9fff][^\d\n\ufdd0]{2,}", words)
        header = all(self._labels.column(w).role != "unknown" for w in words.split())
        if header or not re.search(r"\d", words[match.end() if match else 0 :]):
            return
        label = match[0] if match else words
        found.unknown.append(Cell(label, locator=found.locator))

    # -- all rows together ---------------------------------------------------------

    def rows(
        self, parsed: Sequence[tuple[StatisticsRow, ParsedRow]]
    ) -> Iterator[StatisticsRow]:
        """The rows with their figures, or with what keeps them from being read."""
        spaced = self._figures > 1 and any(
            f.figures and len(f.figures) > 1 and not f.joined for _, f in parsed
        )
        lost = any(
            f.short or (f.digits == "" and "\n" in f.locator) for _, f in parsed
        ) or any(f.loose and f.figures == [] for _, f in parsed)
        for number, (row, found) in enumerate(parsed):
            following = parsed[number + 1][0].item if number + 1 < len(parsed) else None
            glued = found.joined or found.digits is not None
            in_order = following in (None, self._next.get(row.item or ""))
            if glued and found.unit is None and not in_order:
                # without units, the figures of a row whose label is lost run on
                found.problem = found.problem or "the row behind it was not found"
            yield self._row(row, found, spaced=spaced, lost=lost)

    def _row(
        self, row: StatisticsRow, found: ParsedRow, *, spaced: bool, lost: bool
    ) -> StatisticsRow:
        blank = Cell("", locator=found.locator)
        problem, joined = found.problem, found.joined
        values = tuple(found.figures or ())
        if problem is None and found.short:
            problem = f"expected {self._figures} figures; a blank cell leaves no trace"
        elif problem is None and found.digits is not None:
            shown = Cell(found.digits, locator=found.locator)
            values = (shown,)
            ways = ways_to_cut(found.digits, self._figures)
            if spaced:
                problem = f"expected {self._figures} figures, found {found.digits!r}"
            elif len(ways) == 1:
                values = tuple(replace(blank, text=text) for text in ways[0])
                joined = True
            else:
                problem, joined = _candidates(found.digits, ways), True
        elif problem is None and lost and found.loose:
            problem = "blank cells are lost in this text; the row may have lost one"
        elif problem is None and not values:
            values = (blank,) * self._figures
            problem = "no unit and no figure stands beside it"
        return replace(
            row,
            values=values or (blank,),
            unit=found.unit,
            problem=problem,
            joined=joined,
        )


def _candidates(digits: str, ways: Sequence[tuple[str, ...]]) -> str:
    shown = "; ".join(" | ".join(part or "blank" for part in w) for w in ways[:_SHOWN])
    more = f" and {len(ways) - _SHOWN} more" if len(ways) > _SHOWN else ""
    if not ways:
        return f"the figures run together ({digits!r}) and cannot be cut into cells"
    return f"the figures run together ({digits!r}); they may be: {shown}{more}"


def _printed_numbers(form: Form | None) -> dict[str, str]:
    """The number that a form prints in front of each label, such as 2."""
    if form is None:
        return {}
    found = {}
    for item in form.items:
        match = re.match(r"(?:其中[:：])?(\d{1,2})[.．、]", item.zh)
        if match:
            found[label_key(bare_label(item.zh))] = match[1]
    return found
