"""What somebody may have meant by a name that is not known, for messages."""

from collections.abc import Iterable
from difflib import get_close_matches

__all__ = ["hint", "meant", "nearest"]


def nearest(name: str, known: Iterable[str]) -> str | None:
    """The known name that is most like another, if one is like it."""
    return next(iter(get_close_matches(name, sorted(set(known)), n=1)), None)


def meant(name: str, known: Iterable[str], otherwise: str) -> str:
    """`did you mean …?`, or what to do if no known name is like it."""
    close = nearest(name, known)
    return f"did you mean {close}?" if close else otherwise


def hint(name: str, known: Iterable[str]) -> str:
    """`; did you mean …?` to put behind a sentence, or nothing."""
    close = nearest(name, known)
    return f"; did you mean {close!r}?" if close else ""
