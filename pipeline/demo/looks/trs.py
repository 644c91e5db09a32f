"""Pages like those of the TRS content system: listing, article, attachment link.

Two editors have written the bodies: an old one (upper-case styles, spans in
paragraphs, now and then a bare cell) and a newer one (paragraphs padded with spaces,
labels split over several of them).
"""

from collections.abc import Sequence

from pipeline.demo.catalogue import DemoReport, OtherRow, SiteEntry
from pipeline.demo.layout import GridCell, TableGrid, tables
from pipeline.demo.looks.common import (
    FOOTER,
    Row,
    attributes,
    esc,
    relative,
    shortened,
    wide,
)
from pipeline.demo.prose import Section, sections

__all__ = ["article", "listing", "note", "page_path"]

_PAD = "&nbsp;" * 12
_JUNK = "\n" + " &nbsp;" * 6
_BARE_EVERY = 9  # every ninth value of the old editor stands in its cell without a tag
_OLD_TEXT = "FONT-FAMILY: 仿宋_GB2312; FONT-SIZE: 12pt"


def page_path(site: SiteEntry, number: int) -> str:
    """The path of a listing page, counted from 0: index.html, index_1.html, etc."""
    name = f"index_{number}.html" if number else "index.html"
    return site.listing + name


def listing(site: SiteEntry, number: int, rows: Sequence[Row]) -> str:
    """One page of the listing, with the pager script of this family."""
    path = page_path(site, number)
    items = "\n".join(
        f'<li><a href="{esc(_dotted(relative(row.url, path)))}" '
        f'title="{esc(row.title)}" target="_blank">{esc(shortened(row.title))}</a>'
        f"<span>{row.published_on}</span></li>"
        for row in rows
    )
    pager = f'createPageHTML({len(site.pages)}, {number}, "index","html");'
    body = (
        f'<ul class="list_base">\n{items}\n</ul>\n'
        f'<div class="page"><script>{pager}</script></div>'
    )
    return _page(site.name, site.column, site.column, [], body)


def article(report: DemoReport, site: SiteEntry) -> str:
    """The page of one report."""
    entry = report.entry
    parts = [_section(report, section) for section in sections(report)]
    if entry.file:
        parts.append(
            f'<p class="insertfileTag"><a appendix="true" href="{entry.file}" '
            f'download="{esc(entry.title)}.docx">附件：{esc(entry.title)}.docx</a></p>'
        )
    metas = [
        ("ArticleTitle", entry.title),
        ("PubDate", entry.published_text),
        ("ContentSource", entry.content_source),
        ("dcterms.source", entry.source_url),
    ]
    body = (
        f'<div class="article_title"><h1>{esc(entry.title)}</h1></div>\n'
        f'<div class="article_info"><span>来源：{esc(entry.content_source)}</span>'
        f"<span>时间：{entry.published_text}</span></div>\n"
        '<div class="article_content"><div class="TRS_Editor">'
        f"{''.join(parts)}</div></div>"
    )
    return _page(site.name, entry.title, site.column, metas, body)


def note(site: SiteEntry, row: OtherRow) -> str:
    """A page that is listed but is no report."""
    metas = [("ArticleTitle", row.title), ("PubDate", str(row.published_on))]
    text = f'<div class="TRS_Editor"><p>{esc(row.body or "")}</p></div>'
    body = f"<h1>{esc(row.title)}</h1>{text}"
    return _page(site.name, row.title, site.column, metas, body)


def _dotted(path: str) -> str:
    return path if path.startswith(("http", "../")) else f"./{path}"


def _page(
    site: str, title: str, column: str, metas: Sequence[tuple[str, str]], body: str
) -> str:
    named = [("SiteName", site), ("ColumnName", column), *metas]
    head = "\n".join(f'<meta name="{n}" content="{esc(v)}"/>' for n, v in named)
    return (
        '<!DOCTYPE html>\n<html>\n<head>\n<meta charset="utf-8"/>\n'
        f"{head}\n<title>{esc(title)}_{esc(site)}</title>\n</head>\n<body>\n"
        f'<div class="crumbs">当前位置：<a href="/">首页</a> &gt; {esc(column)}</div>\n'
        f'{body}\n<div class="footer">{FOOTER}</div>\n</body>\n</html>\n'
    )


