"""The code location: what is there, and that it is described."""

from datetime import UTC, datetime

import dagster as dg
import pytest

from assets.definitions import build_defs
from assets.partitions import ALL_PROVINCES_TAGS, provinces
from assets.resources import DataRootResource
from pipeline.checks import all_checks
from pipeline.seeds import SEEDS
from pipeline.sqlmodels import load_models

DEFS = build_defs()
SPECS = {spec.key.to_user_string(): spec for spec in DEFS.resolve_all_asset_specs()}

ASSETS = {
    "seed": set(SEEDS),
    "raw": {
        "raw_crawls",
        "raw_document_versions",
        "raw_documents",
        "raw_issues",
        "raw_links_left",
        "raw_report_links",
    },
    "core": {
        "core_applications",
        "core_claims",
        "core_issues",
        "core_litigation",
        "core_proactive_disclosure",
        "core_reconsideration",
        "core_reports",
        "core_statistics",
    },
    "int": {m.name for m in load_models() if m.layer == "int"},
    "out": {m.name for m in load_models() if m.layer == "out"},
    "publish": {"release"},
}


def test_assets_are_in_the_groups_of_the_design() -> None:
    groups: dict[str, set[str]] = {}
    for name, spec in SPECS.items():
        groups.setdefault(spec.group_name or "", set()).add(name)
    assert groups == ASSETS


@pytest.mark.parametrize("name", sorted(SPECS))
def test_every_asset_says_what_it_is(name: str) -> None:
    spec = SPECS[name]
    assert spec.description
    assert spec.owners == ["team:ogi"]
    assert spec.kinds
    if name != "release":
        schema = spec.metadata["dagster/column_schema"]
        assert isinstance(schema, dg.TableSchema)
        assert all(column.description for column in schema.columns)


def test_only_raw_and_core_are_cut_by_province() -> None:
    cut = {name for name, spec in SPECS.items() if spec.partitions_def is not None}
    assert cut == ASSETS["raw"] | ASSETS["core"]
    assert all(SPECS[name].partitions_def == provinces for name in cut)
    keys = provinces.get_partition_keys()
    assert len(keys) == 35  # 34 province-level divisions and the central organs
    assert {"fujian", "henan", "shanghai", "shaanxi", "shanxi", "central"} <= set(keys)


def test_every_check_is_an_asset_check() -> None:
    graph = DEFS.resolve_asset_graph()
    known = {(k.asset_key.to_user_string(), k.name) for k in graph.asset_check_keys}
    by_code = {("core_reports", "reader_is_measured")}
    assert known == {(c.asset, c.name) for c in all_checks()} | by_code
    for asset, name in by_code:
        assert graph.get(dg.AssetCheckKey(dg.AssetKey(asset), name)).blocking


def test_an_asset_waits_for_the_seeds_that_its_checks_read() -> None:
    graph = DEFS.resolve_asset_graph()
    for check in all_checks():
        before = graph.get_ancestor_asset_keys(dg.AssetKey(check.asset))
        seeds = {dg.AssetKey(n) for n in check.reads if n.startswith("seed_")}
        assert seeds <= before, (check.asset, check.name)


def test_errors_block_and_warnings_do_not() -> None:
    graph = DEFS.resolve_asset_graph()
    for check in all_checks():
        key = dg.AssetCheckKey(dg.AssetKey(check.asset), check.name)
        assert graph.get(key).blocking == (check.severity == "error"), check.name


def test_the_release_comes_after_everything_else() -> None:
    graph = DEFS.resolve_asset_graph()
    before = graph.get_ancestor_asset_keys(dg.AssetKey("release"))
    everything = {dg.AssetKey(name) for name in SPECS if name != "release"}
    # raw issues reach the release through out_issues
    assert everything - before == set()


def test_the_schedule_ships_stopped_and_runs_all_provinces_once() -> None:
    schedule = DEFS.resolve_schedule_def("nightly")
    assert schedule.cron_schedule == "0 2 * * *"
    assert schedule.execution_timezone == "Asia/Shanghai"
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED
    context = dg.build_schedule_context(
        scheduled_execution_time=datetime(2026, 1, 1, 18, tzinfo=UTC)
    )
    tick = schedule.evaluate_tick(context)
    assert tick.run_requests is not None
    (request,) = tick.run_requests
    keys = provinces.get_partition_keys()
    assert request.tags["dagster/asset_partition_range_start"] == keys[0]
    assert request.tags["dagster/asset_partition_range_end"] == keys[-1]
    assert ALL_PROVINCES_TAGS.items() <= request.tags.items()


def test_jobs_have_descriptions() -> None:
    jobs = {job.name: job for job in DEFS.jobs or ()}
    assert set(jobs) == {
        "nightly_refresh",
        "rebuild_models",
        "refresh_province",
        "reread",
    }
    assert all(job.description for job in jobs.values())


def test_a_resource_is_replaced_by_name(tmp_path: object) -> None:
    resource = DataRootResource(path=str(tmp_path))
    defs = build_defs(data_root=resource)
    assert defs.resources is not None
    assert defs.resources["data_root"] is resource
