"""What one document may cost: time and memory, and how that is kept.

A document that takes too long or too much becomes an issue that names the limit; the
others go on. Times are kept by a signal, which also reaches a regular expression that
never ends; a call into C that does not return is ended from outside by the pool.
"""

import resource
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType

__all__ = [
    "MEMORY_LIMIT",
    "TIME_LIMIT",
    "TimeIsUp",
    "limit_memory",
    "memory_limit",
    "time_limit",
]

#: seconds for one document; a long scan takes about one
TIME_LIMIT = 180.0
#: bytes of address space of a reading process; libraries alone take a quarter of it
MEMORY_LIMIT = 4 << 30


class TimeIsUp(BaseException):
    """The time for a document is over.

    No `Exception`: only who set the limit may catch it.
    """


@contextmanager
def time_limit(seconds: float) -> Iterator[None]:
    """Raise `TimeIsUp` in the block once it has run for that long.

    Outside of the main thread, or where a timer runs already, there is no limit:
    signals reach the main thread only.
    """
    in_main = threading.current_thread() is threading.main_thread()
    if not in_main or signal.getitimer(signal.ITIMER_REAL)[0]:
        yield
        return

    def ring(_number: int, _frame: FrameType | None) -> None:
        raise TimeIsUp

    before = signal.signal(signal.SIGALRM, ring)
    # again and again: what swallows the first one is stopped by the next
    signal.setitimer(signal.ITIMER_REAL, seconds, 1.0)
    try:
        yield
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, before)


def limit_memory(size: int) -> None:
    """Let this process have no more than that many bytes of address space."""
    _, most = resource.getrlimit(resource.RLIMIT_AS)
    if most != resource.RLIM_INFINITY:
        size = min(size, most)
    resource.setrlimit(resource.RLIMIT_AS, (size, most))


def memory_limit() -> int | None:
    """The bytes of address space that this process may have, None without a limit."""
    size, _ = resource.getrlimit(resource.RLIMIT_AS)
    return None if size == resource.RLIM_INFINITY else size
