"""The test site over real HTTP: one loopback server for all its hosts.

It answers by the Host header, keeps connections open, counts and times every request,
and breaks answers on purpose (`Reply.fault`). What a host says is in `model`; parsing
and writing HTTP is in `wire_server`. Also a process of its own:

    python -m tests.site.server --many 1000

prints `PORT n` and then serves until its standard input ends. What was asked can then
be had from the host `control.site.test` as JSON lines.
"""

import argparse
import asyncio
import json
import sys
import threading
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict, dataclass, field
from itertools import pairwise
from typing import Any, Self
from urllib.parse import urlsplit

from tests.site.model import Ask, Host, Reply
from tests.site.replies import page
from tests.site.wire_server import Connection, Handled

__all__ = ["CONTROL", "HOST", "Seen", "Site"]

HOST = "www.site.test"
CONTROL = "control.site.test"


@dataclass(slots=True, kw_only=True)
class Seen:
    """One request as it was served.

    Attributes:
        path: without the query, which is `query` as written.
        headers: names in lower case.
        began: of `time.monotonic`, when its head was read; `ended` when the answer was
            written or given up, None while it is not.
        status: what was answered; None if nothing was (reset, hang).
        connection: a number for the connection that it came on.
        others: requests to the same host under way when it came; connections of the
            same host open besides its own.
    """

    host: str
    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: bytes
    began: float
    connection: int
    ended: float | None = None
    status: int | None = None
    others: tuple[int, int] = (0, 0)

    @property
    def target(self) -> str:
        """Path and query as asked."""
        return f"{self.path}?{self.query}" if self.query else self.path


@dataclass
class _Traffic:
    """What is going on at one host now."""

    active: int = 0
    connections: set[int] = field(default_factory=set)


