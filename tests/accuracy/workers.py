"""The processes that measure: one a core, started once for all that is measured."""

import multiprocessing
import os
from collections.abc import Iterator
from concurrent.futures import Executor, ProcessPoolExecutor
from contextlib import contextmanager

__all__ = ["workers"]


@contextmanager
def workers() -> Iterator[Executor]:
    """A pool of processes; each takes seconds to start, so that one pool is enough."""
    # a fresh interpreter each: threads of a progress bar do not survive a fork
    context = multiprocessing.get_context("spawn")
    with ProcessPoolExecutor(os.cpu_count(), context) as pool:
        try:
            yield pool
        except BaseException:
            # what was given already would be measured to the end for nobody
            pool.shutdown(cancel_futures=True)
            raise
