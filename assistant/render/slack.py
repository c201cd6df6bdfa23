"""An answer as Slack messages, in which nothing is there that Slack obeys.

What articles, questions and an LLM say goes into `plain_text`, which Slack shows letter by
letter: no mention, link, emoji or bold can come of it, and a quote stays the quote. Only the line
that names a citation's source is mrkdwn, escaped, for its link.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from assistant.answers import Answer
from assistant.render.lines import one_line
from assistant.render.parts import (
    DIFFER,
    NEAREST,
    ArticleParts,
    CitationParts,
    ParagraphParts,
    answer_parts,
)

MAX_SECTION = 3000
"""The most characters of a section, by Slack's rule."""

MAX_BLOCKS = 50
"""The most blocks of a message, by Slack's rule."""

MAX_MESSAGE = 12_000
"""The most characters of a message's blocks: what Slack takes of Markdown, used for all."""

_ROOM = 3  # for the question over an answer, the button to share it and the thumbs
_MAX_SOURCE = 200  # a title or an outlet in a line; the whole of it is a click away
_MAX_URL = 1500
_MAX_CONTEXT = 1900
_MAX_FALLBACK = 300

_MRKDWN = str.maketrans({"&": "&amp;", "<": "&lt;", ">": "&gt;"})
_MARKDOWN = str.maketrans(
    {"&": "&amp;", "<": "&lt;", ">": "&gt;", **{c: f"\\{c}" for c in "\\`*_[]()~#|!"}}
)
_URL_SAFE = "%/:=&?~#+!$,;'@()*[]-._"

Block = dict[str, Any]


@dataclass(frozen=True, slots=True)
class SlackMessage:
    """One message.

    Args:
        text: for notifications and screen readers; escaped.
        blocks: what is shown.
    """

    text: str
    blocks: tuple[Block, ...]


def to_slack(answer: Answer) -> tuple[SlackMessage, ...]:
    """Render an answer as one message, or as several where Slack's limits ask for it.

    Args:
        answer: any answer.

    Returns:
        Messages with room left for buttons; a citation and its source are in the same one.
    """
    parts = answer_parts(answer)
    groups: list[list[Block]] = [
        [_section(piece)]
        for is_list, paragraphs in parts.stretches
        for piece in (_items(paragraphs) if is_list else _pieces(_words(paragraphs[0])))
    ]
    groups += ([_mrkdwn_context(_linked(article))] for article in parts.articles)
    if parts.accounts:
        groups += ([_context(line)] for line in (DIFFER, *parts.accounts))
    if parts.asked_back:
        groups.append([_section(_clipped(parts.asked_back, MAX_SECTION))])
    groups += map(_citation, parts.citations)
    if parts.nearest:
        groups += [[_context(NEAREST)], *map(_citation, parts.nearest)]
    if parts.notice:
        groups.append([_context(parts.notice)])
    if parts.coverage:
        groups.append([_context(parts.coverage)])
    said = " ".join(paragraph.line for paragraph in parts.paragraphs)
    fallback = escape(_clipped(said, _MAX_FALLBACK))
    return tuple(SlackMessage(fallback, blocks) for blocks in _packed(groups))


def with_question(messages: Sequence[SlackMessage], question: str) -> tuple[SlackMessage, ...]:
    """Put the question over an answer that is read without it.

    Args:
        messages: what `to_slack` returned.
        question: as it was asked.
    """
    first, *others = messages
    asked = _context(f"Asked: “{_clipped(one_line(question), _MAX_FALLBACK)}”")
    return SlackMessage(first.text, (asked, *first.blocks)), *others


def escape(text: str) -> str:
    """Escape text for mrkdwn: nothing in it is a link, a mention or a command any more."""
    return text.translate(_MRKDWN)


def escape_markdown(text: str) -> str:
    """Escape text for the Markdown of a stream, letter by letter: pieces may be cut anywhere."""
    return text.translate(_MARKDOWN)


def _items(paragraphs: Iterable[ParagraphParts]) -> Iterator[str]:
    """Join the items of a list into pieces that a section takes, each on a line of its own."""
    piece = ""
    for line in (line for p in paragraphs for line in _pieces(["•", *_words(p)])):
        if piece and len(piece) + 1 + len(line) > MAX_SECTION:
            yield piece
            piece = ""
        piece = f"{piece}\n{line}" if piece else line
    yield piece


def _words(paragraph: ParagraphParts) -> Iterator[str]:
    """Yield the words of a paragraph, a marker tied to the word before it."""
    for statement in paragraph.statements:
        *words, last = statement.text.split() or [""]
        yield from words
        yield last + "".join(f"\u00a0[{number}]" for number in statement.numbers)
        yield from statement.doubt.split()


def _pieces(words: Iterable[str]) -> Iterator[str]:
    """Join words into pieces that a section takes; only a word longer than that is cut."""
    piece = ""
    for word in words:
        if piece and len(piece) + 1 + len(word) > MAX_SECTION:
            yield piece
            piece = ""
        piece = f"{piece} {word}" if piece else word
        while len(piece) > MAX_SECTION:
            yield piece[:MAX_SECTION]
            piece = piece[MAX_SECTION:]
    if piece.strip():
        yield piece


def _citation(citation: CitationParts) -> list[Block]:
    """Return the quote, unless a statement has said it word for word, and its source."""
    quoted = [] if citation.said else [_section(f"[{citation.number}] “{citation.quote}”")]
    source = _linked(citation.article, citation.url)
    remark = escape(_clipped(f" ({citation.remark})", _MAX_SOURCE)) if citation.remark else ""
    return [*quoted, _mrkdwn_context(f"*[{citation.number}]* {source}{remark}")]


def _linked(article: ArticleParts, sentence_url: str = "") -> str:
    """Return title, outlet and date as mrkdwn; the title is a link if there is an address."""
    title = escape(_clipped(article.title, _MAX_SOURCE))
    if url := _address(sentence_url, article.url):
        title = f"<{url}|{title}>"
    outlet = escape(_clipped(article.outlet, _MAX_SOURCE))
    return f"{title} — {', '.join(filter(None, (outlet, article.published)))}"


def _address(*urls: str) -> str:
    """Return the first address that is not too long for a link."""
    for url in filter(None, urls):
        # "<", ">" and "|" would end the address within Slack's own brackets.
        address = escape(quote(url, safe=_URL_SAFE))
        if len(address) <= _MAX_URL:
            return address
    return ""


def _packed(groups: Iterable[list[Block]]) -> Iterator[tuple[Block, ...]]:
    """Fill messages with groups of blocks, each group whole."""
    blocks: list[Block] = []
    size = 0
    for group in groups:
        grown = size + sum(map(_length, group))
        if blocks and (len(blocks) + len(group) > MAX_BLOCKS - _ROOM or grown > MAX_MESSAGE):
            yield tuple(blocks)
            blocks, grown = [], grown - size
        blocks += group
        size = grown
    yield tuple(blocks)


def _length(block: Block) -> int:
    texts = block["elements"] if block["type"] == "context" else [block["text"]]
    return sum(len(text["text"]) for text in texts)


def _section(text: str) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _context(line: str) -> Block:
    element = {"type": "plain_text", "text": _clipped(line, _MAX_CONTEXT), "emoji": False}
    return {"type": "context", "elements": [element]}


def _mrkdwn_context(text: str) -> Block:
    # verbatim: Slack looks for no names, channels or addresses of its own in it.
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
