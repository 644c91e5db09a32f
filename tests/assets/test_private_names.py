"""What we use of Dagster that is not public, and that its version is fixed for it.

Such a name may go with any release. A new one is to be listed here; with another
version of Dagster each is to be looked at.
"""

import ast
import tomllib
from importlib.metadata import version

from pipeline.paths import project_dir

#: module of ours -> what of Dagster it imports by a private path
PRIVATE = {
    "code_links": {"FilePathMapping", "BetaWarning"},
    "dead_runs": {"ACTIVE_RUN_STATUSES", "CheckRunHealthResult", "WorkerStatus"},
    "event_storage": {
        "ConfigurableClassData",
        "SQLITE_BUSY_TIMEOUT_SECONDS",
        "SqliteEventLogStorage",
    },
    "jobs": {"UnresolvedAssetJobDefinition"},
    "nightly": {"SCHEDULED_EXECUTION_TIME_TAG"},
    "origin": {"RegisteredCodeLocationOrigin", "RemoteRepositoryOrigin"},
    "run_states": {"NOT_FINISHED_STATUSES"},
}


def test_private_names_are_these() -> None:
    found: dict[str, set[str]] = {}
    for path in sorted((project_dir() / "assets").glob("*.py")):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and "dagster._" in (node.module or ""):
                names = {alias.name for alias in node.names}
                found[path.stem] = found.get(path.stem, set()) | names
    assert found == PRIVATE


def test_dagster_is_the_one_that_they_were_looked_up_in() -> None:
    text = (project_dir() / "pyproject.toml").read_text(encoding="utf-8")
    project = tomllib.loads(text)["project"]
    extras = project["optional-dependencies"]
    wanted = [*project["dependencies"], *extras["postgres"], *extras["dev"]]
    packages = {w for w in wanted if w.startswith("dagster")}
    names = ("dagster", "dagster-webserver", "dagster-postgres", "dagster-dg-cli")
    assert packages == {f"{name}=={version(name)}" for name in names}
