"""PDF to a document: the pages one after the other.

No knowledge of the form, and no recognition of characters: pages that are pictures are
named in `Document.pictures`.
"""

import ctypes
import re
from statistics import median

import pypdfium2.raw as pdfium

from pipeline.errors import ExtractionError
from pipeline.extract.document import Document, Line, Picture
from pipeline.extract.normal import clean
from pipeline.extract.pdf.guard import check_forms
from pipeline.extract.pdf.joining import flow, grid_of, without_running_lines
from pipeline.extract.pdf.library import open_document
from pipeline.extract.pdf.page import Page, read_page
from pipeline.extract.pdf.tables import Part
from pipeline.extract.pdf.typeset import PrintedLine
from pipeline.extract.text import tokens_of
from pipeline.issues import Issue, IssueCode, Severity

__all__ = ["read_pdf"]

#: reports have up to about 40 pages
MAX_PAGES = 400
MAX_BYTES = 256 * 2**20
_MAX_META = 500
_TITLE = 1.2  # times the size of the text: a title
_MAX_TITLE = 80
_NUMBERED = re.compile(
    r"^(?:[一二三四五六七八九十]{1,3}[、.．]|[(（][一二三四五六七八九十\d])"
)
_FULL = 1.6  # ems before the right edge where a full line may end
_INDENT = 1.0
_PITCH = 2.6
#: a line with more words apart, or with a figure at its end, is one of a table
_PROSE_WORDS = 4
_FIGURE = re.compile(r"[\d０-９.,%+\-－—/]+")


def read_pdf(data: bytes) -> Document:
    """Read the bytes of a PDF file.

    Raises:
        ExtractionError: it is protected, broken or has no pages.
    """
    if len(data) > MAX_BYTES:
        raise ExtractionError(f"the PDF has more than {MAX_BYTES} bytes")
    check_forms(data)
    document = Document("pdf")
    with open_document(data) as handle:
        count = pdfium.FPDF_GetPageCount(handle)
        if count < 1:
            raise ExtractionError("the PDF has no pages")
        pages = [read_page(handle, n + 1) for n in range(min(count, MAX_PAGES))]
        title = clean(_title(handle))
    if title:
        document.meta["page_title"] = title
    if count > MAX_PAGES:
        _note(document, f"the PDF has {count} pages; only {MAX_PAGES} are read")
    for page in pages:
        if page.trouble:
            _note(document, f"page {page.number} is not read: {page.trouble}")
        if page.picture or page.partly:
            whole = page.picture is not None
            reason = page.picture or "picture"
            document.pictures.append(
                Picture(f"p{page.number}", page=page.number, reason=reason, whole=whole)
            )
    without_running_lines(pages)
    heading = _heading(pages[0])
    if heading:
        document.meta["heading"] = heading
    _blocks(document, pages)
    return document


def _note(document: Document, message: str) -> None:
    issue = Issue(IssueCode.UNREADABLE_DOCUMENT, Severity.ERROR, message)
    document.issues.append(issue)


def _title(handle: int) -> str:
    buffer = (ctypes.c_ushort * _MAX_META)()
    size = pdfium.FPDF_GetMetaText(handle, b"Title", buffer, ctypes.sizeof(buffer))
    if not 2 < size <= ctypes.sizeof(buffer):  # noqa: PLR2004 - the closing zero
        return ""
    return bytes(buffer)[: size - 2].decode("utf-16-le", errors="replace")


def _heading(page: Page) -> str:
    """The lines in large type at the top of the first page: the title of the report."""
    if not page.lines:
        return ""
    size = median(line.em for line in page.lines) * _TITLE
    found: list[str] = []
    last: PrintedLine | None = None
    for line in page.lines:
        if line.em >= size and (
            last is None
            or (line.base - last.base < _PITCH * last.em and abs(line.em - last.em) < 1)
        ):
            found.append(line.text)
            last = line
        elif found:
            break
    text = clean("".join(found))
    return text if len(text) <= _MAX_TITLE else ""


def _blocks(document: Document, pages: list[Page]) -> None:
    edges = {page.number: _text_edges(page) for page in pages}
    pending: list[PrintedLine] = []
    count = 0
    current = 0

    def flush() -> None:
        nonlocal count
        if pending:
            count += 1
            text = clean("".join(line.text for line in pending))
            place = f"p{current}/l{count}"
            if text:
                document.blocks.append(Line(text, tokens_of(text, place), place))
            pending.clear()

    for number, item in flow(pages):
        if isinstance(item, Part):
            flush()
            document.blocks.append(grid_of(item))
        else:
            if pending and not _goes_on(pending[-1], item, edges[number]):
                flush()
            if number != current:
                flush()
                current, count = number, 0
            pending.append(item)
    flush()


def _text_edges(page: Page) -> tuple[float, float]:
    """Where full lines of prose begin and end."""
    long = [n for n in page.lines if n.x1 - n.x0 > page.width / 2] or page.lines
    return (
        min((line.x0 for line in long), default=0.0),
        max((line.x1 for line in long), default=0.0),
    )


def _goes_on(line: PrintedLine, after: PrintedLine, edges: tuple[float, float]) -> bool:
    """Whether a line of prose is continued by the next one."""
    left, right = edges
    return (
        line.x1 > right - _FULL * line.em
        and after.x0 < left + _INDENT * after.em
        and 0 < after.base - line.base < _PITCH * line.em
        and abs(after.em - line.em) < 1
        and len(line.words) <= _PROSE_WORDS
        and not _FIGURE.fullmatch(line.words[-1].text)
        and not _NUMBERED.match(after.text)
    )
