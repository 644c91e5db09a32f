"""The command `accuracy`: how exactly the reader reads, measured, shown, checked."""

from dataclasses import replace
from pathlib import Path
from types import ModuleType

import click
from rich.table import Table

from pipeline.accuracy.compare import failures
from pipeline.accuracy.gate import why_not_measured
from pipeline.accuracy.generator import is_checkout, load_generator
from pipeline.accuracy.localisation import COMPLETE, breaches
from pipeline.accuracy.page import accuracy_page, share_text
from pipeline.accuracy.prose import ALL, below, prose_share
from pipeline.accuracy.report import (
    Accuracy,
    Counts,
    accuracy_file,
    load_accuracy,
    page_file,
)
from pipeline.cli.screen import errors, output, progress_bars
from pipeline.errors import UsageError

__all__ = ["accuracy"]

_WORSE = 1
_SHOWN = 30
_COLUMNS = ("cells", "right", "uncertain", "unreadable", "missing", "wrong", "silent")


@click.command()
@click.option(
    "--check", is_flag=True, help="Compare with the committed report; write nothing."
)
@click.option("--quick", is_flag=True, help="A part of it, in half a minute.")
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Folder for accuracy.json and accuracy.md; by default those of the project.",
)
@click.option(
    "--only",
    type=click.Choice(["localisation"]),
    help="Measure this part; the others stay as committed.",
)
@click.option("--seed", type=int, help="What the figures are drawn from.")
@click.pass_context
def accuracy(
    context: click.Context,
    target: Path | None,
    only: str | None,
    seed: int | None,
    *,
    check: bool,
    quick: bool,
) -> None:
    """Measure how exactly documents are read (准确度).

    用已知数字打印各种版式、各种格式的报告，再读回来，逐格比较。

    Prints balanced random figures in every layout and medium, reads them back and
    counts: right, unreadable or missing with an issue, wrong, lost without one (both
    must be 0). Reads the labelled sentences too: precision and recall. Plants errors in
    tables that add up and counts which are found, and where. Writes docs/accuracy.md
    and data/accuracy/accuracy.json, to be committed: nothing is published by a reader,
    or with a finder of wrong cells, that is not the one measured there.

    Measuring needs a checkout; an installed ogi shows the report it came with. With
    --check the exit code is 1 where a cell is wrong, where prose is read worse than it
    has to be, where one changed cell of a complete table three is not found, where less
    is read or found than in the committed report, or where that is of another reader.

    \b
    ogi accuracy                      after every change of the reader
    ogi accuracy --only localisation  after a change of what finds wrong cells
    ogi accuracy --check              what continuous integration runs
    ogi accuracy --quick              look at it while you work; writes nothing
    ogi accuracy -o /tmp/measured     leave the committed report as it is
    """
    if check and target is not None:
        raise UsageError("--check compares and writes nothing; leave out --output")
    if not is_checkout():
        _installed(context, only_show=not (check or quick or target or only or seed))
        return
    module = load_generator()
    with progress_bars():
        measured = _measure(module, only, seed, quick=quick)
    _show(measured)
    if check:
        _check(context, measured)
    elif target is not None:
        target.mkdir(parents=True, exist_ok=True)
        _write(measured, target / "accuracy.json", target / "accuracy.md")
    elif quick or seed is not None:
        errors().print("a part or another seed: nothing was written (--output does)")
    else:
        _write(measured, accuracy_file(), page_file())
    if not check and not _is_safe(measured):
        context.exit(_WORSE)


def _measure(
    module: ModuleType, only: str | None, seed: int | None, *, quick: bool
) -> Accuracy:
    """All of it, or one part beside what is committed of the others."""
    seed = module.SEED if seed is None else seed
    if only is None:
        found: Accuracy = module.measure(seed=seed, quick=quick)
        return found
    committed = load_accuracy()
    part = module.measure_localisation(seed=seed, quick=quick)
    return replace(committed, is_quick=committed.is_quick or quick, localisation=part)


def _installed(context: click.Context, *, only_show: bool) -> None:
    """The report that came with the installation."""
    if not only_show:
        load_generator()  # says why it cannot
    errors().print(
        "measuring needs a checkout of the project; this is the report that came with "
        f"this installation: {accuracy_file()}"
    )
    _show(load_accuracy())
    reason = why_not_measured()
    if reason is not None:
        errors().print(reason, markup=False)
        context.exit(_WORSE)


def _is_safe(measured: Accuracy) -> bool:
    cells_are = all(row.counts.is_safe for row in (*measured.rows, *measured.cases))
    prose_is = not below(measured.prose)
    return cells_are and prose_is and not any(breaches(measured.localisation))


def _check(context: click.Context, measured: Accuracy) -> None:
    found = failures(measured, load_accuracy())
    screen = errors()
    for line in found[:_SHOWN]:
        screen.print(f"✗ {line}", markup=False)
    if len(found) > _SHOWN:
        screen.print(f"… and {len(found) - _SHOWN} more")
    if found:
        screen.print(
            "a wrong or silent cell is a fault of the reader: correct it. Where less "
            "is read or found for a reason, or the code changed: `ogi accuracy`, look "
            "at `git diff docs/accuracy.md`, commit both files.",
            markup=False,
        )
        context.exit(_WORSE)
    screen.print("nothing is wrong, nothing fell")


def _write(measured: Accuracy, data: Path, page: Path) -> None:
    for path, text in ((data, measured.to_json()), (page, accuracy_page(measured))):
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
        errors().print(f"wrote {path}")


def _show(measured: Accuracy) -> None:
    table = Table("medium", box=None, pad_edge=False)
    for name in (*_COLUMNS, "share"):
        table.add_column(name, justify="right")
    for medium in measured.names("medium"):
        table.add_row(medium, *_figures(measured.total(medium=medium)))
    if measured.cases:
        real = sum((row.counts for row in measured.cases), Counts())
        table.add_row("real documents", *_figures(real))
    table.add_row("all generated", *_figures(measured.total()), style="bold")
    output().print(table)
    _show_prose(measured)
    _show_localisation(measured)
    for medium, reason in measured.not_measured.items():
        errors().print(f"not measured: {medium}: {reason}", markup=False)


def _show_prose(measured: Accuracy) -> None:
    """Each part of the labelled sentences in a line."""
    for row in measured.prose:
        if row.phenomenon == ALL:
            c = row.counts
            output().print(
                f"{row.name}: {c.labelled:,} claims labelled, {c.right:,} right, "
                f"{c.wrong:,} wrong, {c.missed:,} missed; precision "
                f"{prose_share(c.precision)}, recall {prose_share(c.recall)}",
                markup=False,
                highlight=False,
                soft_wrap=True,
            )


def _show_localisation(measured: Accuracy) -> None:
    """One line for table three as a whole, one for what must never be."""
    counts = measured.localisation.total(table_id="applications", cells=COMPLETE)
    output().print(
        f"planted errors in complete tables three: {counts.tables:,}; "
        f"{counts.found:,} found ({counts.broken:,} break an equation), "
        f"{counts.pinned + counts.named:,} settled ({counts.alone:,} can be), "
        f"{counts.wrong:,} proposed wrongly",
        markup=False,
        highlight=False,
        soft_wrap=True,
    )
    for line in breaches(measured.localisation):
        errors().print(f"✗ {line}", markup=False)


def _figures(counts: Counts) -> list[str]:
    return [*(f"{getattr(counts, n):,}" for n in _COLUMNS), share_text(counts)]
