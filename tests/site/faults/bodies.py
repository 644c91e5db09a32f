"""Bodies that are not what they should be: slow, cut, packed, huge, wrongly named."""

import gzip
from functools import cache

from tests.site.faults.trouble import LISTING, NO_REPORT, Trouble, list_page, listed
from tests.site.model import Ask, Host, Reply, entries
from tests.site.replies import tagged

__all__ = ["BOMB_BYTES", "PDF", "troubles"]

#: what the bomb unpacks to
BOMB_BYTES = 60_000_000
PDF = (
    b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
    b"2 0 obj<</Type/Pages/Kids[]/Count 0>>endobj\n"
    b"trailer<</Root 1 0 R>>\n%%EOF\n"
)
_TEXT = "<html><body><p>" + "本年度报告由下列部分组成。" * 60 + "</p></body></html>"
_ERROR_PAGE = "<html><body><h1>系统错误</h1><p>文件不存在</p></body></html>"
_DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
_GZIP = {"Content-Encoding": "gzip"}


@cache
def _replies() -> dict[str, Reply]:
    served = {
        "/slow.html": Reply(_TEXT, fault="slow"),
        "/trickle.html": Reply(_TEXT, fault="trickle"),
        "/cut.html": Reply(_TEXT, fault="cut"),
        "/reset.html": Reply(_TEXT, fault="reset"),
        "/hang.html": Reply(_TEXT, fault="hang"),
        "/packed.html": Reply(gzip.compress(_TEXT.encode()), headers=_GZIP),
        "/packed-cut.html": Reply(gzip.compress(_TEXT.encode())[:-9], headers=_GZIP),
        "/bomb.html": Reply(gzip.compress(bytes(BOMB_BYTES), 1), headers=_GZIP),
        "/pdf-as-html": Reply(PDF, content_type="text/html"),
        "/html-as-pdf.pdf": Reply(_TEXT, content_type="application/pdf"),
        "/error-as.docx": Reply(_ERROR_PAGE, content_type=_DOCX),
        "/no-type": Reply(_TEXT, content_type=""),
        "/gbk-as-utf8.html": Reply(_TEXT.encode("gbk")),
        "/utf8-as-gbk.html": Reply(_TEXT, content_type="text/html; charset=gbk"),
        "/no-charset.html": Reply(_TEXT.encode("gbk"), content_type="text/html"),
        "/empty.html": Reply(b"\r\n"),
        "/nothing.html": Reply(b""),
    }
    return {
        path: reply if reply.fault else tagged(reply) for path, reply in served.items()
    }


#: as `Fetch` ends with the limits that tests use: reads of less than `Site.slow`
_ENDS = {
    "/slow.html": "failed",
    "/trickle.html": "failed",
    "/cut.html": "failed",
    "/reset.html": "failed",
    "/hang.html": "failed",
    "/packed.html": "fetched",
    "/packed-cut.html": "failed",
    "/bomb.html": "failed",
    "/pdf-as-html": "fetched",
    "/html-as-pdf.pdf": "fetched",
    "/gbk-as-utf8.html": "fetched",
    "/utf8-as-gbk.html": "fetched",
    "/no-charset.html": "fetched",
    "/no-type": "fetched",
    "/empty.html": NO_REPORT,
    "/nothing.html": NO_REPORT,
    # /error-as.docx is left to those who know what the link promised
}


def _modified(ask: Ask) -> Reply | None:
    """Validators of both kinds."""
    day = "Mon, 20 Jan 2025 08:00:00 GMT"
    if ask.path == "/etag.html":
        return tagged(Reply(_TEXT))
    if ask.path == "/weak.html":
        return Reply(_TEXT, headers={"ETag": 'W/"a1"'})
    if ask.path == "/dated.html":
        return Reply(_TEXT, headers={"Last-Modified": day})
    return Reply(_TEXT) if ask.path == "/neither.html" else None


def _huge_list(name: str) -> Trouble:
    """A listing of more than two megabytes, most of it a menu and a style sheet."""
    rows = entries("戊市人民政府", notices=0)
    menu = "".join(
        f'<dd><a href="/lm/{n}/">栏目{n}：部门文件和政策</a></dd>'
        for n in range(24_000)
    )
    extra = f"<style>{'.a{margin:0 auto}' * 40_000}</style><dl hidden>{menu}</dl>"
    listing = tagged(Reply(list_page(rows, extra)))
    if len(listing.content) < 2_000_000:
        raise AssertionError(len(listing.content))
    small = listed(name, lambda _: None, ends={}, years=(2008, 2025))

    def answer(ask: Ask) -> Reply | None:
        return listing if ask.path == LISTING else small.host.answer(ask)

    host = Host(
        name=small.host.name,
        family="trs",
        listing=small.host.listing,
        answer=answer,
        reports=small.host.reports,
    )
    return Trouble(host=host, ends=small.ends)


def troubles() -> list[Trouble]:
    served = _replies()
    same = dict.fromkeys(["/etag.html", "/weak.html", "/dated.html"], "not_modified")
    validators = {**dict.fromkeys(same, "fetched"), "/neither.html": "fetched"}
    return [
        listed("bodies", lambda ask: served.get(ask.path), ends=_ENDS),
        listed(
            "validators",
            _modified,
            ends=validators,
            later={**same, "/neither.html": "fetched"},
        ),
        _huge_list("huge-list"),
    ]
