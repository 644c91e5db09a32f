"""Articles that a page keeps in a script: `var content = "…<table…"`.

A fallback for pages whose body holds no table. Only the strings of the script are
looked at; nothing is run.
"""

import json
import re

from selectolax.lexbor import LexborHTMLParser

from pipeline.extract.document import Document, Grid
from pipeline.extract.html import read_html

__all__ = ["read_page", "unescaped"]

_STRING = re.compile(
    r'"((?:[^"\\\n]|\\.|\\\n)*)"'
    r"|'((?:[^'\\\n]|\\.|\\\n)*)'"
    r"|`((?:[^`\\]|\\.)*)`",
    re.S,
)
_HOLDS_TABLE = re.compile(r"(?:<|\\u003c|\\x3c|&lt;)(?:table|td)\b", re.I)
_ESCAPE = re.compile(r"\\(?:u([0-9a-fA-F]{4})|x([0-9a-fA-F]{2})|(\r?\n)|(.))", re.S)
_MEANINGS = {"n": "\n", "r": "\n", "t": "\t", "b": "", "f": "", "v": "", "0": ""}
_MAX_STRINGS = 50


def read_page(text: str, markup: bytes | None = None) -> Document:
    """Read a page; the tables of its scripts where its body holds none.

    Args:
        text: the page.
        markup: the same in UTF-8, where the caller has it.
    """
    document = read_html(text, markup)
    has_table = any(isinstance(b, Grid) for b in document.blocks)
    if has_table or not _HOLDS_TABLE.search(text):
        return document
    found = _from_scripts(text)
    if found:
        document.notes.append("the tables stand in a script of the page")
    for number, inner in enumerate(found, start=1):
        document.blocks += inner.blocks
        if number == 1:
            document.meta = inner.meta | document.meta
    return document


def _from_scripts(text: str) -> list[Document]:
    found: list[Document] = []
    for node in LexborHTMLParser(text).css("script"):
        script = node.text(deep=True) or ""
        if not _HOLDS_TABLE.search(script):
            continue
        for match in _STRING.finditer(script):
            raw = next((g for g in match.groups() if g), "")
            if not _HOLDS_TABLE.search(raw):
                continue
            inner = read_html(unescaped(raw))
            if any(isinstance(b, Grid) for b in inner.blocks):
                found.append(inner)
            if len(found) == _MAX_STRINGS:
                return found
    return found


def unescaped(raw: str) -> str:
    """The text of a string literal of JavaScript."""
    try:
        text = json.loads(f'"{raw}"', strict=False)
        return str(text)
    except ValueError:
        return _ESCAPE.sub(_escape, raw)


def _escape(match: re.Match[str]) -> str:
    code = match[1] or match[2]
    if code:
        return chr(int(code, 16))
    return "" if match[3] else _MEANINGS.get(match[4], match[4])
