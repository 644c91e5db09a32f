"""Labels of the statistics forms before 2019, which repeat below different rows.

被依法纠错数 is a row below 行政复议数量 and below 行政诉讼数量: what a label means
depends on the last main row. Numbering, 其中 and remarks in brackets do not matter.
Which column a header names, and units, are here too; what is printed beside is not.
"""

import re
from dataclasses import dataclass

from pipeline.extract.labels import LabelIndex
from pipeline.extract.normal import clean, half_width, label_key
from pipeline.forms import STATISTICS, FormSet

__all__ = ["NOT_FIGURES", "Column", "Label", "StatisticsLabels", "bare_label"]

#: columns that hold no figures
NOT_FIGURES = frozenset({"label", "unit", "code", "number", "remark", "blank"})

_OF_WHICH = re.compile(r"^\s*其\s*中\s*[:：]?\s*")
_YEAR = re.compile(r"((?:19|20)\d{2})(?=年|$)")
_BRACKETS = re.compile(r"\(([^()]*)\)")


def bare_label(text: str) -> str:
    """A label without 其中 in front, remarks in brackets and foot-note stars."""
    text = _OF_WHICH.sub("", half_width(clean(text)).strip("*※ \n"))
    # a bracket in front is a number
    return _BRACKETS.sub(lambda m: "" if m.start() else m[0], text).strip()


def _key(text: str) -> str:
    return label_key(bare_label(text))


def _flat(text: str) -> str:
    return re.sub(r"\s+", "", half_width(clean(text)))


@dataclass(frozen=True, slots=True)
class Label:
    """What a printed label stands for.

    Attributes:
        code: of the row or the heading; None where several rows have this label and
            nothing says which one it is.
        is_row: a row with figures, not the heading of a part.
        exact: the label was known exactly.
        editions: those that print it in just these words.
    """

    code: str | None
    is_row: bool
    exact: bool
    editions: frozenset[str]


@dataclass(frozen=True, slots=True)
class Column:
    """A column that a header names.

    Attributes:
        role: one of `NOT_FIGURES`, the code of a column of figures, or `unknown`.
        year: the year that the header prints, if any.
    """

    role: str
    year: int | None = None

    @property
    def is_figures(self) -> bool:
        """Whether figures stand in it, or may stand in it."""
        return self.role not in NOT_FIGURES


class StatisticsLabels:
    """Looks up labels, headers and units of all statistics forms."""

    def __init__(self, forms: FormSet) -> None:
        self._index = LabelIndex.of_statistics(forms)
        self.forms = forms.of_table(STATISTICS)
        self._rows: dict[str, set[str]] = {}
        self._headings: dict[str, str] = {}
        self._columns: dict[str, str] = {}
        #: key -> the editions that print it so
        self._own: dict[str, set[str]] = {}
        #: row -> the rows that it is printed below, in any edition
        self._above: dict[str, set[str]] = {}
        self._add_forms()
        self._add_wordings(forms)
        self._mains = {main for above in self._above.values() for main in above}
        self.units = frozenset((*forms.values.count_units, *forms.values.money_units))

    def _add_forms(self) -> None:
        for form in self.forms:
            for item in form.items:
                self._rows.setdefault(_key(item.zh), set()).add(item.code)
                self._own.setdefault(_key(item.zh), set()).add(form.edition)
                main = item.parent or item.under
                if main:
                    self._above.setdefault(item.code, set()).add(main)
            for group in form.groups:
                self._headings[_key(group.zh)] = group.code
                self._own.setdefault(_key(group.zh), set()).add(form.edition)
            for column in form.breakdowns:
                self._columns[label_key(column.zh)] = column.code

    def _add_wordings(self, forms: FormSet) -> None:
        for label in forms.labels:
            if label.table != STATISTICS:
                continue
            for wording in label.wordings:
                if label.role == "item":
                    self._rows.setdefault(_key(wording), set()).add(label.code)
                elif label.role == "group":
                    self._headings[_key(wording)] = label.code
                else:
                    self._columns[label_key(wording)] = label.code

    @property
    def keys(self) -> frozenset[str]:
        """The keys of all labels of rows and headings."""
        return frozenset(self._rows) | frozenset(self._headings)

    @property
    def column_keys(self) -> dict[str, str]:
        """The keys of all labels of columns, with their roles."""
        return dict(self._columns)

    # -- rows ----------------------------------------------------------------------

    def find(self, text: str, context: str | None) -> Label | None:
        """The meaning of a label below the main row `context`; None if not known."""
        key = _key(text)
        if not key:
            return None
        exact = key in self._rows or key in self._headings
        codes, heading = self._rows.get(key, set()), self._headings.get(key)
        if not exact:
            found = self._index.find(bare_label(text))
            codes = {m.code for m in found if m.role == "item"}
            heading = next((m.code for m in found if m.role == "group"), None)
        own = frozenset(self._own.get(key, set()))
        if codes:
            code = self._one(codes, context)
            return Label(code, is_row=True, exact=exact, editions=own)
        if heading is None:
            return None
        return Label(heading, is_row=False, exact=exact, editions=own)

    def is_row(self, text: str) -> bool:
        """Whether a text is exactly the label of a row."""
        return _key(text) in self._rows

    def _one(self, codes: set[str], context: str | None) -> str | None:
        """The one row that is meant: the only one, or the one below the main row."""
        if len(codes) > 1:
            codes = {c for c in codes if context in self._above.get(c, set())}
        return next(iter(codes)) if len(codes) == 1 else None

    def context_after(self, code: str, context: str | None) -> str | None:
        """The main row for what follows a row."""
        if code in self._mains:
            return code
        above = self._above.get(code, set())
        if len(above) == 1:
            return next(iter(above))
        return context if context in above else None

    # -- headers and units ---------------------------------------------------------

    def column(self, text: str) -> Column:
        """What a header cell names."""
        flat = _flat(text)
        if not flat:
            return Column("blank")
        match = _YEAR.search(flat)
        year = int(match[1]) if match else None
        rest = flat.replace(match[1], "", 1) if match else flat
        bare = _BRACKETS.sub("", rest)
        for words in (rest, bare, re.sub(r"^年度?", "", bare) if match else ""):
            role = self._columns.get(label_key(words))
            if words and role:
                return Column(role, year)
        return Column("year" if match and not bare else "unknown", year)

    def unit(self, text: str) -> str | None:
        """The unit that a cell holds and nothing else."""
        flat = _flat(text).strip("()")
        return flat if flat in self.units else None

    def unit_in_label(self, text: str) -> str | None:
        """A unit in brackets behind a label."""
        for inside in reversed(_BRACKETS.findall(half_width(clean(text)))):
            unit = self.unit(inside.removeprefix("单位:"))
            if unit:
                return unit
        return None
