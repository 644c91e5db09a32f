"""What lies beside a refused file: `<file name>.why.txt`, in Chinese and English."""

from pipeline.inbox.judge import Refused
from pipeline.inbox.sidecar import template

__all__ = ["WHY", "notice"]

#: behind the name of a refused file
WHY = ".why.txt"

_TEXT = """\
{name}

为什么没有收下：{zh}
怎么办：{mend_zh}
然后把文件（连同说明文件 {side_car}，如有）移回 inbox/ 文件夹即可，下次处理时收下。
说明文件的样式见下；详见 docs/inbox.md。

Why it was not taken in: {en}
How to mend it: {mend_en}
Then move the file (with its side-car {side_car}, if there is one) back into inbox/.
What a side-car may say stands below; more is in docs/inbox.md.

--------------------------------------------------------------------------------
{template}"""


def notice(name: str, side_car: str, refused: Refused) -> str:
    """The text of the note.

    Args:
        name: of the refused file.
        side_car: the name that its side-car has or would have.
        refused: why.
    """
    return _TEXT.format(
        name=name,
        side_car=side_car,
        zh=refused.zh,
        en=refused.en,
        mend_zh=refused.refusal.mend_zh,
        mend_en=refused.refusal.mend_en,
        template=template(refused.institution_id, refused.year),
    )
