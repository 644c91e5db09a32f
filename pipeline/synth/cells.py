"""Figures as tables of cells: column by column, in the order of the key, no sorting.

A year of a province is one table of each kind. `pipeline.store.conform` would sort and
check fifty million rows; here they come sorted, which a test compares with it.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.errors import StoreError
from pipeline.forms import Form
from pipeline.schema import TableSchema

__all__ = ["MICRO", "Layout", "Printed", "as_table", "cell_table", "decimals"]

#: figures are whole numbers of millionths
MICRO = 1_000_000
_DECIMAL = pa.decimal128(20, 6)
_SURE = 1.0


@dataclass(frozen=True)
class Layout:
    """The cells of a form in the order of the key, each as it is said in every row."""

    form: Form

    @cached_property
    def order(self) -> NDArray[np.int64]:
        """Places in the form, by row and column code."""
        cells = self.form.cells()
        return np.array(
            sorted(range(len(cells)), key=lambda n: cells[n].key), dtype=np.int64
        )

    @cached_property
    def columns(self) -> dict[str, pa.Array]:
        """What a row says of its cell."""
        cells = [self.form.cells()[n] for n in self.order]
        rows = {item.code: n for n, item in enumerate(self.form.items, start=1)}
        heads = {b.code: n for n, b in enumerate(self.form.breakdowns, start=1)}
        return {
            "item": pa.array([c.item.code for c in cells]),
            "breakdown": pa.array([c.breakdown.code for c in cells]),
            "unit": pa.array([c.breakdown.unit or None for c in cells]),
            "is_total": pa.array([c.breakdown.is_total for c in cells]),
            "locator": pa.array(
                [
                    f"t1/r{rows[c.item.code] + 1}/c{heads[c.breakdown.code] + 1}"
                    for c in cells
                ]
            ),
        }

    @cached_property
    def is_money(self) -> NDArray[np.bool_]:
        """Which of them are amounts, in the order of the key."""
        cells = self.form.cells()
        return np.array([cells[n].breakdown.kind == "amount" for n in self.order])


@dataclass(frozen=True)
class Printed:
    """What documents of one year print in one table.

    Attributes:
        figures: document by cell of the form, in millionths.
        is_blank: the same shape: nothing is printed there.
        sha256: of each document, sorted.
        institutions: whose report it is.
        in_yuan: of each document: its amounts are printed in 元, not 万元.
    """

    figures: NDArray[np.int64]
    is_blank: NDArray[np.bool_]
    sha256: pa.Array
    institutions: pa.Array
    in_yuan: NDArray[np.bool_]


def cell_table(
    schema: TableSchema, layout: Layout, printed: Printed, province_id: str, year: int
) -> pa.Table:
    """The rows of a `core_*` table of cells."""
    values = printed.figures[:, layout.order]
    documents, cells = values.shape
    yuan = printed.in_yuan[:, None] & layout.is_money
    values = np.where(yuan, values * 10_000, values).ravel()
    blank = printed.is_blank[:, layout.order].ravel()
    rows = len(values)
    of_document = pa.array(np.repeat(np.arange(documents, dtype=np.int32), cells))
    of_cell = pa.array(np.tile(np.arange(cells, dtype=np.int32), documents))
    said = {name: c.take(of_cell) for name, c in layout.columns.items()}
    money = np.broadcast_to(layout.is_money, (documents, cells)).ravel()
    if money.any():
        said["unit"] = _money_unit(said["unit"], money, yuan.ravel())
    form = layout.form
    columns = said | {
        "document_sha256": printed.sha256.take(of_document),
        "report_no": pa.repeat(pa.scalar(1, pa.int16()), rows),
        "table_id": pa.repeat(form.table_id, rows),
        "report_year": pa.repeat(pa.scalar(year, pa.int16()), rows),
        "institution_id": printed.institutions.take(of_document),
        "province_id": pa.repeat(province_id, rows),
        "edition": pa.repeat(form.edition, rows),
        "value": decimals(values, blank),
        "value_text": _texts(values, blank),
        "obs_status": pc.if_else(pa.array(blank), "blank", "reported"),
        "reading": pa.repeat("printed", rows),
        "confidence": pa.repeat(_SURE, rows),
    }
    return as_table(schema, columns)


def as_table(schema: TableSchema, columns: Mapping[str, pa.Array]) -> pa.Table:
    """The columns that the dictionary names, in its order and types.

    Raises:
        StoreError: the dictionary has a column that is not made here.
    """
    missing = [c.name for c in schema.columns if c.name not in columns]
    if missing:
        raise StoreError(
            f"{schema.name}: `ogi synth` does not make {', '.join(missing)}; add it in "
            "pipeline/synth"
        )
    arrays = [columns[c.name] for c in schema.columns]
    return pa.table(arrays, names=[c.name for c in schema.columns]).cast(schema.arrow)


def _money_unit(
    units: pa.Array, money: NDArray[np.bool_], yuan: NDArray[np.bool_]
) -> pa.Array:
    """The unit of an amount: 元 where it is printed so, else that of the form."""
    in_tens = pc.if_else(pa.array(money), pc.fill_null(units, "万元"), units)
    return pc.if_else(pa.array(yuan), "元", in_tens)


def decimals(values: NDArray[np.int64], blank: NDArray[np.bool_]) -> pa.Array:
    """Millionths as decimals: two words each, the second one the sign."""
    words = np.empty((len(values), 2), dtype=np.int64)
    words[:, 0] = values
    words[:, 1] = values >> 63
    valid = np.packbits(~blank, bitorder="little")
    buffers = [pa.py_buffer(valid), pa.py_buffer(words)]
    return pa.Array.from_buffers(_DECIMAL, len(values), buffers)


def _texts(values: NDArray[np.int64], blank: NDArray[np.bool_]) -> pa.Array:
    """Figures as people print them."""
    whole, rest = np.divmod(values, MICRO)
    texts = pc.cast(pa.array(whole), pa.string())
    broken = np.flatnonzero(rest)
    if len(broken):
        exact = [f"{values[n] / MICRO:.6f}".rstrip("0") for n in broken]
        mask = pa.array(rest != 0)
        texts = pc.replace_with_mask(texts, mask, pa.array(exact))
    return pc.if_else(pa.array(blank), "", texts)
