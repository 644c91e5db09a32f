"""Checks that data files ask for: references, accepted values and row counts.

What they demand stands in `data/expectations` and in the code lists; here it becomes
SQL. Checks that are written by hand are files under `sql/checks`; both come together in
`pipeline.checks`.
"""

from collections.abc import Collection, Mapping

from pipeline.errors import DataFileError
from pipeline.expectations import (
    Reference,
    References,
    RowCounts,
    load_references,
    load_row_counts,
)
from pipeline.sqlmodels import Check
from pipeline.tables import columns_of_tables, layer_of, made_before

__all__ = ["reference_checks", "row_count_checks", "value_checks"]


# -- references ------------------------------------------------------------------------


def _applies(reference: Reference, table: str, columns: Collection[str]) -> bool:
    return (
        layer_of(table) in reference.layers
        and table != reference.of
        and set(reference.columns) <= set(columns)
        and table not in reference.not_in
        and reference.of in made_before(table)
    )


def reference_checks(
    given: References | None = None,
    tables: Mapping[str, Collection[str]] | None = None,
) -> list[Check]:
    """A check for each table that a reference is about.

    Raises:
        DataFileError: a reference names a table or column that is not there.
    """
    references = load_references() if given is None else given
    known = columns_of_tables() if tables is None else tables
    about = {
        r.name: {t for t, columns in known.items() if _applies(r, t, columns)}
        for r in references.references
    }
    checks = []
    for reference in references.references:
        _refuse_unknown(reference, known)
        implied = {t for name in reference.implied_by for t in about[name]}
        checks += [
            _reference_check(reference, table)
            for table in known
            if table in about[reference.name] - implied
        ]
    return checks


def _refuse_unknown(reference: Reference, known: Mapping[str, Collection[str]]) -> None:
    where = f"data/expectations/references.yml: {reference.name}"
    unknown = sorted({reference.of, *reference.not_in} - known.keys())
    if unknown:
        raise DataFileError(f"{where}: no table {', '.join(unknown)}")
    missing = sorted(set(reference.columns.values()) - set(known[reference.of]))
    if missing:
        raise DataFileError(
            f"{where}: {reference.of} has no column {', '.join(missing)}"
        )
    idle = sorted(
        table
        for table in reference.not_in
        if not set(reference.columns) <= set(known[table])
    )
    if idle:
        raise DataFileError(
            f"{where}: not_in names {', '.join(idle)}, which has not its columns"
        )


def _reference_check(reference: Reference, table: str) -> Check:
    columns = list(reference.columns)
    listed = ",\n        ".join(f"t.{c}" for c in columns)
    given = "\n        and ".join(f"t.{c} is not null" for c in columns)
    matched = "\n        and ".join(
        f"k.{own} = o.{other}" for own, other in reference.columns.items()
    )
    shown = ",\n    ".join(f"k.{c}" for c in columns)
    first = next(iter(reference.columns.values()))
    return Check(
        name=reference.name,
        asset=table,
        severity=reference.severity,
        description=f"{reference.en} {reference.zh}",
        reads=frozenset({table, reference.of}),
        sql=(
            f"with keys as (\n    select\n        {listed},\n"
            f"        count(*) as rows_found\n    from {table} as t\n"
            f"    where\n        {given}\n    group by all\n)\n\n"
            f"select\n    {shown},\n    k.rows_found\nfrom keys as k\n"
            f"left join {reference.of} as o\n    on\n        {matched}\n"
            f"where o.{first} is null"
        ),
    )


# -- accepted values -------------------------------------------------------------------


def value_checks(accepted: Mapping[tuple[str, str], Collection[str]]) -> list[Check]:
    """A check for each table with coded columns: nothing but the listed codes, or null.

    Args:
        accepted: the codes by table and column.
    """
    coded: dict[str, dict[str, Collection[str]]] = {}
    for (table, column), codes in accepted.items():
        # seeds are checked when they are compiled, views by what they are made of
        if layer_of(table) != "seed" and table in columns_of_tables():
            coded.setdefault(table, {})[column] = codes
    return [_value_check(table, columns) for table, columns in coded.items()]


def _value_check(table: str, columns: Mapping[str, Collection[str]]) -> Check:
    listed = ",\n        ".join(f"t.{c}" for c in columns)
    parts = [
        f"select\n    '{column}' as column_name,\n"
        f"    cast(c.{column} as varchar) as value_found,\n"
        f"    sum(c.rows_found) as rows_found\nfrom combinations as c\n"
        f"where cast(c.{column} as varchar) not in ({_literals(codes)})\ngroup by all"
        for column, codes in columns.items()
    ]
    return Check(
        name="values_are_accepted",
        asset=table,
        severity="warn" if layer_of(table) == "raw" else "error",
        description=f"Coded columns ({', '.join(columns)}) hold nothing but the codes "
        "of data/dictionary/values.yml, or nothing. 代码列只含代码表所列的值。",
        reads=frozenset({table}),
        sql=(
            f"with combinations as (\n    select\n        {listed},\n"
            f"        count(*) as rows_found\n    from {table} as t\n"
            "    group by all\n)\n\n" + "\nunion all\n".join(parts)
        ),
    )


def _literals(codes: Collection[str]) -> str:
    return ", ".join("'" + code.replace("'", "''") + "'" for code in codes)


# -- row counts ------------------------------------------------------------------------

_ROW_COUNTS = """\
with institutions as (
    select
        e.report_year,
        count(i.institution_id) as institutions
    from seed_expectations as e
    left join seed_institutions as i
        on
            e.report_year >= coalesce(i.valid_from, e.report_year)
            and e.report_year <= coalesce(i.valid_to, e.report_year)
    where
        e.table_name = '{table}'
        and e.applies_to = '{kind}'
    group by all
),

years as (
    select
        t.report_year,
        count(*) as rows_found
    from {table} as t
    group by all
),

bounds as (
    select
        e.report_year,
        coalesce(y.rows_found, 0) as rows_found,
        e.at_least
        * case when e.per_institution then i.institutions else 1 end as at_least,
        e.at_most
        * case when e.per_institution then i.institutions else 1 end as at_most
    from seed_expectations as e
    inner join institutions as i
        on e.report_year = i.report_year
    left join years as y
        on e.report_year = y.report_year
    where
        e.table_name = '{table}'
        and e.applies_to = '{kind}'
)

select
    b.report_year,
    b.rows_found,
    b.at_least,
    b.at_most
from bounds as b
where b.rows_found not between b.at_least and b.at_most"""


def row_count_checks(entries: Collection[RowCounts] | None = None) -> list[Check]:
    """A check for each table that row counts are given for.

    Raises:
        DataFileError: there is no such table, or its rows are of no year.
    """
    checks = []
    seeds = {"seed_expectations", "seed_institutions"}
    for entry in load_row_counts() if entries is None else entries:
        if "report_year" not in columns_of_tables().get(entry.table, ()):
            raise DataFileError(
                f"data/expectations/row_counts.yml: {entry.table}: expected a table "
                "with a column report_year"
            )
        suffix = "_in_demo" if entry.applies_to == "demo" else ""
        checks.append(
            Check(
                name=f"rows_are_as_many_as_expected{suffix}",
                asset=entry.table,
                severity=entry.severity,
                description=f"{entry.en} {entry.zh}",
                reads=frozenset({entry.table, *seeds}),
                sql=_ROW_COUNTS.format(table=entry.table, kind=entry.applies_to),
            )
        )
    return checks
