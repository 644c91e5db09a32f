"""The webhook against a real server with real faults."""

import json
import logging
import socket
from pathlib import Path

import jsonschema
import pytest

from pipeline.alerts.config import load_shapes
from pipeline.alerts.webhook import WebhookNotifier
from pipeline.errors import NotifyError
from pipeline.paths import project_dir
from tests.pipeline.alerts.servers import ALERT, Answer, web_server


def test_the_alert_is_posted_as_json_of_the_schema() -> None:
    with web_server() as hook:
        said = WebhookNotifier(hook.url).send(ALERT)
    assert said == "127.0.0.1 answers 200: ok"
    ((path, body),) = hook.got
    assert path == "/send?key=geheim"
    posted = json.loads(body)
    assert posted == ALERT.model_dump(mode="json")
    schema = project_dir() / "data" / "schemas" / "alert.schema.json"
    jsonschema.validate(posted, json.loads(schema.read_text("utf-8")))


@pytest.mark.parametrize(
    ("shape", "path", "answer"),
    [
        ("wecom", ["text", "content"], b'{"errcode": 0, "errmsg": "ok"}'),
        ("dingtalk", ["text", "content"], b'{"errcode": 0}'),
        ("feishu", ["content", "text"], b'{"code": 0, "msg": "success"}'),
        ("slack", ["text"], b"ok"),
    ],
)
def test_robots_get_their_shape(shape: str, path: list[str], answer: bytes) -> None:
    with web_server((200, answer, {}, 0.0)) as hook:
        WebhookNotifier(hook.url, load_shapes()[shape]).send(ALERT)
    found = json.loads(hook.got[0][1])
    for key in path:
        found = found[key]
    marks = "<a & b>" if shape != "slack" else "&lt;a &amp; b&gt;"
    assert found == ALERT.text.replace("<a & b>", marks)


def test_every_shape_is_tried() -> None:
    assert set(load_shapes()) == {"wecom", "dingtalk", "feishu", "slack"}


def test_a_long_alert_is_cut_for_a_robot_and_keeps_its_link() -> None:
    long = ALERT.model_copy(update={"lines": ("故障" * 2000, "last")})
    with web_server((200, b'{"errcode": 0}', {}, 0.0)) as hook:
        WebhookNotifier(hook.url, load_shapes()["wecom"]).send(long)
    text = json.loads(hook.got[0][1])["text"]["content"]
    assert len(text.encode()) <= 2048
    assert text.startswith(ALERT.title)
    assert text.endswith(f"…\n{ALERT.link}")


FAULTS: list[tuple[Answer, str]] = [
    ((500, b"out of order", {}, 0.0), "answers 500: out of order"),
    ((403, b"", {}, 0.0), "answers 403"),
    (
        (302, b"", {"Location": "https://evil.example/take?key=geheim"}, 0.0),
        "answers 302, a redirect to evil.example, which is not followed; set "
        "OGI_ALERT_WEBHOOK_URL",
    ),
    ((200, b"ok", {}, 1.0), "no answer within 0.3 s"),
    ((404, b"no /send?key=geheim here", {}, 0.0), "answers 404: no …?… here"),
    ((400, b"key geheim is not known", {}, 0.0), "answers 400: key … is not known"),
]


@pytest.mark.parametrize(("answer", "said"), FAULTS)
def test_a_fault_is_said_without_the_secret(answer: Answer, said: str) -> None:
    with web_server(answer) as hook:
        notifier = WebhookNotifier(hook.url, timeout=0.3)
        with pytest.raises(NotifyError) as caught:
            notifier.send(ALERT)
    assert said in str(caught.value)
    assert "geheim" not in f"{caught.value}{notifier!r}{notifier.target}"
    assert len(hook.got) == 1  # nor was it sent to where the redirect leads


def test_a_robot_that_refuses_with_status_200_has_not_taken_it() -> None:
    answer = b'{"errcode": 93000, "errmsg": "invalid webhook url"}'
    with (
        web_server((200, answer, {}, 0.0)) as hook,
        pytest.raises(NotifyError, match=r'expected {"errcode": 0}, found .*93000'),
    ):
        WebhookNotifier(hook.url, load_shapes()["wecom"]).send(ALERT)


def test_a_file_without_certificates_is_named(tmp_path: Path) -> None:
    empty = tmp_path / "ca.pem"
    empty.write_text("none", encoding="utf-8")
    with pytest.raises(NotifyError, match=r"OGI_ALERT_CA_FILE: .*ca\.pem holds no"):
        WebhookNotifier("https://127.0.0.1:9/", ca_file=str(empty)).send(ALERT)


def test_a_server_that_is_down_is_said() -> None:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    with pytest.raises(NotifyError, match="no connection") as caught:
        WebhookNotifier(f"http://127.0.0.1:{port}/?key=geheim").send(ALERT)
    assert "geheim" not in str(caught.value)


def test_the_address_is_not_logged(caplog: pytest.LogCaptureFixture) -> None:
    with web_server() as hook, caplog.at_level(logging.DEBUG):
        logging.getLogger("httpx").setLevel(logging.NOTSET)
        WebhookNotifier(hook.url).send(ALERT)
    assert "geheim" not in caplog.text
