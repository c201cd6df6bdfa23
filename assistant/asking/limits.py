"""Limits: the numbers, dates and names of a question, and which of them the evidence lacks.

"Turnout in Basra in 2018" is not answered by a sentence on 2023, however well the rest fits. A
limit may be named in the sentence itself, in those before it, in the title or the first sentence
of its article, or be the outlet, the author or the day of publication.
"""

import re
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass, replace
from datetime import timedelta
from functools import cached_property

from assistant.articles import Article
from assistant.asking.outlets import is_outlet
from assistant.text.capitals import with_capitals
from assistant.text.english import (
    MONTHS,
    NO_PART_OF_A_NAME,
    NUMBER_WORDS,
    ORDINALS,
    SAME_NAMES,
    STOP_WORDS,
)
from assistant.text.facts import Fact, facts, is_founded, is_number, known_forms
from assistant.text.sentences import split_sentences
from assistant.text.wording import full_day
from assistant.text.words import all_words, fold, written_words

# How many sentences before one may name what it is about, and how often an article names what
# all of it is about. Chosen on half of news-limits dev.
_BACK = 4
_OFTEN = 4

# "First" and "second" more often say when or which other than which of several.
_ADVERBS = 2

_AROUND_CHARS = 1000
_BESIDE = 3
_YEAR = re.compile(r"(?:1[5-9]|20)\d\d")
_WORD = re.compile(r"[^\W\d_]+")
_ORDINAL = re.compile(r"(\d+)(?:st|nd|rd|th)\b", re.IGNORECASE)
_RANGE = re.compile(r" (?:and|to|or) ")
_BEFORE_CHOICE = re.compile(r"\bor (?:the |in |on |by )?$", re.IGNORECASE)
_AFTER_CHOICE = re.compile(r",? or\b", re.IGNORECASE)
_POINTS_BACK = re.compile(r"\b(?:the|these|those) $", re.IGNORECASE)
# What a number counts, "lots" in "500 lots" and "ago" in "five years ago", or numbers: "game 3".
_COUNTED = re.compile(r"[ -]([^\W\d_]{2,})(?: (?:ago|old)\b)?")
_NUMBERED = re.compile(r"\b([^\W\d_]{3,}) $")
_MONTHS = frozenset(month[:3] for month in MONTHS)


@dataclass(frozen=True, slots=True)
class Limit:
    """Something that a question names, so that its answer must be about it.

    Args:
        text: as the question writes it.
        facts: its numbers, dates and names.
        numbered: the word that a number stands behind, as in "game 3"; else empty.
    """

    text: str
    facts: tuple[Fact, ...]
    numbered: str = ""


@dataclass(frozen=True, slots=True)
class Unsupported:
    """What a question names and the evidence does not.

    Args:
        limits: as the question writes them.
        instead: the years that the evidence tells of, where a year is what it lacks.
        mentioned: whether the passages that were found name them, of something else.
    """

    limits: tuple[str, ...]
    instead: tuple[str, ...] = ()
    mentioned: bool = False

    def __str__(self) -> str:
        named = _listed([f"“{limit}”" for limit in self.limits])
        if self.mentioned:
            return f"The articles do not say this of {named}."
        told = f"; they tell of {_listed(self.instead)}" if self.instead else ""
        return f"The articles say nothing on {named}{told}."


def limits_of(question: str, texts: Sequence[str] = ()) -> tuple[Limit, ...]:
    """Return what a question names, in order.

    Args:
        question: as it was typed.
        texts: prose that tells which of its words are names.
    """
    written = with_capitals(question, texts)
    groups: list[list[Fact]] = []
    for fact in sorted(_facts(written), key=lambda fact: fact.start):
        if groups and _goes_on(written, groups[-1][-1], fact):
            groups[-1].append(fact)
        else:
            groups.append([fact])
    return tuple(
        _limit(question, group)
        for group in groups
        if not _is_offered(written, group[0].start, group[-1].end)
    )


def lacking(limits: Sequence[Limit], article: Article, start: int, end: int) -> tuple[Limit, ...]:
    """Return the limits that nothing about a sentence names.

    Args:
        limits: of the question.
        article: where the sentence stands.
        start: where it starts in the article's text, in characters.
        end: where it ends.
    """
    if not limits:
        return ()
    about = _About(article, _told(article, start, end))
    return tuple(limit for limit in limits if not _is_named(limit, about))


