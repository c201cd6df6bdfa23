"""Accounts: where cited articles differ in the number or the day that is asked for."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Account, Citation
from assistant.text.english import ASKS_A_DAY, ASKS_A_NUMBER, MONTHS
from assistant.text.facts import Fact, facts, is_number
from assistant.text.periods import Period
from assistant.text.times import named_times

_ASKS_A_NUMBER = re.compile(ASKS_A_NUMBER, re.IGNORECASE)
_ASKS_A_DAY = re.compile(ASKS_A_DAY, re.IGNORECASE)
_YEAR = re.compile(r"(?:1[6-9]|20)\d\d")
_MONTHS = frozenset(month[:3] for month in MONTHS)


@dataclass(frozen=True, slots=True)
class _Value:
    """What a citation gives for what is asked.

    Args:
        citation: the one that gives it.
        numbers: the forms of its numbers; none if a day is asked for.
        period: the days that it names; None if a number is asked for.
        words: as a reader is shown it.
    """

    citation: Citation
    numbers: frozenset[str]
    period: Period | None
    words: str

    def agrees(self, other: "_Value") -> bool:
        """Check whether another one may be the same: a number is in both, or a day."""
        if self.period and other.period:
            (first, last), (begin, end) = self.period.bounds, other.period.bounds
            return first <= end and begin <= last
        return bool(self.numbers & other.numbers)


def accounts_of(question: str, citations: Sequence[Citation]) -> tuple[Account, ...]:
    """Return the accounts that cited articles give of the number or the day that is asked for.

    Args:
        question: what is asked.
        citations: the sentences that answer, best first.

    Returns:
        One account for each value, in the order of the citations; none if they agree, if one
        article gives them all, or if something else is asked for.
    """
    values = [value for c in citations if (value := _value(question, c))]
    groups: list[list[_Value]] = []
    for value in values:
        same = [group for group in groups if any(value.agrees(other) for other in group)]
        groups = [group for group in groups if group not in same]
        groups.append([v for group in same for v in group] + [value])
    if len(groups) < 2 or len({v.citation.article.id for v in values}) < 2:
        return ()
    newest = _newest(groups)
    return tuple(
        Account(
            group[0].words,
            tuple(value.citation.number for value in group),
            latest=group is newest,
        )
        for group in sorted(groups, key=lambda group: group[0].citation.number)
    )


def _value(question: str, citation: Citation) -> _Value | None:
    """Return what a citation gives of what is asked; None if it gives nothing, or several things.

    Of several numbers or days in a sentence nobody knows which one is meant.
    """
    asks_a_day, asks_a_number = _ASKS_A_DAY.search(question), _ASKS_A_NUMBER.search(question)
    # "How many died when the bridge fell?" asks what it asks first.
    if asks_a_day and not (asks_a_number and asks_a_number.start() < asks_a_day.start()):
        published = citation.article.published
        times = list(named_times(citation.quote, published)) if published else []
        if len(times) != 1:
            return None
        return _Value(citation, frozenset(), times[0].period, str(times[0].period))
    if not asks_a_number:
        return None
    known = {form for fact in facts(question) for form in fact.forms}
    numbers = [fact for fact in _counts(citation.quote) if known.isdisjoint(fact.forms)]
    if len(numbers) != 1:
        return None
    return _Value(citation, frozenset(numbers[0].forms), None, numbers[0].text)


def _counts(text: str) -> list[Fact]:
    """Return the numbers of a text that are no part of a date."""
    found = facts(text)
    counts = []
    for place, fact in enumerate(found):
        beside = [*found[max(0, place - 1) : place], *found[place + 1 :][:1]]
        dated = any(
            other.forms[0][:3] in _MONTHS
            and not text[min(fact.end, other.end) : max(fact.start, other.start)].strip(" .,")
            for other in beside
        )
        if is_number(fact.text) and not dated and not _YEAR.fullmatch(fact.text):
            counts.append(fact)
    return counts


def _newest(groups: Sequence[list[_Value]]) -> list[_Value] | None:
    """Return the group that the newest article is of; None if that is not plain."""
    days = [[value.citation.article.published for value in group] for group in groups]
    known = [max(day for day in group if day) for group in days if all(group)]
    if len(known) < len(groups) or known.count(max(known)) > 1:
        return None
    return groups[known.index(max(known))]
