"""From a spec and rows to SVG text: offline, small, the same bytes for the same input.

The renderer may open no address: the list of those allowed is empty, and specs can name
none (`specs`). The picture brings its own ground, so that it reads in a light and in a
dark page. What is drawn is escaped by the renderer, as text of XML.
"""

import re
from collections.abc import Mapping
from html import escape
from typing import Any

import pyarrow as pa
import vl_convert

from pipeline.plots.specs import Plot, Style, load_style

__all__ = ["VL_VERSION", "draw", "empty"]

#: the Vega-Lite of the specs: a newer renderer still draws the same
VL_VERSION = "6.1"
_FONT = re.compile(r' font-family="[^"]*"')
_TAG = re.compile(r"<[^>]+>")
_FIRST_TAG = re.compile(r"<svg [^>]*>")
#: what a reader cannot see: decimals beyond a tenth of a pixel
_DECIMALS = re.compile(r"(?<=\d\.\d)\d+")
#: what is only for the scripts of a page, or says what is so anyway
_IDLE = re.compile(
    r' (?:class|role|aria-[a-z]+|pointer-events|opacity)="(?:[a-z][^"]*|1)"'
)
_UNDRAWN = re.compile(r'<path d="(?:M0,0h0v0h0Z)?"[^>]*/>')
_EMPTY = (
    '<svg xmlns="http://www.w3.org/2000/svg" width="560" height="90" '
    'viewBox="0 0 560 90" font-family="{fonts}"><rect width="560" height="90" '
    'fill="{ground}"/><text x="16" y="34" font-size="14" font-weight="bold" '
    'fill="{ink}">{zh}</text><text x="16" y="54" font-size="12" fill="{ink}">{en}'
    '</text><text x="16" y="76" font-size="12" fill="{ink}">尚无数据 · nothing to '
    "show yet</text></svg>"
)


def draw(plot: Plot, rows: pa.Table) -> str:
    """The picture as SVG text."""
    if rows.num_rows == 0:
        return empty(plot)
    style = load_style()
    spec = _coloured(plot.definition.spec, style.colours) | {
        "$schema": f"https://vega.github.io/schema/vega-lite/v{VL_VERSION}.json",
        "title": {
            "text": plot.definition.title_zh,
            "subtitle": plot.definition.title_en,
        },
        "data": {"values": rows.to_pylist()},
        "config": _coloured(style.config, style.colours)
        | {"font": ", ".join(style.fonts)},
    }
    svg = vl_convert.vegalite_to_svg(
        spec, vl_version=VL_VERSION, allowed_base_urls=[], show_warnings=False
    )
    return _small(svg, style)


def empty(plot: Plot) -> str:
    """A picture that says that there is nothing to show."""
    style = load_style()
    return _EMPTY.format(
        fonts=escape(", ".join(style.fonts)),
        ground=style.colours["ground"],
        ink=style.colours["ink"],
        zh=escape(plot.definition.title_zh),
        en=escape(plot.definition.title_en),
    )


def _coloured(value: Any, colours: Mapping[str, str]) -> Any:
    """The same with each `@name` as that colour."""
    if isinstance(value, Mapping):
        return {key: _coloured(inner, colours) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_coloured(inner, colours) for inner in value]
    if isinstance(value, str) and value.startswith("@"):
        return colours[value[1:]]
    return value


def _small(svg: str, style: Style) -> str:
    """Without what shows nothing, and with the font said once."""
    svg = _UNDRAWN.sub("", _TAG.sub(lambda tag: _plain(tag[0]), svg))
    fonts = escape(", ".join(style.fonts))
    return _FIRST_TAG.sub(
        lambda tag: f'{tag[0][:-1]} font-family="{fonts}">', svg, count=1
    )


def _plain(tag: str) -> str:
    """A tag with what shows only; the texts between tags stay as they are."""
    return _DECIMALS.sub("", _IDLE.sub("", _FONT.sub("", tag)))
