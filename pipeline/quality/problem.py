"""The figures of a table against its equations: what fails, and what may be changed.

Figures are whole numbers here: all are multiplied by one power of ten where some have
decimals. An equation is decidable if all its cells have a figure.

A cell without a figure may hold anything, so it is eliminated first. What remains are
sums of equations in which it cancels (those of its row and of its column, say), and
they hold or fail as the decidable ones do. A figure for it must exist at the end
(`filling`). A figure that its cell cannot hold (a negative or broken count) must
change, whatever the equations say.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache

from pipeline.quality.bounds import as_network
from pipeline.quality.layout import Layout
from pipeline.quality.rows import Pivot, Row, bits, without

__all__ = ["DOUBTFUL", "SURE", "Problem", "problem", "weight_of"]

#: what changing a cell costs; two changes of cells that were read in doubt cost more
#: than one of a cell that was not, so that weights decide between equals only
SURE = 100
DOUBTFUL = 60
#: readings below this confidence are doubtful: columns by order alone, pictures
_CONFIDENT = 0.9


def weight_of(confidence: float | None) -> int:
    """What changing a cell costs that was read with this confidence."""
    return SURE if confidence is None or confidence >= _CONFIDENT else DOUBTFUL


@dataclass(frozen=True, slots=True)
class Problem:
    """The figures of one table.

    Attributes:
        layout: its form.
        values: figures times `scale`, None where none is known.
        scale: the power of ten.
        weights: what changing each cell costs.
        decidable: the equations all of whose cells are known, as bits.
        residuals: of the decidable equations by number; zero where they hold.
        failing: the equations that do not hold, as bits.
        forced: cells with a figure that they cannot hold.
        rows: what the equations say whatever the unknown cells hold; those that follow
            from others are left out where the rest is a network.
        pivots: the unknown cells that the known ones tell, each with the equation that
            does, in the order of their elimination.
        is_network: the rows are one (`bounds`).
    """

    layout: Layout
    values: tuple[int | None, ...]
    scale: int
    weights: tuple[int, ...]
    decidable: int
    residuals: dict[int, int]
    failing: int
    forced: tuple[int, ...]
    rows: tuple[Row, ...]
    pivots: tuple[Pivot, ...]
    is_network: bool

    def printed(self, cell: int) -> int:
        """The figure of a known cell, times `scale`."""
        value = self.values[cell]
        if value is None:
            raise ValueError(f"no figure in cell {self.layout.cells[cell]}")
        return value

    def is_possible(self, cell: int, value: int) -> bool:
        """Whether a cell can hold a figure."""
        if value < 0 and not self.layout.is_signed[cell]:
            return False
        return not self.layout.is_count[cell] or value % self.scale == 0

    def unscaled(self, value: int) -> Decimal:
        """A figure as printed."""
        return Decimal(value) / self.scale

    @property
    def unknown(self) -> int:
        """The cells without a figure, as bits."""
        return bits(c for c, value in enumerate(self.values) if value is None)

    def with_values(self, values: Sequence[int | None]) -> "Problem":
        """The same table with other figures, times the scale."""
        unscaled = [None if v is None else self.unscaled(v) for v in values]
        return problem(self.layout, unscaled, self.weights)

    def is_named(self, cell: int) -> bool:
        """Whether the equations say anything of a cell, whatever is unknown."""
        return any(row.cells >> cell & 1 for row in self.rows)

    def naming(self, cell: int) -> int:
        """The decidable equations that name a cell, as bits."""
        return self.layout.naming[cell] & self.decidable


def problem(
    form: Layout,
    values: Sequence[Decimal | None],
    weights: Sequence[int],
) -> Problem:
    """What fails in a table.

    Args:
        form: its layout.
        values: by cell, as printed; None where no figure is known.
        weights: by cell.

    Raises:
        ValueError: there are not as many figures or weights as cells.
    """
    if not len(values) == len(weights) == len(form.cells):
        raise ValueError(
            f"{form.edition}/{form.table_id} has {len(form.cells)} cells; found "
            f"{len(values)} figures and {len(weights)} weights"
        )
    scale = _scale(values)
    whole = tuple(None if v is None else int(v * scale) for v in values)
    decidable = failing = 0
    residuals: dict[int, int] = {}
    for number, terms in enumerate(form.equations):
        total = 0
        for cell, factor in terms.items():
            value = whole[cell]
            if value is None:
                break
            total += factor * value
        else:
            decidable |= 1 << number
            residuals[number] = total
            failing |= (total != 0) << number
    rows, pivots, is_network = _reduced(form, whole)
    found = Problem(
        layout=form,
        values=whole,
        scale=scale,
        weights=tuple(weights),
        decidable=decidable,
        residuals=residuals,
        failing=failing,
        forced=(),
        rows=rows,
        pivots=pivots,
        is_network=is_network,
    )
    forced = tuple(
        cell
        for cell, value in enumerate(whole)
        if value is not None
        and form.is_count[cell]
        and not found.is_possible(cell, value)
    )
    if not forced:
        return found
    return replace(found, forced=forced)


def _reduced(
    form: Layout, values: Sequence[int | None]
) -> tuple[tuple[Row, ...], tuple[Pivot, ...], bool]:
    """The equations with the unknown cells eliminated, and what says these.

    Merging two nodes of a network into one leaves a network, and that is what the
    elimination of a cell does.
    """
    given, is_network = _rows(form)
    rows = tuple(
        Row(
            row.factors,
            sum(f * (values[c] or 0) for c, f in row.factors.items()),
            row.cells,
        )
        for row in given
    )
    pivots: list[Pivot] = []
    for cell, value in enumerate(values):
        if value is None:
            rows, pivot = without(rows, cell)
            if pivot is not None:
                pivots.append((cell, pivot))
    return rows, tuple(pivots), is_network


@cache
def _rows(form: Layout) -> tuple[tuple[Row, ...], bool]:
    """The equations of a form as a network, if they are one."""
    network = as_network(form, (1 << len(form.equations)) - 1)
    signs = network or dict.fromkeys(range(len(form.equations)), 1)
    rows = []
    for number, sign in signs.items():
        factors = {c: sign * f for c, f in form.equations[number].items()}
        rows.append(Row(factors, 0, bits(factors)))
    return tuple(rows), network is not None


def _scale(values: Sequence[Decimal | None]) -> int:
    places = 0
    for value in values:
        if value is not None and value != value.to_integral_value():
            exponent = value.normalize().as_tuple().exponent
            places = max(places, -int(exponent))
    return int(10**places)


def by_place(
    form: Layout, cells: Mapping[tuple[str, str], Decimal | None]
) -> list[Decimal | None]:
    """Figures by cell of the form; a cell that is not named has none."""
    return [cells.get(place) for place in form.cells]
