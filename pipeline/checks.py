"""All checks: those under `sql/checks`, and those that data files ask for.

A check runs right after its table, so it may only read what is made before that
(`pipeline.tables.made_before`). Checks are run by `pipeline.offences`; how one is
written is in `pipeline.sqlmodels`.
"""

from collections.abc import Iterator
from functools import cache
from pathlib import Path

from pipeline.data_checks import reference_checks, row_count_checks, value_checks
from pipeline.dictionary import accepted_values
from pipeline.errors import DataFileError, UsageError
from pipeline.expectations import load_budgets
from pipeline.near import meant
from pipeline.sqlmodels import Check, load_checks
from pipeline.tables import layer_of, made_before

__all__ = [
    "MOST_CHECKS",
    "all_checks",
    "checks_of",
    "find_checks",
    "full_name",
    "seeds_read_by_checks",
]

#: of one table: more can nobody take in at a glance
MOST_CHECKS = 8


def _every_check(folder: Path | None) -> Iterator[Check]:
    yield from load_checks(folder)
    yield from reference_checks()
    yield from value_checks(accepted_values())
    yield from row_count_checks()


@cache
def all_checks(folder: Path | None = None) -> tuple[Check, ...]:
    """Every check, each of which reads only what is made before its table.

    Raises:
        DataFileError: two checks of a table have one name, a check reads what is made
            later, or a budget is of a check that is not there.
    """
    checks = tuple(_every_check(folder))
    names = [(c.asset, c.name) for c in checks]
    twice = sorted({f"{n} of {a}" for a, n in names if names.count((a, n)) > 1})
    if twice:
        raise DataFileError(f"checks defined twice: {', '.join(twice)}")
    for check in checks:
        later = sorted(check.reads - made_before(check.asset))
        if later:
            raise DataFileError(
                f"check {check.name} of {check.asset} reads {', '.join(later)}, which "
                "is not made before it; let it be a check of what is made last"
            )
    for budget in load_budgets():
        if (budget.asset, budget.check) not in names:
            raise DataFileError(
                f"data/expectations/budgets.yml: {budget.asset} has no check "
                f"{budget.check}"
            )
    return checks


def full_name(check: Check) -> str:
    """The name of a check among all: its table and its name."""
    return f"{check.asset}.{check.name}"


def find_checks(name: str) -> tuple[Check, ...]:
    """The checks meant by a full name, a table, or a name that several tables have.

    Raises:
        UsageError: nothing has that name.
    """
    found = tuple(c for c in all_checks() if name in (full_name(c), c.asset, c.name))
    if found:
        return found
    known = {n for c in all_checks() for n in (full_name(c), c.asset, c.name)}
    said = meant(name, known, "`ogi checks` lists all")
    raise UsageError(f"there is no check or table {name!r}; {said}")


def checks_of(table: str) -> tuple[Check, ...]:
    """The checks of a table."""
    return tuple(check for check in all_checks() if check.asset == table)


def seeds_read_by_checks(table: str) -> frozenset[str]:
    """The seeds that the checks of a table read: its asset waits for them too."""
    read = {name for check in checks_of(table) for name in check.reads}
    return frozenset(name for name in read if layer_of(name) == "seed")