def unsupported(
    lacks: Sequence[Limit], article: Article, start: int, end: int, others: Sequence[str]
) -> Unsupported:
    """Return what to say of limits that nothing about a sentence names.

    Args:
        lacks: the limits.
        article: where the sentence stands.
        start: where it starts in the article's text, in characters.
        end: where it ends.
        others: the texts of the passages that were found.
    """
    found = _About(article, "\n".join(others))
    mentioned = any(is_founded(f.forms[-1], found.known) for limit in lacks for f in limit.facts)
    years: list[str] = []
    if all(_YEAR.search(limit.text) for limit in lacks):
        told = _YEAR.findall(article.text[start:end])
        published = [str(article.published.year)] if article.published else []
        years = list(dict.fromkeys(told or published))
    return Unsupported(tuple(limit.text for limit in lacks), tuple(years), mentioned)


@dataclass(frozen=True)
class _About:
    """What may name what a sentence is about.

    Args:
        article: where the sentence stands.
        text: the sentence, what stands before it, and the head of its article.
    """

    article: Article
    text: str

    @cached_property
    def forms(self) -> list[str]:
        return list(known_forms(self.text))

    @cached_property
    def known(self) -> frozenset[str]:
        words = filter(None, map(_counted_by, all_words(self.text)))
        digits = (int(match[1]) for match in _ORDINAL.finditer(self.text))
        own = frozenset([*self.forms, *map(_ordinal, words), *map(_ordinal, digits)])
        return own.union(*(same for same in SAME_NAMES if not own.isdisjoint(same)))

    def has_beside(self, one: str, other: str) -> bool:
        """Check whether two forms stand side by side."""
        return any(
            other in self.forms[max(0, at - _BESIDE) : at + _BESIDE + 1]
            for at, form in enumerate(self.forms)
            if form == one
        )


def _facts(text: str) -> Iterator[Fact]:
    for fact in facts(text):
        forms = tuple(form for form in fact.forms if form not in NO_PART_OF_A_NAME)
        if ordinal := _ORDINAL.match(text, fact.start):
            yield replace(fact, text=ordinal[0], end=ordinal.end(), forms=(_ordinal(forms[0]),))
        elif forms and not (fact.text.isalpha() and is_number(fact.text) and _is_back(text, fact)):
            yield replace(fact, forms=forms)
    for match in _WORD.finditer(text):
        number = _counted_by(fold(match[0]))
        if number > _ADVERBS:
            yield Fact(match[0], match.start(), match.end(), (_ordinal(number),))


def _counted_by(word: str) -> int:
    """Return the number that an ordinal counts; 0 of another word."""
    return int(NUMBER_WORDS[ORDINALS[word]]) if word in ORDINALS else 0


def _is_back(text: str, fact: Fact) -> bool:
    """Check whether a number counts what is known already: "the two sides"."""
    return bool(_POINTS_BACK.search(text, 0, fact.start))


def _ordinal(number: float | str) -> str:
    return f"{number}th"


def _goes_on(text: str, before: Fact, fact: Fact) -> bool:
    """Check whether two facts are one limit, as "July 2022" and "Apollo 14" are."""
    between = text[before.end : fact.start]
    if _RANGE.fullmatch(between):
        return is_number(before.text) and is_number(fact.text)
    return not between.strip(" ,-")


def _is_offered(text: str, start: int, end: int) -> bool:
    """Check whether something is one of a choice, as in "was it Iran or the US?"."""
    choices = (_BEFORE_CHOICE.search(text, 0, start), _AFTER_CHOICE.match(text, end))
    return any(choices) or " or " in text[start:end]


def _limit(question: str, group: Sequence[Fact]) -> Limit:
    """Make a limit of facts; a number comes with what it counts or what it numbers."""
    start, last = group[0].start, group[-1]
    end, numbered = last.end, ""
    is_plain = is_number(last.text) and not _YEAR.fullmatch(last.text)
    if is_plain or fold(last.text) in ORDINALS:
        counted = _COUNTED.match(question, last.end)
        before = _NUMBERED.search(question, 0, start)
        if counted and fold(counted[1]) not in STOP_WORDS:
            end = counted.end()
        elif before and len(group) == 1 and fold(before[1]) not in STOP_WORDS:
            start, numbered = before.start(), fold(before[1])
    return Limit(question[start:end], tuple(group), numbered)


def _told(article: Article, start: int, end: int) -> str:
    """Return what may name what a sentence is about: those before it, and its article's head."""
    text = article.text
    back = max(0, start - _AROUND_CHARS)
    before = split_sentences(text[back:start])[-_BACK:]
    first = back + before[0].start if before else start
    lead = split_sentences(text[:_AROUND_CHARS])[:1]
    head = [article.title, article.outlet, article.author]
    if published := article.published:
        # News of a day may be dated the next.
        head += map(full_day, (published, published - timedelta(1)))
    return "\n".join([*head, *(text[s.start : s.end] for s in lead), text[first:end]])


