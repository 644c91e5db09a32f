"""The rules as a page for people: docs/rules.md, in Chinese and English.

What the rules are follows from `data/rules` and `data/forms`; what their outcomes mean
is said here, for both languages. Written by `tools/build_docs.py`.
"""

from collections.abc import Iterable, Mapping, Sequence

from pipeline.forms import TABLES, FormSet
from pipeline.pages.markdown import Meaning, meanings, table
from pipeline.rule_catalogue import Entry, catalogue, shortened
from pipeline.rules import load_rules

__all__ = ["rules_page"]

_OUTCOMES: tuple[Meaning, ...] = (
    ("pass", "it holds as printed", "按所印数字成立"),
    (
        "pass_blank_as_zero",
        "it holds with blanks read as zero, and so does every equation that names "
        "these blanks",
        "空白按零计算后成立，且涉及这些空白的其他算式也都成立",
    ),
    (
        "pass_blank_as_implied",
        "the same, but a blank total had to be read as the sum of its row",
        "同上，但空白的总计须按该行各项之和计算",
    ),
    (
        "fail",
        "every cell is printed, and it does not hold",
        "所涉及的单元格都有数字，但不成立",
    ),
    ("undecided", "it cannot be said; the reason is given", "无法判断，并注明原因"),
)
#: in the order in which they are given: the first that applies
_REASONS: tuple[Meaning, ...] = (
    (
        "no_prior_report",
        "the report of the year before is not there (never an older one instead)",
        "没有上一年度的报告（不以更早年度的报告代替）",
    ),
    (
        "edition_break",
        "last year's report follows an edition of the form in which the cell means "
        "something else, or which does not have it",
        "上一年度报告所用的表格版本不同，该单元格含义不同或没有该单元格",
    ),
    (
        "missing_cell",
        "a cell is not in the report, marked (`—`, `/`) or unreadable",
        "单元格缺失、填有符号（`—`、`/`）或无法识别",
    ),
    (
        "read_by_equations",
        "it served to read the cells, so it cannot bear witness to them",
        "数字是借助该算式识别的，不能再用来核对",
    ),
    (
        "blank_cell",
        "a cell is blank, and nothing supports reading it as a figure",
        "单元格空白，没有依据推定其数值",
    ),
)
_SEVERITIES: tuple[Meaning, ...] = (
    ("hard", "must hold: the form itself demands it", "必须成立：表格本身的要求"),
    (
        "soft",
        "should hold by the meaning of the figures; the form does not print it",
        "按数字的含义应当成立，表格未印明",
    ),
    (
        "informative",
        "worth a look: there are good reasons why it may not hold",
        "值得留意：不成立也可能有正当原因",
    ),
)

#: what an entry says, for those who write rules
_FIELDS = (
    ("`id`, `table`", "its name, and the table that it is about"),
    (
        "`for_each`",
        "`item`: one equation a row, names are columns; `breakdown`: one a column, "
        "names are rows",
    ),
    (
        "`units`, `leave_out`",
        "only these rows or columns; without these (`edition/unit`)",
    ),
    (
        "`expr`",
        "sums compared by `==`, `<=`, `>=`: names, whole factors (`2 * granted`), "
        "`+`, `-`, `@prior`; nothing else",
    ),
    ("`editions`", "of the report; all that have the table, by default"),
    (
        "`prior_editions`",
        "with `@prior` only: the editions in which that cell means the same, or `same` "
        "for that of the report",
    ),
    (
        "`severity`, `tolerance`",
        "how strict; by how much the sides may differ (0)",
    ),
    (
        "`label_*`, `left_*`, `right_*`",
        "what must hold, and what its sides are, in Chinese (`_zh`) and in English "
        "(`_en`)",
    ),
    ("`origin_*`", "why it is a rule"),
    (
        "`legal_basis_*`",
        "articles and notices, where there are any; `{notice}` is that of the form",
    ),
)

