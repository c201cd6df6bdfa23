"""Example questions, drawn from the articles themselves: pure text."""

import re
from collections.abc import Iterable, Iterator

from assistant.articles import Article, split_sentences

_REPORTS = {
    "acknowledged": "acknowledge",
    "affirmed": "affirm",
    "announced": "announce",
    "argued": "argue",
    "claimed": "claim",
    "confirmed": "confirm",
    "denied": "deny",
    "emphasised": "emphasise",
    "emphasized": "emphasize",
    "explained": "explain",
    "predicted": "predict",
    "promised": "promise",
    "reported": "report",
    "revealed": "reveal",
    "said": "say",
    "warned": "warn",
    "wrote": "write",
}
# Who reports, where a sentence begins with it: a few words without a comma or a quote.
_WHO_REPORTS = re.compile(
    rf"(?P<who>[A-Z][\w’'.-]*(?: [\w’'.-]+){{0,7}}?) (?:\w+ly |also |has |have )?"
    rf"(?P<verb>{'|'.join(_REPORTS)})\b(?! by\b)"
)
_NOT_A_NAME = frozenset(
    "according after all although and as at because before both but by despite during even every "
    "for from he her here his how i if in it its just like many maybe meanwhile most my no not now "
    "of on once one our over she since so some still that their then there these they this those "
    "though to two under until we what when where which while who why with you your".split()
)
# Long articles say early who matters in them.
_HEAD_CHARS = 4000


def example_questions(articles: Iterable[Article], limit: int = 4) -> tuple[str, ...]:
    """Draw questions from who reports what in articles, one article after the other.

    Args:
        articles: any articles; the first ones are asked about first.
        limit: the most questions to give.

    Returns:
        Questions, none twice; fewer than the limit if the articles report little.
    """
    lists = [list(_questions(article.text[:_HEAD_CHARS])) for article in articles]
    longest = max((len(questions) for questions in lists), default=0)
    by_turns = (q[i] for i in range(longest) for q in lists if i < len(q))
    return tuple(dict.fromkeys(by_turns))[:limit]


def _questions(text: str) -> Iterator[str]:
    for sentence in split_sentences(text):
        found = _WHO_REPORTS.match(text, sentence.start, sentence.end)
        if found and not _NOT_A_NAME.intersection(found["who"].lower().split()[:1]):
            yield f"What did {_inside_a_sentence(found['who'], text)} {_REPORTS[found['verb']]}?"


def _inside_a_sentence(who: str, text: str) -> str:
    """Put the first word in lower case if the article writes it so elsewhere."""
    first = who.split(maxsplit=1)[0]
    if re.search(rf"\b{re.escape(first.lower())}\b", text):
        return first.lower() + who[len(first) :]
    return who
