"""The pool: order, limits, and workers that are lost."""

import re
import shutil
import sys
import threading
import time
from collections.abc import Iterator

import pytest

from pipeline.errors import UsageError
from pipeline.extract import extract
from pipeline.extract.limits import TimeIsUp, time_limit
from pipeline.extract.pool import Limits, extract_many, worker_count
from pipeline.extract.report import Extraction
from pipeline.extract.worker import pack, unpack
from pipeline.issues import IssueCode
from tests.pipeline.extract.sheets import figures, sheet, to_html

READER = "tests.pipeline.extract.pool_reader:read"
QUICK = Limits(seconds=4.0, memory=2 << 30, grace=1.0)
Job = tuple[int, bytes, str, str]


def pages(count: int) -> list[Job]:
    printed = [figures("2021", blanks=0.1, seed=n) for n in range(count)]
    made = [to_html(sheet("2021", p)) for p in printed]
    return [(n, page, f"{2000 + n}.html", "") for n, page in enumerate(made)]


def said(extraction: Extraction) -> str:
    (issue,) = extraction.all_issues()
    assert issue.code is IssueCode.UNREADABLE_DOCUMENT
    return issue.message


def test_any_number_of_workers_gives_the_same_in_the_same_order() -> None:
    jobs = pages(24)
    jobs[3:3] = [(100, b"", "", ""), (101, b"%PDF-1.4 broken", "", "")]
    one = list(extract_many(jobs, 1))
    assert [key for key, _ in one] == [key for key, *_ in jobs]
    assert one[0][1] == extract(jobs[0][1], url=jobs[0][2])
    assert list(extract_many(jobs, 3, moment=0.0)) == one
    assert list(extract_many(jobs, 3)) == one  # so few are read in this process


def test_a_document_that_ends_a_worker_costs_itself_only() -> None:
    good = pages(6)
    bad = [(50, b"crash", "", ""), (51, b"deaf", "", ""), (52, b"sleep", "", "")]
    jobs = [*good[:2], *bad, (53, b"eat", "", ""), *good[2:]]
    start = time.monotonic()
    found = dict(extract_many(jobs, 2, limits=QUICK, reader=READER, moment=0.0))
    assert list(found) == [key for key, *_ in jobs]
    assert said(found[50]) == "the reading process broke down over it (SIGSEGV)"
    assert re.match(r"not read within 4 seconds.*did not answer", said(found[51]))
    assert said(found[52]) == "not read within 4 seconds, the limit for one document"
    assert said(found[53]) == "too much memory"
    assert all(len(found[n].reports[0].observations) == 200 for n in range(6))
    assert time.monotonic() - start < 50


def test_documents_are_taken_as_they_are_needed() -> None:
    taken = []

    def coming() -> Iterator[Job]:
        for job in pages(40):
            taken.append(job[0])
            yield job

    reading = extract_many(coming(), 2, moment=0.0)
    next(reading)
    assert len(taken) <= 2 * 4 + 1
    reading.close()  # type: ignore[attr-defined]


def test_a_document_has_a_time_limit_without_workers() -> None:
    jobs = [(0, b"sleep", "", ""), *pages(1)]
    (_, late), (_, good) = extract_many(jobs, 1, limits=QUICK, reader=READER)
    assert said(late) == "not read within 4 seconds, the limit for one document"
    assert len(good.reports[0].observations) == 200


def test_workers_that_cannot_start_are_said(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "executable", shutil.which("false"))
    with pytest.raises(ChildProcessError, match="OGI_WORKERS=1"):
        list(extract_many(pages(2), 2, moment=0.0))


def test_the_number_of_workers(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OGI_WORKERS", "7")
    assert (worker_count(), worker_count(2)) == (7, 2)
    monkeypatch.setenv("OGI_WORKERS", "many")
    with pytest.raises(UsageError, match="OGI_WORKERS is 'many'"):
        worker_count()
    monkeypatch.delenv("OGI_WORKERS")
    assert worker_count() >= 1


def test_no_time_limit_outside_of_the_main_thread() -> None:
    done = []

    def work() -> None:
        with time_limit(0.01):
            time.sleep(0.05)
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
    with pytest.raises(TimeIsUp), time_limit(0.01):
        time.sleep(5)


def test_what_travels_is_what_was_read() -> None:
    for data in (pages(1)[0][1], b"", "规章 3 4".encode()):
        assert unpack(pack(extract(data))) == extract(data)
