"""How exactly prose is read: its rows of the accuracy report, its page, its gate.

A row stands for a part of the labelled sentences (`pipeline.accuracy.sentences`) and a
phenomenon; what `ALL` counts is each passage once. Nothing is read or judged here.
"""

from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields
from typing import Any

__all__ = [
    "ALL",
    "LEAST",
    "PROSE_COLUMNS",
    "ProseCounts",
    "ProseRow",
    "below",
    "prose_cells",
    "prose_failures",
    "prose_page",
    "prose_rows",
    "prose_share",
]

#: the row of all passages of a part: a passage may be there for several phenomena
ALL = "all"
#: what each part has to reach
LEAST = {"precision": 0.99, "recall": 0.95}

_HEAD = """\
## Prose

Sentences of our own wording that follow how offices write, labelled by hand with every
claim a careful reader finds, and what the reader of prose made of them. Its patterns
were written with the part `dev`. The part `held_out` was not looked at then, and puts
things in every way that could be thought of; `fresh` was written afterwards, with usual
sentences as often as reports have them. `second` is by a second author, who had seen
neither the patterns nor those two: paragraphs as long as reports have them. How it was
read at first contact, before anything was mended with it, says more of prose never seen
than the figures below: [narrative.md](narrative.md#how-exactly-prose-is-read).

* **right**: a labelled claim read with its subject, breakdown, kind, value, tolerance,
  bound, year, measure, whether words say it, and whether it may be compared.
* **compared**: claims read that would be held against the tables, right or wrong.
  **wrong**: those of them that are labelled nowhere so.
  **missed**: a labelled claim that was not read right.
* A claim that is not compared and not labelled counts for nothing, and so does one
  that careful readers may differ about.
* **precision**: not wrong among those compared, so that rates and other years, which
  can never be wrong, do not raise it; **recall**: right among those labelled. Each part
  has to reach {precision:.0%} and {recall:.0%}.
"""


@dataclass(frozen=True, slots=True)
class ProseCounts:
    """What became of the labelled claims.

    Attributes:
        sentences: how many passages.
        labelled: claims that are to be found in them.
        right: claims read as labelled.
        compared: claims read that would be compared, right or wrong.
        wrong: those of them that are labelled nowhere so.
    """

    sentences: int = 0
    labelled: int = 0
    right: int = 0
    compared: int = 0
    wrong: int = 0

    def __add__(self, other: "ProseCounts") -> "ProseCounts":
        """Both together."""
        pairs = zip(astuple(self), astuple(other), strict=True)
        return ProseCounts(*(a + b for a, b in pairs))

    @property
    def missed(self) -> int:
        """Labelled claims that were not read right."""
        return self.labelled - self.right

    @property
    def precision(self) -> float:
        """The share of the claims compared that are not wrong."""
        return 1 - self.wrong / self.compared if self.compared else 1.0

    @property
    def recall(self) -> float:
        """The share of the labelled claims that were read right."""
        return self.right / self.labelled if self.labelled else 1.0


_COUNTS = tuple(f.name for f in fields(ProseCounts))
PROSE_COLUMNS = ("part", "phenomenon", *_COUNTS)
_MEASURES = ("precision", "recall")


@dataclass(frozen=True, slots=True)
class ProseRow:
    """The counts of one phenomenon in one part."""

    part: str
    phenomenon: str
    counts: ProseCounts

    @property
    def name(self) -> str:
        """How the row is called in messages."""
        return f"prose {self.part} / {self.phenomenon}"


def prose_cells(row: ProseRow) -> list[Any]:
    """A row as the file has it."""
    return [row.part, row.phenomenon, *astuple(row.counts)]


def prose_rows(columns: list[str], found: list[list[Any]]) -> tuple[ProseRow, ...]:
    """The rows of a file.

    Raises:
        ValueError: it has other columns.
    """
    if tuple(columns) != PROSE_COLUMNS:
        raise ValueError(f"other columns of prose: {columns}")
    return tuple(
        ProseRow(part, phenomenon, ProseCounts(*counts))
        for part, phenomenon, *counts in found
    )


def below(rows: Iterable[ProseRow]) -> list[str]:
    """The parts that do not reach what they have to, one sentence each."""
    return [
        f"{row.name}: {measure} {prose_share(getattr(row.counts, measure))}, "
        f"{least:.0%} is the least"
        for row in rows
        if row.phenomenon == ALL
        for measure, least in LEAST.items()
        if getattr(row.counts, measure) < least
    ]


def prose_failures(
    now: tuple[ProseRow, ...], committed: tuple[ProseRow, ...]
) -> Iterator[str]:
    """What is too little, and what was lost against the committed report."""
    if not any(row.phenomenon == ALL for row in now):
        yield "not measured: prose"
    yield from below(now)
    then = {row.name: row.counts for row in committed}
    names = [row.name for row in now]
    for row in now:
        if row.name not in then:
            yield f"not in the committed report: {row.name}: run `ogi accuracy`"
            continue
        for measure in _MEASURES:
            old, new = (getattr(c, measure) for c in (then[row.name], row.counts))
            if new < old:
                yield f"{row.name}: {measure} fell from {old:.3%} to {new:.3%}"
    yield from (f"no longer measured: {name}" for name in then if name not in names)


def prose_share(share: float) -> str:
    """A share in percent; 100 % only where it is all."""
    return "100 %" if share == 1 else f"{int(share * 10_000) / 100:.2f} %"


def _line(row: ProseRow) -> str:
    counts = row.counts
    figures = (
        counts.sentences, counts.labelled, counts.right, counts.missed,
        counts.compared, counts.wrong,
    )  # fmt: skip
    shares = [prose_share(counts.precision), prose_share(counts.recall)]
    cells = [*(f"{figure:,}" for figure in figures), *shares]
    return f"| {row.phenomenon.replace('_', ' ')} | " + " | ".join(cells) + " |"


def prose_page(rows: tuple[ProseRow, ...]) -> str:
    """The section of the page: each part, first all of it, then what it is made of."""
    columns = (
        "phenomenon", "passages", "labelled", "right", "missed", "compared", "wrong",
        *_MEASURES,
    )  # fmt: skip
    head = [
        "| " + " | ".join(columns) + " |",
        "| --- |" + " --: |" * (len(columns) - 1),
    ]
    parts = [_HEAD.format(**LEAST)]
    for part in dict.fromkeys(row.part for row in rows):
        lines = [_line(row) for row in rows if row.part == part]
        parts.append(f"### Prose: {part}\n\n" + "\n".join([*head, *lines]) + "\n")
    if not rows:
        parts.append("Prose was not measured.\n")
    return "\n".join(parts)
