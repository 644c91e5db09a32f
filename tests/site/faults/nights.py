"""What becomes of a published report between one crawl and the next.

Each host publishes three reports on night 1; it is the one of 2024 that changes.
"""

from collections.abc import Callable, Mapping

from tests.site.faults.trouble import LISTING, Night, Trouble, listed, path_of
from tests.site.faults.trouble import list_page as listing_of
from tests.site.model import Ask, Entry, Reply, article, entries
from tests.site.replies import redirect, tagged

__all__ = ["MOVED_TO", "troubles"]

#: where the report of `moved` stands from night 2 on
MOVED_TO = "/zfxxgk/2024/nb.html"
_ROWS = entries("丁县人民政府", 2023, 2025, notices=0)
_OLD = next(e for e in _ROWS if e.year == 2024)
_REST = [e for e in _ROWS if e is not _OLD]
_GONE = Reply("<html><body>404 Not Found</body></html>", 404)
#: night -> path -> answer, where it is not the usual one
Story = Callable[[int], Mapping[str, Reply]]


def _told(name: str, story: Story, later: str) -> Trouble:
    night = Night()

    def special(ask: Ask) -> Reply | None:
        return story(night.number).get(ask.path)

    return listed(name, special, ends={}, later={"{2024}": later}, night=night)


def _page(entry: Entry, extra: str = "") -> str:
    return article(entry, 'class="TRS_Editor"', extra)


def _edited(night: int) -> Mapping[str, Reply]:
    """Other figures at the same address, while the validator stays.

    Whoever asks with the validator is told that nothing is newer: only asking without
    it shows the change.
    """
    figure = (
        "<p>本年收到申请 12 件。</p>" if night == 1 else "<p>本年收到申请 21 件。</p>"
    )
    return {path_of(_OLD): Reply(_page(_OLD, figure), headers={"ETag": '"same"'})}


def _edited_untagged(night: int) -> Mapping[str, Reply]:
    """Other figures at the same address of a server without validators."""
    return {path_of(_OLD): Reply(_page(_OLD, f"<p>第 {night} 稿</p>"))}


def _edited_openly(night: int) -> Mapping[str, Reply]:
    """The same, and the server says so."""
    return {path_of(_OLD): tagged(Reply(_page(_OLD, f"<p>第 {night} 版</p>")))}


def _vanished(night: int) -> Mapping[str, Reply]:
    """Gone from its address and from the listing."""
    if night == 1:
        return {}
    return {path_of(_OLD): _GONE, LISTING: Reply(listing_of(_REST))}


def _unlisted(night: int) -> Mapping[str, Reply]:
    """Gone from the listing only."""
    return {} if night == 1 else {LISTING: Reply(listing_of(_REST))}


def _back_again(night: int) -> Mapping[str, Reply]:
    """Gone on night 2, back on night 3."""
    return _vanished(2) if night == 2 else {}


def _moved(night: int) -> Mapping[str, Reply]:
    """At a new address; the old one leads there, the listing names it for now."""
    if night == 1:
        return {}
    return {path_of(_OLD): redirect(MOVED_TO, 301), MOVED_TO: Reply(_page(_OLD))}


def _broken_listing(night: int) -> Mapping[str, Reply]:
    """The listing fails: nothing may be taken for gone."""
    return {} if night == 1 else {LISTING: Reply("", 404)}


def _empty_listing(night: int) -> Mapping[str, Reply]:
    """The listing is served without a row."""
    return {} if night == 1 else {LISTING: Reply(listing_of([]))}


def _grown(night: int) -> Mapping[str, Reply]:
    """A new report is published."""
    if night == 1:
        return {}
    (new,) = entries("丁县人民政府", 2026, 2026, notices=0)
    rows = [new, *_ROWS]
    return {LISTING: Reply(listing_of(rows)), path_of(new): tagged(Reply(_page(new)))}


def troubles() -> list[Trouble]:
    return [
        _told("edited", _edited, "not_modified"),
        _told("edited-untagged", _edited_untagged, "fetched"),
        _told("edited-openly", _edited_openly, "fetched"),
        _told("vanished", _vanished, "gone"),
        _told("unlisted", _unlisted, "not_modified"),
        _told("back-again", _back_again, "gone"),
        _told("moved", _moved, "fetched"),
        _told("broken-listing", _broken_listing, "not_modified"),
        _told("empty-listing", _empty_listing, "not_modified"),
        _told("grown", _grown, "not_modified"),
    ]
