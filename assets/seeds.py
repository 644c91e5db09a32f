"""Seeds: forms, rules, metrics and the registry as tables, one asset each.

One asset a registry, so that the UI shows what a change of a rule invalidates.
"""

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from assets.metadata import OWNERS, column_schema
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_lock import POOL
from pipeline.schema import load_schemas
from pipeline.seeds import SEEDS
from pipeline.steps import write_seed

__all__ = ["seed_assets"]


def _seed(name: str) -> AssetsDefinition:
    schema = load_schemas()[name]

    @asset(
        name=name,
        group_name="seed",
        description=schema.description,
        owners=OWNERS,
        kinds={"python", "parquet"},
        pool=POOL,
        metadata={"dagster/column_schema": column_schema(schema)},
    )
    def seed(
        context: AssetExecutionContext,
        data_root: DataRootResource,
        registry: RegistryResource,
        http_client: HttpClientResource,
    ) -> MaterializeResult:
        rows = write_seed(settings_of(data_root, registry, http_client), name)
        context.log.info("%s: %s rows", name, rows)
        return MaterializeResult(metadata={"dagster/row_count": rows})

    return seed


seed_assets = [_seed(name) for name in SEEDS]
