"""What a rule is about: editions of the report and of the year before, rows, columns.

Refuses what the forms do not have. The equations that follow are in `pipeline.rules`.
"""

from pipeline.errors import RuleError
from pipeline.forms import Breakdown, Form, FormSet, Item
from pipeline.rule_files import EquationDef, Name

__all__ = ["forms_of", "prior_forms", "units_of"]


def forms_of(where: str, rule: EquationDef, forms: FormSet) -> tuple[Form, ...]:
    """The forms that a rule is about."""
    known = forms.editions_of(rule.table)
    _refuse(where, rule.editions or (), known)
    mine = tuple(forms.form(e, rule.table) for e in rule.editions or known)
    _refuse_left_out(where, rule, mine)
    return mine


def prior_forms(
    where: str, rule: EquationDef, names: list[Name], form: Form, forms: FormSet
) -> tuple[Form, ...]:
    """The forms that the report of the year before may follow."""
    needs_prior = any(name.year_offset for name in names)
    if needs_prior and not rule.prior_editions:
        raise RuleError(
            f"{where}: {rule.expr!r} needs the year before; say in prior_editions in "
            "which editions that cell has the same meaning, or `same`"
        )
    if rule.prior_editions is None:
        return ()
    if not needs_prior:
        raise RuleError(
            f"{where}: prior_editions without a cell of the year before (`@prior`) in "
            f"{rule.expr!r}"
        )
    if rule.prior_editions == "same":
        return (form,)
    _refuse(where, rule.prior_editions, forms.editions_of(rule.table))
    return tuple(forms.form(e, rule.table) for e in sorted(set(rule.prior_editions)))


def units_of(
    where: str, rule: EquationDef, form: Form
) -> list[tuple[int, Item | Breakdown]]:
    """The rows or columns that a rule is about, with their place in the form."""
    units: list[Item | Breakdown] = (
        [*form.items] if rule.for_each == "item" else [*form.breakdowns]
    )
    unknown = set(rule.units or ()) - {u.code for u in units}
    if unknown:
        raise RuleError(
            f"{where}: no {rule.for_each} {sorted(unknown)} in "
            f"{rule.table}/{form.edition}; see "
            f"data/forms/{form.edition}/{rule.table}.yml"
        )
    return [
        (position, unit)
        for position, unit in enumerate(units)
        if (rule.units is None or unit.code in rule.units)
        and f"{form.edition}/{unit.code}" not in rule.leave_out
    ]


def _refuse(where: str, editions: tuple[str, ...], known: tuple[str, ...]) -> None:
    foreign = set(editions) - set(known)
    if foreign:
        raise RuleError(
            f"{where}: no edition {sorted(foreign)}; there are {list(known)}"
        )


def _refuse_left_out(where: str, rule: EquationDef, forms: tuple[Form, ...]) -> None:
    """Refuse to leave out what is not there."""
    units = {
        f"{form.edition}/{unit.code}"
        for form in forms
        for unit in (form.items if rule.for_each == "item" else form.breakdowns)
    }
    if unknown := sorted(set(rule.leave_out) - units):
        raise RuleError(
            f"{where}: leave_out names {unknown}; expected edition/{rule.for_each} of "
            f"{rule.table}, one of {sorted(units)}"
        )
