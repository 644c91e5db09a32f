"""Chinese characters: which are frequent, and traditional ones made simplified.

The data is `data/forms/characters.yml`. How bytes become characters is `charset`; which
texts of a document are changed, and what stays as printed, is `traditional`.
"""

import re
from functools import lru_cache

import yaml
from opencc import OpenCC
from pydantic import BaseModel, ConfigDict, ValidationError

from pipeline.errors import FormError
from pipeline.paths import project_dir

__all__ = [
    "CharacterData",
    "frequent_share",
    "has_traditional",
    "is_swapped",
    "plain_words",
    "simplified",
    "unswapped",
]

_FIRST, _LAST = 0x4E00, 0x9FFF


class CharacterData(BaseModel):
    """The content of `data/forms/characters.yml`.

    Attributes:
        frequent: simplified characters that running text is mostly made of.
        swapped: words of gate copies and the word that the original has.
        swapped_signs: a document with one of these is such a copy.
    """

    model_config = ConfigDict(extra="forbid", frozen=True)

    frequent: str
    swapped: dict[str, str]
    swapped_signs: tuple[str, ...]


@lru_cache(maxsize=1)
def _data() -> CharacterData:
    path = project_dir() / "data" / "forms" / "characters.yml"
    try:
        content = yaml.safe_load(path.read_text(encoding="utf-8"))
        return CharacterData.model_validate(content)
    except (OSError, yaml.YAMLError, ValidationError) as error:
        raise FormError(f"{path}: {error}") from error


@lru_cache(maxsize=1)
def _converter() -> OpenCC:
    return OpenCC("t2s")


@lru_cache(maxsize=1)
def _traditional() -> re.Pattern[str]:
    """Any character that simplified text does not have."""
    every = [chr(code) for code in range(_FIRST, _LAST + 1)]
    plain = _converter().convert("\n".join(every)).split("\n")
    changed = (a for a, b in zip(every, plain, strict=True) if a != b)
    return re.compile(f"[{''.join(changed)}]")


@lru_cache(maxsize=1)
def _frequent() -> frozenset[str]:
    simple = "".join(_data().frequent.split())
    return frozenset(simple) | frozenset(OpenCC("s2t").convert("\n".join(simple)))


def has_traditional(text: str) -> bool:
    """Whether a text has a character that simplified Chinese does not use."""
    return _traditional().search(text) is not None


def simplified(text: str) -> str:
    """Traditional characters made simplified, one for one; other text as it is."""
    if text.isascii() or not has_traditional(text):
        return text
    plain: str = _converter().convert(text)
    return plain


def is_swapped(text: str) -> bool:
    """Whether a simplified text has words that a gate copy exchanged."""
    return any(sign in text for sign in _data().swapped_signs)


def unswapped(text: str) -> str:
    """A simplified text of a gate copy with the words of the original."""
    for word, original in _data().swapped.items():
        text = text.replace(word, original)
    return text


def plain_words(text: str) -> str:
    """A single text, such as a title, as the original would have it."""
    plain = simplified(text)
    return unswapped(plain) if is_swapped(plain) else plain


def frequent_share(text: str) -> float:
    """The share of frequent characters among those beyond ASCII; 0 without any."""
    beyond = [c for c in text if c > "\u007f" and not _is_mark(c)]
    if not beyond:
        return 0.0
    frequent = _frequent()
    return sum(c in frequent for c in beyond) / len(beyond)


def _is_mark(character: str) -> bool:
    """Punctuation and full-width signs: both encodings have them."""
    return "\u3000" <= character <= "\u303f" or "\uff00" <= character <= "\uff65"
