"""What would become of every whole file of an inbox. Reads files, writes nothing."""

import hashlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from pipeline import progress
from pipeline.errors import DataFileError
from pipeline.extract.office import prepared
from pipeline.extract.pool import extract_many
from pipeline.inbox.judge import (
    Refused,
    Taken,
    judge,
    refused,
    side_car_fault,
    stated_of,
)
from pipeline.inbox.look import File, shown_name
from pipeline.inbox.register import Entry
from pipeline.inbox.settings import InboxSettings
from pipeline.inbox.sidecar import SideCar, read_side_car
from pipeline.inbox.whose import Stated
from pipeline.registry_model import Institution

__all__ = ["Decision", "Known", "decide"]

#: bytes of files that are held at the same time
_BATCH = 64 << 20
_NO_FILE = "不是普通文件 it is no plain file (a link, a pipe or the like)"


@dataclass(frozen=True, slots=True)
class Known:
    """Bytes that were taken in before, with nothing new said of them."""

    entry: Entry


@dataclass(frozen=True, slots=True)
class Decision:
    """What becomes of a file.

    Attributes:
        file: the file.
        verdict: taken in, refused, or known already.
        sha256: of its bytes; None where they were not read.
        side_car: what it says; an empty one without one, or if it is wrong.
    """

    file: File
    verdict: Taken | Refused | Known
    sha256: str | None
    side_car: SideCar


@dataclass(frozen=True, slots=True)
class _Open:
    """A file that has to be read before anything can be said."""

    file: File
    data: bytes
    side_car: SideCar
    stated: Stated


def decide(
    files: Sequence[File],
    settings: InboxSettings,
    entries: Sequence[Entry],
    institutions: Mapping[str, Institution],
    today: date,
) -> Iterator[Decision]:
    """What becomes of each file, in order.

    Args:
        files: whole ones.
        settings: how large one may be.
        entries: the register as it is.
        institutions: of the registry, by id.
        today: no report is of a later year.
    """
    known = {e.sha256: e for e in entries if e.outcome == "taken" and e.sha256}
    batch: list[Decision | _Open] = []
    for number, file in enumerate(files):
        progress.report("inbox", number, len(files), file.name)
        batch.append(_first_look(file, settings, known, institutions, today))
        if sum(len(b.data) for b in batch if isinstance(b, _Open)) > _BATCH:
            yield from _read(batch, institutions)
            batch = []
    yield from _read(batch, institutions)


def _first_look(
    file: File,
    settings: InboxSettings,
    known: Mapping[str, Entry],
    institutions: Mapping[str, Institution],
    today: date,
) -> Decision | _Open:
    """All that can be said of a file without reading it as a report."""
    data = _bytes(file, settings)
    if isinstance(data, Refused):
        return Decision(file, data, None, SideCar())
    sha256 = hashlib.sha256(data).hexdigest()
    side_car = _side_car(file)
    if not data.strip():
        side_car = refused("empty")
    if isinstance(side_car, Refused):
        return Decision(file, side_car, sha256, SideCar())
    stated = stated_of(side_car, institutions, today)
    if isinstance(stated, Refused):
        return Decision(file, stated, sha256, side_car)
    entry = known.get(sha256)
    if entry is not None and _says_nothing_new(side_car, stated, entry):
        return Decision(file, Known(entry), sha256, side_car)
    return _Open(file, data, side_car, stated)


def _bytes(file: File, settings: InboxSettings) -> bytes | Refused:
    if not file.is_plain:
        return refused("not_a_file")
    if file.size > settings.max_bytes:
        return refused("too_large", size=file.size, limit=settings.max_bytes)
    try:
        return file.path.read_bytes()
    except OSError as error:
        return refused("no_access", found=error.strerror or type(error).__name__)


def _side_car(file: File) -> SideCar | Refused:
    if file.side_car is None:
        return SideCar()
    shown = shown_name(file.side_car.name)
    if not file.side_car.is_file() or file.side_car.is_symlink():
        return refused("sidecar_wrong", sidecar=shown, found=_NO_FILE)
    try:
        return read_side_car(file.side_car, shown)
    except DataFileError as error:
        return side_car_fault(error, shown)


def _says_nothing_new(side_car: SideCar, stated: Stated, entry: Entry) -> bool:
    of_report = (stated.institution_id, stated.year)
    said = (*of_report, side_car.title, side_car.url, side_car.note)
    return said in (entry.said, (None,) * len(said))


def _read(
    batch: Sequence[Decision | _Open], institutions: Mapping[str, Institution]
) -> Iterator[Decision]:
    """The decisions of a batch: those that are open are read, by several processes."""
    unread = [item for item in batch if isinstance(item, _Open)]
    jobs = ((i, i.data, i.file.name, i.side_car.title or "") for i in unread)
    with prepared(item.data for item in unread) as converted:
        found = extract_many(jobs, converted=converted)
        for item in batch:
            if isinstance(item, Decision):
                yield item
                continue
            _, read = next(found)
            verdict = judge(item.data, item.file.name, read, item.stated, institutions)
            sha256 = hashlib.sha256(item.data).hexdigest()
            yield Decision(item.file, verdict, sha256, item.side_car)
