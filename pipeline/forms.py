"""Editions of the official form: what rows and columns each statistics table has.

Loads and checks `data/forms/<edition>/<table>.yml`, `labels.yml`, `values.yml` and
`sections.yml`. A cell of a form is named by `(edition, table_id, item, breakdown)`;
`Form.cells()` lists them in the order in which they are printed. What a document says
is not here (that is `pipeline.extract`), and what must add up is in `pipeline.rules`.
"""

from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipeline.errors import FormError
from pipeline.paths import project_dir

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "CURRENT_TABLES",
    "STATISTICS",
    "TABLES",
    "Breakdown",
    "CellDef",
    "Form",
    "FormSet",
    "Group",
    "Item",
    "LabelEntry",
    "Section",
    "SectionList",
    "Severity",
    "TableId",
    "ValueTokens",
    "load_forms",
    "plain_yaml",
]

TableId = Literal[
    "proactive_disclosure",
    "applications",
    "reconsideration",
    "litigation",
    "statistics",
]
Severity = Literal["hard", "soft", "informative"]
#: the one table of the editions before 2019 (政府信息公开情况统计表)
STATISTICS: TableId = "statistics"
#: the four tables of the editions since 2019, in the order of the report
CURRENT_TABLES: tuple[TableId, ...] = (
    "proactive_disclosure",
    "applications",
    "reconsideration",
    "litigation",
)
#: all tables, in the order of the report
TABLES: tuple[TableId, ...] = (*CURRENT_TABLES, STATISTICS)


