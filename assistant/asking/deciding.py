"""Deciding: which sentences answer a question, or why none does."""

from collections.abc import Sequence
from dataclasses import dataclass

from assistant.answers import Kind, Reason, Where
from assistant.asking.copies import with_copies
from assistant.asking.evidence import NEAREST, Evidence, ScoredSentence, choose, cite
from assistant.asking.limits import Limit, Unsupported, lacking, limits_of, unsupported
from assistant.asking.spelling import MOST_SLIPS, SHORTEST, respelled
from assistant.asking.states import Decided, Query, Ranked
from assistant.models.calibration import Calibration
from assistant.models.embedder import Embedder
from assistant.settings import Settings
from assistant.store.protocol import Store
from assistant.text.words import all_words, query_words, spellings

# How many passages tell whether a word is a name.
_OTHERS = 3

_A_WEEK = 7


@dataclass(frozen=True)
class Decider:
    """Decides what is cited.

    Args:
        store: the articles.
        embedder: knows common words.
        calibration: tells what the reader's scores are worth.
        settings: how much to cite, and when to refuse.
    """

    store: Store
    embedder: Embedder
    calibration: Calibration
    settings: Settings

    def decide(self, ranked: Ranked) -> Decided:
        """Decide which sentences answer, or why none does."""
        query = ranked.query
        if query.kind is not Kind.COLLECTION and not query.kind.asks_the_news:
            return Decided(query=query, citations=())
        if not query.coverage.articles:
            return Decided(query=query, citations=(), reason=self._why_nothing(query))
        if query.kind is Kind.COLLECTION:
            return Decided(query=query, citations=())
        if query.kind is Kind.BRIEF:
            return Decided(
                query=query, citations=with_copies(cite(ranked.sentences), ranked.passages)
            )
        evidence, unsupported = self._within_limits(ranked)
        if evidence.sentences and _is_outside_dates(query, evidence):
            evidence = Evidence((), Reason.OUTSIDE_DATES, evidence.sentences[:NEAREST])
        return Decided(
            query=query,
            citations=with_copies(cite(evidence.sentences), ranked.passages),
            reason=evidence.reason,
            nearest=with_copies(cite(evidence.nearest), ranked.passages),
            unsupported=unsupported,
            did_you_mean=self._respelled(query.question.text) if evidence.reason else "",
        )

    def _respelled(self, question: str) -> str:
        """Return a question as the articles spell it, if they do not know some of its words."""
        store, embedder = self.store, self.embedder
        unknown = [
            word
            for word in spellings(question)
            if len(word) >= SHORTEST
            and not store.matching(query_words(word), 1, Where())
            and embedder.count_tokens([word]) != [1]  # it knows all common words
        ]
        if not unknown:
            return ""
        lengths = [len(word) for word in unknown]
        known = store.spellings(min(lengths) - MOST_SLIPS, max(lengths) + MOST_SLIPS)
        return respelled(question, unknown, known)

    def _within_limits(self, ranked: Ranked) -> tuple[Evidence, Unsupported | None]:
        """Choose the evidence that has what the question names, or say what it lacks."""
        evidence = self._chosen(ranked.sentences)
        texts = [passage.found.text for passage in ranked.passages]
        limits = limits_of(ranked.query.understood.asking, [*texts, *self._others(ranked, texts)])
        nearest = evidence.sentences[:NEAREST] or evidence.nearest
        if not limits or not nearest:
            return evidence, None
        within = self._chosen([s for s in ranked.sentences if not _lacking(limits, s)])
        lacks = _lacking(limits, nearest[0])
        if evidence.sentences and within.sentences:
            return within, None
        if not lacks:
            return evidence, None
        refused = Evidence((), Reason.OUTSIDE_LIMITS, nearest)
        best = nearest[0]
        return refused, unsupported(lacks, best.article, *_place(best), texts)

    def _chosen(self, sentences: Sequence[ScoredSentence]) -> Evidence:
        settings = self.settings
        return choose(sentences, self.calibration, settings.threshold, settings.max_citations)

    def _others(self, ranked: Ranked, texts: Sequence[str]) -> list[str]:
        """Return passages that hold the words of a question which those found do not.

        They tell which of its words are names: "chicago" may be typed so.
        """
        store = self.store
        here = frozenset(all_words(" ".join(texts)))
        unknown = [w for w in query_words(ranked.query.understood.asking) if w not in here]
        ids = [id_ for word in unknown for id_ in store.matching([word], _OTHERS, Where())]
        return [passage.text for passage in store.passages(ids).values()]

    def _why_nothing(self, query: Query) -> Reason:
        """Find out why no article may answer."""
        asked = query.question.where
        if query.where != asked and self.store.coverage(asked).articles:
            return Reason.OUTSIDE_DATES
        return Reason.NO_ARTICLES if asked == Where() else Reason.OUTSIDE_FILTERS


def _lacking(limits: Sequence[Limit], sentence: ScoredSentence) -> tuple[Limit, ...]:
    return lacking(limits, sentence.article, *_place(sentence))


def _place(sentence: ScoredSentence) -> tuple[int, int]:
    """Return where a sentence stands in the text; before its beginning if it is the title."""
    return (0, 0) if sentence.in_title else (sentence.start, sentence.end)


def _is_outside_dates(query: Query, evidence: Evidence) -> bool:
    """Tell whether a question asks of a time that is told by today, and the articles are of others.

    Articles without a date may be of any day. Those from before a week or a longer time that is
    over cannot tell of it; those from before a day may announce what it brings.
    """
    understood, coverage = query.understood, query.coverage
    if not understood.recent or not understood.about:
        return False
    dates = [sentence.article.published for sentence in evidence.sentences]
    known = [published for published in dates if published]
    if len(known) < len(dates):
        return False
    first, last = understood.about.bounds
    period = understood.period
    is_over = period and period.days >= _A_WEEK and period.bounds[1] < query.question.now
    if is_over and known and max(known) < first:
        return True
    return bool(
        coverage.oldest and coverage.newest and (coverage.newest < first or coverage.oldest > last)
    )
