"""The parts of an answer as plain lines: what every rendering shows, in the words it shows.

A text here is on one line and holds no control character. It is not escaped: each rendering does
that in its own way.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import groupby

from assistant.answers import UNSUPPORTED, Account, Answer, Citation, Statement, Status
from assistant.articles import Article
from assistant.render.lines import article_title, coverage_line, one_line
from assistant.render.links import article_url
from assistant.text.wording import day

# How many other articles that say the same are named; the rest are counted.
_ALSO_NAMED = 3

DIFFER = "The articles differ:"

NEAREST = "The nearest sentences; they do not answer the question:"


@dataclass(frozen=True, slots=True)
class ArticleParts:
    """What an article is called where it is cited.

    Args:
        id: the article's.
        title: or how its text begins.
        outlet: empty if it has none.
        published: its date, or that it is undated.
        url: its address if a page may link to it; else empty.
    """

    id: str
    title: str
    outlet: str
    published: str
    url: str

    @property
    def outlet_and_day(self) -> str:
        """Where and when it was published."""
        return ", ".join(filter(None, (self.outlet, self.published)))

    @property
    def brief(self) -> str:
        """Its outlet, or else its title, and its date."""
        return ", ".join((self.outlet or self.title, self.published))

    @property
    def line(self) -> str:
        """Its title, outlet and date."""
        return f"{self.title} — {self.outlet_and_day}"


@dataclass(frozen=True, slots=True)
class CitationParts:
    """A cited sentence.

    Args:
        number: as in `Citation`.
        quote: the sentence.
        said: whether a statement that it carries says it word for word.
        article: where it stands.
        url: the article's address at the sentence; empty if the article has none.
        remark: that it is a headline, and which other articles say the same, in words; empty if
            there is nothing to remark.
    """

    number: int
    quote: str
    said: bool
    article: ArticleParts
    url: str
    remark: str

    @property
    def source(self) -> str:
        """The article's title, outlet and date, and the remark."""
        return f"{self.article.line} ({self.remark})" if self.remark else self.article.line


@dataclass(frozen=True, slots=True)
class StatementParts:
    """A statement.

    Args:
        text: its words.
        numbers: of the citations that carry it.
        doubt: what follows a statement that no sentence carries; else empty. There is one
            only if the settings want it shown.
    """

    text: str
    numbers: tuple[int, ...]
    doubt: str

    @property
    def line(self) -> str:
        """Its words and markers."""
        return self.text + "".join(f" [{number}]" for number in self.numbers) + self.doubt


@dataclass(frozen=True, slots=True)
class ParagraphParts:
    """A paragraph.

    Args:
        statements: what it says.
        is_item: whether it is an item of a list.
    """

    statements: tuple[StatementParts, ...]
    is_item: bool = False

    @property
    def line(self) -> str:
        """Its words and markers."""
        return " ".join(statement.line for statement in self.statements)


@dataclass(frozen=True, slots=True)
class AnswerParts:
    """All that is shown of an answer.

    Args:
        refused: whether the articles do not answer.
        paragraphs: the statements; of a refusal, its words.
        citations: the cited sentences.
        nearest: of a refusal, the nearest sentences.
        did_you_mean: of a refusal, the question to ask instead; may be empty.
        notice: what the reader should know about the answer; may be empty.
        coverage: what was searched; empty if nothing was.
        articles: the articles that an answer about the collection lists.
        accounts: where articles differ, what each says, in words.
    """

    refused: bool
    paragraphs: tuple[ParagraphParts, ...]
    citations: tuple[CitationParts, ...]
    nearest: tuple[CitationParts, ...]
    did_you_mean: str
    notice: str
    coverage: str
    articles: tuple[ArticleParts, ...]
    accounts: tuple[str, ...]

    @property
    def stretches(self) -> list[tuple[bool, list[ParagraphParts]]]:
        """The paragraphs in order: those that are a list together, and whether they are one."""
        grouped = groupby(enumerate(self.paragraphs), key=lambda p: -1 if p[1].is_item else p[0])
        return [(place < 0, [paragraph for _, paragraph in own]) for place, own in grouped]

    @property
    def asked_back(self) -> str:
        """What to ask of the reader whose question may be misspelt; may be empty."""
        return f"Did you mean “{self.did_you_mean}”?" if self.did_you_mean else ""

    @property
    def by_number(self) -> dict[int, CitationParts]:
        """The cited sentences by their numbers."""
        return {citation.number: citation for citation in self.citations}

    @property
    def by_article(self) -> list[list[CitationParts]]:
        """The cited sentences of each article, in the order in which articles are first cited."""
        order = {c.article.id: c.number for c in reversed(self.citations)}
        grouped = sorted(self.citations, key=lambda c: order[c.article.id])
        return [list(group) for _, group in groupby(grouped, key=lambda c: c.article.id)]


