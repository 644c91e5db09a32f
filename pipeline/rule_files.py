"""The files under `data/rules`: what they may say, and the grammar of an equation.

Three kinds of file: `derived.yml` words what the structure of a form implies,
`domain.yml` holds what every single figure must be, every other file holds equations.
Turning them into equations is in `pipeline.rules`.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Literal, Self, TypeVar

import yaml
from pydantic import (
    BaseModel,
    ConfigDict,
    TypeAdapter,
    ValidationError,
    model_validator,
)

from pipeline.errors import RuleError
from pipeline.forms import Severity, TableId, plain_yaml

__all__ = [
    "DerivedDef",
    "DomainDef",
    "EquationDef",
    "Name",
    "Worded",
    "derived_defs",
    "domain_defs",
    "equation_defs",
    "parse_expression",
]

DERIVED, DOMAIN = "derived.yml", "domain.yml"

_COMPARISON = re.compile(r"\s*(==|<=|>=)\s*")
_TERM = re.compile(
    r"\s*(?P<sign>[+-])?\s*(?:(?P<factor>\d+)\s*\*\s*)?"
    r"(?P<name>[a-z_]+(?:\.[a-z_]+)*)(?P<prior>@prior)?"
)


class Worded(BaseModel):
    """What every rule says of itself, in both languages.

    `origin` says why it is a rule; `legal_basis` lists the articles and notices behind
    it, where there are any. `{notice}` in a legal basis stands for the notice that
    introduced the form.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    label_zh: str
    label_en: str
    left_zh: str
    left_en: str
    right_zh: str
    right_en: str
    origin_zh: str
    origin_en: str
    legal_basis_zh: tuple[str, ...] = ()
    legal_basis_en: tuple[str, ...] = ()

    @model_validator(mode="after")
    def _in_both_languages(self) -> Self:
        if len(self.legal_basis_zh) != len(self.legal_basis_en):
            raise ValueError(
                "legal_basis_zh and legal_basis_en list the same, in order"
            )
        return self


class EquationDef(Worded):
    """A comparison of two sums of cells, for each row or column of a table.

    Its rows or columns are all (by default) or `units`, without those to `leave_out`
    (`edition/unit`). `editions` are those of the report (by default all that have the
    table).
    `prior_editions` belong to a rule that names a cell of the year before: the editions
    in which that cell means what the rule takes it for, or `same` for the edition of
    the report itself. Between other editions the rule is not evaluated.
    """

    id: str
    table: TableId
    for_each: Literal["item", "breakdown"]
    units: tuple[str, ...] | None = None
    leave_out: tuple[str, ...] = ()
    editions: tuple[str, ...] | None = None
    prior_editions: Literal["same"] | tuple[str, ...] | None = None
    severity: Severity
    expr: str
    tolerance: int = 0


class DerivedDef(Worded):
    """How a rule that follows from the structure of a form is worded.

    `total_column`: the other columns add up to it. `total_row`: the rows whose `parent`
    it is add up to it. `part_row`: a row printed `under` another is not more than that,
    except those to `leave_out` (`edition/row`).
    """

    derive: Literal["total_column", "total_row", "part_row"]
    table: TableId
    severity: Severity
    leave_out: tuple[str, ...] = ()


class DomainDef(Worded):
    """What every single figure of a table must be."""

    id: str
    check: Literal["whole_and_not_negative"]
    severity: Severity


@dataclass(frozen=True, slots=True)
class Name:
    """A row or column named in an expression."""

    name: str
    coefficient: int
    side: str
    year_offset: int


_Def = TypeVar("_Def", EquationDef, DerivedDef, DomainDef)


def _read(path: Path, kind: type[_Def]) -> list[_Def]:
    try:
        entries: Any = plain_yaml(path)
        return TypeAdapter(list[kind]).validate_python(entries)  # type: ignore[valid-type]
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise RuleError(f"{path}: {error}") from error


def derived_defs(folder: Path) -> dict[tuple[str, str], DerivedDef]:
    """The wording of derived rules, by `(derive, table)`."""
    return {(d.derive, d.table): d for d in _read(folder / DERIVED, DerivedDef)}


def domain_defs(folder: Path) -> list[tuple[Path, DomainDef]]:
    """What single figures must be, with the file that says so."""
    path = folder / DOMAIN
    return [(path, d) for d in _read(path, DomainDef)]


def equation_defs(folder: Path) -> Iterator[tuple[Path, EquationDef]]:
    """The equations of all other files, with the file of each."""
    for path in sorted(folder.glob("*.yml")):
        if path.name not in (DERIVED, DOMAIN):
            for entry in _read(path, EquationDef):
                yield path, entry


def parse_expression(where: str, expr: str) -> tuple[str, list[Name]]:
    """An expression as its comparison and the names on both sides.

    The grammar is closed: names (`granted`, `carried_out@prior`), whole factors
    (`2 * granted`), `+`, `-`, and one of `==`, `<=`, `>=`.

    Args:
        where: file and rule, for the message.
        expr: the expression.

    Raises:
        RuleError: it cannot be read, or names something twice.
    """
    parts = _COMPARISON.split(expr)
    if len(parts) != 3:  # noqa: PLR2004 - left, comparison, right
        raise RuleError(f"{where}: expected one of ==, <=, >= in {expr!r}")
    left, operator, right = parts
    names = [*_side(where, left, "left"), *_side(where, right, "right")]
    keys = [(n.name, n.year_offset) for n in names]
    twice = sorted({name for name, offset in keys if keys.count((name, offset)) > 1})
    if twice:
        raise RuleError(f"{where}: named twice in {expr!r}: {', '.join(twice)}")
    return operator, names


def _side(where: str, text: str, side: str) -> list[Name]:
    found: list[Name] = []
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
        found.append(Name(match["name"], factor, side, offset))
        position = match.end()
    if not found:
        raise RuleError(f"{where}: nothing stands on the {side} side")
    return found
