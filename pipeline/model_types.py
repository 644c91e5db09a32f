"""The types of the columns of every SQL model, without a row of data.

Each model is planned by DuckDB over empty tables of the right shape, so that types are
known before anything has run. What columns mean is in `pipeline.sqlmodels`.
"""

from functools import cache

import duckdb
import pyarrow as pa

from pipeline.errors import ModelError
from pipeline.schema import load_schemas
from pipeline.sqlmodels import load_models
from pipeline.warehouse import Warehouse

__all__ = ["model_types"]


@cache
def model_types() -> dict[str, pa.Schema]:
    """The columns of each model with their types, by name of the model.

    Raises:
        ModelError: DuckDB refuses a model.
    """
    found: dict[str, pa.Schema] = {}
    with Warehouse(threads=1) as warehouse:
        run = warehouse.connection.execute
        for name, schema in load_schemas().items():
            warehouse.add_table(name, schema.arrow.empty_table())
        for model in load_models():
            # an empty table in the place of each model: views upon views would be
            # planned again and again
            try:
                columns = run(f"describe {model.sql}").fetchall()
                typed = ", ".join(f'"{name}" {kind}' for name, kind, *_ in columns)
                run(f'create table "{model.name}" ({typed})')
                head = warehouse.connection.sql(f'from "{model.name}" limit 0')
            except duckdb.Error as error:
                raise ModelError(f"{model.path}: {error}") from error
            found[model.name] = head.to_arrow_table().schema
    return found
