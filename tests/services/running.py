"""Services that run: asking the webserver, waiting for what comes by itself."""

import subprocess
import time
import urllib.error
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pipeline.settings import Settings
from tests.asking import answer

#: seconds; a fifth of it on a machine that does nothing else
_PATIENCE_S = 240


@dataclass
class Services:
    settings: Settings
    url: str
    port: int
    processes: list[subprocess.Popen[bytes]]
    log: Path

    def ask(self, query: str, **variables: object) -> Any:
        """What the webserver answers to a question in GraphQL."""
        return answer(f"http://127.0.0.1:{self.port}", query, **variables)

    def wait_for(self, found: Callable[[], Any]) -> Any:
        deadline = time.monotonic() + _PATIENCE_S
        while True:
            try:
                said = found()
            except urllib.error.HTTPError:
                raise  # it is up, and the question is wrong
            except (urllib.error.URLError, ConnectionError):
                said = None
            if said:
                return said
            dead = [p.returncode for p in self.processes if p.poll() is not None]
            assert not dead, self.log.read_text(encoding="utf-8")
            assert time.monotonic() < deadline, self.log.read_text(encoding="utf-8")
            time.sleep(0.2)
