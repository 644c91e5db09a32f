"""A report as flat text: what is left of a page when a tool strips its tags.

One cell a line, each followed by a bar; a row is filled with bars at its end until it
has as many as the table has columns. Header labels that were broken over two lines
keep a space there, or, in table four, lose the second line. Meant for tests and for
trying extraction on text.
"""

from pipeline.demo.catalogue import DemoReport
from pipeline.demo.layout import GridCell, TableGrid, tables
from pipeline.demo.looks.common import narrow
from pipeline.demo.prose import sections

__all__ = ["render_text"]


def render_text(report: DemoReport) -> str:
    """The whole report as flat text; a blank cell is a line with only its bar."""
    entry = report.entry
    lines = ["发布时间:", entry.published_text, "信息来源:", entry.content_source]
    lines.append(entry.title)
    for section in sections(report):
        if section.heading:
            lines.append(section.heading)
        lines += section.paragraphs
        if section.table:
            cut = section.table == "reviews"
            for grid in tables(report, section.table):
                lines += _table(report, grid, lose_second_line=cut)
    return "\n".join(lines) + "\n"


def _table(report: DemoReport, grid: TableGrid, *, lose_second_line: bool) -> list[str]:
    lines = []
    for row in grid.rows:
        for place, cell in enumerate(row):
            # The first label of all is the one that keeps its second line.
            whole = cell.rowspan > 1 and place == 0
            lost = lose_second_line and not whole
            lines.append(f"{narrow(_text(report, cell, lost=lost))} |")
        if len(row) < grid.width:
            lines[-1] += " " + "|" * (grid.width - len(row))
    return lines


def _text(report: DemoReport, cell: GridCell, *, lost: bool) -> str:
    pieces = report.labels.frame.line_breaks.get(cell.text)
    if cell.kind != "head" or pieces is None or len(pieces) > 2:  # noqa: PLR2004
        return cell.text
    if lost:
        return pieces[0]
    return cell.text if cell.rowspan > 1 else " ".join(pieces)
