"""The hard rules as pandas would do them: the alternative that bench_models.py names.

Cells joined with the terms of the rules, both sides summed, this year's report joined
with last year's: what the rule models do, without blanks that are given a meaning.
It reads as many whole provinces as make the number of reports asked for.
"""

import time
from typing import Any

import pandas as pd
import pyarrow.dataset as ds

from pipeline.store import Lake

__all__ = ["in_pandas", "provinces_with", "read"]

_KEY = ["institution_id", "report_year"]
_EQUATION = ["rule_id", "edition", "unit_code"]
_CELL = ["edition", "table_id", "item", "breakdown"]
_TABLES = ("applications", "reconsideration", "litigation")
_OUTCOMES = ("pass", "fail")


def read(lake: Lake, name: str, provinces: list[str] | None = None) -> pd.DataFrame:
    """A table of the lake, of some provinces only where it is cut by them."""
    files = [
        path for path in lake.files(name) if provinces is None or path.stem in provinces
    ]
    data = ds.dataset(files, format="parquet", partitioning=None)
    if not files or "report_year=" not in str(files[0]):
        return data.to_table().to_pandas()
    parts = [
        ds.dataset(path, format="parquet", partitioning=None)
        .to_table()
        .to_pandas()
        .assign(report_year=int(path.parent.name.partition("=")[2]))
        for path in files
    ]
    return pd.concat(parts, ignore_index=True)


def provinces_with(lake: Lake, reports: int) -> list[str]:
    """The first provinces that have so many reports together."""
    counts = read(lake, "int_reports").groupby("province_id").size()
    enough = counts.sort_index().cumsum()
    return list(enough.index[: int((enough < reports).sum()) + 1])


def in_pandas(lake: Lake, reports: int) -> dict[str, Any]:
    """Evaluate the hard equations of some reports; gives how long it took.

    `outcomes` is how many equations that could be decided came out as in
    out_rule_results, `differ` how many did not.
    """
    provinces = provinces_with(lake, reports)
    start, cpu = time.perf_counter(), time.process_time()
    chosen = read(lake, "int_reports")
    chosen = chosen[chosen["province_id"].isin(provinces)]
    cells = pd.concat(
        [read(lake, f"core_{t}", provinces) for t in _TABLES], ignore_index=True
    )
    cells = cells.merge(chosen[["document_sha256", "report_no"]])
    rules = read(lake, "seed_rules")
    rules = rules[(rules["severity"] == "hard") & (rules["kind"] == "equation")]
    terms = read(lake, "seed_rule_terms").merge(
        rules[[*_EQUATION, "tolerance", "needs_prior"]], on=_EQUATION
    )
    sides = _sides(cells, terms)
    found = _outcomes(sides, terms)
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    given = _given(lake, chosen["institution_id"].unique().tolist())
    both = given.merge(found, on=[*_KEY, "rule_id", "unit_code"], suffixes=("", "_2"))
    same = int((both["outcome"] == both["outcome_2"]).sum())
    return {
        "seconds": seconds,
        "cpu": cpu,
        "reports": len(chosen),
        "outcomes": same,
        "differ": len(both) - same,
    }


def _given(lake: Lake, institutions: list[str]) -> pd.DataFrame:
    """What the models say of the same reports; the whole table would be too large."""
    data = ds.dataset(lake.files("out_rule_results"), format="parquet")
    wanted = (
        (ds.field("severity") == "hard")
        & ds.field("outcome").isin(_OUTCOMES)
        & ds.field("institution_id").isin(institutions)
    )
    columns = [*_KEY, "rule_id", "unit_code", "outcome"]
    return data.to_table(columns=columns, filter=wanted).to_pandas()


def _sides(cells: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Each cell in each equation that names it, in the report that is confronted."""
    cells = cells.assign(value=cells["value"].astype(float))
    own = cells.merge(terms[terms["year_offset"] == 0], on=_CELL)
    # last year's form may be another one: its cells are known by their codes alone
    before = cells.assign(report_year=cells["report_year"] + 1)
    prior = before.drop(columns="edition").merge(
        terms[terms["year_offset"] == -1], on=_CELL[1:]
    )
    editions = cells[[*_KEY, "table_id", "edition"]].drop_duplicates()
    prior = prior.merge(editions, on=[*_KEY, "table_id", "edition"])
    return pd.concat([own, prior], ignore_index=True)


def _outcomes(sides: pd.DataFrame, terms: pd.DataFrame) -> pd.DataFrame:
    """Equations of which every term is printed: do both sides agree?"""
    sign = sides["side"].map({"left": 1, "right": -1})
    sides = sides.assign(signed=sign * sides["coefficient"] * sides["value"])
    summed = (
        sides.groupby([*_KEY, *_EQUATION], observed=True)
        .agg(
            difference=("signed", "sum"),
            known=("value", "count"),
            tolerance=("tolerance", "first"),
        )
        .reset_index()
    )
    wanted = terms.groupby(_EQUATION).size().rename("terms").reset_index()
    summed = summed.merge(wanted, on=_EQUATION)
    decided = summed[summed["known"] == summed["terms"]]
    holds = decided["difference"].abs() <= decided["tolerance"]
    return decided.assign(outcome=holds.map({True: "pass", False: "fail"}))
