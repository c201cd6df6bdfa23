"""Spelling: a question with words that no article has, written with the nearest that they have."""

import re
from collections.abc import Iterable, Mapping

from rapidfuzz.distance import OSA

from assistant.text.words import fold

SHORTEST = 4
"""Shorter words are near to too many others."""

MOST_SLIPS = 2
"""How many letters of a long word may be wrong; of a shorter one, one."""

_LONG = 8


def respelled(question: str, unknown: Iterable[str], known: Mapping[str, int]) -> str:
    """Return a question with its unknown words as articles write what they are nearest to.

    Args:
        question: as it was typed.
        unknown: those of its words that no article has.
        known: the words of the articles as they are written, with in how many each stands.

    Returns:
        The question; empty if no word of the articles is near to any that is unknown.
    """
    changed = question
    for word in unknown:
        if near := _nearest(word, known):
            changed = re.sub(rf"(?<!\w){re.escape(word)}(?!\w)", near, changed)
    return "" if changed == question else changed


def _nearest(word: str, known: Mapping[str, int]) -> str:
    """Return the known word that the fewest slips lead to; of several, the most frequent."""
    slips = MOST_SLIPS if len(word) >= _LONG else 1
    typed = fold(word)
    near = [
        (distance, -articles, written)
        for written, articles in known.items()
        if (distance := OSA.distance(typed, fold(written), score_cutoff=slips)) <= slips
    ]
    return min(near)[2] if near else ""
