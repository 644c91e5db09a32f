"""Taking in what lies in the inbox, in an order that survives being killed anywhere.

    1. the bytes into the archive, unless it has them
    2. the line into the register: from now on it is taken in (or refused)
    3. the table `raw_deposits`, from the register
    4. the files out of the inbox

Whoever dies on the way leaves files in the inbox; the next run finds them in the
register and only does what is left.
"""

import hashlib
import time
from collections.abc import Collection, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any

from pipeline.crawl.keep.archive_writer import ArchiveWriter
from pipeline.crawl.keep.exchange import Deposit
from pipeline.crawl.keep.log import utc_now
from pipeline.deposits import write_deposits
from pipeline.inbox.decide import Decision, Known, decide
from pipeline.inbox.judge import Refused, Taken
from pipeline.inbox.look import File, Lying, look, stamp_of
from pipeline.inbox.moving import move_refused, move_taken
from pipeline.inbox.register import Entry, entries_of, line_of
from pipeline.inbox.settings import InboxSettings, load_inbox_settings
from pipeline.lock import waiting
from pipeline.settings import Settings

__all__ = ["TakenIn", "preview", "take_in", "what_lies"]


@dataclass(slots=True)
class TakenIn:
    """What a run did with the inbox.

    Attributes:
        lying: what lay there.
        done: what became of each whole file.
        left: names of files that changed while they were read: left for another time.
        elsewhere: names of files of provinces that nobody reads now: left as well.
        stuck: what was dealt with and could not be moved out of the inbox, and why.
        rows: of the table `raw_deposits`.
    """

    lying: Lying
    done: list[Decision] = field(default_factory=list)
    left: list[str] = field(default_factory=list)
    elsewhere: list[str] = field(default_factory=list)
    stuck: list[str] = field(default_factory=list)
    rows: int = 0

    @property
    def provinces(self) -> list[str]:
        """Of which something was taken in."""
        taken = (d.verdict for d in self.done if isinstance(d.verdict, Taken))
        return sorted({verdict.institution.province_id for verdict in taken})


def what_lies(settings: Settings, inbox: InboxSettings | None = None) -> Lying:
    """What lies in the inbox of a root; opens and writes nothing."""
    chosen = inbox or load_inbox_settings()
    return look(settings.root.inbox, chosen, time.time())


def preview(
    settings: Settings, lying: Lying, inbox: InboxSettings | None = None
) -> list[Decision]:
    """What would become of the whole files; writes nothing."""
    entries = entries_of(settings.fetch_log)
    return _decisions(settings, lying.whole, entries, inbox or load_inbox_settings())


def take_in(
    settings: Settings,
    inbox: InboxSettings | None = None,
    provinces: Collection[str] | None = None,
) -> TakenIn:
    """Take in the whole files of the inbox; what is half there is left as it is.

    Args:
        settings: the data root.
        inbox: how it is looked at, by default as `data/deposits/inbox.yml` says.
        provinces: that are read afterwards; reports of others are left lying, so that
            nothing is moved away unread. None means all.

    Raises:
        StoreError: something could not be kept.
    """
    chosen, folder = inbox or load_inbox_settings(), settings.root.inbox
    folder.mkdir(parents=True, exist_ok=True)
    with waiting(folder / ".lock"):
        entries = entries_of(settings.fetch_log)
        result = TakenIn(what_lies(settings, chosen))
        decisions = _decisions(settings, result.lying.whole, entries, chosen)
        if provinces is not None:
            others = [d for d in decisions if not _is_of(d, provinces)]
            result.elsewhere = [d.file.name for d in others]
            decisions = [d for d in decisions if d not in others]
        entered = _enter(settings, decisions, entries, result)
        result.rows = write_deposits(settings, entries)
        for decision, entry in entered:
            try:
                _put_away(settings, decision, entry, chosen)
            except OSError as error:  # it is in the register, and known the next time
                why = error.strerror or type(error).__name__
                result.stuck.append(f"{decision.file.name} ({why})")
    return result


def _decisions(
    settings: Settings,
    files: Sequence[File],
    entries: Sequence[Entry],
    inbox: InboxSettings,
) -> list[Decision]:
    if not files:
        return []
    institutions = settings.registry().institutions
    today = date.fromisoformat(utc_now()[:10])
    return list(decide(files, inbox, entries, institutions, today))


