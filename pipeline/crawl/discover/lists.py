"""Reading one list: by which family, and with what stands in its scripts.

A list is tried in this order: the family that the registry names, those whose marks the
page bears, then any page; the first that finds reports is taken. Where none does and
the list is left for a script to fill in, the marks are looked for in the page's own
external scripts as well. A page that a browser showed is read as it stands.
"""

from dataclasses import replace

from pipeline.crawl.call import Call
from pipeline.crawl.discover import rendered
from pipeline.crawl.discover.families import GENERIC, reader_of, sniff
from pipeline.crawl.discover.links import Place, judge
from pipeline.crawl.discover.memory import Memory
from pipeline.crawl.discover.page import Page, Reader, Row
from pipeline.crawl.discover.shells import is_scripted, scripts_of
from pipeline.crawl.discover.titles import title_filter
from pipeline.crawl.discover.walk import walk_list
from pipeline.crawl.discover.walked import Walked
from pipeline.crawl.text import decode

__all__ = ["read_list"]


async def read_list(
    memory: Memory, registered: str, place: Place, page: Page
) -> tuple[str, Walked]:
    """Collect the links of a list.

    Args:
        memory: asks for its further pages and scripts.
        registered: the family that the registry names.
        place: of the list in its source.
        page: its first page.

    Returns:
        The family by which it was read, and what that brought; if no family found a
        report, those of the first that was tried.
    """
    memory.start_list()
    try:
        return await _first_with_reports(memory, registered, place, page)
    finally:
        memory.end_list()


async def _first_with_reports(
    memory: Memory, registered: str, place: Place, page: Page
) -> tuple[str, Walked]:
    if page.call.rendered is not None:
        return GENERIC, await _walk(memory, rendered.read, place, page)
    tried = [] if registered == GENERIC else [registered]
    order = [*dict.fromkeys([*tried, *sniff(page), GENERIC])]
    found = []
    for family in order:
        walked = await _walk(memory, reader_of(family), place, page)
        found.append((family, walked))
        if _has_reports(walked, place):
            return family, walked
    return await _by_scripts(memory, place, page) or found[0]


async def _walk(memory: Memory, reader: Reader, place: Place, page: Page) -> Walked:
    memory.start_reading()

    def is_more(row: Row) -> bool:
        about = title_filter().names_report(row.title)
        entry = row.in_list and place.is_within(row.url)
        return about or entry or judge(row, place).kind != "left"

    return await walk_list(memory, page, reader, is_more)


def _has_reports(walked: Walked, place: Place) -> bool:
    return any(judge(f.row, place).kind == "report" for f in walked.rows.values())


async def _by_scripts(
    memory: Memory, place: Place, page: Page
) -> tuple[str, Walked] | None:
    """Read a list whose call stands in an external script of the page."""
    if not is_scripted(page):
        return None
    texts = []
    for url in scripts_of(page):
        if memory.knows(Call(url)):
            continue
        fetch = await memory.ask(Call(url))
        if fetch.error is None:
            texts.append(f"<script>{decode(fetch.body or b'')}</script>")
    whole = replace(page, text="\n".join([page.text, *texts]))
    for family in sniff(whole) if texts else ():
        walked = await _walk(memory, reader_of(family), place, whole)
        if _has_reports(walked, place):
            return family, walked
    return None
