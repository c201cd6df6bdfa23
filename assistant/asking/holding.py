"""Holding: an LLM's sentences are held to the sentences of articles that they cite."""

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, replace

from assistant.answers import Checked, Citation, Statement
from assistant.asking.grounding import THRESHOLD, Comparison, Premise, Support, compare
from assistant.asking.llm_output import LLMSentence
from assistant.models.embedder import Embedder
from assistant.text.english import LEAVING_OPEN
from assistant.text.facts import known_forms, unfounded
from assistant.text.times import named_times
from assistant.text.wording import full_day, unmarked
from assistant.text.words import stems

_MOST_CITED = 3
_WORTH_CITING = 0.05
_CLOSEST = 8
_LEAVES_OPEN = re.compile(LEAVING_OPEN, re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Held:
    """A sentence after the check.

    Args:
        statement: what becomes of it; it cites what carries it.
        named: the numbers of the sentences that its markers named.
        invented: whether a marker named none.
        is_gap: whether it only says what the articles leave open.
    """

    statement: Statement
    named: tuple[int, ...]
    invented: bool = False
    is_gap: bool = False

    @property
    def corrected(self) -> bool:
        """Whether it cites other sentences now than it named."""
        cited = self.statement.citations
        return bool(cited) and set(cited) != set(self.named)


def count(holds: Sequence[Held]) -> Checked:
    """Count what the check found of sentences."""
    told = [hold for hold in holds if not hold.is_gap]
    carried = [hold for hold in told if hold.statement.supported]
    return Checked(
        written=len(told),
        carried=len(carried),
        cited_not_carried=sum(bool(h.named) and not h.statement.supported for h in told),
        carried_not_cited=sum(not set(h.statement.citations) <= set(h.named) for h in carried),
    )


@dataclass(frozen=True)
class Check:
    """The check of an LLM's sentences against the material.

    A sentence is held to those that it cites; if they do not carry it, to those beside them, as a
    citation may be one off; and then to those that have most of its words.

    Args:
        sentences: what the LLM wrote.
        question: what it was asked.
        given: the sentences that it read.
        barred: the forms of what may be told only if a sentence that is cited tells it.
        comparison: of the sentences with some of the material.
        near: for each sentence the places in the material that it cites and those beside them.
        close: for each sentence the places that have most of its words.
        premises: the number of a premise in the comparison, by its place in the material.
    """

    sentences: Sequence[LLMSentence]
    question: str
    given: Sequence[Citation]
    barred: frozenset[str]
    comparison: Comparison
    near: Sequence[Sequence[int]]
    close: Sequence[Sequence[int]]
    premises: Mapping[int, int]

    @classmethod
    def of(
        cls,
        embedder: Embedder,
        sentences: Sequence[LLMSentence],
        question: str,
        given: Sequence[Citation],
        limits: Sequence[str] = (),
    ) -> "Check":
        """Find out what may carry sentences, and compare them with it.

        Args:
            embedder: what the check measures meaning with.
            sentences: what the LLM wrote; not empty.
            question: what it was asked.
            given: the sentences that it read, numbered from 1; not empty.
            limits: what the articles seem not to tell of: no sentence may, unless one that it
                cites does.
        """
        near = [_beside(_places(sentence, given), given) for sentence in sentences]
        close = _closest([sentence.text for sentence in sentences], given)
        places = sorted({place for found in (*near, *close) for place in found})
        comparison = compare(
            embedder,
            [sentence.text for sentence in sentences],
            [Premise(given[p].quote, _about(given[p])) for p in places or [0]],
        )
        return cls(
            sentences,
            question,
            given,
            frozenset(form for limit in limits for form in known_forms(limit)),
            comparison,
            near,
            close,
            {place: number for number, place in enumerate(places)},
        )

    def hold(self, index: int) -> Held:
        """Hold a sentence to the material: find out which of its sentences carry it.

        Args:
            index: which sentence.
        """
        sentence, given = self.sentences[index], self.given
        named = _places(sentence, given)
        numbers = tuple(given[place].number for place in named)
        invented = len(named) < len(set(sentence.numbers))
        written = Statement(
            unmarked(sentence.text), (), sentence.ends_paragraph, is_item=sentence.is_item
        )
        if _is_gap(written.text, self.question, [given[p] for p in named], given):
            return Held(written, numbers, invented, is_gap=True)
        carrying, support = self._needed(index, named)
        for pool in (self.near[index], [*self.near[index], *self.close[index]]):
            if not self._carries(support):
                carrying, support = self._search(index, list(dict.fromkeys(pool)))
        supported = self._carries(support)
        statement = replace(
            written,
            citations=tuple(given[place].number for place in carrying) if supported else (),
            supported=supported,
            unfounded=support.unfounded,
        )
        return Held(statement, numbers, invented)

    def _carries(self, support: Support) -> bool:
        """Tell whether support is enough, and no limit is told that it does not have."""
        told = {form for fact in support.unfounded for form in known_forms(fact)}
        return support.score >= THRESHOLD and not told & self.barred

    def _support(self, index: int, places: Sequence[int]) -> Support:
        return self.comparison.support(index, [self.premises[place] for place in places])

    def _needed(self, index: int, named: Sequence[int]) -> tuple[list[int], Support]:
        """Keep of the sentences that the markers name those without which support is less."""
        kept = list(named)
        support = self._support(index, kept)
        for place in reversed(named):
            rest = [other for other in kept if other != place]
            without = self._support(index, rest)
            if rest and without.score > support.score - _WORTH_CITING:
                kept, support = rest, without
        return kept, support

    def _search(self, index: int, pool: Sequence[int]) -> tuple[list[int], Support]:
        """Find the few sentences that carry one best, adding while it helps."""
        chosen: list[int] = []
        support = Support(0.0)
        while len(chosen) < min(_MOST_CITED, len(pool)):
            options = [
                (self._support(index, [*chosen, place]), -rank, place)
                for rank, place in enumerate(pool)
                if place not in chosen
            ]
            best, _, place = max(options, key=lambda option: (option[0].score, option[1]))
            if chosen and best.score < support.score + _WORTH_CITING:
                break
            chosen, support = [*chosen, place], best
        return sorted(chosen), support


def _places(sentence: LLMSentence, given: Sequence[Citation]) -> list[int]:
    """Return the places in the material that the markers of a sentence name."""
    return [n - 1 for n in dict.fromkeys(sentence.numbers) if 1 <= n <= len(given)]


def _beside(places: Sequence[int], given: Sequence[Citation]) -> list[int]:
    """Return places and those before and after them in the same article."""
    around = [other for place in places for other in (place - 1, place + 1)]
    articles = {given[place].article.id for place in places}
    inside = [p for p in around if 0 <= p < len(given) and given[p].article.id in articles]
    return list(dict.fromkeys([*places, *inside]))


def _closest(texts: Sequence[str], given: Sequence[Citation]) -> list[list[int]]:
    """Return for each text the places of the few sentences that have most of its words.

    A word that many sentences have counts less.
    """
    said = [stems(citation.quote) for citation in given]
    counts: dict[str, int] = {}
    for stem in (stem for own in said for stem in own):
        counts[stem] = counts.get(stem, 0) + 1

    def shared(told: Set[str], place: int) -> float:
        return sum(1 / counts[stem] for stem in told & said[place])

    closest = []
    for told in map(stems, texts):
        ranked = sorted(range(len(given)), key=lambda place: -shared(told, place))
        closest.append([place for place in ranked[:_CLOSEST] if told & said[place]])
    return closest


def _is_gap(text: str, question: str, named: Sequence[Citation], given: Sequence[Citation]) -> bool:
    """Tell whether a sentence only says what the articles leave open.

    It may use the words of the question and of the material, and of their names and numbers those
    of the question and of what it cites: what it says besides would be told without a source.
    """
    begins = _LEAVES_OPEN.match(text)
    if not begins:
        return False
    rest = text[begins.end() :].strip(" .")
    known = frozenset(
        stem for source in [question, *(c.quote for c in given)] for stem in stems(source)
    )
    return not unfounded(rest, [question, *(c.quote for c in named)]) and stems(rest) <= known


def _about(citation: Citation) -> str:
    """Return what prose may name of a sentence besides: who has it, and its days as dates."""
    article, published = citation.article, citation.article.published
    outlets = [article.outlet, *(other.outlet for other in citation.also_in)]
    days = [published] if published else []
    for time in named_times(citation.quote, published) if published else ():
        days += [day for day in (time.period.first, time.period.last) if day]
    return " ".join([*outlets, *map(full_day, dict.fromkeys(days))])
