"""Errors that come with status 200: nothing of this may count as a report."""

from tests.site.faults.trouble import NO_REPORT, Trouble, listed
from tests.site.model import Ask, Reply

__all__ = ["troubles"]

_PAGES = {
    "{2025}": "<html><body><p>对不起，您访问的页面不存在。</p></body></html>",
    "{2024}": (
        '<html><head><meta http-equiv="refresh" content="0;url=../"></head>'
        "<body></body></html>"
    ),
    "{2023}": "<html><body><p>内容不存在</p></body></html>",
}


def _soft_404() -> Trouble:
    by_number = {
        f"_{1000 + int(year.strip('{}'))}.html": Reply(text)
        for year, text in _PAGES.items()
    }

    def special(ask: Ask) -> Reply | None:
        ends = [reply for end, reply in by_number.items() if ask.path.endswith(end)]
        return ends[0] if ends else None

    return listed("soft-404", special, ends=dict.fromkeys(_PAGES, "gone"))


def _two_bytes() -> Trouble:
    """Articles are two bytes long until somebody has been at the front page."""
    visited: list[str] = []

    def special(ask: Ask) -> Reply | None:
        if ask.path == "/":
            visited.append(ask.path)
            return Reply(
                "<html><body><a href='/zfxxgknb/'>政府信息公开</a></body></html>"
            )
        article = ask.path.endswith(".html")
        return Reply("\r\n") if article and not visited else None

    return listed("two-bytes", special, ends=dict.fromkeys(_PAGES, NO_REPORT))


def _throttled() -> Trouble:
    """From the third article on, the front page is served in place of each.

    That of 2023 is the third for whoever takes the reports in the order of the listing.
    """
    articles: list[str] = []
    front = (
        "<html><head><title>丁县人民政府门户网站</title></head><body><ul>"
        + "".join(f"<li><a href='/yw/{n}.html'>要闻第{n}条</a></li>" for n in range(90))
        + "</ul></body></html>"
    )

    def special(ask: Ask) -> Reply | None:
        if not ask.path.endswith(".html"):
            return None
        articles.append(ask.path)
        return Reply(front) if len(articles) > 2 else None

    return listed("throttled", special, ends={"{2023}": NO_REPORT})


def troubles() -> list[Trouble]:
    return [_soft_404(), _two_bytes(), _throttled()]
