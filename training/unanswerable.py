"""Questions that a text does not answer, made from questions that it does."""

import random
import re
from collections.abc import Callable, Sequence
from dataclasses import replace

import numpy as np
from sklearn.feature_extraction.text import TfidfVectorizer

from assistant.text.facts import facts, is_number
from training.cases import Case

_OPPOSITES = (
    ("first", "last"),
    ("most", "least"),
    ("more", "fewer"),
    ("before", "after"),
    ("largest", "smallest"),
    ("highest", "lowest"),
    ("oldest", "youngest"),
    ("north", "south"),
    ("east", "west"),
    ("start", "end"),
    ("begin", "stop"),
    ("win", "lose"),
    ("won", "lost"),
    ("rise", "fall"),
    ("increase", "decrease"),
    ("support", "oppose"),
    ("agree", "refuse"),
    ("allowed", "forbidden"),
    ("male", "female"),
)
_OPPOSITE = dict(_OPPOSITES) | {b: a for a, b in _OPPOSITES}


class Ranker:
    """Ranks texts by the idf-weighted words they share with a question."""

    def __init__(self, texts: Sequence[str]) -> None:
        self._vectorizer = TfidfVectorizer(sublinear_tf=True, stop_words="english")
        self._matrix = self._vectorizer.fit_transform(texts)

    def best(self, question: str, count: int) -> list[int]:
        """Return the indices of the texts nearest to the question, best first."""
        query = self._vectorizer.transform([question])
        scores = (self._matrix @ query.T).toarray().ravel()
        top = np.argsort(-scores, kind="stable")[:count]
        return [int(i) for i in top if scores[i] > 0]


def content_words(text: str) -> set[str]:
    """Return the words of a text that carry meaning: numbers and words of four letters up."""
    return {w for w in re.findall(r"\w+", text.lower()) if len(w) > 3 or w.isdigit()}


def lacks(answer: str, passage: Sequence[str]) -> bool:
    """Tell whether a passage lacks most of an answer's words, so that it cannot answer."""
    telling = content_words(answer)
    return bool(telling) and len(telling & content_words(" ".join(passage))) * 2 < len(telling)


def other_questions(texts: Sequence[str], rng: random.Random) -> Callable[[Case, str], Case | None]:
    """Prepare a function that makes a question ask what its text does not say.

    A name, number or date of the question gives way to one of another text that its own does
    not have, or a word to its opposite: two of the ways in which the authors of SQuAD 2.0 saw
    people write unanswerable questions (Rajpurkar et al., 2018).

    Args:
        texts: where other names and numbers are taken from.
        rng: draws.
    """
    pools: dict[bool, list[str]] = {True: [], False: []}
    for text in rng.sample(list(texts), min(1000, len(texts))):
        for fact in facts(text):
            pools[is_number(fact.text)].append(fact.text)

    def ask_else(case: Case, text: str) -> Case | None:
        whole = text.lower()
        named = [f.text for f in facts(case.question) if f.text.lower() in whole]
        turned = [w for w in case.question.split() if w in _OPPOSITE]
        if named and (not turned or rng.random() < 0.8):
            old = rng.choice(named)
            new = rng.choice(pools[is_number(old)])
            if new.lower() in whole:
                return None
        elif turned:
            old = rng.choice(turned)
            new = _OPPOSITE[old]
        else:
            return None
        question = re.sub(rf"\b{re.escape(old)}(?!\w)", lambda _: new, case.question, count=1)
        if question == case.question:
            return None
        return replace(case, question=question, answering=(), ignored=())

    return ask_else
