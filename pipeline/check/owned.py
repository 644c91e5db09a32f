"""Whose report of which year a checked document is, as far as the models must know.

Each report of a document is one of an institution of its own. Its year is the one that
it states, so that sentences of other years are told apart; a draft may not say so yet,
and is then in a year that no report is of.
"""

import pyarrow as pa

from pipeline.errors import UsageError
from pipeline.extract.report import Extraction

__all__ = ["NO_YEAR", "Years", "owned", "years_of", "years_with"]

#: the year of a report that does not say it
NO_YEAR = 0
#: report number -> year
Years = dict[int, int]
_KEYS = {"report_no", "institution_id", "report_year"}


def years_of(extraction: Extraction) -> Years:
    """The year of each report; `NO_YEAR` where it is not stated."""
    return {no: year or NO_YEAR for no, year in _stated(extraction).items()}


def years_with(extraction: Extraction, name: str, prior: Extraction) -> Years:
    """The year of each report, if need be by that of last year's report.

    Args:
        extraction: the report that is checked.
        name: of the file of last year's report, for the message.
        prior: last year's report; its reports are paired by number.

    Raises:
        UsageError: what is given is not of the year before.
    """
    before = _stated(prior)
    years: Years = {}
    for number, stated in _stated(extraction).items():
        year = before.get(number)
        if stated is not None and year is not None and year != stated - 1:
            raise UsageError(
                f"{name} is the report of {year}; for one of {stated} the report of "
                f"{stated - 1} is wanted as --last-year"
            )
        years[number] = stated or (year + 1 if year is not None else NO_YEAR)
    return years


def owned(table: pa.Table, years: Years, *, prior_of: str | None = None) -> pa.Table:
    """A core table with an institution for each report, and these years.

    Args:
        table: as transcribed; one without reports is left as it is.
        years: of the reports that are checked.
        prior_of: for last year's report: an address that is not that of the report.
    """
    if not set(table.column_names) >= _KEYS:
        return table
    numbers = table.column("report_no").to_pylist()
    back = 0 if prior_of is None else 1
    own: dict[str, list[object]] = {
        "institution_id": [str(number) for number in numbers],
        "report_year": [years.get(number, NO_YEAR) - back for number in numbers],
    }
    if prior_of is not None and "url" in table.column_names:
        own["url"] = [prior_of] * len(numbers)
    for column, values in own.items():
        field = table.schema.field(column)
        index = table.column_names.index(column)
        table = table.set_column(index, field, pa.array(values, type=field.type))
    return table


def _stated(extraction: Extraction) -> dict[int, int | None]:
    reports = extraction.reports
    if not reports:
        return {1: extraction.identity.year}
    return {r.report_no: (r.identity or extraction.identity).year for r in reports}
