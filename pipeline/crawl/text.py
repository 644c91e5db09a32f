"""Bytes to text, for finding links only.

Declared charsets are often wrong, so the bytes decide. What is read out of a report is
decoded by the extraction, which also reports bad encodings.
"""

__all__ = ["decode"]


def decode(body: bytes) -> str:
    """Text by strict UTF-8, else strict GB18030, else UTF-8 with replacements."""
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            return body.decode(encoding)
        except UnicodeDecodeError:
            continue
    return body.decode("utf-8", errors="replace")
