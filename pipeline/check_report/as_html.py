"""The answer of a check as one page: nothing is fetched, nothing runs in it.

It can be opened, printed on A4, or sent on. Every text of the report is escaped by the
template engine; the page refuses scripts and requests by its own policy.
"""

from functools import cache

from jinja2 import Environment, PackageLoader, StrictUndefined

from pipeline.check.result import CheckedReport
from pipeline.check_report.page import SIGNS, cell_id, sentences, table_views
from pipeline.check_report.remarks import remarks, tally
from pipeline.check_report.words import (
    ATTRIBUTION,
    LEVELS,
    OUTCOMES,
    STATUS,
    VERDICTS,
    doubt,
    figure,
)
from pipeline.forms import load_forms

__all__ = ["as_html"]


def as_html(checked: CheckedReport) -> str:
    """The page; the same answer gives the same page."""
    parts = remarks(checked)
    forms = load_forms()
    return (
        _templates()
        .get_template("check.html")
        .render(
            checked=checked,
            title=checked.extraction.identity.title or checked.name,
            verdict=checked.verdict,
            verdict_words=VERDICTS[checked.verdict],
            tally=tally(parts),
            parts=parts,
            tables={of.part.report_no: table_views(of, forms) for of in parts},
            sentences={of.part.report_no: sentences(of) for of in parts},
            levels=LEVELS,
        )
    )


@cache
def _templates() -> Environment:
    environment = Environment(
        loader=PackageLoader("pipeline.check_report"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.globals.update(
        attribution=ATTRIBUTION,
        cell_id=cell_id,
        doubt=doubt,
        figure=figure,
        outcomes=OUTCOMES,
        signs=SIGNS,
        status=STATUS,
    )
    return environment
