"""The division that the name of an institution begins with, and its province.

Pure; divisions are those of GB/T 2260 (`data/registry/adcodes.csv`).
"""

from collections.abc import Iterable, Mapping

from pipeline.registry import Adcode, Province

__all__ = ["place_codes", "province_of_code"]


def place_codes(name: str, prefix: str, adcodes: Mapping[str, Adcode]) -> list[str]:
    """The codes of the smallest place that a name names.

    Args:
        name: of an institution, such as 南京市鼓楼区人民政府.
        prefix: the first digits of the codes that are possible; empty for all.
        adcodes: the divisions.

    Returns:
        One code where it is clear; none if no place is named; several where the name
        does not tell which (鼓楼区 without its city).
    """
    fits = {
        code: name.index(d.name) + len(d.name)
        for code, d in adcodes.items()
        if code.startswith(prefix) and d.name in name
    }
    last = {code for code, end in fits.items() if end == max(fits.values())}
    # of 城区 and 东城区 the longer, of two 鼓楼区 the one whose prefecture is named too
    longest = max((len(adcodes[c].name) for c in last), default=0)
    codes = sorted(c for c in last if len(adcodes[c].name) == longest)
    if len(codes) < 2:  # noqa: PLR2004 - nothing to choose from
        return codes
    named = [c for c in codes if _parent_fits(c, fits, adcodes)]
    return named or codes


def _parent_fits(
    code: str, fits: Mapping[str, int], adcodes: Mapping[str, Adcode]
) -> bool:
    """Whether a division above is named too."""
    parent = adcodes[code].parent_adcode
    while parent is not None:
        if parent in fits:
            return True
        parent = adcodes[parent].parent_adcode
    return False


def province_of_code(code: str, provinces: Iterable[Province]) -> str:
    """The id of the province that a code lies in: its first two digits say so."""
    return next(
        p.province_id
        for p in provinces
        if p.adcode is not None and p.adcode[:2] == code[:2]
    )
