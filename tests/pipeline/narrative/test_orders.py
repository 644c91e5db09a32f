"""Numbers that stand apart from their words: of several years, behind their parts."""

from tests.pipeline.narrative.saying import claims_of, compared, said


def test_numbers_of_several_years_are_each_of_their_own() -> None:
    claims = claims_of("2021年、2022年、2023年分别收到政府信息公开申请5件、6件、7件。")
    assert said(claims) == "received 5, received 6, received 7"
    assert [c.year for c in claims] == [2021, 2022, None]


def test_a_total_behind_its_parts_is_of_what_they_are_parts_of() -> None:
    text = "复议结果：维持6件、纠正0件、未审结3件，合计{}件。"
    parts = "reconsideration.upheld 6, reconsideration.corrected 0, "
    parts += "reconsideration.pending 3"
    assert compared(text.format(9)) == f"{parts}, reconsideration 9"
    assert compared(text.format(8)) == parts


def test_disputes_of_all_work_and_the_office_of_a_government_are_not_held() -> None:
    whole = claims_of(
        "四、政府信息公开行政复议、行政诉讼情况", "办理各类行政复议案件382件。"
    )
    of_others = claims_of("以市政府为被申请人的政府信息公开行政复议案件14件。")
    part = claims_of(
        "某某市2023年政府信息公开工作年度报告", "市政府办公室收到申请300件。"
    )
    own = claims_of("某某市2023年政府信息公开工作年度报告", "全市收到申请300件。")
    assert [c.why_not_compared for c in (*whole, *of_others, *part, *own)] == [
        "ambiguous",
        "ambiguous",
        "other_organ",
        None,
    ]
