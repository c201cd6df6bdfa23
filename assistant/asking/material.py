"""Material: what an LLM reads, the sentences of the passages that were found, each numbered."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import chain, groupby, zip_longest

from assistant.answers import Citation
from assistant.articles import Article
from assistant.asking.briefs import READ_SENTENCES
from assistant.asking.copies import with_copies
from assistant.asking.evidence import ScoredSentence, cite
from assistant.asking.retrieval import RankedPassage
from assistant.text.sentences import split_sentences
from assistant.text.wording import full_day, unmarked

_ALSO_NAMED = 5

_Key = tuple[str, bool, int]


@dataclass(frozen=True, slots=True)
class Material:
    """Sentences of articles, numbered in the order in which they are read.

    Args:
        citations: the sentences, numbered from 1; those of an article stand together and in its
            order.
        marked: the numbers of those that the packaged reader chose.
    """

    citations: tuple[Citation, ...]
    marked: frozenset[int] = frozenset()

    def __str__(self) -> str:
        return "\n\n".join(
            "\n".join(self._lines(list(own)))
            for _, own in groupby(self.citations, key=lambda c: c.article.id)
        )

    def _lines(self, own: Sequence[Citation]) -> Iterator[str]:
        """Yield an article's heading and its sentences; dots stand where others are left out."""
        yield _heading(own)
        end = None
        for citation in own:
            if end is not None and citation.article.text[end : citation.start].strip():
                yield "…"
            star = "*" if citation.number in self.marked else ""
            yield f"[{citation.number}]{star} {unmarked(citation.quote)}"
            end = None if citation.in_title else citation.end


def gather(
    chosen: Sequence[Citation],
    ranked: Sequence[ScoredSentence],
    passages: Sequence[RankedPassage],
    articles: Iterable[Article] = (),
    *,
    most: int,
    newest_first: bool,
) -> Material:
    """Gather what an LLM reads for an answer.

    Args:
        chosen: the sentences that the packaged reader took for an answer; none if it refused.
        ranked: the sentences that it read, best first.
        passages: what retrieval found, best first.
        articles: if any, only they are read, and their openings, too.
        most: about how many bytes of it all may be read; one sentence is, however long.
        newest_first: whether the newest article comes first; else that of the best sentence.
    """
    only = {article.id: article for article in articles}
    read = [p for p in passages if not only or p.found.article.id in only]
    found = chain(chosen, cite(ranked), _openings(only.values()), _of_passages(read))
    kept = _within(found, most)
    places = {id_: place for place, id_ in enumerate(dict.fromkeys(c.article.id for c in kept))}

    def order(citation: Citation) -> tuple[int, int, bool, int]:
        published = citation.article.published or date.min
        days = -published.toordinal() if newest_first else 0
        return days, places[citation.article.id], not citation.in_title, citation.start

    numbered = [replace(c, number=n) for n, c in enumerate(sorted(kept, key=order), start=1)]
    by_reader = set(map(_key, chosen))
    return Material(
        with_copies(numbered, passages),
        frozenset(c.number for c in numbered if _key(c) in by_reader),
    )


def _openings(articles: Iterable[Article]) -> Iterator[Citation]:
    """Yield the first sentences of articles, in turn."""
    openings = [
        [_citation(a, s.start, s.end) for s in split_sentences(a.text)[:READ_SENTENCES]]
        for a in articles
    ]
    yield from filter(None, chain.from_iterable(zip_longest(*openings)))


def _of_passages(passages: Iterable[RankedPassage]) -> Iterator[Citation]:
    for passage in passages:
        for sentence in passage.found.passage.sentences:
            yield _citation(passage.found.article, sentence.start, sentence.end)


def _citation(article: Article, start: int, end: int) -> Citation:
    return Citation(0, article.text[start:end], article, start, end, 0.0)


def _within(found: Iterable[Citation], most: int) -> list[Citation]:
    """Take as many sentences as fit, each once, with the headings of their articles."""
    kept: dict[_Key, Citation] = {}
    headed: set[str] = set()
    for citation in found:
        if _key(citation) in kept:
            continue
        most -= len(f"[100]* {citation.quote}\n".encode())
        if citation.article.id not in headed:
            most -= len(f"{_heading([citation])}\n\n".encode())
        if kept and most < 0:
            break
        kept[_key(citation)] = citation
        headed.add(citation.article.id)
    return list(kept.values())


def _key(citation: Citation) -> _Key:
    return citation.article.id, citation.in_title, citation.start


def _heading(own: Sequence[Citation]) -> str:
    """Return an article's title, outlet and day, and who else has some of its sentences."""
    article = own[0].article
    day = full_day(article.published) if article.published else "undated"
    others = dict.fromkeys(a.outlet or a.title for c in own for a in c.also_in)
    also = f"also in {'; '.join(list(others)[:_ALSO_NAMED])}" if others else ""
    return " | ".join(
        filter(None, (unmarked(article.title), unmarked(article.outlet), day, unmarked(also)))
    )
