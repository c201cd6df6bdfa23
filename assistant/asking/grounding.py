"""Grounding: whether the sentences of articles carry a sentence that was written from them.

The score joins what can be seen without a language model: how many of the sentence's words
the cited sentences have, how close their meaning is, and what must not differ: numbers,
dates, names, what is negated, and who claimed or denied. `benchmarks/support.py` measures
it and gives the curve from which the threshold was chosen.
"""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.text.english import ENDINGS, FRAME_WORDS, NEGATORS, SPEECH_ACTS
from assistant.text.facts import is_number, unfounded
from assistant.text.words import fold, words

THRESHOLD = 0.55
"""The least score at which a sentence is supported: the best F1 on half of WiCE's dev set."""

_WORDS, _MEANING = 0.7, 0.3
_PER_NUMBER, _PER_NAME, _OTHER_POLARITY, _OTHER_ACT = 0.5, 0.2, 0.5, 0.5
_MOST_COUNTED = 2

_CLAUSE = re.compile(r"[,;:.!?—–]\s")
_WORD = re.compile(r"\w+(?:'\w+)*")
_ENDING = re.compile(ENDINGS)


@dataclass(frozen=True, slots=True)
class Premise:
    """A sentence that can carry another, and what is known about where it stands.

    Args:
        quote: the sentence.
        about: its outlet and date: a sentence may name them, but they carry no fact.
    """

    quote: str
    about: str = ""


@dataclass(frozen=True, slots=True)
class Support:
    """How well premises carry a sentence, from 0 to 1, and its facts that none of them has."""

    score: float
    unfounded: tuple[str, ...] = ()


class Comparison:
    """Written sentences beside the premises that may carry them; made by `compare`."""

    def __init__(
        self, sentences: Sequence[str], premises: Sequence[Premise], cosines: Vectors
    ) -> None:
        self._sentences = sentences
        self._premises = premises
        self._cosines = cosines

    def support(self, sentence: int, premises: Iterable[int]) -> Support:
        """Say how well some of the premises, taken together, carry a sentence.

        Args:
            sentence: its index.
            premises: the indices of the premises.
        """
        chosen = list(premises)
        if not chosen:
            return Support(0.0)
        text = self._sentences[sentence]
        quotes = [self._premises[i].quote for i in chosen]
        about = [self._premises[i].about for i in chosen]
        meaning = max(float(self._cosines[sentence, i]) for i in chosen)
        return score(text, quotes, about, meaning)


def compare(
    embedder: Embedder, sentences: Sequence[str], premises: Sequence[Premise]
) -> Comparison:
    """Put written sentences beside the premises that may carry them.

    Args:
        embedder: embeds both.
        sentences: what was written; not empty.
        premises: what it may rest on; not empty.
    """
    vectors = embedder.encode([*sentences, *(premise.quote for premise in premises)])
    count = len(sentences)
    return Comparison(sentences, premises, vectors[:count] @ vectors[count:].T)


def score(text: str, quotes: Sequence[str], about: Sequence[str], meaning: float) -> Support:
    """Score how well quotes, taken together, carry a sentence.

    Args:
        text: the sentence.
        quotes: what may carry it.
        about: what it may name besides.
        meaning: the greatest cosine similarity between the sentence and a quote.
    """
    missing = unfounded(text, [*quotes, *about])
    told = _roots(text) - _FRAME - _roots(" ".join(about))
    given = frozenset(root for quote in quotes for root in _roots(quote))
    if not told:
        return Support(0.0, missing)
    numbers = min(sum(map(is_number, missing)), _MOST_COUNTED)
    names = min(sum(not is_number(fact) for fact in missing), _MOST_COUNTED)
    value = (
        _WORDS * len(told & given) / len(told)
        + _MEANING * max(meaning, 0.0)
        - _PER_NUMBER * numbers
        - _PER_NAME * names
        - _OTHER_POLARITY * _polarity_differs(text, quotes)
        - _OTHER_ACT * _act_differs(told, given)
    )
    return Support(min(max(value, 0.0), 1.0), missing)


def _roots(text: str) -> frozenset[str]:
    return frozenset(map(_root, words(text)))


def _root(word: str) -> str:
    """Return a word without its ending, which more words differ in than in their stems."""
    return _ENDING.sub("", word) if len(word) > 4 else word


def _polarity_differs(text: str, quotes: Sequence[str]) -> bool:
    """Tell whether a word is negated here and nowhere there, or the other way round."""
    here_yes, here_no = _polarities([text])
    there_yes, there_no = _polarities(quotes)
    denied = here_no & there_yes - there_no - here_yes
    asserted = (here_yes - here_no) & (there_no - there_yes)
    invented = bool(here_no) and not there_no
    return bool(denied or asserted or invented)


def _polarities(texts: Iterable[str]) -> tuple[frozenset[str], frozenset[str]]:
    """Return the roots that are said, and those that directly follow a negation."""
    said: set[str] = set()
    negated: set[str] = set()
    for text in texts:
        telling = _roots(text)
        for clause in _CLAUSE.split(text):
            negating = False
            for word in _WORD.findall(fold(clause)):
                if word in NEGATORS or word.endswith("n't"):
                    negating = True
                elif (root := _root(word)) in telling:
                    (negated if negating else said).add(root)
                    negating = False
    return frozenset(said), frozenset(negated)


def _act_differs(told: frozenset[str], given: frozenset[str]) -> bool:
    return any(_has(told, act) and not _has(given, act) for act in SPEECH_ACTS)


def _has(roots: frozenset[str], beginnings: tuple[str, ...]) -> bool:
    return any(root.startswith(beginnings) for root in roots)


_FRAME = _roots(FRAME_WORDS)
