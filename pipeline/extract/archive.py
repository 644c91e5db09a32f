"""ZIP and gzip: the documents inside, each with its name and its bytes.

Members are told by their content, like every document. Bounded: an archive is made by
strangers and may unfold to any size. What the members say is the work of `members` in
`container`; the store of fetched pages is `pipeline.crawl.keep.archive`.
"""

import gzip
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field

from pipeline.errors import ExtractionError, UnsupportedMediaError
from pipeline.extract.charset import decode
from pipeline.extract.media import sniff

__all__ = ["ARCHIVES", "Contents", "Member", "members"]

ARCHIVES = frozenset({"zip", "gzip"})
_MAX_MEMBERS = 200
_MAX_MEMBER = 64 * 2**20
_MAX_TOTAL = 256 * 2**20
#: how much larger than its packed bytes a member may be, if it is large
_MAX_RATIO = 200
_RATIO_FROM = 4 * 2**20
#: archives in archives: this deep and no deeper
_MAX_DEPTH = 2
_UTF8_NAME = 0x800
_LOCKED = 0x1
#: what packing programs and file managers leave behind
_LITTER = re.compile(
    r"(?:^|/)(?:__MACOSX/|\._|\.DS_Store$|Thumbs\.db$|desktop\.ini$|~\$)", re.I
)


@dataclass(frozen=True, slots=True)
class Member:
    """A document in an archive.

    Attributes:
        name: with the folders and archives that it is in: `a.zip!b/c.docx`.
        data: its bytes.
        media: what they are; empty where they are of no known kind.
    """

    name: str
    data: bytes
    media: str


@dataclass(slots=True)
class Contents:
    """What an archive holds.

    Attributes:
        members: the documents, in the order of the archive.
        problems: what could not be unpacked, one line each.
    """

    members: list[Member] = field(default_factory=list)
    problems: list[str] = field(default_factory=list)


class _Budget:
    """What may still be unpacked of one outermost archive."""

    def __init__(self) -> None:
        self.members = _MAX_MEMBERS
        self.total = _MAX_TOTAL


def members(data: bytes, media: str) -> Contents:
    """Unpack a ZIP or gzip file, and the archives in it.

    Raises:
        ExtractionError: it cannot be opened at all.
    """
    contents = Contents()
    _unpack(data, media, "", 1, _Budget(), contents)
    return contents


def _unpack(
    data: bytes, media: str, prefix: str, depth: int, budget: _Budget, into: Contents
) -> None:
    found = _zip(data, budget, into, prefix) if media == "zip" else _gzip(data, budget)
    for name, content in found:
        kind = _kind(content)
        if kind not in ARCHIVES:
            into.members.append(Member(prefix + name, content, kind))
        elif depth == _MAX_DEPTH:
            into.problems.append(
                f"{prefix}{name}: archives are opened {_MAX_DEPTH} deep and no deeper"
            )
        else:
            try:
                _unpack(content, kind, f"{prefix}{name}!", depth + 1, budget, into)
            except ExtractionError as error:
                into.problems.append(f"{prefix}{name}: {error}")


def _kind(data: bytes) -> str:
    try:
        return sniff(data)
    except UnsupportedMediaError:
        return ""


def _zip(
    data: bytes, budget: _Budget, into: Contents, prefix: str
) -> Iterator[tuple[str, bytes]]:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as package:
            for info in package.infolist():
                name = _name(info)
                if info.is_dir() or _LITTER.search(name):
                    continue
                if budget.members == 0:
                    into.problems.append(
                        f"more than {_MAX_MEMBERS} files: the others were not read"
                    )
                    return
                budget.members -= 1
                if info.flag_bits & _LOCKED:
                    into.problems.append(f"{prefix}{name}: protected by a password")
                    continue
                try:
                    yield name, _content(package, info, budget)
                except ExtractionError as error:
                    into.problems.append(f"{prefix}{name}: {error}")
    except (zipfile.BadZipFile, OSError, ValueError, EOFError) as error:
        raise ExtractionError(f"not a readable ZIP file: {error}") from error


def _name(info: zipfile.ZipInfo) -> str:
    """The name; without the flag for UTF-8 in whatever the office's system had."""
    if info.flag_bits & _UTF8_NAME:
        return info.filename
    try:
        raw = info.orig_filename.encode("cp437")
    except UnicodeEncodeError:
        return info.filename
    return decode(raw).text.replace("\\", "/") if raw else info.filename


def _content(package: zipfile.ZipFile, info: zipfile.ZipInfo, budget: _Budget) -> bytes:
    limit = min(_MAX_MEMBER, budget.total)
    try:
        with package.open(info) as stream:
            data = stream.read(limit + 1)
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError) as error:
        raise ExtractionError(f"it cannot be unpacked ({error})") from error
    except (OSError, EOFError, ValueError, zlib.error) as error:
        raise ExtractionError(f"it cannot be unpacked ({error})") from error
    budget.total -= min(len(data), limit)
    if len(data) > limit:
        raise ExtractionError(
            f"it unfolds to more than {limit} bytes (limits: {_MAX_MEMBER} a file, "
            f"{_MAX_TOTAL} an archive)"
        )
    if len(data) > _RATIO_FROM and len(data) > _MAX_RATIO * max(info.compress_size, 1):
        raise ExtractionError(
            f"it unfolds to more than {_MAX_RATIO} times its packed size"
        )
    return data


def _gzip(data: bytes, budget: _Budget) -> list[tuple[str, bytes]]:
    limit = min(_MAX_MEMBER, budget.total)
    try:
        with gzip.GzipFile(fileobj=io.BytesIO(data)) as stream:
            content = stream.read(limit + 1)
    except (OSError, EOFError, zlib.error) as error:
        raise ExtractionError(f"not a readable gzip file: {error}") from error
    if len(content) > limit:
        raise ExtractionError(f"a gzip file that unfolds to more than {limit} bytes")
    budget.total -= len(content)
    return [("content", content)]
