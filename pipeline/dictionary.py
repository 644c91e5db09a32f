"""The dictionary in words: meanings in Chinese, and what coded columns may hold.

Meanings in English stand with the tables (`pipeline.schema`, `pipeline.sqlmodels`);
`data/dictionary/columns.yml` has the Chinese ones and `values.yml` the codes. Views
under `sql/views` say both themselves, `中文 · English`. `described` brings them
together, `gaps` says what is missing or left over. Pages are made elsewhere
(`pipeline.pages.dictionary`).
"""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from pipeline.data_files import ClosedModel, read_data, refuse_twice, shown
from pipeline.errors import DataFileError
from pipeline.paths import project_dir
from pipeline.schema import load_schemas
from pipeline.sqlmodels import Model, load_models, load_views
from pipeline.tables import columns_of_tables

__all__ = [
    "Code",
    "CodeList",
    "CodeLists",
    "ColumnWords",
    "Meanings",
    "TableWords",
    "accepted_values",
    "described",
    "gaps",
    "load_code_lists",
    "load_meanings",
]

Key = tuple[str, str]
#: between the Chinese and the English words of a view
_BETWEEN = " · "


class Code(ClosedModel):
    """One value of a coded column.

    With `of`, one for each code of the list of that name: `code: that one`.
    """

    code: str
    zh: str
    en: str
    of: str | None = None


