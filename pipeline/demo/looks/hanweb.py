"""Pages like those of the Hanweb jcms system: listing data in XML, article from Word.

The visible list is empty; the rows stand in a data store inside the page and behind
an address that answers with the next group. The article is a Word export.
"""

import re
from collections.abc import Mapping, Sequence
from urllib.parse import quote

from pipeline.demo.catalogue import DemoReport, OtherRow, SiteEntry
from pipeline.demo.layout import GridCell, TableGrid, tables
from pipeline.demo.looks.common import FOOTER, Row, attributes, esc, narrow
from pipeline.demo.prose import Section, sections

__all__ = ["PROXY_PATH", "article", "listing", "note", "proxy_answer"]

PROXY_PATH = "/module/web/jpage/dataproxy.jsp"
_COLUMN, _UNIT, _WEB = "12596", "38421", "17"
_PER_PAGE, _GROUP = 15, 3
_DIGITS = re.compile(r"\d+")
_SPLIT_FROM = 4  # longer numbers were typed in two goes


def listing(site: SiteEntry, rows: Sequence[Row]) -> str:
    """The column page: an empty list, the data store, and the call of the pager."""
    web = quote(site.name)
    query = (
        f"page=1&appid=1&webid={_WEB}&path=/&columnid={_COLUMN}&unitid={_UNIT}"
        f"&webname={web}&permissiontype=0"
    )
    store = (
        "<datastore>\n"
        f'<nextgroup><![CDATA[<a href="{PROXY_PATH}?{query}"></a>]]></nextgroup>\n'
        f"<recordset>\n{_records(rows)}\n</recordset>\n</datastore>"
    )
    call = (
        f"$('#{_UNIT}').jpage({{dataBefore:'<ul>',dataAfter:'</ul>',"
        f"totalRecord:{len(rows)},proxyUrl:'{PROXY_PATH}',perPage:{_PER_PAGE},"
        f"groupSize:{_GROUP},ajaxParam:{{col:1,appid:1,webid:{_WEB},path:'/',"
        f"columnid:{_COLUMN},sourceContentType:1,unitid:'{_UNIT}',"
        f"webname:'{site.name}',permissiontype:0}}}})"
    )
    body = (
        f'<ul id="list"></ul>\n<div id="{_UNIT}"></div>'
        f'<script type="text/xml">{store}</script>\n<script>{call}</script>'
    )
    return _page(site, site.column, [("ColumnName", site.column)], body)


