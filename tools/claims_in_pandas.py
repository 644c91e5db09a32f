"""Claims against tables as pandas would do them: the alternative of bench_models.py.

Each count or amount that may be compared is joined with the sums of cells that its
subject may mean and with these cells: what out_claims does for them, without blanks
that are given a meaning, changes between two years, and the words.
"""

import time
from typing import Any

import pandas as pd
import pyarrow.dataset as ds

from pipeline.store import Lake
from tools.rules_in_pandas import provinces_with, read

__all__ = ["claims_in_pandas"]

_REPORT = ["document_sha256", "report_no"]
_CLAIM = [*_REPORT, "claim_no"]
_CELL = ["table_id", "item", "breakdown"]
_TABLES = (
    *("applications", "proactive_disclosure", "reconsideration", "litigation"),
    "statistics",
)
_TEN_THOUSAND = 10_000


def claims_in_pandas(lake: Lake, reports: int) -> dict[str, Any]:
    """Compare the claims of some reports; gives how long it took.

    `outcomes` is how many came out as in out_claims, `differ` how many did not.
    """
    provinces = provinces_with(lake, reports)
    start, cpu = time.perf_counter(), time.process_time()
    chosen = read(lake, "int_reports")
    chosen = chosen[chosen["province_id"].isin(provinces)]
    kept = chosen[_REPORT]
    claims = read(lake, "core_claims", provinces).merge(kept, on=_REPORT)
    claims = claims[
        claims["why_not_compared"].isna() & claims["kind"].isin(("count", "amount"))
    ]
    cells = pd.concat(
        [read(lake, f"core_{t}", provinces) for t in _TABLES], ignore_index=True
    ).merge(kept, on=_REPORT)
    terms = read(lake, "seed_claim_terms")
    found = _outcomes(claims, _sums(claims, cells, terms))
    seconds, cpu = time.perf_counter() - start, time.process_time() - cpu
    given = _given(lake, chosen["institution_id"].unique().tolist())
    both = given.merge(found, on=_CLAIM, suffixes=("", "_2"))
    same = int((both["outcome"] == both["outcome_2"]).sum())
    return {
        "seconds": seconds,
        "cpu": cpu,
        "claims": len(claims),
        "outcomes": same,
        "differ": len(both) - same,
    }


def _sums(
    claims: pd.DataFrame, cells: pd.DataFrame, terms: pd.DataFrame
) -> pd.DataFrame:
    """What each sum comes to that a claim may mean, and if its cells are printed."""
    figures = cells["value"].astype(float)
    is_large = cells["unit"] == "万元"
    cells = cells.assign(figure=figures.where(~is_large, figures * _TEN_THOUSAND))
    stated = claims[[*_CLAIM, "subject", "breakdown"]].rename(
        columns={"breakdown": "claim_breakdown"}
    )
    wanted = stated.merge(terms, on=["subject", "claim_breakdown"])
    joined = wanted.merge(
        cells[[*_REPORT, "edition", *_CELL, "figure"]], on=[*_REPORT, "edition", *_CELL]
    )
    joined = joined.assign(term=joined["coefficient"] * joined["figure"])
    summed = joined.groupby([*_CLAIM, "choice_no"]).agg(
        figure=("term", "sum"), known=("term", "count"), terms=("terms", "first")
    )
    return summed.assign(is_known=summed["known"] == summed["terms"]).reset_index()


def _outcomes(claims: pd.DataFrame, sums: pd.DataFrame) -> pd.DataFrame:
    held = sums.merge(claims[[*_CLAIM, "value", "tolerance"]], on=_CLAIM)
    off = (held["figure"] - held["value"].astype(float)).abs()
    held = held.assign(agrees=off <= held["tolerance"].astype(float) + 1e-6)
    best = held.groupby(_CLAIM)[["agrees", "is_known"]]
    best = best.agg({"agrees": "any", "is_known": "all"}).reset_index()
    best = best[best["is_known"]]  # what a blank means is for the rules to say
    return best.assign(outcome=best["agrees"].map({True: "match", False: "mismatch"}))


def _given(lake: Lake, institutions: list[str]) -> pd.DataFrame:
    """What out_claims says of the same ones."""
    data = ds.dataset(lake.files("out_claims"), format="parquet")
    wanted = (
        ds.field("kind").isin(("count", "amount"))
        & ds.field("outcome").isin(("match", "mismatch"))
        & ds.field("institution_id").isin(institutions)
    )
    return data.to_table(columns=[*_CLAIM, "outcome"], filter=wanted).to_pandas()
