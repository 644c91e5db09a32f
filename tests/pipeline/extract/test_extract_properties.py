"""Any balanced report that is printed is read back, and noise changes nothing."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from tests.pipeline.extract.sheets import (
    Cell,
    Sheet,
    judge,
    to_cell_lines,
    to_html,
)
from tests.pipeline.extract.strategies import balanced

QUICK = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@QUICK
@given(balanced())
def test_what_is_printed_is_read(made: Sheet) -> None:
    assert judge(extract(to_html(made)), made.printed).whole
    assert judge(extract(to_cell_lines(made)), made.printed).whole


FULL_WIDTH = {ord("0") + n: ord("０") + n for n in range(10)}


def _noisy_figure(cell: Cell, noise: str) -> Cell:
    texts = {
        "spans": "".join(f"<span>{digit}</span><span></span>" for digit in cell.text),
        "nbsp": f"&nbsp;\n{cell.text}&nbsp; ",
        "zero width": "&#8203;".join(cell.text),
        "full width": cell.text.translate(FULL_WIDTH),
        "label": cell.text,
    }
    return replace(cell, raw=texts[noise])


def _noisy_label(cell: Cell, noise: str) -> Cell:
    if noise != "label" or len(cell.text) < 3:
        return cell
    half = len(cell.text) // 2
    front, back = cell.text[:half], cell.text[half:]
    return replace(cell, raw=f"<p>{front}\n </p><p> <b>{back[0]}</b>{back[1:]}</p>")


@QUICK
@given(
    balanced(),
    st.lists(
        st.sampled_from(["spans", "nbsp", "zero width", "full width", "label"]),
        min_size=1,
    ),
)
def test_noise_changes_nothing(made: Sheet, noises: list[str]) -> None:
    turn = iter(range(10_000))

    def noisy(cell: Cell) -> Cell:
        noise = noises[next(turn) % len(noises)]
        return _noisy_figure(cell, noise) if cell.key else _noisy_label(cell, noise)

    made.each_cell(noisy)
    assert judge(extract(to_html(made)), made.printed).whole
