"""Where connections go, on real sockets; some names are looked up as the test says."""

import asyncio
import socket
import ssl
import threading
import time
from collections.abc import Coroutine
from http.cookiejar import CookieJar
from typing import Any

import httpx
import pytest
import trustme

from pipeline.crawl.fetch.addresses import is_public
from pipeline.crawl.fetch.body import Body, read_body
from pipeline.crawl.fetch.transport import connected, open_http, send
from pipeline.errors import OutOfScopeError, TransientError, UsageError
from tests.site.model import Host, Reply
from tests.site.replies import page
from tests.site.server import Site
from tests.site.tls import SecureSite

URL = "http://www.site.test/a.html"


def client(host_map: dict[str, str] | None = None, **options: Any) -> httpx.AsyncClient:
    return open_http(host_map or {}, "ogi/test", httpx.Timeout(2.0), **options)


def run(http: httpx.AsyncClient, work: Coroutine[Any, Any, Any]) -> Any:
    async def closing() -> Any:
        async with http:
            return await work

    return asyncio.run(closing())


def looked_up(*addresses: str) -> Any:
    async def resolve(_host: str) -> list[str]:
        return list(addresses)

    return resolve


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0",  # noqa: S104 - nothing is bound
        "0.1.2.3",
        "10.1.2.3",
        "100.64.0.1",  # carrier-grade NAT
        "100.100.100.200",  # metadata of a cloud
        "127.0.0.1",
        "127.8.8.8",
        "168.63.129.16",
        "169.254.169.254",
        "172.16.0.1",
        "172.31.255.255",
        "192.0.0.192",
        "192.0.2.1",
        "192.168.1.1",
        "198.18.0.1",
        "198.51.100.1",
        "203.0.113.1",
        "224.0.1.1",
        "239.255.255.250",
        "240.0.0.1",
        "255.255.255.255",
        "::",
        "::1",
        "::7f00:1",
        "::ffff:127.0.0.1",
        "::ffff:169.254.169.254",
        "2002:7f00:1::",  # 6to4 to 127.0.0.1
        "2002:a00:1::1",  # 6to4 to 10.0.0.1
        "64:ff9b::a9fe:a9fe",  # NAT64 to 169.254.169.254
        "64:ff9b::10.0.0.1",
        "64:ff9b:1::808:808",  # NAT64 of one network alone
        "2001:0:808:808::1",  # Teredo
        "2001:db8::1",
        "fc00::1",
        "fd00:ec2::254",
        "fe80::1",
        "fe80::1%eth0",
        "2400:3200::1%eth0",
        "fec0::1",
        "ff02::1",
        "100::1",
        "3fff::1",
        "5f00::1",
    ],
)
def test_addresses_that_are_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    [
        "8.8.8.8",
        "9.255.255.255",
        "11.0.0.0",
        "100.63.255.255",
        "100.128.0.1",
        "172.15.0.1",
        "172.32.0.1",
        "202.96.128.86",
        "223.255.255.254",
        "2400:3200::1",
        "::ffff:8.8.8.8",
        "64:ff9b::808:808",
    ],
)
def test_addresses_that_are_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "addresses",
    [("127.0.0.1",), ("8.8.8.8", "10.0.0.1"), ("2400:3200::1", "::ffff:10.0.0.1")],
)
def test_one_bad_address_condemns_the_name(addresses: tuple[str, ...]) -> None:
    http = client(resolve=looked_up(*addresses))
    with pytest.raises(OutOfScopeError, match=r"www\.site\.test leads to") as caught:
        run(http, http.get("https://www.site.test/"))
    assert addresses[-1] in str(caught.value)


def test_the_system_resolver_is_checked_as_well(site: Site) -> None:
    port = site.target.rpartition(":")[2]
    for host in ("localhost", "127.0.0.1", "[::1]", "2130706433", "0"):
        http = client()
        with pytest.raises(OutOfScopeError, match="not an address of the public"):
            run(http, http.get(f"http://{host}:{port}/"))
    assert site.requests == []