_HEAD = """\
# Rules (核对规则)

<!-- written by tools/build_docs.py from data/rules and data/forms: edit those files -->

What a report is confronted with. Each rule is applied to every row or column that it is
about; each application is one equation, with one outcome in `out_rule_results`. `ogi
rules` lists them, `ogi rules show RULE` shows each equation with its cells.

每条规则适用于表格的若干行或列，每行或每列为一个算式，结果载于 `out_rule_results`。
`ogi rules` 列出全部规则，`ogi rules show 规则名` 列出每个算式及其单元格。

## Outcomes (结果)

{outcomes}
Why it is undecided, the first that applies (无法判断的原因，取最先符合的一项):

{reasons}
Failing equations that one cause can explain are one finding in `out_consistency_flags`.
Printed figures are never altered, and a finding does not say who is wrong: the office
that printed, or the reader.

同一原因可以解释的若干算式合为一条发现（`out_consistency_flags`）。
所印数字从不改动，发现不说明是填报有误还是识别有误。

## Severity (严重程度)

{severities}
A form says itself how strict its rules may be: the sums of forms before 2019 were never
printed as rules, and a form not yet seen filled in has no rule that is more than
informative. 2019年以前的表格未印明勾稽关系，其规则不作硬性要求。

## Across years and editions (跨年度与表格版本)

A rule over two years compares with the report of the year before, and only where the
cell that it names means the same in both editions of the form. The office may have
filled in an older form: what counts is the form of the table, not its year.

跨年度规则只与上一年度的报告比较，且只在两个表格版本中该单元格含义相同时比较。
以报告实际使用的表格为准，不以年度为准。

{across}
## The rules (规则)

The expression names the columns (for each row) or the rows (for each column) of the
table; `@prior` is the report of the year before. 表达式以代码表示行或列；`@prior`
指上一年度报告。

"""
_TAIL = """\
## What no rule says (不作判断的情形)

* Two rows of results swapped whole break no equation.
  两行结果整行对调，不违反任何算式。
* The tables of part four have one equation a row: it names the row, and no cell.
  第四部分各表每行只有一个算式，只能指出该行，不能指出单元格。
* Of the 39 equations inside table three (37 in edition 2019) two follow from the
  others: a wrong cell fails all that name it, and is one finding.
  表三的算式中有两个可由其余推出，因此一个单元格有误只算一条发现。
* Documents made and documents disclosed (edition 2019) are not compared: not all that
  is made is disclosed, and older ones may be disclosed later.
  本年新制作与本年新公开不作比较。
* Litigation after reconsideration is not compared with reconsideration: the cases of a
  year are not the same. 复议后起诉与行政复议不作比较。
* Before 2019, parts of disclosure need not add up to the whole, applications received
  are not compared with those answered, and the count of all years may be begun anew.
  2019年以前：主动公开各分项之和可以小于总数；收到与答复不作比较；历年累计可以重新起算。
* Amounts of money are in no equation: they are printed in different units.
  金额不参与核对，因所用单位不同。
* What is no comparison of sums (jumps, unit slips, copies) is a [signal](signals.md), a
  row of `int_signals`. 不是算式的（异常跳变、单位错误、照抄等）见 `int_signals`。

## To write a rule (编写规则)

A rule is an entry of a file in `data/rules`; `data/schemas/rules.schema.json` lets an
editor complete it. Sums and parts of a whole are not written: they follow from the
forms, and `derived.yml` only words them.

{fields}
Each rule has cases where it holds, where it does not, and where nobody can say:
`tests/rules/cases/<id>/{valid,invalid,undecided}.csv`.
"""


def rules_page(forms: FormSet) -> str:
    """The text of docs/rules.md."""
    entries = catalogue(load_rules(forms))
    head = (
        _HEAD.replace("{outcomes}", meanings("outcome", _OUTCOMES))
        .replace("{reasons}", meanings("reason", _REASONS))
        .replace("{severities}", meanings("severity", _SEVERITIES))
        .replace("{across}", _across(entries))
    )
    tail = _TAIL.replace("{fields}", table(["field", "what it says"], _FIELDS))
    return head + "".join(_tables(entries, forms)) + tail


def _across(entries: Iterable[Entry]) -> str:
    return table(
        ["rule", "report (报告)", "year before (上一年度)"],
        [
            [f"`{entry.rule_id}`", edition, ", ".join(prior)]
            for entry in entries
            for edition, prior in entry.prior_editions.items()
        ],
    )


def _tables(entries: Sequence[Entry], forms: FormSet) -> Iterable[str]:
    for table_id in TABLES:
        form = forms.newest(table_id)
        yield f"### {form.name_zh} · {form.name_en} (`{table_id}`)\n\n"
        rows = [_row(entry) for entry in entries if entry.table_id == table_id]
        head = (
            "rule", "what must hold (规则)", "expression", "for each", "severity",
            "equations", "where from (由来)", "legal basis (依据)",
        )  # fmt: skip
        yield table(head, rows) + "\n"


def _row(entry: Entry) -> list[str]:
    severities = list(dict.fromkeys(entry.severities.values()))
    told = dict.fromkeys(f"`{shortened(e)}`" for e in entry.expressions.values())
    each = {"item": "row", "breakdown": "column", "table": "table"}
    return [
        f"`{entry.rule_id}`",
        _both("；".join(entry.labels_zh), "; ".join(entry.labels_en)),
        "<br>".join(told) or "–",
        each[entry.for_each or "table"],
        severities[0] if len(severities) == 1 else _by_edition(entry.severities),
        _by_edition(entry.equations),
        _both(entry.origin_zh, entry.origin_en),
        _both("；".join(entry.bases_zh), "; ".join(entry.bases_en)) or "–",
    ]


def _both(zh: str | None, en: str) -> str:
    return f"{zh}<br>{en}" if zh else en


def _by_edition(values: Mapping[str, object]) -> str:
    return ", ".join(f"{edition}: {value}" for edition, value in values.items())
