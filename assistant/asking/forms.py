"""Forms: in which form an LLM is asked to write, by what a question asks for."""

import re
from collections.abc import Sequence
from enum import StrEnum
from itertools import pairwise

from assistant.answers import Kind
from assistant.asking.briefs import asks_for_a_timeline
from assistant.text.capitals import with_capitals
from assistant.text.english import (
    ASKS_THE_NEWEST,
    CHOICES,
    COMPARING,
    DAYS,
    MONTHS,
    WHICH_OF_SEVERAL,
)
from assistant.text.facts import Fact, facts, is_number

_COMPARING = re.compile(COMPARING, re.IGNORECASE)
_SEVERAL = re.compile(f"{COMPARING}|{WHICH_OF_SEVERAL}", re.IGNORECASE)
_NEWEST = re.compile(ASKS_THE_NEWEST, re.IGNORECASE)
_CHOICE = re.compile(CHOICES, re.IGNORECASE)
_DATES = frozenset(name[:3] for name in (*DAYS, *MONTHS))  # as facts have them


class Form(StrEnum):
    """How an answer is written; each has a file of its own in `prompts/`."""

    FACT = "fact"
    BRIEF = "brief"
    TIMELINE = "timeline"
    COMPARISON = "comparison"


def form_of(question: str, kind: Kind) -> Form:
    """Return the form in which a question wants its answer.

    Args:
        question: as it was asked.
        kind: what it is taken for.
    """
    if asks_for_a_timeline(question):
        return Form.TIMELINE
    if _COMPARING.search(question):
        return Form.COMPARISON
    return Form.BRIEF if kind is Kind.BRIEF else Form.FACT


def asks_for_the_newest(question: str) -> bool:
    """Tell whether the newest account answers a question: it asks how things stand."""
    return bool(_NEWEST.search(question))


def names_several(question: str, texts: Sequence[str] = ()) -> bool:
    """Tell whether a question plainly is about more than one thing.

    It says so ("compare", "which of the two"), or it names two to choose from: "Messi or Mbappé".

    Args:
        question: as it was asked.
        texts: prose that tells which of its words are names.
    """
    if _SEVERAL.search(question):
        return True
    written = with_capitals(question, texts)
    found = facts(written)
    return any(
        _is_name(one) and _is_name(other) and _CHOICE.fullmatch(written[one.end : other.start])
        for one, other in pairwise(found)
    )


def _is_name(fact: Fact) -> bool:
    return not is_number(fact.text) and fact.forms[0] not in _DATES
