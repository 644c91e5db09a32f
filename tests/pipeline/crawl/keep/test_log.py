"""The fetch log: a line for each request, never lost to a torn one."""

import json
import logging
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from pipeline.crawl.keep.log import FetchLog
from pipeline.errors import StoreError
from tests.pipeline.crawl.keep.exchanges import RECORD

LATER = replace(RECORD, time="2026-02-01T00:00:00.000+00:00", status=None)
ELSEWHERE = replace(LATER, province_id="440000", source_id="guangdong")
FULL = replace(
    RECORD,
    form=(("page", "1"), ("名", "值"), ("page", "2")),
    json='{"page": 1}',
    warc=("ogi-1.warc.gz", 351),
    details={"found": 3},
    elapsed=0.25,
)


def test_a_file_for_each_province_and_day(tmp_path: Path) -> None:
    log = FetchLog(tmp_path / "log")
    log.append([ELSEWHERE, LATER, RECORD])
    log.append([FULL])
    names = [str(p.relative_to(tmp_path / "log")) for p in tmp_path.rglob("*.jsonl")]
    assert sorted(names) == [
        "110000/2026-01-31.jsonl",
        "110000/2026-02-01.jsonl",
        "440000/2026-02-01.jsonl",
    ]
    assert list(log.records()) == [RECORD, FULL, LATER, ELSEWHERE]


def test_defaults_are_left_out_and_come_back(tmp_path: Path) -> None:
    log = FetchLog(tmp_path)
    log.append([RECORD, FULL])
    short, full = (tmp_path / "110000" / "2026-01-31.jsonl").read_text().splitlines()
    assert "null" not in short
    assert set(json.loads(short)) == {
        "kind", "time", "province_id", "source_id", "crawl_id", "fetch_no", "url",
        "host", "status", "outcome", "attempt",
    }  # fmt: skip
    assert "年报" in short
    assert json.loads(full)["form"] == [["page", "1"], ["名", "值"], ["page", "2"]]
    back = list(log.records())
    assert back == [RECORD, FULL]
    assert {hash(record.form) for record in back}  # tuples all the way down
    assert back[0].details is not back[1].details


def test_one_province_or_from_a_time_on(tmp_path: Path) -> None:
    log = FetchLog(tmp_path)
    early = replace(RECORD, time="2026-01-31T08:00:00.000+00:00")
    log.append([early, RECORD, LATER, ELSEWHERE])
    assert list(log.records("440000")) == [ELSEWHERE]
    assert list(log.records("330000")) == []
    assert list(log.records(since="2026-02-01")) == [LATER, ELSEWHERE]
    assert list(log.records("110000", since="2026-01-31T09:00")) == [RECORD, LATER]


def test_a_torn_line_is_reported_and_spoils_no_other(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    log = FetchLog(tmp_path)
    log.append([RECORD])
    path = tmp_path / "110000" / "2026-01-31.jsonl"
    line = path.read_bytes()
    for cut in range(1, len(line) - 1, 7):
        path.write_bytes(line + line[:cut])
        log.append([FULL])
        caplog.clear()
        with caplog.at_level(logging.WARNING):
            assert list(log.records()) == [RECORD, FULL]
        assert "2026-01-31.jsonl:2: a torn line" in caplog.text
    path.write_bytes(line + line[:-1])  # only the end of the line is missing
    log.append([FULL])
    assert list(log.records()) == [RECORD, RECORD, FULL]


def test_a_foreign_line_is_an_error(tmp_path: Path) -> None:
    (tmp_path / "110000").mkdir()
    (tmp_path / "110000" / "2026-01-31.jsonl").write_text('{"what": 1}\n')
    with pytest.raises(StoreError, match=r"110000/2026-01-31\.jsonl:1: expected the"):
        list(FetchLog(tmp_path).records())


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"province_id": "../x"}, "id of a province"),
        ({"province_id": ""}, "id of a province"),
        ({"time": "yesterday"}, "ISO 8601"),
        ({"time": "2026-1-31T00:00"}, "ISO 8601"),
    ],
)
def test_what_names_no_file_is_an_error_and_nothing_is_written(
    tmp_path: Path, change: dict[str, Any], said: str
) -> None:
    with pytest.raises(StoreError, match=said):
        FetchLog(tmp_path).append([RECORD, replace(RECORD, **change)])
    assert list(tmp_path.rglob("*.jsonl")) == []


def test_no_log_yet(tmp_path: Path) -> None:
    assert list(FetchLog(tmp_path / "none").records()) == []
    FetchLog(tmp_path / "none").append([])
    assert not (tmp_path / "none").exists()
