"""`ogi check`: what an office is told, and the exit code."""

import json
import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from click.testing import Result
from opencc import OpenCC

Run = Callable[..., Result]


def says_the_contradiction(output: str) -> bool:
    """Of natural persons, the results add up to 26, printed is 20: 6 too few."""
    return any(
        "自然人" in line and {"26", "20", "6"} <= set(re.findall(r"\d+", line))
        for line in output.splitlines()
    )


def test_contradiction_names_the_cells_as_on_the_form(
    ogi: Run, demo_pages: Path
) -> None:
    result = ogi("check", demo_pages / "pingtan_2020.html")
    assert result.exit_code == 1
    assert "平潭综合实验区2020年度政府信息公开工作年度报告" in result.stdout
    assert "✗ 收到和处理政府信息公开申请情况" in result.stdout
    assert says_the_contradiction(result.stdout)
    lines = [line.rstrip() for line in result.stdout.splitlines()]
    assert "    (七)总计 · 自然人 = 20" in lines
    assert "    (五)不予处理 / 2.重复申请 · 总计 = 3" in lines
    assert result.stderr == ""


@pytest.mark.parametrize(
    "name", ["zhumadian_2024.html", "zhumadian_2024.txt", "pingtan_2021.docx"]
)
def test_sound_report_in_every_medium(ogi: Run, demo_pages: Path, name: str) -> None:
    result = ogi("check", demo_pages / name)
    assert result.exit_code == 0
    assert "读取单元格 200 个（未能识别 0 个）" in result.stdout
    assert "不符 0 处" in result.stdout
    assert "未发现不符" in result.stdout


def test_blank_form_of_2019_holds_together(ogi: Run, demo_pages: Path) -> None:
    result = ogi("check", demo_pages / "shanghai_general_office_2019.html")
    assert result.exit_code == 0
    assert "读取单元格 198 个" in result.stdout