def _enter(
    settings: Settings,
    decisions: Sequence[Decision],
    entries: list[Entry],
    result: TakenIn,
) -> list[tuple[Decision, Entry]]:
    """Bytes and lines for what is new; gives the entry of each file."""
    entered = []
    if not decisions:
        return []
    with settings.archive.open_writer(operator="inbox") as writer:
        for decision in decisions:
            entry = _entry_of(decision, entries)
            data = b"" if entry else _bytes(decision)
            if data is None or not _is_unchanged(decision):
                result.left.append(decision.file.name)
                continue
            if entry is None:
                entry = _new_entry(decision)
                warc = _keep(settings, writer, data, entry)
                settings.fetch_log.append([line_of(entry, warc)])
                entries.append(entry)
            result.done.append(decision)
            entered.append((decision, entry))
    return entered


def _is_of(decision: Decision, provinces: Collection[str]) -> bool:
    """Whether a file is of one of some provinces, or of none, as what is refused."""
    verdict = decision.verdict
    if isinstance(verdict, Refused):
        return True
    if isinstance(verdict, Known):
        return verdict.entry.province_id in provinces
    return verdict.institution.province_id in provinces


def _is_unchanged(decision: Decision) -> bool:
    file = decision.file
    return file.stamp == (stamp_of(file.path), stamp_of(file.side_car))


def _entry_of(decision: Decision, entries: Sequence[Entry]) -> Entry | None:
    """The entry that a file has already, such as one that was not moved in time."""
    if isinstance(decision.verdict, Known):
        return decision.verdict.entry
    if isinstance(decision.verdict, Taken):
        # the same bytes twice in one inbox
        same = [e for e in entries if e.outcome == "taken"]
        entry = next((e for e in same[::-1] if e.sha256 == decision.sha256), None)
        return entry if entry and entry.said == _new_entry(decision).said else None
    of_file = (decision.file.name, decision.sha256)
    before = [e for e in entries if (e.file_name, e.sha256) == of_file]
    if not before or before[-1].outcome != "refused":
        return None
    is_same = before[-1].reason == decision.verdict.refusal.code
    # without a side-car: it was moved already, its file was not
    return before[-1] if is_same or decision.file.side_car is None else None


def _new_entry(decision: Decision) -> Entry:
    verdict, said = decision.verdict, decision.side_car
    entry = Entry(
        deposited_at=utc_now(),
        outcome="taken" if isinstance(verdict, Taken) else "refused",
        file_name=decision.file.name,
        size=decision.file.size,
        sha256=decision.sha256,
    )
    changes: dict[str, Any] = {
        "stated_title": said.title,
        "published_url": said.url,
        "note": said.note,
    }
    if isinstance(verdict, Refused):
        changes |= {"reason": verdict.refusal.code, "message": verdict.en}
    elif isinstance(verdict, Taken):
        changes |= {
            "media": verdict.media,
            "province_id": verdict.institution.province_id,
            "institution_id": verdict.institution.institution_id,
            "report_year": verdict.year,
            "stated_institution_id": verdict.stated.institution_id,
            "stated_year": verdict.stated.year,
        }
    return replace(entry, **changes)


def _bytes(decision: Decision) -> bytes | None:
    """The bytes to keep: those that were judged; None if they are others by now."""
    if not isinstance(decision.verdict, Taken):
        return b""
    try:
        data = decision.file.path.read_bytes()
    except OSError:
        return None
    return data if hashlib.sha256(data).hexdigest() == decision.sha256 else None


def _keep(
    settings: Settings, writer: ArchiveWriter, data: bytes, entry: Entry
) -> tuple[str, int] | None:
    """Keep the bytes of a file that is taken in; None if the archive has them."""
    if entry.url is None or entry.sha256 is None or settings.archive.has(entry.sha256):
        return None
    kept = Deposit(
        url=entry.url, taken_at=entry.deposited_at, body=data, sha256=entry.sha256
    )
    return writer.write([kept])[0]


def _put_away(
    settings: Settings, decision: Decision, entry: Entry, inbox: InboxSettings
) -> None:
    folder = settings.root.inbox
    if not _is_unchanged(decision):
        return  # other bytes by now: the next run looks at them
    if isinstance(decision.verdict, Refused):
        move_refused(folder, decision.file, decision.verdict)
        return
    remove = inbox.after_taking == "remove"
    move_taken(folder, decision.file, entry.deposited_at, remove=remove)
