"""Where things live: the project's own files and the data root of a run.

Project files (forms, rules, registry, SQL) are read-only and come with the code. A
*data root* (`OGI_DATA`, default `data/` of the repository, or `./ogi-data` where ogi
is installed without one) holds everything that a run writes: archive, lake, releases
and the Dagster instance belong together. Nothing here reads or writes a file.
"""

import os
from dataclasses import dataclass
from pathlib import Path

__all__ = [
    "DEMO_ROOT_NAME",
    "SYNTH_ROOT_NAME",
    "DataRoot",
    "default_root",
    "project_dir",
]

_PACKAGE = Path(__file__).resolve().parent
DEMO_ROOT_NAME = "demo-run"
SYNTH_ROOT_NAME = "synth-run"


def project_dir() -> Path:
    """The folder that holds `data/` and `sql/`: the repository, or the wheel's copy."""
    repository = _PACKAGE.parent
    if (repository / "pyproject.toml").is_file() and (repository / "sql").is_dir():
        return repository
    return _PACKAGE / "_bundle"


def default_root() -> Path:
    """The data root to use when none is named: `OGI_DATA`, else the default place."""
    named = os.environ.get("OGI_DATA")
    if named:
        return Path(named).expanduser().resolve()
    project = project_dir()
    if project.name == "_bundle":
        return Path.cwd() / "ogi-data"
    return project / "data"


@dataclass(frozen=True, slots=True)
class DataRoot:
    """The folders below one data root. Creating them is left to who writes."""

    path: Path

    @property
    def archive(self) -> Path:
        """Every byte ever fetched: append-only WARC files."""
        return self.path / "raw" / "warc"

    @property
    def fetch_log(self) -> Path:
        """One JSON line for each request made or decided against, append-only."""
        return self.path / "raw" / "fetch_log"

    @property
    def inbox(self) -> Path:
        """Where people drop reports as files, see `pipeline.inbox`."""
        return self.path / "inbox"

    @property
    def lake(self) -> Path:
        """The working tables: `lake/<table>/…parquet`."""
        return self.path / "lake"

    @property
    def releases(self) -> Path:
        """Published snapshots: `releases/<id>/`, and the pointer `current`."""
        return self.path / "releases"

    @property
    def current_release(self) -> Path:
        """The pointer to the release that readers use."""
        return self.releases / "current"

    @property
    def dagster_home(self) -> Path:
        """The Dagster instance that belongs to this root."""
        return self.path / ".dagster"

    @property
    def registry(self) -> Path:
        """The registry of this root, where it has one of its own (the demo)."""
        return self.path / "registry"
