"""The notifier `webhook`: one POST, as JSON or in the shape that a chat robot takes.

The address is a secret, for it holds the key of the robot: no message shows more than
its host. A redirect is not followed: it could carry the alert elsewhere.
"""

import json
import logging
import ssl
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import parse_qsl, urlsplit

import httpx

from pipeline.alerts.alert import Alert
from pipeline.alerts.config import Shape
from pipeline.errors import NotifyError

__all__ = ["WebhookNotifier"]

_TIMEOUT = 10.0
#: of an answer: a robot says what is wrong in a few words
_MOST_BYTES = 64 * 1024
_SHOWN = 200
#: of the parts of an address: shorter ones are words such as `send`
_SHORTEST_KEY = 6


@dataclass(frozen=True, slots=True)
class WebhookNotifier:
    """Posts alerts to an address.

    Attributes:
        url: the address, a secret.
        shape: what the robot there takes; None for the alert as JSON.
        ca_file: certificates of an own authority.
        timeout: seconds for all of it.
    """

    url: str = field(repr=False)
    shape: Shape | None = None
    ca_file: str | None = None
    timeout: float = _TIMEOUT
    name: str = "webhook"

    @property
    def target(self) -> str:
        """The host and the shape."""
        shape = self.shape.id if self.shape else "json"
        return f"{urlsplit(self.url).hostname} ({shape})"

    def send(self, alert: Alert) -> str:
        """Post it.

        Raises:
            NotifyError: no answer in time, or one that does not say that it was taken.
        """
        host = urlsplit(self.url).hostname
        try:
            status, body, location = self._post(body_of(alert, self.shape))
        except httpx.TimeoutException as error:
            raise NotifyError(f"{host}: no answer within {self.timeout:g} s") from error
        except httpx.ConnectError as error:
            raise NotifyError(f"{host}: no connection: {error}") from error
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            kind = type(error).__name__
            raise NotifyError(f"{host}: the connection broke ({kind})") from error
        if location:
            where = urlsplit(location).hostname or "a path of its own"
            raise NotifyError(
                f"{host}: answers {status}, a redirect to {where}, which is not "
                "followed; set OGI_ALERT_WEBHOOK_URL to the final address"
            )
        said = self._without_url(body.decode(errors="replace"))
        if not httpx.codes.is_success(status):
            raise NotifyError(f"{host}: answers {status}: {said}")
        _refuse_other_answers(f"{host}: answers {status}", body, said, self.shape)
        return (
            f"{host} answers {status}: {said}" if said else f"{host} answers {status}"
        )

    def _post(self, content: Any) -> tuple[int, bytes, str | None]:
        ends = time.monotonic() + self.timeout
        verify: ssl.SSLContext | bool = True
        if self.ca_file:
            try:
                verify = ssl.create_default_context(cafile=self.ca_file)
            except OSError as error:
                raise NotifyError(
                    f"OGI_ALERT_CA_FILE: {self.ca_file} holds no certificates in PEM "
                    f"({error.strerror or error})"
                ) from error
        data = json.dumps(content, ensure_ascii=False).encode()
        headers = {"Content-Type": "application/json; charset=utf-8"}
        with (
            _unlogged(),
            httpx.Client(verify=verify, timeout=self.timeout) as client,
            client.stream("POST", self.url, content=data, headers=headers) as answer,
        ):
            body = b""
            for chunk in answer.iter_bytes():
                body += chunk
                if len(body) > _MOST_BYTES:
                    break
                if time.monotonic() > ends:
                    raise httpx.ReadTimeout("the answer does not end")
            location = answer.headers.get("location") if answer.is_redirect else None
            return answer.status_code, body, location

    def _without_url(self, text: str) -> str:
        parts = urlsplit(self.url)
        # an answer may also name the key alone
        keys = [value for _, value in parse_qsl(parts.query)] + parts.path.split("/")
        keys = [key for key in keys if len(key) >= _SHORTEST_KEY]
        for secret in (self.url, parts.query, parts.path, *keys):
            if len(secret) > 1:
                text = text.replace(secret, "…")
        return " ".join(text.split())[:_SHOWN]


def body_of(alert: Alert, shape: Shape | None) -> Any:
    """What is posted."""
    if shape is None:
        return alert.model_dump(mode="json")
    text, title = alert.shortened(shape.most_bytes), alert.title
    for mark, escaped in shape.escape.items():
        text, title = text.replace(mark, escaped), title.replace(mark, escaped)
    return _filled(shape.body, {"{text}": text, "{title}": title})


def _filled(content: Any, values: dict[str, str]) -> Any:
    if isinstance(content, dict):
        return {key: _filled(value, values) for key, value in content.items()}
    if isinstance(content, list):
        return [_filled(value, values) for value in content]
    return values.get(content, content) if isinstance(content, str) else content


def _refuse_other_answers(
    where: str, body: bytes, said: str, shape: Shape | None
) -> None:
    """Refuse an answer that is a success by its status and an error by its body."""
    if shape is None or not shape.answer:
        return
    try:
        answer = json.loads(body)
    except ValueError:
        answer = None
    wanted = shape.answer
    if not isinstance(answer, dict) or any(
        answer.get(key) != value for key, value in wanted.items()
    ):
        raise NotifyError(f"{where}, expected {json.dumps(wanted)}, found {said!r}")


@contextmanager
def _unlogged() -> Iterator[None]:
    """Keep httpx from logging the address, which is a secret."""
    loggers = [logging.getLogger(name) for name in ("httpx", "httpcore")]
    before = [logger.level for logger in loggers]
    for logger in loggers:
        logger.setLevel(logging.WARNING)
    try:
        yield
    finally:
        for logger, level in zip(loggers, before, strict=True):
            logger.setLevel(level)
