"""A code location of one asset that waits for a file, with the real schedule and locks.

The real one would crawl; how a crawl goes on after a kill is tried in
`test_crawl_killed`. Loaded by the code server of `test_daemon`.
"""

import time

import dagster as dg

from assets.jobs import NIGHTLY
from assets.nightly import nightly
from assets.partitions import provinces
from assets.resources import DataRootResource, HttpClientResource, RegistryResource
from assets.run_lock import POOL


@dg.asset(
    partitions_def=provinces,
    backfill_policy=dg.BackfillPolicy.single_run(),
    pool=POOL,
)
def waits(context: dg.AssetExecutionContext, data_root: DataRootResource) -> None:
    """Write that it works; go on when the file `open` is there."""
    log = data_root.root.path / "worked.txt"
    with log.open("a", encoding="utf-8") as file:
        file.write(f"{context.run_id} {','.join(context.partition_keys)}\n")
    while not (data_root.root.path / "open").exists():
        time.sleep(0.1)


@dg.asset(deps=[waits], pool=POOL)
def last(context: dg.AssetExecutionContext, data_root: DataRootResource) -> None:
    """What comes after all provinces, once."""
    with (data_root.root.path / "last.txt").open("a", encoding="utf-8") as file:
        file.write(f"{context.run_id}\n")


_EVERYTHING = dg.AssetSelection.all()
defs = dg.Definitions(
    assets=[waits, last],
    jobs=[
        dg.define_asset_job(NIGHTLY, _EVERYTHING),
        dg.define_asset_job("refresh_provinces", _EVERYTHING),
    ],
    schedules=[nightly],
    resources={
        "data_root": DataRootResource(),
        "registry": RegistryResource(),
        "http_client": HttpClientResource(),
    },
    executor=dg.in_process_executor,
)
