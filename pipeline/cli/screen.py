"""What a person sees: consoles that can also be piped, and progress bars.

Answers go to stdout, everything else to stderr. In a pipe nothing is wrapped, cut or
coloured. Tables for programs (CSV, JSON) are in `pipeline.cli.tabular`.
"""

import errno
import sys
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext

from rich.console import Console
from rich.measure import Measurement
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)
from rich.table import Table

from pipeline.progress import listening

__all__ = ["bars_on_terminal", "errors", "fits", "output", "progress_bars"]

_TEXT_WIDTH = 48
#: stages that go on beside each other, one bar each while it lasts
_SIDE_BY_SIDE = "crawl "
#: columns of a line that is written into a pipe: more than any table of ours needs
_PIPE_WIDTH = 100_000


class _Screen(Console):
    def on_broken_pipe(self) -> None:
        """Let the command line decide what a closed pipe means."""
        raise BrokenPipeError(errno.EPIPE, "the reader of the output went away")


def output() -> Console:
    """The console of answers, on stdout."""
    return _console(stderr=False)


def errors() -> Console:
    """The console of everything else, on stderr."""
    return _console(stderr=True)


def _console(*, stderr: bool) -> Console:
    console = _Screen(stderr=stderr, highlight=False)
    if not console.is_terminal:
        console = _Screen(stderr=stderr, highlight=False, width=_PIPE_WIDTH)
    return console


def fits(table: Table, console: Console) -> bool:
    """Whether a table can be shown without squeezing its columns."""
    wanted = Measurement.get(console, console.options.update(width=_PIPE_WIDTH), table)
    return wanted.maximum <= console.width


def bars_on_terminal() -> AbstractContextManager[None]:
    """Progress bars where somebody looks, nothing elsewhere."""
    return progress_bars() if errors().is_terminal else nullcontext()


@contextmanager
def progress_bars() -> Iterator[None]:
    """Show a bar for each stage that reports; plain lines where nobody looks."""
    console = errors()
    if not console.is_terminal:
        with _lines():
            yield
        return
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}", markup=False),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[text]}", style="dim", markup=False),
        console=console,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def listen(stage: str, done: int, total: int, text: str) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, text="")
        short = text if len(text) <= _TEXT_WIDTH else "…" + text[-_TEXT_WIDTH:]
        bars.update(tasks[stage], completed=done, total=total, text=short)
        if stage.startswith(_SIDE_BY_SIDE):
            # hosts are crawled at the same time: only those under way are shown
            bars.update(tasks[stage], visible=done < total)
            return
        for other, task in tasks.items():
            if other != stage:
                known = bars.tasks[task].total
                bars.update(task, completed=known, text="")

    with bars, listening(listen):
        yield


@contextmanager
def _lines() -> Iterator[None]:
    """One line a stage, for logs."""
    seen: set[str] = set()

    def listen(stage: str, done: int, total: int, text: str) -> None:
        del done, text
        if stage not in seen and not stage.startswith(_SIDE_BY_SIDE):
            seen.add(stage)
            sys.stderr.write(f"… {stage} ({total})\n")
            sys.stderr.flush()

    with listening(listen):
        yield
