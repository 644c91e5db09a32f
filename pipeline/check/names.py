"""What the form calls a cell: its row below the groups that it hangs on, its column."""

from dataclasses import dataclass, field

from pipeline.check.result import CellKey, CellName
from pipeline.forms import STATISTICS, Form, FormSet, Item

__all__ = ["WHOLE", "Names"]

#: what a finding of no single table is about
WHOLE = ("整份报告", "The whole report")


@dataclass(slots=True)
class Names:
    """The names of cells, by edition; each form is looked through once."""

    forms: FormSet
    _known: dict[tuple[str, str], dict[CellKey, CellName]] = field(default_factory=dict)

    def cell(self, edition: str, key: CellKey) -> CellName:
        """The names of a cell; `FormError` where there is no such form."""
        known = self._known.get((edition, key[0]))
        if known is None:
            known = _names(self.forms.form(edition, key[0]))
            self._known[edition, key[0]] = known
        return known[key]

    def table(self, table_id: str | None, edition: str | None) -> tuple[str, str]:
        """A table in both languages; a signal may be of none, or of several forms."""
        if table_id is None:
            return WHOLE
        if edition in self.forms.editions_of(table_id):
            form = self.forms.form(edition, table_id)
        else:
            form = self.forms.newest(table_id)
        return form.name_zh, form.name_en


def _names(form: Form) -> dict[CellKey, CellName]:
    groups = {group.code: group.zh for group in form.groups}
    return {
        cell.key: CellName(
            cell.key,
            form.name_zh,
            form.name_en,
            _row(form, cell.item, groups),
            cell.item.en,
            cell.breakdown.zh,
            cell.breakdown.en,
        )
        for cell in form.cells()
    }


def _row(form: Form, item: Item, groups: dict[str, str]) -> str:
    above = [groups[item.group]] if item.group else []
    # labels of the table before 2019 repeat below different rows
    parent = form.item(item.parent) if item.parent else None
    if form.table_id == STATISTICS and parent is not None:
        above.append(parent.zh)
    return " / ".join([*above, item.zh])
