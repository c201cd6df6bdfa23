"""An answer as Markdown (CommonMark)."""

import string
from urllib.parse import quote

from assistant.answers import Answer
from assistant.render.parts import DIFFER, NEAREST, ArticleParts, CitationParts, answer_parts

_MARKDOWN = str.maketrans({c: f"\\{c}" for c in string.punctuation if c not in ",'\"?%;"})
_URL_SAFE = string.punctuation.replace("<", "")


def to_markdown(answer: Answer) -> str:
    """Render an answer as Markdown (CommonMark).

    Args:
        answer: any answer.

    Returns:
        Markdown in which only the layout and the links to articles are markup.
    """
    parts = answer_parts(answer)
    blocks = [
        "\n".join(f"{'- ' if is_list else ''}{_escaped(paragraph.line)}" for paragraph in own)
        for is_list, own in parts.stretches
    ]
    if parts.articles:
        blocks.append("\n".join(map(_listed, parts.articles)))
    if parts.accounts:
        blocks += [DIFFER, "\n".join(f"- {_escaped(account)}" for account in parts.accounts)]
    if parts.asked_back:
        blocks.append(_escaped(parts.asked_back))
    if parts.citations:
        blocks.append("\n".join(map(_citation, parts.citations)))
    if parts.nearest:
        blocks += [_escaped(NEAREST), "\n".join(map(_citation, parts.nearest))]
    if parts.notice:
        blocks.append(_escaped(parts.notice))
    if parts.coverage:
        blocks.append(f"*{_escaped(parts.coverage)}*")
    return "\n\n".join(blocks)


def _escaped(text: str) -> str:
    return text.translate(_MARKDOWN)


def _listed(article: ArticleParts) -> str:
    return f"- {_titled(article, article.url)}, {_escaped(article.outlet_and_day)}"


def _titled(article: ArticleParts, url: str) -> str:
    title = _escaped(article.title)
    return f"[{title}](<{quote(url, safe=_URL_SAFE)}>)" if url else title


def _citation(citation: CitationParts) -> str:
    quoted = "" if citation.said else f"“{citation.quote}” — "
    title = _titled(citation.article, citation.url)
    words = _escaped(f"[{citation.number}] {quoted}")
    remark = _escaped(f" ({citation.remark})") if citation.remark else ""
    return f"- {words}{title}, {_escaped(citation.article.outlet_and_day)}{remark}"
