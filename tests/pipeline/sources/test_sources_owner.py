"""Which institution a listing is taken to be of, and what it is called."""

import pytest

from pipeline.errors import UsageError
from pipeline.registry import Registry, load_registry
from pipeline.sources.naming import Named
from pipeline.sources.owner import Owner, Wishes, owner_of

NOTHING = Wishes()


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


def owner(
    registry: Registry, host: str, *names: str, wishes: Wishes = NOTHING
) -> Owner:
    return owner_of(host, [Named(n, "a page") for n in names], registry, wishes, None)


@pytest.mark.parametrize(
    ("host", "name", "institution_id"),
    [
        ("www.yueqing.gov.cn", "乐清市人民政府", "zhejiang-yueqing-gov"),
        ("yueqing.gov.cn", "乐清市", "zhejiang-yueqing-gov"),
        ("rsj.haikou.gov.cn", "海口市审计局", "hainan-haikou-rsj"),
        ("sjt.henan.gov.cn", "河南省审计厅", "henan-sjt"),
        ("www.yueqing.gov.cn", "乐清市审计局", "zhejiang-yueqing-department"),
        ("www.yueqing.gov.cn", "乐清市大荆镇人民政府", "zhejiang-yueqing-town"),
        ("www.henan.gov.cn", "河南省人民政府", "henan-gov"),
        ("www.nhc.gov.cn", "国家卫生健康委员会", "central-nhc"),
        # guizhou-guiyang-gov is there already
        ("www.guiyang.gov.cn", "贵阳市云岩区人民政府", "guizhou-guiyang-gov-2"),
    ],
)
def test_an_id_is_made_of_province_and_host(
    registry: Registry, host: str, name: str, institution_id: str
) -> None:
    assert owner(registry, host, name).institution_id == institution_id


def test_a_registered_institution_is_used(registry: Registry) -> None:
    found = owner(registry, "zwgk.pingtan.gov.cn", "平潭县")
    assert found == Owner("fujian-pingtan-county")
    wanted = Wishes(institution_id="fujian-pingtan-finance")
    new = owner(registry, "zwgk.pingtan.gov.cn", "平潭县", wishes=wanted)
    assert new.institution_id == "fujian-pingtan-finance"
    assert new.entry is not None


def test_an_office_without_a_place_is_not_its_government(registry: Registry) -> None:
    found = owner(registry, "www.yueqing.gov.cn", "财政局", "乐清市人民政府")
    assert found.entry is not None
    assert (found.entry.name, found.entry.adcode) == ("财政局", "330382")
    assert (found.entry.kind, found.entry.level) == ("department", "county")
    assert found.place_from == "乐清市人民政府"


def test_a_name_in_doubt_is_passed_over_for_a_clear_one(registry: Registry) -> None:
    found = owner(registry, "www.yueqing.gov.cn", "甲县", "乐清市人民政府")
    assert found.entry is not None
    assert (found.entry.name, found.place_from) == ("乐清市人民政府", None)


def test_a_neighbour_tells_the_province(registry: Registry) -> None:
    # 龙华区 is in Shenzhen and in Haikou; rsj.haikou.gov.cn is registered
    found = owner(registry, "jyj.haikou.gov.cn", "龙华区教育局")
    assert found.entry is not None
    assert found.entry.province == "hainan"
    with pytest.raises(UsageError, match="a place that there is several times"):
        owner(registry, "www.unknown.gov.cn", "龙华区教育局")


def test_what_nobody_says_is_asked_for(registry: Registry) -> None:
    with pytest.raises(UsageError, match="say whose it is with --name"):
        owner(registry, "www.x.gov.cn")
    with pytest.raises(UsageError, match=r"999999 is not in data/registry/adcodes"):
        owner(registry, "www.x.gov.cn", "甲县", wishes=Wishes(adcode="999999"))
    wrong = Wishes(institution_id="No Slug")
    with pytest.raises(UsageError, match=r"^id: .*'No Slug'$"):
        owner(registry, "www.x.gov.cn", "乐清市", wishes=wrong)
