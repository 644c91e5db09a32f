"""What a release is, and what changed against the one before, as metadata."""

import json
from typing import Any

from dagster import MetadataValue

from assets.markdown import markdown_rows
from pipeline.paths import DataRoot
from pipeline.publish import Published

__all__ = ["release_facts"]


def release_facts(root: DataRoot, done: Published) -> dict[str, Any]:
    """Ids, rows, and the tables whose rows are more or fewer than before.

    The release before is the one that its manifest names, so that the latest event
    says what changed last, also after nights in which nothing did.
    """
    before_id = _manifest(root, done.release_id)["previous_id"]
    before = _manifest(root, before_id)["rows"] if before_id else {}
    return {
        "dagster/row_count": sum(done.rows.values()),
        "release_id": done.release_id,
        "is_new": MetadataValue.bool(done.is_new),
        "previous_id": MetadataValue.text(before_id or "none"),
        "path": MetadataValue.path(str(done.path)),
        "rows": MetadataValue.md(_changes(before, done.rows)),
    }


def _manifest(root: DataRoot, release_id: str) -> dict[str, Any]:
    """What a release says of itself; one that was tidied away says nothing."""
    path = root.releases / release_id / "manifest.json"
    if not path.is_file():
        return {"previous_id": None, "rows": {}}
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


def _changes(before: dict[str, int], after: dict[str, int]) -> str:
    """A line for each table that has more or fewer rows than before, if there was."""
    if not before:
        return "没有更早的发布 · no release before this one"
    changed = [n for n in sorted(before | after) if before.get(n) != after.get(n)]
    rows = [
        (
            name,
            before.get(name, "—"),
            after.get(name, "—"),
            f"{after.get(name, 0) - before.get(name, 0):+d}",
        )
        for name in changed
    ]
    same = len(before.keys() | after.keys()) - len(changed)
    said = f"行数不变的表 · tables with as many rows as before: {same}"
    shown = markdown_rows(("table", "before", "after", "change"), rows)
    return f"{shown}\n\n{said}" if changed else said
