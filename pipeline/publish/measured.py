"""Nothing is published by a reader that was not measured.

Asked by `publish` for every release, whoever starts it; the blocking check of
`core_reports` asks the same before the models are built.
"""

from pipeline.accuracy.gate import why_not_measured
from pipeline.errors import ReleaseError
from pipeline.store import Lake
from pipeline.warehouse import Warehouse

__all__ = ["readers_of", "require_measured"]


def readers_of(lake: Lake) -> list[str]:
    """The fingerprints of the readers whose figures the lake holds."""
    with Warehouse() as warehouse:
        warehouse.add_lake(lake, ["core_reports"])
        rows = warehouse.connection.execute(
            "select distinct parse_fingerprint from core_reports order by all"
        ).fetchall()
    return [fingerprint for (fingerprint,) in rows]


def require_measured(lake: Lake) -> None:
    """Refuse figures of a reader whose accuracy is not in the committed report.

    Raises:
        ReleaseError: it says what differs and what to do.
    """
    reason = why_not_measured(readers_of(lake))
    if reason is not None:
        raise ReleaseError(f"nothing was published: {reason}")
