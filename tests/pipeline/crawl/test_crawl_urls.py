import pytest

from pipeline.crawl.urls import article_key, canonical_url, check_scope, host_of
from pipeline.errors import OutOfScopeError

BASE = "https://www.a.gov.cn/zwgk/nb/index.html"


@pytest.mark.parametrize(
    ("found", "expected"),
    [
        (
            "./202501/t20250122_25.html",
            "https://www.a.gov.cn/zwgk/nb/202501/t20250122_25.html",
        ),
        ("../x.html#top", "https://www.a.gov.cn/zwgk/x.html"),
        ("//WWW.A.gov.cn:443/x", "https://www.a.gov.cn/x"),
        (" /x\n.html ", "https://www.a.gov.cn/x.html"),
        ("https://www.a.gov.cn", "https://www.a.gov.cn/"),
        ("/年报.html", "https://www.a.gov.cn/%E5%B9%B4%E6%8A%A5.html"),
        ("/a.jsp;jsessionid=0AF?b=2&a=1", "https://www.a.gov.cn/a.jsp?a=1&b=2"),
        # the order of these may mean something
        ("/a?x=2&x=1", "https://www.a.gov.cn/a?x=2&x=1"),
        ("/a?4321", "https://www.a.gov.cn/a?4321"),
        # bytes that are not UTF-8 stay what they are
        ("/a?n=%c4%ea&b=", "https://www.a.gov.cn/a?b=&n=%C4%EA"),
    ],
)
def test_one_spelling(found: str, expected: str) -> None:
    assert canonical_url(found, BASE) == expected
    assert canonical_url(expected) == expected


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://www.a.gov.cn/x/t1_2.html", "https://a.gov.cn/x/t1_2.html"),
        ("http://a.gov.cn/c/post_12.html", "http://a.gov.cn/c/mpost_12.html"),
        ("http://a.gov.cn/x/t1_2.html", "http://a.gov.cn/x/t1_2_wap.html"),
        ("http://a.gov.cn/nb/", "http://a.gov.cn/nb/index.shtml"),
        ("http://a.gov.cn", "http://a.gov.cn:80/#top"),
        ("http://a.gov.cn/a.jsp;jsessionid=0AF?id=1", "http://a.gov.cn/a.jsp?id=1"),
    ],
)
def test_one_article_has_one_key(one: str, other: str) -> None:
    assert article_key(canonical_url(one)) == article_key(canonical_url(other))


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("http://a.gov.cn/x/t1_2.html", "http://a.gov.cn/x/t1_3.html"),
        ("http://a.gov.cn/a.jsp?id=1", "http://a.gov.cn/a.jsp?id=2"),
        ("http://a.gov.cn/nb/", "http://b.gov.cn/nb/"),
        ("http://a.gov.cn/nb/", "http://a.gov.cn:8080/nb/"),
        ("http://a.gov.cn/nb/index.html", "http://a.gov.cn/nb/index_1.html"),
    ],
)
def test_other_articles_have_other_keys(one: str, other: str) -> None:
    assert article_key(canonical_url(one)) != article_key(canonical_url(other))


def test_host_keeps_an_odd_port() -> None:
    assert host_of("http://A.gov.cn:8080/x") == "a.gov.cn:8080"
    assert host_of("http://a.gov.cn:80/x") == "a.gov.cn"


@pytest.mark.parametrize(
    "url",
    [
        "http://www.b.gov.cn/x",
        "http://www.a.gov.cn.evil.test/x",
        "http://www.a.gov.cn:8080/x",
        "http://www.a.gov.cn@evil.test/",
        "http://evil.test\\@www.a.gov.cn/",
        "http://user:word@www.a.gov.cn/",
        "ftp://www.a.gov.cn/x",
        "file:///etc/passwd",
        "http:///x",
        "http://[::1",
    ],
)
def test_refuses(url: str) -> None:
    with pytest.raises(OutOfScopeError):
        check_scope(url, {"www.a.gov.cn"})


def test_message_says_how_a_host_is_admitted() -> None:
    with pytest.raises(OutOfScopeError, match=r"evil\.test.*data/registry/hosts/"):
        check_scope("http://evil.test/x", {"www.a.gov.cn"})


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "10.1.2.3", "169.254.169.254", "127.1", "2130706433", "localhost"],
)
def test_private_addresses_need_a_map(host: str) -> None:
    with pytest.raises(OutOfScopeError, match="not a public address"):
        check_scope(f"http://{host}/", {host})
    check_scope(f"http://{host}/", {host}, mapped={host})


def test_ipv6_loopback_is_private() -> None:
    with pytest.raises(OutOfScopeError, match="not a public address"):
        check_scope("http://[::1]/", {"::1"})


def test_accepts_what_is_in_scope() -> None:
    check_scope("https://www.a.gov.cn/x", {"www.a.gov.cn"})
    check_scope("http://124.93.205.130/x", {"124.93.205.130"})
