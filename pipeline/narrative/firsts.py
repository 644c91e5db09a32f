"""The characters that a pattern may begin with, so that few patterns are tried.

For the patterns of `data/narrative`: literal characters, classes, groups, repeats with
a bound, and conditions. A class that names what it does not take (`[^、]`) would be any
character, and is refused at the beginning.
"""

import re

__all__ = ["first_characters"]

#: stands for every character
_ANY = frozenset({"any"})
_DIGITS = frozenset("0123456789")
_REPEAT = re.compile(r"[?*+]\+?|\{\d+(?:,\d*)?\}[?+]?")
_CLASS = re.compile(r"\[((?:\\.|[^\]\\])+)\]")
_GROUP = re.compile(r"\((?:\?(?P<kind><=|<!|=|!|:|>|P<\w+>))?")


def first_characters(pattern: str) -> frozenset[str]:
    """The characters that a match of a pattern may begin with.

    Raises:
        ValueError: it may begin with any, or it may be empty.
    """
    found, is_empty, end = _alternatives(pattern, 0)
    if is_empty or found & _ANY or end != len(pattern):
        raise ValueError(f"{pattern!r} may begin with anything")
    return found


def _alternatives(text: str, place: int) -> tuple[frozenset[str], bool, int]:
    """What any alternative begins with, whether one is empty, where they end."""
    found: frozenset[str] = frozenset()
    is_empty = False
    while True:
        some, nothing, place = _sequence(text, place)
        found |= some
        is_empty = is_empty or nothing
        if place < len(text) and text[place] == "|":
            place += 1
            continue
        return found, is_empty, place


def _sequence(text: str, place: int) -> tuple[frozenset[str], bool, int]:
    found: frozenset[str] = frozenset()
    is_open = True  # nothing so far takes a character
    while place < len(text) and text[place] not in "|)":
        some, may_lack, place = _element(text, place)
        if is_open:
            found |= some
            is_open = may_lack
    return found, is_open, place


def _element(text: str, place: int) -> tuple[frozenset[str], bool, int]:
    """One element with its repeat."""
    may_lack = False
    if group := _GROUP.match(text, place):
        found, may_lack, place = _alternatives(text, group.end())
        place += 1
        if group["kind"] in ("<=", "<!", "=", "!"):
            found, may_lack = frozenset(), True  # a condition takes nothing
    elif inner := _CLASS.match(text, place):
        found, place = _of_class(inner[1]), inner.end()
    elif text[place] == "\\":
        found = _DIGITS if text[place + 1] == "d" else frozenset(text[place + 1])
        place += 2
    elif text[place] in "^$":
        return frozenset(), True, place + 1
    else:
        found = _ANY if text[place] == "." else frozenset(text[place])
        place += 1
    repeat = _REPEAT.match(text, place)
    if repeat is None:
        return found, may_lack, place
    lacks = repeat[0][0] in "?*" or repeat[0].startswith(("{0,", "{0}"))
    return found, may_lack or lacks, repeat.end()


def _of_class(inner: str) -> frozenset[str]:
    if inner.startswith("^"):
        return _ANY
    found: set[str] = set()
    characters = re.findall(r"\\?.", inner)
    for number, character in enumerate(characters):
        if character == r"\d":
            found |= _DIGITS
        elif character == "-" and 0 < number < len(characters) - 1:
            low, high = characters[number - 1], characters[number + 1]
            found |= {chr(code) for code in range(ord(low), ord(high) + 1)}
        else:
            found.add(character[-1])
    return frozenset(found)
