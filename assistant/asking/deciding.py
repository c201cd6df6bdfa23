"""Deciding: which sentences answer a question, or why none does."""

from dataclasses import dataclass

from assistant.answers import Kind, Reason, Where
from assistant.asking.copies import with_copies
from assistant.asking.evidence import NEAREST, Evidence, choose, cite
from assistant.asking.states import Decided, Query, Ranked
from assistant.settings import Settings
from assistant.store.protocol import Store

_A_WEEK = 7


@dataclass(frozen=True)
class Decider:
    """Decides what is cited.

    Args:
        store: the articles.
        settings: how much to cite, and when to refuse.
    """

    store: Store
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
            citations = with_copies(cite(ranked.sentences), ranked.passages)
            reason = None if citations else Reason.NOT_COVERED
            return Decided(query=query, citations=citations, reason=reason)
        evidence = choose(ranked.sentences, self.settings.threshold, self.settings.max_citations)
        if evidence.sentences and _is_outside_dates(query, evidence):
            evidence = Evidence((), Reason.OUTSIDE_DATES, evidence.sentences[:NEAREST])
        return Decided(
            query=query,
            citations=with_copies(cite(evidence.sentences), ranked.passages),
            reason=evidence.reason,
            nearest=with_copies(cite(evidence.nearest), ranked.passages),
        )

    def _why_nothing(self, query: Query) -> Reason:
        """Find out why no article may answer."""
        asked = query.question.where
        if query.where != asked and self.store.coverage(asked).articles:
            return Reason.OUTSIDE_DATES
        return Reason.NO_ARTICLES if asked == Where() else Reason.OUTSIDE_FILTERS


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
