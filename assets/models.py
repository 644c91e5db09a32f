"""Models: one asset for each file under `sql/`, with its checks."""

from typing import Any

from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
    asset,
)

from assets.check_results import check_results, check_specs
from assets.facets import facets
from assets.metadata import waits_for
from assets.pictures import pictures
from assets.previews import preview
from assets.resources import DataRootResource
from assets.run_lock import POOL
from pipeline.sqlmodels import Model, load_models
from pipeline.steps import Built, build_model

__all__ = ["model_assets"]


def _asset(model: Model) -> AssetsDefinition:
    @asset(
        name=model.name,
        deps=waits_for(model.name, model.reads),
        check_specs=check_specs(model.name),
        pool=POOL,
        **facets(model.name),
    )
    def build(
        context: AssetExecutionContext, data_root: DataRootResource
    ) -> MaterializeResult:
        settings = data_root.settings()
        built = build_model(settings, model)
        metadata: dict[str, Any] = {
            **pictures(settings.lake, model.name),
            "preview": preview(built.head),
            "was_current": MetadataValue.bool(built.was_current),
        }
        if built.rows is not None:
            metadata["dagster/row_count"] = built.rows
        context.log.info("%s: %s", model.name, _said(built))
        return MaterializeResult(
            metadata=metadata,
            check_results=check_results(model.name, built.offences, settings),
        )

    return build


def _said(built: Built) -> str:
    """What was done, in a line of the log."""
    if built.rows is None:
        return "a view, tried; nothing is stored"
    if built.was_current:
        return f"{built.rows} rows; neither it nor what it reads has changed"
    return f"{built.rows} rows"


model_assets = [_asset(model) for model in load_models()]
