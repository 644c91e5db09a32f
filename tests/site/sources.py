"""Sources of the registry as tests need them: real models, invented hosts."""

from typing import Any

from pipeline.registry import Politeness, Source

__all__ = ["make_source"]


def make_source(host: str, listing_url: str, **changes: Any) -> Source:
    """A source; whatever is not named is as harmless as can be."""
    fields: dict[str, Any] = {
        "source_id": "fujian-site",
        "province_id": "fujian",
        "host": host,
        "scheme": "http",
        "listing_url": listing_url,
        "family": "generic",
        "institution_ids": ("fujian-site-government",),
        "politeness": Politeness(delay_seconds=5.0),
        "verified": False,
        "verified_on": None,
        "evidence": "",
        "enabled": False,
    }
    return Source(**(fields | changes))
