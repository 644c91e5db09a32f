"""One cell of a report, as printed, and how sure its place is. Types only."""

from dataclasses import dataclass
from decimal import Decimal

__all__ = ["CONFIDENCE", "MONEY_FACTORS", "Observation"]

#: units of money in yuan, the base unit; those of `data/forms/values.yml`
MONEY_FACTORS = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "百万元": 1_000_000,
    "亿元": 100_000_000,
}

#: anchor values of `confidence`; a cell has the lowest that applies to it, and rises to
#: `confirmed` where another form of the same report settles the doubt
CONFIDENCE = {
    "printed": 1.0,  # label, header and figure as on the form
    "confirmed": 0.98,  # doubted, but another form of the report says the same
    "label": 0.95,  # the row label was recognised approximately
    "damaged": 0.9,  # characters of the file had to be replaced
    "by_equations": 0.85,  # digits ran together; only one way satisfies the equations
    "by_one_equation": 0.7,  # the same, where a row has no other equation than its sum
    "ocr": 0.85,  # recognised in a picture: two readings agree
    "joined": 0.9,  # cell borders were lost; figures can be cut in one way only
    "header": 0.8,  # the header was not recognised: columns by order alone
    "ocr_unconfirmed": 0.3,  # recognised, and an equation of the form fails on it
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

    @property
    def value_normalised(self) -> Decimal | None:
        """The figure in its base unit, money in yuan; None where no unit is known."""
        if self.value is None or self.unit is None:
            return None
        return self.value * MONEY_FACTORS.get(self.unit, 1)
