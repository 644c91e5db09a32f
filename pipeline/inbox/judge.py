"""What becomes of one file of the inbox: taken in, or refused and why.

Pure: bytes, what was read in them and what the side-car says go in, a verdict comes
out. What bytes are known already is for `take` to say.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from pipeline.crawl.media import sniff
from pipeline.errors import DataFileError
from pipeline.extract.dates import plausible
from pipeline.extract.report import Extraction, Report
from pipeline.inbox.settings import Refusal, load_refusals
from pipeline.inbox.sidecar import SideCar, find_institution, nearest
from pipeline.inbox.whose import Stated, Whose, whose_report
from pipeline.issues import IssueCode
from pipeline.registry_model import Institution

__all__ = ["Refused", "Taken", "judge", "refused", "side_car_fault", "stated_of"]

#: the first year that the Regulations of 2007 ask a report for
_FIRST_YEAR = 2007
#: issues that say why nothing was read at all
_NOT_READ = (IssueCode.UNREADABLE_DOCUMENT, IssueCode.NEEDS_OCR)
_NOTHING = "—"


@dataclass(frozen=True, slots=True)
class Refused:
    """A file that is not taken in.

    Attributes:
        refusal: why, in words.
        found: what is filled into the words.
        institution_id: as far as the file says it, for the side-car to fill in.
        year: the same.
    """

    refusal: Refusal
    found: Mapping[str, object]
    institution_id: str | None = None
    year: int | None = None

    @property
    def zh(self) -> str:
        """What is the matter, in Chinese."""
        return self.refusal.zh.format(**self.found).strip()

    @property
    def en(self) -> str:
        """What is the matter, in English."""
        return self.refusal.en.format(**self.found).strip()


@dataclass(frozen=True, slots=True)
class Taken:
    """A file that is taken in.

    Attributes:
        sha256: of its bytes.
        media: what they are.
        institution: whose report it is, by file or side-car; of several the first.
        year: which year it is about; of several the first that is known.
        stated: what the side-car says.
    """

    sha256: str
    media: str
    institution: Institution
    year: int
    stated: Stated


def refused(code: str, **found: object) -> Refused:
    """A refusal by its code; what is found is filled into its words."""
    return Refused(load_refusals()[code], found)


def stated_of(
    side_car: SideCar, institutions: Mapping[str, Institution], today: date
) -> Stated | Refused:
    """What a side-car says, if the registry has it and there can be such a year."""
    year, institution = side_car.report_year, None
    if year is not None:
        last = today.year
        if not _FIRST_YEAR <= year <= last or plausible(year) is None:
            return refused("year_wrong", found=year, first=_FIRST_YEAR, last=last)
    if side_car.institution:
        institution = find_institution(side_car.institution, institutions)
        if institution is None:
            near = nearest(side_car.institution, institutions.values())
            said = side_car.institution
            return refused("institution_not_registered", found=said, near=near)
    return Stated(institution.institution_id if institution else None, year)


def judge(
    data: bytes,
    name: str,
    read: Extraction,
    stated: Stated,
    institutions: Mapping[str, Institution],
) -> Taken | Refused:
    """What becomes of a file whose side-car, if any, is well.

    Args:
        data: its bytes.
        name: of the file.
        read: what was read in it.
        stated: what its side-car says.
        institutions: of the registry, by id.
    """
    if not data.strip():
        return refused("empty")
    for issue in read.issues:
        if issue.code == IssueCode.UNSUPPORTED_MEDIA:
            return refused("unsupported_media", found=issue.message)
    reports = read.reports or [Report(1, None)]
    found = [
        whose_report(r.identity or read.identity, stated, institutions) for r in reports
    ]
    owners = [w.institution_id for w in found if w.institution_id is not None]
    years = [w.identity.year for w in found if w.identity.year is not None]
    year = years[0] if years else None
    if not owners:
        return _nobody(read, found[0], year)
    provinces = {institutions[owner].province_id for owner in owners}
    if len(provinces) > 1:
        return refused("several_provinces", found=", ".join(sorted(set(owners))))
    if year is None:
        because = load_refusals()["year_unknown"]
        return Refused(because, {}, institution_id=owners[0])
    sha256, media = hashlib.sha256(data).hexdigest(), sniff(data, None, name)
    return Taken(sha256, media, institutions[owners[0]], year, stated)


def _nobody(read: Extraction, first: Whose, year: int | None) -> Refused:
    """A file that says not whose it is; perhaps since it could not be read."""
    said = [i.message for i in read.issues if i.code in _NOT_READ]
    found = {
        "title": first.identity.title or _NOTHING,
        "publisher": first.identity.publisher or _NOTHING,
        "signature": first.identity.signature or _NOTHING,
        "reader": "; ".join(said),
    }
    return Refused(load_refusals()["institution_unknown"], found, year=year)


def side_car_fault(error: DataFileError, shown: str) -> Refused:
    """A side-car that cannot be read, with what is wrong in it."""
    return refused("sidecar_wrong", sidecar=shown, found=str(error))
