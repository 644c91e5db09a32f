"""What `OGI_POSTGRES_URL` may say, and what is said of it."""

import sys

import pytest

from pipeline.errors import UsageError
from pipeline.run_storage import check_reachable, postgres_database


@pytest.mark.parametrize(
    ("url", "shown"),
    [
        ("postgresql://u:secret@db/ogi", "database ogi on db:5432"),
        ("postgresql://u:se%2Fcret@db:6543/ogi_a", "database ogi_a on db:6543"),
        ("postgresql://u@/ogi?host=/run/postgresql", "database ogi on /run/postg"),
    ],
)
def test_it_is_shown_without_the_password(
    monkeypatch: pytest.MonkeyPatch, url: str, shown: str
) -> None:
    monkeypatch.setenv("OGI_POSTGRES_URL", url)
    database = postgres_database()
    assert database is not None
    assert str(database).startswith(shown)
    assert "cret" not in f"{database} {database!r}"


@pytest.mark.parametrize("value", [None, ""])
def test_without_it_runs_are_in_sqlite(
    monkeypatch: pytest.MonkeyPatch, value: str | None
) -> None:
    monkeypatch.delenv("OGI_POSTGRES_URL", raising=False)
    if value is not None:
        monkeypatch.setenv("OGI_POSTGRES_URL", value)
    assert postgres_database() is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("postgres://u:secret@db/ogi", "the scheme 'postgres'"),
        ("postgresql://u:secret@db", "no name of a database"),
        ("postgresql://u:secret@db/", "no name of a database"),
        ("postgresql:///ogi", "no host"),
        ("postgresql://u:sec/ret@db/ogi", "no address"),
        ("postgresql://u:secret@db/ogi#secret", "no name of a database"),
        ("secret", "the scheme ''"),
    ],
)
def test_anything_else_is_refused_in_a_sentence(
    monkeypatch: pytest.MonkeyPatch, url: str, found: str
) -> None:
    monkeypatch.setenv("OGI_POSTGRES_URL", url)
    with pytest.raises(UsageError) as told:
        postgres_database()
    said = str(told.value)
    assert said.startswith("OGI_POSTGRES_URL: expected postgresql://user:password@")
    assert found in said
    assert "secret" not in said
    assert "ret@" not in said


def test_without_the_extra_it_says_what_to_install(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("OGI_POSTGRES_URL", "postgresql://u:secret@db/ogi")
    monkeypatch.setitem(sys.modules, "psycopg2", None)
    database = postgres_database()
    assert database is not None
    with pytest.raises(UsageError, match=r"psycopg2 is not installed: pip install"):
        check_reachable(database)
