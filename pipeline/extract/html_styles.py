"""What a page hides by its own styles: `.mobile {display: none}`, or a second copy.

Rules with simple selectors are followed, in the order of their weight, and what they
hide gets the attribute `hidden`, which the reader leaves out. Rules for one kind of
screen (`@media`) are not asked. Nothing is hidden where no table would be left.
"""

import re

from selectolax.lexbor import LexborHTMLParser, LexborNode

__all__ = ["hide_by_styles"]

_MAX_STYLE = 200_000
_MAX_SELECTORS = 300
_COMMENT = re.compile(r"/\*.*?\*/", re.S)
#: @media, @font-face and the like, with one level of braces inside
_AT_RULE = re.compile(r"@[^{};]*(?:;|\{(?:[^{}]|\{[^{}]*\})*\})", re.S)
_RULE = re.compile(r"([^{}]+)\{([^{}]*)\}")
_SIMPLE = re.compile(r"(?:[a-z][a-z0-9]*)?(?:[.#][\w-]+)+", re.I)
_DISPLAY = re.compile(r"(?:^|[;\s])display\s*:\s*([a-z-]+)", re.I)
_INVISIBLE = re.compile(r"(?:^|[;\s])visibility\s*:\s*(?:hidden|collapse)", re.I)


def hide_by_styles(tree: LexborHTMLParser, markup: bytes) -> bool:
    """Mark as hidden what the style sheets of the page and `aria-hidden` hide.

    Args:
        tree: the page.
        markup: the same, in lower case; it tells soon that nothing is hidden.

    Returns:
        Whether anything is hidden.
    """
    hidden = _by_rules(tree) if b"<style" in markup else []
    if b"aria-hidden" in markup:
        hidden += tree.css('[aria-hidden="true"]')
    if not hidden or not tree.css_matches("table"):
        return False
    inside = {table.mem_id for node in hidden for table in _tables(node)}
    if inside and all(table.mem_id in inside for table in tree.css("table")):
        return False
    for node in hidden:
        node.attrs["hidden"] = ""
    return True


def _tables(node: LexborNode) -> list[LexborNode]:
    return [*([node] if node.tag == "table" else []), *node.css("table")]


def _by_rules(tree: LexborHTMLParser) -> list[LexborNode]:
    css = "\n".join(style.text() for style in tree.css("style"))[:_MAX_STYLE]
    if "none" not in css.lower() and "hidden" not in css.lower():
        return []
    css = _AT_RULE.sub("", _COMMENT.sub("", css))
    state: dict[int, tuple[LexborNode, bool]] = {}
    for selector, hides in _selectors(css):
        for node in tree.css(selector):
            state[node.mem_id] = (node, hides)
    return [node for node, hides in state.values() if hides and not _shown(node)]


def _selectors(css: str) -> list[tuple[str, bool]]:
    """Selectors of rules that hide or show, the weightiest and latest last."""
    found: list[tuple[str, bool]] = []
    for names, declarations in _RULE.findall(css):
        display = _DISPLAY.findall(declarations)
        if not display and not _INVISIBLE.search(declarations):
            continue
        hides = not display or display[-1].lower() == "none"
        simple = (name.strip() for name in names.split(","))
        found += [(name, hides) for name in simple if _SIMPLE.fullmatch(name)]
    if not any(hides for _, hides in found):
        return []
    found.sort(key=lambda pair: (pair[0].count("#"), pair[0].count(".")))
    return found[-_MAX_SELECTORS:]


def _shown(node: LexborNode) -> bool:
    """Whether the element's own style goes before the sheet."""
    own = _DISPLAY.findall(node.attributes.get("style") or "")
    return bool(own) and own[-1].lower() != "none"
