"""Other tools read what we write, and we read back what went over the wire."""

import gzip
import subprocess
import sys
import zlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastwarc.warc import ArchiveIterator as FastIterator
from fastwarc.warc import WarcRecordType
from warcio.archiveiterator import ArchiveIterator
from warcio.recordloader import ArcWarcRecord

from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.exchange import Exchange
from pipeline.errors import StoreError
from tests.pipeline.crawl.keep.exchanges import exchange, without_body

BODY = "<html><title>政府信息公开工作年度报告</title>".encode() * 20
BARE = zlib.compressobj(wbits=-zlib.MAX_WBITS)
VARIED = {
    "plain": exchange("/1", BODY),
    "gzip": exchange("/2", BODY + b"2", coding="gzip"),
    "x-gzip": exchange("/3", BODY + b"3", coding="x-gzip"),
    "deflate": exchange("/4", BODY + b"4", coding="deflate"),
    "bare deflate": exchange(
        "/5", BODY, coding="deflate", payload=BARE.compress(BODY) + BARE.flush()
    ),
    "two gzip members": exchange(
        "/6",
        b"onetwo",
        coding="gzip",
        payload=gzip.compress(b"one", mtime=0) + gzip.compress(b"two", mtime=0),
    ),
    "coding that is not": exchange("/7", b"plain", coding="gzip", payload=b"plain"),
    "chunked": exchange(
        "/8", b"came in chunks", headers=(("Transfer-Encoding", "chunked"),)
    ),
    "HTTP/2": exchange("/9", b"second", protocol="HTTP/2", reason=""),
    "HTTP/1.0": exchange("/10", b"old", protocol="HTTP/1.0"),
    "repeated headers": exchange(
        "/11",
        b"cookies",
        headers=(("Set-Cookie", "a=1"), ("Server", "x"), ("Set-Cookie", "b=2; c")),
    ),
    "odd header bytes": exchange(
        "/12",
        b"odd",
        headers=(
            ("X-UTF-8", "年报".encode().decode("latin-1")),
            ("X-GBK", "年报".encode("gbk").decode("latin-1")),
            ("Empty", ""),
            ("Colons", "a: b: c"),
        ),
    ),
    "odd URL": exchange("/年报 第1页?名=a b&x=%E5%B9%B4#部分", b"url"),
    "no path": exchange("?page=2", b"no path"),
    "POST": exchange(
        "/13",
        b'{"rows": []}',
        method="POST",
        request_body="page=1&名=值".encode(),
        request_headers=(("Content-Type", "application/x-www-form-urlencoded"),),
    ),
    "IPv6": exchange("/14", b"six", address="::1"),
    "no address": exchange("/15", b"none", address=None),
    "empty body": exchange("/16", b""),
    "blank lines in body": exchange("/17", b"\r\n\r\nWARC/1.1\r\n\r\n\x1f\x8b\x08"),
    "refused": exchange("/18", b"no", status=403, reason="Forbidden"),
    "moved": exchange("/19", b"", status=302, headers=(("Location", "/20"),)),
    "not modified": without_body("/20", status=304, headers=(("ETag", '"a"'),)),
    "cut off": without_body("/21", payload=b"half a pa", truncated="disconnect"),
    "too large": without_body("/22", payload=b"x" * 9000, truncated="length"),
    "seen": exchange("/23", BODY),
    "seen packed": exchange("/24", BODY + b"2", coding="gzip"),
    "second later": exchange("/25", b"t", sent_at="2026-02-01T00:00:00.5+00:00"),
}

#: their payloads have been kept under another address before
SEEN = ("seen", "seen packed")


def keep(folder: Path, exchanges: Sequence[Exchange]) -> Archive:
    archive = Archive(folder)
    with archive.open_writer("crawl@site.test") as writer:
        writer.write(exchanges)
    return archive


def only_file(archive: Archive) -> Path:
    (path,) = archive.folder.glob("*.warc.gz")
    return path


def is_revisit(record: ArcWarcRecord) -> bool:
    return bool(record.rec_type == "revisit")


def records_of(path: Path) -> list[tuple[ArcWarcRecord, bytes]]:
    with path.open("rb") as file:
        found = ArchiveIterator(file, check_digests="raise")
        return [(record, record.content_stream().read()) for record in found]


