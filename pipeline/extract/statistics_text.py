"""The statistics table before 2019 in lines of text, with or without cell borders.

A header opens it, here too; so prose that names the same things is never taken for it.
Labels of the form are found in the text, and what stands between two of them is the
unit and the figures of a row. Figures that run together are cut only where there is one
way to do it (`glued_statistics`).
"""

import re
from bisect import bisect_right
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from functools import lru_cache

from pipeline.extract.document import Block, Cell, Grid, Line
from pipeline.extract.fit_statistics import statistics_edition
from pipeline.extract.glued_statistics import ways_to_cut
from pipeline.extract.normal import has_letter, label_key
from pipeline.extract.statistics import (
    Header,
    StatisticsDraft,
    StatisticsRow,
    is_title,
)
from pipeline.extract.statistics_labels import StatisticsLabels, bare_label
from pipeline.extract.values import UNREADABLE, ValueReader
from pipeline.forms import STATISTICS, Form, FormSet

__all__ = ["collect_lines"]

#: stands in the text where a reader saw the border of a cell; no character, no blank
_BORDER = "\ufdd0"
_GAP = r"[\s\ufdd0]*"
#: what may stand in front of a label apart from bare figures
_PREFIX = (
    r"(?:其\s*中\s*[:：]?\s*)?"
    r"(?:[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]\s*"
    r"|[一二三四五六七八九十]{1,3}[、.．。]\s*)?"
)
#: a remark in brackets behind a label
_REMARK = r"(?:\s*[(（][^()（）\ufdd0\n]{1,50}[)）])?"
_YEAR = r"(?:19|20)\d{2}\s*年?\s*度?\s*(?:统计数|数量)?"
_LETTERS = r"(?:甲[甲乙丙丁戊\d\s\ufdd0]*)?"
_NUMBERED = re.compile(r"(?P<of>其\s*中\s*[:：]?\s*)?(?P<run>[\d.]*\d)\s*[.．、]\s*$")
_TAIL = re.compile(r"其\s*中\s*[:：]?\s*$")
#: sentences end a table, and so does a text that is longer than a row can be
_PROSE = re.compile(r"[。；;]")
_MAX_SEGMENT = 160
_MIN_ROWS = 5
_MIN_KEY = 3
_SHOWN = 10
_DASHES = re.compile(r"^[\s\ufdd0\-－—–―─━|]*$")


@dataclass(frozen=True, slots=True)
class _Place:
    """A label found in the text, and what stands behind it."""

    label: str
    start: int
    behind: str
    locator: str
    is_last: bool


@dataclass(slots=True)
class _Text:
    """The lines of a document in one text, with where each begins."""

    blocks: Sequence[Block]
    text: str = ""
    starts: list[int] = field(default_factory=list)
    numbers: list[int] = field(default_factory=list)

    def __post_init__(self) -> None:
        parts: list[str] = []
        length = 0
        for number, block in enumerate(self.blocks):
            if isinstance(block, Grid):
                part = "。\n"  # nothing goes on across a grid
            elif block.tokens and all(t.marked for t in block.tokens):
                texts = (t.text.replace(_BORDER, "") for t in block.tokens)
                part = _BORDER.join(texts) + _BORDER
            else:
                part = block.text.replace(_BORDER, "") + "\n"
            self.starts.append(length)
            self.numbers.append(number)
            parts.append(part)
            length += len(part)
        self.text = "".join(parts)

    def number(self, place: int) -> int:
        """The block that a place of the text is in."""
        return self.numbers[bisect_right(self.starts, place) - 1]

    def locator(self, place: int) -> str:
        """Where a place of the text stands in the document."""
        block = self.blocks[self.number(place)]
        return block.locator if isinstance(block, Line) else ""


def _loosely(key: str) -> str:
    """A key with any blanks and marks between its characters, but no cell border."""
    return r"[^\w\ufdd0]{0,3}".join(map(re.escape, key))


