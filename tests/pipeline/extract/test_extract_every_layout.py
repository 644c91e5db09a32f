"""Every layout in HTML, text and DOCX with figures as real reports have them.

HTML and DOCX: whatever place a layout shows is read, all of it. Text: right, or named
by an issue. Nowhere a wrong cell, nowhere one lost without a word.
"""

import random
from collections.abc import Callable

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from tests.accuracy.judging import count
from tests.pipeline.extract.balanced import Printed, balanced_figures
from tests.pipeline.extract.layouts import LAYOUTS, lost_cells
from tests.pipeline.extract.printers.docx_xml import to_docx
from tests.pipeline.extract.sheets import (
    TEXT_PRINTERS,
    Sheet,
    sheet,
    to_html,
)
from tests.pipeline.extract.sheets import to_docx as by_python_docx
from tests.pipeline.extract.strategies import editions, real_figures

#: forms of text in which every cell is marked, whatever is blank
SEPARATED = ("cell_lines",)


def few(examples: int) -> settings:
    return settings(
        max_examples=examples,
        deadline=None,
        suppress_health_check=[HealthCheck.too_slow],
    )


def bent(name: str, edition: str, printed: Printed) -> Sheet:
    made = sheet(edition, printed)
    LAYOUTS[name].change(made)
    return made


def is_header_like(name: str, printed: Printed) -> bool:
    """An unknown label before blanks alone looks like a header: table refused."""
    return name == "unknown_row_words" and any(
        not any(text for key, text in printed.items() if key[:2] == row)
        for row in (("applications", "granted"), ("applications", "carried_out"))
    )


def is_without_width(name: str, printed: Printed) -> bool:
    """No figure in table four, and blank columns: which are its own is not seen."""
    return name.startswith("blank_column") and not any(
        text
        for (table, *_), text in printed.items()
        if table in ("reconsideration", "litigation")
    )


@pytest.mark.parametrize("write", [to_html, to_docx], ids=["html", "docx"])
@pytest.mark.parametrize("name", LAYOUTS)
def test_what_a_layout_shows_is_read_whole(
    name: str, write: Callable[[Sheet], bytes]
) -> None:
    @few(3)
    @given(st.data())
    def whole(data: st.DataObject) -> None:
        edition = data.draw(editions)
        printed = data.draw(real_figures(edition))
        lost = frozenset(lost_cells(name, edition, printed))
        found = count(extract(write(bent(name, edition, printed))), printed, lost)
        assert (found.wrong, found.silent) == (0, 0)
        if not is_header_like(name, printed) and not is_without_width(name, printed):
            assert found.right + found.uncertain == found.cells

    whole()


@pytest.mark.parametrize("form", SEPARATED)
def test_text_with_separators_is_read_whole(form: str) -> None:
    @few(6)
    @given(st.data())
    def whole(data: st.DataObject) -> None:
        edition = data.draw(editions)
        printed = data.draw(real_figures(edition))
        found = count(extract(TEXT_PRINTERS[form](sheet(edition, printed))), printed)
        assert found.right == found.cells
        assert found.wrong == 0

    whole()


@pytest.mark.parametrize("form", TEXT_PRINTERS)
def test_text_of_any_layout_is_right_or_named(form: str) -> None:
    in_text = [name for name, known in LAYOUTS.items() if known.text]

    @few(12)
    @given(st.data())
    def safe(data: st.DataObject) -> None:
        name = data.draw(st.sampled_from(in_text))
        edition = data.draw(editions)
        printed = data.draw(real_figures(edition))
        found = extract(TEXT_PRINTERS[form](bent(name, edition, printed)))
        counts = count(found, printed)
        assert (counts.wrong, counts.silent) == (0, 0)

    safe()


@pytest.mark.parametrize("name", ["ragged_headers", "serial_numbers"])
def test_both_writers_of_docx_print_the_same(name: str) -> None:
    printed = balanced_figures("2021", random.Random(5))
    printed["applications", "granted", "total"] = ""
    made = bent(name, "2021", printed)
    fast, slow = extract(to_docx(made)), extract(by_python_docx(made))
    assert [r.observations for r in fast.reports] == [
        r.observations for r in slow.reports
    ]
    assert count(fast, printed).right == 200
