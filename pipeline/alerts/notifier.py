"""What a notifier is, and the plainest one: a line in the log.

A notifier of your own is any object with a name and `send`; see docs/alerts.md.
"""

import logging
from typing import Protocol

from pipeline.alerts.alert import Alert

__all__ = ["LogNotifier", "Notifier"]

_logger = logging.getLogger("ogi.alerts")


class Notifier(Protocol):
    """Somebody to tell."""

    @property
    def name(self) -> str:
        """What it is called in OGI_ALERTS and in messages."""
        ...

    @property
    def target(self) -> str:
        """Where it sends to, without anything secret."""
        ...

    def send(self, alert: Alert) -> str:
        """Tell it once, within about fifteen seconds; gives what was answered.

        Raises:
            NotifyError: it did not arrive; the message has no secrets.
        """
        ...


class LogNotifier:
    """Writes alerts into the log `ogi.alerts`, as warnings."""

    name = "log"
    target = "the log ogi.alerts"

    def send(self, alert: Alert) -> str:
        """Write it."""
        _logger.warning("%s", alert.text)
        return "written"
