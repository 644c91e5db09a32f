"""Columns and rows of what `ogi extract` reads: cells of the form, claims of the prose.

How they are written is `pipeline.cli.documents`.
"""

from typing import Any

import pyarrow as pa

from pipeline.extract.report import Extraction
from pipeline.transcribe import claim_columns

__all__ = ["CELLS", "CLAIMS", "cell_rows", "claim_rows"]

_WHOSE = [
    ("source", pa.string()),
    ("report_year", pa.int16()),
    ("institution", pa.string()),
]
CELLS = pa.schema(
    [
        *_WHOSE,
        ("edition", pa.string()),
        ("table_id", pa.string()),
        ("item", pa.string()),
        ("breakdown", pa.string()),
        ("value", pa.decimal128(20, 6)),
        ("unit", pa.string()),
        ("value_text", pa.string()),
        ("obs_status", pa.string()),
        ("is_total", pa.bool_()),
        ("reading", pa.string()),
        ("confidence", pa.float64()),
        ("locator", pa.string()),
    ]
)
CLAIMS = pa.schema(
    [
        *_WHOSE,
        ("claim_no", pa.int16()),
        ("section", pa.string()),
        ("sentence", pa.string()),
        ("span_start", pa.int32()),
        ("span_end", pa.int32()),
        ("subject", pa.string()),
        ("breakdown", pa.string()),
        ("kind", pa.string()),
        ("value", pa.decimal128(26, 6)),
        ("value_text", pa.string()),
        ("unit", pa.string()),
        ("tolerance", pa.decimal128(26, 6)),
        ("bound", pa.string()),
        ("is_negation", pa.bool_()),
        ("claim_year", pa.int16()),
        ("measure", pa.string()),
        ("why_not_compared", pa.string()),
        ("locator", pa.string()),
    ]
)


def cell_rows(source: str, extraction: Extraction) -> list[dict[str, Any]]:
    """The cells of all reports of a file, as rows of `CELLS`."""
    return [
        {
            "source": source,
            "report_year": identity.year,
            "institution": identity.publisher,
            "edition": o.edition,
            "table_id": o.table_id,
            "item": o.item,
            "breakdown": o.breakdown,
            "value": o.value,
            "unit": o.unit,
            "value_text": o.value_text,
            "obs_status": o.obs_status,
            "is_total": o.is_total,
            "reading": o.reading,
            "confidence": o.confidence,
            "locator": o.locator,
        }
        for report in extraction.reports
        for identity in [report.identity or extraction.identity]
        for o in report.observations
    ]


def claim_rows(source: str, extraction: Extraction) -> list[dict[str, Any]]:
    """The claims of all reports of a file, as rows of `CLAIMS`."""
    return [
        {
            "source": source,
            "report_year": identity.year,
            "institution": identity.publisher,
            "claim_no": c.claim_no,
            **claim_columns(c),
        }
        for report in extraction.reports
        for identity in [report.identity or extraction.identity]
        for c in report.claims
    ]
