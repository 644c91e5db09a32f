"""Nothing is published by a reader that was not measured: both gates, their words."""

import shutil
from dataclasses import replace
from pathlib import Path

import pyarrow as pa
import pyarrow.parquet as pq
import pytest

from assets.measured import measured_result
from assets.runner import run_nightly
from pipeline.accuracy import report as accuracy_report
from pipeline.accuracy.gate import why_not_measured
from pipeline.accuracy.localisation import Localisation
from pipeline.accuracy.report import Accuracy
from pipeline.errors import ReleaseError
from pipeline.fingerprint import (
    fingerprint_parts,
    parse_fingerprint,
    quality_fingerprint,
    quality_parts,
)
from pipeline.publish import publish
from pipeline.settings import Settings
from pipeline.store import write_parquet

CURRENT = Accuracy(
    parse_fingerprint(),
    fingerprint_parts(),
    seed=1,
    localisation=Localisation(quality_fingerprint(), quality_parts()),
)
OTHER = replace(
    CURRENT,
    fingerprint="0" * 12,
    parts={"extract/gone.py": "1"}
    | {
        name: "2" if name == "extract/html.py" else value
        for name, value in CURRENT.parts.items()
        if name != "extract/docx.py"
    },
)


@pytest.fixture
def committed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Where the committed report is looked for; nothing is there yet."""
    path = tmp_path / "measured" / "accuracy.json"
    path.parent.mkdir()
    monkeypatch.setattr(accuracy_report, "accuracy_file", lambda: path)
    return path


def commit(path: Path, measured: Accuracy) -> None:
    path.write_text(measured.to_json(), encoding="utf-8")


def test_the_measured_reader_may_publish(committed: Path) -> None:
    commit(committed, CURRENT)
    assert why_not_measured([parse_fingerprint()]) is None


def test_what_differs_and_what_to_do_is_said(committed: Path) -> None:
    commit(committed, OTHER)
    reason = why_not_measured() or ""
    assert (
        "changed extract/html.py; new extract/docx.py; gone extract/gone.py" in reason
    )
    assert f"the reader that runs ({parse_fingerprint()})" in reason
    assert "run `ogi accuracy`" in reason


def test_another_localiser_is_measured_alone_and_reads_nothing_again(
    committed: Path,
) -> None:
    parts = quality_parts() | {"quality/search.py": "1", "quality/gone.py": "2"}
    other = Localisation("0" * 12, parts)
    commit(committed, replace(CURRENT, localisation=other))
    reason = why_not_measured([parse_fingerprint()]) or ""
    assert "changed quality/search.py; gone quality/gone.py" in reason
    assert (
        f"({quality_fingerprint()}) is not what was measured (000000000000)" in reason
    )
    assert "run `ogi accuracy --only localisation`" in reason
    assert "no document needs reading again" in reason
    commit(committed, replace(CURRENT, localisation=Localisation()))
    assert "is not what was measured (nothing)" in (why_not_measured() or "")


def test_without_a_report_or_with_part_of_one_nothing_was_measured(
    committed: Path,
) -> None:
    assert "there is no accuracy report" in (why_not_measured() or "")
    commit(committed, replace(CURRENT, is_quick=True))
    assert "quick measurement only" in (why_not_measured() or "")
    committed.write_text("{}", encoding="utf-8")
    assert "is no accuracy report" in (why_not_measured() or "")


def copied(demo_root: Path, folder: Path) -> Settings:
    shutil.copytree(demo_root, folder, symlinks=True)
    return replace(Settings.of(folder, demo=True), delay_scale=0.0)


def test_publishing_stops_at_another_reader(
    demo_root: Path, tmp_path: Path, committed: Path
) -> None:
    settings = copied(demo_root, tmp_path / "root")
    before = settings.root.current_release.readlink()
    commit(committed, OTHER)
    with pytest.raises(ReleaseError, match="nothing was published: the reader that"):
        publish(settings.root, is_demo=True)
    assert settings.root.current_release.readlink() == before
    commit(committed, CURRENT)
    assert publish(settings.root, is_demo=True).is_new is False


def test_what_an_older_reader_read_must_be_read_again(
    demo_root: Path, tmp_path: Path, committed: Path
) -> None:
    settings = copied(demo_root, tmp_path / "root")
    commit(committed, CURRENT)
    path = settings.lake.files("core_reports")[0]
    # one file alone: its folder would come back as a column
    table = pq.ParquetFile(path).read()
    at = table.schema.get_field_index("parse_fingerprint")
    older = pa.array(["f" * 12] * table.num_rows, table.schema.field(at).type)
    write_parquet(table.set_column(at, "parse_fingerprint", older), path)
    with pytest.raises(ReleaseError, match=r"another reader \(ffffffffffff\).*refresh"):
        publish(settings.root, is_demo=True)


def test_the_asset_check_fails_with_the_same_words(committed: Path) -> None:
    commit(committed, OTHER)
    failed = measured_result()
    assert (failed.passed, failed.description) == (False, why_not_measured())
    commit(committed, CURRENT)
    assert measured_result().passed


@pytest.mark.e2e
def test_a_night_of_another_reader_builds_and_publishes_nothing(
    demo_root: Path, tmp_path: Path, committed: Path
) -> None:
    settings = copied(demo_root, tmp_path / "root")
    release = settings.root.current_release.readlink()
    commit(committed, OTHER)
    night = run_nightly(settings)
    assert not night.success
    built = night.metadata.keys()
    assert "core_reports" in built
    assert not [name for name in built if name.startswith("out_")]
    assert not built & {"int_cells", "int_reports", "release"}
    (said,) = [line for line in night.failures if "ogi accuracy" in line]
    assert "changed extract/html.py" in said
    assert settings.root.current_release.readlink() == release
