"""Jobs and the nightly schedule. Everything ships stopped."""

from dagster import (
    AssetSelection,
    DefaultScheduleStatus,
    RunRequest,
    ScheduleDefinition,
    define_asset_job,
    schedule,
)

from assets.partitions import ALL_PROVINCES_TAGS

__all__ = ["jobs", "nightly_schedule"]

_CRAWL_AND_READ = AssetSelection.groups("raw", "core")

nightly_refresh = define_asset_job(
    "nightly_refresh",
    selection=AssetSelection.all(),
    description="The whole refresh: seeds, crawl and read all provinces in one run, "
    "run the models once, publish once.",
)
refresh_province = define_asset_job(
    "refresh_province",
    selection=_CRAWL_AND_READ,
    description="Crawl and read one province; run rebuild_models afterwards.",
)
rebuild_models = define_asset_job(
    "rebuild_models",
    selection=AssetSelection.groups("seed", "int", "out", "publish"),
    description="Seeds, models and release from what was read before; nothing is "
    "fetched.",
)
reread = define_asset_job(
    "reread",
    selection=AssetSelection.all() - AssetSelection.groups("raw"),
    description="Read every archived document again, run the models, publish; nothing "
    "is fetched. Also what `ogi rebuild` ends with.",
)

jobs = [nightly_refresh, refresh_province, rebuild_models, reread]


@schedule(
    job=nightly_refresh,
    cron_schedule="0 2 * * *",
    execution_timezone="Asia/Shanghai",
    default_status=DefaultScheduleStatus.STOPPED,
    description="Every night at 02:00, all enabled sources. Stopped until started.",
)
def nightly() -> RunRequest:
    """One run over all provinces."""
    return RunRequest(tags=ALL_PROVINCES_TAGS)


nightly_schedule: ScheduleDefinition = nightly
