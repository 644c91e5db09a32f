"""Plots in the metadata of assets: SVG inside Markdown, for the UI to show in place.

What a plot shows is in `pipeline.plots`; here is which asset has which, and where the
runs of this instance come from.
"""

import base64
from collections.abc import Mapping
from datetime import UTC, datetime

import pyarrow as pa
from dagster import DagsterInstance, MetadataValue, RunsFilter

from assets.run_states import ENDED
from pipeline.plots import Picture, load_plots, picture
from pipeline.store import Lake

__all__ = ["pictures", "run_history"]

#: runs that the plot of runs shows
_RUNS = 60
#: runs that are asked for, among which these are
_LOOKED_AT = 200
_COLUMNS = pa.schema(
    [
        ("started_at", pa.timestamp("s")),
        ("seconds", pa.float64()),
        ("outcome", pa.string()),
    ]
)


def pictures(
    lake: Lake, name: str, given: Mapping[str, pa.Table] | None = None
) -> dict[str, MetadataValue]:
    """The plots that belong to a table, as metadata of its materialisation."""
    stand_ins = {
        plot.definition.otherwise.plot
        for plot in load_plots().values()
        if plot.definition.otherwise
    }
    return {
        f"plot_{plot.name}": _shown(picture(lake, plot.name, given))
        for plot in load_plots().values()
        if plot.definition.of == name and plot.name not in stand_ins
    }


def _shown(of: Picture) -> MetadataValue:
    title = f"{of.plot.definition.title_zh} · {of.plot.definition.title_en}"
    if of.svg is None:
        return MetadataValue.md(f"{title}: 图过大，未显示 · too large to be shown")
    # brackets would end the text in place of the picture
    alt = title.replace("[", "(").replace("]", ")")
    data = base64.b64encode(of.svg.encode()).decode("ascii")
    return MetadataValue.md(f"![{alt}](data:image/svg+xml;base64,{data})")


def run_history(instance: DagsterInstance) -> dict[str, pa.Table]:
    """The last runs of jobs that have ended, as the relation `plot_runs`.

    What somebody materialises by hand, asset by asset, is no run of a job.
    """
    found = instance.get_run_records(RunsFilter(statuses=ENDED), limit=_LOOKED_AT)
    rows = [
        {
            "started_at": datetime.fromtimestamp(start, UTC).replace(tzinfo=None),
            "seconds": end - start,
            "outcome": record.dagster_run.status.value,
        }
        for record in found
        if not record.dagster_run.job_name.startswith("__")
        and (start := record.start_time) is not None
        and (end := record.end_time) is not None
    ]
    return {"plot_runs": pa.Table.from_pylist(rows[:_RUNS], schema=_COLUMNS)}
