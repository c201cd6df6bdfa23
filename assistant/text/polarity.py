"""Polarity: what a text denies and what it claims, and where that differs from another text."""

import re
from collections.abc import Iterable, Sequence

from assistant.text.english import ENDINGS, NEGATORS, SPEECH_ACTS
from assistant.text.words import fold, words

_CLAUSE = re.compile(r"[,;:.!?—–]\s")
_WORD = re.compile(r"\w+(?:'\w+)*")
_ENDING = re.compile(ENDINGS)


def roots(text: str) -> frozenset[str]:
    """Return the roots of a text's telling words: the words without their endings."""
    return frozenset(map(_root, words(text)))


def polarity_differs(text: str, sources: Sequence[str]) -> bool:
    """Check whether a word is negated in a text and in no source, or the other way round."""
    here_yes, here_no = _polarities([text])
    there_yes, there_no = _polarities(sources)
    denied = here_no & there_yes - there_no - here_yes
    asserted = (here_yes - here_no) & (there_no - there_yes)
    invented = bool(here_no) and not there_no
    return bool(denied or asserted or invented)


def act_differs(told: frozenset[str], given: frozenset[str]) -> bool:
    """Check whether somebody claims, denies or blames in a text and nobody in its source.

    Args:
        told: the roots of the text.
        given: the roots of the source.
    """
    return any(_has(told, act) and not _has(given, act) for act in SPEECH_ACTS)


def _root(word: str) -> str:
    """Return a word without its ending, which more words differ in than in their stems."""
    return _ENDING.sub("", word) if len(word) > 4 else word


def _polarities(texts: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the roots that are said, and those that directly follow a negation."""
    said: set[str] = set()
    negated: set[str] = set()
    for text in texts:
        telling = roots(text)
        for clause in _CLAUSE.split(text):
            negating = False
            for word in _WORD.findall(fold(clause)):
                if word in NEGATORS or word.endswith("n't"):
                    negating = True
                elif (root := _root(word)) in telling:
                    (negated if negating else said).add(root)
                    negating = False
    return frozenset(said), frozenset(negated)


def _has(found: frozenset[str], beginnings: tuple[str, ...]) -> bool:
    return any(root.startswith(beginnings) for root in found)