@pytest.mark.parametrize("name", VARIED)
def test_what_is_kept_comes_back_as_it_was(tmp_path: Path, name: str) -> None:
    kept = VARIED[name]
    archive = keep(tmp_path, [kept])
    assert [found.exchange for found in archive.exchanges()] == [kept]
    if kept.sha256 is not None:
        assert archive.get(kept.sha256) == kept.body


def test_warcio_reads_statuses_and_bodies(tmp_path: Path) -> None:
    kept = list(VARIED.values())
    records = records_of(only_file(keep(tmp_path, kept)))
    answers = [(r, data) for r, data in records if r.rec_type != "request"][1:]
    assert [r.http_headers.get_statuscode() for r, _ in answers] == [
        str(e.status) for e in kept
    ]
    # warcio unpacks the first member only, and does not know x-gzip
    strange = (VARIED["two gzip members"], VARIED["x-gzip"])
    for (record, data), given in zip(answers, kept, strict=True):
        if given.truncated is not None:
            assert data == given.payload
        elif record.rec_type == "response" and given not in strange:
            assert data == given.body
    revisits = [e.url for (r, _), e in zip(answers, kept, strict=True) if is_revisit(r)]
    assert revisits == [VARIED[name].url for name in ("not modified", *SEEN)]


def test_warcio_check_passes(tmp_path: Path) -> None:
    path = only_file(keep(tmp_path, list(VARIED.values())))
    done = subprocess.run(
        [sys.executable, "-c", "from warcio.cli import main; main()", "check", path],
        capture_output=True,
        text=True,
        check=False,
        timeout=60,
    )
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_fastwarc_reads_every_record(tmp_path: Path) -> None:
    kept = list(VARIED.values())
    path = only_file(keep(tmp_path, kept))
    kinds, statuses = [], []
    # it leaves out what it cannot verify
    assert len(list(FastIterator(str(path), verify_digests=True))) == 2 * len(kept) + 1
    for record in FastIterator(str(path)):
        kinds.append(record.record_type)
        if record.record_type == WarcRecordType.response:
            assert record.verify_payload_digest()
            statuses.append(record.http_headers.status_code)
    assert kinds[0] == WarcRecordType.warcinfo
    assert kinds[2::2] == [WarcRecordType.request] * len(kept)
    full = [e.status for e in kept if e.status != 304]
    assert len(statuses) == len(full) - len(SEEN)
    assert {403, 302, 200} == set(statuses)


def test_every_record_is_a_member_of_its_own(tmp_path: Path) -> None:
    path = only_file(keep(tmp_path, [exchange("/", BODY), exchange("/b", b"b")]))
    with path.open("rb") as file:
        found = ArchiveIterator(file)
        starts = [found.get_record_offset() for _ in found]
    data = path.read_bytes()
    assert len(starts) == 5
    ends = [*starts[1:], len(data)]
    plain = [gzip.decompress(data[a:b]) for a, b in zip(starts, ends, strict=True)]
    assert all(text.startswith(b"WARC/1.1\r\n") for text in plain)


def test_the_file_says_who_wrote_it_and_nothing_of_the_machine(tmp_path: Path) -> None:
    path = only_file(keep(tmp_path, [exchange()]))
    record, text = records_of(path)[0]
    assert record.rec_type == "warcinfo"
    assert record.rec_headers["WARC-Filename"] == path.name
    assert b"software: ogi/" in text
    assert b"operator: crawl@site.test\r\n" in text
    assert str(tmp_path).encode() not in gzip.decompress(path.read_bytes())


def test_fields_of_an_answer(tmp_path: Path) -> None:
    kept = VARIED["HTTP/2"]
    _, (answer, _), (request, _) = records_of(only_file(keep(tmp_path, [kept])))
    fields = answer.rec_headers
    assert fields.protocol == "WARC/1.1"
    assert fields["WARC-Date"] == "2026-01-31T23:59:59.123Z"
    assert fields["WARC-IP-Address"] == "127.0.0.1"
    assert fields["WARC-Protocol"] == "h2"
    assert fields["OGI-Body-SHA256"] == kept.sha256
    assert answer.http_headers.protocol == "HTTP/1.1"
    asked = request.rec_headers
    assert asked["WARC-Concurrent-To"] == fields["WARC-Record-ID"]
    assert request.http_headers.statusline == "/9 HTTP/1.1"


