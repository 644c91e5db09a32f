"""A crawl that is killed at any moment, again and again, ends as if it never was.

The site and the crawl are processes of their own; the crawl is killed by signal 9 after
a random time, more than fifty times, until it comes to its end. Then every request,
every byte and every row is compared with a crawl that nobody disturbed.
"""

import json
import random
import shutil
import subprocess
import sys
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path
from typing import Any

import httpx
import pyarrow.parquet as pq
import pytest

from pipeline.crawl.keep.log import FetchRecord
from pipeline.crawl.settings import politeness_settings
from pipeline.crawling import rebuild_raw
from pipeline.paths import DataRoot
from pipeline.raw import RAW_TABLES
from pipeline.settings import Settings
from pipeline.store import Lake
from tests.site.crawls import PROVINCE, raw_files
from tests.site.families import all_hosts
from tests.site.faults import all_troubles
from tests.site.killer import Killer, Order
from tests.site.many import many_hosts
from tests.site.model import Host
from tests.site.registry import write_registry
from tests.site.server import CONTROL

pytestmark = pytest.mark.e2e

KILLS = 50
#: seconds between two requests to a host, so that a crawl outlives so many kills
DELAY = 0.08
KILLED = -9
#: lists by forms and JSON, parts of articles, attachments, nested lists; a report gone
NAMES = {
    "detail.epoint.site.test",
    "forms.generic.site.test",
    "gone-404.site.test",
    "jcms.site.test",
    "nested.generic.site.test",
    "rest.epoint.site.test",
    "trs-one.site.test",
    "ucap-newest.site.test",
}
TIMES = {
    "absent_at",
    "complete_at",
    "crawl_id",
    "fetched_at",
    "finished_at",
    "first_seen",
    "gone_since",
    "last_changed",
    "last_seen",
    "started_at",
}


def chosen() -> list[Host]:
    hosts = [*all_hosts(), *(trouble.host for trouble in all_troubles())]
    return [*many_hosts(3), *(host for host in hosts if host.name in NAMES)]


@dataclass
class Ground:
    """The site, the killer and the registry; roots are made below `folder`."""

    folder: Path
    port: str
    killer: Killer
    hosts: Sequence[Host]

    def order(self, name: str, registry: str = "registry", **more: Any) -> Order:
        host_map = {host.name: f"127.0.0.1:{self.port}" for host in self.hosts}
        root, registry = str(self.folder / name), str(self.folder / registry)
        return Order(root=root, registry=registry, host_map=host_map, **more)

    def settings(self, name: str, registry: str = "registry") -> Settings:
        root = DataRoot(self.folder / name)
        return Settings(root, registry_folder=self.folder / registry)

    def asked(self) -> Counter[tuple[str, str, str, str]]:
        """What the site was asked so far."""
        url = f"http://127.0.0.1:{self.port}/"
        lines = httpx.get(url, headers={"Host": CONTROL}, timeout=30).text
        seen = [json.loads(line) for line in lines.splitlines()]
        return Counter(
            (s["host"], s["method"], f"{s['path']}?{s['query']}", s["body"])
            for s in seen
        )


@pytest.fixture(scope="module")
def ground(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Ground]:
    folder = tmp_path_factory.mktemp("killed")
    hosts = chosen()
    write_registry(folder / "registry", hosts, delay_seconds=DELAY)
    write_registry(folder / "few", hosts[:2])
    command = [sys.executable, "-m", "tests.site.server"]
    with (
        (folder / "errors").open("wb") as errors,
        subprocess.Popen(
            [*command, "--many", "3", "--families", "--faults"],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        ) as site,
        Killer(errors) as killer,
    ):
        assert site.stdout is not None
        port = site.stdout.readline().split()[1]
        yield Ground(folder, port, killer, hosts)
        site.communicate()


@dataclass
class Ended:
    """What was left in the end, and by how many kills."""

    settings: Settings
    kills: int
    asked: Counter[tuple[str, str, str, str]]

    @property
    def records(self) -> list[FetchRecord]:
        return list(self.settings.fetch_log.records(PROVINCE))


@pytest.fixture(scope="module")
def quiet(ground: Ground) -> Ended:
    """A crawl that nobody disturbs."""
    before = ground.asked()
    assert ground.killer.run(ground.order("quiet")) == 0
    return Ended(ground.settings("quiet"), 0, ground.asked() - before)


@pytest.fixture(scope="module")
def killed(ground: Ground, quiet: Ended) -> Ended:
    """The same, killed until it is through."""
    del quiet
    before, kills = ground.asked(), 0
    chance = random.Random(20260101)
    while True:
        # soon enough that it is killed often, and late enough that it comes on
        wait = chance.uniform(0.02, 0.3) if kills < KILLS else None
        order = ground.order("killed", scale=1.0 if wait else 0.0, kill_after=wait)
        status = ground.killer.run(order)
        assert status in {0, KILLED}, (ground.folder / "errors").read_text()
        if status == 0:
            break
        kills += 1
    return Ended(ground.settings("killed"), kills, ground.asked() - before)