def answer_parts(answer: Answer) -> AnswerParts:
    """Return the parts of an answer.

    Args:
        answer: any answer.
    """
    return AnswerParts(
        refused=answer.status is Status.UNANSWERED,
        paragraphs=tuple(_paragraphs(answer.statements)),
        citations=tuple(_citation(c, answer.statements) for c in answer.citations),
        nearest=tuple(_citation(c, ()) for c in answer.nearest),
        did_you_mean=one_line(answer.did_you_mean),
        notice=one_line(answer.notice),
        coverage="" if answer.status is Status.REPLIED else coverage_line(answer),
        articles=tuple(map(article_parts, answer.articles)),
        accounts=tuple(_account(a, answer.citations) for a in answer.accounts),
    )


def article_parts(article: Article) -> ArticleParts:
    """Return what an article is called.

    Args:
        article: any article.
    """
    return ArticleParts(
        id=article.id,
        title=article_title(article),
        outlet=one_line(article.outlet),
        published=day(article.published),
        url=article_url(article),
    )


def _account(account: Account, citations: Sequence[Citation]) -> str:
    told = [c for c in citations if c.number in account.citations]
    sources = dict.fromkeys(article_parts(citation.article).brief for citation in told)
    markers = "".join(f" [{number}]" for number in account.citations)
    newest = "; the newest" if account.latest else ""
    return f"{one_line(account.value)}{markers} ({'; '.join(sources)}{newest})"


def _paragraphs(statements: Iterable[Statement]) -> Iterable[ParagraphParts]:
    paragraph: list[Statement] = []
    for statement in statements:
        paragraph.append(statement)
        if statement.ends_paragraph:
            yield _paragraph(paragraph)
            paragraph = []
    if paragraph:
        yield _paragraph(paragraph)


def _paragraph(statements: Sequence[Statement]) -> ParagraphParts:
    return ParagraphParts(tuple(map(_statement, statements)), statements[0].is_item)


def _statement(statement: Statement) -> StatementParts:
    doubt = "" if statement.supported else f" [{UNSUPPORTED}]"
    return StatementParts(one_line(statement.text), statement.citations, doubt)


def _citation(citation: Citation, statements: Sequence[Statement]) -> CitationParts:
    quote = one_line(citation.quote)
    return CitationParts(
        number=citation.number,
        quote=quote,
        said=any(citation.number in s.citations and quote in one_line(s.text) for s in statements),
        article=article_parts(citation.article),
        url=article_url(citation.article, citation.quote),
        remark=_remark(citation),
    )


def _remark(citation: Citation) -> str:
    others = citation.also_in
    named = [article_parts(article).brief for article in others[:_ALSO_NAMED]]
    more = [f"{len(others) - len(named)} more"] if len(others) > len(named) else []
    remarks = ["its headline"] if citation.in_title else []
    return "; ".join([*remarks, *([f"also in {'; '.join([*named, *more])}"] if named else [])])
