"""Any balanced report that is printed is read back, and noise changes nothing."""

from dataclasses import replace

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from pipeline.extract import extract
from pipeline.forms import load_forms
from tests.pipeline.extract.sheets import (
    Cell,
    Key,
    Sheet,
    judge,
    sheet,
    to_cell_lines,
    to_html,
)

COUNT = st.one_of(st.just(0), st.integers(0, 99), st.integers(0, 9_999_999))
QUICK = settings(
    max_examples=30,
    deadline=None,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)


@st.composite
def balanced(draw: st.DrawFn) -> Sheet:
    """A report whose sums hold, of either edition."""
    edition = draw(st.sampled_from(["2019", "2021"]))
    forms = load_forms()
    found: dict[Key, int] = {}
    for cell in forms.cells():
        if cell.edition == edition and not cell.breakdown.is_total:
            found[cell.key] = draw(COUNT)
    balance(edition, found)
    ordered = [c.key for c in forms.cells() if c.edition == edition]
    return sheet(edition, {key: str(found[key]) for key in ordered})


def balance(edition: str, found: dict[Key, int]) -> None:
    form = load_forms().form(edition, "applications")
    kinds = [b.code for b in form.breakdowns if not b.is_total]
    parts = [i.code for i in form.items if i.parent == "disposed_total"]
    for kind in kinds:
        total = sum(found["applications", part, kind] for part in parts)
        found["applications", "disposed_total", kind] = total
        carried_in = found["applications", "carried_in", kind]
        received = max(0, total - carried_in)
        found["applications", "received_new", kind] = received
        found["applications", "carried_out", kind] = received + carried_in - total
    for table in ("applications", "reconsideration", "litigation"):
        of_table = load_forms().form(edition, table)
        plain = [b.code for b in of_table.breakdowns if not b.is_total]
        for item in of_table.items:
            found[table, item.code, "total"] = sum(
                found[table, item.code, b] for b in plain
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
