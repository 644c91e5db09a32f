"""Attachments of a report page: the links that lead to a file.

Which extensions and elements count is data (`data/crawl/attachments.yml`). Nothing is
fetched here, and nothing is filtered by host: the caller checks the scope.
"""

from dataclasses import dataclass

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.answers import is_html
from pipeline.crawl.discover.page import base_of
from pipeline.crawl.filenames import names_a_file
from pipeline.crawl.settings import attachment_settings
from pipeline.crawl.text import decode
from pipeline.crawl.urls import canonical_url
from pipeline.errors import OutOfScopeError

__all__ = ["Attachment", "attachments_of", "names_a_file"]


@dataclass(frozen=True, slots=True)
class Attachment:
    """A link to a file: its canonical address and the text of the link."""

    url: str
    title: str


def attachments_of(body: bytes, content_type: str | None, url: str) -> list[Attachment]:
    """The attachments of a page, each once, in the order of the page.

    Args:
        body: the page; anything but HTML has none.
        content_type: as the server says.
        url: where the page was served, for relative links.
    """
    if not is_html(content_type, body):
        return []
    tree = LexborHTMLParser(decode(body))
    base = base_of(tree, url)
    elements = attachment_settings().elements
    found: dict[str, Attachment] = {}
    selector = ", ".join(f"{tag}[{name}]" for tag, name in elements.items())
    for node in tree.css(selector):
        attachment = _attachment(node, elements[node.tag or ""], base)
        if attachment is not None:
            found.setdefault(attachment.url, attachment)
    return list(found.values())


def _attachment(node: LexborNode, name: str, base: str) -> Attachment | None:
    address = (node.attributes[name] or "").strip()
    marked = attachment_settings().attachment_attribute in node.attributes
    if not address or address.lower().startswith(("javascript:", "data:", "#")):
        return None
    try:
        url = canonical_url(address, base)
    except OutOfScopeError:
        return None  # no address: nothing to fetch or to report
    if not (marked or names_a_file(url)):
        return None
    title = " ".join((node.text() or node.attributes.get("title") or "").split())
    return Attachment(url, title)
