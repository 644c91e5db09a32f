"""Table four in text that has lost its cells: its header, and how digits fill it.

Fifteen figures in one run, three blocks of five. Which way counts is decided in
`run_together`.
"""

from collections.abc import Iterable, Sequence

from pipeline.extract.glued import Mark
from pipeline.extract.splits import Split, TooManyError, splits

__all__ = ["table_four", "three_blocks"]

_WIDTH = 5
_MAX_BLOCK_WAYS = 2_000
#: the labels of table four in the order in which text runs through its header
_RESULTS = ("upheld", "corrected", "other", "pending", "total")


def table_four(marks: Sequence[Mark]) -> int | None:
    """The last label of the header of table four, where all stand in order."""
    expected = [
        {"reconsideration"},
        {"行政诉讼"},
        *({code} for code in _RESULTS),
        {"direct"},
        {"after_reconsideration"},
        *({code} for code in (*_RESULTS, *_RESULTS)),
    ]
    for start in range(len(marks) - len(expected) + 1):
        window = marks[start : start + len(expected)]
        if all(
            codes & {m.code for m in mark.meanings}
            for codes, mark in zip(expected, window, strict=True)
        ):
            return start + len(expected) - 1
    return None


def three_blocks(chunks: list[str]) -> list[Split]:
    """The ways to cut digits into three blocks, each blank or full, with its total."""
    found: list[Split] = []
    for first, rest in _heads(chunks):
        for second, tail in _heads(rest):
            found += [
                Split((*first.texts, *second.texts, *third.texts))
                for third in splits(tail, _WIDTH, total=True)
                if third.is_full or not any(third.texts)
            ]
            if len(found) > _MAX_BLOCK_WAYS:
                raise TooManyError
    return list(dict.fromkeys(found))


def _heads(chunks: list[str]) -> Iterable[tuple[Split, list[str]]]:
    """Each beginning that can be a block, with what is left."""
    yield Split((None,) * _WIDTH), chunks
    for number, chunk in enumerate(chunks):
        for cut in range(1, len(chunk) + 1):
            head = [*chunks[:number], chunk[:cut]]
            tail = [c for c in (chunk[cut:], *chunks[number + 1 :]) if c]
            if tail and tail[0][0] == ",":
                continue
            for way in splits(head, _WIDTH, total=True):
                if way.is_full:
                    yield way, tail
