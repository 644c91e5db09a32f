"""Whose number it is: that of the organ of the report, of a part of it, of another."""

from pipeline.narrative.sentence import Sentence
from pipeline.narrative.tokens import Quantity, Token

__all__ = ["of_organ", "part_of_last"]


def of_organ(sentence: Sentence, left: list[Token], place: int) -> bool:
    """Whether the words begin with the name of an organ that is not this one."""
    if left and left[0].role == "foreign":
        return False
    until = left[0].start if left else sentence.tokens[place].start
    lead = sentence.plain(sentence.begin, until)
    patterns, state = sentence.patterns, sentence.state
    name = patterns.name_of(lead)
    if name is None:
        return False
    is_part = state.in_parts or patterns.parts.match(lead) is not None
    offices = patterns.offices.search(name) is not None
    is_own = any(_is_within(name, own) for own in state.own_names) or (
        patterns.own_organs.fullmatch(name) is not None
        # 市政府办公室 in the report of a city is a part of it
        and not (offices and state.own_names)
    )
    if not state.own_names:
        said = sentence.text[sentence.begin : sentence.tokens[place].start]
        is_own = is_own or patterns.own_totals.search(said) is not None
    if is_own and not is_part:
        return False
    state.reason = "other_organ"
    return True


def _is_within(name: str, whole: str) -> bool:
    """Whether the characters of a name stand in another one in their order."""
    rest = iter(whole)
    return all(character in rest for character in name)


def part_of_last(sentence: Sentence, place: int, quantity: Quantity) -> None:
    """其中市公安局3件: a part of what was read last."""
    last = sentence.state.last
    if not last or quantity.unit is None:
        return
    claim = sentence.claim(last[-1].again(), sentence.tokens[place], quantity)
    sentence.found.append(claim)
