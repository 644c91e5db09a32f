"""The command `extract`: local files to a table of cells. No instance, no network."""

import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO, Any

import click
import pyarrow as pa

from pipeline import progress
from pipeline.cli.screen import bars_on_terminal
from pipeline.cli.statements import CELLS, CLAIMS, cell_rows, claim_rows
from pipeline.cli.tabular import write_csv, write_json
from pipeline.errors import UsageError
from pipeline.extract.office import prepared
from pipeline.extract.pool import extract_many
from pipeline.issues import Issue, IssueCode, Severity
from pipeline.store import write_parquet

__all__ = ["COLUMNS", "extract"]

#: the columns of `ogi extract`
COLUMNS: tuple[str, ...] = tuple(CELLS.names)
_NOTHING_READ = 2


@click.command()
@click.argument(
    "paths",
    nargs=-1,
    required=True,
    metavar="PATH...",
    type=click.Path(exists=True, path_type=Path),
)
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["csv", "json", "parquet"]),
    default="csv",
    show_default=True,
    help="Form of the tables.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File to write; by default the cells go to stdout.",
)
@click.option(
    "--claims",
    "claims_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File for what the prose states in numbers, in the same form.",
)
@click.option(
    "--issues",
    "issues_file",
    metavar="FILE",
    type=click.Path(path_type=Path),
    help="File for what could not be read; by default stderr.",
)
@click.option(
    "--workers",
    metavar="N",
    type=click.IntRange(min=1),
    help="Processes that read; by default OGI_WORKERS, or one a core.",
)
@click.pass_context
def extract(
    context: click.Context,
    paths: Sequence[Path],
    form: str,
    target: Path | None,
    claims_file: Path | None,
    issues_file: Path | None,
    workers: int | None,
) -> None:
    """Read reports from files or folders into one table of cells.

    从本地文件提取统计表：网页、Word、Excel、压缩包或纯文本。

    One line for each cell of the form, as printed: a blank stays a blank. What could
    not be read is one line each on stderr. The exit code is 2 where nothing at all
    could be read.

    \b
    ogi extract report.html
    ogi extract report.docx --format json | jq '.[0]'
    ogi extract report.html --claims claims.csv
    ogi extract reports/ --format parquet --output cells.parquet --issues issues.txt
    """
    if form == "parquet" and target is None:
        raise UsageError("Parquet is no text: name a file with --output")
    named = (target, claims_file, issues_file)
    written = [path for path in named if path is not None]
    for path in written:
        _check_target(path)
    files = _files(paths, leave_out=written)
    with bars_on_terminal():
        rows, claims, issues = _read(files, workers)
    _write(rows, form, target, CELLS)
    if claims_file is not None:
        _write(claims, form, claims_file, CLAIMS)
    if issues_file is None:
        click.echo("".join(f"{line}\n" for line in issues), err=True, nl=False)
    else:
        issues_file.write_text("".join(f"{x}\n" for x in issues), encoding="utf-8")
    if not rows:
        context.exit(_NOTHING_READ)


def _check_target(path: Path) -> None:
    """Refuse a place that cannot be written to before an hour is spent on reading."""
    if path.is_dir():
        raise UsageError(f"{path} is a folder; name the file to write")
    if not path.absolute().parent.is_dir():
        raise UsageError(f"there is no folder {path.parent} to write {path.name} in")


def _files(paths: Sequence[Path], leave_out: Sequence[Path]) -> list[Path]:
    """The files named, and those below the folders named, each once.

    Hidden files are left out, and what this run writes itself.
    """
    found: list[Path] = []
    for path in paths:
        if path.is_dir():
            found += sorted(
                p
                for p in path.rglob("*")
                if p.is_file()
                and not any(part.startswith(".") for part in p.relative_to(path).parts)
            )
        else:
            found.append(path)
    own = {path.resolve() for path in leave_out}
    files = [path for path in dict.fromkeys(found) if path.resolve() not in own]
    if not files:
        raise UsageError(f"there is no file to read in {', '.join(map(str, paths))}")
    return files


def _bodies(files: Sequence[Path]) -> Iterator[bytes]:
    """The bytes of the files that can be opened; reading names the others."""
    for path in files:
        with suppress(OSError):
            yield path.read_bytes()


def _read(
    files: Sequence[Path], workers: int | None
) -> tuple[list[dict[str, Any]], list[dict[str, Any]], list[str]]:
    """Cells and claims of all files, and lines about what could not be read."""
    closed: dict[Path, list[Issue]] = {}
    rows: list[dict[str, Any]] = []
    claims: list[dict[str, Any]] = []
    problems: dict[Path, list[Issue]] = {}

    def documents() -> Iterator[tuple[Path, bytes, str, str]]:
        for path in files:
            try:
                data = path.read_bytes()
            except OSError as error:
                message = f"the file cannot be opened: {error.strerror}"
                code = IssueCode.UNREADABLE_DOCUMENT
                closed[path] = [Issue(code, Severity.ERROR, message)]
            else:
                yield path, data, path.name, ""

    progress.report("extract", 0, len(files), str(files[0]))
    with prepared(_bodies(files)) as converted:
        for path, found in extract_many(documents(), workers, converted=converted):
            rows += cell_rows(str(path), found)
            claims += claim_rows(str(path), found)
            problems[path] = found.all_issues()
            progress.report("extract", len(problems), len(files), str(path))
    problems |= closed
    lines = [issue.line(str(path)) for path in files for issue in problems[path]]
    return rows, claims, lines


def _write(
    rows: list[dict[str, Any]], form: str, target: Path | None, schema: pa.Schema
) -> None:
    if form == "parquet" and target is not None:
        write_parquet(pa.Table.from_pylist(rows, schema=schema), target)
    elif target is None:
        _write_text(rows, form, sys.stdout, tuple(schema.names))
    else:
        with target.open("w", encoding="utf-8", newline="") as handle:
            _write_text(rows, form, handle, tuple(schema.names))


def _write_text(
    rows: list[dict[str, Any]], form: str, handle: IO[str], columns: tuple[str, ...]
) -> None:
    write = write_csv if form == "csv" else write_json
    write(handle, columns, ([row[name] for name in columns] for row in rows))
