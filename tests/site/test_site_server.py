"""The test site itself: what the tests of the crawler rely on."""

import http.client
import json
import re
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest

from pipeline.paths import project_dir
from tests.site.faults import all_troubles
from tests.site.many import many_hosts
from tests.site.model import Reply
from tests.site.server import CONTROL, HOST, Site
from tests.site.tls import SecureSite


@pytest.fixture
def site() -> Iterator[Site]:
    with Site(trickle=0.01) as started:
        yield started


class Visit:
    """One connection of a plain client."""

    def __init__(self, target: str) -> None:
        self.connection = http.client.HTTPConnection(target, timeout=2)

    def get(
        self, path: str, host: str = HOST, body: str | None = None, **headers: str
    ) -> tuple[int, bytes]:
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        self.connection.request(
            "GET" if body is None else "POST", path, body, {"Host": host, **named}
        )
        answer = self.connection.getresponse()
        return answer.status, answer.read()

    def close(self) -> None:
        self.connection.close()


@pytest.fixture
def visit(site: Site) -> Iterator[Visit]:
    visit = Visit(site.target)
    yield visit
    visit.close()


def test_hosts_answer_by_name(visit: Visit, site: Site) -> None:
    for host in many_hosts(2):
        site.add(host)
    for number in (0, 1):
        status, body = visit.get("/zfxxgknb/", f"h000{number}.many.test")
        assert status == 200
        assert f"第{number}乡人民政府" in body.decode()
    assert visit.get("/zfxxgknb/", "h0002.many.test")[0] == 404
    assert visit.get("/nothing", "h0000.many.test")[0] == 404
    assert site.host_map["h0001.many.test"] == site.target


def test_scripts_are_played_to_their_last_reply(visit: Visit, site: Site) -> None:
    site.set("/a", Reply("", 503), "good", b"better")
    site.set("/a?page=2", "page two")
    site.set("http://other.site.test/a", "other")
    assert [visit.get("/a") for _ in range(4)] == [
        (503, b""),
        (200, b"good"),
        (200, b"better"),
        (200, b"better"),
    ]
    assert visit.get("/a?page=2") == (200, b"page two")
    assert visit.get("/a?page=3") == (200, b"better")
    assert visit.get("/a", "other.site.test") == (200, b"other")
    assert "other.site.test" in site.host_map
    assert site.asked() == ["/a"] * 4 + ["/a?page=2", "/a?page=3"]


def test_requests_are_noted_and_timed(visit: Visit, site: Site) -> None:
    site.set("/b", "text")
    visit.get("/robots.txt")
    time.sleep(0.05)
    visit.get("/b?x=1", body="y=2", Content_Type="application/x-www-form-urlencoded")
    robots, post = site.requests
    assert (robots.method, robots.path, robots.status) == ("GET", "/robots.txt", 404)
    assert (post.method, post.path, post.query, post.body) == (
        "POST",
        "/b",
        "x=1",
        b"y=2",
    )
    assert (post.target, post.status, post.connection) == ("/b?x=1", 200, 1)
    assert post.ended is not None
    assert post.began <= post.ended
    assert site.asked() == ["/b?x=1"]
    assert site.asked(robots=True) == ["/robots.txt", "/b?x=1"]
    (gap,) = site.gaps()
    assert 0.05 <= gap < 1


@pytest.mark.parametrize(
    ("header", "value", "status"),
    [
        ("If_None_Match", '"v1"', 304),
        ("If_None_Match", 'W/"v1"', 304),
        ("If_None_Match", '"v0", "v1"', 304),
        ("If_None_Match", '"v2"', 200),
        ("If_Modified_Since", "Mon, 20 Jan 2025 08:00:00 GMT", 304),
        ("If_Modified_Since", "Mon, 20 Jan 2025 07:59:59 GMT", 200),
    ],
)
def test_validators(
    visit: Visit, site: Site, header: str, value: str, status: int
) -> None:
    day = "Mon, 20 Jan 2025 08:00:00 GMT"
    site.set("/a", Reply("text", headers={"ETag": '"v1"', "Last-Modified": day}))
    body = b"" if status == 304 else b"text"
    assert visit.get("/a", **{header: value}) == (status, body)
    assert visit.get("/a") == (200, b"text")  # the connection is in step


