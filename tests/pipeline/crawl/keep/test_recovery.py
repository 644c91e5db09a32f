"""Killed, torn, starved or side by side: what was acknowledged is there."""

import gzip
import os
import subprocess
import sys
from pathlib import Path

import pytest

from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.archive_recovery import recover
from pipeline.crawl.keep.log import FetchLog
from pipeline.crawl.keep.members import Member, scan
from tests.pipeline.crawl.keep import crawler
from tests.pipeline.crawl.keep.exchanges import exchange

ONE, TWO, THREE = (exchange(f"/{n}", b"body %d" % n * 50 * n) for n in (1, 2, 3))


def run(folder: Path, what: str, number: int) -> int:
    root = Path(__file__).parents[4]
    done = subprocess.run(
        [sys.executable, "-m", crawler.__name__, what, folder, str(number)],
        cwd=root,
        env={**os.environ, "PYTHONPATH": str(root)},
        check=False,
        timeout=60,
    )
    return done.returncode


def acknowledged(folder: Path) -> list[tuple[str, str, int]]:
    lines = (folder / "acknowledged").read_text().splitlines()
    return [(s, f, int(o)) for s, f, o in (line.split() for line in lines)]


def left_open(folder: Path) -> Path:
    """A file of three exchanges as its writer left it when it was killed."""
    with Archive(folder).open_writer() as writer:
        writer.write([ONE, TWO, THREE])
    (path,) = folder.glob("*.warc.gz")
    path.chmod(0o644)
    return path.rename(path.with_name(path.name + ".open"))


def test_twenty_kills_lose_nothing(tmp_path: Path) -> None:
    assert run(tmp_path, "kill", 20) == 0
    archive = Archive(tmp_path / "warc")
    recover(tmp_path / "warc")
    assert list((tmp_path / "warc").glob("*.open")) == []
    assert list(archive.verify()) == []
    promised = acknowledged(tmp_path)
    assert len(promised) > 50
    assert all(archive.exchange(f, o).sha256 == s for s, f, o in promised)
    logged = list(FetchLog(tmp_path / "log").records())
    assert {(r.sha256, *r.warc) for r in logged if r.warc} >= set(promised)
    for record in logged:
        assert record.sha256 is not None
        assert len(archive.get(record.sha256)) >= 4
    made_again = rebuilt(archive)
    assert made_again.files() == archive.files()
    assert list(made_again.verify()) == []


def rebuilt(archive: Archive) -> Archive:
    """The same archive without its index."""
    for path in archive.folder.glob("index.sqlite*"):
        path.unlink()
    return Archive(archive.folder)


def test_a_tail_torn_anywhere_is_set_aside(tmp_path: Path) -> None:
    whole = left_open(tmp_path / "whole")
    data = whole.read_bytes()
    ends = [item.end for item in scan(whole) if isinstance(item, Member)]
    cuts = {*range(1, len(data), 211), *ends, *(e - 1 for e in ends)}
    for cut in sorted(cuts | {e + 1 for e in ends[:-1]}):
        folder = tmp_path / str(cut)
        folder.mkdir()
        (folder / whole.name).write_bytes(data[:cut])
        kept = max((end for end in ends if end <= cut), default=0)
        name = whole.name.removesuffix(".open")
        assert recover(folder) == [name]
        found = {path.name: path.read_bytes() for path in folder.glob("ogi-*")}
        expected = {name: data[:kept], f"{name}.torn": data[kept:cut]}
        assert found == {key: text for key, text in expected.items() if text}
        assert list(Archive(folder).verify()) == []


def test_the_next_writer_cleans_up_and_goes_on(tmp_path: Path) -> None:
    path = left_open(tmp_path)
    with path.open("ab") as file:
        file.write(gzip.compress(b"WARC/1.1 half a record")[:-9])
    archive = Archive(tmp_path)
    assert archive.get(str(THREE.sha256)) == THREE.body
    with archive.open_writer() as writer:
        writer.write([ONE])
    kept = [found.exchange for found in archive.exchanges()]
    assert kept == [ONE, TWO, THREE, ONE]
    assert list(archive.verify()) == []
    (torn,) = tmp_path.glob("*.torn")
    assert len(torn.read_bytes()) > 0


def test_killed_while_cleaning_up(tmp_path: Path) -> None:
    path = left_open(tmp_path)
    data = path.read_bytes()
    name = path.name.removesuffix(".open")
    path.write_bytes(data + b"torn")
    (tmp_path / f"{name}.torn").write_bytes(b"torn")  # copied, but not yet cut off
    (tmp_path / f"{name}.torn.new").write_bytes(b"to")
    assert recover(tmp_path) == [name]
    assert (tmp_path / name).read_bytes() == data
    assert (tmp_path / f"{name}.torn").read_bytes() == b"torn"


def test_damage_before_whole_records_is_not_cut_off(tmp_path: Path) -> None:
    path = left_open(tmp_path)
    data = bytearray(path.read_bytes())
    second = [item.offset for item in scan(path) if isinstance(item, Member)][3]
    data[second + 20] ^= 0xFF
    path.write_bytes(data)
    (name,) = recover(tmp_path)
    assert (tmp_path / name).read_bytes() == bytes(data)
    assert Archive(tmp_path).get(str(THREE.sha256)) == THREE.body
    assert any("is damaged" in line for line in Archive(tmp_path).verify())


def test_a_living_writer_is_left_alone(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as first:
        first.write([ONE])
        assert recover(tmp_path) == []
        with Archive(tmp_path).open_writer() as second:
            second.write([ONE, TWO])
            first.write([THREE])
    kept = [found.exchange for found in archive.exchanges()]
    assert kept == [ONE, THREE, ONE, TWO]
    assert list(archive.verify()) == []


def test_two_processes_write_at_once(tmp_path: Path) -> None:
    assert run(tmp_path, "twins", 15) == 0
    archive = Archive(tmp_path / "warc")
    assert list(archive.verify()) == []
    kept = [found.exchange.sha256 for found in archive.exchanges()]
    assert len(kept) == 2 * 8 * 15
    assert sorted(map(str, kept)) == sorted(s for s, _, _ in acknowledged(tmp_path))
    assert len(list(FetchLog(tmp_path / "log").records())) == len(kept)


@pytest.mark.parametrize("limit", [100_000, 400_000])
def test_a_full_disk_stops_every_caller_and_breaks_nothing(
    tmp_path: Path, limit: int
) -> None:
    assert run(tmp_path, "full", limit) == crawler._FULL
    recover(tmp_path / "warc")
    archive = Archive(tmp_path / "warc")
    promised = acknowledged(tmp_path)
    assert all(archive.exchange(f, o).sha256 == s for s, f, o in promised)
    assert list(archive.verify()) == []
    assert max(p.stat().st_size for p in (tmp_path / "warc").iterdir()) <= limit