class _Model(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Breakdown(_Model):
    """A column of a table."""

    code: str
    zh: str
    en: str
    unit: str
    kind: Literal["count", "amount"]
    is_total: bool = False
    signed: bool = False


class Group(_Model):
    """A label that stands beside several rows and has no figures of its own."""

    code: str
    zh: str
    en: str


class Item(_Model):
    """A row of a table.

    `parent` is the row that holds the sum of its children; `under` the row below which
    it is printed as a part that adds up to nothing (其中). `unit` and `kind` are those
    of the columns where the row has none of its own. An `optional` row was printed in
    some years only.
    """

    code: str
    zh: str
    en: str
    clause: str | None = None
    group: str | None = None
    parent: str | None = None
    under: str | None = None
    breakdowns: tuple[str, ...] | None = None
    unit: str | None = None
    kind: Literal["count", "amount"] | None = None
    optional: bool = False


@dataclass(frozen=True, slots=True)
class CellDef:
    """One cell of a form."""

    edition: str
    table_id: str
    item: Item
    breakdown: Breakdown
    position: int

    @property
    def key(self) -> tuple[str, str, str]:
        """`(table_id, item, breakdown)`."""
        return (self.table_id, self.item.code, self.breakdown.code)


class Form(_Model):
    """One table of one edition.

    `proven` says that the form was seen filled in on a real page. `severity` is the
    most that a rule about it may be: forms whose sums were never printed as rules, and
    those that are not proven, have no hard ones.
    """

    edition: str
    table_id: TableId
    name_zh: str
    name_en: str
    legal_basis: str
    proven: bool = True
    severity: Severity = "hard"
    structure: tuple[str, ...] = ()
    breakdowns: tuple[Breakdown, ...]
    groups: tuple[Group, ...] = ()
    items: tuple[Item, ...]

    def item_breakdowns(self, item: Item) -> tuple[Breakdown, ...]:
        """The columns that a row has, in the order in which they are printed.

        Each has the unit and the kind that its figure has in this row.
        """
        columns = self.breakdowns
        if item.breakdowns is not None:
            by_code = {b.code: b for b in self.breakdowns}
            columns = tuple(by_code[code] for code in item.breakdowns)
        own = {"unit": item.unit, "kind": item.kind}
        change = {name: value for name, value in own.items() if value is not None}
        return (
            tuple(c.model_copy(update=change) for c in columns) if change else columns
        )

    def item(self, code: str) -> Item | None:
        """The row of that code, or None where this edition has no such row."""
        return next((i for i in self.items if i.code == code), None)

    def cells(self) -> list[CellDef]:
        """All cells of the table, in the order in which they are printed."""
        pairs = [(i, b) for i in self.items for b in self.item_breakdowns(i)]
        return [
            CellDef(self.edition, self.table_id, item, breakdown, position)
            for position, (item, breakdown) in enumerate(pairs)
        ]


class LabelEntry(_Model):
    """Other wordings of one label."""

    table: TableId
    role: Literal["item", "breakdown", "group", "structure"]
    code: str
    wordings: tuple[str, ...]


class ValueTokens(_Model):
    """What stands in a value cell instead of a plain number."""

    dash: tuple[str, ...]
    not_applicable: tuple[str, ...]
    zero: tuple[str, ...]
    count_units: tuple[str, ...]
    money_units: tuple[str, ...]
    currency: tuple[str, ...]
    positive: tuple[str, ...]
    negative: tuple[str, ...]
    turning: tuple[str, ...]


class Section(_Model):
    """How a section heading is known."""

    table: TableId | None
    code: str
    all: tuple[str, ...]
    any: tuple[str, ...]
    none: tuple[str, ...]


class SectionList(_Model):
    """All section headings."""

    max_length: int
    sections: tuple[Section, ...]


@dataclass(frozen=True)
class FormSet:
    """Everything known about the forms. Immutable; build it with `load_forms`."""

    forms: dict[tuple[str, str], Form]
    labels: tuple[LabelEntry, ...]
    values: ValueTokens
    sections: SectionList

    @property
    def editions(self) -> tuple[str, ...]:
        """The editions, oldest first."""
        return tuple(sorted({edition for edition, _ in self.forms}))

    def editions_of(self, *tables: str) -> tuple[str, ...]:
        """The editions that have all of these tables, oldest first."""
        return tuple(
            edition
            for edition in self.editions
            if all((edition, table) in self.forms for table in tables)
        )

    def newest(self, table_id: str) -> Form:
        """The form of a table in the newest edition that has it."""
        editions = self.editions_of(table_id)
        return self.form(editions[-1] if editions else "", table_id)

    def of_table(self, table_id: str) -> tuple[Form, ...]:
        """The forms of a table, oldest first."""
        return tuple(self.forms[e, table_id] for e in self.editions_of(table_id))

    def form(self, edition: str, table_id: str) -> Form:
        """The form of a table in an edition; `FormError` if there is none."""
        try:
            return self.forms[edition, table_id]
        except KeyError:
            known = ", ".join(self.editions_of(table_id))
            raise FormError(
                f"no table {table_id!r} in edition {edition!r} (editions: {known}); "
                f"add data/forms/{edition}/{table_id}.yml"
            ) from None

    def cells(self) -> list[CellDef]:
        """All cells of all editions."""
        return [
            cell
            for edition in self.editions
            for table in TABLES
            if (edition, table) in self.forms
            for cell in self.forms[edition, table].cells()
        ]

    def cells_frame(self) -> "pd.DataFrame":
        """`seed_form_cells`: one row a cell and edition."""
        # reading needs no frame, and a process that reads starts twice as fast without
        import pandas as pd  # noqa: PLC0415

        return pd.DataFrame([_cell_row(self, cell) for cell in self.cells()])


def _cell_row(forms: FormSet, cell: CellDef) -> dict[str, Any]:
    form = forms.form(cell.edition, cell.table_id)
    groups = {g.code: g.zh for g in form.groups}
    return {
        "edition": cell.edition,
        "table_id": cell.table_id,
        "item": cell.item.code,
        "breakdown": cell.breakdown.code,
        "position": cell.position,
        "clause": cell.item.clause,
        "item_group": cell.item.group,
        "item_group_zh": groups[cell.item.group] if cell.item.group else None,
        "parent_item": cell.item.parent,
        "item_zh": cell.item.zh,
        "item_en": cell.item.en,
        "breakdown_zh": cell.breakdown.zh,
        "breakdown_en": cell.breakdown.en,
        "unit": cell.breakdown.unit or None,
        "value_kind": cell.breakdown.kind,
        "is_signed": cell.breakdown.signed,
        "is_total": cell.breakdown.is_total,
        "legal_basis": form.legal_basis,
        "is_proven": form.proven,
    }


def plain_yaml(path: Path) -> Any:
    """The plain values of a file, read by libyaml: six times as fast, where it is."""
    loader = yaml.CSafeLoader if yaml.__with_libyaml__ else yaml.SafeLoader
    return yaml.load(path.read_text(encoding="utf-8"), Loader=loader)  # noqa: S506


def _load(path: Path, kind: Any) -> Any:
    try:
        data = plain_yaml(path)
        return TypeAdapter(kind).validate_python(data)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise FormError(f"{path}: {error}") from error


def _check_form(path: Path, form: Form) -> None:
    """Refuse a form that contradicts itself or its place."""
    items = {i.code for i in form.items}
    columns = {b.code for b in form.breakdowns}
    groups = {g.code for g in form.groups}
    problems = [
        *(
            f"item {i.code}: no row {i.parent!r}"
            for i in form.items
            if i.parent and i.parent not in items
        ),
        *(
            f"item {i.code}: no row {i.under!r}"
            for i in form.items
            if i.under and i.under not in items
        ),
        *(
            f"item {i.code}: no group {i.group!r}"
            for i in form.items
            if i.group and i.group not in groups
        ),
        *(
            f"item {i.code}: no column {b!r}"
            for i in form.items
            for b in i.breakdowns or ()
            if b not in columns
        ),
    ]
    if len(items) != len(form.items) or len(columns) != len(form.breakdowns):
        problems.append("a code is used twice")
    if (form.edition, form.table_id) != (path.parent.name, path.stem):
        problems.append(f"says {form.edition}/{form.table_id}, move or correct it")
    if not form.proven and form.severity == "hard":
        problems.append("a form that is not proven has no hard rules: lower `severity`")
    if problems:
        raise FormError(f"{path}: " + "; ".join(problems))


def _check_labels(
    path: Path, labels: tuple[LabelEntry, ...], forms: list[Form]
) -> None:
    """Refuse a wording for something that no edition has."""
    known = {
        (f.table_id, role, entry.code)
        for f in forms
        for role, entries in (
            ("item", f.items),
            ("breakdown", f.breakdowns),
            ("group", f.groups),
        )
        for entry in entries
    }
    for entry in labels:
        if entry.role == "structure":
            continue
        if (entry.table, entry.role, entry.code) not in known:
            raise FormError(
                f"{path}: no {entry.role} {entry.code!r} in table {entry.table} "
                "of any edition under data/forms/"
            )


@cache
def load_forms(folder: Path | None = None) -> FormSet:
    """Load and check all editions, labels and value tokens.

    Args:
        folder: the folder of the forms; by default the project's `data/forms`.

    Raises:
        FormError: a file is missing or wrong; the message names it.
    """
    root = folder or project_dir() / "data" / "forms"
    forms: dict[tuple[str, str], Form] = {}
    for path in sorted(root.glob("*/*.yml")):
        form: Form = _load(path, Form)
        _check_form(path, form)
        forms[form.edition, form.table_id] = form
    if not forms:
        raise FormError(f"no form found under {root}: expected <edition>/<table>.yml")
    labels = tuple(_load(root / "labels.yml", list[LabelEntry]))
    _check_labels(root / "labels.yml", labels, list(forms.values()))
    return FormSet(
        forms=forms,
        labels=labels,
        values=_load(root / "values.yml", ValueTokens),
        sections=_load(root / "sections.yml", SectionList),
    )