@pytest.mark.parametrize(
    ("fault", "error"),
    [("cut", http.client.IncompleteRead), ("reset", ConnectionError)],
)
def test_faults_that_end_the_connection(
    visit: Visit, site: Site, fault: str, error: type[Exception]
) -> None:
    site.set("/a", Reply("0123456789", fault=fault), "whole")  # type: ignore[arg-type]
    with pytest.raises(error) as caught:
        visit.get("/a")
    assert getattr(caught.value, "partial", b"01234") == b"01234"
    visit.close()
    assert visit.get("/a") == (200, b"whole")


@pytest.mark.parametrize(("fault", "wait"), [("slow", 0.4), ("trickle", 0.1)])
def test_faults_that_take_time(
    visit: Visit, site: Site, fault: str, wait: float
) -> None:
    site.set("/a", Reply("0123456789", fault=fault), "whole")  # type: ignore[arg-type]
    began = time.monotonic()
    assert visit.get("/a") == (200, b"0123456789")
    assert wait <= time.monotonic() - began < wait + 1
    assert visit.get("/a") == (200, b"whole")


def test_hanging_ends_with_the_server(visit: Visit, site: Site) -> None:
    site.set("/a", Reply("text", fault="hang"))
    visit.connection.request("GET", "/a", headers={"Host": HOST})
    while not site.requests:
        time.sleep(0.01)
    site.close()
    with pytest.raises(ConnectionError):
        visit.connection.getresponse()
    assert site.requests[0].status is None


def test_two_requests_at_once_are_noticed(visit: Visit, site: Site) -> None:
    site.set("/slow", Reply("text", fault="slow"))
    other = Visit(site.target)
    visit.get("/a")
    visit.get("/b")
    visit.close()
    other.get("/a")  # after the first connection is closed
    assert site.crowded() == {}
    other.connection.request("GET", "/slow", headers={"Host": HOST})
    while site.requests[-1].path != "/slow":
        time.sleep(0.01)
    visit.get("/a", "other.site.test")
    assert site.crowded() == {}
    visit.get("/a")
    assert site.crowded() == {HOST: (2, 2)}
    other.close()


def test_a_process_of_its_own() -> None:
    command = [sys.executable, "-m", "tests.site.server", "--many", "3", "--faults"]
    with subprocess.Popen(
        command,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
        cwd=project_dir(),
    ) as process:
        assert process.stdout is not None
        found = re.fullmatch(r"PORT (\d+)\n", process.stdout.readline())
        assert found is not None
        visit = Visit(f"127.0.0.1:{found[1]}")
        assert visit.get("/zfxxgknb/", "h0002.many.test")[0] == 200
        assert visit.get("/zfxxgknb/", "edited.site.test")[0] == 200
        _, lines = visit.get("/", CONTROL)
        visit.close()
        process.communicate("")
    seen = [json.loads(line) for line in lines.splitlines()]
    assert [(s["host"], s["path"]) for s in seen] == [
        ("h0002.many.test", "/zfxxgknb/"),
        ("edited.site.test", "/zfxxgknb/"),
    ]
    assert process.returncode == 0


def test_hosts_with_faults_are_in_order() -> None:
    troubles = all_troubles()
    names = [trouble.host.name for trouble in troubles]
    assert len(set(names)) == len(names)
    for trouble in troubles:
        assert set(trouble.host.reports) <= set(trouble.ends)
        assert all(url.startswith("http://") for url in trouble.ends)
        good = {u for u, end in trouble.ends.items() if end == "fetched"}
        assert set(trouble.host.reports) <= good


def test_nights_pass() -> None:
    told = {t.host.name.partition(".")[0]: t for t in all_troubles()}
    trouble = told["back-again"]
    (url,) = [u for u, e in trouble.host.reports.items() if e.year == 2024]
    path = url.partition(".test")[2]
    with Site([trouble.host]) as site:
        visit = Visit(site.target)
        listed, statuses = [], []
        for trouble.night.number in (1, 2, 3):
            statuses.append(visit.get(path, trouble.host.name)[0])
            body = visit.get("/zfxxgknb/", trouble.host.name)[1]
            listed.append(path.encode() in body)
        visit.close()
    assert statuses == [200, 404, 200]
    assert listed == [True, False, True]


def test_a_secure_site_starts_and_ends() -> None:
    with SecureSite(many_hosts(1)) as site:
        assert set(site.host_map) == {"h0000.many.test"}
