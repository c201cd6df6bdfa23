"""A conversation as the reader's browser keeps it, and read back with nothing taken on trust.

What comes back may be old or forged. A citation is believed only if its article is stored and
its place there holds exactly its quote; what rested on any other is left out.
"""

import json
import re
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from typing import Any
from uuid import uuid4

from pydantic import TypeAdapter

from assistant.answers import Answer
from assistant.articles import Article
from assistant.errors import QuestionError, UnknownArticleError
from assistant.page.conversation import Conversation, Exchange

MAX_EXCHANGES = 20
"""How many questions of a conversation are kept; the oldest are dropped."""

MAX_CHARS = 1_000_000
"""The longest conversation that is read back, as JSON."""

CHANGED = "Articles that this answer cited have changed or gone since; what they said is left out."
GONE = "The articles that this answer cited have changed or gone since. Ask again."

_ID = re.compile(r"[0-9a-f]{32}")
# Unlike json, it takes no lone surrogates, which could not be sent back.
_JSON = TypeAdapter(dict[str, Any])
_ANSWER = TypeAdapter(Answer)
_EXCHANGE = TypeAdapter(Exchange)
_MALFORMED = (ValueError, TypeError, KeyError, AttributeError, QuestionError)


@dataclass(frozen=True, slots=True)
class Saved:
    """A conversation and the name that the browser keeps it under."""

    id: str
    exchanges: Conversation = ()

    def to_json(self) -> str:
        """Turn it into JSON for the browser."""
        plain = {"id": self.id, "exchanges": [_plain(e) for e in self.exchanges[-MAX_EXCHANGES:]]}
        # So that no text in it can look like markup, wherever it is put.
        return json.dumps(plain, ensure_ascii=False, default=str).replace("<", "\\u003c")


def read_saved(text: str | None, find: Callable[[str], Article]) -> Saved:
    """Read a conversation that a browser sent.

    Args:
        text: what it sent; anything.
        find: returns a stored article by its id, or raises `UnknownArticleError`.

    Returns:
        The conversation, without what is malformed; a new one if there is nothing else.
    """
    exchanges = []
    try:
        plain = _JSON.validate_json(text if text and len(text) <= MAX_CHARS else "{}")
        id_, sent = str(plain["id"]), list(plain["exchanges"])[-MAX_EXCHANGES:]
    except _MALFORMED:
        id_, sent = "", []
    for record in sent:
        try:
            exchanges.append(_exchange(record, find))
        except _MALFORMED:
            continue
    return Saved(id_ if _ID.fullmatch(id_) else uuid4().hex, tuple(exchanges))


def _plain(exchange: Exchange) -> dict[str, Any]:
    answer = exchange.answer.to_dict() if exchange.answer else None
    return asdict(replace(exchange, answer=None, draft="")) | {"answer": answer}


def _exchange(record: dict[str, Any], find: Callable[[str], Article]) -> Exchange:
    plain = record["answer"]
    if not plain:
        return _EXCHANGE.validate_python(record)
    groups: dict[str, list[Any]] = {
        name: [
            {**c, "article": a, "also_in": list(_listed_articles(c.get("also_in", ()), find))}
            for c in plain[name]
            if (a := _cited_article(c, find))
        ]
        for name in ("citations", "nearest")
    }
    groups["articles"] = list(_listed_articles(plain.get("articles", ()), find))
    answer = _ANSWER.validate_python(plain | groups)
    return _without_lost(_EXCHANGE.validate_python({**record, "answer": answer}), answer)


def _cited_article(plain: dict[str, Any], find: Callable[[str], Article]) -> Article | None:
    """Return the stored article of a citation, if it says what the citation quotes."""
    try:
        article = find(str(plain["article"]["id"]))
    except UnknownArticleError:
        return None
    start, end = plain["start"], plain["end"]
    text = article.title if plain.get("in_title") else article.text
    fits = 0 <= start < end and text[start:end] == plain["quote"]
    return article if fits else None


def _listed_articles(
    plain: Iterable[dict[str, Any]], find: Callable[[str], Article]
) -> Iterator[Article]:
    """Find the listed articles that are stored still."""
    for listed in plain:
        with suppress(UnknownArticleError):
            yield find(str(listed["id"]))


def _without_lost(exchange: Exchange, answer: Answer) -> Exchange:
    """Leave out each statement that cites a sentence which is not there."""
    numbers = {citation.number for citation in answer.citations}
    statements = tuple(s for s in answer.statements if numbers.issuperset(s.citations))
    if statements == answer.statements:
        return exchange
    cited = {number for s in statements for number in s.citations}
    if not cited:
        return replace(exchange, answer=None, problem=GONE)
    citations = tuple(c for c in answer.citations if c.number in cited)
    accounts = tuple(a for a in answer.accounts if cited.issuperset(a.citations))
    changed = replace(
        answer, statements=statements, citations=citations, accounts=accounts, notice=CHANGED
    )
    return replace(exchange, answer=changed)
