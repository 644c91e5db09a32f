"""The prose of made-up reports as rows of `core_claims`, in the order of its key.

One sentence a claim. All documents of a report have the same prose.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from pipeline.schema import TableSchema
from pipeline.synth.cells import as_table, decimals
from pipeline.synth.prose import Said

__all__ = ["Papers", "claim_numbers", "claim_table"]

_SECTION = "overview"
_END = "。"
#: words for more and for fewer, by the measure of a change
_DIRECTION = {"difference": ("增加", "减少"), "percent": ("增长", "下降")}


@dataclass(frozen=True, slots=True)
class Papers:
    """The documents of a year that have prose, sorted by hash.

    Attributes:
        report: of each document, its place among the reports of `Said`.
        sha256: of its bytes.
        institutions: whose report it is.
    """

    report: NDArray[np.int64]
    sha256: pa.Array
    institutions: pa.Array


def claim_numbers(found: list[Said]) -> NDArray[np.int64]:
    """The number of each claim, report by statement; only where it is said."""
    return np.cumsum(_is_said(found), axis=1)


def _is_said(found: list[Said]) -> NDArray[np.bool_]:
    return np.column_stack([one.is_said for one in found])


def claim_table(
    schema: TableSchema, found: list[Said], papers: Papers, province_id: str, year: int
) -> pa.Table:
    """The claims of all documents of a province and year."""
    said = _is_said(found)[papers.report]
    document, statement = np.nonzero(said)  # document by document, as the key has it
    report = papers.report[document]
    reports = len(found[0].is_said)
    #: where a claim is, once the statements stand one after the other
    place = pa.array(statement * reports + report)
    of_document, of_statement = pa.array(document), pa.array(statement)
    rows = len(document)

    def of_claim(column: Callable[[Said], pa.Array]) -> pa.Array:
        return pa.concat_arrays([column(one) for one in found]).take(place)

    def of_kind(column: Callable[[Said], Any]) -> pa.Array:
        return pa.array([column(one) for one in found]).take(of_statement)

    numbers = claim_numbers(found)[report, statement]
    columns = {
        "province_id": pa.repeat(province_id, rows),
        "document_sha256": papers.sha256.take(of_document),
        "report_no": pa.repeat(pa.scalar(1, pa.int16()), rows),
        "claim_no": pa.array(numbers, pa.int32()),
        "report_year": pa.repeat(pa.scalar(year, pa.int16()), rows),
        "institution_id": papers.institutions.take(of_document),
        "section": pa.repeat(_SECTION, rows),
        "sentence": of_claim(_sentence),
        "span_start": of_claim(lambda s: pc.utf8_length(_before(s))),
        "span_end": of_claim(
            lambda s: pc.add(pc.utf8_length(_before(s)), pc.utf8_length(s.texts))
        ),
        "subject": of_kind(lambda s: s.statement.subject),
        "breakdown": of_kind(lambda s: s.statement.breakdown),
        "kind": of_kind(lambda s: s.statement.kind),
        "value": of_claim(lambda s: _all(s.values)),
        "value_text": of_claim(lambda s: s.texts),
        "unit": of_claim(_unit),
        "tolerance": of_claim(lambda s: _all(s.tolerance)),
        "bound": pa.repeat("exact", rows),
        "is_negation": of_claim(lambda s: pa.array(s.in_words)),
        "claim_year": pa.nulls(rows, pa.int16()),
        "measure": of_kind(lambda s: s.statement.measure),
        "why_not_compared": of_kind(
            lambda s: "rate" if s.statement.kind == "rate" else None
        ),
        "locator": pc.binary_join_element_wise(
            "p", pc.cast(pa.array(numbers), pa.string()), ""
        ),
    }
    return as_table(schema, columns)


def _all(values: NDArray[np.int64]) -> pa.Array:
    return decimals(values, np.zeros(len(values), dtype=bool))


def _before(one: Said) -> pa.Array:
    """The words before the number, or before the words for none."""
    statement = one.statement
    if statement.measure is not None:
        more, fewer = (statement.before + w for w in _DIRECTION[statement.measure])
        return pc.if_else(pa.array(one.values < 0), fewer, more)
    if statement.none is None:
        return pa.repeat(statement.before, len(one.values))
    return pc.if_else(pa.array(one.in_words), statement.none[0], statement.before)


def _sentence(one: Said) -> pa.Array:
    after = "" if one.statement.none is None else one.statement.none[2]
    ends = pc.if_else(pa.array(one.in_words), after + _END, _END)
    return pc.binary_join_element_wise(_before(one), one.texts, ends, "")


def _unit(one: Said) -> pa.Array:
    nothing = pa.scalar(None, pa.string())
    return pc.if_else(pa.array(one.in_words), nothing, one.statement.unit)
