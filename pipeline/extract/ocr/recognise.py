"""Crops of single lines to text, by the recognition model, in batches.

The score of a text is that of its least sure character. What the text may mean is not
known here; only that 0 and O look the same, and that a figure is sooner meant.
"""

from collections.abc import Sequence
from functools import lru_cache
from typing import Any, NamedTuple

import numpy as np
import numpy.typing as npt

from pipeline.extract.ocr.libraries import cv, recognition_model
from pipeline.extract.ocr.load import Grey

__all__ = ["Seen", "recognise"]

_HEIGHT = 48
_MIN_WIDTH, _MAX_WIDTH = 48, 2400
#: pixels of one batch: bounds memory, since every column has 18,000 classes
_BATCH_WIDTH = 1600
_STEP = 16
_PAPER = 1.0
#: characters that cannot be told from a digit by their shape
_LOOK_ALIKES = {
    "0": "OoοОоＯ０〇○◯",
    "1": "lIⅠｌＩ１ı丨",
    "2": "２", "3": "３", "4": "４", "5": "５", "6": "６", "7": "７", "8": "８",
    "9": "９",
}  # fmt: skip


class Seen(NamedTuple):
    """A text and how sure its least sure character is, from 0 to 1."""

    text: str
    score: float


def recognise(crops: Sequence[Grey]) -> list[Seen]:
    """The text of each crop; digits win over letters of the same shape."""
    inputs = [_input(crop) for crop in crops]
    found: list[Seen] = [Seen("", 0.0)] * len(inputs)
    for batch in _batches([crop.shape[1] for crop in inputs]):
        width = max(inputs[n].shape[1] for n in batch)
        width = -(-width // _STEP) * _STEP
        block = np.full((len(batch), 3, _HEIGHT, width), _PAPER, np.float32)
        for place, number in enumerate(batch):
            block[place, :, :, : inputs[number].shape[1]] = inputs[number]
        session, characters = recognition_model()
        (answer,) = session.run(None, {session.get_inputs()[0].name: block})
        for place, number in enumerate(batch):
            found[number] = _decoded(answer[place], characters)
    return found


def _batches(widths: list[int]) -> list[list[int]]:
    """Crops of like width together."""
    batches: list[list[int]] = []
    for number in sorted(range(len(widths)), key=widths.__getitem__):
        width = widths[number]
        if batches and (len(batches[-1]) + 1) * width <= _BATCH_WIDTH:
            batches[-1].append(number)
        else:
            batches.append([number])
    return batches


def _input(crop: Grey) -> npt.NDArray[np.float32]:
    height, width = crop.shape
    target = int(np.clip(round(width * _HEIGHT / height), _MIN_WIDTH // 4, _MAX_WIDTH))
    cv2 = cv()
    how = cv2.INTER_AREA if height > _HEIGHT else cv2.INTER_CUBIC
    sized = cv2.resize(crop, (target, _HEIGHT), interpolation=how)
    if target < _MIN_WIDTH:
        lack = _MIN_WIDTH - target
        sized = cv2.copyMakeBorder(
            sized, 0, 0, lack // 2, lack - lack // 2, cv2.BORDER_CONSTANT, value=255
        )
    return np.asarray(sized, np.float32) / 127.5 - 1.0


@lru_cache(maxsize=2)
def _alike(characters: tuple[str, ...]) -> tuple[tuple[int, tuple[int, ...]], ...]:
    place = {character: n for n, character in enumerate(characters)}
    return tuple(
        (place[digit], tuple(place[c] for c in others if c in place))
        for digit, others in _LOOK_ALIKES.items()
    )


def _decoded(answer: Any, characters: tuple[str, ...]) -> Seen:
    """The likeliest class of each column; repeats are one, class 0 parts them."""
    best = answer.argmax(axis=1)
    share = answer[np.arange(len(best)), best]
    for digit, others in _alike(characters):
        ours = np.isin(best, (digit, *others))
        if ours.any():
            best = np.where(ours, digit, best)
            together = answer[:, digit] + answer[:, list(others)].sum(axis=1)
            share = np.where(ours, together, share)
    text: list[str] = []
    scores: list[float] = []
    before = 0
    for number, score in zip(best.tolist(), share.tolist(), strict=True):
        if number and number != before:
            text.append(characters[number] if number < len(characters) else "�")
            scores.append(score)
        elif number and scores:
            scores[-1] = max(scores[-1], score)
        before = number
    return Seen("".join(text), min(scores, default=0.0))
