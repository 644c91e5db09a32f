"""What the README tells people to type exists and runs."""

import os
import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import duckdb
import pytest
from click.testing import CliRunner

from pipeline.cli.main import cli
from pipeline.demo.site import build_pages
from pipeline.paths import project_dir

README = (project_dir() / "README.md").read_text(encoding="utf-8")
BIN = Path(sys.executable).parent
#: not run here: they need a display, a live site, are what runs this test, or measure
#: for a minute a part of what `.ci/run` measures whole, see tests/accuracy
ONLY_LOOKED_AT = (
    *("make", "source", "export", "ogi ui", "ogi refresh", "ogi sources check"),
    *("ogi accuracy", "ogi rebuild", "ogi webserver", "ogi daemon"),
    *("ogi --demo ui", "ogi --demo inbox take"),
)
#: these end with another exit code, since there is something to find
FINDS = {"ogi check docs/examples/draft.html": 1}


def _blocks(language: str) -> list[str]:
    return re.findall(rf"^```{language}\n(.*?)^```", README, re.M | re.S)


COMMANDS = [
    re.sub(r"\s{2,}#.*$", "", line)
    for block in _blocks("sh")
    for line in block.splitlines()
    if line.strip()
]


@pytest.fixture(scope="module")
def workplace(demo_root: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder in which the README's paths exist."""
    folder = tmp_path_factory.mktemp("readme")
    shutil.copytree(demo_root, folder / "data" / "demo-run", symlinks=True)
    pages = build_pages().resources
    page = next(r.body for (_, path), r in pages.items() if path.endswith("97791.htm"))
    attachment = next(r.body for (_, path), r in pages.items() if path.endswith("docx"))
    (folder / "report.html").write_bytes(page)
    (folder / "reports").mkdir()
    (folder / "reports" / "one.html").write_bytes(page)
    (folder / "report.docx").write_bytes(attachment)
    shutil.copytree(project_dir() / "docs" / "examples", folder / "docs" / "examples")
    return folder


def _environment(workplace: Path) -> dict[str, str]:
    return os.environ | {
        "OGI_DATA": str(workplace / "data"),
        "PATH": f"{BIN}{os.pathsep}{os.environ['PATH']}",
    }


@pytest.mark.parametrize("command", COMMANDS)
def test_each_command_runs(command: str, workplace: Path) -> None:
    if command.startswith(ONLY_LOOKED_AT):
        _look_at(command)
        return
    done = subprocess.run(
        command,
        shell=True,  # as a reader would type it
        cwd=workplace,
        env=_environment(workplace),
        capture_output=True,
        text=True,
        timeout=600,
        check=False,
    )
    assert done.returncode == FINDS.get(command, 0), done.stderr
    assert done.stdout or ">" in command or "--output" in command


def _look_at(command: str) -> None:
    words = shlex.split(command)
    if words[0] == "make":
        makefile = (project_dir() / "Makefile").read_text(encoding="utf-8")
        assert re.search(rf"^{words[1]}:", makefile, re.M)
    elif words[0] == "ogi":
        # an option that does not exist is refused before the help is shown
        done = CliRunner().invoke(cli, [*words[1:], "--help"])
        assert done.exit_code == 0, done.output
    else:
        assert words[0] in ("source", "export")


def test_there_are_commands() -> None:
    assert len(COMMANDS) > 10


def test_the_python_example_runs(workplace: Path) -> None:
    (block,) = _blocks("python")
    done = subprocess.run(
        [sys.executable, "-c", block],
        cwd=workplace,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(
    "sql",
    [
        *_blocks("sql"),
        *(
            path.read_text(encoding="utf-8")
            for path in sorted((project_dir() / "sql" / "examples").glob("*.sql"))
        ),
    ],
)
def test_each_query_gives_rows(sql: str, demo_root: Path) -> None:
    database = demo_root / "releases" / "current" / "ogi.duckdb"
    with duckdb.connect(str(database.resolve()), read_only=True) as connection:
        assert connection.sql(sql).df().shape[0] > 0


def test_linked_files_exist() -> None:
    links = re.findall(r"\]\((?!https?:)([^)#]+)\)", README)
    assert links
    assert [link for link in links if not (project_dir() / link).exists()] == []


def test_every_variable_is_in_the_table_and_the_reverse() -> None:
    table = re.findall(r"^\| `(\w+)` \|", README, re.M)
    assert len(table) == len(set(table))
    folders = [project_dir() / name for name in ("pipeline", "assets", "tests", "data")]
    code = "\n".join(
        path.read_text(encoding="utf-8")
        for folder in folders
        for pattern in ("*.py", "*.yml")
        for path in folder.rglob(pattern)
        if "-run" not in str(path)
    )
    read = set(re.findall(r"\bOGI_[A-Z_]*[A-Z]\b", code))
    listed = {name for name in table if name.startswith("OGI_")}
    assert read - listed == set()
    # `<name>_FILE` is put together where the secret is read
    known = read | {f"{name}_FILE" for name in read}
    assert listed - known == set()