def test_a_name_server_that_changes_its_answer(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The checked address is the one that is connected; a new one is checked anew."""
    monkeypatch.setattr("pipeline.crawl.fetch.guard.is_public", "127.0.0.1".__eq__)
    site.set("/a.html", "text")
    asked = []

    async def resolve(host: str) -> list[str]:
        asked.append(host)
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.2"]

    http = client(resolve=resolve)
    url = f"http://www.site.test:{site.target.rpartition(':')[2]}/a.html"

    async def visits() -> None:
        for _ in range(2):
            assert (await http.get(url)).status_code == 200
        assert asked == ["www.site.test"]
        await http.get(url, headers={"Connection": "close"})
        with pytest.raises(OutOfScopeError, match=r"leads to 127\.0\.0\.2"):
            await http.get(url)

    run(http, visits())
    assert len(site.requests) == 3


def test_the_next_address_is_tried(site: Site, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.crawl.fetch.guard.is_public", bool)
    site.set("/a.html", "text")
    http = client(resolve=looked_up("127.0.0.9", "127.0.0.1"))
    url = f"http://www.site.test:{site.target.rpartition(':')[2]}/a.html"
    assert connected(run(http, http.get(url))) == "127.0.0.1"


def test_a_name_that_is_not_known() -> None:
    async def resolve(_host: str) -> list[str]:
        raise socket.gaierror(-2, "Name or service not known")

    http = client(resolve=resolve)
    with pytest.raises(httpx.ConnectError, match=r"www\.site\.test cannot be resolved"):
        run(http, http.get(URL))


def test_a_slow_name_server_ends_at_the_connect_timeout() -> None:
    async def resolve(_host: str) -> list[str]:
        await asyncio.sleep(30)
        return []

    http = open_http({}, "ogi", httpx.Timeout(5.0, connect=0.05), resolve=resolve)
    began = time.monotonic()
    with pytest.raises(httpx.ConnectTimeout, match="not resolved in time"):
        run(http, http.get(URL))
    assert time.monotonic() - began < 1


@pytest.mark.parametrize(
    "url", [URL, "http://www.site.test:8080/a.html", "https://www.site.test/a.html"]
)
def test_mapped_hosts(site: Site, url: str) -> None:
    site.set("/a.html", "text")
    http = client(site.host_map)
    response = run(http, http.get(url))
    assert (response.status_code, str(response.url)) == (200, url)
    assert connected(response) == "127.0.0.1"  # known after the end
    assert site.requests[0].headers["host"] == httpx.URL(url).netloc.decode()


@pytest.mark.parametrize("target", ["example.org:80", "93.184.216.34:80", "127.0.0.1"])
def test_a_map_leads_to_loopback_only(target: str) -> None:
    with pytest.raises(UsageError, match=r"127\.0\.0\.1:PORT"):
        client({"www.site.test": target})


def test_a_closed_port(site: Site) -> None:
    site.close()
    http = client(site.host_map)
    with pytest.raises(httpx.ConnectError, match=r"www\.site\.test at 127\.0\.0\.1"):
        run(http, http.get(URL))


def test_cookies_and_proxies_are_not_kept(
    site: Site, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    cookie = {"Set-Cookie": "id=1; Path=/; Domain=site.test"}
    site.set("/a.html", Reply("text", headers=cookie))
    http = client(site.host_map)

    async def twice() -> CookieJar:
        await http.get(URL)
        await http.get(URL)
        return http.cookies.jar

    assert list(run(http, twice())) == []
    assert ["cookie" in r.headers for r in site.requests] == [False, False]


def test_a_connection_is_used_again(site: Site) -> None:
    site.set("/a.html", "text")
    http = client(site.host_map)

    async def thrice() -> None:
        for _ in range(3):
            assert (await http.get(URL)).status_code == 200

    run(http, thrice())
    assert {r.connection for r in site.requests} == {1}
    assert site.crowded() == {}


def test_many_hosts_do_not_keep_many_sockets(site: Site) -> None:
    names = [f"h{n}.site.test" for n in range(80)]
    for name in names:
        site.set(f"http://{name}/", "text")
    http = client(site.host_map)

    async def all_of_them() -> int:
        for name in names:
            await http.get(f"http://{name}/")
        await asyncio.sleep(0.05)
        return site.open_connections

    assert run(http, all_of_them()) <= 64


def test_a_host_is_asked_one_thing_at_a_time(site: Site) -> None:
    site.slow = 0.05
    site.set("/a.html", Reply("text", fault="slow"))
    http = client(site.host_map)

    async def at_once() -> list[httpx.Response]:
        urls = [URL, URL.replace("http:", "https:"), URL]
        return list(await asyncio.gather(*[http.get(url) for url in urls]))

    assert [r.status_code for r in run(http, at_once())] == [200, 200, 200]
    assert site.crowded() == {}


def test_a_head_that_does_not_end(site: Site) -> None:
    site.set("/a.html", Reply("text", fault="hang"))
    http = client(site.host_map)
    request = http.build_request("GET", URL)
    with pytest.raises(TransientError, match="took too long to answer"):
        run(http, send(http, request, deadline=time.monotonic() + 0.1))


def test_a_reset(site: Site) -> None:
    site.set("/a.html", Reply("text", fault="reset"))
    http = client(site.host_map)
    with pytest.raises(httpx.ReadError):
        run(http, http.get(URL))


def secure_host() -> Host:
    return Host(
        name="www.site.test",
        family="generic",
        listing=URL,
        answer=lambda ask: page(f"{ask.path} {ask.body.decode()}"),
        reports={},
    )


def test_http_2_is_spoken_where_it_is_offered() -> None:
    with SecureSite([secure_host()]) as site:
        http = client(site.host_map, ssl_context=site.ssl_context)

        async def ask() -> tuple[httpx.Response, httpx.Response]:
            first = await http.get("https://www.site.test/a.html")
            return first, await http.post("https://www.site.test/b", json={"page": 1})

        first, second = run(http, ask())
    assert (first.http_version, first.text) == ("HTTP/2", "/a.html ")
    assert (second.status_code, second.text) == (200, '/b {"page":1}')
    assert connected(first) == "127.0.0.1"
    assert site.protocols == ["2", "2"]


def test_a_body_left_unread_over_http_2_is_sent_no_further() -> None:
    large = Host(
        name="www.site.test",
        family="generic",
        listing=URL,
        answer=lambda ask: Reply(b"x" * 3_000_000 if ask.path == "/large" else "text"),
        reports={},
    )
    with SecureSite([large]) as site:
        http = client(site.host_map, ssl_context=site.ssl_context)

        async def ask(path: str) -> Body:
            async with http.stream("GET", f"https://www.site.test{path}") as response:
                assert response.http_version == "HTTP/2"
                ends = time.monotonic() + 5
                return await read_body(response, max_bytes=1000, deadline=ends)

        async def twice() -> tuple[Body, Body]:
            return await ask("/large"), await ask("/small")

        cut, whole = run(http, twice())
    assert (cut.payload, cut.truncated) == (b"x" * 1000, "length")
    assert whole.body == b"text"


@pytest.mark.parametrize("trusted", [True, False])
def test_a_bad_certificate_is_refused_and_named(trusted: bool) -> None:
    """Of another name; or of an authority that nobody knows."""
    names = ["other.site.test"] if trusted else None
    with SecureSite([secure_host()], certified=names) as site:
        context = site.ssl_context if trusted else ssl.create_default_context()
        http = client(site.host_map, ssl_context=context)
        with pytest.raises(httpx.ConnectError) as caught:
            run(http, http.get("https://www.site.test/"))
    says = "not valid for 'www.site.test'" if trusted else "certificate verify failed"
    assert says in str(caught.value)
    assert site.protocols == []


def test_a_server_that_falls_out_of_tls() -> None:
    """Also what TLS 1.3 has to say of a certificate of ours comes in this way."""
    authority = trustme.CA()
    speaks = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    authority.issue_cert("www.site.test").configure_cert(speaks)
    trusts = ssl.create_default_context()
    authority.configure_trust(trusts)

    def serve(listening: socket.socket) -> None:
        accepted, _ = listening.accept()
        wrapped = speaks.wrap_socket(accepted, server_side=True)
        wrapped.recv(1 << 16)
        with socket.socket(fileno=wrapped.detach()) as bare:
            bare.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")
            while bare.recv(1 << 16):
                pass

    async def ask(port: int) -> None:
        places = {"www.site.test": f"127.0.0.1:{port}"}
        async with client(places, ssl_context=trusts) as http:
            with pytest.raises(httpx.ReadError, match="SSL"):
                await http.get("https://www.site.test/")

    with socket.create_server(("127.0.0.1", 0)) as listening:
        server = threading.Thread(target=serve, args=(listening,))
        server.start()
        asyncio.run(ask(listening.getsockname()[1]))
        server.join()
