"""`ogi demo`: what it says came out. The run itself is tested in `tests/e2e`."""

import re
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import Result

from assets.runner import RunOutcome
from pipeline.cli import runs
from pipeline.errors import OgiError

Run = Callable[..., Result]


def ended(root: Path, failures: list[str]) -> RunOutcome:
    release: dict[str, object] = {"release_id": "r", "path": str(root), "is_new": False}
    return RunOutcome("run-1", not failures, failures, {"release": release})


def test_findings_add_up_to_those_of_status(
    ogi: Run, demo_root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("assets.runner.run_nightly", lambda _: ended(demo_root, []))
    result = ogi("--data", demo_root, "demo")
    assert result.exit_code == 0
    told = [
        line.split("│")[2].strip()
        for line in result.stdout.splitlines()
        if "contradictions" in line
    ]
    assert told == [
        "hard: 1 finding of 2 equations, applications_disposed_total_sum",
        "soft: 1 finding, claim_granted_or_partially",
        "soft: 1 finding, claim_unavailable",
        "informative: 1 finding, normative_disclosed_growth",
    ]
    status = ogi("--data", demo_root, "status").stdout
    assert re.search(r"│ findings +│ 4 +│", status)


def test_what_failed_is_told_line_by_line(tmp_path: Path) -> None:
    outcome = ended(
        tmp_path, ["seed_waivers: a.yml, entry 1\na.yml, entry 2", "out: b"]
    )
    with pytest.raises(OgiError) as told:
        runs._stop_if_failed(outcome)
    assert str(told.value).splitlines()[1:] == [
        "  seed_waivers: a.yml, entry 1",
        "  a.yml, entry 2",
        "  out: b",
    ]
