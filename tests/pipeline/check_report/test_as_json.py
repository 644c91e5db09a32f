"""JSON of a check: its shape, and that no digit is lost on the way."""

import json
from dataclasses import replace
from decimal import Decimal
from typing import Any

import jsonschema
import pytest

from pipeline.check import CheckedReport, check_document
from pipeline.check_report.as_json import as_json
from pipeline.paths import project_dir
from tests.pipeline.check_report.given import PERSONS

SCHEMA = json.loads(
    (project_dir() / "data" / "schemas" / "check_report.schema.json").read_text("utf-8")
)


def content(checked: CheckedReport) -> Any:
    found = json.loads(as_json(checked))
    jsonschema.Draft202012Validator(SCHEMA).validate(found)
    return found


def test_it_fits_its_schema_and_counts_what_is_in_it(remarked: CheckedReport) -> None:
    found = content(remarked)
    (report,) = found["reports"]
    counts = found["counts"]
    assert found["format_version"] == 1
    assert (found["verdict"], found["exit_code"]) == ("contradicts", 1)
    assert counts["cells_read"] + counts["cells_unreadable"] == len(report["cells"])
    assert counts["suspects"] == len(report["suspects"]) == 3
    assert counts["suspects_unique"] == 2
    assert counts["claims_read"] == len(report["claims"]) == 3
    assert counts["must"] + counts["look"] + counts["note"] == 3
    assert [c["remark"] for c in report["claims"]] == [3, None, None]
    assert [s["remark"] for s in report["suspects"]] == [1, 1, 2]


def test_a_suspect_says_what_is_printed_and_what_is_implied(
    remarked: CheckedReport,
) -> None:
    suspect = content(remarked)["reports"][0]["suspects"][0]
    place = (suspect["table"], suspect["item"], suspect["breakdown"])
    assert place == PERSONS
    assert (suspect["printed"], suspect["value"], suspect["implied"]) == (
        *("20", "20"),
        "26",
    )
    assert suspect["name_zh"] == "(七)总计 · 自然人"


def test_figures_keep_every_digit(remarked: CheckedReport) -> None:
    (part,) = remarked.parts
    long = Decimal("12345678901234567890.123456")
    small = Decimal("0E-6")
    cells = [
        replace(part.cells[0], value=long, printed=str(long)),
        replace(part.cells[1], value=small, printed="0"),
    ]
    changed = replace(part, cells=(*cells, *part.cells[2:]))
    rows = content(replace(remarked, parts=(changed,)))["reports"][0]["cells"]
    assert [row["value"] for row in rows[:2]] == ["12345678901234567890.123456", "0"]


def test_a_sentence_can_be_cut_out_by_its_span(remarked: CheckedReport) -> None:
    for claim in content(remarked)["reports"][0]["claims"]:
        first, last = claim["span"]
        assert claim["sentence"][first:last] == claim["value_text"]


def test_a_document_that_is_none_has_the_same_shape() -> None:
    found = content(check_document("关于放假的通知".encode(), "x"))
    assert (found["verdict"], found["exit_code"]) == ("nothing_read", 2)
    assert found["counts"]["cells_read"] == 0
    assert found["issues"]


@pytest.mark.parametrize(
    "change",
    [
        {"format_version": 2},
        {"verdict": "fine"},
        {"exit_code": "1"},
        {"more": True},
    ],
)
def test_the_schema_refuses_another_shape(
    remarked: CheckedReport, change: dict[str, Any]
) -> None:
    wrong = json.loads(as_json(remarked)) | change
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(wrong)


def test_the_schema_refuses_figures_that_are_numbers(remarked: CheckedReport) -> None:
    wrong = json.loads(as_json(remarked))
    wrong["reports"][0]["cells"][0]["value"] = 5
    assert not jsonschema.Draft202012Validator(SCHEMA).is_valid(wrong)
