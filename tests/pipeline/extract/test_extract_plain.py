"""Plain tables, read in one call a cell, are what the walk through the tree gives."""

from unittest import mock

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract, html
from pipeline.extract.document import Document, Grid
from tests.pipeline.extract.layouts import LAYOUTS
from tests.pipeline.extract.printers.word import to_word_html
from tests.pipeline.extract.sheets import figures, judge, sheet, to_html

QUICK = settings(
    max_examples=400, deadline=None, suppress_health_check=[HealthCheck.too_slow]
)


def walked(text: str) -> Document:
    """The document as the walk reads it, node by node."""
    with (
        mock.patch.object(html, "may_hide", return_value=True),
        mock.patch.object(html, "without_pictures", return_value=False),
    ):
        return html.read_html(text)


@pytest.mark.parametrize("name", LAYOUTS)
def test_layouts_are_the_same_either_way(name: str) -> None:
    made = sheet("2021", figures("2021", blanks=0.3))
    LAYOUTS[name].change(made)
    for page in (to_html(made), to_word_html(made, size=0)):
        assert html.read_html(page.decode()) == walked(page.decode())


WORDS = st.sampled_from(
    [
        "25", "0", "行政许可", "1.", " ", "\n", "&nbsp;", "\u200b", "３", "&#51;", "-",
        "<br>", "<br/>", "<o:p></o:p>", "<!-- 9 -->", "<sup>1</sup>", "<img src=a>",
        "<input value=7>", "<input type=hidden value=8>", "<script>1</script>",
        "<style>p{}</style>", "<textarea>5</textarea>", "<del>3</del>", "&lt;p&gt;",
        "<button><p>1</p><p>2</p></button>", "<li>4", "<svg><p>2</p></svg>",
        "<h1>6</h1>",
        "<table><tr><td>1<td>2</table>", "<template><p>1</p></template>", "<image>",
        "<noscript>4</noscript>", "<iframe>9</iframe>", "<caption>7</caption>",
        "<v:imagedata></v:imagedata>", "<rt>5</rt>", "<math><mi>x</mi></math>",
    ]
)  # fmt: skip
STYLES = st.sampled_from(
    [
        "", " hidden", ' style="display:none"', " style='DISPLAY : None'", " HIDDEN=''",
        ' style="border:none"', ' style="font-size:0"', ' style="font-size:\n0pt"',
        ' style="font-size:0.5pt"', ' style="visibility:hidden"', " style=display:none",
        ' style="text-decoration:line-through"', ' style="vertical-align:super"',
        ' style="&#100;isplay:none"', ' style="display&colon;none"', ' colspan="2"',
        ' rowspan="3"', ' rowspan="0"', ' colspan="x"', " style='display:block'",
    ]
)  # fmt: skip
RUNS = st.lists(
    st.one_of(
        WORDS,
        st.builds(
            lambda tag, style, inner: f"<{tag}{style}>{''.join(inner)}</{tag}>",
            st.sampled_from(["p", "span", "b", "div", "font", "u"]),
            STYLES,
            st.lists(WORDS, max_size=3),
        ),
    ),
    max_size=4,
).map("".join)
CELLS = st.builds(
    lambda tag, style, inner, end: f"<{tag}{style}>{inner}{end}",
    st.sampled_from(["td", "th", "td", "td"]),
    STYLES,
    RUNS,
    st.sampled_from(["</td>", "</th>", ""]),
)
ROWS = st.builds(
    lambda style, cells, end: f"<tr{style}>{''.join(cells)}{end}",
    STYLES,
    st.lists(CELLS, max_size=5),
    st.sampled_from(["</tr>", "", "</tbody><tbody hidden>"]),
)
PAGES = st.builds(
    lambda front, style, rows, after: (
        f"<body>{front}<table{style}>{''.join(rows)}</table>{after}"
    ),
    RUNS,
    STYLES,
    st.lists(ROWS, max_size=4),
    RUNS,
)


@QUICK
@given(PAGES)
def test_any_markup_is_the_same_either_way(page: str) -> None:
    assert html.read_html(page) == walked(page)


@QUICK
@given(PAGES, st.integers(0, 400), st.sampled_from(["", '"', "'", "<", ">", "<td"]))
def test_broken_markup_is_the_same_either_way(page: str, at: int, odd: str) -> None:
    page = page[:at] + odd + page[at + 1 :]
    assert html.read_html(page) == walked(page)


def test_a_plain_page_is_not_walked_through() -> None:
    """So that the comparison above compares two different things."""
    made = sheet("2021", figures("2021"))
    page = to_word_html(made, size=0).decode()
    with mock.patch.object(html, "_row_cells", side_effect=AssertionError):
        document = html.read_html(page)
    grids = [block for block in document.blocks if isinstance(block, Grid)]
    assert len(grids) == 3
    for grid, table in zip(
        grids, (made.two[0], made.three[0], made.four[0]), strict=True
    ):
        assert [len(row) for row in grid.rows] == [len(row) for row in table]


@pytest.mark.parametrize("pasted", [True, False])
def test_a_page_of_word_is_read_whole(pasted: bool) -> None:
    printed = figures("2021", blanks=0.2)
    page = to_word_html(sheet("2021", printed), size=150_000, pasted=pasted)
    assert 150_000 <= len(page) <= 152_000
    assert judge(extract(page), printed).whole
