"""Rows as CSV or JSON text for programs: plain numbers, empty blanks, ISO dates.

Written here and not by a data frame, so that a whole number stays one beside a blank
and no figure gets an exponent. What rows are is up to the caller.
"""

import json
from collections.abc import Iterable, Sequence
from datetime import date
from decimal import Decimal
from math import isfinite
from typing import IO, Any

__all__ = ["plain", "write_csv", "write_json"]

Row = Sequence[Any]


def plain(value: Any) -> str:
    """A value as text: a blank is empty, a list is JSON."""
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    literal = _literal(value)
    return "" if literal == "null" else literal.strip('"')


def write_csv(handle: IO[str], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a header line and a line for each row, as RFC 4180 has it."""
    handle.write(_line(columns))
    for row in rows:
        handle.write(_line(row))


def _line(row: Row) -> str:
    # the csv module leaves a lone carriage return without quotes
    line = ",".join(_quoted(plain(value)) for value in row)
    return f"{line}\n" if line else '""\n'


def _quoted(text: str) -> str:
    if any(mark in text for mark in ',"\r\n'):
        return '"' + text.replace('"', '""') + '"'
    return text


def write_json(handle: IO[str], columns: Sequence[str], rows: Iterable[Row]) -> None:
    """Write a JSON array with an object for each row, one a line."""
    keys = [json.dumps(column, ensure_ascii=False) for column in columns]
    before = "[\n "
    for row in rows:
        pairs = zip(keys, map(_literal, row), strict=True)
        handle.write(before + "{" + ", ".join(f"{k}: {v}" for k, v in pairs) + "}")
        before = ",\n "
    handle.write("[]\n" if before.startswith("[") else "\n]\n")


def _literal(value: Any) -> str:
    """A value as JSON; numbers as they would be printed, dates as ISO text."""
    if isinstance(value, Decimal | float):
        return _number(value)
    if isinstance(value, date):  # a datetime is one, too
        return json.dumps(value.isoformat())
    if isinstance(value, list | tuple):
        return "[" + ", ".join(map(_literal, value)) + "]"
    return json.dumps(value, ensure_ascii=False, default=str)


def _number(value: Decimal | float) -> str:
    """A number without exponent and without zeros at the end; null if it is none."""
    if not isfinite(value):
        return "null"
    exact = value if isinstance(value, Decimal) else Decimal(repr(value))
    text = format(exact, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
