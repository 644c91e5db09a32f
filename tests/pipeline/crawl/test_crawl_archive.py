import hashlib
from pathlib import Path

import pytest

from pipeline.crawl.archive import Archive
from pipeline.errors import StoreError


def test_put_and_get(tmp_path: Path) -> None:
    archive = Archive(tmp_path / "objects")
    sha256 = archive.put("年报".encode())
    assert sha256 == hashlib.sha256("年报".encode()).hexdigest()
    assert archive.get(sha256) == "年报".encode()
    files = [p for p in (tmp_path / "objects").rglob("*") if p.is_file()]
    assert files == [tmp_path / "objects" / sha256[:2] / sha256]


def test_an_object_is_written_once(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    path = archive.path_of(archive.put(b"x"))
    before = path.stat()
    archive.put(b"x")
    after = path.stat()
    assert (after.st_ino, after.st_mtime_ns) == (before.st_ino, before.st_mtime_ns)
    assert before.st_mode & 0o222 == 0


def test_damage_is_seen(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    sha256 = archive.put(b"report")
    archive.path_of(sha256).chmod(0o644)
    archive.path_of(sha256).write_bytes(b"Report")
    with pytest.raises(StoreError, match="damaged"):
        archive.get(sha256)


def test_absent_and_misnamed(tmp_path: Path) -> None:
    archive = Archive(tmp_path)
    assert not archive.has("0" * 64)
    with pytest.raises(StoreError, match="found nothing"):
        archive.get("0" * 64)
    with pytest.raises(StoreError, match="64 hexadecimal digits"):
        archive.get("../../etc/passwd")
