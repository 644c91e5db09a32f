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
