"""Text of a check: cells first, then sentences, and what is open is said to be."""

from dataclasses import replace

from pipeline.check import CheckedReport
from pipeline.check.cells import Explanation
from pipeline.check_report.as_text import as_text


def lines(checked: CheckedReport) -> list[str]:
    return [line.plain for line in as_text(checked)]


def test_a_cell_is_named_with_its_print_and_what_it_should_be(
    remarked: CheckedReport,
) -> None:
    found = lines(remarked)
    assert "合计 3 处：必须更正 1 处，请核实 2 处，供参考 0 处" in found
    assert "  ▶ (七)总计 · 自然人 印的是 20，应为 26" in found
    why = "    一位数字有误；正文支持推算的数字（原文如此：读取没有疑问）"
    assert why in found
    first = found.index(
        "1. ✗ 收到和处理政府信息公开申请情况（必须更正 must be corrected）"
    )
    assert found[first + 1].startswith("  ▶")


def test_what_is_open_is_not_said_to_be_wrong(remarked: CheckedReport) -> None:
    found = lines(remarked)
    (open_cell,) = [line for line in found if "▷" in line]
    assert "(六)其他处理 · 自然人" in open_cell
    assert open_cell.endswith("，若错在此格 -2.5")
    assert any("同样简单的改法有 3 种，不能断定是哪一种" in line for line in found)


def test_cells_that_go_together_are_told_together(remarked: CheckedReport) -> None:
    (part,) = remarked.parts
    open_cell = part.suspects[2]
    ways = tuple(
        Explanation(
            table_id="applications",
            component_no=open_cell.component_no,
            solution_no=number,
            is_backed=number == 2,
            text_zh=f"甲应为{number}，且乙应为{number}",
            text_en=f"first should be {number} and second should be {number}",
        )
        for number in range(1, 15)
    )
    changed = replace(part, suspects=(open_cell,), explanations=ways)
    found = lines(replace(remarked, parts=(changed,)))
    assert "    （1）甲应为1，且乙应为1" in found
    assert "    （2）甲应为2，且乙应为2（有佐证 supported）" in found
    assert any("另有 2 种" in line for line in found)  # twelve are enough to read
    assert not any("▷" in line for line in found)


def test_a_sentence_that_differs_is_quoted(remarked: CheckedReport) -> None:
    found = lines(remarked)
    at = found.index("  “全年新收申请12件，办结26件。”")
    assert found[at + 1] == "  正文为12件，表格为21"
    assert "正文中的数字 3 个：与表格一致 1 个，与表格不一致 1 个，未比较 1 个" in found


def test_a_block_and_a_shift_are_told_as_such(remarked: CheckedReport) -> None:
    (part,) = remarked.parts
    open_cell = part.suspects[2]
    block = replace(open_cell, is_block=True, component_no=2)
    shift = replace(
        open_cell, is_systematic=True, implied=None, pattern_zh="整行下移", solutions=1
    )
    found = lines(replace(remarked, parts=(replace(part, suspects=(block, shift)),)))
    assert any("可以断定组内有误，不能断定是哪一格" in line for line in found)
    assert any("整行下移：这些数字一并有误" in line for line in found)
    assert not any("应为" in line and "▶" in line for line in found)


def test_an_explanation_with_support_is_told_like_a_sure_one(
    remarked: CheckedReport,
) -> None:
    (part,) = remarked.parts
    open_cell = part.suspects[2]
    backed = replace(open_cell, is_backed=True, backed=open_cell.implied, implied=None)
    found = lines(replace(remarked, parts=(replace(part, suspects=(backed,)),)))
    (told,) = [line for line in found if "▶" in line]
    assert told.endswith("，应为 -2.5")


def test_a_report_cannot_steer_the_terminal(remarked: CheckedReport) -> None:
    (part,) = remarked.parts
    claims = tuple(
        replace(c, sentence=f"{c.sentence}\x1b[2J\x9b1m\u202e") for c in part.claims
    )
    changed = replace(
        remarked, name="\x1b]0;a\x07.html", parts=(replace(part, claims=claims),)
    )
    found = "\n".join(lines(changed))
    assert "�[2J�1m�”" in found
    assert not set(found) & set("\x1b\x07\x9b\u202e")


def test_a_sound_report_says_so(sound: CheckedReport) -> None:
    assert "✓ 未发现不符 nothing contradicts itself" in lines(sound)
