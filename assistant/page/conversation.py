"""A conversation on the page, and the HTML of it and of the article beside it: pure text."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from html import escape

from assistant.answers import Answer, Citation, Coverage, Draft, Event, Turn
from assistant.journal import Verdict
from assistant.render.html import article_to_html, to_html
from assistant.render.lines import article_title, collection_line
from assistant.render.text import to_text

WAITING = "Searching the articles…"

MAX_WHY_CHARS = 500
"""The longest reason that a reader can give for a verdict."""

_THUMB = (
    '<svg viewBox="0 0 24 24" aria-hidden="true"><path d="M3 10h4v11H3zM9 21h8.2a2 2 0 0 0 '
    '1.9-1.4l2.3-7a2 2 0 0 0-1.9-2.6H14V5a2.6 2.6 0 0 0-2.5-2.6L9 10z"/></svg>'
)
_THUMBS = {Verdict.UP: "Good answer", Verdict.DOWN: "Bad answer"}


@dataclass(frozen=True, slots=True)
class Exchange:
    """A question and what came of it.

    Args:
        question: as it was asked.
        answer: None while it is being answered, and if it failed or was stopped.
        draft: prose as far as it is written, while it is being answered.
        problem: why there is no answer; one line.
        kept: the name that the answer is kept under, to be judged by.
        verdict: what the reader thinks of the answer.
        why: the reader's words for it.
    """

    question: str
    answer: Answer | None = None
    draft: str = ""
    problem: str = ""
    kept: str = ""
    verdict: Verdict | None = None
    why: str = ""

    @property
    def waits(self) -> bool:
        """Whether the answer is still to come."""
        return self.answer is None and not self.problem

    def after(self, event: Event) -> "Exchange":
        """Give the exchange as it stands after an event of the chain.

        Args:
            event: what `Assistant.stream` gave.
        """
        if isinstance(event, Draft):
            return replace(self, draft=self.draft + event.text)
        return replace(self, answer=event, draft="")


Conversation = tuple[Exchange, ...]


def history(conversation: Conversation) -> tuple[Turn, ...]:
    """Give the earlier turns that a follow-up is understood from.

    Args:
        conversation: the exchanges so far; unanswered failures count for nothing.
    """
    return tuple(exchange.answer.turn for exchange in conversation if exchange.answer)


def find_citation(conversation: Conversation, name: str) -> tuple[int, Citation] | None:
    """Find a citation by the name that its chip has on the page.

    Args:
        conversation: the exchanges so far.
        name: what the browser sent; anything.

    Returns:
        The place of its exchange in the conversation, and the citation; None if there is
        no such citation.
    """
    for place, exchange in enumerate(conversation):
        for citation in _shown(exchange.answer):
            if name == f"{_key(place)}-{citation.number}":
                return place, citation
    return None


def find_place(conversation: Conversation, name: str) -> int | None:
    """Find the exchange that has a name on the page.

    Args:
        conversation: the exchanges so far.
        name: what the browser sent; anything.

    Returns:
        Its place in the conversation; None if there is no such exchange.
    """
    return next((i for i, _ in enumerate(conversation) if name == _key(i)), None)


def conversation_html(conversation: Conversation, welcome: str) -> str:
    """Render a conversation.

    Args:
        conversation: the exchanges so far.
        welcome: HTML to show while there are none.

    Returns:
        One element; its chips carry `data-cite`, its buttons `data-do`, `data-copy` or
        `data-judge`.
    """
    waits = bool(conversation and conversation[-1].waits)
    last = len(conversation) - 1
    exchanges = (_exchange_html(e, i, i == last, waits) for i, e in enumerate(conversation))
    return (
        f'<div class="log" role="log" aria-label="Conversation" aria-busy="{str(waits).lower()}">'
        f"{''.join(exchanges) or welcome}</div>"
    )


def masthead_html(coverage: Coverage, adding: bool = False) -> str:
    """Render the page's head: its name and what the collection holds.

    Args:
        coverage: of the whole collection.
        adding: whether somebody is adding articles.
    """
    line = collection_line(coverage) + (" · articles are being added" if adding else "")
    return f"<h1>Articles Assistant</h1><p>{escape(line)}</p>"


def welcome_html(articles: int, examples: Sequence[str], editing: bool) -> str:
    """Render what is shown before the first question.

    Args:
        articles: how many there are.
        examples: questions to offer.
        editing: whether articles can be added on the page.
    """
    if not articles:
        way = (
            "<p>Drop .txt, .md, .json or .jsonl files on the Articles tab, then ask.</p>"
            if editing
            else "<p>Where the assistant runs: stop this page, add some, and start it again.</p>"
            "<pre><code>assistant add PATH</code></pre>"
        )
        return f'<div class="welcome empty"><h2>No articles yet</h2>{way}</div>'
    buttons = "".join(
        f'<li><button type="button" data-ask="{escape(e)}" dir="auto">{escape(e)}</button></li>'
        for e in examples
    )
    offer = f'<ul aria-label="Example questions">{buttons}</ul>' if buttons else ""
    return (
        '<div class="welcome"><h2>Ask the articles</h2>'
        "<p>Every answer quotes the sentences it rests on. When the articles do not say, "
        f"you are told so.</p>{offer}</div>"
    )


def panel_html(conversation: Conversation, place: int, citation: Citation | None) -> str:
    """Render the article beside the conversation.

    Args:
        conversation: the exchanges so far.
        place: of the exchange whose cited sentences are marked.
        citation: the sentence to look at; None for an empty panel.

    Returns:
        The article with links to the other articles that the same answer cites.
    """
    if citation is None:
        return (
            '<div class="blank"><p>The article that an answer cites opens here, '
            "at the sentence.</p></div>"
        )
    shown = _shown(conversation[place].answer)
    article = article_to_html(citation.article, shown, citation.number, _key(place))
    return _shelf_html(shown, citation, _key(place)) + article


def first_citation(conversation: Conversation) -> Citation | None:
    """Give the citation that the article panel opens at when an answer comes in.

    Args:
        conversation: the exchanges so far.
    """
    return next(iter(_shown(conversation[-1].answer)), None) if conversation else None


def _shown(answer: Answer | None) -> tuple[Citation, ...]:
    """The citations of an answer, or the nearest sentences of a refusal."""
    return (answer.citations or answer.nearest) if answer else ()


def _key(place: int) -> str:
    return f"t{place}"


def _exchange_html(exchange: Exchange, place: int, is_last: bool, waits: bool) -> str:
    asked = f'<h2 class="asked" dir="auto">{escape(exchange.question)}</h2>'
    if exchange.answer:
        said = to_html(exchange.answer, _key(place))
    elif exchange.problem:
        said = f'<p class="problem" role="alert">{escape(exchange.problem)}</p>'
    elif exchange.draft:
        said = f'<p class="said" dir="auto">{escape(exchange.draft)}</p>'
    else:
        said = f'<p class="step">{WAITING}</p>'
    tools = "" if exchange.waits else _tools_html(exchange, place, is_last, waits)
    return f'<section class="exchange">{asked}{said}{tools}</section>'


def _tools_html(exchange: Exchange, place: int, is_last: bool, waits: bool) -> str:
    tools = []
    if exchange.answer:
        words = escape(to_text(exchange.answer))
        tools.append(f'<button type="button" data-copy="{words}">Copy</button>')
    if is_last:
        tools.append('<button type="button" data-do="retry">Ask again</button>')
        tools.append('<button type="button" data-do="edit">Edit question</button>')
    judged = ""
    if exchange.kept:
        tools += [_thumb_html(exchange, verdict, place, waits) for verdict in Verdict]
        judged = _judged_html(exchange, place)
    return f'<div class="tools">{"".join(tools)}</div>{judged}'


def _thumb_html(exchange: Exchange, verdict: Verdict, place: int, waits: bool) -> str:
    pressed = str(exchange.verdict is verdict).lower()
    # While an answer comes, the page shows that answer's conversation; a verdict would be lost.
    disabled = " disabled" if waits else ""
    return (
        f'<button type="button" class="thumb {verdict}" data-judge="{_key(place)}" '
        f'data-verdict="{verdict}" aria-label="{_THUMBS[verdict]}" aria-pressed="{pressed}"'
        f"{disabled}>{_THUMB}</button>"
    )


def _judged_html(exchange: Exchange, place: int) -> str:
    """Ask for the reason of a verdict, or give thanks for it."""
    if not exchange.verdict:
        return ""
    if exchange.why:
        return '<p class="thanks" role="status">Thank you, noted.</p>'
    return (
        f'<form class="why" data-judge="{_key(place)}" data-verdict="{exchange.verdict}">'
        f'<input name="why" maxlength="{MAX_WHY_CHARS}" aria-label="Why? (optional)" '
        'placeholder="Noted. Why? (optional)" dir="auto" autocomplete="off">'
        '<button type="submit">Send</button></form>'
    )


def _shelf_html(shown: Sequence[Citation], current: Citation, key: str) -> str:
    """Link to each article that an answer cites, if there are several."""
    firsts = {c.article.id: c for c in reversed(shown)}
    if len(firsts) < 2:
        return ""
    links = []
    for citation in sorted(firsts.values(), key=lambda c: c.number):
        name = f"{key}-{citation.number}"
        state = ' aria-current="true"' if citation.article.id == current.article.id else ""
        title = escape(article_title(citation.article))
        links.append(f'<a href="#{name}" data-cite="{name}" dir="auto"{state}>{title}</a>')
    return f'<nav class="shelf" aria-label="Cited articles">{"".join(links)}</nav>'
