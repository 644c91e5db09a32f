"""The Dagster folder of a data root: made by whoever starts Dagster there."""

from pathlib import Path

import pytest
import yaml

from assets.home import prepare_home
from pipeline.errors import UsageError
from pipeline.settings import Settings


@pytest.fixture
def root(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Settings:
    monkeypatch.delenv("OGI_POSTGRES_URL", raising=False)
    return Settings.of(tmp_path / "root")


def test_a_root_keeps_its_runs_in_a_folder_of_its_own(root: Settings) -> None:
    environment = prepare_home(root)
    home = root.root.dagster_home
    assert environment == {"DAGSTER_HOME": str(home), "OGI_DATA": str(root.root.path)}
    written = yaml.safe_load((home / "dagster.yaml").read_text(encoding="utf-8"))
    assert written["event_log_storage"]["config"]["base_dir"].startswith(str(home))
    assert written["telemetry"] == {"enabled": False}


def test_a_root_of_another_version_in_postgres_does_not_fall_back(
    root: Settings,
) -> None:
    """Whatever else that version wrote around the reference to the variable."""
    file = root.root.dagster_home / "dagster.yaml"
    file.parent.mkdir(parents=True)
    old = "storage: {postgres: {postgres_url: {\n env: DAGSTER_POSTGRES_URL}}}\n"
    file.write_text(old, encoding="utf-8")
    with pytest.raises(UsageError, match="OGI_POSTGRES_URL is not set"):
        prepare_home(root)
    assert file.read_text(encoding="utf-8") == old
