"""The query: a follow-up becomes a question of its own, from what was asked before."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.answers import Turn
from assistant.text.english import OPENINGS, REFERENCES
from assistant.text.periods import Period, named_period, named_years
from assistant.text.sentences import split_sentences
from assistant.text.words import fold, stem, words, written_words

_CONTEXT_WORDS = 12

# "Why?" says too little to be looked for without what is stated before it.
_ASKING_WORDS = 3

_OPENING = re.compile(OPENINGS, re.IGNORECASE)
_REFERENCE = re.compile(REFERENCES, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is understood: its own words, and what it goes back to.

    Args:
        question: the question's own words, which may state something before they ask.
        context: words of an earlier turn that it goes back to; empty if it stands alone.
        period: the first and the last day that it means by "today", "this week" and the
            like; None if it names no such time.
        about: the days that it is likeliest about: the period, or the day on which it is
            asked; None if it names another year.
    """

    question: str
    context: str = ""
    period: Period | None = None
    about: Period | None = None

    @property
    def asking(self) -> str:
        """The question from where it asks."""
        return _parted(self.question)[1]

    @property
    def background(self) -> str:
        """What is stated before it asks, and the context."""
        return f"{_parted(self.question)[0]} {self.context}".strip()

    @property
    def readings(self) -> tuple[str, ...]:
        """What to look for in a passage: the whole, and what it asks without its statement.

        A statement is easily taken for what is wanted, as its words stand in many sentences.
        """
        alone = replace(self, question=self.asking)
        return (str(self),) if alone == self else (str(self), str(alone))

    def __str__(self) -> str:
        return f"{self.question} ({self.context})" if self.context else self.question


def understand(question: str, history: Sequence[Turn], now: date) -> Understood:
    """Find out what a question goes back to in earlier ones, and which time it means.

    Args:
        question: as it was asked.
        history: earlier turns, the oldest first.
        now: the date that "today" means.
    """
    question = " ".join(question.split())
    period = named_period(question, now)
    another_year = bool(named_years(question) - {now.year})
    about = period or (None if another_year else (now, now))
    # "She" is whom the statement names.
    opening = _parted(question)[0] or question
    if not history or not is_follow_up(opening, history[-1]):
        return Understood(question, period=period, about=about)
    asked = {stem(word) for word in words(question)}
    context = [word for word in _telling(history[-1].question) if stem(word) not in asked]
    # Names are what a conversation is about: they outlast the words of each turn.
    kept = sorted(context, key=lambda word: not _is_name(word))[:_CONTEXT_WORDS]
    context_words = " ".join(word for word in context if word in kept)
    return Understood(question, context_words, period, about)


def is_follow_up(question: str, before: Turn) -> bool:
    """Tell whether a question needs the turn before it to be understood."""
    if _OPENING.match(question) or _REFERENCE.search(question):
        return True
    telling = _telling(question)
    earlier = {stem(word) for word in words(before.question)}
    # A name says what a question is about; without one, few words of its own say too little.
    names = [word for word in telling if _is_name(word)]
    return any(stem(word) in earlier for word in names or telling) or (
        not names and len(telling) <= 2
    )


def _parted(question: str) -> tuple[str, str]:
    """Part a question into what it states first, if anything, and what it asks."""
    sentences = split_sentences(question)
    asking = [sentence for sentence in sentences if question[sentence.end - 1] in "?:"]
    if len(sentences) < 2 or asking != [sentences[-1]]:
        return "", question
    start = asking[0].start
    if len(question[start:].split()) < _ASKING_WORDS:
        return "", question
    return question[:start].strip(), question[start:]


def _telling(text: str) -> list[str]:
    """Return a text's telling words as they are written, the first word in lower case."""
    telling = set(words(text))
    written = written_words(text[:1].lower() + text[1:])
    return [word for word in dict.fromkeys(written) if fold(word) in telling]


def _is_name(word: str) -> bool:
    return word[:1].isupper()
