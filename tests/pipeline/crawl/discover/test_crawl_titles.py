from pathlib import Path

import pytest

from pipeline.crawl.discover.titles import looks_like_report
from pipeline.crawl.settings import (
    AnswerSettings,
    ListingSettings,
    TitleSettings,
    answer_settings,
    attachment_settings,
    listing_settings,
    load_settings,
)
from pipeline.errors import DataFileError

PAGE = "https://www.a.gov.cn/nb/t20250122_25.html"
FOLDER = "https://www.a.gov.cn/zwgk/nb/"


@pytest.mark.parametrize(
    "title",
    [
        "2022年上海市政府信息公开工作年度报告",
        "驻马店市 2024 年 政府信息公开工作年度报告",
        "徐闻县司法局年报",
        "北京市信访办2009年度报告",
        "叶城县人民政府2021年政府信息公开工作报告",
        "海南海事局2020年政府信息公開工作年度報告",
        # words of `other` inside the name of an institution
        "灵宝市函谷关镇2023年政府信息公开工作年度报告",
        "市会议中心2023年政府信息公开工作年度报告",
        "市干部培训中心2023年政府信息公开工作年度报告",
    ],
)
def test_reports(title: str) -> None:
    assert looks_like_report(title, PAGE)


@pytest.mark.parametrize(
    "title",
    [
        "关于做好2025年政府信息公开工作年度报告编制和发布工作的通知",
        "一图读懂:2024年政府信息公开工作年度报告图解",
        "2024年政府信息公开工作年度报告解读",
        "政府信息公开指南",
        "2024年政务公开工作要点",
        "关于征求年度报告意见的函",
        "2024年政府工作报告",
        "某某局2023年法治政府建设年度报告",
        "2023年统计年报",
        "我市召开政府信息公开年度报告编制工作会",
        "甲局2023年第三季度政府信息公开工作情况",
        "甲局2023年上半年政务公开工作总结",
    ],
)
def test_not_reports(title: str) -> None:
    assert not looks_like_report(title, PAGE)


def test_a_folder_is_a_channel_unless_a_year_is_named() -> None:
    assert not looks_like_report("政府信息公开年报", FOLDER)
    assert not looks_like_report("部门信息公开年报", FOLDER + "index.shtml")
    assert looks_like_report("昆明市2009年政府信息公开工作年度报告", FOLDER)
    assert looks_like_report("昆明市二〇〇九年政府信息公开年报", FOLDER)


def test_the_projects_own_files_are_good() -> None:
    answers = answer_settings()
    refused = frozenset[int]().union(*answers.refused_statuses.values())
    assert 403 in refused
    assert "docx" in attachment_settings().extensions
    assert listing_settings().max_pages >= 100
    # a status means one thing
    assert not refused & answers.gone_statuses
    assert not answers.transient_statuses & (refused | answers.gone_statuses)


@pytest.mark.parametrize(
    ("model", "text", "said"),
    [
        (TitleSettings, "report: ['(']", "not a regular expression"),
        (TitleSettings, "report: []", "report"),
        (ListingSettings, "total: ['共\\d+条']", "exactly one group"),
        (AnswerSettings, "gone_statuses: [200]", "greater than or equal to 400"),
        (AnswerSettings, "surprise: 1", "surprise"),
        (AnswerSettings, "a: [", "expected the keys of AnswerSettings"),
    ],
)
def test_a_bad_file_is_named(
    tmp_path: Path, model: type[TitleSettings], text: str, said: str
) -> None:
    path = tmp_path / "words.yml"
    path.write_text(text, encoding="utf-8")
    with pytest.raises(DataFileError, match=said) as caught:
        load_settings(model, path)
    assert str(path) in str(caught.value)
