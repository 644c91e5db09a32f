"""Digits that run together are read where the equations leave one way only."""

import random
from collections.abc import Callable
from decimal import Decimal

import pytest
from hypothesis import given, settings

from pipeline.extract import extract
from pipeline.extract.observation import Observation
from pipeline.issues import IssueCode
from tests.pipeline.extract.balanced import numbers
from tests.pipeline.extract.balanced import printed as as_text
from tests.pipeline.extract.sheets import (
    Key,
    Sheet,
    judge,
    sheet,
    to_joined,
    to_joined_rows,
    to_paragraphs,
    to_spaced,
)
from tests.pipeline.extract.strategies import balanced
from tests.pipeline.extract.test_extract_properties import QUICK

PRINTERS = (to_joined, to_joined_rows, to_spaced, to_paragraphs)


def report(edition: str, share: float, seed: int) -> dict[Key, str]:
    """Balanced figures as real reports have them: mostly zeros, some large."""
    chance = random.Random(seed)

    def draw(_: Key) -> int:
        figure = chance.choice([chance.randrange(10), chance.randrange(300)])
        return figure if chance.random() < share else 0

    return as_text(numbers(edition, draw))


def cells(data: bytes) -> dict[Key, Observation]:
    (found,) = extract(data).reports
    return {(o.table_id, o.item, o.breakdown): o for o in found.observations}


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize("printer", [to_joined, to_joined_rows])
def test_table_three_of_mostly_zeros_is_read_whole(
    edition: str, printer: Callable[[Sheet], bytes]
) -> None:
    for seed in range(5):
        printed = report(edition, 0.1, seed)
        data = printer(sheet(edition, printed))
        assert judge(extract(data), printed).safe
        read = cells(data)
        for key in (k for k in printed if k[0] == "applications"):
            assert read[key].value == Decimal(printed[key])
            assert read[key].reading == "by_equations"
            assert read[key].confidence == 0.85


def test_the_cell_says_where_its_digits_stand() -> None:
    printed = report("2021", 0.1, 1)
    data = to_joined(sheet("2021", printed))
    text = data.decode().split("\n")
    seen = cells(data)["applications", "disposed_total", "total"]
    line, characters, cell = seen.locator.split("/")
    first, last = map(int, characters.removeprefix("chars ").split("-"))
    row = text[int(line.removeprefix("line ")) - 1][first - 1 : last]
    assert row.endswith(seen.value_text)
    assert cell == "c7"


@settings(QUICK, max_examples=8)
@given(balanced())
def test_nothing_is_ever_read_wrong(made: Sheet) -> None:
    for printer in PRINTERS:
        verdict = judge(extract(printer(made)), made.printed)
        assert (verdict.wrong, verdict.silent) == ([], [])


def zeros_blank(printed: dict[Key, str], _: random.Random) -> None:
    printed.update({k: "" for k, text in printed.items() if text == "0"})


def some_blank(printed: dict[Key, str], chance: random.Random) -> None:
    printed.update({k: "" for k in printed if chance.random() < 0.1})


def totals_blank(printed: dict[Key, str], _: random.Random) -> None:
    printed.update({k: "" for k in printed if k[2] == "total"})


def one_table_blank(printed: dict[Key, str], chance: random.Random) -> None:
    table = chance.choice([k[0] for k in printed])
    printed.update({k: "" for k in printed if k[0] == table})


def later_block_blank(printed: dict[Key, str], _: random.Random) -> None:
    printed.update({k: "" for k in printed if k[1] == "after_reconsideration"})


@pytest.mark.parametrize(
    "bend",
    [zeros_blank, some_blank, totals_blank, one_table_blank, later_block_blank],
)
@pytest.mark.parametrize("printer", PRINTERS)
def test_blank_cells_leave_no_trace_and_are_not_guessed(
    printer: Callable[[Sheet], bytes],
    bend: Callable[[dict[Key, str], random.Random], None],
) -> None:
    for seed in range(3):
        edition = ("2019", "2021")[seed % 2]
        printed = report(edition, (0.3, 0.05, 0.7)[seed], seed)
        bend(printed, random.Random(seed))
        verdict = judge(extract(printer(sheet(edition, printed))), printed)
        assert (verdict.wrong, verdict.silent) == ([], [])


def test_a_report_that_contradicts_itself_is_not_bent_until_it_fits() -> None:
    printed = report("2021", 0.2, 3)
    for column in ("natural_person", "total"):  # the row still adds up, no column does
        key = ("applications", "disposed_total", column)
        printed[key] = str(int(printed[key]) + 5)
    found = extract(to_joined(sheet("2021", printed)))
    verdict = judge(found, printed)
    assert (verdict.wrong, verdict.silent) == ([], [])
    assert {k for k in printed if k[0] == "applications"} <= set(verdict.unread)
    said = [i for i in found.all_issues() if i.table_id == "applications"]
    assert [i.code for i in said] == [IssueCode.RUN_TOGETHER]
    assert "no way to cut its digits satisfies all its equations" in said[0].message


def test_a_dash_before_a_digit_may_be_a_sign_and_is_not_read() -> None:
    printed = report("2019", 0.1, 1)
    printed["proactive_disclosure", "penalties", "items_last_year"] = "2648"
    printed["proactive_disclosure", "penalties", "items_change"] = "-18"
    printed["proactive_disclosure", "penalties", "decisions"] = "538"
    verdict = judge(extract(to_joined(sheet("2019", printed))), printed)
    assert (verdict.wrong, verdict.silent) == ([], [])
    assert ("proactive_disclosure", "penalties", "items_change") in verdict.unread


def test_several_ways_are_listed_and_the_cell_is_unreadable() -> None:
    printed = report("2021", 0.1, 1)
    row = ("proactive_disclosure", "normative_documents")
    for column, text in zip(
        ("issued", "repealed", "in_force"), ("62", "3", "40"), strict=True
    ):
        printed[*row, column] = text
    found = extract(to_joined(sheet("2021", printed)))
    read = {o.breakdown: o for o in found.reports[0].observations if o.item == row[1]}
    assert {o.obs_status for o in read.values()} == {"unreadable"}
    assert {o.value_text for o in read.values()} == {"62340"}
    (issue,) = [i for i in found.all_issues() if i.item == row[1]]
    assert issue.code is IssueCode.RUN_TOGETHER
    assert "6 2 340" in issue.message
    assert "ways are left" in issue.message


def test_columns_in_another_order_are_refused() -> None:
    printed = report("2021", 0.1, 1)
    text = to_joined(sheet("2021", printed)).decode()
    swapped = text.replace("商业企业科研机构", "科研机构商业企业", 1)
    assert swapped != text
    found = extract(swapped.encode())
    assert {
        o.obs_status
        for o in found.reports[0].observations
        if o.table_id == "applications"
    } == {"unreadable"}


def test_figures_of_prose_are_not_taken_for_a_table() -> None:
    prose = (
        "全年予以公开12件，部分公开3件，不予公开4件，总计19件，结转下年度继续办理0件。"
    )
    found = extract(f"某市2023年政府信息公开工作年度报告\n{prose}".encode())
    assert [o for r in found.reports for o in r.observations] == []


def test_long_texts_and_endless_digits_end_soon() -> None:
    printed = report("2021", 0.1, 1)
    text = to_joined(sheet("2021", printed)).decode()
    label = "本年新收政府信息公开申请数量"
    endless = text.replace(label, label + "1234567890" * 20_000)
    found = extract(endless.encode())
    assert {
        o.obs_status
        for o in found.reports[0].observations
        if o.table_id == "applications"
    } <= {"unreadable"}
