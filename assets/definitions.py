"""The code location: `build_defs` and `defs`, nothing else."""

from dagster import ConfigurableResource, Definitions, in_process_executor

from assets.code_links import with_code_links
from assets.core import read_reports
from assets.jobs import jobs, nightly_schedule
from assets.models import model_assets
from assets.publish import release
from assets.raw import crawl
from assets.resources import DataRootResource
from assets.seeds import seed_assets

__all__ = ["build_defs", "defs"]


def build_defs(**overrides: ConfigurableResource) -> Definitions:
    """Fresh definitions; `overrides` replaces resources by name (`data_root`)."""
    resources: dict[str, object] = {"data_root": DataRootResource()}
    return Definitions(
        assets=with_code_links(
            [*seed_assets, crawl, read_reports, *model_assets, release]
        ),
        jobs=jobs,
        schedules=[nightly_schedule],
        resources=resources | overrides,
        # SQL steps take less time than starting a process for each
        executor=in_process_executor,
    )


defs = build_defs()
