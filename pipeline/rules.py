"""Consistency rules: what must add up, as coefficients over cells.

A rule is linear: a sum of cells compared (`==`, `<=`, `>=`) with another. Sums that
the form implies are derived from its structure (`parent`, `is_total`); `data/rules`
holds their wording and what structure cannot say. Rules compile to `seed_rules` and
`seed_rule_terms`, so that one SQL model evaluates all of them. Rules about single
figures (kind `domain`) have no terms. How outcomes are read is not here (that is
`sql/`), nor how the files are read (that is `pipeline.rule_files`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from pipeline.errors import RuleError
from pipeline.forms import TABLES, Breakdown, Form, FormSet, Item, Severity
from pipeline.paths import project_dir
from pipeline.rule_files import (
    DerivedDef,
    DomainDef,
    EquationDef,
    Name,
    derived_defs,
    domain_defs,
    equation_defs,
    parse_expression,
)

__all__ = ["Rule", "Term", "load_rules", "rules_frame", "terms_frame"]


@dataclass(frozen=True, slots=True)
class Term:
    """A cell in a rule: `coefficient × value` on one side of the comparison."""

    item: str
    breakdown: str
    coefficient: int
    side: str
    year_offset: int = 0


@dataclass(frozen=True, slots=True)
class Rule:
    """A rule applied to one row or column of one edition: one equation.

    A rule of kind `domain` is about all figures of a table and has no terms.
    """

    rule_id: str
    table_id: str
    edition: str
    kind: str
    for_each: str
    unit_code: str
    unit_position: int
    table_zh: str
    table_en: str
    unit_zh: str
    unit_en: str
    severity: str
    operator: str
    tolerance: int
    label_zh: str
    label_en: str
    left_zh: str
    left_en: str
    right_zh: str
    right_en: str
    origin: str
    terms: tuple[Term, ...]

    @property
    def needs_prior(self) -> bool:
        """Whether it needs the report of the year before."""
        return any(term.year_offset for term in self.terms)


def _worded(wording: DerivedDef, total_zh: str, total_en: str) -> dict[str, str]:
    """The texts of a derived sum, with the label of its total filled in."""
    texts = wording.model_dump(exclude={"derive", "table"})
    return {
        key: text.format(total_zh=total_zh, total_en=total_en)
        for key, text in texts.items()
    }


_SEVERITIES: tuple[Severity, ...] = ("informative", "soft", "hard")


def _at_most(severity: Severity, form: Form) -> Severity:
    """A severity, lowered to the most that a rule about a form may be."""
    return min(severity, form.severity, key=_SEVERITIES.index)


def _derived(
    form: Form, wordings: dict[tuple[str, str], DerivedDef], folder: Path
) -> Iterator[EquationDef]:
    """The sums that the structure of a form implies."""

    def wording(derive: str) -> DerivedDef:
        try:
            return wordings[derive, form.table_id]
        except KeyError:
            raise RuleError(
                f"{folder / 'derived.yml'}: {form.table_id}/{form.edition} has a "
                f"{derive} and no entry says how its sum is worded"
            ) from None

    totals = [b for b in form.breakdowns if b.is_total]
    parents = dict.fromkeys(i.parent for i in form.items if i.parent)
    for total in totals:
        parts = " + ".join(b.code for b in form.breakdowns if not b.is_total)
        yield EquationDef(
            id=f"{form.table_id}_row_sum",
            table=form.table_id,
            for_each="item",
            editions=(form.edition,),
            severity="hard",
            expr=f"{parts} == {total.code}",
            **_worded(wording("total_column"), total.zh, total.en.lower()),
        )
    for parent in parents:
        parts = " + ".join(i.code for i in form.items if i.parent == parent)
        item = next(i for i in form.items if i.code == parent)
        yield EquationDef(
            id=f"{form.table_id}_{parent.replace('.', '_')}_sum",
            table=form.table_id,
            for_each="breakdown",
            editions=(form.edition,),
            severity="hard",
            expr=f"{parts} == {parent}",
            **_worded(wording("total_row"), item.zh, item.en.lower()),
        )


def _compile(where: str, rule: EquationDef, forms: FormSet) -> list[Rule]:
    """One equation for each row or column, in each edition."""
    operator, names = parse_expression(where, rule.expr)
    known = forms.editions_of(rule.table)
    foreign = set(rule.editions or ()) - set(known)
    if foreign:
        raise RuleError(
            f"{where}: no edition {sorted(foreign)}; there are {list(known)}"
        )
    compiled = []
    for edition in rule.editions or known:
        form = forms.form(edition, rule.table)
        for position, unit in _units(where, rule, form):
            compiled.append(
                Rule(
                    rule_id=rule.id,
                    table_id=rule.table,
                    edition=edition,
                    kind="equation",
                    for_each=rule.for_each,
                    unit_code=unit.code,
                    unit_position=position,
                    table_zh=form.name_zh,
                    table_en=form.name_en,
                    unit_zh=unit.zh,
                    unit_en=unit.en,
                    severity=_at_most(rule.severity, form),
                    operator=operator,
                    tolerance=rule.tolerance,
                    label_zh=rule.label_zh,
                    label_en=rule.label_en,
                    left_zh=rule.left_zh,
                    left_en=rule.left_en,
                    right_zh=rule.right_zh,
                    right_en=rule.right_en,
                    origin=rule.origin,
                    terms=tuple(_terms(where, names, unit.code, rule, form)),
                )
            )
    return compiled


def _units(
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
        if rule.units is None or unit.code in rule.units
    ]


def _terms(
    where: str, names: list[Name], unit: str, rule: EquationDef, form: Form
) -> Iterator[Term]:
    cells = {(c.item.code, c.breakdown.code) for c in form.cells()}
    for name in names:
        pair = (unit, name.name) if rule.for_each == "item" else (name.name, unit)
        if pair not in cells:
            raise RuleError(
                f"{where}: no cell {pair[0]}/{pair[1]} in "
                f"{form.table_id}/{form.edition}; see "
                f"data/forms/{form.edition}/{form.table_id}.yml"
            )
        yield Term(*pair, name.coefficient, name.side, name.year_offset)


def _domain(rule: DomainDef, form: Form) -> Rule:
    """A rule about every figure of a table: the table is its unit."""
    return Rule(
        rule_id=rule.id,
        table_id=form.table_id,
        edition=form.edition,
        kind="domain",
        for_each="table",
        unit_code=form.table_id,
        unit_position=0,
        table_zh=form.name_zh,
        table_en=form.name_en,
        unit_zh=form.name_zh,
        unit_en=form.name_en,
        severity=_at_most(rule.severity, form),
        operator="==",
        tolerance=0,
        label_zh=rule.label_zh,
        label_en=rule.label_en,
        left_zh=rule.left_zh,
        left_en=rule.left_en,
        right_zh=rule.right_zh,
        right_en=rule.right_en,
        origin=rule.origin,
        terms=(),
    )


def load_rules(forms: FormSet, folder: Path | None = None) -> list[Rule]:
    """All rules of all editions, one entry an equation, derived sums first.

    Args:
        forms: the forms that the rules are about.
        folder: by default the project's `data/rules`.

    Raises:
        RuleError: a rule cannot be read or names a cell that its edition does not
            have; the message names the file and the rule.
    """
    root = folder or project_dir() / "data" / "rules"
    wordings = derived_defs(root)
    rules: list[Rule] = []
    tables = [
        forms.form(edition, table)
        for edition in forms.editions
        for table in TABLES
        if edition in forms.editions_of(table)
    ]
    for form in tables:
        for derived in _derived(form, wordings, root):
            rules += _compile(f"derived rule {derived.id}", derived, forms)
    seen = {r.rule_id for r in rules}
    for path, domain in domain_defs(root):
        _refuse_second(path, domain.id, seen)
        rules += [_domain(domain, form) for form in tables]
    for path, equation in equation_defs(root):
        _refuse_second(path, equation.id, seen)
        rules += _compile(f"{path}: {equation.id}", equation, forms)
    return rules


def _refuse_second(path: Path, rule_id: str, seen: set[str]) -> None:
    if rule_id in seen:
        raise RuleError(f"{path}: the rule id {rule_id!r} is used twice")
    seen.add(rule_id)


_RULE_COLUMNS = (
    "rule_id", "edition", "unit_code", "table_id", "kind", "severity", "operator",
    "tolerance", "needs_prior", "for_each", "unit_position", "table_zh", "table_en",
    "unit_zh", "unit_en", "label_zh", "label_en", "left_zh", "left_en", "right_zh",
    "right_en", "origin",
)  # fmt: skip


def rules_frame(rules: list[Rule]) -> pd.DataFrame:
    """`seed_rules`: one row an equation (rule, edition, unit)."""
    return pd.DataFrame([{c: getattr(r, c) for c in _RULE_COLUMNS} for r in rules])


def terms_frame(rules: list[Rule]) -> pd.DataFrame:
    """`seed_rule_terms`: one row a cell in an equation."""
    return pd.DataFrame(
        [
            {
                "rule_id": r.rule_id,
                "edition": r.edition,
                "unit_code": r.unit_code,
                "term_no": number,
                "table_id": r.table_id,
                "item": t.item,
                "breakdown": t.breakdown,
                "year_offset": t.year_offset,
                "side": t.side,
                "coefficient": t.coefficient,
            }
            for r in rules
            for number, t in enumerate(r.terms, start=1)
        ]
    )
