"""`ogi inbox`: what lies there and what would become of it."""

import os
from pathlib import Path

import pytest

from pipeline.inbox import look
from tests.cli.conftest import Run


def test_inbox_shows_what_would_become_of_files_and_changes_nothing(
    ogi: Run, demo_pages: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    root = tmp_path / "root"
    box = root / "inbox"
    box.mkdir(parents=True)
    (root / "root.json").write_text('{"is_demo": true}\n', encoding="utf-8")
    empty = ogi("--data", root, "inbox")
    assert "drop report files there" in empty.stdout
    page = (demo_pages / "pingtan_2019.html").read_bytes()
    (box / "a.html").write_bytes(page)
    (box / "b.txt").write_text("nothing", encoding="utf-8")
    (box / "c.pdf.yml").write_text("report_year: 2020\n", encoding="utf-8")
    copying = ogi("--data", root, "inbox")
    assert copying.stdout.count("still being copied") == 2
    monkeypatch.setattr(look, "_is_still", lambda *_: True)
    before = sorted(os.walk(root))
    shown = ogi("--data", root, "inbox")
    assert shown.exit_code == 0, shown.stderr
    assert "taken in (收下)" in shown.stdout
    assert "fujian-pingtan-zone" in shown.stdout
    assert "无法确定是哪个机关的报告" in shown.stdout
    assert "a side-car without its file" in shown.stdout
    assert sorted(os.walk(root)) == before


def test_help_teaches_the_side_car(ogi: Run) -> None:
    shown = ogi("inbox", "--help").stdout
    assert "report.pdf.yml" in shown
    assert "收件箱" in shown
    assert "ogi inbox take" in shown
