"""Pictures are drawn when their figures change, and kept beside the lake until then.

A picture is known by a fingerprint of spec, style, select, renderer and what the select
reads, so that a night in which nothing changed draws nothing. What is kept may be
thrown away at any time.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

import pyarrow as pa

from pipeline.durable import replacing
from pipeline.plots.figures import figures, is_crowded, provinces
from pipeline.plots.render import VL_VERSION, draw
from pipeline.plots.specs import GIVEN, Plot, load_plots, load_style
from pipeline.stamps import digest_of, table_fingerprint
from pipeline.store import Lake

__all__ = ["MOST_BYTES", "Picture", "picture"]

FOLDER = ".plots"
#: of SVG text; base64 makes four bytes of three: 147 KiB
MOST_BYTES = 110 * 1024
#: modules that decide how a picture looks
_CODE = ("figures.py", "render.py")


@dataclass(frozen=True, slots=True)
class Picture:
    """A plot as SVG text.

    Attributes:
        plot: which was drawn: the one asked for, or the one in its place.
        svg: None where the picture would be larger than `MOST_BYTES`.
        was_kept: it is the picture of before: nothing was drawn.
    """

    plot: Plot
    svg: str | None
    was_kept: bool


def picture(
    lake: Lake, name: str, given: Mapping[str, pa.Table] | None = None
) -> Picture:
    """The picture of a plot over the lake as it is now.

    Args:
        lake: where the tables are, and what is kept.
        name: of the plot.
        given: relations that are no table of the lake, such as `plot_runs`.

    Raises:
        ModelError: the select cannot be run.
    """
    tables = given or {}
    plots = load_plots()
    plot = plots[name]
    fingerprint = _fingerprint(lake, plot, plots, tables)
    path = lake.folder / FOLDER / f"{name}.{fingerprint}.json"
    if path.is_file():
        found = json.loads(path.read_text(encoding="utf-8"))
        return Picture(plots[found["plot"]], found["svg"], was_kept=True)
    if plot.definition.otherwise and is_crowded(lake, plot, tables):
        plot = plots[plot.definition.otherwise.plot]
    drawn = draw(plot, figures(lake, plot, tables))
    svg = drawn if len(drawn.encode()) <= MOST_BYTES else None
    _keep(path, name, {"plot": plot.name, "svg": svg})
    return Picture(plot, svg, was_kept=False)


def _fingerprint(
    lake: Lake, plot: Plot, plots: Mapping[str, Plot], given: Mapping[str, pa.Table]
) -> str:
    other = plot.definition.otherwise
    drawn = [plot, plots[other.plot]] if other else [plot]
    reads = sorted({name for p in drawn for name in p.reads} - GIVEN)
    code = [(Path(__file__).parent / name).read_text("utf-8") for name in _CODE]
    parts = [
        VL_VERSION,
        version("vl-convert-python"),
        load_style().model_dump_json(),
        *code,
        *(p.definition.model_dump_json() + p.sql for p in drawn),
        *(f"{name} {table_fingerprint(lake, name)}" for name in reads),
        *(f"{name} {table.to_pylist()}" for name, table in sorted(given.items())),
        str(provinces().to_pylist()),
    ]
    return digest_of(*parts)


def _keep(path: Path, name: str, content: Mapping[str, str | None]) -> None:
    """Write it beside its place first; older pictures of the plot go."""
    with replacing(path, durable=False) as temporary:
        text = json.dumps(content, ensure_ascii=False)
        temporary.write_text(text, encoding="utf-8")
    for old in path.parent.glob(f"{name}.*.json"):
        if old != path:
            old.unlink(missing_ok=True)
