"""Seeds: forms, rules, metrics and the registry as tables, one asset each.

One asset a registry, so that the UI shows what a change of a rule invalidates.
"""

from dagster import AssetExecutionContext, AssetsDefinition, MaterializeResult, asset

from assets.metadata import OWNERS, column_schema
from assets.resources import DataRootResource
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
        metadata={"dagster/column_schema": column_schema(schema)},
    )
    def seed(
        context: AssetExecutionContext, data_root: DataRootResource
    ) -> MaterializeResult:
        rows = write_seed(data_root.settings(), name)
        context.log.info("%s: %s rows", name, rows)
        return MaterializeResult(metadata={"dagster/row_count": rows})

    return seed


seed_assets = [_seed(name) for name in SEEDS]
