"""Who is told: the notifiers that the environment asks for. None by default.

OGI_ALERTS names them; each has variables of its own, listed in docs/alerts.md. A wrong
setting is refused with the name of its variable, never with a secret in it. A package
brings a notifier by the entry point group `ogi.notifiers`.
"""

import os
import re
from collections.abc import Callable, Mapping
from functools import partial
from importlib.metadata import EntryPoint, entry_points
from pathlib import Path
from typing import cast, get_args
from urllib.parse import urlsplit

from pipeline.alerts.config import load_shapes
from pipeline.alerts.mail import MailNotifier, Security
from pipeline.alerts.notifier import LogNotifier, Notifier
from pipeline.alerts.webhook import WebhookNotifier
from pipeline.errors import UsageError

__all__ = ["GROUP", "known_notifiers", "notifiers_of", "ui_url"]

#: entry points: name = function from the environment to a notifier
GROUP = "ogi.notifiers"
Environment = Mapping[str, str]
Make = Callable[[Environment], Notifier]

_ADDRESS = re.compile(r"[^@\s,<>]+@[^@\s,<>]+")
_PORTS = {"starttls": 587, "ssl": 465, "none": 25}
_LARGEST_PORT = 65_535
_UI = "http://127.0.0.1:3000"


def notifiers_of(environment: Environment | None = None) -> tuple[Notifier, ...]:
    """The notifiers that are asked for, in that order.

    Raises:
        UsageError: a variable is wrong or missing; the message names it.
    """
    given = os.environ if environment is None else environment
    known = known_notifiers()
    names = [n.strip().lower() for n in given.get("OGI_ALERTS", "").split(",")]
    names = list(dict.fromkeys(name for name in names if name))
    unknown = [name for name in names if name not in known]
    if unknown:
        raise UsageError(
            f"OGI_ALERTS names {', '.join(unknown)}; expected some of "
            f"{', '.join(sorted(known))}, with `,` between, or nothing"
        )
    return tuple(known[name](given) for name in names)


def known_notifiers() -> dict[str, Make]:
    """Every notifier that OGI_ALERTS may name: ours, and those of other packages.

    Those of packages are loaded when they are asked for, so that a broken one that
    nobody named stops no alert.

    Raises:
        UsageError: a package brings one with a name of ours.
    """
    known: dict[str, Make] = {
        "log": lambda _: LogNotifier(),
        "webhook": _webhook,
        "email": _mail,
    }
    for point in entry_points(group=GROUP):
        if point.name in known:
            raise UsageError(
                f"{point.value} is the notifier {point.name!r} of {GROUP}, a name that "
                "is taken; uninstall its package or rename it"
            )
        known[point.name] = partial(_of_package, point)
    return known


def _of_package(point: EntryPoint, given: Environment) -> Notifier:
    try:
        make = cast("Make", point.load())
    except (ImportError, AttributeError) as error:
        raise UsageError(
            f"OGI_ALERTS names {point.name}, and {point.value} of {GROUP} cannot be "
            f"loaded ({error}); mend its package or take the name out"
        ) from error
    return make(given)


def ui_url(environment: Environment | None = None) -> str:
    """The address of the UI that alerts link to.

    Raises:
        UsageError: OGI_UI_URL is no web address.
    """
    given = os.environ if environment is None else environment
    url = given.get("OGI_UI_URL") or _UI
    if not _is_web_address(url):
        raise UsageError(
            f"OGI_UI_URL: expected an address such as {_UI}, found {url!r}"
        )
    return url.rstrip("/")


# -- webhook ---------------------------------------------------------------------------


def _webhook(given: Environment) -> WebhookNotifier:
    url = _secret(given, "OGI_ALERT_WEBHOOK_URL")
    if url is None:
        raise UsageError(
            "OGI_ALERT_WEBHOOK_URL is not set, and OGI_ALERTS asks for webhook: set it "
            "to the address that alerts are posted to"
        )
    if not _is_web_address(url):
        raise UsageError(
            "OGI_ALERT_WEBHOOK_URL: expected an address that begins with https:// or "
            "http:// (what it is now is not shown: it may be a secret)"
        )
    name = given.get("OGI_ALERT_WEBHOOK_SHAPE") or "json"
    shapes = load_shapes()
    if name != "json" and name not in shapes:
        raise UsageError(
            f"OGI_ALERT_WEBHOOK_SHAPE is {name!r}; expected json or one of "
            f"{', '.join(shapes)} (data/alerts/shapes.yml)"
        )
    return WebhookNotifier(url, shapes.get(name), _ca_file(given))


