"""Answers that lead elsewhere: to a page, in circles, out of scope, to this machine."""

from tests.site.faults.trouble import Trouble, listed
from tests.site.model import Ask, Host, Reply
from tests.site.replies import page, redirect

__all__ = ["LANDING", "troubles"]

#: another registered host
LANDING = "landing.site.test"
NAME = "redirects"
_HERE = f"http://{NAME}.site.test"
#: path -> where it leads, and with which status
_LEADS = {
    "/301": ("/page.html", 301),
    "/302": (f"{_HERE}/page.html", 302),
    "/303": ("/page.html", 303),
    "/307": ("/page.html", 307),
    "/308": ("/page.html", 308),
    "/deep/relative": ("../page.html#top", 302),
    "/query-only": ("?to=page", 302),
    "/no-scheme": (f"//{NAME}.site.test/page.html", 302),
    "/to-https": (f"https://{NAME}.site.test/page.html", 301),
    "/to-other-host": (f"http://{LANDING}/welcome.html", 302),
    "/chinese": ("/公开/年报.html", 302),
    "/loop/a": ("/loop/b", 302),
    "/loop/b": ("/loop/a", 302),
    "/itself": ("/itself", 302),
    "/mirror": ("http://redirects.mirror.test/page.html", 302),
    "/loopback": ("http://127.0.0.1/page.html", 302),
    "/number": ("http://2130706433/", 302),
    "/metadata": ("http://169.254.169.254/latest/meta-data/", 302),
    "/private": ("http://192.168.1.1/", 302),
    "/file": ("file:///etc/passwd", 302),
    "/user": (f"http://user:word@{NAME}.site.test/page.html", 302),
    "/gone-target": ("/nothing-here", 301),
}
_ENDS = {
    **dict.fromkeys(_LEADS, "fetched"),
    **dict.fromkeys(["/loop/a", "/itself", "/hops/9", "/no-location"], "failed"),
    **dict.fromkeys(
        ["/mirror", "/loopback", "/number", "/metadata", "/private", "/file", "/user"],
        "out_of_scope",
    ),
    "/hops/3": "fetched",
    "/gone-target": "gone",
}
_ENDS.pop("/loop/b")


def _answer(ask: Ask) -> Reply | None:
    if ask.path in _LEADS:
        if ask.path == "/query-only" and ask.query:
            return page(_text(ask.path))
        return redirect(*_LEADS[ask.path])
    if ask.path == "/no-location":
        return Reply("", 302)
    start, _, hops = ask.path.rpartition("/")
    if start == "/hops" and hops.isdecimal() and int(hops) > 0:
        return redirect(f"/hops/{int(hops) - 1}")
    targets = {"/page.html", "/hops/0", "/%E5%85%AC%E5%BC%80/%E5%B9%B4%E6%8A%A5.html"}
    return page(_text(ask.path)) if ask.path in targets else None


def _text(path: str) -> str:
    words = "这里是正文，内容由本机关起草。" * 20
    return f"<html><body><p>{words}{path}</p></body></html>"


def _landing(ask: Ask) -> Reply | None:
    return page(_text(ask.path)) if ask.path == "/welcome.html" else None


def troubles() -> list[Trouble]:
    landing = Host(
        name=LANDING,
        family="generic",
        listing=f"http://{LANDING}/welcome.html",
        answer=_landing,
        reports={},
    )
    return [listed(NAME, _answer, ends=_ENDS), Trouble(host=landing)]
