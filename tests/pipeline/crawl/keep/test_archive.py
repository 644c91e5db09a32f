"""Reading an archive, while it is written and when it is not as it must be."""

import gzip
import threading
from pathlib import Path

import pytest

from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.exchange import Exchange
from pipeline.crawl.keep.members import Damage, Member, locate, member_at, scan
from pipeline.errors import StoreError
from tests.pipeline.crawl.keep.exchanges import exchange

ONE, TWO, THREE = (exchange(f"/{n}", b"body " * n) for n in (1, 20, 300))


def sha(kept: Exchange) -> str:
    return str(kept.sha256)


def keep(folder: Path, *exchanges: Exchange) -> Archive:
    archive = Archive(folder)
    with archive.open_writer() as writer:
        writer.write(exchanges)
    return archive


def damage(path: Path, at: int) -> None:
    data = bytearray(path.read_bytes())
    data[at] ^= 0xFF
    path.chmod(0o644)
    path.write_bytes(data)


def test_an_archive_that_is_not_there_holds_nothing(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "none")
    assert not archive.has("0" * 64)
    assert list(archive.exchanges()) == []
    assert list(archive.verify()) == []
    assert archive.files() == {}
    assert not (tmp_path / "none").exists()
    with pytest.raises(StoreError, match="expected a record of SHA-256 000"):
        archive.get("0" * 64)


def test_a_hash_that_is_none(tmp_path: Path) -> None:
    for text in ("../../etc/passwd", "A" * 64, "0" * 63):
        with pytest.raises(StoreError, match="64 hexadecimal digits"):
            Archive(tmp_path).has(text)


def test_a_reader_sees_what_a_writer_has_kept(tmp_path: Path) -> None:
    reader, archive = Archive(tmp_path), Archive(tmp_path)
    with archive.open_writer() as writer:
        assert not reader.has(sha(ONE))
        ((file, offset),) = writer.write([ONE])
        assert reader.get(sha(ONE)) == ONE.body
        assert [kept.exchange for kept in reader.exchanges()] == [ONE]
        assert [path.name for path in tmp_path.glob("*.open")] == [f"{file}.open"]
        writer.write([TWO])
    assert reader.get(sha(TWO)) == TWO.body
    assert reader.exchange(file, offset) == ONE
    (path,) = tmp_path.glob("*.warc.gz*")
    assert path.name == file
    assert path.stat().st_mode & 0o222 == 0
    assert list(reader.verify()) == []


def test_nothing_written_leaves_no_file(tmp_path: Path) -> None:
    with Archive(tmp_path).open_writer() as writer:
        assert writer.write([]) == []
    assert list(tmp_path.glob("*warc*")) == []


