"""Hanweb jpaas: units asked for by a script in the page, answered as HTML in JSON."""

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from tests.site.lists import chunks, found_at, item, many, number_in
from tests.site.model import Ask, Entry, Host, Reply, article, entries

UNIT = "/api-gateway/jpaas-publish-server/front/page/build/unit"
LISTING = "/col/col1229696276/index.html"
PER_PAGE = 6
NOTHING = Reply('{"success":false,"code":"500","data":{}}')


def hosts() -> list[Host]:
    return [counted(), uncounted(), deaf(), failing(), two_lists()]


def path(entry: Entry) -> str:
    return f"/col/col1229696276/art/{entry.day.year}/art_{entry.number:032x}.html"


@dataclass(frozen=True)
class Unit:
    """One block of a page.

    Attributes:
        spelled: the kind of parsing, as this site spells it.
        counted: whether its pager says how many entries there are.
        deaf: whether it answers page one to everything.
        past_the_end: `empty` or `last`: what comes after the last page.
    """

    tag: str
    rows: Sequence[Entry]
    spelled: str = "bulidstatic"
    counted: bool = True
    deaf: bool = False
    past_the_end: str = "empty"
    href: Callable[[Entry], str] = path

    def script(self) -> str:
        data = (
            f"{{'parseType':'{self.spelled}','webId':'3630','tplSetId':'5HrZ',"
            f"'pageType':'column','tagId':'{self.tag}','editType':'null',"
            f"'pageId':'1229696276'}}"
        )
        return (
            f'<script src="/cms_files/default/script/AuthorizedRead/unitbuild.js?v=3.1"'
            f' webId="3630" parseType="{self.spelled}" url="{UNIT}"'
            f' queryData="{data}"></script>'
        )

    def answer(self, ask: Ask) -> Reply:
        if ask.query.get("parseType") != self.spelled:
            return NOTHING
        # A bare `pageNo` is not looked at.
        asked = json.loads(ask.query.get("paramJson", "{}"))
        number = 1 if self.deaf else number_in(str(asked.get("pageNo", 1)))
        pages = chunks(self.rows, PER_PAGE) or [[]]
        if number > len(pages) and self.past_the_end == "last":
            number = len(pages)
        shown = pages[number - 1] if number <= len(pages) else []
        html = f"<ul>{''.join(item(e, self.href(e)) for e in shown)}</ul>"
        if len(pages) > 1:
            html += f'<div class="page">{self._pager(number)}</div>'
        return Reply(
            json.dumps({"success": True, "code": "200", "data": {"html": html}})
        )

    def _pager(self, number: int) -> str:
        if not self.counted:
            return "<a>下一页</a>"
        return (
            f"<script>oLayPageRender('page',{{rows:\"{PER_PAGE}\","
            f'count:"{len(self.rows)}",pageNo:"{number}"}})</script>'
        )


def menu() -> Unit:
    """A block of links to other columns."""
    return Unit(
        "导航", many("栏目", 3), href=lambda e: f"/col/col{e.number}/index.html"
    )


def news() -> Unit:
    """A long list that is not ours: it is not to be read to its end."""
    return Unit("图片新闻", many("某省要闻", 40))


def host(
    name: str,
    units: Sequence[Unit],
    *issues: str,
    reports: Sequence[Entry] | None = None,
    broken: Mapping[str, Reply] | None = None,
) -> Host:
    name = f"{name}.site.test"
    by_tag = {unit.tag: unit for unit in units}
    page = Reply(
        f"<html><body><div id='main'>{''.join(u.script() for u in units)}</div>"
        f"</body></html>"
    )
    every = {path(e): e for unit in units for e in unit.rows if unit.href is path}

    def answer(ask: Ask) -> Reply | None:
        if ask.path == LISTING:
            return page
        if ask.path in every:
            return Reply(article(every[ask.path]))
        if ask.path != UNIT:
            return None
        tag = ask.query.get("tagId", "")
        instead = (broken or {}).get(tag)
        if instead is not None:
            return instead
        # What is not UTF-8 comes out as other characters, which no unit has.
        return by_tag[tag].answer(ask) if tag in by_tag else NOTHING

    found = list(every.values()) if reports is None else reports
    return Host(
        name=name,
        family="jpaas",
        listing=f"http://{name}{LISTING}",
        answer=answer,
        reports=found_at(name, found, path),
        issues=issues,
    )


def counted() -> Host:
    """Several units; the news are followed no further than their first page."""
    listed = Unit("当前栏目list", entries("甲省人民政府"))
    return host("jpaas", [menu(), news(), listed])


def uncounted() -> Host:
    """No count; the last page comes again after the last."""
    reports = entries("乙市人民政府", 2010)
    # One page in the middle has no report on it.
    rows = [*reports[:6], *many("乙市", 12), *reports[6:]]
    unit = Unit("信息", rows, spelled="buildstatic", counted=False, past_the_end="last")
    return host("jpaas-last", [unit])


def deaf() -> Host:
    """Page one whatever is asked: the count tells what is missing."""
    rows = entries("丙部")
    unit = Unit("当前栏目list", rows, deaf=True)
    return host("jpaas-deaf", [unit], "listing_incomplete", reports=rows[:PER_PAGE])


def failing() -> Host:
    """One unit cannot be had; whether it was the list, nobody knows."""
    rows = entries("丁厅", 2020)
    units = [Unit("其他", []), Unit("当前栏目list", rows)]
    return host("jpaas-fails", units, "listing_incomplete", broken={"其他": NOTHING})


def two_lists() -> Host:
    """Reports of the government and of its offices, a unit each."""
    own, offices = entries("戊市人民政府"), entries("己市教育局", 2016)
    moved = [
        Entry(
            number=entry.number + 100,
            title=entry.title,
            day=entry.day,
            year=entry.year,
            publisher=entry.publisher,
            is_report=entry.is_report,
        )
        for entry in offices
    ]
    return host("jpaas-two", [Unit("本级", own), Unit("部门", moved, counted=False)])
