"""The client: what all sessions of a run share, opened and closed together.

How one fetch goes is in `session`; single requests are in `wire`, connections in
`transport`.
"""

import os
import ssl
from collections.abc import AsyncIterator, Collection, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import version

from stamina.instrumentation import set_on_retry_hooks

from pipeline.crawl.fetch.limits import Limits
from pipeline.crawl.fetch.politeness import Hosts
from pipeline.crawl.fetch.transport import open_http
from pipeline.crawl.fetch.wire import Wire
from pipeline.crawl.keep.archive import Archive
from pipeline.crawl.keep.keeper import Keeper
from pipeline.errors import UsageError

__all__ = ["Client", "default_user_agent", "open_client"]


def default_user_agent(contact: str | None = None) -> str:
    """Who we are, and the contact of whoever runs this (`OGI_CONTACT` by default).

    Raises:
        UsageError: the contact has characters that a header cannot carry.
    """
    named = "contact" if contact else "OGI_CONTACT"
    contact = contact or os.environ.get("OGI_CONTACT") or "not configured"
    if not (contact.isascii() and contact.isprintable()):
        message = f"{named}: expected plain ASCII on one line, found {contact!r}"
        raise UsageError(message)
    return (
        f"ogi/{version('ogi')} "
        f"(open-government-information research crawler; contact: {contact})"
    )


@dataclass(frozen=True, kw_only=True)
class Client:
    """What the sessions of one run share.

    Attributes:
        wire: makes single requests.
        keeper: keeps each of them, archive and log.
        archive: the bytes kept so far.
        hosts: the state of each host.
        scope: the hosts that may be asked.
        mapped: those of them that stand on this machine.
        limits: bounds on one fetch.
    """

    wire: Wire
    keeper: Keeper
    archive: Archive
    hosts: Hosts
    scope: Collection[str]
    mapped: Collection[str]
    limits: Limits


@asynccontextmanager
async def open_client(
    *,
    scope: Collection[str],
    hosts: Hosts,
    keeper: Keeper,
    archive: Archive,
    user_agent: str | None = None,
    host_map: Mapping[str, str] | None = None,
    ssl_context: ssl.SSLContext | None = None,
    limits: Limits | None = None,
) -> AsyncIterator[Client]:
    """A client over one pool of connections, closed after the block.

    Args:
        scope: the hosts that may be asked (`Registry.scope`).
        hosts: their state.
        keeper: keeps requests and answers.
        archive: what is kept so far.
        user_agent: None for `default_user_agent()`.
        host_map: host -> `127.0.0.1:PORT`, for demonstration and tests only.
        ssl_context: None for the usual certificates.
        limits: bounds on one fetch.
    """
    # The fetch log has every retry; stamina would print them a second time.
    set_on_retry_hooks([])
    bounds = limits or Limits()
    agent = default_user_agent() if user_agent is None else user_agent
    async with open_http(
        host_map or {}, agent, bounds.timeout(), ssl_context=ssl_context
    ) as http:
        yield Client(
            wire=Wire(http, bounds),
            keeper=keeper,
            archive=archive,
            hosts=hosts,
            scope=frozenset(scope),
            mapped=frozenset(host_map or ()),
            limits=bounds,
        )
