"""Moving what was dealt with out of an inbox: durable before, and never over others.

A side-car goes before its file: whoever is killed between the two finds a file whose
bytes the register knows, and brings it to the same place.
"""

import hashlib
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from pathlib import Path

from pipeline.durable import sync_file, sync_folder
from pipeline.inbox.judge import Refused
from pipeline.inbox.look import SIDE_CAR, File, shown_name
from pipeline.inbox.notice import WHY, notice
from pipeline.inbox.sidecar import template

__all__ = ["move_refused", "move_taken"]

_CHINA = timedelta(hours=8)
_SHORT = 8


def move_taken(inbox: Path, file: File, deposited_at: str, *, remove: bool) -> None:
    """Bring a file that was taken in out of the way.

    Args:
        inbox: the folder.
        file: the file with its side-car.
        deposited_at: when it was entered into the register (UTC, ISO 8601).
        remove: delete it; the archive has its bytes.
    """
    moment = datetime.fromisoformat(deposited_at).astimezone(UTC) + _CHINA
    target = inbox / "taken" / moment.date().isoformat()
    for path in (file.side_car, file.path):
        if path is None:
            continue
        if remove:
            path.unlink(missing_ok=True)
        else:
            _move(path, target / path.relative_to(inbox))
    _forget_refusal(inbox, file)
    _tidy(inbox, file.path.parent)


def move_refused(inbox: Path, file: File, refused: Refused) -> None:
    """Bring a file out of the way that was not taken in, and say beside it why."""
    target = _free(file.path, inbox / "refused" / file.path.relative_to(inbox))
    beside = file.side_car or file.path.with_name(file.path.name + SIDE_CAR[0])
    named = target.with_name(target.name + beside.suffix)
    text = notice(file.name, shown_name(named.name), refused)
    _write(target.with_name(target.name + WHY), text)
    if file.side_car is not None:
        _move(file.side_car, named, over=True)
    elif not named.exists():
        _write(named, template(refused.institution_id, refused.year))
    _move(file.path, target)
    _tidy(inbox, file.path.parent)


def _forget_refusal(inbox: Path, file: File) -> None:
    """Take away what was said of a file that is taken in now."""
    place = inbox / "refused" / file.path.relative_to(inbox)
    if not place.exists():
        with suppress(OSError):  # no note can have so long a name
            place.with_name(place.name + WHY).unlink(missing_ok=True)


def _move(path: Path, target: Path, *, over: bool = False) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    with suppress(FileNotFoundError):  # somebody else took it away: nothing is left
        path.rename(target if over else _free(path, target))
    sync_folder(target.parent)


def _free(path: Path, target: Path) -> Path:
    """Where a file may go: its place, unless other bytes lie there already."""
    if not target.is_symlink() and not target.exists():
        return target
    if path.is_symlink() or not path.is_file() or not target.is_file():
        return _numbered(target)
    digest = _digest(path)
    if digest == _digest(target):
        return target
    return target.with_name(f"{target.stem}-{digest[:_SHORT]}{target.suffix}")


def _numbered(target: Path) -> Path:
    number = 2
    while True:
        free = target.with_name(f"{target.stem}-{number}{target.suffix}")
        if not free.is_symlink() and not free.exists():
            return free
        number += 1


def _digest(path: Path) -> str:
    with path.open("rb") as handle:
        return hashlib.file_digest(handle, "sha256").hexdigest()


def _write(path: Path, text: str) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_text(text, encoding="utf-8")
    sync_file(path)


def _tidy(inbox: Path, folder: Path) -> None:
    """Take away folders that were dropped and are empty now."""
    while folder != inbox and inbox in folder.parents:
        try:
            folder.rmdir()
        except OSError:  # something else lies in it
            return
        folder = folder.parent
