"""`ogi waivers`: an entry to paste, and what became of those that were pasted."""

import shutil
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
import yaml
from click.testing import Result
from rich.console import Console

from pipeline import steps
from pipeline.cli import waivers as cli_waivers
from pipeline.errors import EntryError
from pipeline.publish import publish
from pipeline.settings import Settings
from pipeline.sqlmodels import models_for
from pipeline.waivers import load_waivers

Run = Callable[..., Result]
WHO = ("fujian-pingtan-zone", "2020")
FINDING = "applications:applications_disposed_total_sum/natural_person"
RULE = "applications_disposed_total_sum"


def test_the_proposal_is_an_entry_to_be_completed(
    ogi: Run, demo_root: Path, tmp_path: Path
) -> None:
    result = ogi("--data", demo_root, "waivers", "propose", *WHO, FINDING)
    assert result.exit_code == 0
    assert "# for data/waivers/fujian-pingtan-zone.yml" in result.stdout
    assert "# 《收到和处理政府信息公开申请情况》表，自然人一列" in result.stdout
    (entry,) = yaml.safe_load(result.stdout)
    assert (entry["year"], entry["rule"]) == (2020, RULE)
    file = tmp_path / "fujian-pingtan-zone.yml"
    file.write_text(result.stdout, encoding="utf-8")
    with pytest.raises(EntryError, match="entry 1, reason"):
        load_waivers(tmp_path, {RULE: None}, WHO)
    file.write_text(result.stdout.replace('""', "seen"), encoding="utf-8")
    (waiver,) = load_waivers(tmp_path, {RULE: None}, WHO)
    assert waiver.entry.values_hash == entry["values_hash"]


def test_what_is_not_there_is_named(ogi: Run, demo_root: Path) -> None:
    run = ("--data", demo_root, "waivers", "propose")
    result = ogi(*run, WHO[0], "2019")
    assert result.exit_code == 2
    assert f"there is no finding in the report of {WHO[0]} about 2019" in result.stderr
    result = ogi(*run, *WHO)
    assert result.exit_code == 2
    assert f"several findings in the report of {WHO[0]} about 2020" in result.stderr
    assert f"\n  {FINDING}\n" in result.stderr
    result = ogi(*run, *WHO, "other")
    assert result.exit_code == 2
    assert f"no finding 'other' in the report of {WHO[0]} about 2020" in result.stderr
    assert FINDING in result.stderr
    result = ogi(*run, "fujian-pingtan-zome", "2020")
    assert result.exit_code == 2
    assert "no institution 'fujian-pingtan-zome' in the registry" in result.stderr
    assert f"did you mean '{WHO[0]}'?" in result.stderr


def test_nothing_is_waived_by_default(ogi: Run, demo_root: Path) -> None:
    result = ogi("--data", demo_root, "waivers", "list")
    assert (result.exit_code, result.stdout) == (0, "没有豁免 nothing is waived\n")


def test_a_waived_finding_stays_and_is_marked(
    ogi: Run, demo_root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """From the proposal to the release, and the check once the figures are others."""
    root = tmp_path / "root"
    shutil.copytree(demo_root, root, symlinks=True)
    demo = Settings.of(root).registry_folder
    assert demo is not None
    folder = tmp_path / "given" / "registry"
    shutil.copytree(demo, folder)
    settings = replace(Settings.of(root), registry_folder=folder)
    proposal = ogi("--data", root, "waivers", "propose", *WHO, FINDING).stdout
    file = tmp_path / "given" / "waivers" / "fujian-pingtan-zone.yml"
    file.parent.mkdir()
    file.write_text(proposal.replace('""', "known"), encoding="utf-8")
    assert rebuilt(settings) == []
    shown = ogi("--data", root, "waivers", "list").stdout
    assert f"{WHO[0]}:2020:{RULE}:" in shown
    assert "applies" in shown
    flags = ogi(
        *("--data", root, "query", "-f", "csv"),
        "select equations_failed, is_waived, waiver_reason from out_consistency_flags "
        "where severity = 'hard'",
    ).stdout
    assert flags.split() == ["equations_failed,is_waived,waiver_reason", "2,true,known"]

    (entry,) = yaml.safe_load(proposal)
    text = file.read_text(encoding="utf-8")
    file.write_text(text.replace(entry["values_hash"], "0" * 32), encoding="utf-8")
    assert rebuilt(settings) == [("waivers_apply", "lapsed")]
    shown = ogi("--data", root, "waivers", "list").stdout
    assert "lapsed" in shown
    assert entry["values_hash"] in shown
    monkeypatch.setattr(cli_waivers, "output", lambda: Console(width=90))
    assert "…" not in ogi("--data", root, "waivers", "list").stdout


def rebuilt(settings: Settings) -> list[tuple[str, str]]:
    """Write the waivers, run the models that read them, publish; what checks say."""
    steps.write_seed(settings, "seed_waivers")
    said = []
    for model in models_for("out_waivers"):
        if model.name in ("out_consistency_flags", "out_waivers"):
            built = steps.build_model(settings, model)
            said += [
                (offence.check.name, row["state"])
                for offence in built.offences
                for row in offence.rows.to_pylist()
            ]
    publish(settings.root, is_demo=True)
    return said
