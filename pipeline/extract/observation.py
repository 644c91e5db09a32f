"""One cell of a report, as printed, and how sure its place is. Types only."""

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["CONFIDENCE", "Observation"]

#: anchor values of `confidence`; a cell has the lowest that applies to it
CONFIDENCE = {
    "printed": 1.0,  # label, header and figure as on the form
    "label": 0.95,  # the row label was recognised approximately
    "damaged": 0.9,  # characters of the file had to be replaced
    "header": 0.8,  # the header was not recognised: columns by order alone
    "unreadable": 0.0,
}


# never changed once it is made; `frozen` would make that three times as slow
@dataclass(unsafe_hash=True, slots=True)
class Observation:
    """One cell of a report, as printed; the columns are those of the core tables."""

    table_id: str
    item: str
    breakdown: str
    edition: str
    value: Decimal | None
    unit: str | None
    value_text: str
    obs_status: str
    is_total: bool
    reading: str
    confidence: float
    locator: str
