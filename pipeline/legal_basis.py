"""What a table rests on in law, from what the project's data files say of it.

Forms name the notice that introduced them, rules what each rests on, deadlines the
article with the day. Nothing is written down here, and nothing is added.
"""

from collections.abc import Sequence
from functools import cache
from typing import Literal

from pipeline.deadlines import load_deadlines
from pipeline.forms import load_forms
from pipeline.rules import load_rules

__all__ = ["Basis", "legal_basis"]

Basis = Literal["form", "rules", "deadlines"]


def legal_basis(kinds: Sequence[Basis], tables: Sequence[str] = ()) -> tuple[str, ...]:
    """Lines that name the legal basis, each once, in Chinese and where known English.

    Args:
        kinds: where it stands.
        tables: of the form; empty for all.
    """
    found: list[str] = []
    for kind in kinds:
        if kind == "form":
            found += _of_forms(tuple(tables))
        elif kind == "rules":
            found += _of_rules()
        else:
            found += _of_deadlines()
    return tuple(dict.fromkeys(found))


@cache
def _of_forms(tables: tuple[str, ...]) -> tuple[str, ...]:
    editions: dict[str, list[str]] = {}
    for form in load_forms().forms.values():
        if not tables or form.table_id in tables:
            known = editions.setdefault(form.legal_basis, [])
            if form.edition not in known:
                known.append(form.edition)
    return tuple(
        f"{notice}（表式版本 edition {', '.join(sorted(names))}）"
        for notice, names in editions.items()
    )


@cache
def _of_rules() -> tuple[str, ...]:
    found: dict[str, None] = {}
    for rule in load_rules(load_forms()):
        pairs = zip(rule.legal_basis_zh, rule.legal_basis_en, strict=True)
        found.update(dict.fromkeys(f"{zh} · {en}" for zh, en in pairs))
    return tuple(found)


@cache
def _of_deadlines() -> tuple[str, ...]:
    lines = []
    for period in load_deadlines():
        doubt = (
            ""
            if period.checked
            else "（条文尚未与公布文本核对 · not yet compared with the published text）"
        )
        lines.append(
            f"{period.zh}{period.article_zh} · {period.en}, {period.article_en}{doubt}"
        )
    return tuple(lines)
