"""Consistency rules: what must add up, as coefficients over cells.

A rule is linear: a sum of cells compared (`==`, `<=`, `>=`) with another. Rules that
the form implies are derived from its structure (`pipeline.rule_derived`); `data/rules`
holds their wording and what structure cannot say. Rules compile to `seed_rules` and
`seed_rule_terms`, so that one SQL model evaluates all of them. Rules about single
figures (kind `domain`) have no terms. How outcomes are read is not here (that is
`sql/`), nor how the files are read (that is `pipeline.rule_files`).
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from pipeline.errors import RuleError
from pipeline.forms import TABLES, Form, FormSet, Severity, TableId
from pipeline.paths import project_dir
from pipeline.rule_derived import check_left_out, derived_equations
from pipeline.rule_files import (
    DomainDef,
    EquationDef,
    Name,
    Worded,
    derived_defs,
    domain_defs,
    equation_defs,
    parse_expression,
)
from pipeline.rule_scope import forms_of, prior_forms, units_of

if TYPE_CHECKING:
    import pandas as pd

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

    A rule of kind `domain` is about all figures of a table and has no terms, and no
    expression. `prior_editions` are those that the report of the year before may
    follow: in others the cell means something else, or is not there.
    """

    rule_id: str
    table_id: TableId
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
    origin_zh: str
    origin_en: str
    legal_basis_zh: tuple[str, ...]
    legal_basis_en: tuple[str, ...]
    expression: str | None
    prior_editions: tuple[str, ...]
    terms: tuple[Term, ...]

    @property
    def needs_prior(self) -> bool:
        """Whether it needs the report of the year before."""
        return any(term.year_offset for term in self.terms)


_SEVERITIES: tuple[Severity, ...] = ("informative", "soft", "hard")


def _at_most(severity: Severity, form: Form) -> Severity:
    """A severity, lowered to the most that a rule about a form may be."""
    return min(severity, form.severity, key=_SEVERITIES.index)


def _texts(rule: Worded, form: Form) -> dict[str, Any]:
    """What a rule says of itself, with the notice that introduced the form."""
    texts: dict[str, Any] = {name: getattr(rule, name) for name in Worded.model_fields}
    for name in ("legal_basis_zh", "legal_basis_en"):
        texts[name] = tuple(
            text.replace("{notice}", form.legal_basis) for text in texts[name]
        )
    return texts


def _compile(where: str, rule: EquationDef, forms: FormSet) -> list[Rule]:
    """One equation for each row or column, in each edition."""
    operator, names = parse_expression(where, rule.expr)
    compiled = []
    for form in forms_of(where, rule, forms):
        edition = form.edition
        prior = prior_forms(where, rule, names, form, forms)
        places = {f.edition: _kinds(f) for f in (form, *prior)}
        for position, unit in units_of(where, rule, form):
            more: dict[str, Any] = {
                **_texts(rule, form),
                "expression": rule.expr,
                "prior_editions": tuple(f.edition for f in prior),
                "terms": tuple(_terms(where, names, unit.code, rule, edition, places)),
            }
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
                    **more,
                )
            )
    return compiled


#: kind of each cell of a form, by row and column
_Places = dict[tuple[str, str], str]


def _kinds(form: Form) -> _Places:
    return {(c.item.code, c.breakdown.code): c.breakdown.kind for c in form.cells()}


def _terms(
    where: str,
    names: list[Name],
    unit: str,
    rule: EquationDef,
    edition: str,
    places: dict[str, _Places],
) -> Iterator[Term]:
    prior = rule.prior_editions
    for name in names:
        pair = (unit, name.name) if rule.for_each == "item" else (name.name, unit)
        is_prior = name.year_offset and prior != "same"
        for one in (prior or ()) if is_prior else (edition,):
            cell, form = f"{pair[0]}/{pair[1]}", f"{rule.table}/{one}"
            file = f"data/forms/{one}/{rule.table}.yml"
            if pair not in places[one]:
                raise RuleError(f"{where}: no cell {cell} in {form}; see {file}")
            if places[one][pair] != "count":
                raise RuleError(
                    f"{where}: {cell} in {form} is an amount: printed in units that "
                    f"differ, it cannot be added up; see {file}, or leave_out"
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
        expression=None,
        prior_editions=(),
        terms=(),
        **_texts(rule, form),
    )


def load_rules(forms: FormSet, folder: Path | None = None) -> list[Rule]:
    """All rules of all editions, one entry an equation, derived ones first.

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
    check_left_out(tuple(tables), wordings, root)
    for form in tables:
        for derived in derived_equations(form, wordings, root):
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
    "right_en", "origin_zh", "origin_en", "expression",
)  # fmt: skip


def rules_frame(rules: list[Rule]) -> "pd.DataFrame":
    """`seed_rules`: one row an equation (rule, edition, unit)."""
    # reading and listing need no frame, and start faster without
    import pandas as pd  # noqa: PLC0415

    return pd.DataFrame(
        [
            {c: getattr(r, c) for c in _RULE_COLUMNS}
            | {
                "legal_basis_zh": "；".join(r.legal_basis_zh) or None,
                "legal_basis_en": "; ".join(r.legal_basis_en) or None,
                # "2019|2021", to be split where it is read
                "prior_editions": "|".join(r.prior_editions) or None,
            }
            for r in rules
        ]
    )


def terms_frame(rules: list[Rule]) -> "pd.DataFrame":
    """`seed_rule_terms`: one row a cell in an equation."""
    import pandas as pd  # noqa: PLC0415

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
