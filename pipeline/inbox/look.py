"""Which files lie in an inbox, and which of them are whole. Nothing is opened here.

A file is whole when nothing has touched it for some seconds: what counts is when the
file itself was last changed on this disk (ctime), since a copy may keep the date of its
original. Links are never followed.
"""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from fnmatch import fnmatch
from pathlib import Path

from pipeline.inbox.settings import InboxSettings

__all__ = [
    "OURS",
    "SIDE_CAR",
    "File",
    "Lying",
    "Stamp",
    "look",
    "shown_name",
    "stamp_of",
]

#: folders of the inbox that hold what was dealt with
OURS = ("taken", "refused")
#: behind the name of a file: what is said of it
SIDE_CAR = (".yml", ".yaml")

#: size, time of the last change of the bytes and of the file; None: it is not there
Stamp = tuple[int, int, int] | None


@dataclass(frozen=True, slots=True)
class File:
    """A file of the inbox.

    Attributes:
        path: where it lies.
        name: its path below the inbox, as people read it.
        side_car: the file that says whose it is; None without one.
        is_plain: a plain file, no link, pipe or the like.
        stamp: of file and side-car, to see whether they change.
    """

    path: Path
    name: str
    side_car: Path | None
    is_plain: bool
    stamp: tuple[Stamp, Stamp]

    @property
    def size(self) -> int:
        """Bytes."""
        return self.stamp[0][0] if self.stamp[0] else 0


@dataclass(frozen=True, slots=True)
class Lying:
    """What lies in an inbox, each in the order of its names.

    Attributes:
        whole: may be taken in.
        settling: somebody may still be copying them.
        lonely: side-cars whose file is not there, or has another one.
        passed_over: names that are no deposits, and folders that cannot be opened.
    """

    whole: tuple[File, ...]
    settling: tuple[File, ...]
    lonely: tuple[str, ...]
    passed_over: tuple[str, ...]

    @property
    def key(self) -> str:
        """The same for the same whole files, and other for any other."""
        return repr([(file.name, file.stamp) for file in self.whole])


def look(folder: Path, settings: InboxSettings, now: float) -> Lying:
    """What lies in an inbox.

    Args:
        folder: the inbox; it need not be there.
        settings: which files are passed over, and when one is whole.
        now: seconds since the epoch.
    """
    passed: list[str] = []
    paths = sorted(_files(folder, folder, settings, passed))
    side_cars = {p for p in paths if _is_side_car(p)}
    # of several the one whose name is as documented, written last over the others
    order = sorted(side_cars, key=lambda p: (p.suffix == SIDE_CAR[0], p))
    beside = {_said_of(p): p for p in order}
    whole: list[File] = []
    settling: list[File] = []
    for path in paths:
        if path in side_cars:
            continue
        file = _file(folder, path, beside.pop(path, None))
        is_still = _is_still(file, now - settings.settle_seconds)
        (whole if is_still else settling).append(file)
    used = {file.side_car for file in (*whole, *settling)}
    lonely = [_name(folder, p) for p in sorted(side_cars - used)]
    return Lying(tuple(whole), tuple(settling), tuple(lonely), tuple(sorted(passed)))


def shown_name(path: Path | str) -> str:
    """A file name as text: names of other systems are often in GB 18030."""
    raw = os.fsencode(path)
    try:
        text = raw.decode()
    except UnicodeDecodeError:
        text = raw.decode("gb18030", errors="replace")
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)


def stamp_of(path: Path | None) -> Stamp:
    """By what a change of a file is seen."""
    if path is None:
        return None
    try:
        found = path.lstat()
    except FileNotFoundError:
        return None
    return (found.st_size, found.st_mtime_ns, found.st_ctime_ns)


def _files(
    root: Path, folder: Path, settings: InboxSettings, passed: list[str]
) -> Iterator[Path]:
    """All files below a folder but ours; links are given, never followed."""
    try:
        with os.scandir(folder) as found:
            entries = list(found)
    except FileNotFoundError:  # none was made yet, or somebody took it away
        return
    except OSError:  # one that we may not open keeps nobody from the others
        passed.append(_name(root, folder))
        return
    for entry in entries:
        path = Path(entry.path)
        if folder == root and entry.name in OURS:
            continue
        if any(fnmatch(entry.name, pattern) for pattern in settings.passed_over):
            if not entry.name.startswith("."):
                passed.append(_name(root, path))
        elif entry.is_dir(follow_symlinks=False):
            yield from _files(root, path, settings, passed)
        else:
            yield path


def _is_side_car(path: Path) -> bool:
    """`a.pdf.yml` is one, and so is `a.yml`: no report is YAML."""
    return path.suffix.lower() in SIDE_CAR


def _said_of(side_car: Path) -> Path:
    """The file that a side-car is of, whether or not it is there."""
    return side_car.with_name(side_car.name[: -len(side_car.suffix)])


def _file(folder: Path, path: Path, side_car: Path | None) -> File:
    try:
        is_plain = stat.S_ISREG(path.lstat().st_mode)
    except FileNotFoundError:  # taken away meanwhile: its stamp is None
        is_plain = False
    stamps = (stamp_of(path), stamp_of(side_car))
    return File(path, _name(folder, path), side_car, is_plain, stamps)


def _name(folder: Path, path: Path) -> str:
    return shown_name(path.relative_to(folder))


def _is_still(file: File, since: float) -> bool:
    """Whether neither the file nor what is said of it was touched lately."""
    if file.stamp[0] is None:
        return False
    return all(s is None or s[2] / 1e9 <= since for s in file.stamp)
