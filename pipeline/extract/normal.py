"""Text made comparable: blanks, full-width marks and label keys. No form knowledge."""

import re
import unicodedata

__all__ = ["clean", "display_width", "half_width", "has_letter", "label_key"]

#: not among them: U+202E and U+2067, which show digits in another order
_INVISIBLE = dict.fromkeys(
    [
        *(0x00AD, 0x200B, 0x200C, 0x200D, 0x200E, 0x202A, 0x202B, 0x202C, 0x202D),
        *(0x2060, 0x2066, 0x2069, 0xFEFF),
    ],
    None,
)
_BLANKS = re.compile(r"[^\S\n]+")
_FULL_WIDTH = {code: code - 0xFEE0 for code in range(0xFF01, 0xFF5F)} | {0x3000: 0x20}
# PDF and Word exports carry CJK radicals for characters. NFKC knows the Kangxi radicals
# and the compatibility characters, but not these.
_RADICALS = str.maketrans(
    "⺟⺠⻁⻄⻅⻆⻉⻋⻓⻔⻚⻛⻜⻝⻢⻥⻦⻨⻩⻬⻮⻰⻳",
    "母民虎西见角贝车长门页风飞食马鱼鸟麦黄齐齿龙龟",
)
_COMPATIBLE = (range(0x2F00, 0x2FD6), range(0xF900, 0xFADA))
#: what `clean` changes: invisible characters go, radicals become characters
_CLEANED: dict[int, str | None] = {
    **{
        code: unicodedata.normalize("NFKC", chr(code))
        for codes in _COMPATIBLE
        for code in codes
    },
    **{code: chr(character) for code, character in _RADICALS.items()},
    **_INVISIBLE,
}
_MARKED_NUMBERING = re.compile(
    r"^(?:[(（](?:[一二三四五六七八九十]{1,3}|\d{1,2})[)）]"
    r"|(?:[一二三四五六七八九十]{1,3}|\d{1,2}|[—\-一])[、.．。,，:：])[、.．\s]*"
)
_CIRCLED = re.compile(r"^\s*[①-⑳]")
#: a number that has lost its point: 1属于国家秘密; a year has four digits
_BARE_NUMBERING = re.compile(r"^\d{1,2}(?=[\u4e00-\u9fff])")
_PUNCTUATION = re.compile(r"[\W_]+")
_PARENTHESES = re.compile(r"\([^()]*\)")


def clean(text: str) -> str:
    """Text without invisible characters, runs of blanks folded, lines trimmed.

    Radicals that stand for characters become characters, in labels and prose alike.
    """
    if text.isascii() and text.isalnum():
        return text  # a bare figure, the most frequent text of all
    text = text.translate(_CLEANED).replace("\r", "\n")
    lines = (_BLANKS.sub(" ", line).strip() for line in text.split("\n"))
    return "\n".join(line for line in lines if line)


def has_letter(text: str) -> bool:
    """Whether there is a letter or a character in the text, so that it is no figure."""
    return any(character.isalpha() for character in text)


def half_width(text: str) -> str:
    """Full-width ASCII to half-width. Unlike NFKC, it leaves ① and ² what they are."""
    return text.translate(_FULL_WIDTH)


def display_width(text: str) -> int:
    """How many columns a text takes where characters of East Asia take two."""
    return sum(2 if unicodedata.east_asian_width(c) in "WF" else 1 for c in text)


def label_key(text: str, *, parentheses: bool = True) -> str:
    """The key by which labels are compared.

    Numbering in front, blanks, punctuation and quotation marks are left out, and
    compatibility characters are folded.

    Args:
        text: the label as printed.
        parentheses: keep what stands in parentheses.

    Returns:
        The key; the empty string for a text without letters, digits or characters.
    """
    text = _CIRCLED.sub("", text.translate(_INVISIBLE))
    folded = unicodedata.normalize("NFKC", text)
    folded = re.sub(r"\s+", "", folded.translate(_RADICALS))
    folded = _BARE_NUMBERING.sub("", _MARKED_NUMBERING.sub("", folded, count=1))
    if not parentheses:
        folded = _PARENTHESES.sub("", folded)
    return _PUNCTUATION.sub("", folded)
