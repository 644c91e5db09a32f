"""What is told: one alert, and the same as plain text. The shape is what webhooks get.

`data/schemas/alert.schema.json` is written from it. Sending is in the notifiers.
"""

from datetime import UTC, datetime
from typing import Any, Literal

from pydantic import Field

from pipeline.data_files import ClosedModel, Text

__all__ = ["Alert", "Kind", "said_at"]

Kind = Literal["failed_run", "failed_runs", "stale", "test"]
#: in front of every title: a word that filters and robots can ask for
_PREFIX = "[ogi]"


class Alert(ClosedModel):
    """One thing that somebody should know."""

    id: str = Field(
        pattern=r"^[a-z0-9-]+$",
        description="The same whenever the same is told: an alert that comes twice "
        "(a process died between sending and remembering) has the same id.",
    )
    kind: Kind = Field(description="What it is about.")
    at: str = Field(description="When it was noticed, ISO 8601 in UTC.")
    title_zh: Text = Field(description="What happened, in Chinese.")
    title_en: Text = Field(description="The same in English.")
    lines: tuple[str, ...] = Field(description="The details, a line each.")
    link: str = Field(description="Where to look, in the UI (OGI_UI_URL).")
    data: dict[str, Any] = Field(
        description="The details for programs: run_id and job of runs that failed, "
        "a list of what is stale."
    )

    @property
    def title(self) -> str:
        """Both titles in one line."""
        return f"{_PREFIX} {self.title_zh} {self.title_en}"

    @property
    def text(self) -> str:
        """All of it as plain text."""
        return "\n".join([self.title, *self.lines, self.link])

    def shortened(self, most_bytes: int) -> str:
        """The text in so many bytes of UTF-8: lines are left out before the link."""
        if len(self.text.encode()) <= most_bytes:
            return self.text
        rest = f"…\n{self.link}"
        room = most_bytes - len(rest.encode()) - 1
        body = "\n".join([self.title, *self.lines]).encode()[:room]
        return f"{body.decode(errors='ignore')}{rest}"


def said_at(moment: datetime) -> str:
    """A moment as alerts show it."""
    return moment.astimezone(UTC).isoformat(timespec="seconds")
