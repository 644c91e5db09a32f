"""Reports with one address for each year."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover import yearly
from pipeline.crawl.discover.page import Page, Reading

URL = "http://www.site.test/pnidpv812pntypepvnbpnnfpv2023.html"


def read(text: str, url: str = URL) -> Reading:
    return yearly.read(Page(url, text, Call(url)))


def test_the_page_is_a_report_and_others_are_asked_for() -> None:
    reading = read("<title>某局2023年政府信息公开工作年度报告</title>")
    (row,) = reading.rows
    assert (row.url, row.itself) == (URL, True)
    (route,) = reading.routes
    assert route.guess
    years = [call.url[-9:-5] for call in route.requests]
    assert (years[:4], years[-1]) == (["2026", "2025", "2024", "2022"], "2008")


def test_years_that_are_linked_are_no_guesses() -> None:
    links = f'<a href="{URL}">2023</a><a href="{URL.replace("2023", "2019")}">2019</a>'
    (route,) = read(f"<h1>2023年年报</h1>{links}<a href='/2020.html'>2020</a>").routes
    assert [call.url for call in route.requests] == [URL.replace("2023", "2019")]
    assert not route.guess


def test_a_frame_without_a_report_is_none() -> None:
    assert read("<title>某区政府信息公开</title><h1>年报</h1>").rows == ()


@pytest.mark.parametrize(
    ("url", "recognised"),
    [(URL, True), ("http://a.test/2023.html", False), ("http://a.test/?pv2023", False)],
)
def test_marks(url: str, recognised: bool) -> None:
    assert yearly.recognises(Page(url, "", Call(url))) is recognised
