"""The families of site software: which reader reads a page, and how a page betrays it.

To add a family: a module with `recognises(page)` and `read(page)`, and a line in
`FAMILIES`. Markers are those of the page, never of its host. Whatever no family
recognises is read by `generic`.
"""

from typing import Protocol

from pipeline.crawl.discover import (
    anhui_openness,
    aspnet,
    epoint,
    generic,
    gkmlpt,
    hanweb_jcms,
    hanweb_xxgk,
    hebei,
    jpaas,
    longxun,
    shanghai,
    trs,
    truecms,
    ucap,
    vsb,
)
from pipeline.crawl.discover.page import Page, Reader, Reading

__all__ = ["FAMILIES", "GENERIC", "FamilyModule", "is_proven", "reader_of", "sniff"]

GENERIC = "generic"


class FamilyModule(Protocol):
    """What a module of a family offers."""

    def recognises(self, page: Page) -> bool:
        """Whether the page bears the marks of the family."""
        ...

    def read(self, page: Page) -> Reading:
        """Read one listing page, or one answer of the family's interface."""
        ...


#: In the order of trial, because several may be on one page: first those with a call of
#: their own (a page that names it says nothing else), then those known by the pager.
FAMILIES: dict[str, FamilyModule] = {
    "jpaas": jpaas,
    "hanweb_jcms": hanweb_jcms,
    "truecms": truecms,
    "hanweb_xxgk": hanweb_xxgk,
    "gkmlpt": gkmlpt,
    "longxun": longxun,
    "anhui_openness": anhui_openness,
    "epoint": epoint,
    "shanghai": shanghai,
    "hebei": hebei,
    "ucap": ucap,
    "trs": trs,
    "vsb": vsb,
    "aspnet": aspnet,
}


def sniff(page: Page) -> tuple[str, ...]:
    """The families whose marks a page bears, in the order of trial."""
    return tuple(name for name, module in FAMILIES.items() if module.recognises(page))


def reader_of(name: str) -> Reader:
    """The reader of a family; that of `generic` for a family without one."""
    module = FAMILIES.get(name)
    return generic.read if module is None else module.read


def is_proven(name: str) -> bool:
    """Whether the ways of a family are known from public evidence.

    A family without a module is read as any page is: nothing is known of it.
    """
    return name in FAMILIES
