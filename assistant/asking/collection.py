"""The collection: what the store itself knows of its articles, in plain words.

Nothing is read for it. What cannot be told apart is answered with an overview.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, replace
from datetime import date
from enum import StrEnum
from itertools import islice

from assistant.answers import Statement, Turn, Where
from assistant.articles import Article
from assistant.errors import UnknownArticleError
from assistant.store.listing import Selection
from assistant.store.protocol import Store
from assistant.text.english import COLLECTION_WORDS, STOP_WORDS
from assistant.text.periods import ANY_DAY, Period
from assistant.text.times import named_time
from assistant.text.wording import article_count, day, listed
from assistant.text.words import all_words, fold, query_words, written_words

SHOWN = 10
"""The most articles, outlets or authors that an answer lists."""

NEWEST_SHOWN = 5
"""The most articles that are listed where few will do."""

_MATCHES = 20

INDEX_NOTE = "This counts the articles in which these words stand, or their inflections."
"""What a count of words says of itself."""


class About(StrEnum):
    """What of the collection is asked for."""

    COUNT = "count"
    MENTIONS = "mentions"
    LIST = "list"
    OUTLETS = "outlets"
    NEWEST = "newest"
    OLDEST = "oldest"
    PERIOD = "period"
    TOPICS = "topics"
    AUTHOR = "author"
    PUBLISHED = "published"


@dataclass(frozen=True, slots=True)
class Told:
    """What the store knows: words, and the articles that they go with."""

    statements: tuple[Statement, ...]
    articles: tuple[Article, ...] = ()


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question about the collection, taken apart.

    Args:
        store: the collection.
        question: as it was asked.
        where: the filter, and the outlets and the days of publication that the question names.
        words: the words that the articles are to have; empty if it names none.
        before: ids of the articles that the turn before cited or listed.
        period: the days that the question names; None if it names none.
    """

    store: Store
    question: str
    where: Where
    words: tuple[str, ...]
    before: tuple[str, ...]
    period: Period | None = None

    @property
    def selection(self) -> Selection:
        """The articles that are asked about, the newest first."""
        return Selection(words=" ".join(self.words), whole=True, where=self.where)

    @property
    def told_of(self) -> str:
        """What is said of the articles that are asked about."""
        outlets = f" from {listed(self.where.sources)}" if self.where.sources else ""
        days = f" dated {self.period}" if self.period else ""
        return f"{outlets}{self.told_words}{days}"

    @property
    def told_words(self) -> str:
        """The words that they have."""
        return f" with {_quoted(self.words)}" if self.words else ""


def tell(
    store: Store,
    question: str,
    about: About | None,
    where: Where,
    history: Sequence[Turn],
    *,
    now: date,
) -> Told:
    """Answer a question about the collection.

    Of days that the question names, only articles count that bear a date of theirs.

    Args:
        store: the collection.
        question: as it was asked.
        about: what it asks for; None if that is unclear.
        where: which articles it is about.
        history: earlier turns, the oldest first; "this article" is what the last one cited.
        now: the date that "today" means.
    """
    outlets = named_outlets(question, store.outlets(where))
    # Days and articles that were chosen stay.
    time = None if where.published or where.articles else named_time(question, now)
    named = {word for outlet in outlets for word in all_words(outlet)}
    if time:
        named |= set(all_words(question)) - set(all_words(time.rest))
        where = replace(where, published=time.period, undated=False)
    asked = _Asked(
        store=store,
        question=question,
        where=replace(where, sources=outlets) if outlets else where,
        words=tuple(word for word in subject(question) if fold(word) not in named),
        before=history[-1].articles if history else (),
        period=time.period if time else None,
    )
    told = _TELLERS[about](asked) if about else _overview(asked)
    return replace(told, statements=(*told.statements, *_left_out(asked)))


def subject(question: str) -> tuple[str, ...]:
    """Return the words that a question about the collection asks for, as they are written.

    Args:
        question: such as "how many articles mention Kirkuk?".
    """
    found = {fold(word): word for word in reversed(written_words(question))}
    return tuple(
        word
        for folded, word in reversed(found.items())
        if folded not in STOP_WORDS | COLLECTION_WORDS
    )


def named_outlets(question: str, outlets: Mapping[str, int]) -> tuple[str, ...]:
    """Return the outlets that a question names; a host is named by its first part, too.

    Args:
        question: such as "anything from the BBC?".
        outlets: those there are.
    """
    said = " ".join(all_words(question))
    joined = said.replace(" ", "")

    def is_named(outlet: str) -> bool:
        name = " ".join(word for word in all_words(outlet) if word != "the")
        host, dot, _ = outlet.partition(".")
        is_host = bool(dot) and " " not in outlet
        return f" {name} " in f" {said} " or (is_host and len(host) > 2 and fold(host) in joined)

    return tuple(outlet for outlet in outlets if is_named(outlet))


