"""Checking one report before it is published: the same rules, no instance needed.

Runs the SQL models of the panel over a single document, so that an office is told
exactly what a reader of the published data would be told. Rules that need the report
of another year are left out.
"""

from dataclasses import dataclass

import pyarrow as pa

from pipeline.extract.report import Extraction
from pipeline.forms import FormSet, load_forms
from pipeline.issues import IssueCode, Severity
from pipeline.schema import load_schemas
from pipeline.seeds import SEEDS, seed_tables
from pipeline.sqlmodels import models_for
from pipeline.transcribe import Origin, Transcript
from pipeline.warehouse import Warehouse

__all__ = ["CheckedReport", "Failure", "check_document"]

_NO_YEAR = 0
#: what a finding of no single table is about
_WHOLE = "整份报告"

_OUTCOMES = """
select
    count(*) filter (where outcome like 'pass%') as passed,
    count(*) filter (where outcome = 'fail') as failed,
    count(*) filter (where outcome = 'undecided') as undecided
from out_rule_results
where coalesce(reason, '') <> 'no_prior_report'
"""
_FINDINGS = """
select
    institution_id, finding_id, table_id, edition, severity, message_zh, message_en
from out_consistency_flags
order by
    list_position(['hard', 'soft', 'informative'], severity),
    institution_id, table_id, finding_id
"""
_CELLS = """
select
    coalesce(c.item_group_zh || ' / ', '') || coalesce(m.item_zh || ' / ', '')
    || c.item_zh || ' · ' || c.breakdown_zh || ' = ' || c.printed
from out_flag_cells as c
left join seed_form_cells as s
    on
        -- labels of the table before 2019 repeat below different rows
        c.table_id = 'statistics'
        and c.edition = s.edition
        and c.table_id = s.table_id
        and c.item = s.item
        and c.breakdown = s.breakdown
left join seed_form_cells as m
    on
        s.edition = m.edition
        and s.table_id = m.table_id
        and s.parent_item = m.item
        and s.breakdown = m.breakdown
where c.institution_id = ? and c.finding_id = ? and c.is_listed
order by c.table_id, c.position
"""


@dataclass(frozen=True, slots=True)
class Failure:
    """One finding, with the cells named as on the form.

    Attributes:
        report_no: which report of the document, None where it holds only one.
        table_id: the statistics table, None for a signal that is of none.
        table_zh: its name on the form, or 整份报告.
        severity: `hard` (must hold), `soft` (should) or `informative`.
        message_zh: the equations that fail, joined by `；`.
        message_en: the same in English, joined by `; `.
        cells_zh: `row · column = figure` for the cells of the equations.
    """

    report_no: int | None
    table_id: str | None
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
        unreadable: how many cells hold something that is no figure.
        passed: equations that hold (blanks read as the equations demand).
        undecided: equations with a cell that is blank, marked or unreadable.
        failures: findings, hard ones first.
    """

    extraction: Extraction
    cells: int
    unreadable: int
    passed: int
    undecided: int
    failures: tuple[Failure, ...]

    @property
    def has_hard_failure(self) -> bool:
        """Whether an equation that must hold does not."""
        return any(f.severity == "hard" for f in self.failures)

    @property
    def is_incomplete(self) -> bool:
        """Whether figures are missing that could not be read.

        A draft may lack its year: that keeps it out of the panel, not out of a check.
        """
        return self.cells == 0 or any(
            issue.severity is Severity.ERROR and issue.code != IssueCode.YEAR_UNKNOWN
            for issue in self.extraction.all_issues()
        )


def check_document(data: bytes, name: str) -> CheckedReport:
    """Read a document and evaluate every rule that needs no other year."""
    transcript = Transcript()
    extraction = transcript.add(data, Origin(name))
    schemas = load_schemas()
    models = models_for("out_consistency_flags")
    read = frozenset().union(*(model.reads for model in models))
    with Warehouse() as warehouse:
        for seed, table in seed_tables(names=sorted(read & SEEDS.keys())).items():
            warehouse.add_table(seed, table)
        for table_name, table in transcript.tables().items():
            warehouse.add_table(table_name, _owned(table))
        for unused in sorted((read & schemas.keys()) - warehouse.relations()):
            warehouse.add_table(unused, schemas[unused].arrow.empty_table())
        warehouse.build(models)
        ((passed, _, undecided),) = warehouse.connection.execute(_OUTCOMES).fetchall()
        failures = _failures(warehouse, several=len(extraction.reports) > 1)
    statuses = [o.obs_status for r in extraction.reports for o in r.observations]
    unreadable = statuses.count("unreadable")
    cells = len(statuses) - unreadable
    return CheckedReport(extraction, cells, unreadable, passed, undecided, failures)


def _owned(table: pa.Table) -> pa.Table:
    """Each report of the document as one of an institution of its own in one year.

    Whose report of which year it is has no say in rules that need no other year, and
    a draft may not say so yet.
    """
    if not {"report_no", "institution_id", "report_year"} <= set(table.column_names):
        return table
    numbers = table.column("report_no").to_pylist()
    own = {
        "institution_id": [str(number) for number in numbers],
        "report_year": [_NO_YEAR] * len(numbers),
    }
    for column, values in own.items():
        field = table.schema.field(column)
        index = table.column_names.index(column)
        table = table.set_column(index, field, pa.array(values, type=field.type))
    return table


def _failures(warehouse: Warehouse, *, several: bool) -> tuple[Failure, ...]:
    forms = load_forms()
    connection = warehouse.connection
    found = []
    for row in connection.execute(_FINDINGS).fetchall():
        institution, finding, table_id, edition, severity, *messages = row
        cells = connection.execute(_CELLS, [institution, finding]).fetchall()
        found.append(
            Failure(
                report_no=int(institution) if several else None,
                table_id=table_id,
                table_zh=_name(forms, table_id, edition),
                severity=severity,
                message_zh=messages[0],
                message_en=messages[1],
                cells_zh=tuple(cell for (cell,) in cells),
            )
        )
    return tuple(found)


def _name(forms: FormSet, table_id: str | None, edition: str) -> str:
    """A table as its form calls it; a signal may be of none, or of several editions."""
    if table_id is None:
        return _WHOLE
    if edition in forms.editions_of(table_id):
        return forms.form(edition, table_id).name_zh
    return forms.newest(table_id).name_zh
