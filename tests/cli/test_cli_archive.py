"""`ogi archive`: what was kept, whether it is whole, and what was asked of hosts."""

import csv
import io
import subprocess
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.log import FetchLog
from tests.pipeline.crawl.keep.exchanges import RECORD, exchange, record_of

Run = Callable[..., Result]
Start = Callable[..., subprocess.CompletedProcess[str]]
REPORT = exchange("/年报.html", "年报".encode() * 300, coding="gzip")
OTHER = exchange("/other.html", b"other")
TIMES = ("10:00:00.000", "10:00:03.500", "10:00:05.000", "10:00:15.000")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """A data root with two bodies and six lines of log, on two hosts."""
    raw = tmp_path / "raw"
    with Archive(raw / "warc").open_writer() as writer:
        places = writer.write([REPORT, OTHER])
    asked = [replace(RECORD, time=f"2026-03-01T{t}+00:00", url=t) for t in TIMES]
    asked[0] = replace(asked[0], sha256=REPORT.sha256, warc=places[0])
    until = "2026-03-01T11:00:00.000+00:00"
    asked[3] = replace(asked[3], status=429, outcome="refused", rests_until=until)
    end = replace(RECORD, kind="crawl_end", host="", time=asked[3].time)
    elsewhere = replace(
        record_of(OTHER),
        time="2026-03-02T00:00:00.000+00:00",
        host="b.test",
        province_id="440000",
        source_id="b",
        warc=places[1],
    )
    FetchLog(raw / "fetch_log").append([elsewhere, *asked, end])
    return tmp_path


def warc(root: Path) -> Path:
    (path,) = (root / "raw" / "warc").glob("*.warc.gz")
    return path


def test_help_is_bilingual_and_shows_examples(ogi: Run) -> None:
    for name in ("list", "verify", "get", "log"):
        text = ogi("archive", name, "--help").stdout
        assert f"ogi archive {name}" in text or f"archive {name}" in text
        assert any("\u4e00" <= mark <= "\u9fff" for mark in text)


def test_list(ogi: Run, root: Path) -> None:
    line = next(
        line
        for line in ogi("--data", root, "archive", "list").stdout.splitlines()
        if ".warc.gz" in line
    )
    cells = [cell.strip() for cell in line.strip("│").split("│")]
    size = warc(root).stat().st_size
    assert cells == [warc(root).name, "5", "2", f"{size / 1000:.1f} kB", "closed"]


def test_nothing_yet(ogi: Run, tmp_path: Path) -> None:
    result = ogi("--data", tmp_path / "none", "archive", "list")
    assert "nothing is archived yet" in result.stdout
    assert ogi("--data", tmp_path / "none", "archive", "verify").exit_code == 0
    assert ogi("--data", tmp_path / "none", "archive", "log").exit_code == 0


def test_verify_passes(ogi: Run, root: Path) -> None:
    result = ogi("--data", root, "archive", "verify")
    assert result.exit_code == 0
    assert result.stdout == "1 files, 5 records, 2 bodies: all well\n"


def test_verify_names_damage_and_what_only_the_log_knows(ogi: Run, root: Path) -> None:
    place = Archive(root / "raw" / "warc").folder / warc(root).name
    data = bytearray(place.read_bytes())
    data[-20] ^= 0xFF  # in the last record, the request for the other page
    place.chmod(0o644)
    place.write_bytes(data)
    lost = replace(RECORD, sha256="0" * 64, url="http://a.test/lost")
    FetchLog(root / "raw" / "fetch_log").append([lost])
    result = ogi("--data", root, "archive", "verify")
    assert result.exit_code == 2
    damage, missing = result.stdout.splitlines()
    assert f"{place}: the record at byte " in damage
    assert "is damaged up to byte" in damage
    assert "http://a.test/lost: expected SHA-256 0000" in missing
    assert result.stderr == "2 faults; nothing was changed\n"


def test_get_to_a_file_and_to_stdout(ogi: Run, root: Path, tmp_path: Path) -> None:
    sha256 = str(REPORT.sha256)
    target = tmp_path / "report.html"
    result = ogi("--data", root, "archive", "get", sha256.upper(), "-o", target)
    assert (result.exit_code, result.output) == (0, "")
    assert target.read_bytes() == REPORT.body
    assert ogi("--data", root, "archive", "get", sha256).stdout_bytes == REPORT.body


def test_get_of_nothing(start_ogi: Start, root: Path) -> None:
    done = start_ogi("--data", root, "archive", "get", "0" * 64)
    assert done.returncode == 2
    assert "ogi: expected a record of SHA-256 0000" in done.stderr


def rows(text: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(text)))


def test_log_as_csv(ogi: Run, root: Path) -> None:
    found = rows(ogi("--data", root, "archive", "log", "--format", "csv").stdout)
    assert [row["host"] for row in found] == ["b.test", "www.site.test"]
    assert found[1] == {
        "host": "www.site.test",
        "requests": "4",
        "first": "2026-03-01T10:00:00+00:00",
        "last": "2026-03-01T10:00:15+00:00",
        "smallest_gap": "1.5",
        "median_gap": "3.5",
        "refusals": "1",
        "rests": "1",
    }
    assert (found[0]["requests"], found[0]["smallest_gap"]) == ("1", "")


@pytest.mark.parametrize(
    ("options", "hosts"),
    [
        (["--host", "b.test"], ["b.test"]),
        (["--source", "beijing"], ["www.site.test"]),
        (["--since", "2026-03-02"], ["b.test"]),
        (["--since", "2026-03-02T09:00:00+08:00"], []),
        (["--since", "20260301"], ["b.test", "www.site.test"]),
    ],
)
def test_log_of_some(
    ogi: Run, root: Path, options: list[str], hosts: list[str]
) -> None:
    result = ogi("--data", root, "archive", "log", "-f", "csv", *options)
    assert [row["host"] for row in rows(result.stdout)] == hosts


def test_log_as_a_table(ogi: Run, root: Path) -> None:
    text = ogi("--data", root, "archive", "log").stdout
    assert "www.site.test" in text
    assert "1.50" in text


def test_since_that_is_no_time(start_ogi: Start, root: Path) -> None:
    done = start_ogi("--data", root, "archive", "log", "--since", "spring")
    assert done.returncode == 2
    assert done.stderr == (
        "ogi: --since: expected a day or time as 2026-11-01, found 'spring'\n"
    )
