"""Suggestions: questions drawn from the articles themselves: pure text."""

import re
from collections.abc import Iterable, Iterator

from assistant.articles import Article
from assistant.text.english import NOBODY, REPORTING_VERBS
from assistant.text.sentences import split_sentences

# Who reports, where a sentence begins with it: a few words without a comma or a quote.
_WHO_REPORTS = re.compile(
    rf"(?P<who>[A-Z][\w’'.-]*(?: [\w’'.-]+){{0,7}}?) (?:\w+ly |also |has |have )?"
    rf"(?P<verb>{'|'.join(REPORTING_VERBS)})\b(?! by\b)"
)
# Long articles say early who matters in them.
_HEAD_CHARS = 4000


def suggest_questions(articles: Iterable[Article], limit: int = 4) -> tuple[str, ...]:
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
        if found and not NOBODY.intersection(found["who"].lower().split()[:1]):
            who = _inside_a_sentence(found["who"], text)
            yield f"What did {who} {REPORTING_VERBS[found['verb']]}?"


def _inside_a_sentence(who: str, text: str) -> str:
    """Put the first word in lower case if the article writes it so elsewhere."""
    first = who.split(maxsplit=1)[0]
    if re.search(rf"\b{re.escape(first.lower())}\b", text):
        return first.lower() + who[len(first) :]
    return who
