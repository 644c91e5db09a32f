"""Which year a link is about and whose it is, as far as titles and channels say.

Titles are read as the extraction reads them, so that a link and its document agree.
Which institution of the registry a printed name is, is not decided here.
"""

import re
from collections.abc import Iterable

from pipeline.crawl.discover.titles import title_filter
from pipeline.extract.dates import DATE, flat
from pipeline.extract.titles import is_organ, title_organ, title_year

__all__ = ["is_year_alone", "publisher_among", "publisher_of", "year_among", "year_of"]

#: the rules of 广州 (2003) are the first that ask for reports
_FIRST_YEAR = 2003
#: 2023年 and 2023年度, but not the 2023年1月 of a day
_YEAR_WORD = re.compile(r"(?<!\d)((?:19|20)\d\d)年(?:度|(?!\d{1,2}月))")
_YEAR_NUMBER = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?!年)")
_SPAN = re.compile(r"(?:19|20)\d\d年?(?:度)?[-—–~至到](?:19|20)\d\d年?")
_YEAR_ALONE = re.compile(r"[\[(【〔]?(?:19|20)\d\d年?度?[\])】〕]?")
_ANY_YEAR = re.compile(r"(?<!\d)(?:19|20)\d\d年?度?")
#: [年报], 【置顶】: what kind of entry it is, before its title
_LABEL = re.compile(r"(?:[\[【〔][^\[\]【】〔〕]{1,8}[\]】〕])+")
_BETWEEN = re.compile(r"[-—–_|｜>›»:：()\s]+")


def year_of(text: str) -> int | None:
    """The year that a title names, also in Chinese numerals (二〇二三年).

    None where it names none, or a span of years (2008-2010年), or only a day.
    """
    plain = DATE.sub(" ", flat(text))
    if _SPAN.search(plain):
        return None
    titled = title_year(text)
    if titled is not None:
        return titled
    found = _YEAR_WORD.findall(plain) or _YEAR_NUMBER.findall(plain)
    year = int(found[-1]) if found else None
    return year if year is not None and year >= _FIRST_YEAR else None


def is_year_alone(text: str) -> bool:
    """Whether a title is a year and nothing more: `2023年`, `[2023年度]`."""
    return _YEAR_ALONE.fullmatch(flat(text)) is not None


def publisher_of(text: str) -> str | None:
    """The organ that a title names, as printed; None where it names none.

    A column for many organs (各部门, 乡镇街道) is no organ.
    """
    words = title_filter()
    organ = _organ_in(text)
    label = _LABEL.match(text.strip()) if organ is None else None
    if label is not None:
        organ = _organ_in(text.strip()[label.end() :])
    return None if organ is None or words.is_group(organ) else organ


def _organ_in(text: str) -> str | None:
    organ = title_organ(text)
    if organ is None:  # 某县教育局2023年度, 某县司法局年报
        bare = title_filter().report.sub(" ", _ANY_YEAR.sub(" ", flat(text)))
        organ = next((part for part in _BETWEEN.split(bare) if is_organ(part)), None)
    return organ


def year_among(texts: Iterable[str | None]) -> int | None:
    """The year of the first text that names one."""
    return next((y for t in texts if t and (y := year_of(t)) is not None), None)


def publisher_among(texts: Iterable[str | None]) -> str | None:
    """The organ of the first text that names one."""
    return next((p for t in texts if t and (p := publisher_of(t)) is not None), None)
