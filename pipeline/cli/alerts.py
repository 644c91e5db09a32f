"""The command `alerts`: who is told of failures, what is on its way, and a test."""

import sys
import time
from datetime import UTC, datetime

import click
from rich.table import Table
from rich.text import Text

from pipeline.alerts.alert import Alert, said_at
from pipeline.alerts.config import load_alerts
from pipeline.alerts.environment import known_notifiers, notifiers_of, ui_url
from pipeline.alerts.outbox import outbox_of
from pipeline.cli.place import Place
from pipeline.cli.screen import output
from pipeline.errors import NotifyError, UsageError

__all__ = ["alerts"]

_FAILED = 1
#: of the alerts of a data root, the newest
_SHOWN = 10
_STYLES = {"sent": "green", "waiting": "yellow", "given_up": "red"}


@click.group(invoke_without_command=True)
@click.pass_context
def alerts(context: click.Context) -> None:
    """Show who is told of failed runs and stale sources, and what was told (提醒).

    显示提醒发给谁、最近的提醒是否送达；`test` 发送一条测试提醒。

    Off by default. OGI_ALERTS says who is told (log, webhook, email, with `,` between);
    the two sensors that look are switched on in the UI. Settings: docs/alerts.md.

    \b
    ogi alerts
    OGI_ALERTS=log ogi alerts test
    """
    if context.invoked_subcommand is None:
        place: Place = context.obj
        _show_notifiers()
        _show_entries(place)


def _show_notifiers() -> None:
    notifiers, screen = notifiers_of(), output()
    if not notifiers:
        known = ", ".join(sorted(known_notifiers()))
        screen.print(Text(f"nobody is told: OGI_ALERTS is not set (known: {known})"))
        return
    table = Table("notifier", "tells")
    for notifier in notifiers:
        table.add_row(Text(notifier.name), Text(notifier.target))
    screen.print(table)
    screen.print(Text(f"links go to {ui_url()} (OGI_UI_URL)"))


def _show_entries(place: Place) -> None:
    entries = [
        entry
        for _, entry in outbox_of(place.settings()).entries()
        if entry.alert is not None
    ]
    if not entries:
        output().print(Text("no alert yet in this data root"))
        return
    table = Table(f"alert ({len(entries)} in all)", "notifier", "state", "said")
    for entry in entries[-_SHOWN:]:
        for name, delivery in entry.deliveries.items():
            state = delivery.state.replace("_", " ")
            if delivery.state == "waiting" and delivery.next_at:
                state += f", again after {delivery.next_at}"
            table.add_row(
                Text(f"{entry.put_at}\n{entry.alert.title}" if entry.alert else ""),
                Text(name),
                Text(state, style=_STYLES[delivery.state]),
                Text(delivery.said or ""),
            )
    output().print(table)


@alerts.command()
def test() -> None:
    """Send a test alert to everybody who is told, and say what was answered.

    发送一条测试提醒，并显示各渠道的应答。

    Exit code 1: it did not arrive somewhere.

    \b
    OGI_ALERTS=log ogi alerts test
    OGI_ALERTS=webhook OGI_ALERT_WEBHOOK_URL=https://… ogi alerts test
    """
    notifiers = notifiers_of()
    if not notifiers:
        raise UsageError("OGI_ALERTS is not set: nobody to tell; see docs/alerts.md")
    alert, failed = _test_alert(), False
    for notifier in notifiers:
        began = time.monotonic()
        try:
            said, style = notifier.send(alert), "green"
        except NotifyError as error:
            said, style, failed = f"did not arrive: {error}", "red", True
        line = f"{notifier.name}: {said} ({time.monotonic() - began:.1f} s)"
        output().print(Text(line, style=style), soft_wrap=True)
    if failed:
        sys.exit(_FAILED)


def _test_alert() -> Alert:
    texts, now = load_alerts().texts, datetime.now(UTC)
    return Alert(
        id=f"test-{now:%Y%m%d-%H%M%S}",
        kind="test",
        at=said_at(now),
        title_zh=texts.test.zh,
        title_en=texts.test.en,
        lines=(texts.test_line.fill(),),
        link=ui_url(),
        data={},
    )
