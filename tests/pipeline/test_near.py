"""What is said of a name that is not known."""

from pathlib import Path

from pipeline.near import hint, meant, nearest

KNOWN = ["fujian", "henan", "hainan"]


def test_the_name_that_is_most_like_it_is_meant() -> None:
    assert nearest("fujain", KNOWN) == "fujian"
    assert meant("hennan", KNOWN, "all are listed") == "did you mean henan?"
    assert hint("hennan", KNOWN) == "; did you mean 'henan'?"


def test_where_nothing_is_like_it_no_name_is_made_up() -> None:
    assert nearest("xyz", KNOWN) is None
    assert meant("xyz", KNOWN, "all are listed") == "all are listed"
    assert hint("xyz", []) == ""


def test_nobody_looks_for_it_himself() -> None:
    project = Path(__file__).parents[2]
    code = [*project.glob("pipeline/**/*.py"), *project.glob("assets/**/*.py")]
    found = {p.name for p in code if "import get_close_matches" in p.read_text("utf-8")}
    # a side-car may mean several institutions, of which each has several names
    assert found == {"near.py", "sidecar.py"}
