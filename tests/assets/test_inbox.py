"""The inbox in Dagster: its sensor on a real instance, its asset in a real run."""

import shutil
from pathlib import Path

import dagster as dg
import pytest

from assets.definitions import build_defs
from assets.inbox import TAKE_IN, inbox
from assets.partitions import range_of
from assets.resources import DataRootResource
from pipeline.inbox import look
from pipeline.settings import Settings


@pytest.fixture
def root(tmp_path: Path) -> Path:
    settings = Settings.of(tmp_path / "root", demo=True)
    settings.prepare()
    settings.root.inbox.mkdir()
    return settings.root.path


def evaluate(
    root: Path, instance: dg.DagsterInstance, cursor: str | None = None
) -> tuple[dg.SkipReason | dg.RunRequest, str | None]:
    with dg.build_sensor_context(
        instance=instance,
        cursor=cursor,
        resources={"data_root": DataRootResource(path=str(root))},
    ) as context:
        found = inbox(context)
        assert isinstance(found, dg.SkipReason | dg.RunRequest)
        return found, context.cursor


def everything(root: Path) -> dict[Path, int]:
    return {p: p.lstat().st_mtime_ns for p in root.rglob("*")}


def test_sensor_asks_for_one_run_of_each_set_of_whole_files(
    root: Path, demo_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with dg.instance_for_test() as instance:
        skipped, cursor = evaluate(root, instance)
        assert isinstance(skipped, dg.SkipReason)
        assert "no whole file" in str(skipped.skip_message)
        shutil.copyfile(demo_pages / "pingtan_2019.html", root / "inbox" / "a.html")
        copying, cursor = evaluate(root, instance, cursor)
        assert isinstance(copying, dg.SkipReason)
        assert "1 still being copied" in str(copying.skip_message)
        # the seconds that a file has to lie still are over
        monkeypatch.setattr(look, "_is_still", lambda *_: True)
        before = everything(root)
        first, cursor = evaluate(root, instance, cursor)
        assert isinstance(first, dg.RunRequest)
        assert first.run_key
        assert everything(root) == before
        again, cursor = evaluate(root, instance, cursor)
        assert isinstance(again, dg.SkipReason)
        shutil.copyfile(demo_pages / "pingtan_2020.html", root / "inbox" / "b.html")
        second, cursor = evaluate(root, instance, cursor)
        assert isinstance(second, dg.RunRequest)
        assert second.run_key != first.run_key


def test_sensor_and_job_ship_stopped_and_described() -> None:
    defs = build_defs()
    assert inbox.default_status is dg.DefaultSensorStatus.STOPPED
    job = defs.resolve_job_def(TAKE_IN)
    names = {key.to_user_string() for key in job.asset_layer.executable_asset_keys}
    assert {"raw_deposits", "core_reports", "int_reports", "release"} <= names
    assert "raw_documents" not in names


def test_one_file_that_never_settles_holds_back_no_other(
    root: Path, demo_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shutil.copyfile(demo_pages / "pingtan_2019.html", root / "inbox" / "a.html")
    shutil.copyfile(demo_pages / "pingtan_2020.html", root / "inbox" / "b.html")
    monkeypatch.setattr(look, "_is_still", lambda file, _: file.name == "a.html")
    with dg.instance_for_test() as instance:
        first, cursor = evaluate(root, instance)
        assert isinstance(first, dg.RunRequest)
        # the file that still grows is no new set of whole files
        (root / "inbox" / "b.html").write_text("more", encoding="utf-8")
        again, _ = evaluate(root, instance, cursor)
    assert isinstance(again, dg.SkipReason)
    assert "of a time to come: b.html" in str(again.skip_message)


@pytest.mark.parametrize(("first", "last"), [("beijing", "tianjin"), ("beijing", None)])
def test_a_file_of_a_province_that_is_not_read_is_left(
    root: Path,
    demo_pages: Path,
    monkeypatch: pytest.MonkeyPatch,
    first: str,
    last: str | None,
) -> None:
    monkeypatch.setattr(look, "_is_still", lambda *_: True)
    lies = root / "inbox" / "a.html"
    shutil.copyfile(demo_pages / "pingtan_2019.html", lies)
    tags = {"dagster/partition": first}
    if last:
        tags = range_of([first, last])
    defs = build_defs(data_root=DataRootResource(path=str(root)))
    with dg.instance_for_test() as instance:
        result = defs.resolve_job_def(TAKE_IN).execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey("raw_deposits")], tags=tags
        )
    (made,) = result.asset_materializations_for_node("raw_deposits")
    assert made.metadata["of_other_provinces"].value == 1
    assert made.metadata["taken_in"].value == 0
    assert lies.is_file()


def test_asset_takes_in_what_lies_in_the_demonstration(
    root: Path, demo_pages: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(look, "_is_still", lambda *_: True)
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    text = page.replace(b"</body>", b"<p>deposited</p></body>")
    (root / "inbox" / "a.html").write_bytes(text)
    (root / "inbox" / "b.txt").write_text("nothing", encoding="utf-8")
    defs = build_defs(data_root=DataRootResource(path=str(root)))
    with dg.instance_for_test() as instance:
        result = defs.resolve_job_def(TAKE_IN).execute_in_process(
            instance=instance, asset_selection=[dg.AssetKey("raw_deposits")]
        )
    (made,) = result.asset_materializations_for_node("raw_deposits")
    facts = {key: value.value for key, value in made.metadata.items()}
    assert (facts["taken_in"], facts["refused"], facts["dagster/row_count"]) == (
        1,
        1,
        2,
    )
    assert "Nothing says whose report it is" in str(facts["files"])
    assert all(e.passed for e in result.get_asset_check_evaluations())
    assert (Settings.of(root).root.inbox / "refused" / "b.txt.why.txt").is_file()
