"""Commands that keep running: the Dagster UI, its webserver and its daemon.

Each makes the Dagster folder of the data root and then becomes Dagster's own program,
so that a service manager watches, stops and restarts the real thing.
"""

import os
import sys
from collections.abc import Mapping
from typing import TYPE_CHECKING, NoReturn

import click

from pipeline.cli.place import Place
from pipeline.cli.screen import errors
from pipeline.run_storage import postgres_database

if TYPE_CHECKING:
    from pipeline.settings import Settings

__all__ = ["daemon", "ui", "webserver"]

_CODE = ("-m", "assets.definitions")
_port = click.option("--port", default=3000, show_default=True, help="Its port.")
_host = click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help="Address to listen on. There is no login: whoever reaches it may start runs.",
)


@click.command()
@_port
@click.pass_obj
def ui(place: Place, port: int) -> None:
    """Open the Dagster UI of a data root on http://127.0.0.1:3000.

    打开 Dagster 界面：运行任务、查看检查、开启每晚更新。

    Materialise assets, watch runs, look at checks, switch the nightly schedule on.
    Webserver and daemon in one, for whoever sits before it. Stop it with Ctrl-C.

    \b
    ogi --demo ui                the demonstration's runs
    ogi ui --port 3001
    """
    settings = place.settings()
    environment = _environment(settings)
    # the command that we want is an old name of itself, and says so at every start
    environment["PYTHONWARNINGS"] = "ignore:Function `dev_command`"
    errors().print(f"data root {settings.root.path}\nhttp://127.0.0.1:{port}")
    _become(
        *("dagster", "dev", *_CODE, "-h", "127.0.0.1", "-p", str(port)),
        *("--log-level", "warning"),
        environment=environment,
    )


@click.command()
@_host
@_port
@click.option("--read-only", is_flag=True, help="Show everything, start nothing.")
@click.pass_obj
def webserver(place: Place, host: str, port: int, *, read_only: bool) -> None:
    """Serve the UI alone, as a service: no schedule runs without `ogi daemon`.

    仅启动网页界面（服务方式）；定时任务另由 ogi daemon 执行。

    \b
    ogi webserver
    ogi --data /srv/ogi webserver --port 3001 --read-only
    """
    _become(
        *("dagster_webserver", *_CODE, "-h", host, "-p", str(port)),
        *("--dagster-log-level", "warning", "--code-server-log-level", "warning"),
        *(("--read-only",) if read_only else ()),
        environment=_environment(place.settings()),
    )


@click.command()
@click.pass_obj
def daemon(place: Place) -> None:
    """Run schedules, sensors and queued runs, as a service.

    后台服务：执行定时任务、传感器和排队的运行。

    One for each data root. Stopping it stops the runs that it started; what they had
    fetched is kept.

    \b
    ogi daemon
    ogi --data /srv/ogi daemon
    """
    _become(
        *("dagster._daemon", "run", *_CODE, "--log-level", "warning"),
        environment=_environment(place.settings()),
    )


def _environment(settings: "Settings") -> dict[str, str]:
    from assets.home import prepare_home  # noqa: PLC0415 - only what starts needs it

    if postgres_database() is None:
        # the daemon looks for dead runs itself, and nobody else uses the folder
        return os.environ | prepare_home(settings)
    from assets.instance import open_home  # noqa: PLC0415 - Dagster takes a second

    return os.environ | open_home(settings)


def _become(*arguments: str, environment: Mapping[str, str]) -> NoReturn:
    """Let Dagster take the place of this process: nothing is left to do here."""
    # a dagster.yaml in the working folder would be asked about
    os.chdir(environment["DAGSTER_HOME"])
    line = [sys.executable, "-m", *arguments]
    os.execve(sys.executable, line, environment)  # noqa: S606
