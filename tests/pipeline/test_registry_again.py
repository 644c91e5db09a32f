"""A registry is read once, and again as soon as a file of it is another one."""

import shutil
from pathlib import Path

import pytest

from pipeline.errors import RegistryError
from pipeline.paths import project_dir
from pipeline.registry import registry_in


def test_it_is_read_again_when_it_changes(tmp_path: Path) -> None:
    folder = tmp_path / "registry"
    shutil.copytree(project_dir() / "data" / "demo" / "registry", folder)
    first = registry_in(folder)
    assert registry_in(folder) is first
    (path, *_) = sorted((folder / "hosts" / "henan").glob("*.yml"))
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace("enabled: true", "enabled: false"), encoding="utf-8")
    changed = registry_in(folder)
    assert changed is not first
    assert not any(s.enabled for s in changed.sources.values() if s.host == path.stem)
    path.unlink()
    assert len(registry_in(folder).hosts) == len(first.hosts) - 1
    (folder / "hosts" / "henan" / "odd.txt").write_text("", encoding="utf-8")
    with pytest.raises(RegistryError, match=r"odd\.txt"):
        registry_in(folder)
