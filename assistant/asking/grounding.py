"""Grounding: whether the sentences of articles carry a sentence that was written from them.

The score joins what can be seen without a language model: how many of the sentence's words
the cited sentences have, how close their meaning is, and what must not differ: numbers,
dates, names, what is negated, and who claimed or denied. `benchmarks/support.py` measures
it and gives the curve from which the threshold was chosen.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from assistant.models.embedder import Embedder
from assistant.models.vectors import Vectors
from assistant.text.english import FRAME_WORDS
from assistant.text.facts import is_number, unfounded
from assistant.text.polarity import act_differs, polarity_differs, roots

THRESHOLD = 0.55
"""The least score at which a sentence is supported: the best F1 on half of WiCE's dev set."""

_WORDS, _MEANING = 0.7, 0.3
_PER_NUMBER, _PER_NAME, _OTHER_POLARITY, _OTHER_ACT = 0.5, 0.2, 0.5, 0.5
_MOST_COUNTED = 2


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
    told = roots(text) - _FRAME - roots(" ".join(about))
    given = frozenset(root for quote in quotes for root in roots(quote))
    if not told:
        return Support(0.0, missing)
    numbers = min(sum(map(is_number, missing)), _MOST_COUNTED)
    names = min(sum(not is_number(fact) for fact in missing), _MOST_COUNTED)
    value = (
        _WORDS * len(told & given) / len(told)
        + _MEANING * max(meaning, 0.0)
        - _PER_NUMBER * numbers
        - _PER_NAME * names
        - _OTHER_POLARITY * polarity_differs(text, quotes)
        - _OTHER_ACT * act_differs(told, given)
    )
    return Support(min(max(value, 0.0), 1.0), missing)


_FRAME = roots(FRAME_WORDS)
