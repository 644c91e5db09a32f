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

from pipeline.extract.document import Block, Grid, Line
from pipeline.extract.fit_statistics import statistics_edition
from pipeline.extract.statistics_draft import (
    Header,
    StatisticsDraft,
    StatisticsRow,
    is_title,
)
from pipeline.extract.statistics_labels import StatisticsLabels
from pipeline.extract.statistics_text_rows import BORDER, ParsedRow, Place, TextRows
from pipeline.extract.values import ValueReader
from pipeline.forms import STATISTICS, Form, FormSet

__all__ = ["collect_lines"]

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
#: sentences end a table, and so does a text that is longer than a row can be
_PROSE = re.compile(r"[。；;]")
_MAX_SEGMENT = 160
_PIECE = re.compile(r"[^\s\ufdd0]+")
_MIN_KEY = 3


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
                texts = (t.text.replace(BORDER, "") for t in block.tokens)
                part = BORDER.join(texts) + BORDER
            else:
                part = block.text.replace(BORDER, "") + "\n"
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
        units = sorted(labels.units, key=len, reverse=True)
        self._unit = re.compile(rf"^[(（]?(?:{'|'.join(units)})[)）]?")
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

    def _places(self, start: int, end: int) -> Iterator[Place]:
        """The labels that follow each other with nothing but rows between them."""
        text = self._text.text
        found = list(self._label.finditer(text, start, end))
        if not found or _ends(text[start : found[0].start()]):
            return
        for number, match in enumerate(found):
            last = number + 1 == len(found)
            until = end if last else found[number + 1].start()
            behind = text[match.end() : until]
            over = last or _ends(behind)
            if over:
                behind = self._row_only(behind)
            locator = self._text.locator(match.start())
            yield Place(match[0], match.start(), behind, locator, over)
            if over:
                return

    def _row_only(self, behind: str) -> str:
        """What stands behind the last label without the text that follows its row."""
        for piece in _PIECE.finditer(behind[:_MAX_SEGMENT]):
            bare = self._unit.sub("", piece[0], count=1)
            if any(character.isalpha() for character in bare):
                return behind[: piece.start()]
        return behind[:_MAX_SEGMENT]

    # -- tables --------------------------------------------------------------------

    def _table(
        self, header: Header, places: list[Place], start: int, *, halves: bool
    ) -> None:
        draft = self._draft(header, places, start)
        context = draft.context
        rows: list[StatisticsRow] = []
        parsed: list[tuple[StatisticsRow, ParsedRow]] = []
        named: list[tuple[Place, StatisticsRow | None]] = []
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
        reader = TextRows(header, form, self._labels, self._values, halves=halves)
        for number, (place, found_row) in enumerate(named):
            following = named[number + 1][0].label if number + 1 < len(named) else ""
            found = reader.parse(place, following)
            draft.unknown += found.unknown
            if found_row is not None:
                parsed.append((found_row, found))
        alike = draft.has_columns_of(header)
        note = "its header names other columns than the first of the table"
        for row in reader.rows(parsed):
            draft.add(row if alike else replace(row, problem=note))
        draft.context = context

    def _form(
        self, draft: StatisticsDraft, rows: Sequence[StatisticsRow]
    ) -> Form | None:
        probe = replace(draft, table=[*draft.table, *rows], titled=True, unknown=[])
        return statistics_edition(probe, self._forms)

    def _draft(
        self, header: Header, places: Sequence[Place], start: int
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
        end = (
            text.starts[number + 1] if number + 1 < len(text.starts) else len(text.text)
        )
        inside = [(a, b) for a, b in taken if a < end and b > start]
        if not inside or isinstance(block, Grid):
            yield block
            continue
        before = text.text[start : max(start, inside[0][0])].strip(BORDER + "\n ")
        after = text.text[min(end, inside[-1][1]) : end].strip(BORDER + "\n ")
        for part in (before, after):
            if part:
                yield Line(part, locator=block.locator)