def test_a_file_that_is_large_enough_is_followed_by_another(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer(roll_at=1500) as writer:
        for kept in (ONE, TWO, ONE, THREE):
            writer.write([kept])
        assert len(list(tmp_path.glob("*.warc.gz"))) == 1
    first, second = sorted(tmp_path.glob("*.warc.gz"))
    assert [kept.exchange for kept in archive.exchanges()] == [ONE, TWO, ONE, THREE]
    counts = [(known.records, known.bodies) for known in archive.files().values()]
    assert counts == [(5, 2), (5, 1)]
    sizes = [known.size for known in archive.files().values()]
    assert sizes == [first.stat().st_size, second.stat().st_size]


@pytest.mark.parametrize("lost", ["deleted", "behind"])
def test_the_index_is_read_again_from_the_files(tmp_path: Path, lost: str) -> None:
    keep(tmp_path, ONE)
    index = [path.read_bytes() for path in tmp_path.glob("index.sqlite")]
    keep(tmp_path, TWO, ONE)
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    if lost == "behind":
        (tmp_path / "index.sqlite").write_bytes(index[0])
    archive = Archive(tmp_path)
    assert archive.get(sha(TWO)) == TWO.body
    assert [(k.records, k.bodies) for k in archive.files().values()] == [(3, 1), (5, 1)]
    assert list(archive.verify()) == []


def test_a_file_taken_away_is_forgotten(tmp_path: Path) -> None:
    archive = keep(tmp_path, ONE)
    (path,) = tmp_path.glob("*.warc.gz")
    assert archive.has(sha(ONE))
    path.unlink()
    assert not archive.has(sha(ONE))


def test_an_index_that_is_no_index_is_named(tmp_path: Path) -> None:
    keep(tmp_path, ONE)
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    (tmp_path / "index.sqlite").write_bytes(b"no database at all, but long enough" * 9)
    with pytest.raises(StoreError, match=r"index\.sqlite.*can be deleted"):
        Archive(tmp_path).has(sha(ONE))


def test_a_damaged_byte_is_named_with_its_place(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as writer:
        places = writer.write([ONE, TWO, THREE])
    file, offset = places[1]
    damage(tmp_path / file, offset + 300)
    with pytest.raises(
        StoreError, match=rf"{file}: the record at byte {offset} is dam"
    ):
        archive.get(sha(TWO))
    assert archive.get(sha(ONE)) == ONE.body
    assert archive.get(sha(THREE)) == THREE.body
    assert [kept.exchange for kept in archive.exchanges()] == [ONE, THREE]
    said = list(archive.verify())
    assert any(f"byte {offset} is damaged" in line for line in said)


def test_behind_damage_everything_is_found_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as writer:
        (file, offset), _ = writer.write([ONE, TWO])
    damage(tmp_path / file, offset)
    for path in tmp_path.glob("index.sqlite*"):
        path.unlink()
    assert Archive(tmp_path).get(sha(TWO)) == TWO.body
    assert not Archive(tmp_path).has(sha(ONE))


def test_a_damaged_body_that_comes_again_is_kept_again(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as writer:
        ((file, offset),) = writer.write([ONE])
    damage(tmp_path / file, offset + 300)
    keep(tmp_path, ONE)
    assert archive.get(sha(ONE)) == ONE.body


def test_wrong_digests_and_lone_requests_are_named(tmp_path: Path) -> None:
    archive = keep(tmp_path, ONE)
    (path,) = tmp_path.glob("*.warc.gz")
    found = [item for item in scan(path) if isinstance(item, Member)]
    info, answer, request = (item.plain for item in found)
    assert b"body body" not in answer
    changed = answer.replace(b"\r\n\r\nbody ", b"\r\n\r\nBODY ")
    path.chmod(0o644)
    path.write_bytes(b"".join(map(gzip.compress, (info, changed, request, request))))
    said = "\n".join(archive.verify())
    assert "wrong WARC-Block-Digest" in said
    assert "wrong WARC-Payload-Digest" in said
    assert f"does not unpack to SHA-256 {ONE.sha256}" in said
    assert "is a request without its answer" in said


def test_scan_tells_records_from_other_bytes(tmp_path: Path) -> None:
    keep(tmp_path, ONE, TWO)
    (path,) = tmp_path.glob("*.warc.gz")
    whole = [item for item in scan(path) if isinstance(item, Member)]
    data = path.read_bytes()
    cut = whole[2].end
    junk = b"\x1f\x8b\x08 no member " + gzip.compress(b"no record") + b"\x00" * 5000
    mixed = tmp_path / "mixed"
    mixed.write_bytes(data[:cut] + junk + data[cut:] + junk)
    found = list(scan(mixed))
    assert [item.plain for item in found if isinstance(item, Member)] == [
        item.plain for item in whole
    ]
    bad = [(item.offset, item.end) for item in found if isinstance(item, Damage)]
    assert bad == [
        (cut, cut + len(junk)),
        (len(data) + len(junk), len(data) + 2 * len(junk)),
    ]


def test_a_file_closed_between_finding_and_opening_is_read(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as writer:
        ((file, offset),) = writer.write([ONE])
        found = locate(tmp_path, file)
    assert found is not None
    assert not found.exists()  # it has another name now
    assert len(list(scan(found))) == 3
    assert isinstance(member_at(found, offset), Member)


def test_what_is_being_written_is_no_damage(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    with archive.open_writer() as writer:
        ((file, _),) = writer.write([ONE])
        with (tmp_path / f"{file}.open").open("ab") as other:
            other.write(gzip.compress(b"WARC/1.1 half")[:-5])
            other.flush()
            assert list(archive.verify()) == []
            assert [kept.exchange for kept in archive.exchanges()] == [ONE]
            other.truncate(other.tell() - len(gzip.compress(b"WARC/1.1 half")) + 5)


def test_threads_share_an_archive(tmp_path: Path) -> None:
    archive = keep(tmp_path, ONE, TWO, THREE)
    faults: list[BaseException] = []

    def read() -> None:
        try:
            for kept in (ONE, TWO, THREE) * 10:
                assert archive.get(sha(kept)) == kept.body
        except BaseException as fault:
            faults.append(fault)
            raise

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert faults == []
