"""What a host with a fault is, and a small listing to build one on."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.crawl.urls import canonical_url
from tests.site.model import Ask, Entry, Host, Reply, article, entries
from tests.site.replies import tagged

__all__ = [
    "LISTING",
    "NO_REPORT",
    "Night",
    "Trouble",
    "healthy",
    "list_page",
    "listed",
    "path_of",
]

LISTING = "/zfxxgknb/"
#: an outcome for those who judge what came: whatever the fetch says, it is no report
NO_REPORT = "no report"
#: None means the usual answer
Special = Callable[[Ask], Reply | None]


@dataclass(slots=True)
class Night:
    """Which crawl it is, from 1. Tests set `number` and crawl again."""

    number: int = 1


@dataclass(frozen=True, slots=True, kw_only=True)
class Trouble:
    """A host with a fault.

    Attributes:
        host: serves it; `host.reports` are the reports that can be had on night 1.
        ends: address -> the outcome of a fetch (`Fetch.outcome`, or `NO_REPORT`) on
            night 1, each asked for the first time and by a client that is new.
        later: the same for night 2, by a client that holds what night 1 gave.
        night: sets the night.
    """

    host: Host
    ends: Mapping[str, str] = field(default_factory=dict)
    later: Mapping[str, str] = field(default_factory=dict)
    night: Night = field(default_factory=Night)


def path_of(entry: Entry) -> str:
    """Where an article stands."""
    return f"{LISTING}{entry.day:%Y%m}/t{entry.day:%Y%m%d}_{entry.number}.html"


def list_page(rows: Sequence[Entry], extra: str = "") -> str:
    """A listing of one page, in the way of TRS."""
    items = "".join(
        f'<li><a href="{path_of(e)}" title="{e.title}">{e.title}</a>'
        f"<span>{e.day}</span></li>"
        for e in rows
    )
    return (
        '<html><head><meta charset="utf-8"><title>政府信息公开年报</title></head>'
        "<body>"
        f'<ul class="list">{items}</ul>{extra}<script>'
        'createPageHTML(1, 0, "index", "html");</script></body></html>'
    )


def healthy(rows: Sequence[Entry], *, text: Mapping[int, str] | None = None) -> Special:
    """Answers of a host without a fault.

    Args:
        rows: its reports.
        text: number of an entry -> what its page says besides the usual.
    """
    served = {LISTING: Reply(list_page(rows))}
    for entry in rows:
        extra = (text or {}).get(entry.number, "")
        page = article(entry, 'class="TRS_Editor"', extra)
        served[path_of(entry)] = tagged(Reply(page))
    return lambda ask: served.get(ask.path)


def listed(
    name: str,
    special: Special,
    *,
    ends: Mapping[str, str],
    later: Mapping[str, str] | None = None,
    night: Night | None = None,
    years: tuple[int, int] = (2023, 2025),
) -> Trouble:
    """A small listing whose host answers some requests in its own way.

    Args:
        name: of the host, under `.site.test`.
        special: what it answers; None for the usual answer.
        ends: path -> outcome; also `{YEAR}` for the report of a year. Reports that
            are not named are fetched.
        later: the same for night 2.
        night: which night it is.
        years: first and last year of the reports.
    """
    rows = entries("丁县人民政府", *years, notices=0)
    usual = healthy(rows)
    base = f"http://{name}.site.test"
    by_year = {f"{{{e.year}}}": path_of(e) for e in rows}

    def answer(ask: Ask) -> Reply | None:
        return special(ask) or usual(ask)

    def addresses(outcomes: Mapping[str, str]) -> dict[str, str]:
        return {
            canonical_url(base + by_year.get(path, path)): outcome
            for path, outcome in outcomes.items()
        }

    found = addresses(ends)
    every = {canonical_url(base + path_of(e)): e for e in rows}
    host = Host(
        name=f"{name}.site.test",
        family="trs",
        listing=base + LISTING,
        answer=answer,
        reports={
            u: e for u, e in every.items() if found.get(u, "fetched") == "fetched"
        },
    )
    return Trouble(
        host=host,
        ends=dict.fromkeys(every, "fetched") | found,
        later=addresses(later or {}),
        night=night or Night(),
    )
