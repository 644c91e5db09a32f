"""One file in, observations and issues out: the function that everything calls.

`extract` depends on nothing but its arguments, the form data and, for old office files
that were not converted before, LibreOffice; so it can be run in a process pool or on
many machines. The one broad `except` of the project stands here: a document that breaks
a reader becomes an issue, and the others go on.
"""

from pathlib import PurePosixPath

from pipeline.errors import ExtractionError, NeedsOcrError, UnsupportedMediaError
from pipeline.extract.archive import ARCHIVES, members
from pipeline.extract.characters import plain_words
from pipeline.extract.container import join
from pipeline.extract.document import Document
from pipeline.extract.identity import title_year
from pipeline.extract.limits import memory_limit
from pipeline.extract.media import sniff
from pipeline.extract.office import CONVERTED, Converted, convert
from pipeline.extract.pictures import with_pictures
from pipeline.extract.readers import read_documents
from pipeline.extract.report import read_report
from pipeline.extract.result import Extraction, failed
from pipeline.extract.traditional import as_simplified
from pipeline.forms import FormSet, load_forms
from pipeline.issues import IssueCode

__all__ = ["extract"]


def extract(
    data: bytes,
    *,
    url: str = "",
    hint: str = "",
    forms: FormSet | None = None,
    converted: Converted | None = None,
) -> Extraction:
    """Read one file.

    Args:
        data: its bytes; what they are is told from themselves.
        url: its address or file name; only the year may be taken from it.
        hint: the title under which it was linked.
        forms: the forms to read it by; by default those of the project.
        converted: old office files that were converted together with others
            (`pipeline.extract.office.prepared`); what is not in it is converted alone.

    Returns:
        The reports that it holds. Nothing is raised for a document, however broken:
        what could not be read is an issue.
    """
    forms = forms or load_forms()
    media = "unknown"
    try:
        media = sniff(data)
        if media in ARCHIVES:
            return _archive(data, media, url, hint, forms, converted)
        readable = data
        if media in CONVERTED:
            readable = _converted(data, converted)
        kind = sniff(readable) if readable is not data else media
        documents = read_documents(readable, kind)
        parts = [(n, _document(d, readable, url, hint, forms)) for n, d in documents]
        found = parts[0][1] if len(parts) == 1 else join(media, parts, [], forms)
        found.media = media
    except UnsupportedMediaError as error:
        return failed(str(error), media, IssueCode.UNSUPPORTED_MEDIA)
    except NeedsOcrError as error:
        return failed(str(error), media, IssueCode.NEEDS_OCR)
    except ExtractionError as error:
        return failed(str(error), media, IssueCode.UNREADABLE_DOCUMENT)
    except Exception as error:  # noqa: BLE001 - the one boundary, see the module
        return failed(_describe(error), media, IssueCode.UNREADABLE_DOCUMENT)
    return found


def _document(
    document: Document, data: bytes, url: str, hint: str, forms: FormSet
) -> Extraction:
    """Read a document; its pictures are recognised only where tables are missing."""
    found = _plain(document, url, hint, forms)
    if not document.pictures or found.is_complete:
        return found
    document, issues = with_pictures(document, data)
    found = _plain(document, url, hint, forms)
    found.issues += issues
    return found


def _plain(document: Document, url: str, hint: str, forms: FormSet) -> Extraction:
    """Read a document in simplified characters, and put back what is printed."""
    plain, printed = as_simplified(document)
    found = read_report(plain, url=url, hint=plain_words(hint), forms=forms)
    if printed is not None:
        found.identity = printed.identity(found.identity)
        for report in found.reports:
            report.observations = [printed.observation(o) for o in report.observations]
            report.claims = [printed.claim(c) for c in report.claims]
    return found


def _converted(data: bytes, converted: Converted | None) -> bytes:
    made = converted.get(data) if converted is not None else None
    if made is None:
        made = convert({"file": data})["file"]
    if isinstance(made, ExtractionError):
        raise made
    return made


def _archive(
    data: bytes,
    media: str,
    url: str,
    hint: str,
    forms: FormSet,
    converted: Converted | None,
) -> Extraction:
    contents = members(data, media)
    parts = []
    for member in contents.members:
        stem = PurePosixPath(member.name.rpartition("!")[2]).stem
        # 附件1.docx says nothing; a name with a year says more than the link
        title = stem if title_year(plain_words(stem)) else hint
        found = extract(
            member.data, url=url, hint=title, forms=forms, converted=converted
        )
        parts.append((member.name, found))
    return join(media, parts, contents.problems, forms)


def _describe(error: Exception) -> str:
    limit = memory_limit()
    if isinstance(error, MemoryError) and limit:
        return f"it needs more memory than a reader may use ({limit >> 20} MiB)"
    trace = error.__traceback__
    while trace is not None and trace.tb_next is not None:
        trace = trace.tb_next
    place = ""
    if trace is not None:
        place = f" at {trace.tb_frame.f_code.co_name}:{trace.tb_lineno}"
    return f"the reader broke off: {type(error).__name__}{place}: {error}"
