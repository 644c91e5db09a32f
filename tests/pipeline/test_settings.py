"""Data roots: which one is meant, and that demonstration and real data never meet."""

import asyncio
import json
from collections.abc import Collection
from pathlib import Path

import pytest

from pipeline.crawl.fetch.politeness import Hosts
from pipeline.errors import StoreError, UsageError
from pipeline.paths import default_root, project_dir
from pipeline.registry import load_registry
from pipeline.settings import Settings, demo_root


def test_root_from_the_environment(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("OGI_DATA", str(tmp_path / "x"))
    assert Settings.of().root.path == tmp_path / "x"
    assert demo_root() == tmp_path / "x" / "demo-run"
    assert Settings.of(demo=True).root.path == tmp_path / "x" / "demo-run"
    monkeypatch.delenv("OGI_DATA")
    assert default_root() == project_dir() / "data"


def test_real_root_has_the_registry_of_the_project(tmp_path: Path) -> None:
    settings = Settings.of(tmp_path)
    assert not settings.is_demo
    assert settings.registry().hosts == load_registry().hosts


def test_demo_root_has_only_demo_hosts(tmp_path: Path) -> None:
    registry = Settings.of(tmp_path, demo=True).registry()
    assert len(registry.hosts) == 3
    assert all(host.endswith(".ogi-demo.test") for host in registry.hosts)


def test_mark_is_written_once_and_remembered(tmp_path: Path) -> None:
    root = tmp_path / "new"
    Settings.of(root, demo=True).prepare()
    assert json.loads((root / "root.json").read_text(encoding="utf-8")) == {
        "is_demo": True
    }
    assert Settings.of(root).is_demo  # also where nobody says --demo
    Settings.of(root).prepare()
    assert Settings.of(root).is_demo


def test_demo_is_refused_over_real_data(tmp_path: Path) -> None:
    Settings.of(tmp_path).prepare()
    with pytest.raises(UsageError, match="holds real data"):
        Settings.of(tmp_path, demo=True)


@pytest.mark.parametrize("text", ["", "{}", "[]", "{", '"x"'])
def test_broken_mark_is_named(tmp_path: Path, text: str) -> None:
    (tmp_path / "root.json").write_text(text, encoding="utf-8")
    with pytest.raises(StoreError, match=r"root\.json: expected"):
        Settings.of(tmp_path)


async def scope_of(settings: Settings) -> Collection[str]:
    registry = settings.registry()
    async with settings.client(registry, Hosts(registry.hosts)) as client:
        return client.scope


def test_demo_client_reaches_the_demo_and_nothing_else(tmp_path: Path) -> None:
    settings = Settings.of(tmp_path, demo=True)
    settings.prepare()
    assert asyncio.run(scope_of(settings)) == settings.registry().scope
    assert list((tmp_path / "raw" / "warc").glob("*.warc.gz")) == []  # nothing asked


def test_real_client_starts_no_server(tmp_path: Path) -> None:
    settings = Settings.of(tmp_path)
    assert asyncio.run(scope_of(settings)) == settings.registry().scope