class Site:
    """Serves hosts of the test site, and scripted replies, from a thread of its own.

    Args:
        hosts: answer for themselves.
        names: more names that are served; the first one is meant where `set` is given a
            path only.
        seconds: the wait of `slow`; `trickle` that between two bytes of a trickle.

    Attributes:
        requests: all that was asked, oldest first.
        target: `127.0.0.1:PORT`; `host_map` maps every name to it.
    """

    def __init__(
        self,
        hosts: Iterable[Host] = (),
        *,
        names: Sequence[str] = (HOST,),
        slow: float = 0.4,
        trickle: float = 0.05,
    ) -> None:
        self.hosts: dict[str, Host] = {}
        self.names = list(names)
        self.slow, self.trickle = slow, trickle
        self.requests: list[Seen] = []
        self._scripts: dict[str, list[Reply]] = {}
        self._traffic: dict[str, _Traffic] = defaultdict(_Traffic)
        self._count = 0
        self._connections: dict[int, Connection] = {}
        for host in hosts:
            self.add(host)
        self._loop = asyncio.new_event_loop()
        started = threading.Event()
        self._thread = threading.Thread(
            target=self._run, args=(started,), name="test site", daemon=True
        )
        self._thread.start()
        started.wait()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def host_map(self) -> dict[str, str]:
        """Every name -> where it is served."""
        return dict.fromkeys([*self.names, *self.hosts], self.target)

    @property
    def open_connections(self) -> int:
        """How many connections are open now."""
        return len(self._connections)

    def add(self, host: Host) -> None:
        """Serve one more host, and the others that it needs."""
        self.hosts[host.name] = host
        for other in host.others:
            self.add(other)

    def set(self, address: str, *replies: Reply | bytes | str) -> None:
        """Set the answers of an address: one after the other, the last one for ever.

        Args:
            address: a URL, or a path (with query, to mean that one only) of the first
                name.
            replies: text is an HTML page with a validator.
        """
        parts = urlsplit(address)
        host = parts.hostname or self.names[0]
        if host not in self.names and host not in self.hosts:
            self.names.append(host)
        target = f"{parts.path}?{parts.query}" if parts.query else parts.path
        self._scripts[host + target] = [
            r if isinstance(r, Reply) else page(r) for r in replies
        ]

    def asked(self, host: str = HOST, *, robots: bool = False) -> list[str]:
        """What was asked of a host; robots.txt is left out unless told."""
        return [
            r.target
            for r in list(self.requests)
            if r.host == host and (robots or r.path != "/robots.txt")
        ]

    def gaps(self, host: str = HOST) -> list[float]:
        """Seconds from one request of a host to the next."""
        times = [r.began for r in list(self.requests) if r.host == host]
        return [b - a for a, b in pairwise(times)]

    def crowded(self) -> dict[str, tuple[int, int]]:
        """Hosts that were asked by more than one request or connection at a time."""
        most: dict[str, tuple[int, int]] = {}
        for seen in list(self.requests):
            active, connections = most.get(seen.host, (0, 0))
            here = seen.others
            most[seen.host] = max(active, here[0]), max(connections, here[1])
        return {h: (a + 1, c + 1) for h, (a, c) in most.items() if a or c}

    def close(self) -> None:
        """Stop serving; answers under way are cut."""
        if not self._thread.is_alive():
            return
        self._loop.call_soon_threadsafe(self._stop)
        self._thread.join()

    # -- called by connections, in the thread of the server

    def opened(self, connection: Connection) -> int:
        """A number for a new connection."""
        self._count += 1
        self._connections[self._count] = connection
        return self._count

    def closed(self, number: int) -> None:
        """A connection is no more."""
        self._connections.pop(number, None)
        for traffic in self._traffic.values():
            traffic.connections.discard(number)

    def handle(self, ask: Ask, target: str, number: int, now: float) -> Handled:
        """Decide on an answer, and note the request."""
        if ask.host == CONTROL:
            return Handled(self._control(), lambda *_: None)
        path, _, query = target.partition("?")
        traffic = self._traffic[ask.host]
        others = sum(
            self._connections[n].is_open() for n in traffic.connections - {number}
        )
        traffic.connections.add(number)
        seen = Seen(
            host=ask.host,
            method=ask.method,
            path=path,
            query=query,
            headers=ask.headers,
            body=ask.body,
            began=now,
            connection=number,
            others=(traffic.active, others),
        )
        traffic.active += 1
        self.requests.append(seen)

        def done(status: int | None, ended: float) -> None:
            traffic.active -= 1
            seen.status, seen.ended = status, ended

        return Handled(self._reply(ask, target), done)

    def _reply(self, ask: Ask, target: str) -> Reply:
        name = ask.host.partition(":")[0]
        script = self._scripts.get(name + target) or self._scripts.get(name + ask.path)
        if script:
            return script.pop(0) if len(script) > 1 else script[0]
        host = self.hosts.get(name)
        reply = None if host is None else host.answer(ask)
        return Reply("", 404) if reply is None else reply

    def _control(self) -> Reply:
        lines = []
        for seen in self.requests:
            content: dict[str, Any] = asdict(seen)
            content["body"] = seen.body.decode("utf-8", "replace")
            lines.append(json.dumps(content, ensure_ascii=False) + "\n")
        return Reply("".join(lines), content_type="application/x-ndjson")

    def _run(self, started: threading.Event) -> None:
        asyncio.set_event_loop(self._loop)
        server = self._loop.run_until_complete(
            self._loop.create_server(
                lambda: Connection(self), "127.0.0.1", 0, backlog=1024
            )
        )
        self.target = f"127.0.0.1:{server.sockets[0].getsockname()[1]}"
        started.set()
        self._loop.run_forever()
        server.close()
        for connection in list(self._connections.values()):
            connection.abort()
        self._loop.run_until_complete(asyncio.sleep(0))
        pending = asyncio.all_tasks(self._loop)
        for task in pending:
            task.cancel()
        self._loop.run_until_complete(asyncio.gather(*pending, return_exceptions=True))
        self._loop.close()

    def _stop(self) -> None:
        self._loop.stop()


def _hosts(options: argparse.Namespace) -> list[Host]:
    from tests.site.families import all_hosts  # noqa: PLC0415
    from tests.site.faults import all_troubles  # noqa: PLC0415
    from tests.site.many import many_hosts  # noqa: PLC0415

    hosts = many_hosts(options.many, tables=options.tables)
    if options.families:
        hosts += all_hosts()
    if options.faults:
        hosts += [trouble.host for trouble in all_troubles()]
    return hosts


def main() -> None:
    """Serve until standard input ends."""
    parser = argparse.ArgumentParser(prog="python -m tests.site.server")
    parser.add_argument("--many", type=int, default=0, help="small unchanging hosts")
    parser.add_argument("--tables", action="store_true", help="in the pages of these")
    parser.add_argument("--families", action="store_true")
    parser.add_argument("--faults", action="store_true")
    with Site(_hosts(parser.parse_args())) as site:
        print(f"PORT {site.target.rpartition(':')[2]}", flush=True)  # noqa: T201
        sys.stdin.read()


if __name__ == "__main__":
    main()
