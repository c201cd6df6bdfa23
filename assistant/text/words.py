"""Words: the telling ones of a text, their stems, and how much two texts have in common."""

import re
from collections.abc import Sequence, Set

from assistant.text.english import STOP_WORDS

_MAX_WORDS = 64
_STEM_CHARS = 5


def words(text: str) -> Sequence[str]:
    """Give a text's telling words, as the full-text index is asked for them.

    Args:
        text: any text.

    Returns:
        Distinct words of letters and digits in order, without stop words if any others
        are left.
    """
    distinct = list(dict.fromkeys(re.findall(r"\w+", text.casefold())))
    telling = [word for word in distinct if word not in STOP_WORDS]
    return (telling or distinct)[:_MAX_WORDS]


def stem(word: str) -> str:
    """Give what a word has in common with its inflections: its first letters, in lower case."""
    return word.casefold()[:_STEM_CHARS]


def stems(text: str) -> frozenset[str]:
    """Give the stems of a text's telling words."""
    return frozenset(map(stem, words(text)))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Give a text's runs of three words (Broder, 1997); all its words if there are fewer."""
    found = re.findall(r"\w+", text.casefold())
    return frozenset(zip(found, found[1:], found[2:], strict=False)) or frozenset({tuple(found)})


def jaccard(one: Set[object], other: Set[object]) -> float:
    """Give the share of two sets' members that both have; 1 for two empty sets."""
    shared = len(one & other)
    total = len(one) + len(other) - shared  # the union's size, without making it
    return shared / total if total else 1.0
