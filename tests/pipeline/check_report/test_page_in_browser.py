"""The page of a check in a real browser: on a desk, on a phone, on paper."""

import asyncio
import importlib.util
import shutil
from dataclasses import dataclass, field
from io import BytesIO
from pathlib import Path
from typing import Any

import pypdfium2
import pytest

from pipeline.check import CheckedReport
from pipeline.check_report.as_html import as_html
from pipeline.check_report.page import cell_id
from pipeline.crawl.fetch.chromium import open_context
from pipeline.crawl.settings import browser_settings
from tests.pipeline.check_report.given import OTHER, PERSONS, RECEIVED

pytestmark = [
    pytest.mark.skipif(
        importlib.util.find_spec("playwright") is None,
        reason="needs the extra `browser`: pip install 'ogi[browser]'",
    ),
    pytest.mark.skipif(
        not any(shutil.which(name) for name in browser_settings().programs),
        reason="needs Chromium: apt-get install chromium",
    ),
]

DESK, PHONE = 1200, 390
ENOUGH = 4.5  # contrast of text, WCAG 2 AA
A4 = (595, 842)  # points

#: the lowest contrast of any text with the background behind it, and where
LOWEST_CONTRAST = """() => {
  const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
  const light = colour => {
    const [r, g, b] = numbers(colour).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const behind = node => {
    for (let at = node; at; at = at.parentElement) {
      const colour = getComputedStyle(at).backgroundColor;
      const [, , , alpha = 1] = numbers(colour);
      if (alpha > 0) return colour;
    }
    return 'rgb(255, 255, 255)';
  };
  let lowest = [99, ''];
  for (const node of document.body.querySelectorAll('*')) {
    const own = [...node.childNodes].some(
      child => child.nodeType === 3 && child.textContent.trim());
    if (!own) continue;
    const pair = [light(getComputedStyle(node).color), light(behind(node))];
    const ratio = (Math.max(...pair) + 0.05) / (Math.min(...pair) + 0.05);
    if (ratio < lowest[0]) lowest = [ratio, node.outerHTML.slice(0, 200)];
  }
  return lowest;
}"""


@dataclass
class Seen:
    """What the browser made of the page."""

    asked: list[str] = field(default_factory=list)
    complaints: list[str] = field(default_factory=list)
    widths: dict[int, int] = field(default_factory=dict)
    boxes: dict[str, Any] = field(default_factory=dict)
    contrast: tuple[float, str] = (0, "")
    reached: list[str] = field(default_factory=list)
    focused: list[str] = field(default_factory=list)
    sheet_scrolls: bool = False
    pdf: bytes = b""


async def look(path: Path) -> Seen:
    seen = Seen()
    async with open_context() as context:
        page = await context.new_page()
        page.on("request", lambda request: seen.asked.append(request.url))
        page.on("console", lambda message: seen.complaints.append(message.text))
        page.on("pageerror", lambda error: seen.complaints.append(str(error)))
        for width in (DESK, PHONE):
            await page.set_viewport_size({"width": width, "height": 800})
            await page.goto(path.as_uri())
            seen.widths[width] = await page.evaluate(
                "document.documentElement.scrollWidth"
            )
        seen.sheet_scrolls = await page.evaluate(
            "[...document.querySelectorAll('.sheet')]"
            ".some(sheet => sheet.scrollWidth > sheet.clientWidth)"
        )
        await page.set_viewport_size({"width": DESK, "height": 800})
        for key in (PERSONS, OTHER, RECEIVED):
            ident = cell_id(1, key)
            box = await page.locator(f'[id="{ident}"]').bounding_box()
            badge = await page.locator(f'[id="{ident}"] .badge').bounding_box()
            seen.boxes[ident] = (box, badge)
        seen.contrast = tuple(await page.evaluate(LOWEST_CONTRAST))
        await page.click("#remark-1 a >> nth=0")
        seen.reached.append(await page.evaluate("location.hash"))
        place = await page.locator(f'[id="{cell_id(1, PERSONS)}"]').bounding_box()
        seen.boxes["after the click"] = place
        await page.click(f'[id="{cell_id(1, PERSONS)}"] .badge')
        seen.reached.append(await page.evaluate("location.hash"))
        await page.goto(path.as_uri())
        for _ in range(3):
            await page.keyboard.press("Tab")
            seen.focused.append(
                await page.evaluate("document.activeElement.getAttribute('href') || ''")
            )
        seen.pdf = await page.pdf(prefer_css_page_size=True)
    return seen


@pytest.fixture(scope="module")
def seen(remarked: CheckedReport, tmp_path_factory: pytest.TempPathFactory) -> Seen:
    path = tmp_path_factory.mktemp("page") / "check.html"
    path.write_text(as_html(remarked), encoding="utf-8")
    found = asyncio.run(look(path))
    found.asked = [url for url in found.asked if url != path.as_uri()]
    return found


def test_nothing_is_asked_for_and_nothing_complains(seen: Seen) -> None:
    assert seen.asked == []
    assert seen.complaints == []


def test_marked_cells_are_visible_with_their_badges(seen: Seen) -> None:
    for key in (PERSONS, OTHER, RECEIVED):
        box, badge = seen.boxes[cell_id(1, key)]
        assert box["width"] > 20
        assert box["height"] > 20
        assert box["x"] <= badge["x"]
        assert badge["x"] + badge["width"] <= box["x"] + box["width"]
        assert badge["y"] + badge["height"] <= box["y"] + box["height"]


def test_links_lead_from_the_remark_to_the_cell_and_back(seen: Seen) -> None:
    assert seen.reached == [f"#{cell_id(1, PERSONS)}", "#remark-1"]
    assert 0 <= seen.boxes["after the click"]["y"] < 800


def test_the_keyboard_reaches_the_remarks_first(seen: Seen) -> None:
    assert seen.focused[0] == f"#{cell_id(1, PERSONS)}"
    assert all(link.startswith("#") for link in seen.focused)


def test_text_can_be_told_from_its_background(seen: Seen) -> None:
    ratio, where = seen.contrast
    assert ratio >= ENOUGH, where


def test_a_phone_scrolls_the_tables_and_not_the_page(seen: Seen) -> None:
    assert seen.widths == {DESK: DESK, PHONE: PHONE}
    assert seen.sheet_scrolls


def test_it_prints_on_a4_with_its_marks(seen: Seen) -> None:
    paper = pypdfium2.PdfDocument(BytesIO(seen.pdf))
    try:
        sizes = {tuple(round(side) for side in page.get_size()) for page in paper}
        texts = [page.get_textpage().get_text_range() for page in paper]
    finally:
        paper.close()
    assert sizes == {A4}
    (three,) = [text for text in texts if "申请人情况" in text]
    # table three is on one sheet, to its last row, with what should be there
    assert "四、结转下年度继续办理" in three
    assert "应为 26" in three
    assert "应为 27" in three
