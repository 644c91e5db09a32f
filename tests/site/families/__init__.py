"""The hosts of the test site, one module a family of site software."""

from importlib import import_module
from pkgutil import iter_modules

from tests.site.model import Host

__all__ = ["all_hosts"]


def all_hosts() -> list[Host]:
    """Every host of every family."""
    found: list[Host] = []
    for module in iter_modules(__path__):
        found += import_module(f"{__name__}.{module.name}").hosts()
    return found