def proxy_answer(rows: Sequence[Row], query: Mapping[str, str]) -> str:
    """What the data address answers: the records from startrecord to endrecord.

    Without these two, `page` counts pages of `perpage` rows (15 if not given).
    """
    size = int(query.get("perpage", _PER_PAGE))
    start = int(query.get("page", 1)) * size - size
    end = start + size
    if "startrecord" in query and "endrecord" in query:
        start, end = int(query["startrecord"]) - 1, int(query["endrecord"])
    pages = -(-len(rows) // size)
    return (
        "<?xml version='1.0' encoding='UTF-8'?>\n<datastore>"
        f"<totalrecord>{len(rows)}</totalrecord><totalpage>{pages}</totalpage>"
        f"<recordset>\n{_records(rows[start:end])}\n</recordset></datastore>\n"
    )


def article(report: DemoReport, site: SiteEntry) -> str:
    """The page of one report."""
    entry = report.entry
    metas = [
        ("ColumnName", site.column),
        ("ArticleTitle", entry.title),
        ("PubDate", entry.published_text),
        ("ContentSource", entry.content_source),
        ("dcterms.source", entry.source_url),
    ]
    content = "\n".join(_section(report, section) for section in sections(report))
    body = (
        f'<div class="title">{esc(entry.title)}</div>\n'
        f'<div class="info">发布时间：{entry.published_text} '
        f"信息来源：{esc(entry.content_source)}</div>\n"
        f'<div id="zoom"><!--ZJEG_RSS.content.begin-->{content}'
        "<!--ZJEG_RSS.content.end--></div>"
    )
    return _page(site, entry.title, metas, body)


def note(site: SiteEntry, row: OtherRow) -> str:
    """A page that is listed but is no report."""
    metas = [("ArticleTitle", row.title), ("PubDate", str(row.published_on))]
    body = f'<div id="zoom"><p>{esc(row.body or "")}</p></div>'
    return _page(site, row.title, metas, body)


def _records(rows: Sequence[Row]) -> str:
    return "\n".join(
        f'<record><![CDATA[<li><a href="{esc(row.url)}" title="{esc(row.title)}" '
        f'target="_blank">{esc(row.title)}</a><span>{row.published_on}</span></li>]]>'
        "</record>"
        for row in rows
    )


def _page(
    site: SiteEntry, title: str, metas: Sequence[tuple[str, str]], body: str
) -> str:
    head = "\n".join(f'<META NAME="{n}" CONTENT="{esc(v)}">' for n, v in metas)
    return (
        '<!DOCTYPE html>\n<html xmlns:o="urn:schemas-microsoft-com:office:office">\n'
        f'<head>\n<meta charset="utf-8">\n{head}\n'
        f"<title>{esc(site.name)} {esc(site.column)} {esc(title)}</title>\n"
        '<script src="/script/jquery.jpage.js"></script>\n</head>\n<body>\n'
        f'{body}\n<div class="foot">{FOOTER}</div>\n</body>\n</html>\n'
    )


def _section(report: DemoReport, section: Section) -> str:
    parts = []
    if section.heading:
        parts.append(
            "<p class=MsoNormal style='text-indent:32.0pt;mso-char-indent-count:2.0'>"
            f"<span style='font-family:黑体'>{esc(section.heading)}"
            "<o:p></o:p></span></p>"
        )
    parts += [
        "<p class=MsoNormal style='text-indent:32.0pt'>"
        f"<span style='font-size:16.0pt;font-family:仿宋'>{_latin(esc(text))}"
        "<span lang=EN-US><o:p></o:p></span></span></p>"
        for text in section.paragraphs
    ]
    if section.table:
        grids = tables(report, section.table, empty_headers=True)
        parts += [_table(grid) for grid in grids]
    return "\n".join(parts)


def _table(grid: TableGrid) -> str:
    rows = "\n".join(
        "<tr style='mso-yfti-irow:{};height:25.5pt'>{}</tr>".format(
            number, "".join(_cell(cell) for cell in row)
        )
        for number, row in enumerate(grid.rows)
    )
    return (
        "<!--[if supportMisalignedColumns]><![endif]-->"
        '<div align=center><table class="MsoNormalTable" BORDER=1 CELLSPACING=0 '
        "CELLPADDING=0 style='border-collapse:collapse;mso-table-layout-alt:fixed;"
        "mso-border-alt:solid windowtext .5pt'>\n"
        f"{rows}\n</table></div>"
    )


def _cell(cell: GridCell) -> str:
    if cell.kind == "empty":
        return "<td></td>"
    spans = attributes([("COLSPAN", cell.colspan), ("ROWSPAN", cell.rowspan)])
    text = _latin(esc(narrow(cell.text))) or "<span lang=EN-US>&nbsp;</span>"
    return (
        f"<td width={64 * cell.colspan} VALIGN=top{spans} style='width:48.0pt;"
        "border:solid windowtext 1.0pt;mso-border-alt:solid windowtext .5pt;"
        "padding:0cm 5.4pt 0cm 5.4pt'><p class=MsoNormal align=center "
        f"style='text-align:center'><span style='font-family:仿宋'>{text}"
        "<o:p></o:p></span></p></td>"
    )


def _latin(text: str) -> str:
    """Digits in spans of their own, as Word marks another script; long ones in two."""

    def span(match: re.Match[str]) -> str:
        digits = match[0]
        cut = len(digits) // 2 if len(digits) >= _SPLIT_FROM else len(digits)
        parts = (digits[:cut], digits[cut:])
        return "".join(f"<span lang=EN-US>{part}</span>" for part in parts if part)

    return _DIGITS.sub(span, text)
