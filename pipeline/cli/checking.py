"""The command `check`: one report, before it is published."""

from pathlib import Path

import click
from rich.markup import escape
from rich.table import Table
from rich.text import Text

from pipeline.check import CheckedReport, Failure, check_document
from pipeline.cli.screen import output

__all__ = ["check"]

_HARD_FAILURE = 1
_NOTHING_READ = 2
_NOT_ALL_READ = 3
_SEVERITY = {
    "hard": ("red", "必须相等，应更正", "must hold"),
    "soft": ("yellow", "请核实", "please look"),
    "informative": ("cyan", "供参考", "for information"),
}


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.pass_context
def check(context: click.Context, path: Path) -> None:
    """Check one report before it is published (发布前核对).

    读取报告（HTML、DOCX 或纯文本）并逐条核对勾稽关系：不符之处按表样列出所涉单元格，
    未能识别的内容单独说明。

    Reads the report and evaluates every rule that needs no other year.

    \b
    Exit code:
      0  everything was read and nothing that must hold is broken
      1  an equation that must hold does not
      2  no table could be read
      3  what was read holds together, but some figures could not be read

    \b
    ogi check report.docx
    ogi check draft.html && ./publish.sh
    """
    checked = check_document(path.read_bytes(), path.name)
    _show(path, checked)
    if not checked.cells:
        context.exit(_NOTHING_READ)
    if checked.has_hard_failure:
        context.exit(_HARD_FAILURE)
    if checked.is_incomplete:
        context.exit(_NOT_ALL_READ)


def _show(path: Path, checked: CheckedReport) -> None:
    screen = output()
    screen.print(f"[bold]{escape(checked.extraction.identity.title or path.name)}[/]")
    screen.print(
        f"读取单元格 {checked.cells} 个（未能识别 {checked.unreadable} 个）；"
        f"核对通过 {checked.passed} 条，不符 {len(checked.failures)} 处，"
        f"无法判定 {checked.undecided} 条"
    )
    screen.print(
        f"cells: {checked.cells} read, {checked.unreadable} unreadable; equations: "
        f"{checked.passed} hold, {checked.undecided} undecided; "
        f"findings: {len(checked.failures)}",
        style="dim",
    )
    for failure in checked.failures:
        _show_failure(failure)
    issues = checked.extraction.all_issues()
    if issues:
        screen.print("\n[yellow]? 未能识别、需要人工查看的内容[/] to be looked at")
        for issue in issues:
            screen.print(f"  {issue.line(path.name)}", markup=False, soft_wrap=True)
    if checked.cells and not checked.failures:
        if checked.is_incomplete:
            screen.print("已读取部分未发现不符 no contradiction in what was read")
        else:
            screen.print("[green]✓ 未发现不符[/] nothing contradicts itself")


def _show_failure(failure: Failure) -> None:
    screen = output()
    color, severity_zh, severity_en = _SEVERITY[failure.severity]
    where = f"报告{failure.report_no} " if failure.report_no else ""
    screen.print(
        f"\n[{color}]✗ {where}{failure.table_zh}[/]（{severity_zh} {severity_en}）"
    )
    for sentence in failure.message_zh.split("；"):
        screen.print(f"  {sentence}", markup=False)
    for sentence in failure.message_en.split("; "):
        screen.print(f"  {sentence}", style="dim", markup=False)
    table = Table(show_header=False, box=None, padding=(0, 0, 0, 4))
    for cell in failure.cells_zh:
        table.add_row(Text(cell))
    screen.print(table)
