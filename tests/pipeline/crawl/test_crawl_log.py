import logging
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.crawl.log import FetchLog, FetchRecord
from pipeline.errors import StoreError

RECORD = FetchRecord(
    time="2026-01-31T15:59:59.000+00:00",
    source_id="s",
    url="http://a.test/年报",
    host="a.test",
    method="GET",
    status=200,
    outcome="fetched",
    location=None,
    sha256="0" * 64,
    size=3,
    content_type="text/html",
    etag=None,
    last_modified=None,
    elapsed=0.25,
    attempt=1,
    error=None,
)
LATER = replace(RECORD, time="2026-02-01T00:00:00.000+00:00", status=None)


def test_one_file_a_month_and_back(tmp_path: Path) -> None:
    log = FetchLog(tmp_path / "log")
    for record in (LATER, RECORD, RECORD):
        log.append(record)
    names = sorted(p.name for p in (tmp_path / "log").iterdir())
    assert names == ["2026-01.jsonl", "2026-02.jsonl"]
    assert list(log.records()) == [RECORD, RECORD, LATER]


def test_a_torn_line_is_reported_and_spoils_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = FetchLog(tmp_path)
    log.append(RECORD)
    with (tmp_path / "2026-01.jsonl").open("ab") as file:
        file.write(b'{"time": "2026-01-31T1')
    log.append(RECORD)
    with caplog.at_level(logging.WARNING):
        assert list(log.records()) == [RECORD, RECORD]
    assert "2026-01.jsonl:2: a torn line" in caplog.text


def test_a_foreign_line_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "2026-01.jsonl").write_text('{"what": 1}\n')
    with pytest.raises(StoreError, match=r"2026-01\.jsonl:1"):
        list(FetchLog(tmp_path).records())


def test_no_log_yet(tmp_path: Path) -> None:
    assert list(FetchLog(tmp_path / "none").records()) == []
