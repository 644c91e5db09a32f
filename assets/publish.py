"""Publish: the release, after everything else and only if no check stopped it."""

from dagster import AssetExecutionContext, MaterializeResult, MetadataValue, asset

from assets.facets import facets
from assets.pictures import pictures, run_history
from assets.release_facts import release_facts
from assets.resources import DataRootResource
from assets.run_lock import POOL
from pipeline.publish import publish
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models

__all__ = ["RELEASE_TAG", "release"]

#: what a run did to the release: `published` or `unchanged`
RELEASE_TAG = "ogi/release"

_MADE = [
    *(s.name for s in load_schemas().values() if s.layer != "raw"),
    *(m.name for m in load_models()),
]
#: what no model reads; everything else is waited for through these
_DEPS = sorted(set(_MADE) - {name for model in load_models() for name in model.reads})


@asset(deps=_DEPS, pool=POOL, **facets("release"))
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
    runs = run_history(context.instance)
    return MaterializeResult(
        metadata={
            "outcome": MetadataValue.text(what),
            **pictures(settings.lake, "release", runs),
            **release_facts(settings.root, done),
        }
    )
