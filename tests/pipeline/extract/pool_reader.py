"""A reader for the tests of the pool: it does what the document says."""

import os
import signal
import time

from pipeline.extract import extract
from pipeline.extract.result import Extraction, failed


def read(data: bytes, *, url: str = "", hint: str = "") -> Extraction:
    if data == b"crash":
        os.kill(os.getpid(), signal.SIGSEGV)
    if data == b"sleep":
        time.sleep(60)
    if data == b"deaf":
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGALRM})
        time.sleep(60)
    if data == b"eat":
        try:
            return failed(str(len(bytearray(3 << 30))))
        except MemoryError:
            return failed("too much memory")
    return extract(data, url=url, hint=hint)
