"""What the structure of a form implies: its totals, and its parts of a whole.

A column with `is_total` is the sum of the others, a row is the sum of those whose
`parent` it is, and a row printed `under` another (其中) is not more than that. How
these are worded is in `data/rules/derived.yml`; compiling them is in `pipeline.rules`.
"""

from collections.abc import Iterator, Mapping
from pathlib import Path

from pipeline.errors import RuleError
from pipeline.forms import Breakdown, Form, Item
from pipeline.rule_files import DERIVED, DerivedDef, EquationDef

__all__ = ["Wordings", "check_left_out", "derived_equations"]

#: the entries of `derived.yml` by what is derived and for which table
Wordings = Mapping[tuple[str, str], DerivedDef]


def derived_equations(
    form: Form, wordings: Wordings, folder: Path
) -> Iterator[EquationDef]:
    """The rules that the structure of a form implies.

    Raises:
        RuleError: no entry says how one of them is worded, or it names a text that
            there is not.
    """
    path = folder / DERIVED
    yield from _total_columns(form, wordings, path)
    yield from _total_rows(form, wordings, path)
    yield from _part_rows(form, wordings, path)


def _total_columns(form: Form, wordings: Wordings, path: Path) -> Iterator[EquationDef]:
    parts = [b.code for b in form.breakdowns if not b.is_total]
    for total in (b for b in form.breakdowns if b.is_total):
        yield _equation(
            _wording(path, form, wordings, "total_column"),
            form,
            path,
            rule_id=f"{form.table_id}_row_sum",
            expr=f"{' + '.join(parts)} == {total.code}",
            whole=total,
        )


def _total_rows(form: Form, wordings: Wordings, path: Path) -> Iterator[EquationDef]:
    for parent in dict.fromkeys(i.parent for i in form.items if i.parent):
        parts = [i.code for i in form.items if i.parent == parent]
        yield _equation(
            _wording(path, form, wordings, "total_row"),
            form,
            path,
            rule_id=f"{form.table_id}_{parent.replace('.', '_')}_sum",
            expr=f"{' + '.join(parts)} == {parent}",
            whole=_row(form, parent),
        )


def _part_rows(form: Form, wordings: Wordings, path: Path) -> Iterator[EquationDef]:
    for part in (i for i in form.items if i.under):
        wording = _wording(path, form, wordings, "part_row")
        if f"{form.edition}/{part.code}" in wording.leave_out:
            continue
        yield _equation(
            wording,
            form,
            path,
            rule_id=f"{form.table_id}_{part.code.replace('.', '_')}_part",
            expr=f"{part.code} <= {part.under}",
            whole=_row(form, part.under or ""),
            part=part,
        )


def check_left_out(forms: tuple[Form, ...], wordings: Wordings, folder: Path) -> None:
    """Refuse a row to leave out that no form prints under another."""
    for derived in wordings.values():
        known = {
            f"{form.edition}/{item.code}"
            for form in forms
            if form.table_id == derived.table and derived.derive == "part_row"
            for item in form.items
            if item.under
        }
        if unknown := sorted(set(derived.leave_out) - known):
            raise RuleError(
                f"{folder / DERIVED}: {derived.derive} of {derived.table}: leave_out "
                f"names {unknown}; expected edition/row of a row with `under`, one of "
                f"{sorted(known)}"
            )


def _wording(path: Path, form: Form, wordings: Wordings, derive: str) -> DerivedDef:
    try:
        return wordings[derive, form.table_id]
    except KeyError:
        raise RuleError(
            f"{path}: {form.table_id}/{form.edition} has a {derive} and no entry says "
            "how its rule is worded"
        ) from None


def _row(form: Form, code: str) -> Item:
    return next(item for item in form.items if item.code == code)


def _equation(
    wording: DerivedDef,
    form: Form,
    path: Path,
    *,
    rule_id: str,
    expr: str,
    whole: Item | Breakdown,
    part: Item | None = None,
) -> EquationDef:
    """The rule as if a file had said it, with its labels filled in."""
    labels = {"total_zh": whole.zh, "total_en": whole.en.lower()}
    if part is not None:
        labels |= {"part_zh": part.zh, "part_en": part.en.lower()}
    said = wording.model_dump(exclude={"derive", "table", "severity", "leave_out"})
    texts = {
        # a legal basis has a name of its own to be filled in, that of the notice
        key: _filled(path, text, labels) if isinstance(text, str) else text
        for key, text in said.items()
    }
    return EquationDef(
        id=rule_id,
        table=form.table_id,
        for_each="item" if isinstance(whole, Breakdown) else "breakdown",
        editions=(form.edition,),
        severity=wording.severity,
        expr=expr,
        **texts,
    )


def _filled(path: Path, text: str, labels: Mapping[str, str]) -> str:
    try:
        return text.format(**labels)
    except (KeyError, IndexError, ValueError) as error:
        known = ", ".join(f"{{{name}}}" for name in labels)
        raise RuleError(
            f"{path}: cannot fill in {text!r} ({error}); there are {known}"
        ) from None
