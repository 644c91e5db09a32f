"""What an attachment has from its page, and what it keeps."""

from dataclasses import replace

import pytest

from pipeline.belonging import Pages
from pipeline.extract.identity import Identity
from pipeline.issues import IssueCode

PAGE = Identity("某县2023年政府信息公开工作年度报告", "某县", None, 2023, "title")
NOTHING = Identity(None, None, None, None, None)


@pytest.fixture
def pages() -> Pages:
    known = Pages()
    known.note("page", PAGE, "county")
    return known


@pytest.mark.parametrize("basis", [None, "published", "url"])
def test_a_year_that_is_not_stated_is_that_of_the_page(
    pages: Pages, basis: str | None
) -> None:
    own = replace(NOTHING, year=2020 if basis else None, year_basis=basis)
    found, issue = pages.identity(own, "page")
    assert (found.year, found.year_basis, issue) == (2023, "parent", None)


@pytest.mark.parametrize("basis", ["period", "title", "table", "hint"])
def test_an_attachment_about_another_year_stays_what_it_says(
    pages: Pages, basis: str
) -> None:
    own = replace(NOTHING, year=2022, year_basis=basis)
    found, issue = pages.identity(own, "page")
    assert found == own
    assert issue is not None
    assert issue.code is IssueCode.YEAR_CONFLICT
    assert "about 2023, but about 2022 itself" in issue.message
    assert pages.identity(replace(own, year=2023), "page")[1] is None


def test_without_a_page_nothing_is_taken(pages: Pages) -> None:
    assert pages.identity(NOTHING, None) == (NOTHING, None)
    assert pages.identity(NOTHING, "elsewhere") == (NOTHING, None)
    assert pages.institution(NOTHING, None, "附件") is None


def test_a_page_without_a_year_lends_none(pages: Pages) -> None:
    pages.note("bare", NOTHING, "county")
    assert pages.identity(NOTHING, "bare") == (NOTHING, None)
    # nor does an inferred year contradict a stated one
    pages.note("moved", replace(PAGE, year_basis="url"), "county")
    own = replace(NOTHING, year=2022, year_basis="title")
    assert pages.identity(own, "moved") == (own, None)


@pytest.mark.parametrize(
    ("title", "link", "institution"),
    [
        (None, "附件1", "county"),
        ("2023年政府信息公开工作年度报告", "下载", "county"),
        ("某县财政局2023年政府信息公开工作年度报告", "附件1", None),
        (None, "某县财政局2023年政府信息公开年报.docx", None),
    ],
)
def test_the_institution_is_that_of_the_page_unless_another_is_named(
    pages: Pages, title: str | None, link: str, institution: str | None
) -> None:
    own = replace(NOTHING, title=title)
    assert pages.institution(own, "page", link) == institution


def test_a_listing_that_knows_less_takes_nothing_back(pages: Pages) -> None:
    pages.note("page", PAGE, None)
    assert pages.institution(NOTHING, "page", "附件") == "county"
    pages.note("late", PAGE, None)
    pages.note("late", PAGE, "county")
    assert pages.institution(NOTHING, "late", "附件") == "county"


def test_of_two_versions_of_a_page_the_one_that_knows_more_counts(pages: Pages) -> None:
    shell = replace(PAGE, title=None, year=None, year_basis=None)
    pages.note("page", replace(PAGE, year=2019), "county")  # an older version
    assert pages.identity(NOTHING, "page")[0].year == 2023
    pages.note("broken", shell, "county")  # read first: it is the newest
    pages.note("broken", PAGE, "county")
    assert pages.identity(NOTHING, "broken")[0].year == 2023
    pages.note("nobody", PAGE, None)
    pages.note("nobody", shell, None)
    assert pages.identity(NOTHING, "nobody")[0].year == 2023
