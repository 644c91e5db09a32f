"""Encodings told from the bytes, and traditional characters."""

import pytest
from opencc import OpenCC

from pipeline.extract import extract
from pipeline.extract.characters import has_traditional, plain_words, simplified
from pipeline.extract.charset import decode
from pipeline.extract.labels import LabelIndex
from pipeline.extract.media import sniff
from pipeline.forms import load_forms
from pipeline.issues import IssueCode
from tests.pipeline.extract.printers.office import (
    to_big5,
    to_gb18030,
    to_traditional,
    to_utf16,
)
from tests.pipeline.extract.sheets import figures, judge, sheet, to_html

WIDE = OpenCC("s2tw")
SHORT = (
    "规章 12",
    "行政许可",
    "总计 5",
    "收到和处理政府信息公开申请情况",
    "浙江省人民政府",
)
SHORT_TRADITIONAL = (
    "規章 12", "行政許可", "總計 5", "收到和處理政府信息公開申請情況", "浙江省人民政府",
)  # fmt: skip


@pytest.mark.parametrize("text", SHORT)
def test_short_simplified_texts_are_gb18030(text: str) -> None:
    assert decode(text.encode("gb18030"))[:3] == (text, "gb18030", False)


@pytest.mark.parametrize("text", SHORT_TRADITIONAL)
def test_short_traditional_texts_are_big5(text: str) -> None:
    assert decode(text.encode("big5"))[:3] == (text, "big5hkscs", False)


@pytest.mark.parametrize("text", SHORT_TRADITIONAL)
def test_traditional_texts_in_gb18030_are_not_taken_for_big5(text: str) -> None:
    assert decode(text.encode("gb18030"))[:2] == (text, "gb18030")


def test_every_label_of_the_forms_is_told_in_both_encodings() -> None:
    wrong = []
    for label in LabelIndex.of(load_forms()).all_keys:
        wide = to_wide(label)
        if len(label) > 1 and decode(label.encode("gb18030")).text != label:
            wrong.append(label)
        if len(label) > 1 and decode(wide.encode("big5hkscs")).text != wide:
            wrong.append(wide)
    assert wrong == []


def to_wide(text: str) -> str:
    wide: str = WIDE.convert(text)
    return wide


@pytest.mark.parametrize("edition", ["2019", "2021"])
@pytest.mark.parametrize(
    ("name", "printer"),
    [
        ("traditional", to_traditional),
        ("taiwan", lambda made: to_traditional(made, config="s2tw")),
        ("hong kong", lambda made: to_traditional(made, config="s2hk")),
        ("swapped words", lambda made: to_traditional(made, config="s2twp")),
        ("big5", to_big5),
        ("gb18030", to_gb18030),
        ("utf-16", to_utf16),
        ("utf-16 with a mark", lambda made: to_utf16(made, mark=True)),
    ],
)
def test_pages_in_any_characters_are_read_whole(
    edition: str, name: str, printer: object
) -> None:
    printed = figures(edition, blanks=0.2)
    found = extract(printer(sheet(edition, printed)))  # type: ignore[operator]
    assert judge(found, printed).whole, name
    assert found.identity.year == 2023
    assert found.all_issues() == []


def test_title_publisher_and_marks_stay_as_printed() -> None:
    printed = figures("2021")
    key = ("proactive_disclosure", "rules", "issued")
    printed[key] = "無"
    made = sheet("2021", printed)
    made.title = "駐馬店市2023年政府信息公開工作年度報告"
    found = extract(to_html(made))
    assert found.identity.title == "駐馬店市2023年政府信息公開工作年度報告"
    assert found.identity.publisher == "駐馬店市"
    cells = {
        (o.table_id, o.item, o.breakdown): o for o in found.reports[0].observations
    }
    assert (cells[key].value_text, cells[key].obs_status) == ("無", "not_applicable")


def test_a_meta_tag_that_lies_is_not_believed() -> None:
    printed = figures("2021")
    page = to_html(sheet("2021", printed)).decode()
    for said, encoding in (("gb2312", "utf-8"), ("utf-8", "gb18030"), ("gbk", "utf-8")):
        lying = page.replace("<head>", f'<head><meta charset="{said}">')
        assert judge(extract(lying.encode(encoding)), printed).whole


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030", "big5hkscs"])
def test_single_bad_bytes_are_replaced_and_counted(encoding: str) -> None:
    printed = figures("2021")
    make = to_traditional if encoding == "big5hkscs" else to_html
    page = make(sheet("2021", printed)).decode()
    data = page.encode(encoding, errors="xmlcharrefreplace")
    cut = data.index("有".encode(encoding))
    found = extract(data[:cut] + b"\xff" + data[cut:])
    verdict = judge(found, printed)
    assert verdict.whole
    (issue,) = (i for i in found.issues if i.code == IssueCode.BAD_ENCODING)
    assert "1 replaced (line " in issue.message
    assert {o.confidence for o in found.reports[0].observations} == {0.9}


def test_pieces_in_another_encoding_are_read_in_theirs() -> None:
    lines = [
        "政府信息公开工作年度报告",
        "<p>某市人民政府办公室</p>",
        "主动公开政府信息情况",
    ]
    data = b"\n".join(
        line.encode("gb18030" if n == 1 else "utf-8") for n, line in enumerate(lines)
    )
    decoded = decode(data)
    assert decoded.text == "\n".join(lines)
    assert decoded.damaged
    assert decoded.damage.startswith("1 lines in another encoding")


def test_a_byte_order_mark_before_other_bytes() -> None:
    text = "主动公开政府信息情况"
    assert decode(b"\xef\xbb\xbf" + text.encode("gb18030")).text == text


def test_utf_16_without_a_mark_is_text_and_binary_is_not() -> None:
    assert sniff("<html><p>年报</p></html>".encode("utf-16-be")) == "html"


def test_simplified_text_is_left_alone() -> None:
    text = "收到和处理政府信息公开申请情况 12"
    assert not has_traditional(text)
    assert simplified(text) is text
    assert plain_words("政府資訊公開工作年度報告") == "政府信息公开工作年度报告"
