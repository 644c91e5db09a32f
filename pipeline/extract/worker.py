"""A process that reads documents for the pool: `python -m pipeline.extract.worker`.

It is started afresh, not forked, so that threads and open databases of whoever reads
cannot disturb it, and it ends when the pool goes away. Cells travel as plain lists:
they are nine tenths of what is sent.
"""

import marshal
import pickle
import sys
from collections.abc import Callable
from decimal import Decimal
from functools import partial
from importlib import import_module
from multiprocessing.connection import Connection
from operator import attrgetter
from typing import Any

from pipeline.extract.limits import TimeIsUp, limit_memory, time_limit
from pipeline.extract.observation import Observation
from pipeline.extract.result import Extraction, failed

__all__ = ["READER", "ReadOne", "load_reader", "pack", "read_within", "unpack"]

ReadOne = Callable[..., Extraction]
#: what reads a document, as module and name: the same in each process
READER = "pipeline.extract.files:extract"
_FIELDS = tuple(Observation.__dataclass_fields__)
_VALUE = _FIELDS.index("value")
_fields_of = attrgetter(*_FIELDS)


def load_reader(name: str) -> ReadOne:
    """The function that `module:name` stands for."""
    module, _, function = name.partition(":")
    found: ReadOne = getattr(import_module(module), function)
    return found


def read_within(
    read: ReadOne, data: bytes, url: str, hint: str, seconds: float
) -> Extraction:
    """Read a document; one that takes longer than that is an issue."""
    try:
        with time_limit(seconds):
            return read(data, url=url, hint=hint)
    except TimeIsUp:
        return failed(
            f"not read within {seconds:g} seconds, the limit for one document"
        )


def pack(extraction: Extraction) -> bytes:
    """An extraction as bytes."""
    rows = []
    for report in extraction.reports:
        for observation in report.observations:
            row = list(_fields_of(observation))
            if row[_VALUE] is not None:
                row[_VALUE] = str(row[_VALUE])
            rows.append(row)
    sizes = [len(report.observations) for report in extraction.reports]
    for report in extraction.reports:
        report.observations = []
    return pickle.dumps((marshal.dumps(rows), sizes, extraction), protocol=5)


def unpack(data: bytes) -> Extraction:
    """The extraction that `pack` made bytes of."""
    packed, sizes, extraction = pickle.loads(data)  # noqa: S301 - from our own worker
    found: Extraction = extraction
    rows = iter(marshal.loads(packed))  # noqa: S302 - the same
    for report, size in zip(found.reports, sizes, strict=True):
        report.observations = [_observation(next(rows)) for _ in range(size)]
    return found


def _observation(row: list[Any]) -> Observation:
    if row[_VALUE] is not None:
        row[_VALUE] = Decimal(row[_VALUE])
    return Observation(*row)


def main(descriptor: int, reader: str, seconds: float, memory: int) -> None:
    """Read what comes until the other end is closed."""
    read = load_reader(reader)
    read(b"", url="", hint="")  # loads the forms, which is no document's time
    limit_memory(memory)
    connection = Connection(descriptor)
    connection.send_bytes(b"ready")
    while True:
        try:
            received = pickle.loads(connection.recv_bytes())  # noqa: S301
        except EOFError:
            return
        data, url, hint, converted = received
        reader_of = read if converted is None else partial(read, converted=converted)
        connection.send_bytes(pack(read_within(reader_of, data, url, hint, seconds)))


if __name__ == "__main__":
    main(int(sys.argv[1]), sys.argv[2], float(sys.argv[3]), int(sys.argv[4]))