def _section(report: DemoReport, section: Section) -> str:
    old = report.entry.look == "trs_old"
    parts = []
    if section.heading and old:
        parts.append(
            '<p><span style="FONT-FAMILY: 黑体; FONT-SIZE: 16pt">'
            f"<span>{esc(section.heading)}</span> {_PAD}</span></p>"
        )
    elif section.heading:
        parts.append(
            '<p style="text-indent: 2em;"><span style="font-family: 黑体, SimHei;">'
            f"{esc(section.heading)}</span></p>"
        )
    parts += [
        f'<p style="text-indent: 2em;">{esc(text)}<span></span></p>'
        for text in section.paragraphs
    ]
    if section.table and not report.entry.attachment:
        for grid in tables(report, section.table):
            parts.append(_table_old(report, grid) if old else _table_new(report, grid))
    return "".join(parts)


def _spans(cell: GridCell) -> str:
    return attributes([("rowspan", cell.rowspan), ("colspan", cell.colspan)])


def _pieces(report: DemoReport, cell: GridCell) -> list[str]:
    """The text of a cell as the editors break it over lines."""
    broken = report.labels.frame.line_breaks.get(cell.text, (cell.text,))
    return [esc(wide(piece)) or "&nbsp;" for piece in broken]


def _table_old(report: DemoReport, grid: TableGrid) -> str:
    rows, values = [], 0
    for number, row in enumerate(grid.rows):
        cells = []
        for cell in row:
            values += cell.kind == "value"
            bare = cell.kind == "value" and values % _BARE_EVERY == 1
            open_tag = (
                '<td style="BORDER-BOTTOM: windowtext 1pt solid; PADDING-TOP: 0cm" '
                f'valign="center" width="{60 * cell.colspan}"{_spans(cell)}>'
            )
            pieces = _pieces(report, cell)
            between = f'<span style="{_OLD_TEXT}"><br/></span>'
            text = between.join(f'<span style="{_OLD_TEXT}">{p}</span>' for p in pieces)
            inner = pieces[0] if bare else f'<p style="MARGIN: 0pt">{text}</p>'
            cells.append(f"{open_tag}{inner}</td>")
        first = ' class="firstRow"' if number == 0 else ""
        rows.append(f'<tr style="HEIGHT: 28pt"{first}>{"".join(cells)}</tr>')
    style = "WIDTH: 420pt; BORDER-COLLAPSE: collapse"
    return f'<table style="{style}" border="0"><tbody>{"".join(rows)}</tbody></table>'


def _table_new(report: DemoReport, grid: TableGrid) -> str:
    rows = []
    for number, row in enumerate(grid.rows):
        cells = [
            f'<td{_spans(cell)} style="padding: 0px 4px;\nword-break: break-all;" '
            f'valign="center">{_paragraphs(_pieces(report, cell))}</td>'
            for cell in row
        ]
        first = ' class="firstRow"' if number == 0 else ""
        rows.append(f"<tr{first}>{''.join(cells)}</tr>")
    return (
        '<table cellspacing="0" align="center" border="1"><tbody>'
        f"{''.join(rows)}</tbody></table>"
    )


def _paragraphs(pieces: Sequence[str]) -> str:
    """A label over several paragraphs, split inside a word and padded with junk."""
    if len(pieces) == 1:
        return f'<p style="text-indent: 0em;">{pieces[0]}</p>'
    first, *others = pieces
    parts = [f'<p style="text-indent: 0em;">{first}</p>']
    for piece in others:
        start, rest = piece[:1], piece[1:]
        parts.append(
            f'<p style="text-indent: 0em;">{start}'
            f'<span style="text-indent: 0em;">{rest}</span>{_JUNK}</p>'
        )
    return "".join(parts)
