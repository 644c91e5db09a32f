"""The example that the README checks: a made-up draft of a report, with two slips.

    python tools/build_draft.py                # writes docs/examples/draft.html

The office (合成县) does not exist and the figures are invented. One cell of table three
has two digits swapped, and one sentence states a case more than table four holds.
"""

import sys
from datetime import date
from html import escape
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pipeline.demo.catalogue import DemoReport, ReportEntry  # noqa: E402
from pipeline.demo.figures import CellKey, load_form_labels  # noqa: E402
from pipeline.demo.layout import GridCell, TableName, tables  # noqa: E402

EDITION, YEAR = "2021", 2025
TITLE = f"合成县人民政府{YEAR}年政府信息公开工作年度报告（样稿）"
#: table three: natural persons, enterprises, legal services; all others are zero
APPLICATIONS = {
    "received_new": (118, 12, 5),
    "carried_in": (4, 0, 0),
    "granted": (53, 7, 2),
    "partially_granted": (11, 2, 0),
    "denied.third_party_rights": (3, 0, 0),
    "denied.process_information": (4, 0, 0),
    "unavailable.not_held": (28, 3, 3),
    "unavailable.requires_creation": (6, 0, 0),
    "not_processed.repeated": (5, 0, 0),
    "other.other": (7, 0, 0),
    "disposed_total": (117, 12, 5),
    "carried_out": (5, 0, 0),
}
APPLICANTS = ("natural_person", "enterprise", "legal_services")
#: all other cells that are not zero
REST = {
    "proactive_disclosure/normative_documents/issued": "4",
    "proactive_disclosure/normative_documents/repealed": "1",
    "proactive_disclosure/normative_documents/in_force": "37",
    "proactive_disclosure/licensing/decisions": "215",
    "proactive_disclosure/penalties/decisions": "46",
    "proactive_disclosure/coercive_measures/decisions": "2",
    "proactive_disclosure/administrative_fees/amount": "12.6",
    "reconsideration/reconsideration/upheld": "2",
    "reconsideration/reconsideration/other": "1",
    "reconsideration/reconsideration/total": "3",
    "litigation/direct/upheld": "1",
    "litigation/direct/total": "1",
}
#: the two slips: 35 is printed for 53, and the table holds one case, not two
WRONG_CELL, WRONG_FIGURE = ("applications", "granted", "natural_person"), "35"
SECTIONS: tuple[tuple[str, tuple[str, ...], TableName | None], ...] = (
    (
        "一、总体情况",
        (
            "全县当年收到政府信息公开申请135件，上年结转4件，办结134件，"
            "结转下年度继续办理5件。",
            "按结果分：予以公开62件，部分公开13件，不予公开7件，无法提供40件，"
            "不予处理5件，其他处理7件。",
            "因政府信息公开引起的行政复议3件，行政诉讼2件。",
        ),
        None,
    ),
    ("二、主动公开政府信息情况", (), "proactive_disclosure"),
    ("三、收到和处理政府信息公开申请情况", (), "applications"),
    ("四、政府信息公开行政复议、行政诉讼情况", (), "reviews"),
    (
        "五、存在的主要问题及改进情况",
        ("本文件为演示核对而编，机关和数字均属虚构。",),
        None,
    ),
    ("六、其他需要报告的事项", ("没有需要另行报告的事项。",), None),
)


def figures() -> dict[CellKey, str]:
    """All cells of the draft as it should be."""
    labels = load_form_labels(EDITION)
    found = dict.fromkeys((cell.key for cell in labels.cells), "0")
    for item, values in APPLICATIONS.items():
        for applicant, value in zip(APPLICANTS, values, strict=True):
            found["applications", item, applicant] = str(value)
        found["applications", item, "total"] = str(sum(values))
    for name, text in REST.items():
        table, item, breakdown = name.split("/")
        found[table, item, breakdown] = text
    return found


def draft() -> DemoReport:
    """The draft with its wrong cell."""
    entry = ReportEntry(
        id="draft",
        publisher="合成县人民政府",
        content_source="合成县人民政府",
        title=TITLE,
        year=YEAR,
        edition=EDITION,
        published_on=date(YEAR + 1, 1, 20),
        source_url="https://www.example.org/",
        host="www.example.org",
        path="/draft.html",
        look="trs_new",
    )
    true = figures()
    return DemoReport(
        entry, load_form_labels(EDITION), true, true | {WRONG_CELL: WRONG_FIGURE}
    )


def page(report: DemoReport) -> str:
    """The draft as a page that an editor may have saved."""
    lines = [
        "<!DOCTYPE html>",
        '<html lang="zh-CN"><head><meta charset="utf-8">',
        f"<title>{TITLE}</title>",
        "<style>table{border-collapse:collapse}"
        "td{border:1px solid #999;padding:2px 6px}</style></head><body>",
        f"<h1>{TITLE}</h1>",
    ]
    for heading, paragraphs, table in SECTIONS:
        lines += [f"<h2>{heading}</h2>", *(f"<p>{text}</p>" for text in paragraphs)]
        if table is not None:
            for grid in tables(report, table):
                rows = (f"<tr>{''.join(map(_cell, row))}</tr>" for row in grid.rows)
                lines += ["<table>", *rows, "</table>"]
    return "\n".join([*lines, "</body></html>"]) + "\n"


def _cell(cell: GridCell) -> str:
    across = f' colspan="{cell.colspan}"' if cell.colspan > 1 else ""
    down = f' rowspan="{cell.rowspan}"' if cell.rowspan > 1 else ""
    return f"<td{across}{down}>{escape(cell.text)}</td>"


def main() -> None:
    """Write the draft."""
    path = ROOT / "docs" / "examples" / "draft.html"
    path.parent.mkdir(exist_ok=True)
    path.write_text(page(draft()), encoding="utf-8")


if __name__ == "__main__":
    main()
