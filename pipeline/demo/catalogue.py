"""What the demonstration shows: its reports and its sites, from `data/demo`.

Models and loading only. Tables are laid out in `layout`, prose is filled in `prose`,
pages are written in `looks`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import Literal, Self
from urllib.parse import urljoin

from pydantic import BaseModel, ConfigDict, Field, model_validator

from pipeline.demo.figures import (
    CellKey,
    FormLabels,
    demo_dir,
    load_figures,
    load_form_labels,
    load_yaml,
)
from pipeline.errors import DataFileError

__all__ = [
    "Cut",
    "DemoReport",
    "Mirror",
    "OtherRow",
    "ReportEntry",
    "ReportRow",
    "ReportsFile",
    "SiteEntry",
    "SitesFile",
    "load_reports",
    "load_sites",
]

Look = Literal["trs_old", "trs_new", "trs_attachment", "hanweb", "old_gb"]
SiteLook = Literal["trs", "hanweb", "old_gb"]
#: the kind of site that a report's look belongs to
_SITE_LOOK: Mapping[Look, SiteLook] = {
    "trs_old": "trs",
    "trs_new": "trs",
    "trs_attachment": "trs",
    "hanweb": "hanweb",
    "old_gb": "old_gb",
}


class _Strict(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Cut(_Strict):
    """Where the vertical label of table three is printed a second time."""

    before: str
    new: Literal["label", "table"]


class ReportEntry(_Strict):
    """One report, as declared in reports.yml."""

    id: str
    publisher: str
    content_source: str
    title: str
    year: int
    edition: Literal["2019", "2021"]
    published_on: date
    published_time: str = ""  # local time as the page shows it, where it does
    source_url: str = Field(pattern=r"^https?://")
    source_note: str | None = None
    host: str
    path: str = Field(pattern=r"^/")
    look: Look
    attachment: str | None = None
    parallel: str | None = None
    cut: Cut | None = None
    fails_once: bool = False
    printed: Mapping[str, str] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _attachment_goes_with_its_look(self) -> Self:
        if (self.look == "trs_attachment") != (self.attachment is not None):
            raise ValueError("look trs_attachment and `attachment` go together")
        if self.parallel and self.look != "trs_new":
            raise ValueError("only pages of look trs_new have a `parallel` file")
        return self

    @property
    def published_text(self) -> str:
        """Date and time as pages print them."""
        return f"{self.published_on.isoformat()} {self.published_time}".strip()

    @property
    def attachment_path(self) -> str | None:
        """The path of the attachment on the report's host."""
        return urljoin(self.path, self.file) if self.file else None

    @property
    def file(self) -> str | None:
        """The attachment as the page links it, instead of its tables or beside them."""
        return self.attachment or self.parallel


class ReportsFile(_Strict):
    """The whole of reports.yml."""

    reports: tuple[ReportEntry, ...]


class ReportRow(_Strict):
    """A row of a listing that is a report: everything comes from reports.yml."""

    report: str


class OtherRow(_Strict):
    """Any other row; without a body its page is not there, or not ours."""

    title: str
    url: str = Field(pattern=r"^(/|http)")
    published_on: date
    body: str | None = None


class SiteEntry(_Strict):
    """One host with its listing, as declared in sites.yml."""

    host: str
    name: str
    column: str
    look: SiteLook
    listing: str = Field(pattern=r"^/")
    updated_on: date
    pages: tuple[tuple[ReportRow | OtherRow, ...], ...]


class Mirror(_Strict):
    """A host outside the registry that answers with another host's pages."""

    host: str
    of: str


class SitesFile(_Strict):
    """The whole of sites.yml."""

    sites: tuple[SiteEntry, ...]
    mirror: Mirror


@dataclass(frozen=True, slots=True)
class DemoReport:
    """One report with everything that a renderer needs.

    Attributes:
        entry: what reports.yml says.
        labels: the form of its edition.
        figures: the value of each cell, in digits; empty where the form is blank.
        printed: the text of each cell as the page prints it.
    """

    entry: ReportEntry
    labels: FormLabels
    figures: Mapping[CellKey, str]
    printed: Mapping[CellKey, str]


def _report(entry: ReportEntry) -> DemoReport:
    figures = load_figures(entry.id, entry.edition)
    printed = dict(figures)
    cells = {"/".join(key): key for key in figures}
    for name, text in entry.printed.items():
        if name not in cells:
            raise DataFileError(f"reports.yml: {entry.id}: printed: no cell {name}")
        printed[cells[name]] = text
    return DemoReport(entry, load_form_labels(entry.edition), figures, printed)


@cache
def load_reports() -> Mapping[str, DemoReport]:
    """Every report of the demonstration by its id, in the order of reports.yml.

    Raises:
        DataFileError: a data file of the demonstration is wrong.
    """
    entries = load_yaml(demo_dir() / "reports.yml", ReportsFile).reports
    reports = {entry.id: _report(entry) for entry in entries}
    if len(reports) != len(entries):
        raise DataFileError("reports.yml: a report id stands there twice")
    return reports


@cache
def load_sites() -> SitesFile:
    """The hosts of the demonstration; every report stands in exactly one listing.

    Raises:
        DataFileError: sites.yml is wrong, or does not fit reports.yml.
    """
    sites = load_yaml(demo_dir() / "sites.yml", SitesFile)
    listed = sorted(
        (site.host, site.look, row.report)
        for site in sites.sites
        for page in site.pages
        for row in page
        if isinstance(row, ReportRow)
    )
    entries = [report.entry for report in load_reports().values()]
    expected = sorted((e.host, _SITE_LOOK[e.look], e.id) for e in entries)
    if listed != expected:
        raise DataFileError(
            f"sites.yml: expected the reports {expected} once each, found {listed}"
        )
    return sites
