"""Capitals: a question as it would be printed, however it was typed."""

import re
from collections.abc import Sequence

from assistant.text.english import DAYS, MONTH_NAMES, MONTHS_BESIDE_A_NUMBER, STOP_WORDS
from assistant.text.words import fold

_WORD = re.compile(r"[^\W_]+(?:['’-][^\W_]+)*")
_PARTICLE = re.compile(r"[a-z]{2}-[A-Z]")
_SHORT_MONTH = 4
# What stands before a word that does not open a sentence.
_INSIDE = re.compile(r"[\w,;] ")


def with_capitals(question: str, texts: Sequence[str]) -> str:
    """Return a question with its names and days capitalised, and no other word.

    Args:
        question: as it was typed: "turnout in basra", "TURNOUT IN BASRA".
        texts: prose that tells which words are names.

    Returns:
        The question, of the same length.
    """
    words = list(_WORD.finditer(question))
    is_shouted = len(words) > 2 and all(
        word[0][0].isupper() or fold(word[0]) in STOP_WORDS
        for word in words
        if word[0][0].isalpha()
    )
    pieces, end = [], 0
    for position, match in enumerate(words):
        word = match[0]
        beside = "".join(w[0] for w in words[max(0, position - 1) : position + 2])
        if is_shouted or (not position and fold(word) in STOP_WORDS):
            word = _kept(word, word.lower())
        if _PARTICLE.match(word):  # "al-Sudani" belongs to the name before it
            word = _kept(word, word[0].upper() + word[1:])
        if word.islower() and (_is_day(word, beside) or _is_name(word, texts)):
            word = _kept(word, word[0].upper() + word[1:])
        pieces += [question[end : match.start()], word]
        end = match.end()
    return "".join([*pieces, question[end:]])


def _kept(word: str, changed: str) -> str:
    """Return a changed word, unless a letter such as "ß" has become two."""
    return changed if len(changed) == len(word) else word


def _is_day(word: str, beside: str) -> bool:
    """Check whether a word is a day or a month; a short one is only beside a number."""
    if word in MONTHS_BESIDE_A_NUMBER or len(word) <= _SHORT_MONTH:
        return word in MONTH_NAMES and any(character.isdigit() for character in beside)
    return word in DAYS or word in MONTH_NAMES


def _is_name(word: str, texts: Sequence[str]) -> bool:
    """Check whether texts write a word with a capital only, and not only to open a sentence."""
    if word in STOP_WORDS:
        return False
    written = [
        match
        for text in texts
        for match in re.finditer(rf"(?<!\w){re.escape(word)}(?!\w)", text, re.IGNORECASE)
    ]
    return all(match[0][0].isupper() for match in written) and any(map(_is_inside, written))


def _is_inside(match: re.Match[str]) -> bool:
    before = match.string[max(0, match.start() - 2) : match.start()]
    return bool(_INSIDE.fullmatch(before))
