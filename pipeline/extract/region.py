"""What the collectors of all regions share: drafts, their beginning and their end.

A region is a part of the report whose labels belong together. A second print of a
table begins a draft of its own; a part without heading or header is kept apart from
the table itself.
"""

from dataclasses import dataclass, field

from pipeline.extract.document import Cell
from pipeline.extract.draft import Draft
from pipeline.extract.labels import LabelIndex, Meaning, Nearest
from pipeline.extract.normal import has_letter
from pipeline.extract.rows import Row
from pipeline.extract.values import ValueReader
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["LABELS_FILE", "RegionCollector", "Tools", "short"]

_SHOWN = 40
#: issues of a document after which no nearest label is looked for
_MAX_NEAREST = 200
LABELS_FILE = "data/forms/labels.yml"


@dataclass(slots=True)
class Tools:
    """What every collector works with, and where it puts what it cannot read."""

    index: LabelIndex
    values: ValueReader
    issues: list[Issue] = field(default_factory=list)

    def nearest(self, text: str, region: str) -> Nearest | None:
        """The label of a region most like a text; not asked for endless lists."""
        if len(self.issues) > _MAX_NEAREST:
            return None
        return self.index.nearest(text, region)

    def has_figure(self, cell: Cell) -> bool:
        """Whether something that can only be a value is printed in the cell."""
        printed = bool(cell.text or cell.opaque)
        return printed and (self.values.is_value(cell) or not has_letter(cell.text))

    def is_text(self, cell: Cell) -> bool:
        """Whether the cell holds words; digits with marks are an unreadable value."""
        return has_letter(cell.text) and not self.values.is_value(cell)


class RegionCollector:
    """Takes the rows of one region, one at a time."""

    def __init__(self, region: str, tools: Tools) -> None:
        self.region = region
        self.tools = tools
        self.drafts: list[Draft] = []
        self._in_section = False
        self._grid: int | None = None
        self._position = 0
        #: the year that a line above the present grid names
        self.year: int | None = None
        #: the grid that the last row of the draft came from
        self._last_grid: int | None = None

    def enter(self, *, by_heading: bool, again: bool = False) -> None:
        """The region begins: by its heading, or by a label that only it has.

        Args:
            by_heading: it is a heading.
            again: the region is the present one: 行政复议 is a label and a heading.
        """
        if by_heading:
            self._in_section = True
            self._grid = None
        if not again:
            self._begin()
        if self._in_section:
            self.anchor()

    def leave_section(self) -> None:
        """The heading of another section was seen."""
        self._in_section = False

    def take(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        """Take a row, with the meanings that each of its cells has in this region."""
        self._position = row.position
        grid = row.position if row.in_grid else None
        if grid != self._grid:
            self._grid = grid
            self._begin_grid()
        self._take(row, here)

    def caption(self, cell: Cell, meanings: tuple[Meaning, ...]) -> None:
        """A short line between grids; most regions have no use for it."""

    def _begin(self) -> None:
        """Forget what belongs to an earlier stay in the region."""

    def _begin_grid(self) -> None:
        """Forget what belongs to an earlier grid."""

    def _take(self, row: Row, here: list[tuple[Meaning, ...]]) -> None:
        raise NotImplementedError

    def anchor(self) -> None:
        """Something says that this is the table, not rows that look like it."""
        last = self.drafts[-1] if self.drafts else None
        if last is None:
            self.new_draft(anchored=True)
        elif last.anchored:
            return
        elif last.rows and (self._grid is None or self._grid != self._last_grid):
            self.drafts.append(Draft(self.region, self._position, anchored=True))
        else:
            last.anchored = True

    def draft(self) -> Draft:
        """The draft that rows go to."""
        if not self.drafts:
            self.new_draft()
        self._last_grid = self._grid
        last = self.drafts[-1]
        if not last.rows:
            last.year = self.year
        return last

    def new_draft(self, *, anchored: bool | None = None) -> Draft:
        """Begin another draft."""
        if anchored is None:
            anchored = self._in_section
        draft = Draft(self.region, self._position, anchored, year=self.year)
        self.drafts.append(draft)
        return self.drafts[-1]

    def unknown_label(self, cell: Cell, *, beside: bool = False) -> None:
        """Note figures whose label is not known, and the label that comes nearest."""
        what = "figures beside" if beside else "unknown row label"
        nearest = self.tools.nearest(cell.text, self.region)
        like = f"nearest is {nearest}" if nearest else "no label of the form is like it"
        details = {"label": short(cell.text), "file": LABELS_FILE}
        if nearest:
            details["nearest"] = f"{nearest.table_id}/{nearest.code}"
        self.tools.issues.append(
            Issue(
                IssueCode.LABEL_UNKNOWN,
                Severity.ERROR,
                f"{what} {short(cell.text)!r}, its figures are not read; {like}; if it "
                f"is another wording of it, add it to {LABELS_FILE}",
                table_id=self.region if self.region != "disputes" else None,
                locator=cell.locator,
                details=details,
            )
        )


def short(text: str) -> str:
    """A text cut for a message."""
    flat = " ".join(text.split())
    return flat if len(flat) <= _SHOWN else flat[: _SHOWN - 1] + "…"
