"""Plots: from tables to pictures, the same wherever they are shown.

What a plot shows is data: a Vega-Lite spec in `data/plots/<name>.yml` (`specs`) and the
figures in `sql/plots/<name>.sql` (`figures`). `render` makes SVG text of both, offline;
`kept` keeps it beside the lake until the figures change. Nothing here knows where a
plot is shown.
"""

from pipeline.plots.kept import Picture, picture
from pipeline.plots.specs import Plot, load_plots

__all__ = ["Picture", "Plot", "load_plots", "picture"]
