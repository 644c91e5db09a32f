"""Seeds: forms, rules, metrics and the registry as tables, one asset each.

One asset a registry, so that the UI shows what a change of a rule invalidates.
"""

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from assets.facets import facets
from assets.previews import table_facts
from assets.resources import DataRootResource
from pipeline.seeds import SEEDS
from pipeline.steps import write_seed

__all__ = ["seed_assets"]


def _seed(name: str) -> AssetsDefinition:
    @asset(name=name, **facets(name))
    def seed(
        context: AssetExecutionContext, data_root: DataRootResource
    ) -> MaterializeResult:
        settings = data_root.settings()
        rows = write_seed(settings, name)
        context.log.info("%s: %s rows", name, rows)
        return MaterializeResult(metadata=table_facts(settings.lake, name))

    return seed


seed_assets = [_seed(name) for name in SEEDS]
