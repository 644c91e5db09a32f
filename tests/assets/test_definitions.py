"""The code location: what is there, and that it is described."""

from datetime import UTC, datetime
from pathlib import Path

import dagster as dg
import pytest
from dagster._core.definitions.schedule_definition import ScheduleExecutionData

from assets.definitions import build_defs
from assets.partitions import provinces, provinces_of_range, ranges_of
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_lock import POOL
from pipeline.checks import all_checks
from pipeline.errors import UsageError
from pipeline.inbox import look
from pipeline.seeds import SEEDS
from pipeline.settings import Settings
from pipeline.sqlmodels import load_models

DEFS = build_defs()
SPECS = {spec.key.to_user_string(): spec for spec in DEFS.resolve_all_asset_specs()}

ASSETS = {
    "seed": set(SEEDS),
    "raw": {
        "raw_crawls",
        "raw_deposits",
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
    assert cut == ASSETS["raw"] - {"raw_deposits"} | ASSETS["core"]
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


def test_the_schedule_ships_stopped_and_goes_by_its_file() -> None:
    schedule = DEFS.resolve_schedule_def("nightly")
    assert schedule.cron_schedule == [
        "0 2,8,14,20 * 1,2,3 *",
        "0 2 * 4,5,6,7,8,9,10,11,12 *",
    ]
    assert schedule.execution_timezone == "Asia/Shanghai"
    assert schedule.default_status == dg.DefaultScheduleStatus.STOPPED


def tick(
    root: Path, instance: dg.DagsterInstance, *, demo: bool
) -> ScheduleExecutionData:
    Settings.of(root, demo=demo).prepare()
    with dg.build_schedule_context(
        instance,
        scheduled_execution_time=datetime(2026, 1, 1, 18, tzinfo=UTC),
        resources={
            "data_root": DataRootResource(path=str(root)),
            "registry": RegistryResource(),
            "http_client": HttpClientResource(),
        },
    ) as context:
        return DEFS.resolve_schedule_def("nightly").evaluate_tick(context)


def test_a_night_is_one_run_over_the_provinces_in_use(tmp_path: Path) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        (request,) = tick(tmp_path / "root", instance, demo=True).run_requests or ()
    assert request.tags["dagster/asset_partition_range_start"] == "shanghai"
    assert request.tags["dagster/asset_partition_range_end"] == "henan"


def test_where_nothing_is_to_be_done_the_night_says_so(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        evaluated = tick(tmp_path / "root", instance, demo=False)
        assert not evaluated.run_requests
        assert "no source is enabled" in (evaluated.skip_message or "")
        # whoever only deposits files is served as well
        monkeypatch.setattr(look, "_is_still", lambda *_: True)
        (tmp_path / "root" / "inbox").mkdir()
        (tmp_path / "root" / "inbox" / "a.html").write_text("a report")
        evaluated = tick(tmp_path / "root", instance, demo=False)
        assert evaluated.run_requests


def test_a_run_that_was_never_handed_in_holds_up_no_night(tmp_path: Path) -> None:
    """Whoever made it was killed before it began."""
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        instance.create_run_for_job(DEFS.resolve_job_def("nightly_refresh"))
        assert tick(tmp_path / "root", instance, demo=True).run_requests


def test_a_night_does_what_a_failed_run_left(tmp_path: Path) -> None:
    """What it took out of the inbox is not read yet, and lies there no more."""
    job = DEFS.resolve_job_def("take_in_inbox")
    with dg.DagsterInstance.local_temp(str(tmp_path)) as instance:
        run = instance.create_run_for_job(job)
        instance.report_run_failed(run)
        assert tick(tmp_path / "root", instance, demo=False).run_requests


def test_partitions_become_as_few_runs_as_possible() -> None:
    tags = ranges_of(["beijing", "fujian", "jiangxi"])
    assert [list(provinces_of_range(t)) for t in tags] == [
        ["beijing"],
        ["fujian", "jiangxi"],
    ]


#: job -> its mode, whether provinces are picked, the groups of its assets
JOBS = {
    "nightly_refresh": ("refresh", True, set(ASSETS)),
    "refresh_provinces": ("refresh", True, set(ASSETS)),
    "refresh_source": ("source", True, set(ASSETS)),
    "refresh_report": ("report", True, set(ASSETS)),
    "reextract": ("reextract", True, set(ASSETS) - {"raw"}),
    "rebuild_models": ("models", False, set(ASSETS) - {"raw", "core"}),
    "rebuild_from_archive": ("rebuild", True, set(ASSETS)),
}


def test_the_jobs_are_these() -> None:
    assert {job.name for job in DEFS.jobs or ()} == {*JOBS, "take_in_inbox"}


@pytest.mark.parametrize("name", sorted(JOBS))
def test_a_job_says_what_it_does_and_ends_in_a_release(name: str) -> None:
    mode, is_cut, groups = JOBS[name]
    job = DEFS.resolve_job_def(name)
    assert job.tags["ogi/mode"] == mode
    assert any("\u4e00" <= character <= "\u9fff" for character in job.description or "")
    assert (job.partitions_def == provinces) is is_cut
    if is_cut:  # all provinces at once are one run
        assert job.backfill_policy == dg.BackfillPolicy.single_run()
    keys = {key.to_user_string() for key in job.asset_layer.selected_asset_keys}
    # a file of the inbox may be of a province that was not picked
    takes_in = name in ("nightly_refresh", "rebuild_from_archive")
    left_out = set() if takes_in else {"raw_deposits"}
    assert keys == {name for group in groups for name in ASSETS[group]} - left_out
    assert "release" in keys


def test_everything_that_writes_is_in_the_pool_of_the_data_root() -> None:
    for name in (*JOBS, "take_in_inbox"):
        for node in DEFS.resolve_job_def(name).nodes:
            assert node.definition.pools == {POOL}, node.name


def test_a_resource_is_replaced_by_name(tmp_path: Path) -> None:
    resource = DataRootResource(path=str(tmp_path))
    defs = build_defs(data_root=resource)
    assert defs.resources is not None
    assert defs.resources["data_root"] is resource
    assert set(defs.resources) >= {"data_root", "registry", "http_client"}


def test_an_unknown_resource_is_refused() -> None:
    with pytest.raises(UsageError, match="found 'dataroot'; did you mean 'data_root'"):
        build_defs(dataroot=DataRootResource())


def test_every_field_of_a_resource_says_what_it_is() -> None:
    for kind in (DataRootResource, RegistryResource, HttpClientResource):
        for name, field in kind.model_fields.items():
            assert field.description, (kind.__name__, name)


def test_resources_make_the_settings_once(tmp_path: Path) -> None:
    root = DataRootResource(path=str(tmp_path))
    registry = RegistryResource(folder=str(tmp_path / "registry"))
    client = HttpClientResource(contact="a@example.org", delay_scale=2)
    settings = settings_of(root, registry, client)
    assert settings.registry_folder == tmp_path / "registry"
    assert (settings.contact, settings.delay_scale) == ("a@example.org", 2)
    assert settings_of(root, registry, client) is settings
