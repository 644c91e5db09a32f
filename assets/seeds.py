"""Seeds: forms, rules, metrics and the registry as tables, one asset each.

One asset a registry, so that the UI shows what a change of a rule invalidates.
"""

from dagster import AssetsDefinition, MaterializeResult, asset

from assets.facets import facets
from assets.previews import table_facts
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_lock import POOL
from pipeline.seeds import SEEDS
from pipeline.steps import write_seed

__all__ = ["seed_assets"]


def _seed(name: str) -> AssetsDefinition:
    @asset(name=name, pool=POOL, **facets(name))
    def seed(
        data_root: DataRootResource,
        registry: RegistryResource,
        http_client: HttpClientResource,
    ) -> MaterializeResult:
        settings = settings_of(data_root, registry, http_client)
        write_seed(settings, name)
        return MaterializeResult(metadata=table_facts(settings.lake, name))

    return seed


seed_assets = [_seed(name) for name in SEEDS]
