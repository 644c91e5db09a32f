"""The group `ogi` with its options, and how errors end it.

Exit codes: 0 done; 1 `ogi check` found an equation that must hold and does not,
`ogi accuracy` a cell that is wrong or a share that fell, `ogi sources check` a source
that cannot be crawled as it is, `ogi checks run` rows that must not be there, or
`ogi alerts test` a notifier that does not work; 2 it could not be done, or
`ogi archive verify` found the archive damaged; 3 `ogi check` could not read everything.
A mistake of the user is one line on stderr; a traceback is a bug of ours.
"""

import os
import sys
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

import click

from pipeline.cli.place import Place
from pipeline.errors import OgiError

__all__ = ["cli", "main"]

#: command, its module in this package, what the list of commands says of it
_COMMANDS = {
    "demo": ("runs", "Run the whole pipeline on the bundled demonstration (演示)."),
    "extract": ("documents", "Read reports into one table of cells (提取)."),
    "check": ("checking", "Check one report before it is published (发布前核对)."),
    "sources": ("sources", "Look at sources, check them, propose new ones (来源)."),
    "refresh": ("runs", "Crawl enabled sources, read, check and publish (采集更新)."),
    "inbox": ("inbox", "Take in reports that you have as files (收件箱)."),
    "reextract": ("runs", "Read what is archived again, fetch nothing (重新提取)."),
    "rebuild": ("runs", "Make every table again from the archive, offline (重建)."),
    "status": ("data", "Show what a data root holds and what is missing (状态)."),
    "query": ("data", "Ask the published data in SQL (查询)."),
    "checks": ("checks", "List what must hold of our tables, run it (数据检查)."),
    "alerts": ("alerts", "Show who is told of failures, send a test (提醒)."),
    "rules": ("rules", "List the rules that reports are checked by (核对规则)."),
    "waivers": ("waivers", "List accepted findings, propose an entry (豁免)."),
    "accuracy": ("accuracy", "Measure how exactly documents are read (准确度)."),
    "synth": ("synth", "Make up a lake of reports to measure the models (合成数据)."),
    "archive": ("archive", "Look into the archive of what was fetched (存档)."),
    "ui": ("services", "Open the Dagster UI: assets, runs, checks (界面)."),
    "webserver": ("services", "Serve the UI alone, as a service (网页服务)."),
    "daemon": ("services", "Run schedules and sensors, as a service (后台服务)."),
    "prune": ("prune", "Delete the logs of old runs, never data (清理运行记录)."),
}
_NOT_DONE = 2
_INTERRUPTED = 130
_PIPE_CLOSED = 141


class _Ogi(click.Group):
    """Loads a command when it is used, and tells errors from bugs."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        del ctx
        return list(_COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        del ctx
        if cmd_name not in _COMMANDS:
            return None
        module = import_module(f"pipeline.cli.{_COMMANDS[cmd_name][0]}")
        command: click.Command = getattr(module, cmd_name)
        return command

    def format_commands(
        self, ctx: click.Context, formatter: click.HelpFormatter
    ) -> None:
        del ctx
        with formatter.section("Commands"):
            formatter.write_dl(
                [(name, about) for name, (_, about) in _COMMANDS.items()]
            )

    def invoke(self, ctx: click.Context) -> Any:
        try:
            try:
                return super().invoke(ctx)
            finally:
                sys.stdout.flush()
        except BrokenPipeError:
            # `| head` has seen enough; nothing more may be written, not even at exit
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
            ctx.exit(_PIPE_CLOSED)

    def main(self, *args: Any, **extra: Any) -> NoReturn:
        extra["standalone_mode"] = False
        try:
            code = super().main(*args, **extra)
        except click.exceptions.NoArgsIsHelpError as error:
            click.echo(error.ctx.get_help() if error.ctx else error.format_message())
            sys.exit(0)
        except click.ClickException as error:
            _stop(_one_line(error))
        except click.Abort:
            click.echo("ogi: interrupted", err=True)
            sys.exit(_INTERRUPTED)
        except (OgiError, OSError) as error:
            _stop(f"ogi: {error}")
        sys.exit(code if isinstance(code, int) else 0)


def _stop(message: str) -> NoReturn:
    click.echo(message, err=True)
    sys.exit(_NOT_DONE)


def _one_line(error: click.ClickException) -> str:
    """What is wrong with the command line, and where its help is."""
    context = error.ctx if isinstance(error, click.UsageError) else None
    command = context.command_path if context else "ogi"
    text = " ".join(error.format_message().split()).rstrip(".")
    return f"{command}: {text}; see `{command} --help`"


@click.group(
    cls=_Ogi,
    context_settings={"help_option_names": ["-h", "--help"], "max_content_width": 92},
    epilog="Start with `ogi demo`: it needs no network and takes about half a minute. "
    "Each command shows examples with --help.",
)
@click.version_option(package_name="ogi", prog_name="ogi")
@click.option(
    "--data",
    metavar="FOLDER",
    type=click.Path(file_okay=False, path_type=Path),
    help="Data root to work on; by default OGI_DATA, else the project's data/.",
)
@click.option("--demo", "is_demo", is_flag=True, help="The demonstration's data root.")
@click.pass_context
def cli(context: click.Context, data: Path | None, *, is_demo: bool) -> None:
    """Chinese annual reports on open government information, as a checked panel.

    政府信息公开工作年度报告：采集、提取、核对、发布。

    \b
    ogi demo                                     try it: seven real reports
    ogi extract report.html                      cells of a report as CSV
    ogi check report.docx                        check before you publish
    ogi --demo query "from out_yoy_metrics"      ask the data
    ogi --demo ui                                see the pipeline
    """
    context.obj = Place(data.resolve() if data else None, is_demo)


def main() -> None:
    """Run the command line and exit."""
    cli(prog_name="ogi")
