"""Publish: the release, after everything else and only if no check stopped it."""

from dagster import AssetExecutionContext, MaterializeResult, MetadataValue, asset

from assets.metadata import OWNERS
from assets.resources import DataRootResource
from assets.run_lock import POOL
from pipeline.publish import publish
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models

__all__ = ["RELEASE_TAG", "release"]

#: what a run did to the release: `published` or `unchanged`
RELEASE_TAG = "ogi/release"

_DEPS = [
    *(s.name for s in load_schemas().values() if s.layer != "raw"),
    *(m.name for m in load_models()),
]


@asset(
    deps=_DEPS,
    group_name="publish",
    owners=OWNERS,
    kinds={"parquet", "duckdb"},
    pool=POOL,
    description="The atomic snapshot that readers use: Parquet, ogi.duckdb, data "
    "dictionary and data package. Nothing changed: nothing is published.",
)
def release(
    context: AssetExecutionContext, data_root: DataRootResource
) -> MaterializeResult:
    """Publish the tables if they differ from the current release."""
    settings = data_root.settings()
    done = publish(settings.root, is_demo=settings.is_demo)
    what = "published" if done.is_new else "unchanged, nothing published"
    context.log.info("release %s: %s", done.release_id, what)
    # so that the list of runs says it too
    said = {RELEASE_TAG: "published" if done.is_new else "unchanged"}
    context.instance.add_run_tags(context.run.run_id, said)
    return MaterializeResult(
        metadata={
            "dagster/row_count": sum(done.rows.values()),
            "release_id": done.release_id,
            "outcome": MetadataValue.text(what),
            "is_new": MetadataValue.bool(done.is_new),
            "previous_id": MetadataValue.text(done.previous_id or "none"),
            "path": MetadataValue.path(str(done.path)),
            "rows": MetadataValue.json(done.rows),
        }
    )
