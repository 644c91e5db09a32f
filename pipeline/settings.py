"""Which data root a run works on, and what belongs to that root.

A root knows whether it is the demonstration's (a mark in `root.json`), so that demo
data and real data can never meet: the demo's registry, its site and its figures go
only into its own root. The same mark says that a root holds made-up figures
(`pipeline.synth`), which have no registry and are never published. What only crawling
needs is loaded when it crawls, so that a question to the data does not wait for an HTTP
client.
"""

import json
from collections.abc import AsyncIterator, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from pipeline.errors import StoreError, UsageError
from pipeline.paths import (
    DEMO_ROOT_NAME,
    SYNTH_ROOT_NAME,
    DataRoot,
    default_root,
    project_dir,
)
from pipeline.store import Lake

if TYPE_CHECKING:
    from pipeline.crawl.fetch.client import Client
    from pipeline.crawl.fetch.limits import Limits
    from pipeline.crawl.fetch.politeness import Hosts
    from pipeline.crawl.keep.archive import Archive
    from pipeline.crawl.keep.log import FetchLog
    from pipeline.registry import Registry

__all__ = ["Settings", "demo_root"]

_MARK = "root.json"
#: what a root may hold
Held = Literal["real data", "demonstration", "made-up figures"]


def demo_root() -> Path:
    """The data root of the demonstration."""
    return default_root() / DEMO_ROOT_NAME


@dataclass(frozen=True)
class Settings:
    """A data root with its registry.

    Attributes:
        root: where everything that a run writes lives.
        is_demo: it holds the demonstration; its site is started when it is crawled.
        is_synthetic: it holds made-up figures, for measuring the models.
        registry_folder: institutions and sources; None means the project's own.
        host_map: hosts that stand on this machine, for tests.
        delay_scale: factor of the delay between requests; 1 but for tests.
        limits: bounds on one fetch; None for the usual ones, others for tests.
        contact: of whoever runs this, for the user agent; None for `OGI_CONTACT`.
    """

    root: DataRoot
    is_demo: bool = False
    registry_folder: Path | None = None
    host_map: Mapping[str, str] = field(default_factory=dict)
    delay_scale: float = 1.0
    limits: "Limits | None" = None
    is_synthetic: bool = False
    contact: str | None = None

    @classmethod
    def of(cls, path: Path | None = None, *, demo: bool = False) -> "Settings":
        """The settings of a root: the one named, the demo's, or the default one.

        Raises:
            UsageError: the demonstration was asked for and the root holds something
                else.
            StoreError: the mark of the root does not say what it holds.
        """
        folder = path or (demo_root() if demo else default_root())
        held = _read_mark(folder)
        is_demo = demo if held is None else held == "demonstration"
        if demo and not is_demo:
            raise UsageError(f"{folder} holds {held}, not the demonstration")
        registry = project_dir() / "data" / "demo" / "registry" if is_demo else None
        is_synthetic = held == "made-up figures"
        return cls(DataRoot(folder), is_demo, registry, is_synthetic=is_synthetic)

    @classmethod
    def synthetic(cls, path: Path | None = None) -> "Settings":
        """A root for made-up figures: one that holds such already, or nothing.

        Raises:
            UsageError: the root holds anything else.
            StoreError: the mark of the root does not say what it holds.
        """
        folder = path or default_root() / SYNTH_ROOT_NAME
        held: str | None = _read_mark(folder)
        if held is None and folder.is_dir() and any(folder.iterdir()):
            held = "files that nobody marked as made up"
        if held not in (None, "made-up figures"):
            raise UsageError(
                f"{folder} holds {held}: made-up figures go into a folder of their "
                "own, new or empty"
            )
        return cls(DataRoot(folder), is_synthetic=True)

    @property
    def lake(self) -> Lake:
        """The working tables."""
        return Lake(self.root.lake)

    @property
    def archive(self) -> "Archive":
        """Every byte ever fetched."""
        from pipeline.crawl.keep.archive import Archive  # noqa: PLC0415 - see above

        return Archive(self.root.archive)

    def registry(self) -> "Registry":
        """The registry of this root, loaded once: a night asks for each province.

        Raises:
            UsageError: the root holds made-up figures: there is nobody to ask.
        """
        if self.is_synthetic:
            raise UsageError(
                f"{self.root.path} holds made-up figures (ogi synth): nothing of it is "
                "ever crawled, read or published; name another root with --data"
            )
        return self._registry

    @cached_property
    def _registry(self) -> "Registry":
        from pipeline.registry import registry_in  # noqa: PLC0415 - see the module

        return registry_in(self.registry_folder)

    def prepare(self) -> None:
        """Create the root and mark what it holds."""
        self.root.path.mkdir(parents=True, exist_ok=True)
        mark = self.root.path / _MARK
        if not mark.exists():
            said = {"is_demo": self.is_demo}
            if self.is_synthetic:
                said["is_synthetic"] = True
            mark.write_text(json.dumps(said) + "\n", encoding="utf-8")

    @property
    def fetch_log(self) -> "FetchLog":
        """One line for each request ever made."""
        from pipeline.crawl.keep.log import FetchLog  # noqa: PLC0415 - see the module

        return FetchLog(self.root.fetch_log)

    @asynccontextmanager
    async def client(
        self, registry: "Registry", hosts: "Hosts"
    ) -> AsyncIterator["Client"]:
        """A client for the hosts of the registry; the demo's site runs meanwhile."""
        if not self.is_demo:
            async with self._client(registry, hosts, self.host_map) as client:
                yield client
            return
        # only the demo needs a server, and only while it is crawled
        from pipeline.demo.server import DemoSite  # noqa: PLC0415

        with DemoSite() as site:
            async with self._client(registry, hosts, site.host_map) as client:
                yield client

    @asynccontextmanager
    async def _client(
        self, registry: "Registry", hosts: "Hosts", host_map: Mapping[str, str]
    ) -> AsyncIterator["Client"]:
        from pipeline.crawl.fetch.client import (  # noqa: PLC0415
            default_user_agent,
            open_client,
        )
        from pipeline.crawl.keep.keeper import Keeper  # noqa: PLC0415 - see the module

        archive = self.archive
        agent = default_user_agent(self.contact)
        with archive.open_writer(operator=agent) as writer:
            async with (
                Keeper(writer, self.fetch_log) as keeper,
                open_client(
                    scope=registry.scope,
                    hosts=hosts,
                    keeper=keeper,
                    archive=archive,
                    user_agent=agent,
                    host_map=host_map,
                    limits=self.limits,
                ) as client,
            ):
                yield client


def _read_mark(folder: Path) -> Held | None:
    """What a root says that it holds, None where it has no mark yet."""
    path = folder / _MARK
    if not path.is_file():
        return None
    try:
        said = json.loads(path.read_text(encoding="utf-8"))
        if said.get("is_synthetic"):  # only `ogi synth` writes it
            return "made-up figures"
        return "demonstration" if said["is_demo"] else "real data"
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StoreError(
            f"{path}: expected {{'is_demo': true|false}}, found {error}"
        ) from error
