"""Codes of a check in words, Chinese first: what text and page both say."""

from dataclasses import dataclass
from decimal import Decimal

from pipeline.check.result import Suspect, Verdict

__all__ = [
    "ATTRIBUTION",
    "LEVELS",
    "MISSING",
    "OUTCOMES",
    "STATUS",
    "VERDICTS",
    "Level",
    "Words",
    "doubt",
    "figure",
]


@dataclass(frozen=True, slots=True)
class Words:
    """The same in both languages."""

    zh: str
    en: str


@dataclass(frozen=True, slots=True)
class Level:
    """How much a remark matters: a name for programs, a sign, words."""

    code: str
    sign: str
    zh: str
    en: str


#: by severity of a finding
LEVELS = {
    "hard": Level("must", "✗", "必须更正", "must be corrected"),
    "soft": Level("look", "?", "请核实", "please look"),
    "informative": Level("note", "i", "供参考", "for information"),
}
VERDICTS = {
    Verdict.NOTHING_READ: Words(
        "未能读到任何统计表", "no statistics table could be read"
    ),
    Verdict.CONTRADICTS: Words(
        "有必须相等而不相等之处，应更正后发布",
        "something that must hold does not: correct it before publishing",
    ),
    Verdict.INCOMPLETE: Words(
        "已读取部分未发现必须更正之处，但有内容未能读取",
        "nothing that must be corrected in what was read, but not all was read",
    ),
    Verdict.SOUND: Words(
        "未发现必须更正之处", "nothing was found that must be corrected"
    ),
}
STATUS = {
    "reported": Words("印有数字", "a figure"),
    "blank": Words("空白", "blank"),
    "dash": Words("横线", "a dash"),
    "not_applicable": Words("不适用", "not applicable"),
    "unreadable": Words("未能识别", "unreadable"),
}
#: a cell of the form that was not found in the document
MISSING = Words("未读到", "not found")
OUTCOMES = {
    "match": Words("与表格一致", "agrees with the tables"),
    "mismatch": Words("与表格不一致", "differs from the tables"),
    "not_compared": Words("未比较", "not compared"),
}
ATTRIBUTION = {
    "publisher": Words(
        "原文如此：读取没有疑问", "it is printed so: the reading is in no doubt"
    ),
    "reader": Words(
        "读取没有把握，请先对照原件",
        "the reading is not sure: look at the original first",
    ),
    "unknown": Words(
        "是原文有误还是读取有误，尚不能断定",
        "whether it is printed so or misread can not be told",
    ),
}


def figure(value: Decimal | None) -> str:
    """A figure as people write it: no trailing zeros, no exponent."""
    if value is None:
        return ""
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def doubt(suspect: Suspect) -> Words:
    """Why it can not be said which cell of several is wrong."""
    if suspect.is_systematic:
        return Words(
            f"{suspect.pattern_zh}：这些数字一并有误，须对照原始数据重新填写",
            f"{suspect.pattern_en}: these figures are wrong together, fill them in "
            "again from the source",
        )
    if suspect.is_block:
        return Words(
            "这一组只有一条勾稽关系：可以断定组内有误，不能断定是哪一格。"
            "若仅错在其中一格，应有的数字如下",
            "one equation alone holds this block: it is wrong, which cell of it can "
            "not be said. If only one is, it should be",
        )
    least = "" if suspect.is_complete else "至少"
    at_least = "" if suspect.is_complete else "at least "
    return Words(
        f"同样简单的改法{least}有 {suspect.solutions} 种，不能断定是哪一种。"
        "若错在其中一格，应有的数字如下",
        f"there are {at_least}{suspect.solutions} corrections as simple, which one can "
        "not be said. If this cell is wrong, it should be",
    )
