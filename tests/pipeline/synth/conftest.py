"""Lakes of tests need not survive a power cut: their small files are not synced."""

from collections.abc import Iterator

import pytest

from pipeline import durable


@pytest.fixture(scope="session", autouse=True)
def not_synced() -> Iterator[None]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(durable, "sync_file", lambda _path: None)
        yield
