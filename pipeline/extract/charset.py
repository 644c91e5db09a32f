"""Bytes to text: which encoding it is, told from the bytes alone.

A declared charset is not asked: it lies more often than strict decoding errs. What the
text means, and of which medium it is, is not known here.
"""

import codecs
import re
from typing import NamedTuple

from pipeline.extract.characters import frequent_share

__all__ = ["Decoded", "decode", "is_wide"]

_BOMS = {
    b"\xef\xbb\xbf": "utf-8-sig",
    b"\xff\xfe": "utf-16",
    b"\xfe\xff": "utf-16",
}
_LOST = "\ufffd"
_CJK = re.compile(r"[\u4e00-\u9fff]")
#: characters for each bad byte from which on a text counts as UTF-8 with bad bytes
_BAD_BYTE_SHARE = 50
#: Big5 must beat GB18030 by this share of frequent characters
_MARGIN = 0.05
#: so much of the text is looked at to tell two encodings apart
_SAMPLE = 200_000
_HEAD = 4096
#: a share of frequent characters that only a right decoding reaches
_SOUND = 0.5
_SHOWN = 3
_MIN_WIDE = 16


class Decoded(NamedTuple):
    """Text, the encoding it was read with, and what was lost.

    Attributes:
        text: the text.
        encoding: the encoding; of several, the one of most of the text.
        damaged: bytes were replaced, or pieces in another encoding were pieced in.
        damage: how many and where, for people; empty where nothing was.
    """

    text: str
    encoding: str
    damaged: bool
    damage: str = ""


def decode(data: bytes) -> Decoded:
    """Bytes to text.

    In this order: byte order mark, UTF-16 by its zero bytes, strict UTF-8, strict
    GB18030 or Big5 (whichever gives more frequent characters), then with losses: line
    by line where a file mixes encodings.
    """
    for mark, encoding in _BOMS.items():
        if data.startswith(mark):
            return _marked(data, mark, encoding)
    wide = is_wide(data)
    if wide is not None:
        return _lossy(data, wide)
    try:
        return Decoded(data.decode("utf-8"), "utf-8", damaged=False)
    except UnicodeDecodeError:
        lossy = _lossy(data, "utf-8")
    # UTF-8 with a few bad bytes may still be valid, and senseless, GB18030
    if lossy.text.count(_LOST) * _BAD_BYTE_SHARE < len(_CJK.findall(lossy.text)):
        return _mixed(data, "utf-8", lossy)
    strict = [d for d in (_strict(data, e) for e in ("gb18030", "big5hkscs")) if d]
    if strict and max(frequent_share(d.text[:_SAMPLE]) for d in strict) >= _SOUND:
        return _better(strict)
    # neither is sound as a whole: bad bytes, pieces of another encoding, or no Chinese
    other = _better([_lossy(data, "gb18030"), _lossy(data, "big5hkscs")])
    pieced = [_mixed(data, "utf-8", lossy), _mixed(data, other.encoding, other)]
    return _better([*strict, *pieced])


def is_wide(data: bytes) -> str | None:
    """The UTF-16 of bytes without a mark, from where their zero bytes stand."""
    head = data[: _HEAD - _HEAD % 2]
    even, odd = head[::2].count(0), head[1::2].count(0)
    few = len(head) // 40
    if (
        len(data) % 2
        or len(data) < _MIN_WIDE
        or max(even, odd) <= few
        or min(even, odd) > max(even, odd) // 20
    ):
        return None
    encoding = "utf-16-le" if odd > even else "utf-16-be"
    try:
        text = head[:-2].decode(encoding)
    except UnicodeDecodeError:
        return None
    sound = sum(c.isprintable() or c.isspace() for c in text)
    return encoding if sound * 20 >= len(text) * 19 else None


def _marked(data: bytes, mark: bytes, encoding: str) -> Decoded:
    found = _lossy(data, encoding)
    if encoding == "utf-8-sig" and found.damaged:
        # a mark in front of something else: what follows tells
        rest = decode(data[len(mark) :])
        if rest.text.count(_LOST) < found.text.count(_LOST):
            return rest
    return found


def _strict(data: bytes, encoding: str) -> Decoded | None:
    try:
        return Decoded(data.decode(encoding), encoding, damaged=False)
    except UnicodeDecodeError:
        return None


def _lossy(data: bytes, encoding: str) -> Decoded:
    text = data.decode(encoding, errors="replace")
    if _LOST not in text:
        return Decoded(text, encoding, damaged=False)
    return Decoded(text, encoding, damaged=True, damage=_places(text))


def _places(text: str) -> str:
    """How many characters were lost, and in which lines the first ones stand."""
    lines = [n for n, line in enumerate(text.split("\n"), start=1) if _LOST in line]
    shown = ", ".join(map(str, lines[:_SHOWN])) + (" …" if len(lines) > _SHOWN else "")
    return f"{text.count(_LOST)} replaced (line {shown} of the file)"


def _better(found: list[Decoded]) -> Decoded:
    """The decoding with more frequent characters; of near ones that which lost less."""
    most = max(map(_soundness, found))
    near = [d for d in found if _soundness(d) >= most - _MARGIN]
    return min(near, key=lambda decoded: decoded.text.count(_LOST))


def _soundness(decoded: Decoded) -> float:
    sample = decoded.text[:_SAMPLE]
    return frequent_share(sample)


def _mixed(data: bytes, encoding: str, whole: Decoded) -> Decoded:
    """A file of pieces in two encodings, line by line; `whole` where that is no gain.

    Only lines that are strictly valid in the other encoding, and give frequent
    characters there, are taken from it.
    """
    if not whole.damaged:
        return whole
    others = [e for e in ("utf-8", "gb18030", "big5hkscs") if e != encoding]
    texts: list[str] = []
    changed: list[int] = []
    for number, line in enumerate(data.split(b"\n"), start=1):
        own = line.decode(encoding, errors="replace")
        if _LOST in own:
            strict = (_strict(line, other) for other in others)
            sound = [d for d in strict if d and frequent_share(d.text) >= _SOUND]
            if sound:
                own = sound[0].text
                changed.append(number)
        texts.append(own)
    if not changed:
        return whole
    text = "\n".join(texts)
    lines = ", ".join(map(str, changed[:_SHOWN]))
    more = " …" if len(changed) > _SHOWN else ""
    damage = f"{len(changed)} lines in another encoding than {encoding} ({lines}{more})"
    if _LOST in text:
        damage = f"{damage}; {_places(text)}"
    return Decoded(text, encoding, damaged=True, damage=damage)


# fails at import, not at the first gate copy, where a Python was built without it
codecs.lookup("big5hkscs")
