"""Asking a Dagster webserver in GraphQL, and the port on which one may listen.

What is asked stands with the tests that ask it, but for what several do.
"""

import json
import socket
import urllib.request
from typing import Any

__all__ = ["LAUNCH", "answer", "free_port"]

#: start a run; `$params` as the launchpad sends them
LAUNCH = """
mutation ($params: ExecutionParams!) {
  launchRun(executionParams: $params) {
    __typename
    ... on LaunchRunSuccess { run { runId } }
    ... on PythonError { message }
  }
}
"""


def free_port() -> int:
    """A port of this machine on which nobody listens."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def answer(url: str, query: str, **variables: object) -> dict[str, Any]:
    """The data that the webserver at an address answers.

    Raises:
        OSError: nobody answers there, or not yet.
        AssertionError: the question is wrong.
    """
    request = urllib.request.Request(  # noqa: S310 - our own server
        f"{url}/graphql",
        json.dumps({"query": query, "variables": variables}).encode(),
        {"Content-Type": "application/json"},
    )
    with urllib.request.urlopen(request, timeout=30) as response:  # noqa: S310
        said: dict[str, Any] = json.load(response)
    assert "errors" not in said, said["errors"]
    data: dict[str, Any] = said["data"]
    return data
