"""Open connections: one a host at most, and not for more hosts than are asked lately.

One pool for all hosts would compare every idle connection with every other one at each
request, which is slower than the request itself; and it would open a second connection
to a host if two requests came at once.
"""

from collections import Counter, OrderedDict
from collections.abc import Callable

import httpcore

__all__ = ["Pools"]


class Pools:
    """A pool of connections for each host; those unused for longest are closed.

    Args:
        new: makes the pool of a host, closed.
        most: how many hosts may have one, besides those that are being asked.
    """

    def __init__(
        self, new: Callable[[], httpcore.AsyncConnectionPool], most: int
    ) -> None:
        self._new = new
        self._most = most
        self._pools: OrderedDict[str, httpcore.AsyncConnectionPool] = OrderedDict()
        self._asked: Counter[str] = Counter()

    async def take(self, host: str) -> httpcore.AsyncConnectionPool:
        """The pool of a host, to be given back after the request."""
        if host not in self._pools:
            self._pools[host] = self._new()
        self._pools.move_to_end(host)
        self._asked[host] += 1
        pool = self._pools[host]
        try:
            await self._thin()
        except BaseException:  # cancelled: there will be no request
            self.give_back(host)
            raise
        return pool

    def give_back(self, host: str) -> None:
        """Say that a request is over."""
        self._asked[host] -= 1
        if not self._asked[host]:
            del self._asked[host]

    async def aclose(self) -> None:
        """Close all connections."""
        while self._pools:
            _, pool = self._pools.popitem()
            await pool.aclose()

    async def _thin(self) -> None:
        while len(self._pools) > self._most:
            unused = next((h for h in self._pools if h not in self._asked), None)
            if unused is None:
                return
            await self._pools.pop(unused).aclose()
