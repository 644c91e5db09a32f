"""What a host of the test site is: a name, an answer to each request, its reports.

Hosts are plain functions over data, so that the same host can be asked directly in a
test of a reader (`tests.site.direct`) and over real HTTP (`tests.site.server`). One
module of `tests.site.families` speaks one family of site software.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Literal

from pipeline.registry_model import Family

__all__ = ["Answering", "Ask", "Entry", "Fault", "Host", "Reply", "article", "entries"]

Fault = Literal["slow", "trickle", "cut", "reset", "hang"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Ask:
    """One request as the server saw it; names of headers are in lower case."""

    method: str = "GET"
    host: str
    path: str
    query: Mapping[str, str] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    body: bytes = b""
    headers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reply:
    """One answer. `fault` is what goes wrong while it is sent."""

    body: bytes | str = b""
    status: int = 200
    content_type: str = "text/html; charset=utf-8"
    headers: Mapping[str, str] = field(default_factory=dict)
    fault: Fault | None = None

    @property
    def content(self) -> bytes:
        """The bytes to send."""
        return self.body.encode() if isinstance(self.body, str) else self.body


#: None means that there is nothing at that address (404)
Answering = Callable[[Ask], Reply | None]


@dataclass(frozen=True, slots=True, kw_only=True)
class Entry:
    """One entry of a listing: a report, or something else that stands among them."""

    number: int
    title: str
    day: date
    year: int | None
    publisher: str
    is_report: bool = True


@dataclass(frozen=True, slots=True, kw_only=True)
class Host:
    """One host of the test site.

    Attributes:
        name: under `.site.test`.
        family: as the registry names it; what sniffing must find.
        listing: the address of the first listing page.
        answer: what it answers.
        reports: canonical address -> entry, for every report that must be found.
        others: other hosts that the listing needs (an API host).
        issues: codes of the issues that must be raised, where the list cannot be
            read whole.
    """

    name: str
    family: Family
    listing: str
    answer: Answering
    reports: Mapping[str, Entry]
    others: Sequence["Host"] = ()
    issues: tuple[str, ...] = ()


def entries(
    publisher: str, first: int = 2008, last: int = 2025, *, notices: int = 3
) -> list[Entry]:
    """Reports of all years, newest first, with notices among them."""
    found = [
        Entry(
            number=1000 + year,
            title=f"{publisher}{year}年政府信息公开工作年度报告",
            day=date(year + 1, 1, 10 + year % 15),
            year=year,
            publisher=publisher,
        )
        for year in range(last, first - 1, -1)
    ]
    for number in range(notices):
        year = last - number * 3
        found.insert(
            number * 4 + 1,
            Entry(
                number=5000 + number,
                title=f"关于做好{year}年政府信息公开工作年度报告编制工作的通知",
                day=date(year, 12, 1),
                year=year,
                publisher=publisher,
                is_report=False,
            ),
        )
    return found


def article(entry: Entry, body_attributes: str = 'id="zoom"', extra: str = "") -> str:
    """A page of one entry, in our own words, with the meta tags of government sites."""
    return (
        f'<!DOCTYPE html><html><head><meta charset="utf-8"><title>{entry.title}</title>'
        f'<meta name="ArticleTitle" content="{entry.title}">'
        f'<meta name="PubDate" content="{entry.day.isoformat()} 09:00">'
        f'<meta name="ContentSource" content="{entry.publisher}"></head><body>'
        f"<h1>{entry.title}</h1><div {body_attributes}>"
        + "<p>本报告按照规定的格式编制，数据的统计期限自当年一月一日起至当年十二月"
        "三十一日止。各项数据见下表，说明文字由本机关起草。</p>"
        * 4
        + f"<p>编号 {entry.number}</p>{extra}</div></body></html>"
    )
