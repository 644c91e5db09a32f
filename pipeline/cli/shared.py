"""What several commands share: the data root named on the line, progress bars."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    Progress,
    SpinnerColumn,
    TaskID,
    TextColumn,
    TimeElapsedColumn,
)

from pipeline.progress import listening
from pipeline.settings import Settings

__all__ = ["Place", "errors", "output", "progress_bars"]

#: answers go to stdout, everything else to stderr, so that answers can be piped
output = Console(highlight=False)
errors = Console(stderr=True, highlight=False)

_TEXT_WIDTH = 48


@dataclass(frozen=True, slots=True)
class Place:
    """The data root that the options name."""

    path: Path | None
    is_demo: bool

    def settings(self, *, demo: bool = False) -> Settings:
        """The settings of that root."""
        return Settings.of(self.path, demo=self.is_demo or demo)


@contextmanager
def progress_bars() -> Iterator[None]:
    """Show a bar for each stage that reports; plain lines where nobody looks."""
    if not errors.is_terminal:
        with _lines():
            yield
        return
    bars = Progress(
        SpinnerColumn(),
        TextColumn("{task.description}"),
        BarColumn(bar_width=24),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[text]}", style="dim"),
        console=errors,
        transient=True,
    )
    tasks: dict[str, TaskID] = {}

    def listen(stage: str, done: int, total: int, text: str) -> None:
        if stage not in tasks:
            tasks[stage] = bars.add_task(stage, text="")
        short = text if len(text) <= _TEXT_WIDTH else "…" + text[-_TEXT_WIDTH:]
        bars.update(tasks[stage], completed=done, total=total, text=short)
        for other, task in tasks.items():
            if other not in (stage, "crawl"):
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
        if stage not in seen:
            seen.add(stage)
            sys.stderr.write(f"… {stage} ({total})\n")
            sys.stderr.flush()

    with listening(listen):
        yield
