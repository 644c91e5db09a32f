"""Ranks, percentiles and medians of many made-up figures, against what pandas says."""

import numpy as np
import pandas as pd
import pyarrow as pa
import pytest

from pipeline.sqlmodels import load_models
from pipeline.warehouse import Warehouse

MODEL = next(m for m in load_models() if m.name == "out_peer_metrics")
LEAST, FEWEST = 10, 5
GROUP = ["province_id", "kind", "report_year", "metric_id"]


def made_up(seed: int) -> pd.DataFrame:
    """Figures of many bodies, with ties, gaps and small denominators."""
    chance = np.random.default_rng(seed)
    rows = [
        {
            "institution_id": f"body-{n}",
            "province_id": ["fujian", "henan"][n % 2],
            "kind": "government" if n % 5 == 0 else "department",
            "report_year": year,
            "metric_id": metric,
            "value": None if chance.random() < 0.2 else int(chance.integers(12)) / 12,
            "denominator": int(chance.integers(5, 40)),
        }
        for n in range(45)
        for year in (2021, 2022)
        for metric in ("one", "two")
    ]
    return pd.DataFrame(rows)


def by_model(figures: pd.DataFrame) -> pd.DataFrame:
    reports = figures[["institution_id", "report_year"]].drop_duplicates()
    bodies = figures[["institution_id", "province_id", "kind"]].drop_duplicates()
    tables = {
        "int_reports": reports.assign(report_key=range(len(reports))),
        "seed_institutions": bodies.assign(
            level="county",
            valid_from=pd.array([None] * len(bodies), dtype="Int16"),
            valid_to=pd.array([None] * len(bodies), dtype="Int16"),
        ),
        "seed_metrics": pd.DataFrame(
            {"metric_id": ["one", "two"], "metric_no": [1, 2], "is_peer": True}
        ).assign(min_denominator=LEAST, min_peers=FEWEST),
        "out_metrics": figures.assign(
            edition="2021",
            comparable_with="2021",
            null_reason=figures["value"].isna().map({True: "blank_cell"}),
        ),
    }
    with Warehouse(threads=2) as warehouse:
        for name, frame in tables.items():
            warehouse.add_table(name, pa.Table.from_pandas(frame))
        found: pd.DataFrame = warehouse.run(MODEL).to_pandas()
    return found


def by_pandas(figures: pd.DataFrame) -> pd.DataFrame:
    ranked = figures[figures["value"].notna() & (figures["denominator"] >= LEAST)]
    ranked = ranked.assign(value=ranked["value"].astype(float))
    values = ranked.groupby(GROUP)["value"]
    peers = values.transform("count")
    middle = values.rank(method="average")  # from the lowest; ties at their middle
    return ranked.assign(
        peer_rank=values.rank(method="min", ascending=False),
        peers=peers,
        percentile=(100 * (middle - 0.5) / peers).where(peers >= FEWEST),
        peer_median=values.transform("median"),
    )


@pytest.mark.parametrize("seed", range(3))
def test_as_pandas_says(seed: int) -> None:
    figures = made_up(seed)
    keys = ["institution_id", "report_year", "metric_id"]
    wanted = ["peer_rank", "peers", "percentile", "peer_median"]
    found = by_model(figures)
    assert len(found) == len(figures)
    ranked = found[found["peer_rank"].notna()].set_index(keys).sort_index()
    expected = by_pandas(figures).set_index(keys).sort_index()
    pd.testing.assert_frame_equal(
        ranked[wanted], expected[wanted], check_dtype=False, rtol=1e-12
    )
    assert ranked["why_no_percentile"].notna().any()
    assert ranked["percentile"].notna().any()
