"""Answers to render, hostile words, and the elements of HTML."""

import re
from html import unescape
from html.parser import HTMLParser
from typing import Any

from assistant.answers import Answer, Citation, Coverage, Kind, Reason, Statement, Status
from assistant.articles import Article
from assistant.text.sentences import split_sentences

HOSTILE = (
    "<img src=http://127.0.0.1:9/x.png> ![x](http://127.0.0.1:9/y.png) <script>alert(1)</script> "
    "[a](javascript:alert(1)) \"><b onclick='x'> [7] {{value}} ${alert(1)} `code` **bold**"
)


def article(
    text: str = "The official named nobody.", title: str = "A strike", **more: Any
) -> Article:
    return Article("a1", text, title, **more)


def cite_all(article: Article) -> tuple[Citation, ...]:
    return tuple(
        Citation(number, article.text[s.start : s.end], article, s.start, s.end, 1.0)
        for number, s in enumerate(split_sentences(article.text), start=1)
    )


def answered(article: Article, said: str = "Nobody claimed it.") -> Answer:
    return Answer(
        status=Status.ANSWERED,
        statements=(Statement(said, (1,)),),
        citations=cite_all(article)[:1],
        question="who did it?",
        coverage=Coverage(1, article.published, article.published),
        timings={"find": 0.3},
    )


def refused(article: Article) -> Answer:
    return Answer(
        status=Status.UNANSWERED,
        statements=(Statement("The articles say nothing about this."),),
        citations=(),
        question="who won?",
        coverage=Coverage(1),
        reason=Reason.NOT_COVERED,
        nearest=cite_all(article)[:1],
    )


def listing(*articles: Article) -> Answer:
    """An answer of the collection."""
    return Answer(
        status=Status.ANSWERED,
        statements=(Statement("There is 1 article."),),
        citations=(),
        question="list them",
        coverage=Coverage(1),
        kind=Kind.COLLECTION,
        articles=articles,
    )


def replied() -> Answer:
    """An answer to what asks nothing."""
    return Answer(
        status=Status.REPLIED,
        statements=(Statement("Hello!"),),
        citations=(),
        question="hi",
        coverage=Coverage(1),
        kind=Kind.GREETING,
    )


def strip_tags(html: str) -> str:
    return unescape(re.sub(r"<[^>]*>", "", html))


class Tags(HTMLParser):
    """Collects the elements of a piece of HTML with their attributes."""

    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found.append((tag, dict(attrs)))

    @classmethod
    def of(cls, html: str) -> list[tuple[str, dict[str, str | None]]]:
        parser = cls()
        parser.feed(html)
        return parser.found
