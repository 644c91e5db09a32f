"""Who owes a report, until when, and what came: docs/coverage.md."""

from collections.abc import Sequence

from pipeline.deadlines import Period
from pipeline.pages.markdown import table

__all__ = ["coverage_page"]

_BASES = (
    ("seen", "a crawl met it by the deadline: in time"),
    (
        "stated",
        "the date of publication on the page: in time, or late; a date of writing or "
        "signature only where it is late: nothing is published before it is written",
    ),
    ("not_found", "a complete crawl after the deadline did not list it yet: late"),
)


_HEAD = """\
# Coverage and timeliness (覆盖与时限)

<!-- written by tools/build_docs.py from data/deadlines: edit that file -->

## Who owes a report (`int_expected`)

Every institution that an enabled source lists, or of which there is a report, owes one
for each year since the Regulations ask for it in which it existed (`valid_from`,
`valid_to`), up to the year before its last crawl. Years beside these, of which there is
a report or a link, are rows as well (`is_owed` is false).

What was found is in `out_coverage`, in this order: `figures`, `no_figures` (the
document is here), `listed_not_fetched`, `not_due`, `no_report`. There is no report only
where `is_crawl_complete` (every list of the institution was read whole) and not
`is_perhaps_unplaced` (its lists have a document with figures of which it could not be
told whose it is, or of which year). Where no day is named, nothing is late, but a
report may be missing all the same: until `missing_after` its absence says nothing, and
the status is `not_due`. `out_coverage_by_year` counts what is owed and due by province,
level and kind.

## Deadlines

The day itself is in time. Each day is one of the year after the report year. Articles
are read from general knowledge until the column *read* says yes: nobody has compared
them with the published text before.

{deadlines}
{texts}
## What is known of the day of publication (`out_timeliness`)

One row a report. `status` says whether it came in time, `status_basis` what says so, in
this order:

{bases}
`unknown` has a reason: `no_date`, `not_the_day_of_publication` (written or signed in
time), `date_before_end_of_year` (cannot be), `date_after_later_reports` (the report on
a later year is not younger: a site that moved dated all anew). `days_late` is there
only where the stated date decides.

A crawl that finds a report remembers the complete crawl before it that did not
(`raw_documents.absent_at`). When the first crawl met a report says when we came, and
nothing about the report: no such day is in a release, unless it is before the deadline.
`possible_backdating` is true where the page states a day of publication before that of
a complete crawl that did not find it (`not_found_on`), under no address that it ever
had; null where nothing of the kind is known. It is no proof: a list may have left it
out, and older reports are often added later under their old dates.

Changes after publication are in `out_revisions`, cell by cell in `out_revision_cells`.
"""


def coverage_page(periods: Sequence[Period]) -> str:
    """The text of docs/coverage.md."""
    rows = [
        [
            f"{period.first_year}–{period.last_year or ''}",
            f"{period.zh}{period.article_zh} · {period.article_en}",
            ", ".join(f"`{kind}`" for kind in deadline.kinds),
            deadline.by or "none named",
            deadline.waits_for,
            f"{deadline.because_zh} · {deadline.because_en}",
            f"yes, {period.checked_on}" if period.checked else "no",
        ]
        for period in periods
        for deadline in period.deadlines
    ]
    head = ["years", "article", "kinds", "by", "missing after", "because", "read"]
    texts = "".join(
        f"* {p.regulations}, {p.article_zh}：{p.text_zh}。\n  ({p.text_en}.)\n"
        for p in periods
    )
    return (
        _HEAD.replace("{deadlines}", table(head, rows))
        .replace("{texts}", texts)
        .replace(
            "{bases}",
            table(["basis", "meaning"], [[f"`{code}`", text] for code, text in _BASES]),
        )
    )
