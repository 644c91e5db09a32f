"""Crawls of the test site through the real crawl step, night after night.

The clock is set, so that nights are days apart, no test runs over midnight in China,
and a document that is due whole on one day is so whenever the tests run; everything
else is as `ogi refresh` does it.
"""

import datetime as dt
import shutil
from collections.abc import Collection, Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from typing import Any

import pyarrow.parquet as pq
import pytest

from pipeline import crawling
from pipeline.crawl import engine
from pipeline.crawl.fetch import lines, wire
from pipeline.crawl.fetch.limits import Limits
from pipeline.crawl.fetch.politeness import Hosts
from pipeline.crawling import CrawlSummary, crawl_provinces, rebuild_raw
from pipeline.paths import DataRoot
from pipeline.raw import RAW_TABLES
from pipeline.selection import Selection
from pipeline.settings import Settings
from tests.site.model import Host
from tests.site.registry import source_id_of, write_registry
from tests.site.server import Site

__all__ = ["PROVINCE", "Clock", "Crawls", "Row", "raw_files", "the_clock"]

PROVINCE = "fujian"
Row = dict[str, Any]


@dataclass
class Clock:
    """Runs as clocks do, from noon of one day in China on; `shift` is added."""

    shift: dt.timedelta = field(default_factory=dt.timedelta)

    def __post_init__(self) -> None:
        noon = dt.datetime(2026, 11, 24, 4, tzinfo=dt.UTC)
        self._offset = noon - dt.datetime.now(dt.UTC)

    def now(self) -> dt.datetime:
        """The time that it shows."""
        return dt.datetime.now(dt.UTC) + self._offset + self.shift

    def text(self) -> str:
        """The same as the log has it."""
        return self.now().isoformat(timespec="milliseconds")

    def days_later(self, days: int) -> None:
        """Go on to another day."""
        self.shift += dt.timedelta(days=days)


@contextmanager
def the_clock() -> Iterator[Clock]:
    """A clock that the crawl goes by."""
    clock = Clock()
    with pytest.MonkeyPatch.context() as patch:
        for module in (engine, lines, wire):
            patch.setattr(module, "utc_now", clock.text)
        patch.setattr(engine, "utc", clock.now)
        patch.setattr(crawling, "Hosts", partial(Hosts, now=clock.now))
        yield clock


class Crawls:
    """A data root whose registry has some hosts of a site.

    Args:
        folder: for the registry and the root.
        hosts: to register.
        site: serves them.
        scale: factor on pauses.
        limits: bounds of a fetch.
        politeness: of every host.
    """

    def __init__(
        self,
        folder: Path,
        hosts: Iterable[Host],
        site: Site,
        *,
        scale: float = 0.0,
        limits: Limits | None = None,
        **politeness: Any,
    ) -> None:
        hosts = list(hosts)
        self.settings = Settings(
            DataRoot(folder / "root"),
            registry_folder=write_registry(folder / "registry", hosts, **politeness),
            host_map=site.host_map,
            delay_scale=scale,
            limits=limits,
        )
        self.settings.prepare()

    def crawl(self, hosts: Collection[Host] | None = None) -> CrawlSummary:
        """One night, of all hosts or some."""
        return self.choose(Selection(tuple(map(source_id_of, hosts or ()))))

    def choose(self, selection: Selection) -> CrawlSummary:
        """One crawl of what somebody chose."""
        return crawl_provinces(self.settings, [PROVINCE], selection)

    def rows(self, table: str) -> list[Row]:
        """The rows of a raw table."""
        path = self.settings.root.lake / table / f"{PROVINCE}.parquet"
        found: list[Row] = pq.read_table(path).to_pylist()
        return found

    def of(self, table: str, host: Host) -> list[Row]:
        """Those of one host."""
        wanted = source_id_of(host)
        return [row for row in self.rows(table) if row["source_id"] == wanted]

    def rebuilt(self, folder: Path) -> dict[str, bytes]:
        """The raw tables as they are made from archive and log alone."""
        root, ours = DataRoot(folder), self.settings.root.archive
        without = shutil.ignore_patterns("index.sqlite*")
        shutil.copytree(ours.parent, root.archive.parent, ignore=without)
        settings = replace(self.settings, root=root)
        rebuild_raw(settings, PROVINCE)
        return raw_files(settings)


def raw_files(settings: Settings) -> dict[str, bytes]:
    """Every raw table as it is on the disk."""
    return {
        table: (settings.root.lake / table / f"{PROVINCE}.parquet").read_bytes()
        for table in RAW_TABLES
    }
