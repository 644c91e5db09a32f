"""What was read before comes back as it was, or not at all."""

import sqlite3
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline import extraction_cache
from pipeline.extract.identity import Identity
from pipeline.extract.observation import Observation
from pipeline.extract.result import NOBODY, Extraction, Report, failed
from pipeline.extraction_cache import ExtractionCache, cache_folder, key_of
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.narrative.claim import Claim

KEY = key_of("ab" * 32, "http://a.test/1.html", "2023年报告")
ISSUE = Issue(
    IssueCode.ROW_MISSING, Severity.WARNING, "无", table_id="t", details={"a": "b"}
)
CELL = Observation(
    *("applications", "granted", "total", "2021", Decimal("1.50"), "件", "１.50"),
    *("reported", True, "printed", 0.1 + 0.2, "t1/r1/c1"),
)
CLAIM = Claim(
    claim_no=1,
    section=None,
    sentence="收到 7.09万件。",
    span=(3, 9),
    subject="received",
    breakdown="total",
    kind="count",
    value=Decimal("70900"),
    value_text="7.09万件",
    unit="件",
    tolerance=Decimal("5E+1"),
    bound="exact",
    is_negation=False,
    year=None,
    measure=None,
    why_not_compared=None,
    locator="line 4",
)
IDENTITY = Identity("报告", "某局", date(2024, 1, 30), 2023, "title")
WHOLE = Extraction(
    "html",
    IDENTITY,
    [
        Report(1, "2021", [CELL], [ISSUE], None, [CLAIM]),
        Report(2, None, identity=NOBODY),
    ],
    [ISSUE],
)


@pytest.fixture
def cache(tmp_path: Path) -> Iterator[ExtractionCache]:
    with ExtractionCache.opened(tmp_path, "fujian") as found:
        yield found


def kept(lake: Path, extraction: Extraction = WHOLE) -> Path:
    with ExtractionCache.opened(lake, "fujian") as cache:
        cache.put(KEY, extraction)
        cache.flush()
    return cache_folder(lake) / "fujian.sqlite"


def got(lake: Path) -> Extraction | None:
    with ExtractionCache.opened(lake, "fujian") as cache:
        known = cache.known([KEY])
        found = cache.get(KEY)
        assert found is None or known == {KEY}
        return found


def test_everything_comes_back_as_it_was(tmp_path: Path) -> None:
    kept(tmp_path)
    found = got(tmp_path)
    assert found == WHOLE
    assert repr(found) == repr(WHOLE)  # 1.50 is not 1.5


def test_each_part_of_the_key_counts() -> None:
    keys = {
        key_of("a", "b", "c"),
        key_of("ab", "", "c"),
        key_of("a", "bc", ""),
        key_of("a", "b", ""),
    }
    assert len(keys) == 4


def test_what_broke_the_reader_is_read_again(cache: ExtractionCache) -> None:
    cache.put(KEY, failed("not read within 180 seconds, the limit for one document"))
    cache.flush()
    assert cache.known([KEY]) == set()


def test_what_no_json_holds_is_read_again(cache: ExtractionCache) -> None:
    cache.put(KEY, Extraction("html", Identity("\ud800", None, None, None, None)))
    cache.flush()
    assert cache.known([KEY]) == set()


def test_another_reader_finds_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = kept(tmp_path)
    monkeypatch.setattr(extraction_cache, "parse_fingerprint", lambda: "another")
    assert got(tmp_path) is None
    with sqlite3.connect(path) as connection:
        (count,) = connection.execute("select count(*) from extractions").fetchone()
    connection.close()
    assert count == 0, "entries of another reader do not stay"


@pytest.mark.parametrize("name", ["opencv-python", "opencv-python-headless", "lxml"])
def test_another_version_of_a_library_is_another_reader(
    monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    machine = extraction_cache._machine.__wrapped__
    monkeypatch.setattr(extraction_cache, "version", lambda _: "1")
    before = machine()
    monkeypatch.setattr(extraction_cache, "version", lambda n: "12"[n == name])
    assert machine() != before


def test_what_is_gone_is_forgotten(tmp_path: Path) -> None:
    kept(tmp_path)
    with ExtractionCache.opened(tmp_path, "fujian") as cache:
        cache.keep_only([key_of("other", "", "")])
    assert got(tmp_path) is None


def test_a_flipped_bit_anywhere_gives_no_other_reading(tmp_path: Path) -> None:
    path = kept(tmp_path)
    sound = path.read_bytes()
    lost = 0
    for place in range(0, len(sound), 97):
        path.write_bytes(
            sound[:place] + bytes([sound[place] ^ 0x10]) + sound[place + 1 :]
        )
        found = got(tmp_path)
        assert found is None or found == WHOLE, place
        lost += found is None
    assert lost > 0


@pytest.mark.parametrize("length", [0, 1, 100, 4096, 5000, 8192, 12000])
def test_a_file_that_was_cut_off_gives_no_other_reading(
    tmp_path: Path, length: int
) -> None:
    path = kept(tmp_path)
    path.write_bytes(path.read_bytes()[:length])
    assert got(tmp_path) in (None, WHOLE)
    kept(tmp_path)
    kept(tmp_path)
    assert got(tmp_path) == WHOLE, "it is begun anew"


def test_a_folder_in_its_place_is_said(tmp_path: Path) -> None:
    (cache_folder(tmp_path) / "fujian.sqlite").mkdir(parents=True)
    with pytest.raises(OSError, match="fujian"):
        kept(tmp_path)