def _is_web_address(url: str) -> bool:
    try:
        parts = urlsplit(url)
        parts.port  # noqa: B018 - raises if it is none
    except ValueError:
        return False
    printable = url.isprintable() and " " not in url
    return parts.scheme in ("http", "https") and bool(parts.hostname) and printable


# -- e-mail ----------------------------------------------------------------------------


def _mail(given: Environment) -> MailNotifier:
    host = _required(given, "OGI_SMTP_HOST", "the name of the mail server")
    security = given.get("OGI_SMTP_SECURITY") or "starttls"
    if security not in get_args(Security):
        raise UsageError(
            f"OGI_SMTP_SECURITY is {security!r}; expected {', '.join(_PORTS)}"
        )
    user, password = given.get("OGI_SMTP_USER"), _secret(given, "OGI_SMTP_PASSWORD")
    if (user is None) != (password is None):
        raise UsageError(
            "OGI_SMTP_USER and OGI_SMTP_PASSWORD: expected both, or none for a server "
            "that asks for no login"
        )
    if user is not None and security == "none":
        raise UsageError(
            "OGI_SMTP_SECURITY is none, and OGI_SMTP_USER asks for a login: the "
            "password would travel in the clear; use starttls or ssl"
        )
    (sender,) = _addresses(given, "OGI_ALERT_FROM", only_one=True)
    return MailNotifier(
        host=host,
        port=_port(given, _PORTS[security]),
        sender=sender,
        recipients=_addresses(given, "OGI_ALERT_TO"),
        security=cast("Security", security),
        user=user,
        password=password,
        ca_file=_ca_file(given),
    )


def _port(given: Environment, usual: int) -> int:
    text = given.get("OGI_SMTP_PORT") or str(usual)
    if not text.isascii() or not text.isdigit() or not 0 < int(text) <= _LARGEST_PORT:
        raise UsageError(
            f"OGI_SMTP_PORT: expected a number up to {_LARGEST_PORT}, found {text!r}"
        )
    return int(text)


def _addresses(
    given: Environment, name: str, *, only_one: bool = False
) -> tuple[str, ...]:
    text = _required(given, name, "an e-mail address")
    found = tuple(part.strip() for part in text.split(",") if part.strip())
    wrong = [address for address in found if not _ADDRESS.fullmatch(address)]
    if wrong or not found:
        raise UsageError(
            f"{name}: expected addresses such as ogi@example.org, found {text!r}"
        )
    if only_one and len(found) > 1:
        raise UsageError(f"{name}: expected one address, found {len(found)}")
    return found


# -- of both ---------------------------------------------------------------------------


def _required(given: Environment, name: str, what: str) -> str:
    value = given.get(name)
    if not value:
        raise UsageError(f"{name} is not set, and OGI_ALERTS needs it: {what}")
    return value


def _secret(given: Environment, name: str) -> str | None:
    """A secret from its variable, or from the file that the variable `…_FILE` names."""
    value, file = given.get(name), given.get(f"{name}_FILE")
    if value and file:
        raise UsageError(f"{name} and {name}_FILE are both set; set one of them")
    if not file:
        return value or None
    try:
        value = Path(file).read_text(encoding="utf-8").strip()
    except (OSError, UnicodeDecodeError) as error:
        raise UsageError(f"{name}_FILE: {file} cannot be read") from error
    if not value:
        raise UsageError(f"{name}_FILE: {file} is empty")
    return value


def _ca_file(given: Environment) -> str | None:
    file = given.get("OGI_ALERT_CA_FILE") or None
    if file and not Path(file).is_file():
        raise UsageError(f"OGI_ALERT_CA_FILE: there is no file {file}")
    return file
