"""The SQL models under `sql/`: what they say of themselves, and their order.

A model is a plain DuckDB `select` with a header (`-- description:`, `-- grain:`) and a
comment for every output column; its name is its file's. `-- kind: view` says that it is
not stored. A check is a `select` whose
rows are offences, with `-- asset:` and `-- severity:`. Nothing is executed here (that
is `pipeline.warehouse`).
"""

import re
from collections.abc import Iterable, Set
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any, Literal

import sqlglot
from sqlglot import exp

from pipeline.errors import ModelError
from pipeline.functions import FUNCTIONS
from pipeline.paths import project_dir
from pipeline.schema import load_schemas

__all__ = [
    "Check",
    "Model",
    "load_checks",
    "load_models",
    "load_views",
    "macros",
    "models_for",
]

_HEADER = re.compile(r"^--\s*(description|grain|kind|asset|severity):\s*(.*)$")
_CONTINUED = re.compile(r"^--\s*(.*)$")
_FINAL_SELECT = re.compile(r"^select(?: distinct)?$", re.M)
_COLUMN_COMMENT = re.compile(r"--\s*(?P<comment>.+)$")
_LAYERS = {"intermediate": "int", "outputs": "out"}


@dataclass(frozen=True, slots=True)
class Model:
    """An SQL model.

    Attributes:
        name: of the file, the relation and the asset.
        layer: `int`, `out`, or `view` for what only a release has.
        description: one sentence.
        grain: the columns that make a row unique.
        columns: the output columns with their meanings, in order.
        reads: the relations that it reads.
        sql: the whole text.
        path: where it stands.
        is_view: it is not stored: whoever reads it computes what he needs of it.
        calls: the functions of `pipeline.functions` that it calls.
    """

    name: str
    layer: Literal["int", "out", "view"]
    description: str
    grain: tuple[str, ...]
    columns: dict[str, str]
    reads: frozenset[str]
    sql: str
    path: Path
    is_view: bool = False
    calls: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Check:
    """A check of our own invariants: a `select` of offending rows.

    Attributes:
        name: unique within its asset.
        asset: the table that it is about.
        severity: `error` stops publication, `warn` does not.
        description: what must hold.
        reads: the relations that it reads.
        sql: the whole text.
    """

    name: str
    asset: str
    severity: Literal["error", "warn"]
    description: str
    reads: frozenset[str]
    sql: str


def _header(path: Path, text: str) -> dict[str, str]:
    """The `-- key: value` lines in front; a value may go on in the next comment."""
    found: dict[str, str] = {}
    key: str | None = None
    for line in text.splitlines():
        match = _HEADER.match(line)
        if match:
            key = match[1]
            found[key] = match[2].strip()
        elif key and (more := _CONTINUED.match(line)):
            found[key] += " " + more[1].strip()
        elif line.strip():
            break
    if "description" not in found:
        raise ModelError(f"{path}: expected a first line '-- description: …'")
    return found


def _parse(path: Path, text: str) -> exp.Query:
    try:
        parsed = sqlglot.parse_one(text, dialect="duckdb")
    except sqlglot.errors.ParseError as error:
        raise ModelError(f"{path}: {error}") from error
    if not isinstance(parsed, exp.Query):
        raise ModelError(f"{path}: expected one select statement")
    return parsed


def _reads(parsed: exp.Query) -> frozenset[str]:
    own = {cte.alias for cte in parsed.find_all(exp.CTE)}
    return frozenset(t.name for t in parsed.find_all(exp.Table) if t.name not in own)


def _calls(parsed: exp.Query) -> frozenset[str]:
    """The functions in Python that it calls; macros and those of DuckDB are not."""
    named = {f.name.lower() for f in parsed.find_all(exp.Anonymous)}
    return frozenset(named & FUNCTIONS.keys())


def _columns(path: Path, text: str, parsed: exp.Query) -> dict[str, str]:
    """Names from the parsed select, meanings from the comment on the line of each."""
    query: Any = parsed
    while isinstance(query, exp.SetOperation):
        query = query.this
    names: list[str] = query.named_selects
    final = _FINAL_SELECT.search(text)
    comments = []
    if final:
        for line in text[final.end() :].splitlines():
            if re.match(r"^(from|union)\b", line):
                break
            comment = _COLUMN_COMMENT.search(line)
            if comment and not line.lstrip().startswith("--"):
                comments.append(comment["comment"].strip())
    if len(comments) != len(names):
        raise ModelError(
            f"{path}: {len(names)} output columns {names}, {len(comments)} comments; "
            "write `expression as name,  -- meaning` for each column of the last select"
        )
    return dict(zip(names, comments, strict=True))


def _load_model(path: Path, layer: Literal["int", "out", "view"]) -> Model:
    text = path.read_text(encoding="utf-8")
    header = _header(path, text)
    parsed = _parse(path, text)
    columns = _columns(path, text, parsed)
    grain = (
        tuple(c.strip() for c in header["grain"].split(","))
        if ("grain" in header)
        else ()
    )
    if not grain or set(grain) - set(columns):
        raise ModelError(
            f"{path}: expected '-- grain: …' with output columns, found {grain}"
        )
    if not path.stem.startswith(f"{layer}_"):
        raise ModelError(f"{path}: a model in this folder is called {layer}_…")
    kind = header.get("kind", "table")
    if kind not in ("table", "view"):
        raise ModelError(f"{path}: expected '-- kind: table' or view, found {kind!r}")
    return Model(
        is_view=kind == "view",
        name=path.stem,
        layer=layer,
        description=header["description"],
        grain=grain,
        columns=columns,
        reads=_reads(parsed),
        sql=text,
        path=path,
        calls=_calls(parsed),
    )


