"""Tables of Markdown, as all generated pages write them."""

from collections.abc import Iterable, Sequence

__all__ = ["Meaning", "meanings", "table"]

#: a code with its meaning in English and in Chinese
Meaning = tuple[str, str, str]


def table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """A table; a bar inside a cell would end it."""
    lines = [_line(head), _line(["---"] * len(head))]
    lines += [_line([cell.replace("|", "\\|") for cell in row]) for row in rows]
    return "\n".join(lines) + "\n"


def _line(cells: Sequence[str]) -> str:
    return "| " + " | ".join(cells) + " |"


def meanings(head: str, rows: Iterable[Meaning]) -> str:
    """A table of codes with their meanings."""
    return table(
        [head, "meaning", "含义"],
        [[f"`{code}`", english, chinese] for code, english, chinese in rows],
    )
