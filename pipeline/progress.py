"""Telling how far a long step is, without knowing who listens.

The command line shows a bar, Dagster writes log lines, a script hears nothing. Steps
call `report`; whoever starts them may set a listener with `listening`.
"""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

__all__ = ["Listener", "listening", "report"]

#: stage, things done, things known so far, what is being done now
Listener = Callable[[str, int, int, str], None]

_listeners: list[Listener] = []


def report(stage: str, done: int, total: int, text: str = "") -> None:
    """Say that `done` of `total` things of a stage are done."""
    for listener in _listeners:
        listener(stage, done, total, text)


@contextmanager
def listening(listener: Listener) -> Iterator[None]:
    """Hear the reports made inside the block."""
    _listeners.append(listener)
    try:
        yield
    finally:
        _listeners.remove(listener)
