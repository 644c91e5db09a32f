"""A draft of an office that is none, with slips, as a page and as a Word document.

The figures are those of a sound report of the demonstration, moved to a made-up city;
the prose is our own. `python-docx` writes the Word document, not our own writer.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from html import escape
from io import BytesIO

import docx

from pipeline.demo.catalogue import DemoReport, load_reports
from pipeline.demo.figures import CellKey
from pipeline.demo.layout import TableGrid, TableName, tables

TITLE = "某某市2024年政府信息公开工作年度报告"
#: figures as printed: 804 with its last digits swapped, so that the row of what was
#: granted (804 + 26 = 830) and the column of natural persons both fail
SWAPPED: CellKey = ("applications", "granted", "natural_person")
#: reconsideration cases, printed 118 and not 113: one equation alone holds these five
#: cells, and each of them could be the one
BLOCK_TOTAL: CellKey = ("reconsideration", "reconsideration", "total")
OVERVIEW = (
    "本报告所列数据的统计期限为2024年1月1日至2024年12月31日。",
    "全年新收政府信息公开申请2040件，上年结转6件，予以公开830件。",
    "现行有效行政规范性文件1848件。",
)
#: 2040 are in the table
OTHER_NUMBER = "全年新收政府信息公开申请2004件，上年结转6件，予以公开830件。"


@dataclass(frozen=True)
class Draft:
    """What is printed in some cells, and the sentences before the tables."""

    printed: Mapping[CellKey, str] = field(default_factory=dict)
    overview: tuple[str, ...] = OVERVIEW
    title: str = TITLE

    @property
    def report(self) -> DemoReport:
        sound = load_reports()["zhumadian_2024"]
        return replace(sound, printed={**sound.printed, **self.printed})

    def parts(self) -> list[tuple[str, tuple[str, ...], TableName | None]]:
        """Headings with their paragraphs and the table that follows."""
        return [
            ("一、总体情况", self.overview, None),
            ("二、主动公开政府信息情况", (), "proactive_disclosure"),
            ("三、收到和处理政府信息公开申请情况", (), "applications"),
            ("四、政府信息公开行政复议、行政诉讼情况", (), "reviews"),
            ("五、存在的主要问题及改进情况", ("本段仅供测试。",), None),
            ("六、其他需要报告的事项", ("没有其他事项。",), None),
        ]

    def html(self) -> bytes:
        """The draft as a page."""
        blocks = [f"<h1>{escape(self.title)}</h1>"]
        for heading, paragraphs, table in self.parts():
            blocks.append(f"<p>{heading}</p>")
            blocks += [f"<p>{escape(text)}</p>" for text in paragraphs]
            for grid in tables(self.report, table) if table else []:
                blocks.append(_html(grid))
        body = "\n".join(blocks)
        page = f"<!DOCTYPE html><title>{escape(self.title)}</title><body>{body}</body>"
        return f'<meta charset="utf-8">{page}'.encode()

    def docx(self) -> bytes:
        """The draft as a Word document."""
        document = docx.Document()
        document.add_paragraph(self.title)
        for heading, paragraphs, table in self.parts():
            document.add_paragraph(heading)
            for text in paragraphs:
                document.add_paragraph(text)
            for grid in tables(self.report, table) if table else []:
                _docx(document, grid)
        written = BytesIO()
        document.save(written)
        return written.getvalue()


def _html(grid: TableGrid) -> str:
    rows = (
        "".join(
            f'<td colspan="{cell.colspan}" rowspan="{cell.rowspan}">'
            f"{escape(cell.text)}</td>"
            for cell in row
        )
        for row in grid.rows
    )
    return "<table>" + "".join(f"<tr>{row}</tr>" for row in rows) + "</table>"


def _docx(document: "docx.document.Document", grid: TableGrid) -> None:
    table = document.add_table(len(grid.rows), grid.width)
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(grid.rows):
        x = 0
        for cell in row:
            while (y, x) in taken:
                x += 1
            below, right = y + cell.rowspan - 1, x + cell.colspan - 1
            merged = table.cell(y, x).merge(table.cell(below, right))
            merged.text = cell.text
            taken |= {
                (at, across)
                for at in range(y, below + 1)
                for across in range(x, right + 1)
            }


SOUND = Draft()
SLIPS = Draft(
    printed={SWAPPED: "840", BLOCK_TOTAL: "118"},
    overview=(OVERVIEW[0], OTHER_NUMBER, OVERVIEW[2]),
)
