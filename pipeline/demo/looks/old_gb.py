"""Pages like those of an old site: GB2312, layout tables, fonts, tags left open.

Table two has five physical columns, and header and data rows span them differently:
which value is which follows only from the order in the row.
"""

from collections.abc import Sequence

from pipeline.demo.catalogue import DemoReport, OtherRow, SiteEntry
from pipeline.demo.layout import GridCell, TableGrid, tables
from pipeline.demo.looks.common import FOOTER, Row, attributes, esc, relative, wide
from pipeline.demo.prose import Section, sections

__all__ = ["ENCODING", "article", "listing", "note", "page_path"]

ENCODING = "gb2312"


def page_path(site: SiteEntry, number: int) -> str:
    """The path of a listing page, counted from 0: index.htm, index_2.htm and so on."""
    if number == 0:
        return site.listing
    stem, _, extension = site.listing.rpartition(".")
    return f"{stem}_{number + 1}.{extension}"


def listing(site: SiteEntry, number: int, rows: Sequence[Row]) -> str:
    """One page of the listing: a table of links, and 下一页 where there is one."""
    path = page_path(site, number)
    lines = "\n".join(
        f'<TR><TD width=80%><A href="{esc(relative(row.url, path))}" '
        f"target=_blank>{esc(row.title)}</A><TD width=20%>[{row.published_on}]"
        for row in rows
    )
    pager = f"第{number + 1}页 共{len(site.pages)}页 "
    if number:
        pager += f'<A href="{relative(page_path(site, number - 1), path)}">上一页</A> '
    if number + 1 < len(site.pages):
        pager += f'<A href="{relative(page_path(site, number + 1), path)}">下一页</A>'
    inner = f"<TABLE width=100% border=0>\n{lines}\n</TABLE>\n<P align=center>{pager}"
    return _page(site, site.column, inner)


def article(report: DemoReport, site: SiteEntry) -> str:
    """The page of one report, a table of document data above its body."""
    entry = report.entry
    data = (
        "<TABLE width=100% border=0 bgColor=#f5f5f5>\n"
        f"<TR><TD>发布机构：<TD>{esc(entry.content_source)}"
        f"<TD>发布日期：<TD>{entry.published_text}\n"
        f"<TR><TD>名　　称：<TD colSpan=3>{esc(entry.title)}\n</TABLE>\n"
    )
    body = "\n".join(_section(report, section) for section in sections(report))
    inner = (
        f"<P align=center><FONT size=5><B>{esc(entry.title)}</B></FONT>\n{data}"
        f"<!-- source: {esc(entry.source_url)} -->\n<DIV class=content>{body}</DIV>"
    )
    return _page(site, entry.title, inner)


def note(site: SiteEntry, row: OtherRow) -> str:
    """A page that is listed but is no report."""
    inner = f"<P align=center><B>{esc(row.title)}</B>\n<P>{esc(row.body or '')}"
    return _page(site, row.title, inner)


def _page(site: SiteEntry, title: str, inner: str) -> str:
    return (
        "<HTML>\n<HEAD>\n"
        '<META http-equiv=Content-Type content="text/html; charset=gb2312">\n'
        f"<TITLE>{esc(title)}</TITLE>\n</HEAD>\n<BODY bgColor=#ffffff>\n"
        "<TABLE cellSpacing=0 cellPadding=0 width=760 align=center border=0>\n"
        f"<TR><TD height=60><FONT color=#cc0000 size=4>{esc(site.name)}</FONT>\n"
        "<TR><TD vAlign=top>\n<TABLE width=100% border=0><TR><TD width=20>&nbsp;"
        f"<TD>\n{inner}\n</TABLE>\n"
        f"<TR><TD align=center><FONT size=2>{FOOTER}</FONT>\n</TABLE>\n"
        "</BODY>\n</HTML>\n"
    )


def _section(report: DemoReport, section: Section) -> str:
    parts = []
    if section.heading:
        lead = "<BR>" if section.table == "reviews" else ""
        parts.append(f"<P>{lead}<FONT face=黑体>{esc(section.heading)}</FONT>")
    parts += [f"<P>　　{esc(text)}" for text in section.paragraphs]
    if section.table:
        parts += [_table(report, g) for g in tables(report, section.table, width_two=5)]
    return "\n".join(parts)


def _table(report: DemoReport, grid: TableGrid) -> str:
    rows = "\n".join(
        f"<TR>{''.join(_cell(report, cell) for cell in row)}" for row in grid.rows
    )
    return f"<TABLE cellSpacing=1 align=center border=1>\n{rows}\n</TABLE>"


def _cell(report: DemoReport, cell: GridCell) -> str:
    """An open cell; a blank one holds a hard space, in table four without paragraph."""
    spans = attributes([("colSpan", cell.colspan), ("rowSpan", cell.rowspan)])
    open_tag = f"<TD noWrap{spans}>"
    if not cell.text:
        in_four = cell.key is not None and cell.key[0] != "applications"
        return f"{open_tag}&nbsp;" if in_four else f"{open_tag}<P align=center>&nbsp;"
    pieces: tuple[str, ...] = (cell.text,)
    if cell.kind == "head":
        pieces = report.labels.frame.line_breaks.get(cell.text, pieces)
    text = "<BR>".join(esc(wide(piece)) for piece in pieces)
    return f"{open_tag}<P align=center><FONT size=2>{text}</FONT>"
