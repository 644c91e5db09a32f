"""How well wrong cells are found, as a section of docs/accuracy.md."""

from collections.abc import Iterable, Iterator

from pipeline.accuracy.localisation import COMPLETE, Localisation, Located, LocatedRow

__all__ = ["localisation_page"]

_HEAD = """\
## Which cell is wrong (哪一格有误)

Errors of each kind, planted in tables that added up: real ones and drawn ones. Every
figure has its ceiling beside it, as `figure / ceiling`, counted by a judge of its own
that tries all explanations of one, two and three cells and all moves of whole rows and
columns, and knows nothing of how the localiser works.

* **found**: an equation fails. No arithmetic finds what breaks none: two rows of
  results exchanged whole, two columns of applicants, figures moved within a block of
  tables four.
* **settled**: exactly the changed cells are proposed, as the only explanation, each
  with its true figure; or exactly the rows or columns that were moved are named.
  The ceiling is where nothing else explains the table with as few cells, or with one
  such move: beyond it only prose, last year or a second reading can tell.
* **suspected**: all changed cells are among the suspects. The ceiling is where each of
  them is in one of the smallest explanations, is negative, or stands in a failing
  equation and in no other; or where the move that was made explains the table.
* **proposed wrongly**: a cell is proposed that was not changed, or with another figure.
  Here the second figure is no ceiling: it counts the tables of which the only smallest
  explanation is not the truth, so that whoever goes by the fewest cells is misled.
* **misnamed**: rows or columns are said to have been moved that were not.

One changed cell of a complete table three is always settled and nothing is proposed
wrongly: the check fails otherwise. It fails too where in a complete table something is
proposed as the only explanation and the judge knows another.

Localiser `{fingerprint}`, {tables} tables.
"""
_CELLS = """\
### Table three with cells of which the figure is not known

A cell of which the figure is not known may hold any number from zero on, for the
localiser and for the judge. Where all zeros are left blank the judge takes blanks for
zeros, and the localiser does not: a blank may stand for what was forgotten.
"""
_FOUR = """\
One equation a block: the block is named, all its cells are suspects, none is proposed.
That no figure is negative would single out the cells counted by the second figure under
*settled*, and name wrong ones in the tables counted by that under *proposed wrongly*.
"""
_TWO = """\
No equation names them. Last year's amounts and those of other offices tell a unit error
(the signal `amount_unit_slip`), arithmetic does not.
"""
_COLUMNS = ("tables", "found", "settled", "suspected", "proposed wrongly", "misnamed")


def localisation_page(measured: Localisation) -> str:
    """The section; one sentence where nothing was measured."""
    if not measured.rows:
        return "## Which cell is wrong (哪一格有误)\n\nNot measured.\n"
    head = _HEAD.format(
        fingerprint=measured.fingerprint, tables=f"{measured.total().tables:,}"
    )
    return "\n".join([head, *_sections(measured.rows)])


def _sections(rows: tuple[LocatedRow, ...]) -> Iterator[str]:
    three = [row for row in rows if row.table_id == "applications"]
    whole = [row for row in three if row.cells == COMPLETE]
    yield "### Table three, complete\n"
    yield _table("kind of error", _by(whole, "kind"))
    yield "The same, by edition and by where the figures are from:\n"
    yield _table("edition, figures", _by(whole, "edition", "source"))
    some = [row for row in three if row.cells != COMPLETE]
    if some:
        yield _CELLS
    for cells in dict.fromkeys(row.cells for row in some):
        yield f"### Table three, {_words(cells)}\n"
        yield _table(
            "kind of error", _by([r for r in three if r.cells == cells], "kind")
        )
    four = [row for row in rows if row.table_id in ("reconsideration", "litigation")]
    yield "### Tables four\n"
    yield _FOUR
    yield _table("kind of error", _by(four, "kind"))
    two = [row for row in rows if row.table_id == "proactive_disclosure"]
    yield "### Table two: amounts of money\n"
    yield _TWO
    yield _table("kind of error", _by(two, "kind"))


def _by(rows: Iterable[LocatedRow], *keys: str) -> dict[str, Located]:
    found: dict[str, Located] = {}
    for row in rows:
        name = ", ".join(_words(getattr(row, key)) for key in keys)
        found[name] = found.get(name, Located()) + row.counts
    return found | {"**all**": sum(found.values(), Located())}


def _words(code: str) -> str:
    return code.replace("_", " ")


def _table(first: str, lines: dict[str, Located]) -> str:
    head = [[first, *_COLUMNS], ["---", *["--:"] * len(_COLUMNS)]]
    body = [[name, *_figures(counts)] for name, counts in lines.items()]
    return "\n".join("| " + " | ".join(line) + " |" for line in [*head, *body]) + "\n"


def _figures(counts: Located) -> list[str]:
    pairs = (
        (counts.found, counts.broken),
        (counts.pinned + counts.named, counts.alone),
        (counts.suspected, counts.among),
    )
    return [
        f"{counts.tables:,}",
        *(f"{_share(a, counts.tables)} / {_share(b, counts.tables)}" for a, b in pairs),
        f"{counts.wrong:,} / {counts.misled:,}",
        f"{counts.misnamed:,}",
    ]


def _share(part: int, whole: int) -> str:
    """A share in percent; 100 only where it is all, 0 only where it is none."""
    if part in (0, whole):
        return "0 %" if not part else "100 %"
    return f"{min(99.9, max(0.1, round(1000 * part / whole) / 10)):.1f} %"
