"""The Dagster folder of a data root: `dagster.yaml` in it, and the environment.

Nothing of Dagster is loaded here, so that a service starts a second sooner. What needs
an open instance is in `assets.instance`.
"""

import json
from pathlib import Path

from pipeline.durable import replacing
from pipeline.errors import UsageError
from pipeline.paths import project_dir
from pipeline.run_storage import POSTGRES_URL, check_reachable, postgres_database
from pipeline.settings import Settings

__all__ = ["prepare_home"]

#: set here for every process of Dagster, from `OGI_POSTGRES_URL`
_DAGSTERS_URL = "DAGSTER_POSTGRES_URL"
#: by reference: the address holds a password, which is never written to disk
_REFERENCE = f"env: {_DAGSTERS_URL}"
_POSTGRES = f"""
# Runs, events and schedules are kept in PostgreSQL, since {POSTGRES_URL} was set.
storage:
  postgres:
    postgres_url:
      {_REFERENCE}
""".encode()
_SQLITE = """
# Runs, events and schedules are kept in SQLite in this folder.
event_log_storage:
  module: assets.event_storage
  class: EventStorage
  config:
    base_dir: {folder}
"""


def prepare_home(settings: Settings) -> dict[str, str]:
    """Make the Dagster folder of a data root; gives the environment it needs.

    Raises:
        UsageError: runs of this root are kept in PostgreSQL and the variable is not
            set, or the server cannot be reached.
    """
    settings.prepare()
    home = settings.root.dagster_home
    home.mkdir(parents=True, exist_ok=True)
    target = home / "dagster.yaml"
    held = target.read_bytes() if target.is_file() else b""
    wanted = (project_dir() / "dagster.yaml").read_bytes()
    environment = {"DAGSTER_HOME": str(home), "OGI_DATA": str(settings.root.path)}
    database = postgres_database()
    if database is not None:
        check_reachable(database)
        wanted += _POSTGRES
        environment[_DAGSTERS_URL] = database.dialect_url
    elif _REFERENCE.encode() in held:  # also as another version wrote it
        raise _would_split(target)
    else:
        # where Dagster keeps it by itself; JSON is YAML
        folder = json.dumps(str(home / "history" / "runs"), ensure_ascii=False)
        wanted += _SQLITE.format(folder=folder).encode()
    if held != wanted:
        # webserver and daemon start at the same time, and each reads it
        with replacing(target, durable=False) as temporary:
            temporary.write_bytes(wanted)
    return environment


def _would_split(target: Path) -> UsageError:
    """Two commands that keep their runs apart would not wait for each other."""
    return UsageError(
        f"the runs of this data root are kept in PostgreSQL, and {POSTGRES_URL} is "
        "not set: set it as the services have it (set -a; . /etc/ogi/ogi.env), or "
        f"remove {target} to go back to SQLite"
    )
