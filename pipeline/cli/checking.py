"""The command `check`: one report, before it is published."""

from pathlib import Path

import click

from pipeline.check import CheckedReport, check_document
from pipeline.check.run import NamedBytes
from pipeline.check_report.as_text import as_text
from pipeline.cli.screen import output
from pipeline.errors import UsageError

__all__ = ["check"]


@click.command()
@click.argument("path", type=click.Path(exists=True, dir_okay=False, path_type=Path))
@click.option(
    "-f",
    "--format",
    "form",
    type=click.Choice(["text", "json", "html"]),
    default="text",
    show_default=True,
    help="For a terminal, for programs, or a page to pass on.",
)
@click.option(
    "-o",
    "--output",
    "target",
    metavar="FILE",
    type=click.Path(dir_okay=False, path_type=Path),
    help="File to write; by default the answer goes to stdout.",
)
@click.option(
    "--last-year",
    metavar="PATH",
    type=click.Path(exists=True, dir_okay=False, path_type=Path),
    help="Last year's report of the same office, to check what was carried over.",
)
@click.pass_context
def check(
    context: click.Context,
    path: Path,
    form: str,
    target: Path | None,
    last_year: Path | None,
) -> None:
    """Check one report before it is published (发布前核对).

    读取报告（HTML、DOCX 或纯文本等），逐条核对勾稽关系并与正文中的数字相比较：指出哪个
    单元格很可能有误、印的是多少、应是多少、为什么，哪句话与表格不一致。不能断定的照实说明。

    Reads the report, evaluates every rule and holds its sentences against its tables:
    which cell is probably wrong, what it should be and why, which sentence disagrees.
    Rules that need the report of the year before are left out without --last-year.

    \b
    Exit code:
      0  everything was read and nothing that must hold is broken
      1  an equation that must hold does not
      2  no table could be read
      3  what was read holds together, but some figures could not be read
    Sentences that disagree with the tables are shown and change no exit code.

    \b
    ogi check report.docx
    ogi check report.docx --last-year last.docx --format html --output check.html
    ogi check report.docx --format json | jq '.reports[0].suspects'
    ogi check draft.html && ./publish.sh
    """
    if target is not None and not target.absolute().parent.is_dir():
        raise UsageError(
            f"there is no folder {target.parent} to write {target.name} in"
        )
    prior = None if last_year is None else _file(last_year)
    checked = check_document(path.read_bytes(), path.name, prior)
    _write(checked, form, target)
    context.exit(checked.verdict.exit_code)


def _file(path: Path) -> NamedBytes:
    return NamedBytes(path.name, path.read_bytes())


def _write(checked: CheckedReport, form: str, target: Path | None) -> None:
    if form == "text" and target is None:
        screen = output()
        for line in as_text(checked):
            screen.print(line, soft_wrap=True)
        return
    text = _text(checked, form)
    if target is None:
        click.echo(text, nl=False)
    else:
        target.write_text(text, encoding="utf-8")


def _text(checked: CheckedReport, form: str) -> str:
    if form == "json":
        from pipeline.check_report.as_json import as_json  # noqa: PLC0415

        return as_json(checked)
    if form == "html":
        # the template engine is loaded for who asks for a page only
        from pipeline.check_report.as_html import as_html  # noqa: PLC0415

        return as_html(checked)
    return "".join(f"{line.plain}\n" for line in as_text(checked))