def _is_named(limit: Limit, about: _About) -> bool:
    missing = [fact for fact in limit.facts if not _is_fact_named(fact, about)]
    if missing:
        return _is_understood(limit, missing, about)
    if limit.numbered:
        [number] = limit.facts[-1].forms
        return about.has_beside(limit.numbered, number) or _ordinal(number) in about.known
    return all(
        about.has_beside(one.forms[-1], other.forms[0])
        for one, other in zip(limit.facts, limit.facts[1:], strict=False)
        if _is_pair(one, other)
    )


def _is_pair(one: Fact, other: Fact) -> bool:
    """Check whether a number belongs to the fact beside it: "July 4", "4 July", "Apollo 14"."""
    numbers = [is_number(fact.text) for fact in (one, other)]
    if any(_YEAR.fullmatch(fact.text) for fact in (one, other)):
        return False
    return numbers == [False, True] or (numbers == [True, False] and other.forms[0] in _MONTHS)


def _is_understood(limit: Limit, missing: Sequence[Fact], about: _About) -> bool:
    """Check whether what is missing goes without saying where nothing else is named.

    "February 2022" is this February, and a month may be the last one.
    """
    if all(_is_known_without(fact, limit, about) for fact in missing):
        return True
    if _YEAR.search(about.text) or not _MONTHS & {fact.forms[0] for fact in limit.facts}:
        return False
    if all(_YEAR.fullmatch(fact.text) for fact in missing):
        return True
    is_month = all(_YEAR.fullmatch(f.text) or f.forms[0] in _MONTHS for f in limit.facts)
    return is_month and not _MONTHS & about.known


def _is_known_without(fact: Fact, limit: Limit, about: _About) -> bool:
    """Check whether a number that is tied to a name goes without saying, as in "COVID-19"."""
    names = [other for other in limit.facts if other.end + 1 == fact.start]
    tied = rf"(?<!\w){re.escape(names[0].text)}-\d" if names and "-" in limit.text else ""
    return bool(tied) and not re.search(tied, about.text, re.IGNORECASE)


def _is_fact_named(fact: Fact, about: _About) -> bool:
    known = about.known
    if (fact.initials and fact.initials in known) or all(_is_known(f, known) for f in fact.forms):
        return True
    if fact.forms[0][0].isdigit() or fact.forms[0] in _MONTHS:
        return False
    if is_outlet(fact.forms, about.article.outlet) or _is_topic(fact, about.article):
        return True
    if len(fact.forms) == 1:
        return _stands_for(fact.text, about)
    return _is_known(fact.forms[-1], known) and _is_only_bearer(fact, about.article.text)


def _is_known(form: str, known: Set[str]) -> bool:
    """Check whether a form is known, "al-Sudani" by "Sudani"."""
    telling = [part for part in form.split("-") if len(part) > 2]
    return is_founded(form, known) or (bool(telling) and all(part in known for part in telling))


def _is_topic(name: Fact, article: Article) -> bool:
    """Check whether an article names something so often that all of it is about that."""
    return len(_written(" ".join(name.forms), article.text)) >= _OFTEN


def _written(name: str, text: str) -> list[str]:
    return re.findall(rf"\b{re.escape(name)}\b", text, re.IGNORECASE)


def _is_only_bearer(name: Fact, text: str) -> bool:
    """Check whether a text means this one by the last part of a name, and no other Marshall.

    What it also writes without a capital, as "president", tells no two bearers apart.
    """
    *own, last = name.forms
    firsts = re.findall(rf"([A-Z][\w’'.-]*) (?i:{re.escape(last)})\b", text)
    others = {first for first in firsts if first.lower() not in text} - {"The"}
    others = {fold(first) for first in others}
    return not (others - set(own)) and not any(map(str.islower, _written(last, text)))


def _stands_for(acronym: str, about: _About) -> bool:
    """Check whether words begin with the letters of an acronym, in an article or near by."""
    letters = fold(acronym).rstrip("s") if acronym[:2].isupper() else ""
    if len(letters) < 2:
        return False
    if len(letters) == 2:  # a state: its letters, in order
        names = {fold(word) for word in written_words(about.text) if word[0].isupper()}
        return any(
            name[0] == letters[0] and letters[1] in name[1:] for name in names if len(name) > 3
        )
    words = [word for word in all_words(about.article.text) if word not in STOP_WORDS]
    at = "".join(word[0] for word in words).find(letters)
    return at >= 0 and any(word in about.known for word in words[at : at + len(letters)])


def _listed(names: Iterable[str]) -> str:
    *others, last = names
    return f"{', '.join(others)} and {last}" if others else last
