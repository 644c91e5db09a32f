"""What was seen, counted, and compared with what is known."""

from pipeline.crawl.discover import Candidate, LeftLink, Listing
from pipeline.registry import load_registry
from pipeline.sources.checking import Checked, Link, compare, missing_years
from pipeline.sources.looking import Look
from pipeline.sources.proposal import seen_elsewhere
from tests.site.sources import make_source

HOST = "www.x.gov.cn"
LISTING = f"https://{HOST}/nb/"
SOURCE = make_source(HOST, LISTING)


def candidate(name: str, year: int | None, form_of: str | None = None) -> Candidate:
    return Candidate(
        url=name if "/" in name else f"{LISTING}{name}",
        title=f"{year}年年报",
        published_on=None,
        listing_url=LISTING,
        position=1,
        year=year,
        form_of=form_of,
    )


def checked(*candidates: Candidate, known: list[Link] | None = None) -> Checked:
    listing = Listing(
        candidates=candidates,
        issues=(),
        pages=1,
        links_seen=9,
        links_left=3,
        left=tuple(LeftLink(f"{LISTING}{n}", "t", LISTING, "why") for n in "ab"),
    )
    return compare(Look(SOURCE, listing), {HOST}, known)


def test_reports_are_counted_by_year() -> None:
    found = checked(
        candidate("1.html", 2020),
        candidate("2.html", 2023),
        candidate("3.html", 2023),
        candidate("3.pdf", 2023, form_of=f"{LISTING}3.html"),
        candidate("4.html", None),
        candidate("https://copy.example/1.html", 2021),
    )
    assert (dict(found.years), found.undated, found.reports) == (
        {2020: 1, 2023: 2},
        1,
        4,
    )
    assert found.missing == (2021, 2022)
    assert found.left == {"why": 2}
    assert [link.url for link in found.out_of_scope] == ["https://copy.example/1.html"]
    assert found.new is found.dropped is None


def test_changes_are_told_by_article_not_by_spelling() -> None:
    known = [
        Link(SOURCE.source_id, "http://x.gov.cn/nb/1.html", "the same"),
        Link(SOURCE.source_id, f"{LISTING}0.html", "old"),
    ]
    found = checked(candidate("1.html", 2020), candidate("2.html", 2021), known=known)
    assert found.new is not None
    assert [link.url for link in found.new] == [f"{LISTING}2.html"]
    assert found.dropped == (known[1],)


def test_a_listing_that_was_not_had_drops_nothing() -> None:
    known = [Link(SOURCE.source_id, f"{LISTING}0.html", "old")]
    found = compare(Look(SOURCE), {HOST}, known)
    assert (found.reports, found.new, found.dropped) == (0, None, None)


def test_missing_years_are_those_in_between() -> None:
    assert missing_years({}) == ()
    assert missing_years({2019: 1}) == ()
    assert missing_years({2008: 1, 2011: 1}) == (2009, 2010)


def test_a_copy_of_a_known_site_is_told() -> None:
    registry = load_registry()
    source = next(iter(registry.sources.values()))
    links = [Link(source.source_id, f"https://{source.host}/nb/1.html", "t")]
    (said,) = seen_elsewhere(
        checked(candidate("1.html", 2020)), {source.source_id: links}, registry
    )
    assert said.startswith(
        f"1 of 1 reports have the path that they have on {source.host}"
    )
