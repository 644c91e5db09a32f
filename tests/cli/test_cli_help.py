"""Help teaches by example, starts at once, and mistakes are one line."""

import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from pipeline.cli import documents
from pipeline.cli.main import cli

Run = Callable[..., Result]
COMMANDS = [
    "demo",
    "extract",
    "check",
    "sources",
    "refresh",
    "inbox",
    "reextract",
    "rebuild",
    "status",
    "query",
    "checks",
    "alerts",
    "rules",
    "waivers",
    "accuracy",
    "synth",
    "archive",
    "ui",
    "webserver",
    "daemon",
    "prune",
]


def test_group_lists_every_command_whole(ogi: Run) -> None:
    result = ogi("--help")
    assert result.exit_code == 0
    listed = result.stdout.partition("Commands:")[2].split("\n\n")[0]
    names = [line.split()[0] for line in listed.strip().splitlines()]
    assert names == COMMANDS
    assert "..." not in listed  # no summary is cut off
    assert "ogi extract report.html" in result.stdout


@pytest.mark.parametrize("name", COMMANDS)
def test_every_command_shows_an_example_and_chinese(ogi: Run, name: str) -> None:
    result = ogi(name, "--help")
    assert result.exit_code == 0
    examples = [
        line
        for line in result.stdout.splitlines()
        if line.strip().startswith("ogi ") and f" {name}" in line
    ]
    assert examples
    assert any("\u4e00" <= mark <= "\u9fff" for mark in result.stdout)


def test_without_arguments_help_is_shown(ogi: Run) -> None:
    result = ogi()
    assert result.exit_code == 0
    assert "Commands:" in result.stdout


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["extrct"], "ogi: No such command 'extrct'"),
        (["--nope"], "ogi: No such option"),
        (["extract"], "ogi extract: Missing argument 'PATH...'"),
        (["extract", "nowhere.html"], "'nowhere.html' does not exist"),
        (["check", "."], "'.' is a directory"),
        (["query", "--format", "xml", "select 1"], "'xml' is not one of"),
        (["--data", __file__, "status"], "is a file"),
    ],
)
def test_wrong_use_is_one_line(ogi: Run, arguments: list[str], said: str) -> None:
    result = ogi(*arguments)
    assert result.exit_code == 2
    assert result.stdout == ""
    assert said in result.stderr
    assert result.stderr.count("\n") == 1
    assert "--help`" in result.stderr


def test_help_loads_nothing_heavy() -> None:
    code = (
        "import sys; from pipeline.cli.main import cli\n"
        "try: cli(['--help'])\n"
        "except SystemExit: pass\n"
        "heavy = {'dagster', 'pandas', 'duckdb', 'pyarrow', 'httpx', 'yaml', 'lxml'}\n"
        "print(sorted(heavy & sys.modules.keys()), file=sys.stderr)"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stderr == "[]\n"


def test_check_and_extract_need_neither_dagster_nor_an_http_client() -> None:
    code = (
        "import sys; import pipeline.cli.checking, pipeline.cli.documents\n"
        "print(sorted({'dagster', 'httpx'} & sys.modules.keys()))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True
    )
    assert done.stdout == "[]\n"


def test_installed_script_prints_version() -> None:
    script = Path(sys.executable).with_name("ogi")
    done = subprocess.run(
        [script, "--version"], capture_output=True, text=True, check=True
    )
    assert done.stdout.startswith("ogi, version ")


def test_interrupt_is_one_line(
    ogi: Run, monkeypatch: pytest.MonkeyPatch, demo_pages: Path
) -> None:
    def interrupted(*_: object) -> None:
        raise KeyboardInterrupt

    monkeypatch.setattr(documents, "_read", interrupted)
    result = ogi("extract", demo_pages / "zhumadian_2024.html")
    assert result.exit_code == 130
    assert result.stderr.strip() == "ogi: interrupted"


def test_a_bug_keeps_its_traceback(ogi: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_: object) -> None:
        raise AssertionError("ours")

    monkeypatch.setattr(cli, "get_command", broken)
    result = ogi("status")
    assert isinstance(result.exception, AssertionError)
