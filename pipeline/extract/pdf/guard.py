"""Files that would keep pdfium busy for ever, told from their bytes.

A form may show other forms, and pdfium draws all of them before anybody can stop it: a
form that shows itself twice never ends. How much the forms of a file show in all is
added up here, roughly and from above, before the file is opened.
"""

import re
import zlib

from pipeline.errors import ExtractionError

__all__ = ["check_forms"]

#: forms shown by the forms of a file, one within the other
MAX_SHOWN = 20_000
_MAX_STREAM = 4 * 2**20
_MAX_FORMS = 5000
_FORM = re.compile(
    rb"(\d{1,9})\s+\d{1,5}\s+obj\s*(<<(?:(?!endobj|stream).){0,8000}?)\bstream\r?\n",
    re.DOTALL,
)
_IS_FORM = re.compile(rb"/Subtype\s*/Form\b")
_SHOWN = re.compile(rb"/XObject\s*<<(.*?)>>", re.DOTALL)
_REFERENCE = re.compile(rb"(\d{1,9})\s+\d{1,5}\s+R\b")
_INDIRECT = re.compile(rb"/(?:Resources|XObject)\s+(\d{1,9})\s+\d{1,5}\s+R\b")
_DO = re.compile(rb"/[^\s/<>\[\]()]+\s+Do\b")


def check_forms(data: bytes) -> None:
    """Refuse a file whose forms show each other too often.

    Raises:
        ExtractionError: they do.
    """
    if b"/Form" not in data:
        return
    forms: dict[bytes, tuple[int, set[bytes]]] = {}
    for match in _FORM.finditer(data):
        if len(forms) >= _MAX_FORMS:
            break
        if _IS_FORM.search(match[2]):
            shown = _DO.findall(_content(data, match))
            forms[match[1]] = (len(shown), _children(data, match[2]))
    sizes: dict[bytes, int] = {}
    for name in forms:
        if _size(name, forms, sizes, ()) > MAX_SHOWN:
            raise ExtractionError(
                f"forms within forms are shown more than {MAX_SHOWN} times"
            )


def _content(data: bytes, match: re.Match[bytes]) -> bytes:
    """What a form draws, as far as it can be told."""
    raw = data[match.end() : match.end() + _MAX_STREAM]
    raw = raw.partition(b"endstream")[0]
    if b"/FlateDecode" not in match[2]:
        return raw
    try:
        return zlib.decompressobj().decompress(raw, _MAX_STREAM)
    except zlib.error:
        return b""


def _children(data: bytes, dictionary: bytes) -> set[bytes]:
    """The numbers of the objects that a form may show."""
    found = {
        number
        for part in _SHOWN.findall(dictionary)
        for number in _REFERENCE.findall(part)
    }
    for number in _INDIRECT.findall(dictionary):
        at = re.search(
            rb"(?<!\d)%s\s+\d{1,5}\s+obj(.{0,4000}?)endobj" % number, data, re.S
        )
        if at is not None:
            found |= set(_REFERENCE.findall(at[1]))
    return found


def _size(
    name: bytes,
    forms: dict[bytes, tuple[int, set[bytes]]],
    sizes: dict[bytes, int],
    above: tuple[bytes, ...],
) -> int:
    """How many forms a form shows with all below it, counted from above."""
    if name in above or len(above) > _MAX_DEPTH:
        return MAX_SHOWN + 1
    if name not in sizes:
        times, children = forms[name]
        below = (
            _size(child, forms, sizes, (*above, name))
            for child in children
            if child in forms
        )
        sizes[name] = 1 + times * max(below, default=0)
    return sizes[name]


_MAX_DEPTH = 12