@lru_cache(maxsize=8)
def _label_pattern(keys: frozenset[str]) -> re.Pattern[str]:
    words = sorted((k for k in keys if len(k) >= _MIN_KEY), key=len, reverse=True)
    body = "|".join(map(_loosely, words))
    quote = "[“”\"'‘’「」]{0,2}"
    return re.compile(rf"{_PREFIX}{quote}(?P<label>{body}){quote}{_REMARK}[*※]*")


@lru_cache(maxsize=8)
def _header_patterns(
    columns: frozenset[tuple[str, str]],
) -> tuple[re.Pattern[str], re.Pattern[str]]:
    """A whole header, and one word of it."""

    def words(keys: Sequence[str]) -> str:
        ordered = sorted((k for k in keys if len(k) > 1), key=len, reverse=True)
        return "|".join(map(_loosely, ordered))

    first = words([key for key, role in columns if role == "label"])
    others = words([key for key, role in columns if role != "label"])
    number = words([key for key, role in columns if role == "number"])
    word = re.compile(rf"(?:{_YEAR}|{first}|{others})")
    whole = re.compile(
        rf"(?:(?:{number}){_GAP})?(?:{first}){_GAP}"
        rf"(?:(?:{_YEAR}|{others}){_GAP}){{1,6}}{_LETTERS}"
    )
    return whole, word


class _LineReader:
    """Finds the tables in a text."""

    def __init__(
        self, text: _Text, labels: StatisticsLabels, values: ValueReader, forms: FormSet
    ) -> None:
        self._text = text
        self._labels = labels
        self._values = values
        self._forms = forms
        columns = frozenset(labels.column_keys.items())
        self._whole, self._word = _header_patterns(columns)
        self._label = _label_pattern(labels.keys)
        self.drafts: list[StatisticsDraft] = []
        #: the parts of the text that are tables
        self.taken: list[tuple[int, int]] = []

    def read(self) -> None:
        """Read every table that a header opens."""
        text = self._text.text
        headers = [m for m in self._whole.finditer(text) if self._header(m).figures]
        for number, match in enumerate(headers):
            halves = bool(number) and headers[number - 1].end() == match.start()
            end = headers[number + 1].start() if number + 1 < len(headers) else None
            places = list(self._places(match.end(), end or len(text)))
            header = self._header(match)
            if places:
                self._table(header, places, match.start(), halves=halves)
                last = places[-1]
                self.taken.append(
                    (match.start(), last.start + len(last.label) + len(last.behind))
                )

    def _header(self, match: re.Match[str]) -> Header:
        words = self._word.findall(match[0])
        columns = [self._labels.column(word) for word in words]
        figures = [c for c in columns if c.is_figures]
        if len(figures) > 1 and figures[0].role == "count":
            columns.remove(figures[0])  # it stands over the others
        return Header(tuple(columns))

    def _places(self, start: int, end: int) -> Iterator[_Place]:
        """The labels that follow each other with nothing but rows between them."""
        text = self._text.text
        found = [m for m in self._label.finditer(text, start, end)]
        if not found or _ends(text[start : found[0].start()]):
            return
        for number, match in enumerate(found):
            last = number + 1 == len(found)
            until = end if last else found[number + 1].start()
            behind = text[match.end() : until]
            prose = _PROSE.search(behind)
            over = last or _ends(behind)
            if over:
                cut = prose.start() if prose else len(behind)
                behind = behind[: min(cut, _MAX_SEGMENT)]
            locator = self._text.locator(match.start())
            yield _Place(match[0], match.start(), behind, locator, over)
            if over:
                return

    # -- tables --------------------------------------------------------------------

    def _table(
        self, header: Header, places: list[_Place], start: int, *, halves: bool
    ) -> None:
        draft = self._draft(header, places, start)
        context = draft.context
        rows: list[StatisticsRow] = []
        parsed: list[tuple[StatisticsRow, _Parsed]] = []
        named = []
        for place in places:
            label = self._labels.find(place.label, context)
            if label is None or label.code is None or not label.is_row:
                context = None
                named.append((place, None))
                continue
            context = self._labels.context_after(label.code, context)
            row = StatisticsRow(
                item=label.code,
                table_id=STATISTICS,
                values=(),
                header=(),
                exact=label.exact,
                grid=None,
                measured=False,
                label=place.label,
                editions=label.editions,
            )
            named.append((place, row))
            rows.append(row)
        form = self._form(draft, rows)
        reader = _RowReader(header, form, self._labels, self._values, halves=halves)
        for number, (place, row) in enumerate(named):
            following = named[number + 1][0].label if number + 1 < len(named) else ""
            found = reader.parse(place, following)
            draft.unknown += found.unknown
            if row is not None:
                parsed.append((row, found))
        for row in reader.rows(parsed):
            draft.add(row)
        draft.context = context

    def _form(
        self, draft: StatisticsDraft, rows: Sequence[StatisticsRow]
    ) -> Form | None:
        probe = replace(draft, table=[*draft.table, *rows], titled=True, unknown=[])
        return statistics_edition(probe, self._forms)

    def _draft(
        self, header: Header, places: Sequence[_Place], start: int
    ) -> StatisticsDraft:
        """The table to go on with where its header is printed again, or a new one."""
        first = self._labels.find(places[0].label, None)
        if self.drafts and first is not None:
            last = self.drafts[-1]
            begins = last.table[0].item if last.table else None
            between = self._text.text[self.taken[-1][1] : start]
            if first.code != begins and not _PROSE.search(between):
                return last
        number = self._text.number(start)
        draft = StatisticsDraft(STATISTICS, number, anchored=True)
        draft.columns = header
        before = self._text.text[max(0, start - 60) : start]
        draft.titled = any(is_title(line) for line in re.split(r"[\n\ufdd0。]", before))
        self.drafts.append(draft)
        return draft


