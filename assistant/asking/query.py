"""The query: what a question asks and what it states first, and which time it means."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.text.english import NEWS_WORDS, STOP_WORDS
from assistant.text.periods import DAY, Period
from assistant.text.sentences import split_sentences
from assistant.text.times import named_time
from assistant.text.words import all_words

# "Why?" says too little to be looked for without what is stated before it.
_ASKING_WORDS = 3

# Beside these, a time is all that a question names.
_SAYS_LITTLE = STOP_WORDS | NEWS_WORDS

_A_MONTH = 31


@dataclass(frozen=True, slots=True)
class Understood:
    """A question as it is understood: its own words, and what it goes back to.

    Args:
        question: the question's own words, which may state something before they ask.
        context: earlier questions that it goes back to, the last one first; empty if it stands
            alone.
        period: the days that it names: "last week", "in 2018"; None if it names none.
        about: the days that an article which answers was likeliest published on: those of
            the period and around it, or the day on which it is asked.
        limits: whether only articles of the period can answer: it asks what is new since a
            day, or for nothing but what happened in a time told by today.
        recent: whether its time is told by today and is no longer than a month.
    """

    question: str
    context: str = ""
    period: Period | None = None
    about: Period | None = None
    limits: bool = False
    recent: bool = False

    @property
    def asking(self) -> str:
        """The question from where it asks."""
        return parted(self.question)[1]

    @property
    def background(self) -> str:
        """What is stated before it asks, and the context."""
        return f"{parted(self.question)[0]} {self.context}".strip()

    def __str__(self) -> str:
        return f"{self.question} ({self.context})" if self.context else self.question


def understand(question: str, now: date, earlier: Sequence[str] = ()) -> Understood:
    """Find out what a question asks, and which time it means.

    Args:
        question: as it was asked.
        now: the date that "today" means.
        earlier: the questions that it goes back to, the oldest first; none if it stands alone.
    """
    context = " ".join(reversed(earlier))
    return _with_time(Understood(" ".join(question.split()), context), now)


def _with_time(understood: Understood, now: date) -> Understood:
    """Add the time that a question names, and the days that it is likeliest about."""
    named = named_time(understood.question, now)
    if not named or (named.period.first is None and now in named.period):  # "until now"
        return replace(understood, about=Period(now, now))
    period = named.period.widened(named.vague, named.vague)
    if period.bounds[0] > now:  # what is to come is told by now
        return replace(understood, about=Period(now, now))
    told = _told(period, now)
    recent = named.relative and period.days <= _A_MONTH
    only_time = not understood.context and _SAYS_LITTLE.issuperset(all_words(named.rest))
    limits = period.last is None or (recent and only_time)
    return replace(
        understood,
        period=told if limits else period,
        # A day is not over everywhere at the same time.
        about=replace(told, last=told.last or now).widened(DAY, DAY),
        limits=limits,
        recent=recent or (named.relative and period.last is None),
    )


def _told(period: Period, now: date) -> Period:
    """Return the days on which articles tell of a period; None of its end if it is not over.

    News of a day may be dated the next. On Monday morning, "today" may be Sunday, too, and "this
    week" the last seven days.
    """
    first, last = period.first, period.last
    if first and last and now in period:
        first = min(first, now - period.days * DAY)
    return Period(first, last + DAY if last and last < now else None)


def parted(question: str) -> tuple[str, str]:
    """Part a question into what it states first, if anything, and what it asks."""
    sentences = split_sentences(question)
    asking = [sentence for sentence in sentences if question[sentence.end - 1] in "?:"]
    if len(sentences) < 2 or asking != [sentences[-1]]:
        return "", question
    start = asking[0].start
    if len(question[start:].split()) < _ASKING_WORDS:
        return "", question
    return question[:start].strip(), question[start:]
