"""Documents in traditional characters: read as simplified ones, kept as printed.

Labels, headings, units and marks are all compared in simplified characters. So a
document with traditional ones is read in a simplified copy, and what is printed is put
back into what was read. Which character becomes which is `characters`: each becomes
one, so that places in a text stay the same.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.extract.characters import (
    has_traditional,
    is_swapped,
    simplified,
    unswapped,
)
from pipeline.extract.document import Block, Cell, Document, Grid, Line
from pipeline.extract.identity import Identity
from pipeline.extract.observation import Observation
from pipeline.narrative.claim import Claim

__all__ = ["Printed", "as_simplified"]


@dataclass(slots=True)
class Printed:
    """What is printed where a simplified copy says something else.

    Attributes:
        cells: (locator, simplified text) -> as printed.
        texts: simplified -> as printed, of lines, metadata and cells.
        running: the text of the whole document without blanks, simplified and as
            printed, for sentences that go over several lines.
    """

    cells: dict[tuple[str, str], str] = field(default_factory=dict)
    texts: dict[str, str] = field(default_factory=dict)
    running: tuple[str, str] = ("", "")

    def observation(self, found: Observation) -> Observation:
        """An observation with the text of its cell as printed."""
        printed = self.cells.get((found.locator, found.value_text))
        return found if printed is None else replace(found, value_text=printed)

    def identity(self, found: Identity) -> Identity:
        """An identity with title and publisher as printed."""
        return replace(
            found,
            title=self._text(found.title),
            publisher=self._text(found.publisher),
        )

    def claim(self, found: Claim) -> Claim:
        """A claim with its sentence and its number as printed; the span is the same."""
        sentence = self._sentence(found.sentence)
        place = found.sentence.find(found.value_text, *found.span)
        value_text = found.value_text
        if place >= 0:
            value_text = sentence[place : place + len(value_text)]
        return replace(found, sentence=sentence, value_text=value_text)

    def _sentence(self, sentence: str) -> str:
        """A sentence as printed, blanks as they are."""
        plain, printed = self.running
        place = plain.find("".join(sentence.split()))
        if place < 0:
            return sentence
        signs = iter(printed[place:])
        return "".join(sign if sign.isspace() else next(signs) for sign in sentence)

    def _text(self, text: str | None) -> str | None:
        if text is None:
            return None
        if text in self.texts:
            return self.texts[text]
        for plain, printed in self.texts.items():
            place = plain.find(text)
            if place >= 0 and len(plain) == len(printed):
                return printed[place : place + len(text)]
        return text


def as_simplified(document: Document) -> tuple[Document, Printed | None]:
    """A copy in simplified characters, or the document itself where it is simplified.

    Changed are only texts with a character that simplified Chinese does not use; in a
    gate copy also the words that it exchanged.
    """
    texts = [*document.meta.values(), *_texts(document.blocks)]
    whole = "\n".join(texts)
    if whole.isascii() or not has_traditional(whole):
        return document, None
    swapped = is_swapped(simplified(whole))
    printed = Printed()

    def plain(text: str) -> str:
        if text.isascii():
            return text
        changed = simplified(text)
        if swapped:
            changed = unswapped(changed)
        if changed != text:
            printed.texts.setdefault(changed, text)
        return changed

    def cell(found: Cell) -> Cell:
        changed = plain(found.text)
        if changed == found.text:
            return found
        printed.cells.setdefault((found.locator, changed), found.text)
        return replace(found, text=changed)

    def block(found: Block) -> Block:
        if isinstance(found, Grid):
            rows = tuple(tuple(map(cell, row)) for row in found.rows)
            return replace(found, rows=rows)
        return replace(
            found, text=plain(found.text), tokens=tuple(map(cell, found.tokens))
        )

    meta = {name: plain(text) for name, text in document.meta.items()}
    blocks = [block(b) for b in document.blocks]
    printed.running = _running(blocks, document.blocks)
    return replace(document, meta=meta, blocks=blocks), printed


def _running(changed: list[Block], blocks: list[Block]) -> tuple[str, str]:
    """The whole text before and after, without blanks; they are of one length."""
    pairs = zip(_texts(changed), _texts(blocks), strict=True)
    # a text of which the length changed has no places in common: it stays simplified
    same = [(a, b if len(a) == len(b) else a) for a, b in pairs]
    return _squeezed(a for a, _ in same), _squeezed(b for _, b in same)


def _squeezed(texts: Iterable[str]) -> str:
    return "".join("\n".join(texts).split())


def _texts(blocks: list[Block]) -> list[str]:
    found: list[str] = []
    for block in blocks:
        if isinstance(block, Line):
            found.append(block.text)
        else:
            found += [cell.text for row in block.rows for cell in row]
    return found
