"""The code location: `build_defs` and `defs`, nothing else."""

from dagster import ConfigurableResource, Definitions, in_process_executor

from assets.alerts import NotifierResource, alert_sensors
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
    resources: dict[str, object] = {
        "data_root": DataRootResource(),
        "notifier": NotifierResource(),
    }
    return Definitions(
        assets=[*seed_assets, crawl, read_reports, *model_assets, release],
        jobs=jobs,
        schedules=[nightly_schedule],
        sensors=alert_sensors,
        resources=resources | overrides,
        # SQL steps take less time than starting a process for each
        executor=in_process_executor,
    )


defs = build_defs()
