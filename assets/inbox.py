"""The inbox: files that people drop are taken in as reports.

The asset takes in what lies there, whichever job it is part of, so that the nightly run
does it as well; the sensor starts `take_in_inbox` as soon as whole files lie there. One
table for all provinces: nobody knows of which one a file is before it was read.
"""

import hashlib
import time
from collections import Counter
from collections.abc import Iterator
from typing import Any

from dagster import (
    AssetCheckResult,
    AssetExecutionContext,
    DefaultSensorStatus,
    MaterializeResult,
    MetadataValue,
    RunRequest,
    SensorEvaluationContext,
    SkipReason,
    asset,
    sensor,
)

from assets.check_results import check_results, check_specs
from assets.choice import mode_of, picked_provinces
from assets.facets import facets
from assets.markdown import markdown_rows
from assets.metadata import waits_for
from assets.partitions import range_of
from assets.previews import table_facts
from assets.resources import (
    DataRootResource,
    HttpClientResource,
    RegistryResource,
    settings_of,
)
from assets.run_lock import POOL
from pipeline.deposits import DEPOSITS, rebuild_deposits
from pipeline.inbox.decide import Decision
from pipeline.inbox.look import look
from pipeline.inbox.settings import load_inbox_settings
from pipeline.inbox.take import TakenIn, take_in
from pipeline.steps import run_checks

__all__ = ["TAKE_IN", "inbox", "raw_deposits"]

TAKE_IN = "take_in_inbox"
#: files shown in the UI; the table has all
_SHOWN = 40
#: a sentence that says why is shown whole
_WIDTH = 400
_EVERY_SECONDS = 30


@asset(
    name=DEPOSITS,
    deps=waits_for(DEPOSITS, ["seed_institutions"]),
    check_specs=check_specs(DEPOSITS),
    pool=POOL,
    **facets(DEPOSITS),
)
def raw_deposits(
    context: AssetExecutionContext,
    data_root: DataRootResource,
    registry: RegistryResource,
    http_client: HttpClientResource,
) -> Iterator[MaterializeResult | AssetCheckResult]:
    """Take in what lies in the inbox: judged, archived, entered, then moved."""
    settings = settings_of(data_root, registry, http_client)
    facts: dict[str, Any] = {}
    if mode_of(context).from_archive:
        rows = rebuild_deposits(settings)
    else:
        done = take_in(settings, provinces=picked_provinces(context))
        rows, facts = done.rows, _facts(done)
        for name in done.left:
            context.log.warning("%s changed while it was read: left for now", name)
        for name in done.elsewhere:
            context.log.warning("of a province that was not picked: left: %s", name)
        for said in done.stuck:
            context.log.warning("dealt with, but it cannot be moved: %s", said)
    context.log.info("%s rows", rows)
    yield MaterializeResult(metadata=table_facts(settings.lake, DEPOSITS) | facts)
    yield from check_results(DEPOSITS, run_checks(settings, DEPOSITS), settings)


def _facts(done: TakenIn) -> dict[str, Any]:
    """What became of the files: how many, and the first of them one by one."""
    counts = Counter(type(d.verdict).__name__.lower() for d in done.done)
    facts: dict[str, Any] = {
        "taken_in": counts["taken"],
        "refused": counts["refused"],
        "known_already": counts["known"],
        "still_being_copied": len(done.lying.settling) + len(done.left),
        "of_other_provinces": len(done.elsewhere),
        "not_moved": len(done.stuck),
    }
    if done.done:
        rows = map(_row, done.done[:_SHOWN])
        shown = markdown_rows(("file", "outcome", "why"), rows, _WIDTH)
        facts["files"] = MetadataValue.md(shown)
    return facts


def _row(decision: Decision) -> tuple[str, str, str]:
    outcome = type(decision.verdict).__name__.lower()
    return decision.file.name, outcome, getattr(decision.verdict, "en", "")


@sensor(
    job_name=TAKE_IN,
    minimum_interval_seconds=_EVERY_SECONDS,
    default_status=DefaultSensorStatus.STOPPED,
    description="Starts take_in_inbox as soon as whole files lie in inbox/ of the data "
    "root. The nightly run takes them in as well. Stopped until you start it.\n\n"
    "收件箱中有完整文件时即开始收件，默认关闭；每晚更新也会收件（docs/inbox.md）。",
)
def inbox(
    context: SensorEvaluationContext, data_root: DataRootResource
) -> RunRequest | SkipReason:
    """One run for each set of whole files; looks at names and sizes, opens nothing."""
    folder = data_root.root.inbox
    lying = look(folder, load_inbox_settings(), now=time.time())
    waiting = ", ".join(file.name for file in lying.settling[:_SHOWN])
    said = f"; {len(lying.settling)} still being copied or of a time to come: {waiting}"
    said = said if lying.settling else ""
    if not lying.whole:
        return SkipReason(f"no whole file lies in {folder}{said}")
    if said:
        context.log.info("whole files are taken in%s", said)
    key = hashlib.sha256(lying.key.encode()).hexdigest()
    if key == context.cursor:
        return SkipReason(
            "a run was started for these files already; if it failed, repair what it "
            f"says and start take_in_inbox by hand, or touch a file{said}"
        )
    context.update_cursor(key)
    return RunRequest(run_key=key, tags=range_of([]))