def load_models(folder: Path | None = None) -> tuple[Model, ...]:
    """All models, each after those that it reads.

    Raises:
        ModelError: a model says too little of itself, reads a table that nobody makes,
            or models read in a circle.
    """
    return _models(folder or project_dir() / "sql")


@cache
def _models(root: Path) -> tuple[Model, ...]:
    """Remembered by the folder itself: parsing all of them takes a second."""
    models: dict[str, Model] = {}
    for sub, layer in _LAYERS.items():
        for path in sorted((root / sub).glob("*.sql")):
            models[path.stem] = _load_model(path, "int" if layer == "int" else "out")
    known = models.keys() | load_schemas().keys()
    for model in models.values():
        _refuse_unknown(model.path, model.reads, known)
    ordered: list[Model] = []
    waiting = dict(models)
    while waiting:
        ready = [m for m in waiting.values() if not (m.reads & waiting.keys())]
        if not ready:
            raise ModelError(
                f"{root}: these models read in a circle: {sorted(waiting)}"
            )
        for model in ready:
            ordered.append(model)
            del waiting[model.name]
    return tuple(ordered)


def load_views(folder: Path | None = None) -> tuple[Model, ...]:
    """The views under `sql/views`: no run makes them, a release has them.

    Raises:
        ModelError: a view says too little of itself, or reads what nobody makes.
    """
    return _views(folder or project_dir() / "sql")


@cache
def _views(root: Path) -> tuple[Model, ...]:
    known = {m.name for m in _models(root)} | load_schemas().keys()
    views = [_load_model(path, "view") for path in sorted(root.glob("views/*.sql"))]
    for view in views:
        _refuse_unknown(view.path, view.reads, known)
    return tuple(views)


def _refuse_unknown(path: Path, names: Iterable[str], known: Set[str]) -> None:
    unknown = sorted(set(names) - known)
    if unknown:
        raise ModelError(
            f"{path}: no table {', '.join(unknown)}: neither a model under sql/ nor in "
            "data/dictionary/tables.yml"
        )


def models_for(*names: str) -> tuple[Model, ...]:
    """The models that are needed for the named ones, in order.

    Raises:
        ModelError: there is no model of that name.
    """
    by_name = {m.name: m for m in load_models()}
    unknown = sorted(set(names) - by_name.keys())
    if unknown:
        raise ModelError(f"no model {', '.join(unknown)} under sql/")
    needed: set[str] = set()
    todo = list(names)
    while todo:
        name = todo.pop()
        if name in needed or name not in by_name:
            continue
        needed.add(name)
        todo += by_name[name].reads
    return tuple(m for m in load_models() if m.name in needed)


def load_checks(folder: Path | None = None) -> tuple[Check, ...]:
    """The checks under `sql/checks`, and the uniqueness of each table's grain.

    Those that data files ask for are added in `pipeline.checks`. A view has no such
    check: what it is made of has been checked, and looking at all of its rows would
    cost more than making every table.

    Raises:
        ModelError: a check does not say what it is about, or reads what is not there.
    """
    return _checks(folder or project_dir() / "sql")


@cache
def _checks(root: Path) -> tuple[Check, ...]:
    models = _models(root)
    known = {m.name for m in models} | load_schemas().keys()
    checks = [_grain_check(model) for model in models if not model.is_view]
    for path in sorted((root / "checks").glob("*.sql")):
        text = path.read_text(encoding="utf-8")
        header = _header(path, text)
        severity = header.get("severity")
        if "asset" not in header or severity not in ("error", "warn"):
            raise ModelError(
                f"{path}: expected '-- asset: <table>' and '-- severity: error|warn'"
            )
        reads = _reads(_parse(path, text))
        _refuse_unknown(path, reads | {header["asset"]}, known)
        checks.append(
            Check(
                name=path.stem,
                asset=header["asset"],
                severity="error" if severity == "error" else "warn",
                description=header["description"],
                reads=reads,
                sql=text,
            )
        )
    return tuple(checks)


_GRAIN = """\
with neighbours as (
    select
        hash({keys}) = lag(hash({keys})) over ()
        or {first} < lag({first}) over () as is_suspicious
    from {table}
),

suspicion as (
    select n.is_suspicious
    from neighbours as n
    where n.is_suspicious
    limit 1
)

-- a table comes sorted by its grain, so rows alike are neighbours: only if two are,
-- or if it is not sorted, are all rows compared with one another
select {keys}, count(*) as rows_found
from {table}
where exists (select s.is_suspicious from suspicion as s)
group by all
having count(*) > 1"""


def _grain_check(model: Model) -> Check:
    keys = ", ".join(model.grain)
    return Check(
        name="grain_is_unique",
        asset=model.name,
        severity="error",
        description=f"One row for each {keys}.",
        reads=frozenset({model.name}),
        sql=_GRAIN.format(keys=keys, first=model.grain[0], table=model.name),
    )


@cache
def macros() -> str:
    """The macros that every model may use."""
    return (project_dir() / "sql" / "macros.sql").read_text(encoding="utf-8")
