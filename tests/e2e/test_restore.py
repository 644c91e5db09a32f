"""The backup that docs/deploy.md asks for is enough to make everything again."""

import json
import shutil
from pathlib import Path

import pytest

from assets.runner import run_rebuild
from pipeline.settings import Settings

pytestmark = pytest.mark.e2e


def test_archive_and_log_give_the_same_release(demo_root: Path, tmp_path: Path) -> None:
    root = tmp_path / "restored"
    shutil.copytree(demo_root / "raw", root / "raw")
    shutil.copy(demo_root / "root.json", root)
    outcome = run_rebuild(Settings.of(root))
    assert outcome.success, outcome.failures
    ids = [
        json.loads(path.read_text(encoding="utf-8"))["release_id"]
        for path in (
            demo_root / "releases" / "current" / "manifest.json",
            root / "releases" / "current" / "manifest.json",
        )
    ]
    assert ids[0] == ids[1]
