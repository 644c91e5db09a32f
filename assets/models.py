"""Models: one asset for each file under `sql/`, with its checks."""

from typing import Any

from dagster import (
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
from pipeline.steps import build_model

__all__ = ["model_assets"]


def _asset(model: Model) -> AssetsDefinition:
    @asset(
        name=model.name,
        deps=waits_for(model.name, model.reads),
        check_specs=check_specs(model.name),
        pool=POOL,
        **facets(model.name),
    )
    def build(data_root: DataRootResource) -> MaterializeResult:
        settings = data_root.settings()
        built = build_model(settings, model)
        metadata: dict[str, Any] = {
            **pictures(settings.lake, model.name),
            "preview": preview(built.head),
            "was_current": MetadataValue.bool(built.was_current),
        }
        if built.rows is not None:
            metadata["dagster/row_count"] = built.rows
        return MaterializeResult(
            metadata=metadata,
            check_results=check_results(model.name, built.offences, settings),
        )

    return build


model_assets = [_asset(model) for model in load_models()]