def test_unreadable_cell_is_said_and_is_exit_code_3(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    page = (demo_pages / "zhumadian_2024.html").read_text(encoding="utf-8")
    draft = tmp_path / "draft.html"
    number = "<span lang=EN-US>661</span><span lang=EN-US>932</span>"
    assert page.count(number) == 1
    draft.write_text(page.replace(number, "约六十万"), encoding="utf-8")
    result = ogi("check", draft)
    assert result.exit_code == 3
    assert "读取单元格 199 个（未能识别 1 个）" in result.stdout
    assert "value_unreadable [proactive_disclosure/licensing/decisions" in result.stdout
    assert "未发现不符 no contradiction in what was read" in result.stdout


def test_draft_without_a_year_is_checked(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    text = (demo_pages / "pingtan_2020.txt").read_text(encoding="utf-8")
    draft = tmp_path / "draft.txt"
    draft.write_text(text.replace("2020", "").replace("2021", ""), encoding="utf-8")
    result = ogi("check", draft)
    assert "year_unknown" in result.stdout
    assert says_the_contradiction(result.stdout)
    assert result.exit_code == 1
    sound = (demo_pages / "zhumadian_2024.txt").read_text(encoding="utf-8")
    draft.write_text(sound.replace("2024", "").replace("2025", ""), encoding="utf-8")
    result = ogi("check", draft)
    assert "year_unknown" in result.stdout
    assert result.exit_code == 0


def test_no_table_is_exit_code_2(ogi: Run, demo_pages: Path, tmp_path: Path) -> None:
    page = demo_pages / "pingtan_2021.html"  # its tables are in the attachment
    result = ogi("check", page)
    assert result.exit_code == 2
    assert "table_missing" in result.stdout
    assert "未发现不符" not in result.stdout
    empty = tmp_path / "empty.html"
    empty.touch()
    assert ogi("check", empty).exit_code == 2


def test_missing_table_is_not_a_pass(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    text = (demo_pages / "zhumadian_2024.txt").read_text(encoding="utf-8")
    draft = tmp_path / "draft.txt"
    # everything from the heading of table four on is gone
    draft.write_text(text[: text.index("四、")], encoding="utf-8")
    result = ogi("check", draft)
    assert result.exit_code == 3
    assert "table_missing" in result.stdout


def test_title_with_brackets_is_printed_as_it_is(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    page = (demo_pages / "zhumadian_2024.html").read_text(encoding="utf-8")
    old = "驻马店市2024年政府信息公开工作年度报告"
    draft = tmp_path / "draft.html"
    draft.write_text(page.replace(old, f"[b]{old}[/x]"), encoding="utf-8")
    result = ogi("check", draft)
    assert result.exit_code == 0
    assert "[/x]" in result.stdout


def test_each_report_of_one_document_is_checked(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    both = tmp_path / "both.txt"
    texts = [
        (demo_pages / f"{name}.txt").read_text(encoding="utf-8")
        for name in ("zhumadian_2024", "pingtan_2020")
    ]
    both.write_text("\n".join(texts), encoding="utf-8")
    result = ogi("check", both)
    assert result.exit_code == 1
    assert "读取单元格 398 个" in result.stdout  # 200 and 198
    assert "✗ 报告2 收到和处理政府信息公开申请情况" in result.stdout
    assert says_the_contradiction(result.stdout)


def old_report(folder: Path) -> Path:
    """A report of 2018 with some rows of its one table."""
    rows = (
        "指标名称|计量单位|2018年度|历年累计",
        "主动公开文件数|条|5|9",
        "受理依申请公开信息总数|条|7|9",
        "1.当面申请数|条|1|2",
        "2.网上申请数|条|2|3",
        "3.信函、传真申请数|条|3|4",
        "行政复议数|件|0|0",
    )
    draft = folder / "draft.txt"
    title = "某市2018年政府信息公开工作年度报告\n六、政府信息公开情况统计表\n"
    draft.write_text(title + "\n".join(rows), encoding="utf-8")
    return draft


def test_a_report_before_2019_is_checked_with_its_own_labels(
    ogi: Run, tmp_path: Path
) -> None:
    draft = old_report(tmp_path)
    result = ogi("check", draft)
    assert "政府信息公开情况统计表（请核实" in result.stdout
    assert "受理依申请公开信息总数 / 1.当面申请数 · 年度 = 1" in result.stdout
    assert "受理依申请公开信息总数 · 年度 = 7" in result.stdout
    assert result.exit_code == 3  # soft, but rows of the form are missing


# -- forms of the answer


def test_json_is_for_programs(ogi: Run, demo_pages: Path) -> None:
    result = ogi("check", demo_pages / "pingtan_2020.html", "--format", "json")
    found = json.loads(result.stdout)
    assert (result.exit_code, found["exit_code"]) == (1, 1)
    assert found["counts"]["cells_read"] == 198
    assert found["file"]["name"] == "pingtan_2020.html"


def test_a_page_is_written_to_a_file(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    page = tmp_path / "check.html"
    arguments = ("--format", "html", "--output", page)
    result = ogi("check", demo_pages / "pingtan_2020.html", *arguments)
    assert (result.exit_code, result.stdout) == (1, "")
    text = page.read_text(encoding="utf-8")
    assert text.startswith("<!DOCTYPE html>")
    assert 'id="remark-1"' in text


def test_text_can_be_written_to_a_file(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    path = tmp_path / "check.txt"
    result = ogi("check", demo_pages / "pingtan_2020.html", "-o", path)
    assert (result.exit_code, result.stdout) == (1, "")
    assert says_the_contradiction(path.read_text(encoding="utf-8"))


def test_a_folder_that_is_not_there_is_said_at_once(
    start_ogi: Callable[..., Any], demo_pages: Path, tmp_path: Path
) -> None:
    target = tmp_path / "none" / "check.html"
    done = start_ogi("check", demo_pages / "pingtan_2020.html", "-o", target)
    assert done.returncode == 2
    assert "there is no folder" in done.stderr


def test_last_years_report_must_be_that(
    start_ogi: Callable[..., Any], demo_pages: Path
) -> None:
    prior = ("--last-year", demo_pages / "pingtan_2022.html")
    done = start_ogi("check", demo_pages / "pingtan_2020.html", *prior)
    assert done.returncode == 2
    assert "the report of 2019 is wanted as --last-year" in done.stderr


def test_last_years_report_decides_what_was_carried_over(
    ogi: Run, demo_pages: Path
) -> None:
    prior = ("--last-year", demo_pages / "pingtan_2019.html")
    result = ogi("check", demo_pages / "pingtan_2020.html", *prior)
    assert result.exit_code == 1
    assert "上年报告 last year's report: pingtan_2019.html" in result.stdout


@pytest.mark.parametrize("form", ["json", "html"])
def test_every_form_shows_a_report_before_2019(
    ogi: Run, tmp_path: Path, form: str
) -> None:
    result = ogi("check", old_report(tmp_path), "--format", form)
    assert "受理依申请公开信息总数" in result.stdout
    assert "1.当面申请数" in result.stdout


def test_traditional_characters_are_shown_as_printed(
    ogi: Run, demo_pages: Path, tmp_path: Path
) -> None:
    text = (demo_pages / "zhumadian_2024.txt").read_text(encoding="utf-8")
    draft = tmp_path / "draft.txt"
    draft.write_text(OpenCC("s2t").convert(text), encoding="utf-8")
    result = ogi("check", draft, "--format", "html")
    assert result.exit_code == 0
    assert "駐馬店市2024年政府信息公開工作年度報告" in result.stdout
