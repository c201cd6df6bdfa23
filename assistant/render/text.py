"""An answer as plain text, for a terminal."""

from assistant.answers import Answer
from assistant.articles import Article
from assistant.render.lines import one_line
from assistant.render.parts import (
    DIFFER,
    NEAREST,
    ArticleParts,
    CitationParts,
    answer_parts,
    article_parts,
)


def to_text(answer: Answer) -> str:
    """Render an answer for a terminal.

    Args:
        answer: any answer.

    Returns:
        Lines of text: what is said, the sentences it rests on, and what was searched; no
        control character but the line feed.
    """
    parts = answer_parts(answer)
    blocks = [
        "\n".join(f"{'- ' if is_list else ''}{paragraph.line}" for paragraph in paragraphs)
        for is_list, paragraphs in parts.stretches
    ]
    if parts.articles:
        blocks.append("\n".join(map(_listed, parts.articles)))
    if parts.accounts:
        blocks.append("\n".join([DIFFER, *(f"- {account}" for account in parts.accounts)]))
    if parts.asked_back:
        blocks.append(parts.asked_back)
    if parts.citations:
        blocks.append("\n".join(map(_citation, parts.citations)))
    if parts.nearest:
        blocks.append("\n".join([NEAREST, *map(_citation, parts.nearest)]))
    if parts.notice:
        blocks.append(parts.notice)
    return "\n\n".join(filter(None, [*blocks, parts.coverage]))


def article_line(article: Article) -> str:
    """Return the id, title, outlet and date of an article on one line of a terminal.

    Args:
        article: any article.
    """
    return f"{one_line(article.id)}  {article_parts(article).line}"


def _listed(article: ArticleParts) -> str:
    return f"- {article.line}" + (f"\n  {article.url}" if article.url else "")


def _citation(citation: CitationParts) -> str:
    marker = f"[{citation.number}] "
    quoted = "" if citation.said else f"“{citation.quote}”\n{' ' * len(marker)}"
    return f"{marker}{quoted}{citation.source}"
