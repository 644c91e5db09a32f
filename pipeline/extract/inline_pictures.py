"""Pictures that a page shows outside of cells: which may be tables.

Those given as `data:` addresses can be read; others are only named. Nothing is decoded
here but the size.
"""

import base64
import binascii
import re

from pipeline.errors import ExtractionError
from pipeline.extract.document import Picture
from pipeline.extract.ocr.sizes import picture_sizes

__all__ = ["picture_of"]

#: a table has at least this many pixels across and down
_MIN_WIDTH, _MIN_HEIGHT = 300, 200
_MAX_ADDRESS = 40_000_000
_DATA = re.compile(r"\s*data:image/[\w.+-]+(?:;[\w=.-]+)*;base64,", re.I)
_SIZE = re.compile(r"\s*(\d+(?:\.\d+)?)\s*(?:px)?\s*$", re.I)
_STYLE = r"(?:^|;)\s*{name}\s*:\s*(\d+(?:\.\d+)?)px"
_ICONS = re.compile(r"(?:icon|logo|btn|button|arrow|qrcode|banner|wechat|weixin)", re.I)


def picture_of(
    attributes: dict[str, str | None], place: str, block: int
) -> Picture | None:
    """The picture that an `img` shows, if it may be that of a table.

    Args:
        attributes: of the element.
        place: where it stands, for people.
        block: before which block of the document.
    """
    address = attributes.get("src") or ""
    head = _DATA.match(address[:200])
    if head is None:
        is_small = _named(attributes, "width") < _MIN_WIDTH or (
            _named(attributes, "height") < _MIN_HEIGHT
        )
        if not address.strip() or is_small or _ICONS.search(address[:500]):
            return None
        return Picture(place, block=block)
    if len(address) > _MAX_ADDRESS:
        return Picture(place, block=block)
    try:
        data = base64.b64decode(re.sub(r"\s|%0A|%0D", "", address[head.end() :]))
        sizes = picture_sizes(data)
    except (binascii.Error, ValueError, ExtractionError):
        return Picture(place, block=block)
    if all(w < _MIN_WIDTH or h < _MIN_HEIGHT for w, h in sizes):
        return None
    return Picture(place, data, block=block)


def _named(attributes: dict[str, str | None], name: str) -> float:
    """A size in pixels that the page names; endless where it names none."""
    style = re.search(_STYLE.format(name=name), attributes.get("style") or "", re.I)
    if style:
        return float(style[1])
    plain = _SIZE.match(attributes.get(name) or "")
    return float(plain[1]) if plain else float("inf")
