"""Hebei: which fragments a column is put together from."""

import pytest

from pipeline.crawl.call import Call
from pipeline.crawl.discover.hebei import read, recognises
from pipeline.crawl.discover.page import Page, Reading

SITE = "http://www.site.test"
A, B, C = (f"a0000000-0000-4000-8000-00000000000{n}" for n in (1, 2, 3))
BLOCK = f"/columns/{A}/templates/{B}/blocks/{C}"
OTHER = f"/columns/{A}/templates/{B}/blocks/{A}"
ARTICLE = f'<li><a href="/columns/{A}/202501/20/{B}.html">2024年年报</a></li>'


def page(text: str, path: str = f"/columns/{A}/index.html") -> Page:
    return Page(SITE + path, f"<body>{text}</body>", Call(SITE + path))


def asked(reading: Reading) -> list[str]:
    return [c.url.removeprefix(SITE) for r in reading.routes for c in r.requests]


def test_the_date_of_an_address() -> None:
    (row,) = read(page(ARTICLE)).rows
    assert (row.published_on, row.in_list) == ("2025-01-20", True)


@pytest.mark.parametrize(
    ("content", "pages"), [("", ["1"]), (ARTICLE, ["1", "2"])], ids=["empty", "held"]
)
def test_one_block(content: str, pages: list[str]) -> None:
    """Named twice, it is still one; `page=1` may be in the page already."""
    reading = read(page(f"{content}<script>load('{BLOCK}','{BLOCK}?page=2')</script>"))
    assert asked(reading) == [f"{BLOCK}?page={n}&fix=0" for n in pages]
    assert reading.lists == ()


def test_several_blocks_are_lists_of_their_own() -> None:
    reading = read(page(f"共9条<script>load('{OTHER}','{BLOCK}')</script>"))
    urls = [call.url.removeprefix(SITE) for call in reading.lists]
    assert urls == [f"{OTHER}?page=1&fix=0", f"{BLOCK}?page=1&fix=0"]
    assert (reading.routes, reading.announced) == ((), None)


@pytest.mark.parametrize(
    ("content", "number", "following", "guess"),
    [
        (ARTICLE, 1, 2, True),
        (f"{ARTICLE}共3页", 2, 3, False),
        (f"{ARTICLE}共3页", 3, None, None),
        ("", 4, None, None),
        ('<a href="/more">更多</a>', 4, None, None),
    ],
)
def test_the_fragment_after(
    content: str, number: int, following: int | None, guess: bool | None
) -> None:
    reading = read(page(content, f"{BLOCK}?page={number}&fix=0"))
    expected = [] if following is None else [f"{BLOCK}?page={following}&fix=0"]
    assert asked(reading) == expected
    assert [route.guess for route in reading.routes] == (
        [] if guess is None else [guess]
    )


@pytest.mark.parametrize(
    ("text", "recognised"),
    [(f"'{BLOCK}'", True), (ARTICLE, True), ("/columns/12/blocks/3", False)],
)
def test_marks(text: str, recognised: bool) -> None:
    assert recognises(page(text)) is recognised
