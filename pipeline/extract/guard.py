"""Calling the spreadsheet library on files of strangers: its panics become errors.

The library is Rust. On a broken file it may panic: that is no `Exception` in Python and
is written to stderr by the runtime itself.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

import python_calamine as calamine

from pipeline.errors import ExtractionError

__all__ = ["guarded"]

_STDERR = 2
_PANIC = "PanicException"


@contextmanager
def guarded() -> Iterator[None]:
    """Turn what the library raises into an `ExtractionError`, without a word."""
    with _quiet():
        try:
            yield
        except (calamine.CalamineError, OSError, ValueError) as error:
            raise ExtractionError(f"not a readable spreadsheet: {error}") from error
        except BaseException as error:
            if type(error).__name__ != _PANIC:
                raise
            raise ExtractionError(f"not a readable spreadsheet: {error}") from None


@contextmanager
def _quiet() -> Iterator[None]:
    """Nothing of this process reaches stderr meanwhile, whoever writes it."""
    kept = os.dup(_STDERR)
    nowhere = os.open(os.devnull, os.O_WRONLY)
    try:
        os.dup2(nowhere, _STDERR)
        yield
    finally:
        os.dup2(kept, _STDERR)
        os.close(nowhere)
        os.close(kept)
