"""A PostgreSQL server for the session, and the services of a data root on it."""

import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from pipeline.settings import Settings
from tests.asking import free_port
from tests.services.postgres import PostgresServer, programs
from tests.services.running import Services


@pytest.fixture(scope="session")
def postgres() -> Iterator[PostgresServer]:
    folder = programs()
    if folder is None:
        pytest.skip("no PostgreSQL here: apt-get install postgresql")
    with PostgresServer(folder) as server:
        yield server


@pytest.fixture(scope="module")
def services(
    postgres: PostgresServer, demo_root: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Services]:
    """`ogi webserver` and `ogi daemon` of a copy of the demonstration."""
    root = tmp_path_factory.mktemp("services") / "root"
    shutil.copytree(demo_root, root, symlinks=True)
    settings, url = Settings.of(root), postgres.create("services")
    port, log = free_port(), (root.parent / "log").open("wb")
    ogi = [sys.executable, "-c", "from pipeline.cli import main; main()"]
    commands = [["webserver", "--port", str(port)], ["daemon"]]
    running = [
        subprocess.Popen(
            [*ogi, "--data", str(root), *command],
            stdout=log,
            stderr=log,
            env=os.environ | {"OGI_POSTGRES_URL": url},
        )
        for command in commands
    ]
    try:
        yield Services(settings, url, port, running, root.parent / "log")
    finally:
        for process in running:
            process.terminate()
        for process in running:
            process.wait(30)
        log.close()
