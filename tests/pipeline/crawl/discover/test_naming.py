import pytest

from pipeline.crawl.discover.naming import is_year_alone, publisher_of, year_of


@pytest.mark.parametrize(
    ("title", "year"),
    [
        ("甲县2022年政府信息公开工作年度报告", 2022),
        ("甲县人民政府二〇二三年政府信息公开年报", 2023),
        ("二○○九年度", 2009),
        ("2023", 2023),
        ("【2023年度】", 2023),
        ("北京市信访办2009年度报告", 2009),
        ("政府信息公开工作年度报告2021年", 2021),
        # when it was published is not what it is about
        ("2021年1月发布2020年度报告", 2020),
        ("2025年发布的甲县2024年政府信息公开工作年度报告", 2024),
        ("[2023-01-05]", None),
        ("2023年1月5日", None),
        # no single year
        ("2008-2010年政府信息公开年报", None),
        ("2008年至2010年年报", None),
        ("政府信息公开年报", None),
        # no year that a report can be about
        ("1998年", None),
        ("第20231号", None),
    ],
)
def test_year(title: str, year: int | None) -> None:
    assert year_of(title) == year


@pytest.mark.parametrize(
    ("title", "publisher"),
    [
        ("甲县教育局", "甲县教育局"),
        ("甲县教育局2023年度", "甲县教育局"),
        ("甲县司法局年报", "甲县司法局"),
        ("甲县人民政府2022年政府信息公开工作年度报告", "甲县人民政府"),
        ("2020年度政府信息公开工作报告（某市教育局）", "某市教育局"),
        ("甲县教育局-政府信息公开年报", "甲县教育局"),
        ("2023年", None),
        # columns of many
        ("部门年报", None),
        ("各乡镇街道", None),
        ("市直部门2022年政府信息公开年报", None),
        ("县直单位", None),
        ("首页", None),
    ],
)
def test_publisher(title: str, publisher: str | None) -> None:
    assert publisher_of(title) == publisher


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("2023年", True),
        (" 2023 年度 ", True),
        ("二〇二三年", True),
        ("2023", True),
        ("2023年年报", False),
        ("20231", False),
        ("3", False),
    ],
)
def test_a_year_alone(title: str, expected: bool) -> None:
    assert is_year_alone(title) is expected
