"""Running checks: which rows offend, and whether a budget allows for them.

A check that found nothing is remembered by what it looked at (`pipeline.stamps`) and is
not run again over the same; one that found something is. Which checks there are is in
`pipeline.checks`.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, date, datetime

import pyarrow as pa

from pipeline import stamps
from pipeline.checks import checks_of
from pipeline.expectations import Budget, load_budgets
from pipeline.sqlmodels import Check
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

__all__ = ["Offence", "budget_of", "find_offences", "too_large"]

#: a budget is too large that allows more than twice what was found, and more than this
_SLACK = 10


@dataclass(frozen=True, slots=True)
class Offence:
    """A check that found rows.

    Attributes:
        check: which one.
        count: how many rows offend.
        rows: the first of them.
        budget: what is allowed of them, if anything is.
    """

    check: Check
    count: int
    rows: pa.Table
    budget: Budget | None = None

    @property
    def allowed(self) -> int:
        """How many rows are allowed."""
        return (self.budget.rows or 0) if self.budget else 0

    @property
    def is_allowed(self) -> bool:
        """The rows are known and within their budget: the check passes."""
        return self.count <= self.allowed


def budget_of(
    check: Check, today: date, budgets: Collection[Budget] | None = None
) -> Budget | None:
    """The budget of a check in rows, None if it has none or if that has run out."""
    for budget in load_budgets() if budgets is None else budgets:
        is_of_it = (budget.asset, budget.check) == (check.asset, check.name)
        if is_of_it and budget.rows is not None:
            return None if budget.until and budget.until < today else budget
    return None


def too_large(budget: Budget, found: int) -> bool:
    """Whether a budget allows for much more than there is: then it should go down."""
    allowed = budget.rows or 0
    return allowed > 2 * found and allowed - found > _SLACK


def find_offences(
    lake: Lake,
    warehouse: Warehouse,
    table: str,
    *,
    today: date | None = None,
    checks: Collection[Check] | None = None,
) -> list[Offence]:
    """Run the checks of a table; gives those that found rows, allowed or not.

    Args:
        lake: the tables; those that the warehouse does not have yet are added.
        warehouse: where the checks run.
        table: whose checks; it is in the lake as in the warehouse.
        today: decides which budgets have run out; by default the day in UTC.
        checks: by default all checks of the table.
    """
    day = today or datetime.now(UTC).date()
    found, passed = [], {}
    for check in checks_of(table) if checks is None else checks:
        fingerprint = stamps.check_fingerprint(lake, check)
        if not stamps.has_passed(lake, check, fingerprint):
            warehouse.add_lake(lake, sorted(check.reads - warehouse.relations()))
            count, rows = warehouse.offences(check)
            if count:
                found.append(Offence(check, count, rows, budget_of(check, day)))
                continue
        passed[check.name] = fingerprint
    stamps.record_passed(lake, table, passed)
    return found
