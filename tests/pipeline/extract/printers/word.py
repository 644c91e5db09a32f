"""Sheets as Word writes them to HTML: a page of markup around few figures.

Each paragraph and cell has its own style with line breaks in it, runs of text are
nested spans, some of them empty, and `o:p` stands at every end. The page is filled with
prose up to a size. Two hands: what Word saves itself (`raw`: single quotes, attributes
without quotes) and what an editor of a web site makes of it (`pasted`: double quotes,
everything in lower case).
"""

import random
import re
from collections.abc import Iterator
from html import escape

from tests.pipeline.extract.sheets import Cell, Sheet, Table

#: words of which prose is made; none is a label of the form
_WORDS = (
    "本机关", "全年", "持续", "推进", "公开", "平台", "建设", "加强", "解读", "回应",
    "群众", "关切", "完善", "制度", "落实", "责任", "提升", "质量", "规范", "流程",
    "开展", "培训", "组织", "检查", "及时", "发布", "重点", "领域", "信息", "政策",
)  # fmt: skip
#: how many runs have an empty span in them
_EMPTY = 0.3
_FONT = "mso-bidi-font-family:宋体;mso-font-kerning:0pt"
_PARAGRAPH = "text-align:{align};\n  line-height:18.0pt"
_CELL = (
    "width:{width}pt;border-top:none;border-left:\n  none;border-bottom:solid "
    "windowtext 1.0pt;border-right:solid windowtext "
    "1.0pt;\n  padding:0cm 5.4pt 0cm 5.4pt;height:{height}pt"
)
_RUN = "font-size:{size}pt;font-family:宋体;{font};\n  color:black"
_STYLES = """<style><!--
 @font-face {{font-family:宋体; panose-1:2 1 6 0 3 1 1 1 1 1;}}
 p.MsoNormal, li.MsoNormal, div.MsoNormal
 {{mso-style-parent:""; margin:0cm; text-align:justify; font-size:10.5pt;}}
 @page Section1 {{size:595.3pt 841.9pt; margin:72.0pt {margin}pt 72.0pt 90.0pt;}}
--></style>"""


class _Hand:
    """Writes tags; figures in styles differ from page to page, as they do in life."""

    def __init__(self, *, pasted: bool, seed: int) -> None:
        self.pasted = pasted
        self.chance = random.Random(seed)
        self._width = 40 + self.chance.randrange(30)
        self._size = self.chance.choice(("10.5", "12.0", "9.0"))

    def attributes(self, style: str, **plain: str) -> str:
        quote = '"' if self.pasted else "'"
        parts = [
            f' {name}="{value}"' if self.pasted else f" {name}={value}"
            for name, value in plain.items()
        ]
        return "".join(parts) + f" style={quote}{style}{quote}"

    def run(self, text: str, *, bare: str | None = None) -> str:
        """Runs of one script each, as Word cuts them: 1.属于 are two."""
        style = self.attributes(_RUN.format(size=self._size, font=_FONT))
        english = self.attributes(style="", lang="EN-US").partition(" style")[0]
        end = f"<span{english}><o:p></o:p></span>"
        if bare is not None:
            return f"<span{style}>{bare}</span>{end}"
        parts = re.findall(r"[\x00-\x7f]+|[^\x00-\x7f]+", text) or ["\xa0"]
        runs = []
        for part in parts:
            shown = escape(part)
            if part.isascii():
                runs.append(f"<span{english}{style}>{shown}</span>")
            else:
                empty = f"<span{english}></span>" * (self.chance.random() < _EMPTY)
                runs.append(f"<span{style}>{empty}<span>{shown}</span></span>")
        return "".join(runs) + end

    def paragraph(self, text: str, align: str, bare: str | None = None) -> str:
        style = _PARAGRAPH.format(align=align)
        start = self.attributes(style, **{"class": "MsoNormal", "align": align})
        return f"<p{start}>{self.run(text, bare=bare)}</p>"

    def cell(self, cell: Cell) -> str:
        width = self._width * cell.colspan
        style = _CELL.format(width=width, height=14 + self.chance.randrange(9))
        plain = {"width": str(width), "valign": "center"}
        for name, span in (("colspan", cell.colspan), ("rowspan", cell.rowspan)):
            if span > 1:
                plain[name] = str(span)
        align = "center" if cell.key else "left"
        inner = self.paragraph(cell.text, align, cell.raw)
        return f"  <td{self.attributes(style, **plain)}>\n  {inner}\n  </td>\n"

    def table(self, table: Table) -> Iterator[str]:
        style = "border-collapse:collapse;mso-padding-alt:0cm 5.4pt 0cm 5.4pt"
        start = self.attributes(style, **{"class": "MsoNormalTable", "border": "0"})
        yield f"<table{start}>\n"
        for number, row in enumerate(table):
            yield f" <tr{self.attributes(f'mso-yfti-irow:{number};height:15.0pt')}>\n"
            yield from map(self.cell, row)
            yield " </tr>\n"
        yield "</table>\n"

    def prose(self) -> str:
        words = self.chance.choices(_WORDS, k=self.chance.randrange(20, 90))
        words.insert(len(words) // 2, str(self.chance.randrange(9_999)))
        return self.paragraph("".join(words) + "。", "justify")


def to_word_html(
    made: Sheet, *, size: int = 150_000, pasted: bool = False, seed: int = 1
) -> bytes:
    """The sheet as a page of about `size` bytes in UTF-8, prose in front of it."""
    hand = _Hand(pasted=pasted, seed=seed)
    blocks: list[str] = []
    for number, block in enumerate(made.blocks()):
        if isinstance(block, str):
            align = "left" if number else "center"
            blocks.append(hand.paragraph(block, align))
        else:
            blocks.extend(hand.table(block))
    head = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office">\n<head>\n'
        "<meta http-equiv=Content-Type content='text/html; charset=utf-8'>\n"
        f"<title>{escape(made.title)}</title>\n"
        f"{_STYLES.format(margin=60 + hand.chance.randrange(40))}</head>\n"
        "<body lang=ZH-CN style='tab-interval:21.0pt'>\n<div class=Section1>\n"
    )
    start, rest = blocks[0], blocks[1:]
    written = sum(len(part.encode()) for part in (head, *blocks))
    prose: list[str] = []
    while written < size:
        prose.append(hand.prose() + "\n")
        written += len(prose[-1].encode())
    page = [head, start, *prose, *rest, "</div>\n</body>\n</html>\n"]
    return "".join(page).encode()
