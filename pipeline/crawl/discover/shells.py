"""Pages that are not the list but lead to it: shells, frames, lists written by scripts.

Pure: a page in, addresses out; `channels` asks for them. Scripts are never run. What is
followed is only what stands in the page as a plain string.
"""

import re
from functools import cache
from urllib.parse import urlsplit

from selectolax.lexbor import LexborHTMLParser

from pipeline.crawl.discover.page import Page, base_of
from pipeline.crawl.settings import answer_settings, listing_settings
from pipeline.crawl.urls import address_or_none

__all__ = ["frames_of", "is_scripted", "scripts_of", "shell_target", "what_it_is"]

_SHELL_CHARACTERS = 2048
_REFRESH = re.compile(r"\burl\s*=\s*[\"']?([^\"'\s>]+)", re.IGNORECASE)
_JUMP = re.compile(
    r"""(?<![\w.])(?:(?:window|self|top|parent|document)\s*\.\s*)?location
        (?:\s*\.\s*href)?\s*
        (?:=\s*(["'])(?P<set>[^"'+]+)\1\s*(?=[;}\n<]|$)
         |\.\s*(?:replace|assign)\s*\(\s*(["'])(?P<call>[^"'+]+)\3\s*\))""",
    re.VERBOSE,
)
_COMMENT = re.compile(r"/\*.*?\*/|<!--|-->|(?<![:\"'])//[^\n]*", re.DOTALL)
_LIST_TAGS = "ul, ol, tbody, dl"


def shell_target(page: Page) -> str | None:
    """Where a page leads that has nothing of its own; None if it is no shell.

    A page is a shell if it is small and refreshes or jumps elsewhere, or if one of its
    scripts does nothing but jump. A jump that depends on the visitor is none.
    """
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    small = len(page.text) < _SHELL_CHARACTERS
    if small:
        for meta in tree.css("meta[http-equiv][content]"):
            if (meta.attributes["http-equiv"] or "").strip().lower() == "refresh":
                found = _REFRESH.search(meta.attributes["content"] or "")
                if found is not None:
                    return _elsewhere(found[1], base, page.url)
    for script in tree.css("script"):
        text = _COMMENT.sub("", script.text()).strip()
        jump = _JUMP.search(text)
        if jump is None or "userAgent" in text:
            continue
        if small or _JUMP.sub("", text).strip(" ;\n\r\t") == "":
            return _elsewhere(jump["set"] or jump["call"], base, page.url)
    return None


def _elsewhere(address: str, base: str, own: str) -> str | None:
    target = address_or_none(address, base)
    return None if target == own else target


def frames_of(page: Page) -> tuple[str, ...]:
    """The frames of a page on its own host that may hold the list."""
    skipped = listing_settings().frames_skipped
    return tuple(
        url
        for url in _sources(page, "iframe[src], frame[src]")
        if not any(word in url.lower() for word in skipped)
    )


def scripts_of(page: Page) -> tuple[str, ...]:
    """The external scripts of a page, on its own host, that may call for its list."""
    settings = listing_settings()
    wanted = re.compile(settings.list_scripts, re.IGNORECASE)
    library = re.compile(settings.libraries, re.IGNORECASE)
    found = []
    for url in _sources(page, "script[src]"):
        name = urlsplit(url).path.rpartition("/")[2]
        if wanted.match(name) and not library.search(name):
            found.append(url)
    return tuple(found)


def _sources(page: Page, selector: str) -> tuple[str, ...]:
    tree = LexborHTMLParser(page.text)
    base = base_of(tree, page.url)
    host = urlsplit(page.url).netloc
    found: dict[str, None] = {}
    for node in tree.css(selector):
        address = (node.attributes["src"] or "").strip()
        url = address_or_none(address, base) if address else None
        if url and urlsplit(url).netloc == host and url != page.url:
            found.setdefault(url)
    return tuple(found)


@cache
def _placeholders() -> re.Pattern[str]:
    return re.compile("|".join(f"(?:{p})" for p in listing_settings().placeholders))


def is_scripted(page: Page) -> bool:
    """Whether a list of the page is left for a script to fill in."""
    if _placeholders().search(page.text):
        return True
    tree = LexborHTMLParser(page.text)
    return any(
        not node.text(strip=True) and node.css_first("a, img") is None
        for node in tree.css(_LIST_TAGS)
    )


def what_it_is(page: Page) -> str:
    """What a page without reports seems to be, and what can be done about it."""
    tree = LexborHTMLParser(page.text)
    tree.strip_tags(["script", "style", "noscript", "title"])
    text = "".join(tree.body.text().split()) if tree.body is not None else ""
    settings = answer_settings()
    little = len(text) < settings.little_text
    for marker in settings.challenge_markers if little else ():
        if marker in page.text:
            return f"a challenge ({marker}), which is not solved"
    if page.call.rendered is None and is_scripted(page):
        return (
            "a page whose list is written by a script that no reader knows; the "
            "registry may say `render: browser` for its source"
        )
    if little:
        return "an empty shell: next to no text, and no address to follow"
    return "a page with text and other links"
