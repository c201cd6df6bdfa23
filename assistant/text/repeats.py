"""Repeats: whether two texts say the same, so that showing one of them is enough."""

from functools import lru_cache

from assistant.text.english import NO_PART_OF_A_NAME
from assistant.text.facts import unfounded
from assistant.text.polarity import act_differs, polarity_differs, roots
from assistant.text.words import all_words, fold, jaccard, stems, written_words

# Not fitted: a sentence that a second paper rewords a little is above it.
_ALIKE = 0.6

_stems = lru_cache(1024)(stems)  # each text is compared with many


def says_the_same(one: str, other: str) -> bool:
    """Check whether two texts say the same, nearly in the same words.

    They do not if one has a number, a name or a date that the other lacks, or if what one denies
    or claims the other does not.

    Args:
        one: a sentence or a passage.
        other: another one.
    """
    return jaccard(_stems(one), _stems(other)) >= _ALIKE and (
        one == other or not (_adds_to(one, other) or _adds_to(other, one))
    )


def _adds_to(one: str, other: str) -> bool:
    """Check whether a text says anything that the other one does not."""
    return bool(
        unfounded(one, [other])
        or _capitals(one) - frozenset(all_words(other))
        or polarity_differs(one, [other])
        or act_differs(roots(one), roots(other))
    )


def _capitals(text: str) -> frozenset[str]:
    """Return the words with a capital: facts leave out a name that opens a sentence."""
    return frozenset(fold(w) for w in written_words(text) if w[0].isupper()) - NO_PART_OF_A_NAME
