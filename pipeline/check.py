"""Checking one report before it is published: the same rules, no instance needed.

Runs the SQL models of the panel over a single document, so that an office is told
exactly what a reader of the published data would be told. Rules that need the report
of another year are left out.
"""

from dataclasses import dataclass

import pyarrow as pa

from pipeline.extract.report import Extraction
from pipeline.forms import load_forms
from pipeline.schema import load_schemas
from pipeline.sqlmodels import models_for
from pipeline.transcribe import Origin, Transcript
from pipeline.warehouse import Warehouse, form_seeds

__all__ = ["CheckedReport", "Failure", "check_document"]

_NOBODY = "this-report"
_NO_YEAR = 0

_OUTCOMES = """
select
    count(*) filter (where outcome like 'pass%') as passed,
    count(*) filter (where outcome = 'fail') as failed,
    count(*) filter (where outcome = 'undecided') as undecided
from out_rule_results
where coalesce(reason, '') <> 'no_prior_report'
"""
_CELLS = """
select
    s.item || '/' || s.breakdown as cell,
    coalesce(s.item_group_zh || ' / ', '') || s.item_zh || ' · ' || s.breakdown_zh as zh
from seed_form_cells as s
where s.edition = ? and s.table_id = ?
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """One finding, with the cells named as on the form."""

    table_id: str
    table_zh: str
    severity: str
    message_zh: str
    message_en: str
    cells_zh: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class CheckedReport:
    """What checking one document gave.

    Attributes:
        extraction: what was read, with its issues.
        cells: how many cells were read.
        passed: equations that hold (blanks read as the equations demand).
        undecided: equations with a cell that is blank, marked or unreadable.
        failures: findings, hard ones first.
    """

    extraction: Extraction
    cells: int
    passed: int
    undecided: int
    failures: tuple[Failure, ...]

    @property
    def has_hard_failure(self) -> bool:
        """Whether an equation that must hold does not."""
        return any(f.severity == "hard" for f in self.failures)


def check_document(data: bytes, name: str) -> CheckedReport:
    """Read a document and evaluate every rule that needs no other year."""
    transcript = Transcript()
    extraction = transcript.add(data, Origin(name))
    schemas = load_schemas()
    with Warehouse() as warehouse:
        for seed, (_, table) in form_seeds().items():
            warehouse.add_table(seed, table)
        for table_name, table in transcript.tables().items():
            warehouse.add_table(table_name, _owned(table))
        for unused in ("seed_institutions", "seed_sources", "raw_issues"):
            warehouse.add_table(unused, schemas[unused].arrow.empty_table())
        warehouse.build(models_for("out_consistency_flags"))
        ((passed, _, undecided),) = warehouse.connection.execute(_OUTCOMES).fetchall()
        failures = _failures(warehouse)
        ((cells,),) = warehouse.connection.execute(
            "select count(*) from int_cells where obs_status <> 'unreadable'"
        ).fetchall()
    return CheckedReport(extraction, cells, passed, undecided, failures)


def _owned(table: pa.Table) -> pa.Table:
    """The document as the report of one institution in one year."""
    fixed = {"institution_id": _NOBODY, "report_year": _NO_YEAR}
    for column, value in fixed.items():
        if column in table.column_names:
            index = table.column_names.index(column)
            kind = table.schema.field(column).type
            values = pa.array([value] * table.num_rows, type=kind)
            table = table.set_column(index, column, values)
    return table


def _failures(warehouse: Warehouse) -> tuple[Failure, ...]:
    forms = load_forms()
    found = []
    rows = warehouse.connection.execute(
        "select table_id, edition, severity, message_zh, message_en, cells "
        "from out_consistency_flags order by severity, table_id, finding_id"
    ).fetchall()
    for table_id, edition, severity, message_zh, message_en, cells in rows:
        labels = dict(
            warehouse.connection.execute(_CELLS, [edition, table_id]).fetchall()
        )
        named = []
        for cell in cells or ():
            key, _, value = cell.partition("=")
            named.append(f"{labels[key]} = {value}")
        found.append(
            Failure(
                table_id=table_id,
                table_zh=forms.form(edition, table_id).name_zh,
                severity=severity,
                message_zh=message_zh,
                message_en=message_en,
                cells_zh=tuple(named),
            )
        )
    return tuple(found)
