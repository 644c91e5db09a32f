"""Whether the reader and the localiser that run are the ones that were measured.

Asked before anything is published: by the blocking check of `core_reports` in Dagster,
and by `pipeline.publish` itself, so that no way to a release goes round it.
"""

from collections.abc import Iterable

from pipeline.accuracy.report import accuracy_file, load_accuracy
from pipeline.errors import DataFileError
from pipeline.fingerprint import (
    fingerprint_parts,
    parse_fingerprint,
    quality_fingerprint,
    quality_parts,
)

__all__ = ["why_not_measured"]

_SHOWN = 6
_WHAT_TO_DO = (
    "run `ogi accuracy` in a checkout, look at docs/accuracy.md, commit what it wrote"
)
_ONLY_LOCALISATION = (
    "run `ogi accuracy --only localisation` in a checkout (a minute), look at "
    "docs/accuracy.md, commit what it wrote; no document needs reading again"
)


def why_not_measured(read_with: Iterable[str] = ()) -> str | None:
    """Why figures may not be published; None where all was measured.

    Args:
        read_with: fingerprints of the readers that read the figures, where they are
            known: what an older reader read needs reading again.
    """
    try:
        measured = load_accuracy()
    except DataFileError as error:
        return f"the reader was never measured: {error}; {_WHAT_TO_DO}"
    if measured.is_quick:
        return f"{accuracy_file()} is of a quick measurement only; {_WHAT_TO_DO}"
    running = parse_fingerprint()
    if measured.fingerprint != running:
        return (
            f"the reader that runs ({running}) is not the one whose accuracy was "
            f"measured ({measured.fingerprint}): "
            f"{_difference(fingerprint_parts(), measured.parts)}; {_WHAT_TO_DO}"
        )
    other = sorted(set(read_with) - {running})
    if other:
        return (
            f"reports in the lake were read by another reader ({', '.join(other)}) "
            f"than the one that was measured ({running}); run `ogi refresh` without "
            "options: it reads all archived documents again"
        )
    localisation = measured.localisation
    if localisation.fingerprint != quality_fingerprint():
        return (
            f"what finds wrong cells ({quality_fingerprint()}) is not what was "
            f"measured ({localisation.fingerprint or 'nothing'}): "
            f"{_difference(quality_parts(), localisation.parts)}; {_ONLY_LOCALISATION}"
        )
    return None


def _difference(now: dict[str, str], then: dict[str, str]) -> str:
    """The files by which two readers, or two localisers, differ."""
    kinds = {
        "changed": [name for name in now if name in then and now[name] != then[name]],
        "new": [name for name in now if name not in then],
        "gone": [name for name in then if name not in now],
    }
    return "; ".join(
        f"{kind} {_some(names)}" for kind, names in kinds.items() if names
    ) or ("the report does not fit its own fingerprint")


def _some(names: list[str]) -> str:
    more = f" and {len(names) - _SHOWN} more" if len(names) > _SHOWN else ""
    return ", ".join(sorted(names)[:_SHOWN]) + more
