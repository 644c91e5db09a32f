"""What belongs to a report besides its page: files, pages of pictures, further pages.

Where they stand is data (`data/crawl/attachments.yml`). Nothing is fetched here, and
nothing is filtered by host: the caller checks the scope.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Literal
from urllib.parse import parse_qsl, unquote, urlsplit

from selectolax.lexbor import LexborHTMLParser, LexborNode

from pipeline.crawl.call import Call
from pipeline.crawl.discover.page import Page, base_of
from pipeline.crawl.discover.page_files import pager_of
from pipeline.crawl.discover.titles import is_folder
from pipeline.crawl.fetch.answers import is_html
from pipeline.crawl.filenames import extension_of, names_a_file
from pipeline.crawl.settings import attachment_settings
from pipeline.crawl.text import decode
from pipeline.crawl.urls import address_or_none, article_key, canonical_url

__all__ = ["Attachment", "Role", "attachments_of", "names_a_file"]

Role = Literal["attachment", "image", "page_part"]

_PAGE = re.compile(r"\.(?:s?html?|xhtml)$", re.IGNORECASE)
_IN_SCRIPT = re.compile(r"""["'=(]\s*([^"'=()<>\s]+\.[A-Za-z]{2,4})\\?["')]""")
_MOST_PARTS = 100


@dataclass(frozen=True, slots=True)
class Attachment:
    """Something that belongs to a report.

    Attributes:
        url: canonical.
        title: the text of the link; empty if it has none.
        role: `attachment` for a file; `image` for a picture of a page of the report;
            `page_part` for a further page of an article that is cut into several.
    """

    url: str
    title: str
    role: Role = "attachment"


def attachments_of(body: bytes, content_type: str | None, url: str) -> list[Attachment]:
    """What belongs to a page, each once: further pages, files, then pictures.

    Args:
        body: the page; anything but HTML has nothing.
        content_type: as the server says.
        url: where the page was served, for relative links.
    """
    if not is_html(content_type, body):
        return []
    page = Page(url, decode(body), Call(url))
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, url)
    found: dict[str, Attachment] = {}
    for attachment in (
        *_parts(page, tree, base),
        *_files(tree, base),
        *_in_scripts(tree, base),
        *_pictures(tree, base),
    ):
        if attachment.url != canonical_url(url):
            found.setdefault(article_key(attachment.url), attachment)
    return list(found.values())


def _address(address: str | None, base: str) -> str | None:
    """An absolute address; None for what is none (`javascript:`, `#`, `data:`)."""
    text = (address or "").strip()
    if not text or text.lower().startswith(("javascript:", "data:", "about:", "#")):
        return None
    return address_or_none(text, base)


# -- files -----------------------------------------------------------------------------


def _files(tree: LexborHTMLParser, base: str) -> Iterator[Attachment]:
    """Links, frames and viewers that lead to files."""
    settings = attachment_settings()
    usual = [f"{tag}[{name}]" for tag, name in settings.elements.items()]
    others = [f"[{name}]" for name in settings.file_attributes]
    of_the_site = re.compile(settings.site_files)
    for node in tree.css(", ".join([*usual, *others, "a[onclick]"])):
        url = _file_of(node, base) or _opened_by(node, base)
        if url is None:
            continue
        title = " ".join((node.text() or node.attributes.get("title") or "").split())
        if not of_the_site.search(title + unquote(urlsplit(url).path)):
            yield Attachment(url, title)


def _opened_by(node: LexborNode, base: str) -> str | None:
    """The file that the script of a link opens: the first that it names."""
    for name in ("href", "onclick") if node.tag == "a" else ():
        found = _IN_SCRIPT.search(node.attributes.get(name) or "")
        # A bare name may be anything: what it is saved as, what the script makes of it.
        path = found[1] if found is not None and "/" in found[1] else None
        url = _address(path, base)
        if url is not None and names_a_file(url):
            return url
    return None


def _file_of(node: LexborNode, base: str) -> str | None:
    """The file that an element leads to; None if it leads to none."""
    settings = attachment_settings()
    usual = settings.elements.get(node.tag or "")
    url = _address(node.attributes.get(usual), base) if usual else None
    if url is not None and _leads_to_a_file(node, url):
        return _behind_viewer(url, base)
    for name in settings.file_attributes:
        other = _address(node.attributes.get(name), base)
        marked = settings.attachment_attribute in node.attributes
        if other is not None and (marked or names_a_file(other)):
            return _behind_viewer(other, base)
    return None


def _leads_to_a_file(node: LexborNode, url: str) -> bool:
    marked = attachment_settings().attachment_attribute in node.attributes
    if marked or names_a_file(url) or _downloads().search(url):
        return True
    # The link says that it is a file, its address does not say that it is a page.
    named = extension_of(node.text().strip()) in attachment_settings().extensions
    return node.tag == "a" and named and not _PAGE.search(urlsplit(url).path)


def _behind_viewer(url: str, base: str) -> str:
    """The file that a page shows (`viewer.html?file=…`); any other address as it is."""
    parts = urlsplit(url)
    if not _PAGE.search(parts.path):
        return url
    for name, value in parse_qsl(parts.query):
        if name.lower() in attachment_settings().viewer_fields and names_a_file(value):
            # Viewers take their own address as the base, but sites write the address
            # as seen from the page; almost all are absolute.
            return _address(value, base) or url
    return url


def _in_scripts(tree: LexborHTMLParser, base: str) -> Iterator[Attachment]:
    """Files that stand in scripts of the page: `document.write('<a href="a.pdf">')`."""
    for script in tree.css("script"):
        for text in _IN_SCRIPT.findall(script.text()):
            url = _address(text.replace("\\/", "/"), base)
            if url is not None and names_a_file(url):
                yield Attachment(url, "")


@cache
def _downloads() -> re.Pattern[str]:
    return re.compile("|".join(attachment_settings().downloads) or r"(?!)")


# -- pictures --------------------------------------------------------------------------


def _pictures(tree: LexborHTMLParser, base: str) -> Iterator[Attachment]:
    """The pictures of an article that has next to nothing else: scanned pages."""
    body = _article(tree)
    if body is None or body.css_first("table") is not None:
        return
    settings = attachment_settings()
    if len("".join(body.text().split())) >= settings.image_text:
        return
    decoration = re.compile(settings.decoration)
    for image in body.css("img"):
        # What is shown until the picture is needed is part of the site.
        written = (image.attributes.get(name) for name in settings.image_attributes)
        urls = (_address(address, base) for address in written)
        url = next((u for u in urls if u and not decoration.search(u)), None)
        if url is None:
            continue
        if extension_of(urlsplit(url).path) in settings.images:
            title = image.attributes.get("title") or image.attributes.get("alt") or ""
            yield Attachment(url, " ".join(title.split()), "image")


def _article(tree: LexborHTMLParser) -> LexborNode | None:
    """The outermost element of the article; None where no known one is."""
    for selector in attachment_settings().bodies:
        node = tree.css_first(selector)
        if node is not None:
            return node
    return None


# -- further pages ---------------------------------------------------------------------


def _parts(page: Page, tree: LexborHTMLParser, base: str) -> Iterator[Attachment]:
    """The further pages of an article: `t1_2_1.html` after `t1_2.html`.

    By the links to them, and by the pager call inside the article.
    """
    path = urlsplit(page.url).path
    folder, _, name = path.rpartition("/")
    stem, dot, extension = name.rpartition(".")
    if not dot or is_folder(page.url):
        return
    further = re.compile(rf"{re.escape(f'{folder}/{stem}')}_\d{{1,2}}\.{extension}")
    for anchor in tree.css("a[href]"):
        url = _address(anchor.attributes["href"], base)
        if url is not None and further.fullmatch(urlsplit(url).path):
            yield Attachment(url, "", "page_part")
    pager = pager_of(page)
    if pager is None or pager.current > 1:
        return
    inline = pager.prefix == "index" and "countPage" in page.text
    if pager.prefix != stem and not inline:
        return  # of a list beside the article
    # 0 is the first page where it is counted from zero, 1 where from one.
    last = pager.pages - 1 if pager.current == 0 else pager.pages
    for number in range(pager.current + 1, min(last, _MOST_PARTS) + 1):
        url = _address(f"{stem}_{number}.{extension}", base)
        if url is not None:
            yield Attachment(url, "", "page_part")
