"""Windows: how the passages that were found are put before the reader, article by article.

Passages that stand side by side are read together, so that a sentence is understood from those
around it, and each window comes with the title, the day and the beginning of its article, so
that "the strike" is the one that the article is about.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from itertools import groupby

from assistant.articles import Article
from assistant.asking.retrieval import RankedPassage
from assistant.models.scoring import Window
from assistant.text.sentences import Sentence, split_sentences

WINDOW_CHARS = 1300
"""The most characters of a window: about 300 tokens, as many as in training."""

_LEAD_CHARS = 400


@dataclass(frozen=True, slots=True)
class Place:
    """A sentence that is read, with its article and the passage that brought it."""

    article: Article
    sentence: Sentence
    passage: RankedPassage


Places = tuple[Place, ...]
"""What is read together: consecutive sentences of one article."""


def windows_of(passages: Sequence[RankedPassage]) -> list[Places]:
    """Put passages together to windows.

    Args:
        passages: what retrieval brought, best first.

    Returns:
        The windows, article by article in the order in which retrieval ranks them, and within
        an article in the order of its text.
    """
    by_article: dict[str, list[RankedPassage]] = {}
    for passage in passages:
        by_article.setdefault(passage.found.article.id, []).append(passage)
    return [
        window
        for found in by_article.values()
        for run in _runs(sorted(found, key=lambda p: p.found.passage.start))
        for window in (tuple(run[part]) for part in parts([place.sentence for place in run]))
    ]


def about_line(title: str, published: date | None, lead: str) -> str:
    """Return what the reader is told of an article: its title, its day and how it begins."""
    day = f"{published.day} {published:%B %Y}" if published else ""
    return " | ".join(part for part in (_flat(title), day, _flat(lead)) if part)


def as_read(article: Article, sentences: Sequence[Sentence]) -> Window:
    """Return consecutive sentences of an article as the reader gets them."""
    text = article.text
    lead = _lead(text)
    told = "" if sentences[0].start < lead.end else text[lead.start : lead.end]
    return Window(
        tuple(_flat(text[s.start : s.end]) for s in sentences),
        about_line(article.title, article.published, told),
    )


def parts(sentences: Sequence[Sentence]) -> Iterator[slice]:
    """Yield where consecutive sentences are parted into windows of about the same size."""
    if not sentences:
        return
    first = sentences[0].start
    size = max(1, sentences[-1].end - first)
    count = -(-size // WINDOW_CHARS)
    middle = [(s.start + s.end) / 2 - first for s in sentences]
    for _, group in groupby(range(len(sentences)), lambda i: int(middle[i] * count / size)):
        places = list(group)
        yield slice(places[0], places[-1] + 1)


def title_alone(article: Article) -> Window:
    """Return an article's title as the reader gets it, to be read as a sentence."""
    return Window((_flat(article.title),), about_line("", article.published, ""))


def _lead(text: str) -> Sentence:
    """Return an article's first sentence, as far as it is near the beginning."""
    sentences = split_sentences(text[:_LEAD_CHARS])
    return sentences[0] if sentences else Sentence(0, 0)


def _runs(passages: Sequence[RankedPassage]) -> Iterator[list[Place]]:
    """Join the passages of one article that have nothing but white space between them."""
    run: list[Place] = []
    for passage in passages:
        article, found = passage.found.article, passage.found.passage
        if run and article.text[run[-1].sentence.end : found.start].strip():
            yield run
            run = []
        run += [Place(article, sentence, passage) for sentence in found.sentences]
    if run:
        yield run


def _flat(text: str) -> str:
    return " ".join(text.split())
