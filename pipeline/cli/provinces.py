"""The province that somebody means, under any of its names."""

from typing import TYPE_CHECKING

from pipeline.errors import UsageError
from pipeline.near import nearest

if TYPE_CHECKING:
    from pipeline.registry import Registry

__all__ = ["find_province"]


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
