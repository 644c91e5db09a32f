"""What must hold for any bytes: no crash, bounded time and memory, sound cells."""

import resource
import time
from functools import cache

from pipeline.extract import extract
from pipeline.extract.report import Extraction
from tests.accuracy.measure import SEED, documents
from tests.accuracy.suite import MEDIA

__all__ = ["complaint", "seeds"]

#: seconds of the processor that a document of at most 1 MiB may take
MAX_SECONDS = 20.0
#: and how many more bytes of memory the process may have had at once
MAX_MEMORY = 1024 * 2**20
_BROKE_OFF = "the reader broke off"
_STATUSES = {"reported", "blank", "dash", "not_applicable", "unreadable"}


@cache
def seeds(medium: str) -> tuple[bytes, ...]:
    """Valid documents of a medium that is measured, one an edition."""
    (found,) = (m for m in MEDIA if m.name == medium)
    return tuple(
        write()
        for edition in found.editions
        for write, _ in documents((medium, edition, found.layouts[0], 1, SEED))
    )


def complaint(data: bytes) -> str | None:
    """What is wrong with how the bytes are read; None where nothing is."""
    memory, begun = _peak(), time.process_time()
    found = extract(data)
    seconds = time.process_time() - begun
    grown = _peak() - memory
    if seconds > MAX_SECONDS:
        return f"took {seconds:.0f} s of the processor for {len(data)} bytes"
    if grown > MAX_MEMORY:
        return f"took {grown >> 20} MiB more memory for {len(data)} bytes"
    return _unsound(found)


def _peak() -> int:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * 1024


def _unsound(found: Extraction) -> str | None:
    for issue in found.all_issues():
        if issue.message.startswith(_BROKE_OFF):
            return issue.message
    if not found.reports and not found.issues:
        return "nothing was read and nothing says so"
    for report in found.reports:
        keys = [(o.table_id, o.item, o.breakdown) for o in report.observations]
        if len(keys) != len(set(keys)):
            return "a cell is there twice"
        for cell in report.observations:
            if cell.obs_status not in _STATUSES:
                return f"unknown status {cell.obs_status}"
            if (cell.obs_status == "reported") != (cell.value is not None):
                return f"{cell.obs_status} with value {cell.value}"
    return None
