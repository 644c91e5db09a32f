"""Models: one asset for each file under `sql/`, with its checks."""

import pyarrow as pa
from dagster import (
    AssetExecutionContext,
    AssetsDefinition,
    MaterializeResult,
    MetadataValue,
    TableColumn,
    TableSchema,
    asset,
)

from assets.metadata import OWNERS, check_results, check_specs, model_schema, preview
from assets.resources import DataRootResource
from pipeline.sqlmodels import Model, load_models
from pipeline.steps import build_model

__all__ = ["model_assets"]


def _asset(model: Model) -> AssetsDefinition:
    @asset(
        name=model.name,
        deps=sorted(model.reads),
        group_name=model.layer,
        description=f"{model.description}\n\n```sql\n{model.sql}\n```",
        owners=OWNERS,
        kinds={"duckdb", "sql"},
        metadata={"dagster/column_schema": model_schema(model)},
        check_specs=check_specs(model.name),
    )
    def build(
        context: AssetExecutionContext, data_root: DataRootResource
    ) -> MaterializeResult:
        table, offences = build_model(data_root.settings(), model)
        context.log.info("%s: %s rows", model.name, table.num_rows)
        return MaterializeResult(
            metadata={
                "dagster/row_count": table.num_rows,
                "dagster/column_schema": _typed(model, table.schema),
                "preview": preview(table),
                "grain": MetadataValue.text(", ".join(model.grain)),
            },
            check_results=check_results(model.name, offences),
        )

    return build


def _typed(model: Model, schema: pa.Schema) -> TableSchema:
    return TableSchema(
        columns=[
            TableColumn(
                name=f.name, type=str(f.type), description=model.columns[f.name]
            )
            for f in schema
        ]
    )


model_assets = [_asset(model) for model in load_models()]
