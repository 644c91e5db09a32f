"""What is made again without asking anybody: all of it, what was read, the models.

The backup that docs/deploy.md asks for is enough for it.
"""

import json
import re
import shutil
from pathlib import Path

import pytest
from click.testing import CliRunner

from assets.instance import instance_of
from pipeline.cli.main import cli
from pipeline.settings import Settings

pytestmark = pytest.mark.e2e


@pytest.fixture(scope="module")
def restored(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A root with the archive of the demonstration and nothing else."""
    root = tmp_path_factory.mktemp("backup") / "restored"
    shutil.copytree(demo_root / "raw", root / "raw")
    shutil.copy(demo_root / "root.json", root)
    return root


def ogi(root: Path, *arguments: str) -> str:
    """What a command prints."""
    done = CliRunner().invoke(cli, ["--data", str(root), *arguments])
    assert done.exit_code == 0, done.output
    return done.stdout


def release(root: Path) -> str:
    manifest = root / "releases" / "current" / "manifest.json"
    return str(json.loads(manifest.read_text(encoding="utf-8"))["release_id"])


def test_archive_and_log_give_the_same_release(demo_root: Path, restored: Path) -> None:
    said = ogi(restored, "rebuild")
    assert re.match(rf"published release {release(demo_root)}: ", said)
    assert release(restored) == release(demo_root)


def test_the_models_alone_change_nothing(restored: Path) -> None:
    said = ogi(restored, "rebuild", "--models")
    assert said.startswith("nothing changed, release ")
    assert jobs_of(restored)[-1:] == ["rebuild_models"]


def test_a_year_of_two_provinces_is_read_again(restored: Path) -> None:
    """Provinces that are no neighbours: a run each, the models with the last."""
    chosen = ("-i", "fujian-pingtan-zone", "-i", "henan-zhumadian", "-y", "2024")
    said = ogi(restored, "reextract", *chosen)
    assert said.startswith("nothing changed, release ")
    assert jobs_of(restored)[-2:] == ["reextract", "reextract"]


def jobs_of(root: Path) -> list[str]:
    """The jobs of the runs of a root, oldest first."""
    with instance_of(Settings.of(root)) as instance:
        return [run.job_name for run in instance.get_runs()][::-1]
