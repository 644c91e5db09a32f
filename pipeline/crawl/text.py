"""Bytes to text, for finding links only.

Declared charsets are often wrong, so the bytes decide. What is read out of a report is
decoded by the extraction, which also reports bad encodings.
"""

import re

__all__ = ["decode"]

_BROKEN = "\ufffd"
_BIG5 = re.compile(rb"charset\s*=\s*[\"']?big-?5", re.IGNORECASE)
_HEAD = 2048  # bytes in which a page declares its charset
_FEW = 10  # one character in so many may be broken in a page that is UTF-8


def decode(body: bytes) -> str:
    """Text by UTF-8 if its bytes fit, else by GB18030, or Big5 where a page says so.

    A few broken bytes (a title cut in the middle of a character) decide nothing: then
    it is the charset in which most characters are whole.
    """
    text = body.decode("utf-8-sig", errors="replace")
    broken = text.count(_BROKEN)
    if not broken:
        return text
    others = sum(character > "\x7f" for character in text)
    if broken * _FEW < others:
        return text
    charset = "big5hkscs" if _BIG5.search(body[:_HEAD]) else "gb18030"
    other = body.decode(charset, errors="replace")
    return other if other.count(_BROKEN) < broken else text
