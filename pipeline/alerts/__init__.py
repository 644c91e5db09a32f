"""Alerts: telling somebody that a run failed or a source went quiet. Off by default.

What is told is in `failed` and `stale`, to whom in `environment` (log, webhook, e-mail,
or a notifier of your own), and that nothing is lost or told twice in `outbox`. When to
look is for the sensors in `assets.alerts`.
"""
