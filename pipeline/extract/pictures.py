"""Tables in pictures inside documents: recognised only where tables are missing.

What was recognised goes into the document at the place of the picture, so that the
order of the document stays. Which pictures there are, the readers say.
"""

import re
from dataclasses import replace

from pipeline.errors import ExtractionError, NeedsOcrError
from pipeline.extract.document import Block, Document, Line, Picture
from pipeline.extract.ocr.libraries import require
from pipeline.extract.ocr.load import load_pages
from pipeline.extract.ocr.picture import PictureReader
from pipeline.extract.pdf.render import render_page
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["with_pictures"]

#: pictures of one document that are recognised
MAX_PICTURES = 40
_PAGE = re.compile(r"p(\d+)(?:/|$)")


def with_pictures(document: Document, data: bytes) -> tuple[Document, list[Issue]]:
    """The document with the content of its pictures, and issues for the others.

    Args:
        document: as its reader gave it.
        data: the bytes of the file, from which pages are rendered.
    """
    inside = [p for p in document.pictures if p.data is not None or p.page is not None]
    if not inside:
        return document, []
    try:
        require(f"tables are missing and the file holds pictures ({_places(inside)})")
    except NeedsOcrError as error:
        return document, [Issue(IssueCode.NEEDS_OCR, Severity.ERROR, str(error))]
    issues = []
    reader = PictureReader()
    found: list[tuple[int, list[Block]]] = []
    for picture in inside[:MAX_PICTURES]:
        try:
            blocks = _blocks(picture, data, reader)
        except ExtractionError as error:
            issues.append(_unread(picture, str(error)))
            continue
        found.append((_place(picture, document.blocks), blocks))
    issues += [
        _unread(p, f"more than {MAX_PICTURES} pictures") for p in inside[MAX_PICTURES:]
    ]
    merged: list[Block] = list(document.blocks)
    found.sort(key=lambda pair: pair[0])
    for place, blocks in reversed(found):
        merged[place:place] = blocks
    return replace(document, blocks=merged, reread=reader.reread), issues


def _blocks(picture: Picture, data: bytes, reader: PictureReader) -> list[Block]:
    if picture.data is not None:
        pages = load_pages(picture.data)
    elif picture.page is not None:
        pages = [render_page(data, picture.page)]
    else:
        pages = []
    several = len(pages) > 1
    return [
        block
        for number, page in enumerate(pages, start=1)
        for block in reader.blocks(
            page, f"{picture.place}.{number}" if several else picture.place
        )
    ]


def _place(picture: Picture, blocks: list[Block]) -> int:
    """Before which block the picture stands; pages go by their numbers."""
    if picture.page is None:
        return min(picture.block, len(blocks))
    for number, block in enumerate(blocks):
        page = _PAGE.match(_locator(block))
        if page and int(page[1]) > picture.page:
            return number
    return len(blocks)


def _locator(block: Block) -> str:
    if isinstance(block, Line):
        return block.locator
    return next((c.locator for row in block.rows for c in row), "")


def _places(pictures: list[Picture]) -> str:
    names = [p.place for p in pictures]
    return ", ".join(names[:5]) + (" …" if len(names) > 5 else "")  # noqa: PLR2004


def _unread(picture: Picture, why: str) -> Issue:
    message = f"the picture at {picture.place} was not read: {why}"
    return Issue(
        IssueCode.UNREADABLE_DOCUMENT,
        Severity.WARNING,
        message,
        locator=picture.place,
    )
