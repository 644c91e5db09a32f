"""Hebei: columns put together from fragments."""

from uuid import UUID

from tests.site.model import Answering, Ask, Entry, Host, Reply, entries
from tests.site.pagers import chunked, document, host_of_files, items

PER_PAGE = 5


def _guid(number: int) -> str:
    return str(UUID(int=0xA0000000000040008000000000000000 + number))


COLUMN, TEMPLATE = _guid(1), _guid(2)
LISTING = f"/columns/{COLUMN}/index.html"


def hosts() -> list[Host]:
    return [in_the_page(), empty_shell(), two_blocks()]


def _path(entry: Entry) -> str:
    return f"/columns/{COLUMN}/{entry.day:%Y%m/%d}/{_guid(entry.number)}.html"


def _block(number: int) -> str:
    return f"/columns/{COLUMN}/templates/{TEMPLATE}/blocks/{_guid(number)}"


def _answer(block: str, rows: list[Entry], footer: str = "") -> Answering:
    groups = chunked(rows, PER_PAGE)

    def answer(ask: Ask) -> Reply | None:
        if ask.path != block or ask.query.get("fix") != "0":
            return None
        number = int(ask.query["page"])
        group = groups[number - 1] if 1 <= number <= len(groups) else ()
        return Reply(f"<ul>{items(group, _path)}</ul>{footer if group else ''}")

    return answer


def _script(block: str) -> str:
    return f"<script>loadBlock('{block}', {{fix: 0}});</script>"


def in_the_page() -> Host:
    """The first group stands in the page, and comes again as the first fragment."""
    rows = entries("甲县自然资源局")
    first = items(rows[:PER_PAGE], _path)
    page = document(f"<ul>{first}</ul><p>共{len(rows)}条</p>{_script(_block(9))}")
    return host_of_files(
        "page.hebei.site.test",
        "hebei",
        LISTING,
        {LISTING: page},
        rows,
        _path,
        answer=_answer(_block(9), rows),
    )


def empty_shell() -> Host:
    """Nothing stands in the page; fragments say how many there are."""
    rows = entries("乙县自然资源局")
    last = -(-len(rows) // PER_PAGE)
    return host_of_files(
        "shell.hebei.site.test",
        "hebei",
        LISTING,
        {LISTING: document(f"<div></div>{_script(_block(9))}")},
        rows,
        _path,
        answer=_answer(_block(9), rows, f"<p>共{len(rows)}条 共{last}页</p>"),
    )


def two_blocks() -> Host:
    """A block of news comes before that of the reports."""
    rows = entries("丙县自然资源局")
    news = [
        Entry(
            number=7000 + n,
            title=f"工作动态第{n}期",
            day=rows[0].day,
            year=None,
            publisher="丙县自然资源局",
            is_report=False,
        )
        for n in range(7)
    ]
    one, two = _answer(_block(8), news), _answer(_block(9), rows)
    page = document(f"<div></div>{_script(_block(8))}{_script(_block(9))}")
    return host_of_files(
        "blocks.hebei.site.test",
        "hebei",
        LISTING,
        {LISTING: page},
        rows,
        _path,
        answer=lambda ask: one(ask) or two(ask),
    )
