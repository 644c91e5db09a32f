"""The group `ogi` with its options, and how errors end it."""

import sys
from pathlib import Path

import click

from pipeline.cli.data import query, status
from pipeline.cli.documents import check, extract
from pipeline.cli.runs import demo, refresh, ui
from pipeline.cli.shared import Place
from pipeline.errors import OgiError

__all__ = ["main"]


@click.group(
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 92},
    epilog="Start with `ogi demo`: it needs no network and takes about half a minute.",
)
@click.version_option(package_name="ogi", prog_name="ogi")
@click.option(
    "--data",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data root to work on; by default OGI_DATA, else the project's data/.",
)
@click.option("--demo", "is_demo", is_flag=True, help="The demonstration's data root.")
@click.pass_context
def cli(context: click.Context, data: Path | None, *, is_demo: bool) -> None:
    """Chinese annual reports on open government information, as a checked panel.

    政府信息公开工作年度报告：采集、提取、核对、发布。

    \b
    Try it:                 ogi demo
    Read local files:       ogi extract report.html
    Check before you publish (发布前核对):
                            ogi check report.docx
    Ask the data:           ogi query "from out_consistency_flags"
    See the pipeline:       ogi ui
    """
    context.obj = Place(data.resolve() if data else None, is_demo)


for command in (demo, refresh, status, ui, extract, check, query):
    cli.add_command(command)


def main() -> None:
    """Run the command line; errors on purpose are one line, exit code 1."""
    try:
        cli(prog_name="ogi")
    except OgiError as error:
        click.echo(f"ogi: {error}", err=True)
        sys.exit(1)
