"""Every YAML file under data/ fits the schema that is kept for it, and has one."""

import importlib.util
import json
import subprocess
import sys
from types import ModuleType
from typing import Any

import jsonschema
import pytest
import yaml

from pipeline.paths import project_dir

DATA = project_dir() / "data"
TOOL = project_dir() / "tools" / "build_schemas.py"
#: a note for people, loaded by nothing
WITHOUT_SCHEMA = {"registry/adcodes.meta.yml"}
#: folders that hold a file only where somebody had something to say
MAY_BE_EMPTY = {"corrections", "waivers"}
#: schemas of what is written, not of a file under data/
OF_OUTPUT = {"alert", "check_report", "deposits_side_car"}


def load_tool() -> ModuleType:
    spec = importlib.util.spec_from_file_location("build_schemas", TOOL)
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules["build_schemas"] = module
    spec.loader.exec_module(module)
    return module


TOOLS = load_tool()
FILES = [
    (schema.name, path)
    for schema in TOOLS.SCHEMAS
    for path in TOOLS.files_of(schema, DATA)
]


def as_json(value: Any) -> Any:
    """YAML as JSON would have it: a day is text."""
    return json.loads(json.dumps(value, default=str, ensure_ascii=False))


def validator(name: str) -> jsonschema.Draft202012Validator:
    text = (DATA / "schemas" / f"{name}.schema.json").read_text(encoding="utf-8")
    schema = json.loads(text)
    jsonschema.Draft202012Validator.check_schema(schema)
    return jsonschema.Draft202012Validator(
        schema, format_checker=jsonschema.Draft202012Validator.FORMAT_CHECKER
    )


def test_schemas_are_up_to_date() -> None:
    done = subprocess.run(
        [sys.executable, TOOL, "--check"], capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stderr) == (0, "")


def test_every_yaml_file_has_exactly_one_schema() -> None:
    listed = [path.relative_to(DATA).as_posix() for _, path in FILES]
    assert len(listed) == len(set(listed))
    tracked = {
        path.relative_to(DATA).as_posix()
        for folder in (
            *("accuracy", "alerts", "check", "crawl", "crosswalk", "deadlines", "demo"),
            *("dictionary", "expectations", "forms", "graph", "highlights", "metrics"),
            *("deposits", "narrative", "plots", "quality", "registry", "schedule"),
            "signals",
            *MAY_BE_EMPTY,
        )
        for path in (DATA / folder).rglob("*.yml")
    } | {f"rules/{path.name}" for path in (DATA / "rules").glob("*.yml")}
    assert set(listed) == tracked - WITHOUT_SCHEMA


@pytest.mark.parametrize("name", [schema.name for schema in TOOLS.SCHEMAS])
def test_files_fit_their_schema(name: str) -> None:
    check = validator(name)
    paths = [path for schema, path in FILES if schema == name]
    assert paths or name in MAY_BE_EMPTY | OF_OUTPUT
    for path in paths:
        content = as_json(yaml.safe_load(path.read_text(encoding="utf-8")))
        problems = [
            f"{path}: {e.json_path}: {e.message}" for e in check.iter_errors(content)
        ]
        assert problems == []


@pytest.mark.parametrize(
    ("name", "change"),
    [
        ("form", {"breakdown": []}),  # a key that is none
        ("form", {"table_id": "table_two"}),  # a table that is none
        ("registry_host", {"host": 5}),
        ("metrics", None),  # an object where a list is due
    ],
)
def test_schemas_refuse_what_the_loader_refuses(
    name: str, change: dict[str, Any] | None
) -> None:
    path = next(path for schema, path in FILES if schema == name)
    content = as_json(yaml.safe_load(path.read_text(encoding="utf-8")))
    wrong = {} if change is None else content | change
    assert not validator(name).is_valid(wrong)
