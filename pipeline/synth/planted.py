"""What was planted, as it is told: one row an error in `planted.parquet`.

How errors come into the figures is in `pipeline.synth.plant`, how into the prose in
`pipeline.synth.prose`.
"""

from dataclasses import asdict, dataclass
from decimal import Decimal

import pyarrow as pa

__all__ = ["CLAIM", "Changed", "Planted", "planted_table"]

#: the kind of an error in the prose
CLAIM = "claim"

_FIGURE = pa.decimal128(20, 6)
_CELL = pa.struct(
    [
        ("table_id", pa.string()),
        ("item", pa.string()),
        ("breakdown", pa.string()),
        ("true_value", _FIGURE),
        ("printed_value", _FIGURE),
    ]
)
_SCHEMA = pa.schema(
    [
        ("institution_id", pa.string()),
        ("report_year", pa.int16()),
        ("kind", pa.string()),
        ("edition", pa.string()),
        ("subject", pa.string()),
        ("true_value", _FIGURE),
        ("printed_value", _FIGURE),
        ("cells", pa.list_(_CELL)),
        ("copied_from", pa.string()),
        ("fails", pa.list_(pa.string())),
        ("claims", pa.list_(pa.int32())),
    ]
)


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell that is printed wrong."""

    table_id: str
    item: str
    breakdown: str
    true_value: Decimal
    printed_value: Decimal


@dataclass(frozen=True, slots=True)
class Planted:
    """One error, in the tables of a report or in its prose.

    Attributes:
        kind: of `pipeline.synth.kinds`, or `claim`.
        subject: of the claim, for an error in the prose.
        true_value: of the first changed cell, or of the claim.
        printed_value: as it is printed instead; a claim in the base unit.
        cells: all that are printed wrong, in the order of the form.
        copied_from: whose report was copied, for copies of another institution.
        fails: the hard equations that must fail, as `report_year/rule_id/unit_code`.
        claims: numbers of the claims of this report that must differ from its tables.
    """

    institution_id: str
    report_year: int
    kind: str
    edition: str
    subject: str | None
    true_value: Decimal
    printed_value: Decimal
    cells: tuple[Changed, ...]
    copied_from: str | None
    fails: tuple[str, ...]
    claims: tuple[int, ...] = ()


def planted_table(found: list[Planted]) -> pa.Table:
    """`planted.parquet`, by institution and year."""
    told = sorted(found, key=lambda p: (p.institution_id, p.report_year, p.kind))
    return pa.Table.from_pylist([asdict(row) for row in told], schema=_SCHEMA)
