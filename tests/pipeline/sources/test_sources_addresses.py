"""Which addresses may become sources."""

import pytest

from pipeline.errors import UsageError
from pipeline.registry import Registry, load_registry
from pipeline.sources.addresses import check_address


@pytest.fixture(scope="module")
def registry() -> Registry:
    return load_registry()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("www.x.gov.cn/nb/", "starts with https://"),
        ("ftp://www.x.gov.cn/nb/", "starts with https://"),
        ("https://www.x.com/nb/", "not a government domain"),
        ("https://www.gov.cn.x.com/nb/", "not a government domain"),
        ("http://10.0.0.1/nb/", "bare IP address"),
        ("http://[::1]/nb/", "bare IP address"),
        ("http://0x7f000001/nb/", "bare IP address"),
        ("https://www.x.gov.cn:8443/nb/", "without a port"),
        ("https://me@www.x.gov.cn/nb/", "a user name"),
        ("https://big5.x.gov.cn/nb/", "traditional characters"),
        ("https://www.x.gov.cn/gate/big5/www.x.gov.cn/nb/", "traditional characters"),
        ("http://2130706433/nb/", "bare IP address"),
        ("https:///nb/", "with a host"),
        (
            "https://pingtan.example.com/zwgk/zfxxgk/zfxxgknb/",
            r"has the path of https://www.pingtan.gov.cn/.* likely a copy",
        ),
        (
            "https://www.pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/",
            "is the source fujian-pingtan-zfxxgknb already",
        ),
        (
            "http://pingtan.gov.cn/zwgk/zfxxgk/zfxxgknb/",
            "another spelling of the source fujian-pingtan-zfxxgknb",
        ),
    ],
)
def test_what_stays_out_is_refused(registry: Registry, url: str, said: str) -> None:
    with pytest.raises(UsageError, match=said):
        check_address(url, registry, frozenset())


def test_others_come_in_canonical_spelling(registry: Registry) -> None:
    assert check_address("https://WWW.x.gov.cn:443/nb/#top", registry, frozenset()) == (
        "https://www.x.gov.cn/nb/"
    )
    mapped = frozenset({"www.x.test"})
    assert check_address("http://www.x.test/nb/", registry, mapped)
