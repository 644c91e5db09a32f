"""The code location: `build_defs` and `defs`, nothing else."""

from dagster import (
    ConfigurableResource,
    Definitions,
    in_process_executor,
)

from assets.alerts import NotifierResource, alert_sensors
from assets.code_links import with_code_links
from assets.core import read_reports
from assets.inbox import inbox, raw_deposits
from assets.jobs import jobs
from assets.models import model_assets
from assets.nightly import nightly
from assets.publish import release
from assets.raw import crawl
from assets.resources import DataRootResource, HttpClientResource, RegistryResource
from assets.seeds import seed_assets
from pipeline.errors import UsageError
from pipeline.near import hint

__all__ = ["build_defs", "defs"]


def build_defs(**overrides: ConfigurableResource) -> Definitions:
    """Fresh definitions.

    Args:
        overrides: resources by name, in the place of those of the project.

    Raises:
        UsageError: the project has no resource of that name.
    """
    resources: dict[str, ConfigurableResource] = {
        "data_root": DataRootResource(),
        "registry": RegistryResource(),
        "http_client": HttpClientResource(),
        "notifier": NotifierResource(),
    }
    for name in overrides:
        if name not in resources:
            raise UsageError(
                f"expected names of resources ({', '.join(resources)}), found "
                f"{name!r}{hint(name, resources)}"
            )
    return Definitions(
        assets=with_code_links(
            [
                *seed_assets,
                crawl,
                raw_deposits,
                read_reports,
                *model_assets,
                release,
            ]
        ),
        jobs=jobs,
        schedules=[nightly],
        sensors=[inbox, *alert_sensors],
        resources=resources | overrides,
        # SQL steps take less time than starting a process for each
        executor=in_process_executor,
    )


defs = build_defs()
