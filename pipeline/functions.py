"""Functions in Python that SQL models may call: their names, types and code.

What is a join or a sum is SQL; what is a search is Python, called from a model so that
order, stamps, checks and cases are those of every model. A function is pure: the same
arguments give the same result, whatever the machine, the hour or the batch. `FUNCTIONS`
names them; a warehouse has them all (`pipeline.warehouse`), and a model that calls one
is run again when its code or its data changes (`pipeline.stamps`).
"""

import hashlib
import inspect
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from importlib.metadata import version
from pathlib import Path
from typing import Any

import duckdb
import pyarrow as pa
from duckdb.func import FunctionNullHandling, PythonUDFType

from pipeline.paths import project_dir

__all__ = [
    "FUNCTIONS",
    "Function",
    "function_fingerprint",
    "register",
    "unregister",
]


@dataclass(frozen=True, slots=True)
class Function:
    """A function that models may call.

    Attributes:
        name: in SQL.
        parameters: DuckDB types.
        returns: DuckDB type.
        call: `module:name` of what takes one Arrow array a parameter, all of the same
            length, and gives one; loaded at the first call.
        code: modules and packages that it is made of, from the folder of `pipeline`.
        data: folders of data files that it reads, from the project's.
        libraries: distributions whose version can change a result.
    """

    name: str
    parameters: tuple[str, ...]
    returns: str
    call: str
    code: tuple[str, ...]
    data: tuple[str, ...]
    libraries: tuple[str, ...]


_LOCALISED = """
struct(
    component_no smallint, status varchar, method varchar, is_complete boolean,
    is_systematic boolean, equations_failed smallint, component_pattern varchar,
    component_changes smallint, solutions smallint, solution_no smallint,
    changes smallint, position smallint, implied_value decimal(26, 6), pattern varchar
)[]
"""

#: the functions by name
FUNCTIONS: dict[str, Function] = {
    f.name: f
    for f in (
        Function(
            name="localised",
            parameters=(
                *("varchar", "varchar"),  # edition and table
                *("smallint[]", "decimal(26, 6)[]", "double[]"),  # of its cells
            ),
            returns=_LOCALISED,
            call="pipeline.quality.arrow:localised",
            code=(
                *("functions.py", "quality", "extract/equations.py", "forms.py"),
                *("rules.py", "rule_files.py", "rule_derived.py", "rule_scope.py"),
            ),
            data=("data/quality", "data/forms", "data/rules"),
            libraries=("numpy", "scipy"),
        ),
    )
}


def register(connection: duckdb.DuckDBPyConnection) -> None:
    """Make all functions known to a connection."""
    for function in FUNCTIONS.values():
        connection.create_function(
            function.name,
            _loaded_when_called(function),
            list(function.parameters),
            function.returns,
            type=PythonUDFType.ARROW,
            null_handling=FunctionNullHandling.SPECIAL,
        )


def unregister(connection: duckdb.DuckDBPyConnection) -> None:
    """Take them back; a connection that is closed with them never lets go of them."""
    for name in FUNCTIONS:
        connection.remove_function(name)


def _loaded_when_called(function: Function) -> Callable[..., pa.Array]:
    """The function; most warehouses never call it, and its libraries load slowly."""
    module, _, name = function.call.partition(":")

    def call(*arguments: Any) -> pa.Array:
        return getattr(import_module(module), name)(*arguments)

    # DuckDB looks at how many parameters it has
    one = inspect.Parameter
    call.__signature__ = inspect.Signature(  # type: ignore[attr-defined]
        [one(f"p{n}", one.POSITIONAL_ONLY) for n in range(len(function.parameters))]
    )
    return call


@cache
def function_fingerprint(name: str) -> str:
    """What a function is made of: code, data files and libraries, as one digest."""
    function = FUNCTIONS[name]
    package = Path(__file__).parent
    digest = hashlib.blake2b(digest_size=16)
    for part in (*function.parameters, function.returns, function.call):
        _add(digest, part.encode())
    for root, places, pattern in (
        (package, function.code, "*.py"),
        (project_dir(), function.data, "*.yml"),
    ):
        for place in places:
            for path in _files(root / place, pattern):
                _add(digest, path.relative_to(root).as_posix().encode())
                _add(digest, path.read_bytes().replace(b"\r\n", b"\n"))
    for library in function.libraries:
        _add(digest, f"{library} {version(library)}".encode())
    return digest.hexdigest()


def _files(place: Path, pattern: str) -> list[Path]:
    found = sorted(place.rglob(pattern)) if place.is_dir() else [place]
    if not found:
        raise FileNotFoundError(f"{place}: no {pattern} there, named in FUNCTIONS")
    return found


def _add(digest: "hashlib.blake2b", data: bytes) -> None:
    digest.update(f"{len(data)}\n".encode())
    digest.update(data)
