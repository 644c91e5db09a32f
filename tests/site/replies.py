"""Common answers of the test site: pages with validators, redirects."""

import hashlib
from dataclasses import replace

from tests.site.model import Reply

__all__ = ["page", "redirect", "tagged"]


def tagged(reply: Reply) -> Reply:
    """The same reply with an ETag of its content."""
    tag = '"' + hashlib.sha256(reply.content).hexdigest()[:12] + '"'
    return replace(reply, headers={**reply.headers, "ETag": tag})


def page(content: bytes | str) -> Reply:
    """An HTML page with an ETag."""
    return tagged(Reply(content, content_type="text/html"))


def redirect(location: str, status: int = 302) -> Reply:
    """An empty answer that leads elsewhere."""
    return Reply("", status, headers={"Location": location})
