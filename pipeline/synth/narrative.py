"""The prose of a province, year by year: from which figures, and written as claims."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from decimal import Decimal

import numpy as np
import pyarrow as pa
from numpy.random import Generator
from numpy.typing import NDArray

from pipeline.forms import TABLES, FormSet
from pipeline.schema import load_schemas
from pipeline.store import Lake, write_parquet
from pipeline.synth.claims import Papers, claim_numbers, claim_table
from pipeline.synth.figures import Figures, edition_of, first_year
from pipeline.synth.papers import Documents
from pipeline.synth.planted import CLAIM, Planted
from pipeline.synth.population import YEARS, Block
from pipeline.synth.prose import Said, Sheet, Slip, said

__all__ = ["Prose", "write_prose"]

Array = NDArray[np.int64]
_TABLE = "core_claims"
#: the first year that is compared with the one before, the first with errors
_COMPARED_FROM, _ERRORS_FROM = 2020, 2019


@dataclass(frozen=True)
class Prose:
    """What the prose of a province is made with.

    Attributes:
        rng: of the sentences.
        chance: of the errors in them: they leave the rest as it is.
        forms: all of them.
        slips: share of the reports without another error that state a number of which
            no table knows.
        planted: errors in the tables.
    """

    rng: Generator
    chance: Generator
    forms: FormSet
    slips: float
    planted: tuple[Planted, ...]

    def of_year(self, block: Block, year: int) -> dict[int, Planted]:
        """The errors of a year, by the number of the institution."""
        numbers = {i.institution_id: n for n, i in enumerate(block.institutions)}
        return {
            numbers[p.institution_id]: p for p in self.planted if p.report_year == year
        }


def write_prose(
    lake: Lake,
    prose: Prose,
    block: Block,
    figures: Figures,
    is_blank: NDArray[np.bool_],
    found: Documents,
) -> tuple[int, list[Planted]]:
    """Write the claims of a province and year.

    Gives how many, the errors of the year in the tables with the claims that must
    differ, and those in the prose.
    """
    reports = np.unique(found.institution)
    planted = prose.of_year(block, found.year)
    sheet = _sheet(prose, block, figures, is_blank, found.year, reports)
    statements, slips = said(prose.rng, prose.chance, prose.forms, sheet, prose.slips)
    if not statements:
        return 0, list(planted.values())
    told = _told(block, found.year, sheet.edition, reports, planted, statements, slips)
    ids = pa.array([i.institution_id for i in block.institutions])
    papers = Papers(
        report=np.searchsorted(reports, found.institution),
        sha256=pa.array(found.sha256),
        institutions=ids.take(pa.array(found.institution)),
    )
    schema = load_schemas()[_TABLE]
    table = claim_table(schema, statements, papers, block.province_id, found.year)
    path = lake.folder / _TABLE / f"report_year={found.year}"
    write_parquet(
        table.drop_columns(["report_year"]), path / f"{block.province_id}.parquet"
    )
    return table.num_rows, told


def _sheet(
    prose: Prose,
    block: Block,
    figures: Figures,
    is_blank: NDArray[np.bool_],
    year: int,
    reports: Array,
) -> Sheet:
    printed = _printed(block, figures, year, reports)
    edition = edition_of(block.province_id, year)
    true = {table: rows.copy() for table, rows in printed.items()}
    planted = prose.of_year(block, year)
    for institution, one in planted.items():
        row = int(np.searchsorted(reports, institution))
        places = {
            cell.key: cell.position
            for table in true
            for cell in prose.forms.form(edition, table).cells()
        }
        for cell in one.cells:
            place = places[cell.table_id, cell.item, cell.breakdown]
            true[cell.table_id][row, place] = int(cell.true_value.scaleb(6))
    # last year's figures are the true ones only where none is printed wrong
    wrong = np.isin(reports, [*planted, *prose.of_year(block, year - 1)])
    is_compared = year >= _COMPARED_FROM
    return Sheet(
        edition=edition,
        true=true,
        printed=printed,
        prior=_printed(block, figures, year - 1, reports) if is_compared else None,
        prior_edition=edition_of(block.province_id, year - 1) if is_compared else None,
        may_compare=~wrong,
        may_slip=~np.isin(reports, list(planted))
        & ~is_blank[reports, YEARS.index(year)]
        & (year >= _ERRORS_FROM),
    )


def _printed(
    block: Block, figures: Figures, year: int, reports: Array
) -> dict[str, Array]:
    edition = edition_of(block.province_id, year)
    place = year - first_year(block.province_id, edition)
    return {
        table: figures[edition, table][reports, place]
        for table in TABLES
        if (edition, table) in figures
    }


def _told(
    block: Block,
    year: int,
    edition: str,
    reports: Array,
    planted: Mapping[int, Planted],
    statements: list[Said],
    slips: list[Slip],
) -> list[Planted]:
    """The errors of a year, with the numbers of the claims that must differ."""
    numbers = claim_numbers(statements)
    differ = np.column_stack([one.must_differ for one in statements])
    told = []
    for institution, error in planted.items():
        row = int(np.searchsorted(reports, institution))
        claims = tuple(numbers[row, differ[row]].tolist())
        told.append(replace(error, claims=claims))
    for slip in slips:
        one = statements[slip.statement].statement
        told.append(
            Planted(
                institution_id=block.institutions[reports[slip.report]].institution_id,
                report_year=year,
                kind=CLAIM,
                edition=edition,
                subject=one.subject,
                true_value=Decimal(slip.true).scaleb(-6),
                printed_value=Decimal(slip.stated).scaleb(-6),
                cells=(),
                copied_from=None,
                fails=(),
                claims=(int(numbers[slip.report, slip.statement]),),
            )
        )
    return told
