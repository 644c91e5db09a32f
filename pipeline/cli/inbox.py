"""The group `ogi inbox`: reports that somebody has as files."""

from typing import TYPE_CHECKING

import click
from rich.table import Table
from rich.text import Text

from pipeline.cli.place import Place
from pipeline.cli.screen import bars_on_terminal, output, progress_bars
from pipeline.errors import OgiError

if TYPE_CHECKING:
    from pipeline.inbox.decide import Decision
    from pipeline.inbox.look import Lying

__all__ = ["inbox"]

#: what a run says it did, in the metadata of `raw_deposits`
_COUNTS = (
    "taken_in",
    "refused",
    "known_already",
    "still_being_copied",
    "of_other_provinces",
    "not_moved",
)


@click.group(invoke_without_command=True)
@click.pass_context
def inbox(context: click.Context) -> None:
    """Show what lies in the inbox and what would become of it; nothing is changed.

    收件箱：列出其中的文件以及将如何处理（只看不动）；`ogi inbox take` 收件。

    Drop report files (HTML, PDF, DOCX, DOC, XLSX, ZIP, scans) into the folder `inbox`
    of the data root. Where a file does not say whose report of which year it is, write
    that into a side-car beside it, named like the file with `.yml` behind:

    \b
      report.pdf
      report.pdf.yml      institution: fujian-pingtan-zone
                          report_year: 2023
                          url: https://…            (if it was published)

    More is in docs/inbox.md.

    \b
    ogi inbox                 what lies there, and what would become of it
    ogi inbox take            take it in, read it, check it and publish
    ogi --demo inbox          the inbox of the demonstration
    """
    if context.invoked_subcommand is None:
        _show(context.obj)


@inbox.command()
@click.pass_obj
def take(place: Place) -> None:
    """Take in what lies in the inbox, read it, run the models and publish.

    收件：收下收件箱中的文件并存档、登记，读取后核对并发布。

    What is taken in is moved to inbox/taken/<day>/; what is not is moved to
    inbox/refused/ with a note that says why and how to mend it. A file that was touched
    a moment ago is still being copied and is left for the next time.

    \b
    ogi inbox take
    ogi --data /srv/ogi inbox take
    """
    from assets.runner import run_inbox  # noqa: PLC0415 - Dagster takes a second

    settings = place.settings()
    with progress_bars():
        outcome = run_inbox(settings)
    if not outcome.success:
        listed = "\n".join(outcome.failures).replace("\n", "\n  ")
        raise OgiError(
            f"run {outcome.run_id} failed, nothing was published; `ogi ui` has its log"
            f"\n  {listed}"
        )
    done = outcome.metadata["raw_deposits"]
    counts = [
        f"{done[name]} {name.replace('_', ' ')}" for name in _COUNTS if done[name]
    ]
    output().print(", ".join(counts) or f"no file lies in {settings.root.inbox}")
    if done["refused"]:
        output().print(f"why: {settings.root.inbox / 'refused'}", soft_wrap=True)
    release = outcome.metadata["release"]
    what = "published" if release["is_new"] else "nothing changed:"
    output().print(f"{what} release {release['release_id']}")


def _show(place: Place) -> None:
    # `ogi inbox --help` needs no reader
    from pipeline.inbox.take import preview, what_lies  # noqa: PLC0415

    settings = place.settings()
    lying = what_lies(settings)
    with bars_on_terminal():
        decisions = preview(settings, lying)
    folder = settings.root.inbox
    if not decisions and not _left(lying):
        output().print(
            f"nothing lies in {folder}; drop report files there", soft_wrap=True
        )
        return
    table = Table("file", "what becomes of it", "institution", "year")
    for decision in decisions:
        table.add_row(*map(Text, _row(decision)))
    for name, why in _left(lying):
        table.add_row(Text(name), Text(why), "", "")
    output().print(table)


def _row(decision: "Decision") -> tuple[str, str, str, str]:
    from pipeline.inbox.decide import Known  # noqa: PLC0415 - see above
    from pipeline.inbox.judge import Refused  # noqa: PLC0415

    name, verdict = decision.file.name, decision.verdict
    if isinstance(verdict, Refused):
        return name, f"refused (不收): {verdict.zh} {verdict.en}", "", ""
    if isinstance(verdict, Known):
        entry = verdict.entry
        year = str(entry.report_year or "")
        return name, "known already (已有)", entry.institution_id or "", year
    institution = verdict.institution
    return name, "taken in (收下)", institution.institution_id, str(verdict.year)


def _left(lying: "Lying") -> list[tuple[str, str]]:
    """What stays where it is, and why."""
    copying = "still being copied (复制中): left for the next time"
    lonely = (
        "a side-car without its file, or the second of one (缺原文件或重复): it stays"
    )
    passed = "passed over (跳过): by its name no deposit, or cannot be opened"
    left = [(file.name, copying) for file in lying.settling]
    left += [(name, lonely) for name in lying.lonely]
    return left + [(name, passed) for name in lying.passed_over]
