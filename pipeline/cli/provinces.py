"""The provinces that somebody means: the option for them, under any of their names."""

from collections.abc import Sequence
from typing import TYPE_CHECKING

import click

from pipeline.errors import UsageError
from pipeline.near import nearest

if TYPE_CHECKING:
    from pipeline.registry import Registry

__all__ = ["find_province", "provinces_named", "provinces_option"]

provinces_option = click.option(
    "-p",
    "--province",
    "provinces",
    multiple=True,
    metavar="P",
    help="Only this province, such as fujian or 福建; may be repeated.",
)


def provinces_named(registry: "Registry", names: Sequence[str]) -> list[str]:
    """The ids of the provinces that were named, of all of them if none was.

    Raises:
        UsageError: no province is called so, or several are.
    """
    if not names:
        return [province.province_id for province in registry.provinces]
    return [find_province(registry, name) for name in names]


def find_province(registry: "Registry", text: str) -> str:
    """A province by id, code, Chinese or English name, or how its name begins.

    Raises:
        UsageError: no province is called so, or several are.
    """
    names = {
        name: province.province_id
        for province in registry.provinces
        for name in (
            province.province_id,
            province.adcode,
            province.name_zh,
            province.name_en.lower(),
        )
        if name
    }
    wanted = text.strip().lower()
    if wanted in names:
        return names[wanted]
    begun = {i for name, i in names.items() if wanted and name.startswith(wanted)}
    if len(begun) == 1:
        return begun.pop()
    close = nearest(wanted, names)
    if begun:
        hint = f"which of these: {', '.join(sorted(begun))}?"
    elif close:
        hint = f"did you mean {names[close]}?"
    else:
        hint = "known: " + ", ".join(p.province_id for p in registry.provinces)
    raise UsageError(f"there is no province {text!r}; {hint}")