def _ends(between: str) -> bool:
    return bool(_PROSE.search(between)) or len(between) > _MAX_SEGMENT


# -- rows ------------------------------------------------------------------------------


@dataclass(slots=True)
class _Parsed:
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


class _RowReader:
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
        self._numbers = _printed_numbers(form)
        #: the header has all columns, so that their number says how many cells ran
        #: together
        self._whole = form is not None and self._figures == len(form.breakdowns)
        units = sorted(labels.units, key=len, reverse=True)
        self._unit = re.compile(rf"\s*[(（]?(?P<unit>{'|'.join(units)})[)）]?")

    def parse(self, place: _Place, following: str) -> _Parsed:
        """Take apart what stands behind one label."""
        found = _Parsed(locator=place.locator, is_last=place.is_last)
        behind = self._without_number(place.behind, following, found)
        if _BORDER in place.behind:
            self._marked(behind, found)
        else:
            self._unmarked(behind, found)
        if self._halves and found.problem is None:
            found.problem = "two halves of the table stand side by side in this text"
        return found

    def _without_number(self, behind: str, following: str, found: _Parsed) -> str:
        """Without the number that belongs to the next label."""
        number = self._numbers.get(label_key(bare_label(following)), "")
        match = _NUMBERED.search(behind)
        if match is None:
            behind = _TAIL.sub("", behind)
            run = re.search(r"\d+$", behind)
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

    def _marked(self, behind: str, found: _Parsed) -> None:
        """Cells with borders."""
        cells = behind.removeprefix(_BORDER).removesuffix(_BORDER)
        fields = [part.strip() for part in cells.split(_BORDER)]
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

    def _unmarked(self, behind: str, found: _Parsed) -> None:
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
        pieces = self._pieces(rest, found)
        if found.problem:
            return
        first = rest.find(pieces[0]) if pieces else len(rest)
        found.loose = "\n" in behind[: len(behind) - len(rest) + first]
        if not found.loose and len(rest.split("\n")[0].split()) < len(pieces):
            found.problem = "figures without a label stand on the next line"
            return
        width = self._figures + sum(c.role in ("code", "number") for c in self._behind)
        if self._front and not found.is_last:
            if len(pieces) != width + self._front:
                found.problem = "the number of the next row runs into the figures"
                return
            pieces = pieces[:width]
        if len(pieces) == width:
            numbers = [c for c in self._behind if c.role not in ("unit", "remark")]
            found.figures = [
                Cell(piece, locator=found.locator, marked=False)
                for column, piece in zip(numbers, pieces, strict=False)
                if column.is_figures
            ]
            found.joined = bool(pieces) and not rest[:1].isspace()
            if found.joined and not self._whole:
                found.problem = "figures may run together: the header lacks a column"
        elif len(pieces) > width:
            found.problem = f"expected {width} figures, found {len(pieces)}"
        elif width == self._figures and len(pieces) <= 1 and not found.loose:
            found.digits = pieces[0] if pieces else ""
        else:
            found.short = True

    def _pieces(self, rest: str, found: _Parsed) -> list[str]:
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

    def _note_unknown(self, text: str, found: _Parsed) -> None:
        """A text with figures between two rows: a label that no form has."""
        words = text.strip(" \n" + _BORDER)
        match = re.search(r"[\u4e00-\u9fff][^\d\n\ufdd0]{2,}", words)
        header = all(
            self._labels.column(w).role != "unknown" for w in words.split()
        )
        if header or not re.search(r"\d", words[match.end() if match else 0 :]):
            return
        label = match[0] if match else words
        found.unknown.append(Cell(label, locator=found.locator))

    # -- all rows together ---------------------------------------------------------

    def rows(
        self, parsed: Sequence[tuple[StatisticsRow, _Parsed]]
    ) -> Iterator[StatisticsRow]:
        """The rows with their figures, or with what keeps them from being read."""
        spaced = self._figures > 1 and any(
            f.figures and len(f.figures) > 1 and not f.joined for _, f in parsed
        )
        lost = any(
            f.short or (f.digits == "" and "\n" in f.locator) for _, f in parsed
        ) or any(f.loose and f.figures == [] for _, f in parsed)
        for row, found in parsed:
            yield self._row(row, found, spaced=spaced, lost=lost)

    def _row(
        self, row: StatisticsRow, found: _Parsed, *, spaced: bool, lost: bool
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
            if spaced or not self._whole:
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


# -- the document ----------------------------------------------------------------------


def collect_lines(
    blocks: Sequence[Block],
    labels: StatisticsLabels,
    values: ValueReader,
    forms: FormSet,
) -> tuple[list[StatisticsDraft], list[Block]]:
    """The statistics tables in lines of text, and the blocks without them."""
    text = _Text(blocks)
    reader = _LineReader(text, labels, values, forms)
    reader.read()
    drafts = [d for d in reader.drafts if d.table]
    if not drafts:
        return [], list(blocks)
    return drafts, list(_without(text, reader.taken))


def _without(text: _Text, taken: Sequence[tuple[int, int]]) -> Iterator[Block]:
    """The blocks without the parts that were read; a line may be cut."""
    for number, block in enumerate(text.blocks):
        start = text.starts[number]
        end = text.starts[number + 1] if number + 1 < len(text.starts) else len(
            text.text
        )
        inside = [(a, b) for a, b in taken if a < end and b > start]
        if not inside or isinstance(block, Grid):
            yield block
            continue
        before = text.text[start : max(start, inside[0][0])].strip(_BORDER + "\n ")
        after = text.text[min(end, inside[-1][1]) : end].strip(_BORDER + "\n ")
        for part in (before, after):
            if part:
                yield Line(part, locator=block.locator)
