"""SQL models: what they must say of themselves, and the order they run in."""

from pathlib import Path

import pytest

from pipeline.errors import ModelError
from pipeline.forms import TABLES
from pipeline.sqlmodels import load_checks, load_models, macros, models_for

GOOD = """-- description: One row a year,
-- with all that is known.
-- grain: report_year
with years as (
    select r.report_year
    from {reads} as r
)

select
    y.report_year,  -- Year
    count(*) as reports  -- Reports of it
from years as y
group by all
"""
CHECK = """-- description: No year is missing.
-- asset: int_one
-- severity: warn
select o.report_year
from int_one as o
where o.report_year is null
"""


def write(root: Path, name: str, text: str) -> None:
    place = {"int": "intermediate", "out": "outputs"}.get(name[:3], "checks")
    (root / place).mkdir(exist_ok=True)
    (root / place / f"{name}.sql").write_text(text, encoding="utf-8")


@pytest.fixture
def root(tmp_path: Path) -> Path:
    write(tmp_path, "int_one", GOOD.format(reads="core_reports"))
    return tmp_path


def test_a_model_tells_of_itself(root: Path) -> None:
    (model,) = load_models(root)
    assert (model.name, model.layer, model.grain) == (
        "int_one",
        "int",
        ("report_year",),
    )
    assert model.description == "One row a year, with all that is known."
    assert model.columns == {"report_year": "Year", "reports": "Reports of it"}
    assert model.reads == {"core_reports"}  # and not its own step


def test_models_come_after_those_they_read(root: Path) -> None:
    write(root, "int_a", GOOD.format(reads="out_b"))
    write(root, "out_b", GOOD.format(reads="int_one"))
    names = [m.name for m in load_models(root)]
    assert names.index("int_one") < names.index("out_b") < names.index("int_a")


@pytest.mark.parametrize(
    ("name", "text", "complaint"),
    [
        ("int_two", "select 1 as a  -- A\n", "expected a first line '-- description"),
        (
            "int_two",
            "-- description: D.\n-- grain: a\nselect\n    1 as a,  -- A\n    2 as b\n",
            r"2 output columns \['a', 'b'\], 1 comments",
        ),
        (
            "int_two",
            "-- description: D.\nselect\n    1 as a  -- A\n",
            "expected '-- grain: …' with output columns",
        ),
        (
            "int_two",
            "-- description: D.\n-- grain: b\nselect\n    1 as a  -- A\n",
            r"found \('b',\)",
        ),
        (
            "out_two",
            "-- description: D.\n-- grain: a\nselect\n    (1 as a  -- A\n",
            "Expecting \\)",
        ),
        ("out_two", "-- description: D.\ndrop table x\n", "expected one select"),
        (
            "int_two",
            GOOD.format(reads="core_report"),
            "no table core_report: neither a model under sql/ nor in",
        ),
        ("int_two", GOOD.format(reads="int_two"), r"in a circle: \['int_two'\]"),
    ],
)
def test_a_mistake_names_the_file(
    root: Path, name: str, text: str, complaint: str
) -> None:
    write(root, name, text)
    with pytest.raises(ModelError, match=complaint) as caught:
        load_models(root)
    assert str(root) in str(caught.value)


def test_models_that_read_in_a_circle(root: Path) -> None:
    write(root, "int_a", GOOD.format(reads="int_b"))
    write(root, "int_b", GOOD.format(reads="int_a"))
    with pytest.raises(ModelError, match=r"in a circle: \['int_a', 'int_b'\]"):
        load_models(root)


def test_a_model_is_called_after_its_folder(root: Path) -> None:
    text = GOOD.format(reads="core_reports")
    (root / "intermediate" / "years.sql").write_text(text, encoding="utf-8")
    with pytest.raises(ModelError, match="is called int_…"):
        load_models(root)


def test_checks_are_those_of_the_folder_and_one_for_each_grain(root: Path) -> None:
    write(root, "years_known", CHECK)
    grain, known = load_checks(root)
    assert (grain.name, grain.asset, grain.severity) == (
        "grain_is_unique",
        "int_one",
        "error",
    )
    assert (known.name, known.asset, known.severity) == (
        "years_known",
        "int_one",
        "warn",
    )
    assert known.description == "No year is missing."


@pytest.mark.parametrize(
    ("old", "new", "complaint"),
    [
        ("-- asset: int_one\n", "", "expected '-- asset: <table>'"),
        ("warn", "loud", r"'-- severity: error\|warn'"),
        ("asset: int_one", "asset: int_gone", "no table int_gone"),
        ("from int_one", "from int_gone", "no table int_gone"),
    ],
)
def test_a_check_says_what_it_is_about(
    root: Path, old: str, new: str, complaint: str
) -> None:
    write(root, "years_known", CHECK.replace(old, new))
    with pytest.raises(ModelError, match=complaint):
        load_checks(root)


def test_models_for_gives_what_is_needed_and_no_more() -> None:
    names = [m.name for m in models_for("out_metrics")]
    assert names[-1] == "out_metrics"
    assert {"int_reports", "int_cells", "int_metric_values"} < set(names)
    assert "out_rule_results" not in names


def test_models_for_something_that_is_not_there() -> None:
    with pytest.raises(ModelError, match="no model out_metric under sql/"):
        models_for("out_metric")


def test_every_model_and_macro_is_described() -> None:
    models = load_models()
    assert all(m.description.endswith(".") and m.grain for m in models)
    assert all(all(m.columns.values()) for m in models)
    told = [text.startswith("-- ") for text in macros().strip().split(";\n\n") if text]
    assert told
    assert all(told)


def test_who_reads_several_observation_tables_reads_all_of_them() -> None:
    """A union that lacks the newest table leaves its cells out without a word."""
    tables = {f"core_{table}" for table in TABLES}
    reads = {m.name: m.reads for m in load_models()}
    reads |= {c.name: c.reads for c in load_checks() if c.name != "grain_is_unique"}
    several = {name: found & tables for name, found in reads.items()}
    several = {name: found for name, found in several.items() if len(found) > 1}
    assert several == {"int_readings": tables}


def test_calls_of_functions_in_python_are_found() -> None:
    calls = {m.name: m.calls for m in load_models() if m.calls}
    assert calls == {"int_localised": frozenset({"localised"})}
