"""Tables of the form for pages of the test site, with figures of their own.

Figures are those of a report of the demonstration, each times the same factor, so that
all sums still hold. What a page is besides is in `model`.
"""

import re
from dataclasses import replace
from decimal import Decimal, InvalidOperation
from functools import cache

from pipeline.demo.catalogue import DemoReport, SiteEntry, load_reports, load_sites
from pipeline.demo.looks import trs

__all__ = ["tables_of"]

_TABLE = re.compile(r"<table.*?</table>", re.S)


def tables_of(factor: int) -> str:
    """The tables of a report as HTML; another factor gives another report."""
    report, site = _model()
    figures = {key: _times(text, factor) for key, text in report.figures.items()}
    scaled = replace(report, figures=figures, printed=figures)
    return "".join(_TABLE.findall(trs.article(scaled, site)))


@cache
def _model() -> tuple[DemoReport, SiteEntry]:
    """The newest report of its kind of page, and where it stands."""
    found = [r for r in load_reports().values() if r.entry.look == "trs_new"]
    report = max(found, key=lambda r: (r.entry.published_on, r.entry.id))
    return report, next(s for s in load_sites().sites if s.look == "trs")


def _times(text: str, factor: int) -> str:
    try:
        return str(Decimal(text) * factor)
    except InvalidOperation:  # a blank, or a stroke
        return text
