"""Tables of Markdown in the metadata of assets.

Much of what stands in a cell was written by a site or is the name of a file: it is
shown as text, and can neither end its cell nor be followed as a link or a picture.
"""

from collections.abc import Iterable, Sequence

import pyarrow as pa

__all__ = ["markdown_rows", "markdown_table"]

_WIDTH = 60
_MARKS = ("\\", "|", "`", "[", "]", "<", "*", "_", "!")


def markdown_table(table: pa.Table) -> str:
    """A table as Markdown; long values are cut."""
    rows = (row.values() for row in table.to_pylist())
    return markdown_rows(table.column_names, rows)


def markdown_rows(
    head: Sequence[str], rows: Iterable[Iterable[object]], width: int = _WIDTH
) -> str:
    """Rows as Markdown.

    Args:
        head: names of the columns, ours.
        rows: their values; None is an empty cell.
        width: characters of a value; what is longer is cut.
    """
    lines = ["| " + " | ".join(head) + " |", "|" + "---|" * len(head)]
    for row in rows:
        cells = ["" if value is None else _cell(value, width) for value in row]
        lines.append("| " + " | ".join(cells) + " |")
    return "\n".join(lines)


def _cell(value: object, width: int) -> str:
    text = " ".join(str(value).split())
    text = text if len(text) <= width else text[:width] + "…"
    for mark in _MARKS:
        text = text.replace(mark, f"\\{mark}")
    return text
