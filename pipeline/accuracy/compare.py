"""What a new measurement has lost against the committed one. No measuring here."""

from collections.abc import Iterable, Iterator

from pipeline.accuracy.localisation import losses
from pipeline.accuracy.prose import prose_failures
from pipeline.accuracy.report import Accuracy, Counts, Row

__all__ = ["failures"]

_KINDS = ("medium", "edition", "layout")


def failures(now: Accuracy, committed: Accuracy) -> list[str]:
    """Why the check fails, one sentence each; none where nothing was lost.

    Of a quick measurement only those rows are compared of which every cell was right:
    it reads a part of the documents, so that other shares say nothing. Prose is always
    measured whole.
    """
    found = [*_unsafe(now), *_not_measured(now)]
    if now.fingerprint != committed.fingerprint:
        found.append(
            f"the committed report is of another reader ({committed.fingerprint}, now "
            f"{now.fingerprint}): run `ogi accuracy` and commit what it writes"
        )
    if committed.is_quick:
        found.append("the committed report is of a quick measurement: `ogi accuracy`")
    if not now.is_quick:
        for kind in _KINDS:
            found += _totals_fell(now, committed, kind)
    found += _rows_fell(now, committed)
    found += prose_failures(now.prose, committed.prose)
    found += losses(now.localisation, committed.localisation, is_quick=now.is_quick)
    return found


def _unsafe(now: Accuracy) -> Iterator[str]:
    for row in (*now.rows, *now.cases):
        if row.counts.wrong:
            yield f"wrong: {row.counts.wrong} cells of {row.name}"
        if row.counts.silent:
            yield f"lost without an issue: {row.counts.silent} cells of {row.name}"


def _not_measured(now: Accuracy) -> Iterator[str]:
    for medium, reason in now.not_measured.items():
        yield f"not measured: {medium}: {reason}"


def _totals_fell(now: Accuracy, committed: Accuracy, kind: str) -> Iterator[str]:
    for name in committed.names(kind):
        before, after = committed.total(**{kind: name}), now.total(**{kind: name})
        if after.share < before.share:
            yield f"{kind} {name}: {_fall(before, after)}"


def _rows_fell(now: Accuracy, committed: Accuracy) -> Iterator[str]:
    if not now.is_quick:
        before, after = _names(committed.rows), _names(now.rows)
        yield from (f"no longer measured: {name}" for name in sorted(before - after))
        yield from (
            f"not in the committed report: {name}: run `ogi accuracy`"
            for name in sorted(after - before)
        )
    for kept, rows in ((committed.rows, now.rows), (committed.cases, now.cases)):
        then = {row.name: row.counts for row in kept}
        for row in rows:
            old = then.get(row.name)
            comparable = old is not None and (not now.is_quick or old.share == 1)
            if old is not None and comparable and row.counts.share < old.share:
                yield f"{row.name}: {_fall(old, row.counts)}"


def _names(rows: Iterable[Row]) -> set[str]:
    return {row.name for row in rows}


def _fall(before: Counts, after: Counts) -> str:
    return f"right fell from {before.share:.3%} to {after.share:.3%}"
