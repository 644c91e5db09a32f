"""The accuracy report as a page for people: docs/accuracy.md."""

from collections.abc import Iterable, Sequence

from pipeline.accuracy.localisation_page import localisation_page
from pipeline.accuracy.prose import prose_page
from pipeline.accuracy.report import Accuracy, Counts, Row

__all__ = ["accuracy_page", "share_text"]

_HEAD = """\
# Accuracy: how exactly documents are read (准确度)

<!-- written by `ogi accuracy`; do not edit -->

Reports with balanced random figures, printed in every layout that is known and in every
medium, and what the reader made of each cell. How it is measured is told in
[extraction](extraction.md#how-it-is-measured).

* **right**: read as printed, with its blank, mark or unit.
* **uncertain**: not read because the layout itself leaves open which row or column a
  figure belongs to (or does not print it): reading it would be guessing. Issues say so.
* **unreadable**: kept as `unreadable`, and an issue names it. **missing**: not there,
  and an issue names it. Both are gaps.
* **wrong**: read as something else. **silent**: lost, and nothing says so. Both must
  be 0.
* **share**: right cells among those that are not uncertain.

Reader `{fingerprint}`, seed {seed}, {documents} documents.
"""
_COLUMNS = (
    "documents", "cells", "right", "uncertain", "unreadable", "missing", "wrong",
    "silent", "share",
)  # fmt: skip


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    marks = ["---", *["--:"] * (len(head) - 1)]
    lines = [head, marks, *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _figures(counts: Counts) -> list[str]:
    values = [f"{getattr(counts, name):,}" for name in _COLUMNS[:-1]]
    return [*values, share_text(counts)]


def share_text(counts: Counts) -> str:
    """The share of right cells; 100 % only where it is all of them."""
    if counts.right == counts.readable:
        return "100 %"
    return f"{min(99.99, int(counts.share * 10_000) / 100):.2f} %"


def _totals(measured: Accuracy, kind: str) -> str:
    rows = [
        [name, *_figures(measured.total(**{kind: name}))]
        for name in measured.names(kind)
    ]
    if kind == "medium":
        rows += [
            [name, f"not measured: {reason}", *[""] * (len(_COLUMNS) - 1)]
            for name, reason in measured.not_measured.items()
        ]
        rows.append(["**all**", *_figures(measured.total())])
    return _table([kind, *_COLUMNS], rows)


def _medium(measured: Accuracy, medium: str) -> str:
    """The layouts of a medium: those read whole by name, the others with counts."""
    rows = [row for row in measured.rows if row.medium == medium]
    parts = [f"### {medium}\n"]
    for edition in dict.fromkeys(row.edition for row in rows):
        mine = [row for row in rows if row.edition == edition]
        whole = [row for row in mine if row.counts.right == row.counts.readable]
        parts.append(_whole(edition, whole, len(mine)))
        other = [row for row in mine if row not in whole]
        if other:
            lines = [[row.layout, *_figures(row.counts)] for row in other]
            parts.append(_table(["layout", *_COLUMNS], lines))
    return "\n".join(parts)


def _whole(edition: str, whole: list[Row], total: int) -> str:
    names = ", ".join(_with_cells(row) for row in whole) or "none"
    return (
        f"Edition {edition}: every cell that can be read is right in {len(whole)} of "
        f"{total} layouts: {names}.\n"
    )


def _with_cells(row: Row) -> str:
    of = f" of {row.counts.cells:,}" if row.counts.uncertain else ""
    return f"`{row.layout}` {row.counts.right:,}{of}"


def _cases(measured: Accuracy) -> str:
    if not measured.cases:
        return "No real documents were at hand when this was measured.\n"
    rows = [[f"{r.medium} / {r.layout}", *_figures(r.counts)] for r in measured.cases]
    return _table(["document", *_COLUMNS], rows)


def _versions(measured: Accuracy) -> str:
    named = (f"{name} {version}" for name, version in measured.libraries.items())
    return ", ".join(named) + ".\n"


def accuracy_page(measured: Accuracy) -> str:
    """The text of docs/accuracy.md."""
    head = _HEAD.format(
        fingerprint=measured.fingerprint,
        seed=measured.seed,
        documents=f"{measured.total().documents:,}",
    )
    parts = [
        head,
        "## By medium\n",
        _totals(measured, "medium"),
        "## By edition\n",
        _totals(measured, "edition"),
        "## By layout, over all media\n",
        _totals(measured, "layout"),
        "## Real documents\n",
        "Read by eye; not in this repository. Their figures are compared cell by cell; "
        "cells of tables that a file does not hold are not counted.\n",
        _cases(measured),
        prose_page(measured.prose),
        localisation_page(measured.localisation),
        "## Medium by medium\n",
        *(_medium(measured, medium) for medium in measured.names("medium")),
        "## Read with\n",
        _versions(measured),
    ]
    return "\n".join(parts)