def _left_out(asked: _Asked) -> Iterator[Statement]:
    """Say how many articles may be of the days that are asked for or not."""
    if asked.period:
        any_day = replace(asked.where, published=ANY_DAY)
        days = asked.store.listing(replace(asked.selection, where=any_day), 0).days
        if undated := days.get(None, 0):
            verb = "is" if undated == 1 else "are"
            yield Statement(f"{article_count(undated)} without a date {verb} left out.")


def _overview(asked: _Asked) -> Told:
    """How many articles there are, from where and when, and the newest of them."""
    asked = replace(asked, words=())
    listing = asked.store.listing(asked.selection, NEWEST_SHOWN)
    outlets = asked.store.outlets(asked.where)
    said = [f"There {_are(listing.total)}{asked.told_of}{_between(listing.days)}."]
    if outlets and not asked.where.sources:
        said.append(f"They are from {_counted(outlets)}.")
    return _told(asked, [*said, "The newest:"], [row.id for row in listing.rows])


def _count(asked: _Asked) -> Told:
    if asked.words:
        return _mentions(asked)
    total = asked.store.listing(asked.selection, 0).total
    outlets = asked.store.outlets(asked.where)
    said = [f"There {_are(total)}{asked.told_of}."]
    if len(outlets) > 1:
        said.append(f"They are from {_counted(outlets)}.")
    return _told(asked, said)


def _mentions(asked: _Asked) -> Told:
    if not asked.words:
        return _overview(asked)
    listing = asked.store.listing(asked.selection, NEWEST_SHOWN)
    if not listing.total:
        return _none_has_them(asked)
    shown = len(listing.rows)
    more = f" Of these the newest {shown}:" if listing.total > shown else ""
    said = f"There {_are(listing.total)}{asked.told_of}."
    return _told(asked, [said, INDEX_NOTE + more], [row.id for row in listing.rows])


def _none_has_them(asked: _Asked) -> Told:
    """Say so, and how many articles have each word by itself."""
    said = f"There is no article{asked.told_of}."
    if len(asked.words) < 2:
        return _told(asked, [said, INDEX_NOTE] if asked.words else [said])
    totals = {
        word: asked.store.listing(replace(asked.selection, words=word), 0).total
        for word in asked.words
    }
    each = listed([f"{article_count(total)} with “{word}”" for word, total in totals.items()])
    verb = "is" if totals[asked.words[0]] == 1 else "are"
    return _told(asked, [said, f"There {verb} {each}."])


def _list(asked: _Asked) -> Told:
    listing = asked.store.listing(asked.selection, SHOWN)
    if not listing.total:
        return _none_has_them(asked)
    shown = len(listing.rows)
    more = f" The newest {shown}:" if listing.total > shown else ""
    note = f" {INDEX_NOTE}" if asked.words else ""
    said = f"There {_are(listing.total)}{asked.told_of}.{note}{more}"
    return _told(asked, [said], [row.id for row in listing.rows])


def _outlets(asked: _Asked) -> Told:
    if asked.where.sources:
        return _list(replace(asked, words=()))
    outlets = asked.store.outlets(asked.where)
    if not outlets:
        return _told(asked, ["The articles name no outlet."])
    more = f", and {len(outlets) - SHOWN} more" if len(outlets) > SHOWN else ""
    one = len(outlets) == 1
    said = f"There {'is 1 outlet' if one else f'are {len(outlets)} outlets'}: "
    return _told(asked, [f"{said}{_counted(outlets)}{more}."])


def _newest(asked: _Asked) -> Told:
    return _at_an_end(asked, "newest", descending=True)


def _oldest(asked: _Asked) -> Told:
    return _at_an_end(asked, "oldest", descending=False)


def _at_an_end(asked: _Asked, end: str, *, descending: bool) -> Told:
    listing = asked.store.listing(replace(asked.selection, descending=descending), NEWEST_SHOWN)
    if not listing.total:
        return _none_has_them(asked)
    dated = [row for row in listing.rows if row.published]
    if not dated:
        return _told(asked, [f"None of the articles{asked.told_of} bears a date."])
    said = f"The {end} article{asked.told_of} is of {day(dated[0].published)}."
    undated = listing.days.get(None, 0)
    note = f" {article_count(undated).capitalize()} without a date left out." if undated else ""
    more = f" The {end} {len(dated)}:" if len(dated) > 1 else ""
    return _told(asked, [f"{said}{note}{more}"], [row.id for row in dated])


