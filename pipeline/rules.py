"""Consistency rules: what must add up, as coefficients over cells.

A rule is linear: a sum of cells compared (`==`, `<=`, `>=`) with another. Sums that
the form implies are derived from its structure (`parent`, `is_total`); `data/rules`
holds only what structure cannot say. Rules compile to `seed_rules` and
`seed_rule_terms`, so that one SQL model evaluates all of them. How outcomes are read
is not here (that is `sql/`).
"""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal

import pandas as pd
import yaml
from pydantic import BaseModel, ConfigDict, TypeAdapter, ValidationError

from pipeline.errors import RuleError
from pipeline.forms import TABLES, Form, FormSet, TableId
from pipeline.paths import project_dir

__all__ = ["Rule", "RuleDef", "Term", "load_rules", "rules_frame", "terms_frame"]

Severity = Literal["hard", "soft", "informative"]
_COMPARISON = re.compile(r"\s*(==|<=|>=)\s*")
_TERM = re.compile(
    r"\s*(?P<sign>[+-])?\s*(?:(?P<factor>\d+)\s*\*\s*)?"
    r"(?P<name>[a-z_]+(?:\.[a-z_]+)*)(?P<prior>@prior)?"
)


class RuleDef(BaseModel):
    """One entry of a file under `data/rules`."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    table: TableId
    for_each: Literal["item", "breakdown"]
    units: tuple[str, ...] | None = None
    editions: tuple[str, ...] | None = None
    severity: Severity
    expr: str
    tolerance: int = 0
    label_zh: str
    label_en: str
    origin: str


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
    """A rule applied to one row or column of one edition: one equation."""

    rule_id: str
    table_id: str
    edition: str
    unit_code: str
    unit_zh: str
    unit_en: str
    severity: str
    operator: str
    tolerance: int
    label_zh: str
    label_en: str
    origin: str
    terms: tuple[Term, ...]

    @property
    def needs_prior(self) -> bool:
        """Whether it needs the report of the year before."""
        return any(term.year_offset for term in self.terms)


@dataclass(frozen=True, slots=True)
class _Name:
    name: str
    coefficient: int
    side: str
    year_offset: int


def _parse(where: str, expr: str) -> tuple[str, list[_Name]]:
    parts = _COMPARISON.split(expr)
    if len(parts) != 3:  # noqa: PLR2004 - left, comparison, right
        raise RuleError(f"{where}: expected one of ==, <=, >= in {expr!r}")
    left, operator, right = parts
    return operator, [
        *_parse_side(where, left, "left"),
        *_parse_side(where, right, "right"),
    ]


def _parse_side(where: str, text: str, side: str) -> list[_Name]:
    found: list[_Name] = []
    position = 0
    while position < len(text.rstrip()):
        match = _TERM.match(text, position)
        if match is None or (found and match["sign"] is None):
            rest = text[position:]
            raise RuleError(
                f"{where}: cannot read {rest!r}; expected + or - and a cell"
            )
        factor = int(match["factor"] or 1) * (-1 if match["sign"] == "-" else 1)
        offset = -1 if match["prior"] else 0
        found.append(_Name(match["name"], factor, side, offset))
        position = match.end()
    if not found:
        raise RuleError(f"{where}: nothing stands on the {side} side")
    return found


def _derived(form: Form) -> list[RuleDef]:
    """The sums that the structure of a form implies."""
    table, found = form.table_id, []
    totals = [b for b in form.breakdowns if b.is_total]
    for total in totals:
        parts = " + ".join(b.code for b in form.breakdowns if not b.is_total)
        found.append(
            RuleDef(
                id=f"{table}_row_sum",
                table=table,
                for_each="item",
                editions=(form.edition,),
                severity="hard",
                expr=f"{parts} == {total.code}",
                label_zh=f"各列之和应等于{total.zh}",
                label_en=f"the columns add up to {total.en.lower()}",
                origin="derived from the form: a total column",
            )
        )
    for parent in dict.fromkeys(i.parent for i in form.items if i.parent):
        parts = " + ".join(i.code for i in form.items if i.parent == parent)
        item = next(i for i in form.items if i.code == parent)
        found.append(
            RuleDef(
                id=f"{table}_{parent}_sum",
                table=table,
                for_each="breakdown",
                editions=(form.edition,),
                severity="hard",
                expr=f"{parts} == {parent}",
                label_zh=f"各项之和应等于{item.zh}",
                label_en=f"the rows add up to {item.en.lower()}",
                origin="derived from the form: a total row",
            )
        )
    return found


def _compile(where: str, rule: RuleDef, forms: FormSet) -> list[Rule]:
    operator, names = _parse(where, rule.expr)
    editions = rule.editions or forms.editions
    compiled = []
    for edition in editions:
        form = forms.form(edition, rule.table)
        by_item = rule.for_each == "item"
        units: list[Any] = list(form.items if by_item else form.breakdowns)
        if rule.units is not None:
            unknown = set(rule.units) - {u.code for u in units}
            if unknown:
                raise RuleError(
                    f"{where}: no {rule.for_each} {sorted(unknown)} in "
                    f"{rule.table}/{edition}; see data/forms/{edition}/{rule.table}.yml"
                )
            units = [u for u in units if u.code in rule.units]
        for unit in units:
            terms = tuple(_term(where, name, unit.code, rule, form) for name in names)
            compiled.append(
                Rule(
                    rule_id=rule.id,
                    table_id=rule.table,
                    edition=edition,
                    unit_code=unit.code,
                    unit_zh=unit.zh,
                    unit_en=unit.en,
                    severity=rule.severity,
                    operator=operator,
                    tolerance=rule.tolerance,
                    label_zh=rule.label_zh,
                    label_en=rule.label_en,
                    origin=rule.origin,
                    terms=terms,
                )
            )
    return compiled


def _term(where: str, name: _Name, unit: str, rule: RuleDef, form: Form) -> Term:
    by_item = rule.for_each == "item"
    item, breakdown = (unit, name.name) if by_item else (name.name, unit)
    cells = {(c.item.code, c.breakdown.code) for c in form.cells()}
    if (item, breakdown) not in cells:
        raise RuleError(
            f"{where}: no cell {item}/{breakdown} in {form.table_id}/{form.edition}; "
            f"see data/forms/{form.edition}/{form.table_id}.yml"
        )
    return Term(item, breakdown, name.coefficient, name.side, name.year_offset)


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
    rules: list[Rule] = []
    for edition in forms.editions:
        for table in TABLES:
            for rule in _derived(forms.form(edition, table)):
                rules += _compile(f"derived rule {rule.id}", rule, forms)
    seen = {r.rule_id for r in rules}
    for path in sorted(root.glob("*.yml")):
        try:
            entries = yaml.safe_load(path.read_text(encoding="utf-8"))
            defs = TypeAdapter(list[RuleDef]).validate_python(entries)
        except (yaml.YAMLError, ValidationError) as error:
            raise RuleError(f"{path}: {error}") from error
        for rule in defs:
            if rule.id in seen:
                raise RuleError(f"{path}: the rule id {rule.id!r} is used twice")
            seen.add(rule.id)
            rules += _compile(f"{path}: {rule.id}", rule, forms)
    return rules


def rules_frame(rules: list[Rule]) -> pd.DataFrame:
    """`seed_rules`: one row an equation (rule, edition, unit)."""
    return pd.DataFrame(
        [
            {
                "rule_id": r.rule_id,
                "edition": r.edition,
                "unit_code": r.unit_code,
                "table_id": r.table_id,
                "severity": r.severity,
                "operator": r.operator,
                "tolerance": r.tolerance,
                "needs_prior": r.needs_prior,
                "unit_zh": r.unit_zh,
                "unit_en": r.unit_en,
                "label_zh": r.label_zh,
                "label_en": r.label_en,
                "origin": r.origin,
            }
            for r in rules
        ]
    )


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
