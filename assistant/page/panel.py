"""The article beside the conversation."""

from collections.abc import Iterable

from assistant.answers import Citation
from assistant.page.conversation import Conversation, exchange_key
from assistant.render.html import article_values, render
from assistant.render.parts import article_parts

_EMPTY = "The article that an answer cites opens here, at the sentence."


def panel_html(conversation: Conversation, place: int, citation: Citation | None) -> str:
    """Render the article that a citation is from, with all that the same answer cites of it.

    Args:
        conversation: the exchanges so far.
        place: of the citation's exchange in the conversation.
        citation: the sentence to look at; None for an empty panel.

    Returns:
        The article, under links to the other articles that the same answer cites.
    """
    if citation is None:
        return render("blank.html", message=_EMPTY)
    exchange = conversation[place]
    shown = exchange.citations
    return render(
        "panel.html",
        shelf=[{"number": c.number, "article": article_parts(c.article)} for c in _firsts(shown)],
        **article_values(
            citation.article,
            shown,
            citation.number,
            exchange_key(place),
            hint=exchange.refused,
        ),
    )


def _firsts(citations: Iterable[Citation]) -> list[Citation]:
    """Return the first citation of each article."""
    firsts: dict[str, Citation] = {}
    for citation in citations:
        firsts.setdefault(citation.article.id, citation)
    return list(firsts.values())
