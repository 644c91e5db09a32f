"""Write the pages of docs/ that follow from the files under data/.

    python tools/build_docs.py

A test compares the pages with what this writes; run it after editing those files.
"""

from collections.abc import Iterable, Sequence
from pathlib import Path

from pipeline.forms import TABLES, FormSet, load_forms
from pipeline.metric_page import harmonised_page, metrics_page
from pipeline.rule_files import equation_defs
from pipeline.rules import Rule, load_rules

ROOT = Path(__file__).resolve().parent.parent

_OUTCOMES = (
    ("pass", "it holds as printed"),
    (
        "pass_blank_as_zero",
        "it holds with blanks read as zero, and so does every equation that names "
        "these blanks",
    ),
    (
        "pass_blank_as_implied",
        "the same, but a blank total had to be read as the sum of its row",
    ),
    ("fail", "every cell is printed, and it does not hold"),
    (
        "undecided",
        "it cannot be said: `no_prior_report`, `missing_cell` (not in the report, "
        "marked or unreadable), `blank_cell`, `read_by_equations` (it served to read "
        "the cells, so it cannot bear witness to them)",
    ),
)

_RULES_HEAD = """\
# Rules (核对规则)

<!-- written by tools/build_docs.py from data/rules and data/forms: edit those files -->

What a report is confronted with. Each rule is applied to every row or column that it is
about; each application is one equation, with one outcome in `out_rule_results`:

{outcomes}
Failing equations that one cause can explain are one finding in `out_consistency_flags`.
Printed figures are never altered, and a finding does not say who is wrong: the office
that printed, or the reader. Some errors break no equation (two rows of results swapped
whole), and tables four have one equation a row, which names the row and no cell.

Severity: `hard` must hold by the form itself; `soft` should hold, the form does not
print it; `informative` is worth a look.
"""


def _table(head: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    lines = [head, ["---"] * len(head), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines) + "\n"


def _meanings(head: str, pairs: Iterable[tuple[str, str]]) -> str:
    return _table([head, "meaning"], [[f"`{code}`", text] for code, text in pairs])


def _rule_row(rules: list[Rule], expressions: dict[str, str]) -> list[str]:
    first = rules[0]
    counts = {
        edition: sum(r.edition == edition for r in rules)
        for edition in sorted({r.edition for r in rules})
    }
    how_often = ", ".join(f"{edition}: {count}" for edition, count in counts.items())
    expression = expressions.get(first.rule_id)
    return [
        f"`{first.rule_id}`",
        f"{first.label_zh} · {first.label_en}",
        f"`{expression}`" if expression else "–",
        {"item": "row", "breakdown": "column", "table": "table"}[first.for_each],
        first.severity,
        how_often,
        first.origin,
    ]


def rules_page(forms: FormSet, folder: Path) -> str:
    """The text of docs/rules.md."""
    rules = load_rules(forms)
    expressions = {d.id: d.expr for _, d in equation_defs(folder)}
    parts = [_RULES_HEAD.replace("{outcomes}", _meanings("outcome", _OUTCOMES))]
    for table in TABLES:
        mine = [r for r in rules if r.table_id == table]
        parts.append(f"## {mine[0].table_zh} · {mine[0].table_en} (`{table}`)\n")
        by_id = {r.rule_id: [s for s in mine if s.rule_id == r.rule_id] for r in mine}
        parts.append(
            _table(
                [
                    "rule",
                    "what must hold",
                    "expression",
                    "for each",
                    "severity",
                    "equations",
                    "where from",
                ],
                [_rule_row(group, expressions) for group in by_id.values()],
            )
        )
    return "\n".join(parts)


def pages() -> dict[Path, str]:
    """Each generated page with its text."""
    forms = load_forms()
    return {
        ROOT / "docs" / "harmonised.md": harmonised_page(forms),
        ROOT / "docs" / "metrics.md": metrics_page(forms),
        ROOT / "docs" / "rules.md": rules_page(forms, ROOT / "data" / "rules"),
    }


def main() -> None:
    """Write the pages."""
    for path, text in pages().items():
        path.parent.mkdir(exist_ok=True)
        path.write_text(text, encoding="utf-8")


if __name__ == "__main__":
    main()
