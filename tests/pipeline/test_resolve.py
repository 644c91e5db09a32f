"""Which institution a report is from: by name, the longest first, never guessed."""

from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.extract.identity import Identity
from pipeline.issues import IssueCode, Severity
from pipeline.registry import Registry, load_registry
from pipeline.resolve import doubt_about, resolve_institution

HOST_FILE = """\
host: www.county.test
scheme: https
institutions:
  - {id: fujian-pingtan, name: 平潭县人民政府, short_names: [平潭县], province: fujian,
     adcode: "350128", level: county, kind: government}
  - {id: fujian-pingtan-finance, name: 平潭县财政局, province: fujian,
     adcode: "350128", level: county, kind: department}
  - {id: fujian-pingtan-housing, name: 平潭县住建局, short_names: [住房和城乡建设局],
     province: fujian, adcode: "350128", level: county, kind: department}
sources:
  - {id: fujian-pingtan-all, listing_url: "https://www.county.test/all/",
     family: generic, enabled: false, verified: false,
     institutions: [fujian-pingtan, fujian-pingtan-finance, fujian-pingtan-housing]}
  - {id: fujian-pingtan-one, listing_url: "https://www.county.test/one/",
     family: generic, institutions: [fujian-pingtan], verified: false, enabled: false}
"""


@pytest.fixture
def registry(tmp_path: Path) -> Registry:
    folder = tmp_path / "hosts" / "fujian"
    folder.mkdir(parents=True)
    (folder / "www.county.test.yml").write_text(HOST_FILE, encoding="utf-8")
    return load_registry(tmp_path)


def identity(title: str | None, publisher: str | None = None) -> Identity:
    return Identity(title, publisher, None, None, None)


def found(
    registry: Registry, who: Identity, link: str = "", source: str = "all"
) -> str | None:
    institution, issue = resolve_institution(
        registry.sources[f"fujian-pingtan-{source}"], registry, who, link
    )
    assert (institution is None) == (issue is not None)
    return institution.institution_id if institution else None


def test_listing_of_one_institution_decides(registry: Registry) -> None:
    assert found(registry, identity("任意标题"), source="one") == "fujian-pingtan"


@pytest.mark.parametrize(
    ("title", "expected"),
    [
        ("平潭县人民政府2024年政府信息公开工作年度报告", "fujian-pingtan"),
        ("平潭县2024年政府信息公开工作年度报告", "fujian-pingtan"),
        # the name of the county is in the name of its bureau
        ("平潭县财政局2024年政府信息公开工作年度报告", "fujian-pingtan-finance"),
        ("平潭县 财政局 2024年政府信息公开年报", "fujian-pingtan-finance"),
        # two names of one institution are no dispute
        ("平潭县住建局（住房和城乡建设局）2024年年度报告", "fujian-pingtan-housing"),
    ],
)
def test_longest_name_in_the_title(
    registry: Registry, title: str, expected: str
) -> None:
    assert found(registry, identity(title)) == expected


def test_link_title_and_publisher_are_asked_next(registry: Registry) -> None:
    plain = "2024年政府信息公开工作年度报告"
    assert found(registry, identity(plain), "平潭县财政局") == "fujian-pingtan-finance"
    named = identity(plain, publisher="平潭县人民政府")
    assert found(registry, named) == "fujian-pingtan"
    assert found(registry, named, "平潭县财政局") == "fujian-pingtan-finance"


@pytest.mark.parametrize("source", ["all", "one"])
@pytest.mark.parametrize("organ", ["平潭县水利局", "测试县人民政府", "平潭县苏澳镇"])
def test_another_organ_is_not_taken_for_a_registered_one(
    registry: Registry, organ: str, source: str
) -> None:
    who = identity(f"{organ}2024年政府信息公开工作年度报告", publisher="平潭县人民政府")
    assert found(registry, who, source=source) is None


def test_nobody_named_is_an_issue(registry: Registry) -> None:
    source = registry.sources["fujian-pingtan-all"]
    who = identity("福清市2024年政府信息公开工作年度报告")
    institution, issue = resolve_institution(source, registry, who, "")
    assert institution is None
    assert issue is not None
    assert (issue.code, issue.severity) == (
        IssueCode.INSTITUTION_UNKNOWN,
        Severity.ERROR,
    )
    assert "none of the 3" in issue.message
    assert "data/registry/hosts/fujian/www.county.test.yml" in issue.message


def test_a_title_with_two_organs_is_an_issue(registry: Registry) -> None:
    source = registry.sources["fujian-pingtan-all"]
    who = identity("平潭县财政局、平潭县住建局2024年政府信息公开工作年度报告")
    institution, issue = resolve_institution(source, registry, who, "")
    assert institution is None
    assert issue is not None
    assert "none of the 3" in issue.message


PLAIN = "2024年政府信息公开工作年度报告"


def said(**more: str) -> Identity:
    """A report with a title that names nobody."""
    return replace(identity(PLAIN), **more)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("who", "expected"),
    [
        (said(signature="平潭县财政局"), "fujian-pingtan-finance"),
        (said(breadcrumb="平潭县财政局"), "fujian-pingtan-finance"),
        (
            said(signature="平潭县财政局", publisher="平潭县财政局"),
            "fujian-pingtan-finance",
        ),
        # two of them are named: nobody decides which
        (said(signature="平潭县财政局", publisher="平潭县人民政府"), None),
        # a portal serves many organs
        (said(publisher="平潭县人民政府", publisher_basis="site"), None),
    ],
)
def test_signature_and_navigation_name_one_of_several(
    registry: Registry, who: Identity, expected: str | None
) -> None:
    assert found(registry, who) == expected


@pytest.mark.parametrize(
    ("who", "doubtful"),
    [
        (said(signature="平潭县财政局"), True),
        (said(publisher="平潭县水利局"), True),
        (said(signature="平潭县人民政府"), False),
        (said(signature="平潭县人民政府办公室"), False),
        (said(publisher="平潭网"), False),
        (said(), False),
    ],
)
def test_an_organ_that_the_listing_does_not_expect_is_a_doubt(
    registry: Registry, who: Identity, doubtful: bool
) -> None:
    assert found(registry, who, source="one") == "fujian-pingtan"
    issue = doubt_about(registry.institutions["fujian-pingtan"], who)
    assert (issue is not None) is doubtful
    if issue:
        assert (issue.code, issue.severity) == (
            IssueCode.INSTITUTION_CONFLICT,
            Severity.WARNING,
        )


def test_a_title_that_names_an_organ_leaves_no_doubt(registry: Registry) -> None:
    who = replace(
        identity("平潭县人民政府2024年政府信息公开工作年度报告"),
        signature="平潭县财政局",
    )
    assert doubt_about(registry.institutions["fujian-pingtan"], who) is None
