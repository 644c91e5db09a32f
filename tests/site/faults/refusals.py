"""Answers that say no, or not now: one host each, since a refusal rests its host.

The listing and the newest report are served; the report of 2024 is refused, and with it
everything that is asked afterwards, until the next night. A crawl asks no more by
then; `ends` has what a client that knows nothing is told.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

from tests.site.faults.trouble import Night, Trouble, listed
from tests.site.model import Ask, Reply

__all__ = ["challenge_412", "troubles"]


def challenge_412() -> Reply:
    """A page with the marks of 瑞数: a script that must run before there is content."""
    return Reply(
        '<!DOCTYPE html><html><head><meta id="c1Qd8x" content="{]sJ0.aWv(QY9k" r=\'m\'>'
        "<script>$_ts=window['$_ts'];if(!$_ts)$_ts={};$_ts.nsd=41207;"
        '$_ts.cd="qr2sBHVs";</script><script src="/x8Kp2/b1nTz.4fd1e2a.js" r=\'m\'>'
        "</script></head><body></body></html>",
        412,
        headers={"Set-Cookie": "k3PzS=60aa91; Path=/; HttpOnly"},
    )


def _clearance() -> Reply:
    """A page with the marks of 加速乐."""
    return Reply(
        "<script>document.cookie='__jsl_clearance_s='+(7+'')+'.'+'|-1|';"
        "location.reload();</script>",
        521,
        headers={"Set-Cookie": "__jsluid_s=4b8f0c; max-age=31536000; path=/"},
    )


def _script_202() -> Reply:
    body = challenge_412().body
    return Reply(body, 202)


def _firewall() -> Reply:
    """A page with the marks of 云锁, which comes with a good status."""
    return Reply(
        "<html><head><script>var name='yunsuo_session_verify';"
        "document.cookie=name+'=8d1a;path=/';self.location.reload();</script></head>"
        "<body></body></html>"
    )


def _busy() -> Reply:
    """What is served instead of an article to those who ask too often."""
    return Reply(
        "<html><head><title>提示</title></head><body><p>您的访问频繁，请稍后再试。</p>"
        "</body></html>"
    )


def _later(seconds: int, *, as_date: bool = False) -> Reply:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    value = format_datetime(moment, usegmt=True) if as_date else str(seconds)
    return Reply("", 429, headers={"Retry-After": value})


_REFUSALS: dict[str, Callable[[], Reply]] = {
    "refused-403": lambda: Reply("<html><body>403 Forbidden</body></html>", 403),
    "refused-412": challenge_412,
    "refused-521": _clearance,
    "refused-202": _script_202,
    "refused-firewall": _firewall,
    "refused-busy": _busy,
}


def _refusing(name: str, reply: Callable[[], Reply]) -> Trouble:
    night, refusing = Night(), {0}

    def special(ask: Ask) -> Reply | None:
        if _is_report(ask, 2024):
            refusing.add(night.number)
        return reply() if night.number in refusing else None

    ends = {"{2024}": "refused", "{2023}": "refused"}
    return listed(name, special, ends=ends, later={"{2024}": "refused"}, night=night)


def _healing(name: str, *bad: Callable[[], Reply], end: str = "fetched") -> Trouble:
    """The report of 2024 answers with each of `bad` first, and then as it should."""
    asked: Counter[str] = Counter()

    def special(ask: Ask) -> Reply | None:
        if not _is_report(ask, 2024) or asked[ask.path] >= len(bad):
            return None
        asked[ask.path] += 1
        return bad[asked[ask.path] - 1]()

    return listed(name, special, ends={"{2024}": end})


def _status(status: int, times: int) -> Sequence[Callable[[], Reply]]:
    return [lambda: Reply("", status)] * times


def _is_report(ask: Ask, year: int) -> bool:
    return ask.path.endswith(f"_{1000 + year}.html")


def troubles() -> list[Trouble]:
    found = [_refusing(name, reply) for name, reply in _REFUSALS.items()]
    found += [
        _healing("busy-seconds", lambda: _later(1)),
        _healing("busy-date", lambda: _later(2, as_date=True)),
        _healing("busy-an-hour", lambda: _later(3600), end="failed"),
        _healing("burst-500", *_status(500, 1)),
        _healing("burst-503", *_status(503, 2)),
        _healing("always-503", *_status(503, 1000), end="failed"),
        _healing("gone-404", *_status(404, 1000), end="gone"),
        _healing("gone-410", *_status(410, 1000), end="gone"),
        _healing("odd-418", *_status(418, 1000), end="failed"),
    ]
    return found