def _period(asked: _Asked) -> Told:
    if asked.period:  # "what have you got from March?"
        return _list(asked)
    asked = replace(asked, words=())
    days = asked.store.listing(asked.selection, 0).days
    if not any(days):
        return _told(asked, [f"None of the articles{asked.told_of} bears a date."])
    total, undated = sum(days.values()), days.get(None, 0)
    said = f"There {_are(total)}{asked.told_of}{_between(days)}."
    years = {when.year: 0 for when in sorted(filter(None, days))}
    for when, count in days.items():
        if when:
            years[when.year] += count
    by_year = listed([f"{count:,} of {year}" for year, count in years.items()])
    rest = [f"{undated:,} without a date"] if undated else []
    more = f" Of these {listed([by_year, *rest])}." if len(years) > 1 or rest else ""
    return _told(asked, [said + more])


def _author(asked: _Asked) -> Told:
    if named := _named_authors(asked):
        listing = asked.store.listing(Selection(author=named[0], where=asked.where), SHOWN)
        said = f"There {_are(listing.total)} by {named[0]}."
        return _told(asked, [said], [row.id for row in listing.rows])
    if article := _meant(asked):
        name = article.author.strip()
        said = f"It was written by {name}." if name else "It does not say who wrote it."
        return _told(asked, [said], [article.id])
    authors = asked.store.authors(asked.where)
    if not authors:
        return _told(asked, ["The articles do not name their authors."])
    more = f", and {len(authors) - SHOWN} more" if len(authors) > SHOWN else ""
    said = f"The articles are by {_counted(authors)}{more}."
    return _told(asked, [said, "To ask about one article, name what it is about."])


def _published(asked: _Asked) -> Told:
    article = _meant(asked)
    if not article:
        return _period(asked)
    by = f" by {article.outlet}" if article.outlet else ""
    on = f" on {day(article.published)}" if article.published else ""
    said = f"It was published{by}{on}." if by or on else "It does not say where or when."
    unknown = " It bears no date." if by and not on else ""
    return _told(asked, [said + unknown], [article.id])


_TELLERS: Mapping[About, Callable[[_Asked], Told]] = {
    About.COUNT: _count,
    About.MENTIONS: _mentions,
    About.LIST: _list,
    About.OUTLETS: _outlets,
    About.NEWEST: _newest,
    About.OLDEST: _oldest,
    About.PERIOD: _period,
    About.TOPICS: _overview,
    About.AUTHOR: _author,
    About.PUBLISHED: _published,
}


def _meant(asked: _Asked) -> Article | None:
    """Return the one article that "this article" or "the piece about …" means, if there is one."""
    ids = [row.id for row in asked.store.listing(Selection(where=asked.where), 2).rows]
    if len(ids) == 1:
        return next(_stored(asked.store, ids), None)
    words = query_words(" ".join(asked.words)) if asked.words else ()
    best = list(asked.store.matching(words, _MATCHES, asked.where))
    found = asked.store.passages(best)
    articles = [found[id_].article for id_ in best if id_ in found]
    if articles:
        wanted = set(words)
        return max(articles, key=lambda article: len(wanted & set(all_words(article.title))))
    return next(_stored(asked.store, asked.before), None)


def _named_authors(asked: _Asked) -> list[str]:
    """Return the authors all of whose names the question says."""
    said = set(all_words(asked.question))
    return [
        name
        for name in asked.store.authors(asked.where)
        if (words := all_words(name)) and said.issuperset(words)
    ]


def _told(asked: _Asked, said: Sequence[str], ids: Sequence[str] = ()) -> Told:
    statements = tuple(Statement(text) for text in said)
    return Told(statements, tuple(_stored(asked.store, ids)))


def _stored(store: Store, ids: Sequence[str]) -> Iterator[Article]:
    for id_ in ids:
        with suppress(UnknownArticleError):  # it may be gone by now
            yield store.article(id_)


def _are(count: int) -> str:
    return f"{'is' if count == 1 else 'are'} {article_count(count)}"


def _between(days: Mapping[date | None, int]) -> str:
    known = sorted(filter(None, days))
    if not known:
        return ""
    first, last = known[0], known[-1]
    if first == last:
        return f", published on {day(first)}"
    return f", published from {day(first)} to {day(last)}"


def _counted(counts: Mapping[str, int]) -> str:
    return listed([f"{name} ({count:,})" for name, count in islice(counts.items(), SHOWN)])


def _quoted(words: Sequence[str]) -> str:
    marked = listed([f"“{word}”" for word in words])
    return f"the word{'' if len(words) == 1 else 's'} {marked}"
