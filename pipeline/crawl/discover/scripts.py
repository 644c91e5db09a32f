"""Values that stand in the scripts of a page.

Only what can be read without running a script: literals. What they mean is known by
the reader of the family.
"""

import re

__all__ = ["as_number", "literal", "object_after", "pairs_of"]

_PAIR = re.compile(r"""["']?(\w+)["']?\s*:\s*(?:'([^']*)'|"([^"]*)"|([^,'"{}\s]+))""")
_DIGITS = 9  # longer numbers count nothing on a page


def pairs_of(script: str) -> dict[str, str]:
    """`name: value` pairs of a JavaScript object without nesting, in their order."""
    return {name: a or b or c for name, a, b, c in _PAIR.findall(script)}


def as_number(value: object) -> int | None:
    """A count as it is written in scripts and answers; None if it is none."""
    text = str(value).strip()
    return int(text) if text.isdecimal() and len(text) <= _DIGITS else None


def literal(text: str, *names: str) -> str | None:
    """The first value that a script gives one of the names.

    Reads `var name = 'x'`, `name: 'x'`, `"name": 12`; without regard to case.
    """
    for name in names:
        found = re.search(
            rf"""\b{name}["']?\s*[:=]\s*(?:'([^']*)'|"([^"]*)"|([\w.-]+))""",
            text,
            re.IGNORECASE,
        )
        if found is not None:
            return next(group for group in found.groups() if group is not None)
    return None


def object_after(text: str, start: int) -> str:
    """The inside of the first `{…}` from `start` on; empty if it is never closed."""
    opened = text.find("{", start)
    depth = 0
    for position in range(opened, len(text)) if opened >= 0 else ():
        depth += {"{": 1, "}": -1}.get(text[position], 0)
        if depth == 0:
            return text[opened + 1 : position]
    return ""