def test_it_was_killed_often_enough(killed: Ended) -> None:
    assert killed.kills >= KILLS


def test_the_log_says_the_same(killed: Ended, quiet: Ended) -> None:
    def final(ended: Ended) -> list[tuple[Any, ...]]:
        return sorted(
            (
                r.source_id,
                r.url,
                r.method,
                r.form or (),
                r.json or "",
                r.outcome,
                str(r.status),
                r.sha256 or "",
            )
            for r in ended.records
            if r.kind in {"request", "not_requested"} and r.is_final
        )

    assert final(killed) == final(quiet)


def test_each_fetch_ends_once(killed: Ended) -> None:
    ends = Counter(
        (r.source_id, r.crawl_id, r.url, r.form, r.json)
        for r in killed.records
        if r.kind in {"request", "not_requested"} and r.is_final
    )
    assert set(ends.values()) == {1}
    crawls = {(r.source_id, r.crawl_id) for r in killed.records}
    assert len(crawls) == len({source for source, _ in crawls})


def test_nothing_is_asked_again_but_what_was_under_way(
    killed: Ended, quiet: Ended
) -> None:
    requests = sum(r.kind == "request" for r in killed.records)
    again = killed.asked.total() - requests
    assert 0 <= again <= killed.kills * politeness_settings().hosts_at_once
    assert set(killed.asked) == set(quiet.asked)
    assert quiet.asked.total() == sum(r.kind == "request" for r in quiet.records)


@pytest.mark.parametrize("table", RAW_TABLES)
def test_the_tables_say_the_same(killed: Ended, quiet: Ended, table: str) -> None:
    def rows(ended: Ended) -> list[dict[str, Any]]:
        path = ended.settings.root.lake / table / f"{PROVINCE}.parquet"
        timeless = [n for n in pq.read_schema(path).names if n not in TIMES]
        found: list[dict[str, Any]] = pq.read_table(path, columns=timeless).to_pylist()
        return found

    assert rows(killed) == rows(quiet)


def test_the_archive_is_whole(killed: Ended, quiet: Ended) -> None:
    archive = killed.settings.archive
    assert list(archive.verify()) == []
    assert not list(archive.folder.glob("*.open"))
    for record in killed.records:
        if record.warc is not None:
            exchange = archive.exchange(*record.warc)
            assert (exchange.url, exchange.sha256) == (record.url, record.sha256)
    bodies = {r.sha256 for r in quiet.records} - {None}
    assert all(archive.has(sha256) for sha256 in bodies if sha256)


@pytest.mark.parametrize("name", ["killed", "quiet"])
def test_the_tables_are_made_again_offline(
    request: pytest.FixtureRequest, tmp_path: Path, name: str
) -> None:
    ended: Ended = request.getfixturevalue(name)
    root = DataRoot(tmp_path)
    without = shutil.ignore_patterns("index.sqlite*")
    shutil.copytree(
        ended.settings.root.archive.parent, root.archive.parent, ignore=without
    )
    copy = replace(ended.settings, root=root)
    rebuild_raw(copy, PROVINCE)
    assert raw_files(copy) == raw_files(ended.settings)


def test_killed_while_the_tables_are_written(ground: Ground) -> None:
    """At every renaming, before and after: all tables are of one crawl or the other.

    The crawl itself was over: whoever comes next asks for nothing.
    """
    run, order = ground.killer.run, partial(ground.order, registry="few")
    settings_of = partial(ground.settings, registry="few")
    assert run(order("written")) == 0
    old = raw_files(settings_of("written"))
    assert run(order("written", kill_at=0)) == KILLED
    asked = ground.asked()
    rebuilt = settings_of("new")
    shutil.copytree(ground.folder / "written", ground.folder / "new")
    rebuild_raw(rebuilt, PROVINCE)
    new = raw_files(rebuilt)
    assert new != old
    staged = len(RAW_TABLES)
    # the first and the last file staged, the decision, some of the moves
    for number in (0, staged - 1, staged, staged + 1, 2 * staged):
        for renamed in (False, True):
            name = f"written-{number}-{renamed:d}"
            shutil.copytree(ground.folder / "written", ground.folder / name)
            settings = settings_of(name)
            assert run(order(name, kill_at=number, renamed=renamed)) == KILLED
            Lake(settings.root.lake).finish_group(PROVINCE)
            decided = number > staged or (number == staged and renamed)
            assert raw_files(settings) == (new if decided else old), name
            if not decided and renamed:
                assert run(order(name)) == 0
                assert raw_files(settings) == new
            shutil.rmtree(ground.folder / name)
    assert ground.asked() == asked
