"""Publish: the release, after everything else and only if no check stopped it."""

from dagster import AssetExecutionContext, MaterializeResult, asset

from assets.facets import facets
from assets.pictures import pictures, run_history
from assets.release_facts import release_facts
from assets.resources import DataRootResource
from pipeline.publish import publish
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models

__all__ = ["release"]

_MADE = [
    *(s.name for s in load_schemas().values() if s.layer != "raw"),
    *(m.name for m in load_models()),
]
#: what no model reads; everything else is waited for through these
_DEPS = sorted(set(_MADE) - {name for model in load_models() for name in model.reads})


@asset(deps=_DEPS, **facets("release"))
def release(
    context: AssetExecutionContext, data_root: DataRootResource
) -> MaterializeResult:
    """Publish the tables if they differ from the current release."""
    settings = data_root.settings()
    done = publish(settings.root, is_demo=settings.is_demo)
    what = "published" if done.is_new else "unchanged, nothing published"
    context.log.info("release %s: %s", done.release_id, what)
    runs = run_history(context.instance)
    return MaterializeResult(
        metadata=pictures(settings.lake, "release", runs)
        | release_facts(settings.root, done)
    )