def test_a_transfer_coding_is_not_announced_any_more(tmp_path: Path) -> None:
    _, (answer, data), _ = records_of(only_file(keep(tmp_path, [VARIED["chunked"]])))
    assert data == b"came in chunks"
    assert answer.http_headers["Transfer-Encoding"] is None
    assert answer.http_headers["X-Archive-Orig-Transfer-Encoding"] == "chunked"


def test_the_same_payload_again_refers_to_the_first(tmp_path: Path) -> None:
    first, again = exchange("/a", BODY), exchange("/b", BODY, reason="Again")
    archive = keep(tmp_path, [first])
    keep(tmp_path, [again])
    old, new = sorted(tmp_path.glob("*.warc.gz"))
    original, revisit = records_of(old)[1][0], records_of(new)[1][0]
    assert (original.rec_type, revisit.rec_type) == ("response", "revisit")
    fields, others = revisit.rec_headers, original.rec_headers
    assert fields["WARC-Profile"].endswith("/1.1/revisit/identical-payload-digest")
    assert fields["WARC-Refers-To-Target-URI"] == first.url
    assert fields["WARC-Refers-To"] == others["WARC-Record-ID"]
    assert fields["WARC-Refers-To-Date"] == others["WARC-Date"]
    assert fields["WARC-Payload-Digest"] == others["WARC-Payload-Digest"]
    assert [kept.exchange for kept in archive.exchanges()] == [first, again]


def test_the_same_body_packed_otherwise_is_kept_whole(tmp_path: Path) -> None:
    # a tool would replay the old payload under the new Content-Encoding
    both = [exchange("/a", BODY), exchange("/a", BODY, coding="gzip")]
    kinds = [r.rec_type for r, _ in records_of(only_file(keep(tmp_path, both)))]
    assert kinds == ["warcinfo", "response", "request", "response", "request"]


def test_not_modified_is_a_revisit(tmp_path: Path) -> None:
    archive = keep(tmp_path, [VARIED["not modified"]])
    answer = records_of(only_file(archive))[1][0]
    assert answer.rec_type == "revisit"
    assert answer.rec_headers["WARC-Profile"].endswith("/server-not-modified")
    assert answer.http_headers["ETag"] == '"a"'


def test_a_part_is_marked_and_never_found_by_a_hash(tmp_path: Path) -> None:
    part = VARIED["cut off"]
    claimed = replace(
        part, body=b"half a pa", sha256=exchange("/", part.payload).sha256
    )
    archive = keep(tmp_path, [claimed])
    fields = records_of(only_file(archive))[1][0].rec_headers
    assert fields["WARC-Truncated"] == "disconnect"
    assert fields["OGI-Body-SHA256"] is None
    assert claimed.sha256 is not None
    assert not archive.has(claimed.sha256)


def test_a_header_cannot_add_lines(tmp_path: Path) -> None:
    sent = exchange("/", b"x", reason="OK\r\nX: 1", headers=(("A", "1\r\n\r\nbody"),))
    archive = keep(tmp_path, [sent])
    (answer,) = [
        r for r, _ in records_of(only_file(archive)) if r.rec_type == "response"
    ]
    assert answer.http_headers.headers == [("A", "1    body")]
    assert archive.get(str(sent.sha256)) == b"x"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"payload": b"other bytes"}, "unpacks"),
        ({"sent_at": "yesterday"}, "ISO 8601"),
        ({"sent_at": "2026-01-31T23:59:59"}, "zone"),
    ],
)
def test_what_contradicts_itself_is_not_kept(
    tmp_path: Path, changes: dict[str, Any], said: str
) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as writer:
        with pytest.raises(StoreError, match=said):
            writer.write([exchange("/a", b"a"), exchange("/b", b"b", **changes)])
        writer.write([exchange("/c", b"c")])
    assert [kept.exchange.url[-2:] for kept in archive.exchanges()] == ["/c"]