class CodeList(ClosedModel):
    """What some columns may hold.

    `columns` are names, which mean every table that has such a column, or
    `table.column`, which goes before a name; `not_in` are `table.column` where the
    name alone does not mean this list.
    """

    name: str
    zh: str
    en: str
    columns: tuple[str, ...]
    not_in: tuple[str, ...] = ()
    values: tuple[Code, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        """The codes alone."""
        return tuple(value.code for value in self.values)


class CodeLists(ClosedModel):
    """`data/dictionary/values.yml`."""

    lists: tuple[CodeList, ...]


class Meanings(ClosedModel):
    """`data/dictionary/columns.yml`: what tables and columns mean, in Chinese.

    `columns` has names, which mean the same in every table, and `table.column`, which
    goes before a name.
    """

    tables: dict[str, str]
    columns: dict[str, str]

    def table(self, name: str) -> str | None:
        """What a table holds, None where nobody has written it yet."""
        return self.tables.get(name)

    def column(self, table: str, name: str) -> str | None:
        """What a column means, None where nobody has written it yet."""
        return self.columns.get(f"{table}.{name}", self.columns.get(name))


@dataclass(frozen=True, slots=True)
class ColumnWords:
    """A column in words; `zh` is None where nobody has written it yet."""

    name: str
    en: str
    zh: str | None
    codes: CodeList | None


@dataclass(frozen=True, slots=True)
class TableWords:
    """A table or view in words; `zh` is None where nobody has written it yet.

    `layer` is seed, raw, core, int, out or view; `is_view` says that no rows of it are
    stored, which some models of the layer int are, too.
    """

    name: str
    layer: str
    en: str
    zh: str | None
    key: tuple[str, ...]
    is_view: bool
    columns: tuple[ColumnWords, ...]


def _file(name: str) -> Path:
    return project_dir() / "data" / "dictionary" / name


@cache
def load_code_lists(path: Path | None = None) -> tuple[CodeList, ...]:
    """The code lists, in the order of the file.

    Raises:
        DataFileError: the file is wrong, or names a list, a code or a column twice.
    """
    source = path or _file("values.yml")
    lists = read_data(source, CodeLists).lists
    for what, names in (
        ("list", [entry.name for entry in lists]),
        ("column", [column for entry in lists for column in entry.columns]),
        *((f"code of {entry.name}", list(entry.codes)) for entry in lists),
    ):
        refuse_twice(shown(source), what, names)
    by_name = {entry.name: entry for entry in lists}
    return tuple(_written_out(source, entry, by_name) for entry in lists)


def _written_out(
    source: Path, entry: CodeList, lists: Mapping[str, CodeList]
) -> CodeList:
    """The list with every code that an `of` stands for."""
    values: list[Code] = []
    for value in entry.values:
        if value.of is None:
            values.append(value)
        elif value.of not in lists:
            raise DataFileError(f"{shown(source)}: {entry.name}: no list {value.of!r}")
        else:
            values += (
                Code(
                    code=f"{value.code}: {other.code}",
                    zh=value.zh + other.zh,
                    en=value.en + other.en,
                )
                for other in lists[value.of].values
            )
    return entry.model_copy(update={"values": tuple(values)})


@cache
def load_meanings(path: Path | None = None) -> Meanings:
    """The meanings in Chinese.

    Raises:
        DataFileError: the file is wrong.
    """
    return read_data(path or _file("columns.yml"), Meanings)


def _lists_by_column(tables: Mapping[str, tuple[str, ...]]) -> dict[Key, CodeList]:
    """The list that each coded column follows; `table.column` goes before a name."""
    named = {name: entry for entry in load_code_lists() for name in entry.columns}
    found = {}
    for table, columns in tables.items():
        for column in columns:
            own = f"{table}.{column}"
            entry = named.get(own, named.get(column))
            if entry is not None and own not in entry.not_in:
                found[table, column] = entry
    return found


def accepted_values() -> dict[Key, tuple[str, ...]]:
    """What each coded column may hold beside null, by table and column."""
    lists = _lists_by_column(columns_of_tables(with_views=True))
    return {key: entry.codes for key, entry in lists.items()}


def described() -> tuple[TableWords, ...]:
    """Every table that code or a model writes, then the views of a release."""
    plain = [
        (
            (s.name, s.layer, s.description, s.key, False),
            {c.name: c.description for c in s.columns},
        )
        for s in load_schemas().values()
    ] + [
        ((m.name, str(m.layer), m.description, m.grain, m.is_view), m.columns)
        for m in load_models()
    ]
    meanings = load_meanings()
    lists = _lists_by_column({head[0]: tuple(columns) for head, columns in plain})
    tables = [
        TableWords(
            name=name,
            layer=layer,
            en=description,
            zh=meanings.table(name),
            key=key,
            is_view=is_view,
            columns=tuple(
                ColumnWords(
                    column, en, meanings.column(name, column), lists.get((name, column))
                )
                for column, en in columns.items()
            ),
        )
        for (name, layer, description, key, is_view), columns in plain
    ]
    return (*tables, *map(_view_words, load_views()))


def _view_words(view: Model) -> TableWords:
    """A view in its own words, which are in both languages."""
    codes = _lists_by_column({view.name: tuple(view.columns)})
    columns = []
    for name, text in view.columns.items():
        zh, en = _both(view, text)
        columns.append(ColumnWords(name, en, zh, codes.get((view.name, name))))
    zh, en = _both(view, view.description)
    return TableWords(view.name, view.layer, en, zh, view.grain, True, tuple(columns))  # noqa: FBT003


def _both(view: Model, text: str) -> tuple[str, str]:
    zh, between, en = text.partition(_BETWEEN)
    if not between:
        raise DataFileError(
            f"{view.path}: expected '中文{_BETWEEN}English', found {text!r}"
        )
    return zh, en


def gaps(
    tables: Mapping[str, tuple[str, ...]] | None = None,
    meanings: Meanings | None = None,
    lists: tuple[CodeList, ...] | None = None,
) -> list[str]:
    """What the files under `data/dictionary` lack or still say of what is gone.

    Each line names the file to edit. By default of all tables and of these files.
    """
    known = columns_of_tables(with_views=True) if tables is None else tables
    words = meanings or load_meanings()
    coded = lists if lists is not None else load_code_lists()
    columns = {(table, name) for table, names in known.items() for name in names}
    names = _names(known)
    with_views = names | _names({v.name: tuple(v.columns) for v in load_views()})
    named = [n for entry in coded for n in (*entry.columns, *entry.not_in)]
    return [
        *(f"columns.yml: no meaning of table {t}" for t in known if not words.table(t)),
        *(
            f"columns.yml: no meaning of column {table}.{name}"
            for table, name in sorted(columns)
            if not words.column(table, name)
        ),
        *(f"columns.yml: no table {t}" for t in sorted(words.tables.keys() - known)),
        *(f"columns.yml: no column {c}" for c in sorted(words.columns.keys() - names)),
        *(f"columns.yml: {c}: {t} says the same" for c, t in _idle(words)),
        *(f"values.yml: no column {c}" for c in sorted(set(named) - with_views)),
    ]


def _names(tables: Mapping[str, tuple[str, ...]]) -> set[str]:
    """How columns may be named: alone, and with their table."""
    columns = {(table, name) for table, names in tables.items() for name in names}
    return {name for _, name in columns} | {f"{t}.{c}" for t, c in columns}


def _idle(words: Meanings) -> list[tuple[str, str]]:
    """Entries `table.column` that say what the name alone says, and that name."""
    parts = ((key, key.partition(".")[2]) for key in words.columns)
    return [
        (key, name)
        for key, name in parts
        if name and words.columns.get(name) == words.columns[key]
    ]
