"""Reading a document and running the SQL models of the panel over it alone.

So an office is told exactly what a reader of the published data would be told. Rules
that need the report of another year are left out, unless that report is given.
"""

import hashlib
from dataclasses import dataclass

import pyarrow as pa

from pipeline.check.gather import MODELS, gather
from pipeline.check.owned import Years, owned, years_of, years_with
from pipeline.check.result import CheckedReport
from pipeline.errors import UsageError
from pipeline.extract.report import Extraction
from pipeline.schema import load_schemas
from pipeline.seeds import SEEDS, seed_tables
from pipeline.sqlmodels import models_for
from pipeline.transcribe import Origin, Transcript
from pipeline.warehouse import Warehouse

__all__ = ["NamedBytes", "check_document"]


@dataclass(frozen=True, slots=True)
class NamedBytes:
    """A file, by its name."""

    name: str
    data: bytes

    @property
    def sha256(self) -> str:
        """What tells its bytes apart."""
        return hashlib.sha256(self.data).hexdigest()


@dataclass(frozen=True, slots=True)
class _Read:
    extraction: Extraction
    tables: dict[str, pa.Table]


def check_document(
    data: bytes, name: str, last_year: NamedBytes | None = None
) -> CheckedReport:
    """Read a document and evaluate every rule that can be.

    Args:
        data: its bytes; nothing is raised for what they hold.
        name: of its file.
        last_year: the report of the year before, for the rules that need it.

    Raises:
        UsageError: last year's report is not that.
    """
    file = NamedBytes(name, data)
    read = _read(file)
    prior = None if last_year is None else _prior(last_year, file)
    if prior is None or last_year is None:
        years = years_of(read.extraction)
    else:
        years = years_with(read.extraction, last_year.name, prior.extraction)
    with Warehouse() as warehouse:
        _fill(warehouse, _tables(read, prior, years))
        parts = gather(warehouse, read.extraction, years)
    return CheckedReport(
        name=name,
        sha256=file.sha256,
        last_year=None if last_year is None else last_year.name,
        extraction=read.extraction,
        parts=parts,
    )


def _read(file: NamedBytes) -> _Read:
    transcript = Transcript()
    extraction = transcript.add(file.data, Origin(file.name))
    return _Read(extraction, transcript.tables())


def _prior(file: NamedBytes, checked: NamedBytes) -> _Read:
    """Last year's report; refused where it can say nothing."""
    if file.sha256 == checked.sha256:
        raise UsageError(f"{file.name} is the report itself, not that of last year")
    read = _read(file)
    if not any(report.tables for report in read.extraction.reports):
        raise UsageError(f"no table of the form could be read in {file.name}")
    return read


def _tables(read: _Read, prior: _Read | None, years: Years) -> dict[str, pa.Table]:
    """The core tables, with those of last year's report below."""
    tables = {name: owned(table, years) for name, table in read.tables.items()}
    if prior is None:
        return tables
    address = "last year"
    return {
        name: pa.concat_tables(
            [table, owned(prior.tables[name], years, prior_of=address)]
        )
        for name, table in tables.items()
    }


def _fill(warehouse: Warehouse, tables: dict[str, pa.Table]) -> None:
    """Build the models over the tables, with the seeds that they read."""
    models = models_for(*MODELS)
    read = frozenset().union(*(model.reads for model in models))
    for seed, table in seed_tables(names=sorted(read & SEEDS.keys())).items():
        warehouse.add_table(seed, table)
    for name, table in tables.items():
        warehouse.add_table(name, table)
    schemas = load_schemas()
    for unused in sorted((read & schemas.keys()) - warehouse.relations()):
        warehouse.add_table(unused, schemas[unused].arrow.empty_table())
    warehouse.build(models)
