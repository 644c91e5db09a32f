"""Commands for local files: extract, check. No instance and no network needed."""

import sys
from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path

import click
import pandas as pd
import pyarrow as pa
from rich.table import Table

from pipeline import progress
from pipeline.check import CheckedReport, check_document
from pipeline.cli.shared import errors, output, progress_bars
from pipeline.errors import UsageError
from pipeline.extract import extract as extract_document
from pipeline.extract.report import Extraction
from pipeline.store import write_parquet

__all__ = ["COLUMNS", "check", "extract"]

#: the columns of `ogi extract`
COLUMNS = (
    "source",
    "report_year",
    "institution",
    "edition",
    "table_id",
    "item",
    "breakdown",
    "value",
    "unit",
    "value_text",
    "obs_status",
    "is_total",
    "reading",
    "confidence",
    "locator",
)
_ARROW = pa.schema(
    [
        ("source", pa.string()),
        ("report_year", pa.int16()),
        ("institution", pa.string()),
        ("edition", pa.string()),
        ("table_id", pa.string()),
        ("item", pa.string()),
        ("breakdown", pa.string()),
        ("value", pa.decimal128(20, 6)),
        ("unit", pa.string()),
        ("value_text", pa.string()),
        ("obs_status", pa.string()),
        ("is_total", pa.bool_()),
        ("reading", pa.string()),
        ("confidence", pa.float64()),
        ("locator", pa.string()),
    ]
)
_NOTHING_READ = 2
_HARD_FAILURE = 1


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
    help="Form of the table of cells.",
)
@click.option(
    "-o",
    "--output",
    "target",
    type=click.Path(path_type=Path),
    help="File to write; by default the cells go to stdout.",
)
@click.option(
    "--issues",
    "issues_file",
    type=click.Path(path_type=Path),
    help="File for what could not be read; by default stderr.",
)
def extract(
    paths: Sequence[Path], form: str, target: Path | None, issues_file: Path | None
) -> None:
    """Read reports from files or folders into one table of cells.

    从本地文件提取统计表：HTML、DOCX 或纯文本。

    One line for each cell of the form, as printed; what could not be read is a line of
    its own on stderr. The exit code is 2 where nothing at all could be read.

    \b
    ogi extract report.html
    ogi extract reports/ --format parquet --output cells.parquet --issues issues.txt
    """
    if form == "parquet" and target is None:
        raise UsageError("Parquet is no text: name a file with --output")
    files = _files(paths)
    rows: list[dict[str, object]] = []
    lines: list[str] = []
    with progress_bars() if len(files) > 1 else _silence():
        for number, path in enumerate(files):
            progress.report("extract", number, len(files), str(path))
            extraction = extract_document(path.read_bytes(), url=path.name)
            rows += _rows(str(path), extraction)
            lines += [issue.line(str(path)) for issue in extraction.all_issues()]
    _write(rows, form, target)
    _write_issues(lines, issues_file)
    if not rows:
        sys.exit(_NOTHING_READ)


class _silence:  # noqa: N801 - reads like a function where it is used
    def __enter__(self) -> None:
        return None

    def __exit__(self, *_: object) -> None:
        return None


def _files(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those below the folders named; hidden ones are left out."""
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
    if not found:
        raise UsageError(f"there is no file below {', '.join(map(str, paths))}")
    return found


def _rows(source: str, extraction: Extraction) -> list[dict[str, object]]:
    identity = extraction.identity
    return [
        {
            "source": source,
            "report_year": identity.year,
            "institution": identity.publisher,
            "edition": o.edition,
            "table_id": o.table_id,
            "item": o.item,
            "breakdown": o.breakdown,
            "value": o.value,
            "unit": o.unit,
            "value_text": o.value_text,
            "obs_status": o.obs_status,
            "is_total": o.is_total,
            "reading": o.reading,
            "confidence": o.confidence,
            "locator": o.locator,
        }
        for report in extraction.reports
        for o in report.observations
    ]


def _plain(value: object) -> str:
    """A figure without exponent and trailing zeros; a blank stays a blank."""
    if not isinstance(value, Decimal):
        return ""
    text = format(value, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text


def _write(rows: list[dict[str, object]], form: str, target: Path | None) -> None:
    if form == "parquet" and target is not None:
        write_parquet(pa.Table.from_pylist(rows, schema=_ARROW), target)
        return
    frame = pd.DataFrame(rows, columns=list(COLUMNS))
    frame["value"] = frame["value"].map(_plain)
    frame["report_year"] = frame["report_year"].astype("Int64")
    if form == "csv":
        text = frame.to_csv(index=False, lineterminator="\n")
    else:
        text = frame.to_json(orient="records", force_ascii=False, indent=1) + "\n"
    if target is None:
        click.echo(text, nl=False)
    else:
        target.parent.mkdir(parents=True, exist_ok=True)
        target.write_text(text, encoding="utf-8")


def _write_issues(lines: list[str], target: Path | None) -> None:
    if target is None:
        for line in lines:
            click.echo(line, err=True)
    else:
        target.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
def check(path: Path) -> None:
    """Check one report before it is published (发布前核对).

    读取报告并逐条核对勾稽关系：不符之处列出所涉单元格，未能识别的内容单独说明。

    Reads the report and evaluates every rule that needs no other year. The exit code
    is 1 where an equation that must hold does not, 2 where no table could be read.
    """
    checked = check_document(path.read_bytes(), path.name)
    _show_check(path, checked)
    if not checked.cells:
        sys.exit(_NOTHING_READ)
    if checked.has_hard_failure:
        sys.exit(_HARD_FAILURE)


def _show_check(path: Path, checked: CheckedReport) -> None:
    identity = checked.extraction.identity
    output.print(f"[bold]{identity.title or path.name}[/]")
    output.print(
        f"读取单元格 {checked.cells} 个；核对通过 {checked.passed} 条，"
        f"不符 {len(checked.failures)} 处，无法判定 {checked.undecided} 条"
    )
    output.print(
        f"{checked.cells} cells read; {checked.passed} equations hold, "
        f"{len(checked.failures)} findings, {checked.undecided} undecided",
        style="dim",
    )
    for failure in checked.failures:
        color = "red" if failure.severity == "hard" else "yellow"
        output.print(f"\n[{color}]✗ {failure.table_zh}[/]")
        for sentence in failure.message_zh.split("；"):
            output.print(f"  {sentence}")
        for sentence in failure.message_en.split("; "):
            output.print(f"  {sentence}", style="dim")
        table = Table(show_header=False, box=None, padding=(0, 4))
        for cell in failure.cells_zh:
            table.add_row(cell)
        output.print(table)
    for issue in checked.extraction.all_issues():
        errors.print(issue.line(path.name), markup=False, soft_wrap=True)
    if checked.cells and not checked.failures:
        output.print("[green]✓ 未发现不符[/] nothing contradicts itself")
