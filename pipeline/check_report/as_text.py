"""The answer of a check as text for a terminal: what to correct first."""

from collections import Counter
from collections.abc import Iterator

from rich.text import Text

from pipeline.check.cells import Suspect
from pipeline.check.findings import Finding, StatedClaim
from pipeline.check.result import CheckedReport
from pipeline.check_report.remarks import Doubt, PartRemarks, Remark, remarks, tally
from pipeline.check_report.words import OUTCOMES, doubt, figure, whose

__all__ = ["as_text"]

_COLORS = {"must": "red", "look": "yellow", "note": "cyan"}
_DIM = "dim"
#: what would steer a terminal, or turn the order of what is shown
_CONTROLS = dict.fromkeys(
    (*range(0x09), *range(0x0B, 0x20), *range(0x7F, 0xA0), 0x200E, 0x200F)
    + (*range(0x202A, 0x202F), *range(0x2066, 0x206A)),
    "\ufffd",
)
#: doubtful cells, or explanations, that are listed
_SHOWN = 12


def as_text(checked: CheckedReport) -> Iterator[Text]:
    """The answer, line by line; English lines are dim."""
    for line in _lines(checked):
        # a report may hold anything; one sign for one, so that styles stay in place
        line.plain = line.plain.translate(_CONTROLS)
        yield line


def _lines(checked: CheckedReport) -> Iterator[Text]:
    parts = remarks(checked)
    yield from _head(checked, parts)
    for part in parts:
        for remark in part.remarks:
            yield from _remark(remark, part, several=len(parts) > 1)
    yield from _sentences(parts)
    yield from _issues(checked)
    yield from _end(checked, parts)


def _head(checked: CheckedReport, parts: list[PartRemarks]) -> Iterator[Text]:
    levels = tally(parts)
    yield Text(checked.extraction.identity.title or checked.name, "bold")
    yield Text(
        f"读取单元格 {checked.cells} 个（未能识别 {checked.unreadable} 个）；"
        f"核对通过 {checked.passed} 条，不符 {len(checked.findings)} 处，"
        f"无法判定 {checked.undecided} 条"
    )
    yield Text(
        f"cells: {checked.cells} read, {checked.unreadable} unreadable; equations: "
        f"{checked.passed} hold, {checked.undecided} undecided; "
        f"findings: {len(checked.findings)}",
        _DIM,
    )
    yield Text(
        f"合计 {levels.total} 处：必须更正 {levels.must} 处，请核实 {levels.look} 处，"
        f"供参考 {levels.note} 处"
    )
    yield Text(
        f"remarks: {levels.total}; to be corrected {levels.must}, to be looked at "
        f"{levels.look}, for information {levels.note}",
        _DIM,
    )
    if checked.last_year is not None:
        yield Text(f"上年报告 last year's report: {checked.last_year}")


def _remark(remark: Remark, of: PartRemarks, *, several: bool) -> Iterator[Text]:
    level = remark.level
    where = f"报告{of.part.report_no} " if several else ""
    yield Text()
    yield Text.assemble(
        (
            f"{remark.number}. {level.sign} {where}{remark.table_zh}",
            _COLORS[level.code],
        ),
        f"（{level.zh} {level.en}）",
    )
    for suspect in remark.named:
        yield from _suspect(suspect)
    for open_ in remark.doubtful:
        yield from _doubtful(open_)
    if remark.finding is not None:
        yield from _finding(remark.finding, with_cells=not remark.suspects)
    if remark.claim is not None:
        yield from _claim(remark.claim)


def _suspect(suspect: Suspect) -> Iterator[Text]:
    """What to correct, and why."""
    yield Text.assemble("  ▶ ", _printed(suspect), (_due(suspect, "，应为 "), "bold"))
    slip = whose(suspect)
    yield Text(f"    {suspect.message_zh}{slip.zh}")
    yield Text(f"    {suspect.message_en}{slip.en}", _DIM)


def _doubtful(open_: Doubt) -> Iterator[Text]:
    """Cells of which it is open which one is wrong."""
    words = doubt(open_.suspects[0], are_listed=not open_.explanations)
    yield Text(f"  {words.zh}：")
    yield Text(f"  {words.en}:", _DIM)
    for one in open_.explanations[:_SHOWN]:
        backed = "（有佐证 supported）" if one.is_backed else ""
        yield Text(f"    （{one.solution_no}）{one.text_zh}{backed}")
        yield Text(f"    ({one.solution_no}) {one.text_en}", _DIM)
    yield from _rest(len(open_.explanations), "种", "explanations")
    if open_.explanations:
        return
    for suspect in open_.suspects[:_SHOWN]:
        yield Text.assemble("    ▷ ", _printed(suspect), _due(suspect, "，若错在此格 "))
    yield from _rest(len(open_.suspects), "格", "cells")


def _rest(number: int, zh: str, en: str) -> Iterator[Text]:
    if number > _SHOWN:
        rest = number - _SHOWN
        yield Text(f"    …… 另有 {rest} {zh} {rest} more {en} (--format json)")


def _printed(suspect: Suspect) -> Text:
    printed = suspect.printed.strip()
    if not printed:
        return Text.assemble((suspect.name.zh, "bold"), " 空白")
    return Text.assemble((suspect.name.zh, "bold"), f" 印的是 {printed}")


def _due(suspect: Suspect, words: str) -> str:
    return "" if suspect.due is None else f"{words}{figure(suspect.due)}"


def _finding(finding: Finding, *, with_cells: bool) -> Iterator[Text]:
    for equation in finding.equations:
        yield Text(f"  {equation.sentence_zh}")
    for equation in finding.equations:
        yield Text(f"  {equation.sentence_en}", _DIM)
    for cell in finding.cells if with_cells else ():
        yield Text(f"    {cell.zh}")


def _claim(claim: StatedClaim) -> Iterator[Text]:
    first, last = claim.span
    yield Text.assemble(
        "  “",
        claim.sentence[:first],
        (claim.sentence[first:last], "bold reverse"),
        claim.sentence[last:],
        "”",
    )
    yield Text(f"  {claim.message_zh}")
    yield Text(f"  {claim.message_en}", _DIM)


def _sentences(parts: list[PartRemarks]) -> Iterator[Text]:
    claims = [claim for part in parts for claim in part.part.claims]
    if not claims:
        return
    found = Counter(claim.outcome for claim in claims)
    counts = {code: found[code] for code in OUTCOMES}
    yield Text()
    yield Text(
        f"正文中的数字 {len(claims)} 个："
        + "，".join(f"{OUTCOMES[c].zh} {n} 个" for c, n in counts.items())
    )
    yield Text(
        f"numbers in sentences: {len(claims)}; "
        + ", ".join(f"{OUTCOMES[c].en}: {n}" for c, n in counts.items()),
        _DIM,
    )


def _issues(checked: CheckedReport) -> Iterator[Text]:
    if not checked.issues:
        return
    yield Text()
    yield Text.assemble(
        ("? 未能识别、需要人工查看的内容", "yellow"), " to be looked at"
    )
    for issue in checked.issues:
        yield Text(f"  {issue.line(checked.name)}")


def _end(checked: CheckedReport, parts: list[PartRemarks]) -> Iterator[Text]:
    if not checked.cells or tally(parts).total:
        return
    if checked.is_incomplete:
        yield Text("已读取部分未发现不符 no contradiction in what was read")
    else:
        yield Text.assemble(("✓ 未发现不符", "green"), " nothing contradicts itself")
