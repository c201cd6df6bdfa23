"""Writing: what was decided becomes an Answer."""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from assistant.answers import Answer, Citation, Reason, Statement, Status
from assistant.asking.accounts import accounts_of
from assistant.asking.collection import Told
from assistant.asking.evidence import NEAREST
from assistant.asking.replies import reply
from assistant.asking.states import Decided
from assistant.text.facts import is_founded, known_forms

REFUSALS: Mapping[Reason, str] = {
    Reason.NO_ARTICLES: "There are no articles to answer from. Add some first.",
    Reason.OUTSIDE_FILTERS: "No article passes the filters, so there is nothing to answer from.",
    Reason.OUTSIDE_LIMITS: "The articles do not tell of what you name.",
    Reason.OUTSIDE_DATES: "No article about this is from the days that you ask for.",
    Reason.NOT_COVERED: "The articles say nothing about this.",
    Reason.NOT_SAID: "The articles touch on this, but they do not say.",
}
"""What a refusal says, by its reason."""


def answered(
    decided: Decided, statements: tuple[Statement, ...], citations: tuple[Citation, ...]
) -> Answer:
    """Return an answer of statements and the citations that carry them."""
    return Answer(
        status=Status.ANSWERED,
        statements=statements,
        citations=citations,
        question=decided.query.understood.question,
        rewritten=decided.query.rewritten,
        earlier=decided.query.earlier,
        coverage=decided.query.coverage,
        period=decided.query.understood.period,
        limited=decided.query.where.published != decided.query.question.where.published,
        kind=decided.query.kind,
        accounts=accounts_of(decided.query.understood.asking, citations),
    )


def about_collection(decided: Decided, told: Told) -> Answer:
    """Return what the store tells of the collection, with the articles it lists."""
    return replace(answered(decided, told.statements, ()), articles=told.articles)


def replied(decided: Decided, example: str) -> Answer:
    """Return a reply to what is no question to the news.

    Args:
        decided: with its kind.
        example: a question that the articles answer; empty if none is known.
    """
    answer = answered(decided, reply(decided.query.kind, example), ())
    return replace(answer, status=Status.REPLIED)


def lack(decided: Decided, citations: Sequence[Citation] = ()) -> str:
    """Return what the articles lack of what a question names, in words; empty if nothing.

    Args:
        decided: with what the packaged reader did not find.
        citations: what is cited all the same; what they have is not lacking.
    """
    if unsupported := decided.unsupported:
        told = [f"{c.article.title} {c.article.published or ''} {c.quote}" for c in citations]
        known = frozenset(form for text in told for form in known_forms(text))
        named = [form for limit in unsupported.limits for form in known_forms(limit)]
        return "" if all(is_founded(form, known) for form in named) else str(unsupported)
    if decided.reason is Reason.OUTSIDE_DATES:
        about = decided.query.understood.about
        days = [c.article.published for c in citations]
        return (
            "" if any(day and about and day in about for day in days) else REFUSALS[decided.reason]
        )
    return ""


def refused(decided: Decided, reason: Reason) -> Answer:
    """Return a refusal that says why, with the nearest sentences unless they are far off."""
    unsupported = decided.unsupported
    nearest = decided.nearest or decided.citations[:NEAREST]
    return replace(
        answered(decided, (Statement(str(unsupported or REFUSALS[reason])),), ()),
        status=Status.UNANSWERED,
        reason=reason,
        nearest=() if reason is Reason.NOT_COVERED else nearest,
        unsupported=unsupported.limits if unsupported else (),
        did_you_mean=decided.did_you_mean,
    )
