"""Hypothesis strategies for reports: balanced figures, blanks of every kind."""

import random

from hypothesis import strategies as st

from tests.pipeline.extract.balanced import (
    BLANKS,
    Printed,
    balanced_figures,
    numbers,
    printed,
)
from tests.pipeline.extract.sheets import Sheet, sheet

__all__ = ["balanced", "editions", "real_figures"]

COUNT = st.one_of(st.just(0), st.integers(0, 99), st.integers(0, 9_999_999))
editions = st.sampled_from(["2019", "2021"])


@st.composite
def balanced(draw: st.DrawFn) -> Sheet:
    """A report whose sums hold, of either edition, with any counts at all."""
    edition = draw(editions)
    return sheet(edition, printed(numbers(edition, lambda _: draw(COUNT))))


@st.composite
def real_figures(draw: st.DrawFn, edition: str) -> Printed:
    """Figures in the proportions of real reports, with blanks as offices leave them."""
    chance = random.Random(draw(st.integers(0, 2**32 - 1)))
    blanks = BLANKS[draw(st.sampled_from(sorted(BLANKS)))]
    return blanks(balanced_figures(edition, chance), chance)
