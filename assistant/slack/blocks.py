"""An answer as Slack messages: pure text, and nothing in it that Slack obeys.

What articles, questions and an LLM say goes into `plain_text`, which Slack shows letter by
letter: no mention, link, emoji or bold can come of it, and a quote stays the quote. Only the line
that names a citation's source is mrkdwn, escaped, for its link.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import quote

from assistant.answers import Answer, Citation, Statement
from assistant.render.lines import NEAREST, article_title, coverage_line, day
from assistant.render.links import article_url

MAX_SECTION = 3000
"""The most characters of a section, by Slack's rule."""

MAX_BLOCKS = 50
"""The most blocks of a message, by Slack's rule."""

MAX_MESSAGE = 12_000
"""The most characters of a message's blocks: what Slack takes of Markdown, used for all."""

FEEDBACK = "feedback"
"""The action of the thumbs; its value is a `Verdict`."""

SHARE = "share"
"""The action of the button that shares a private answer; its value is `ID THREAD`."""

ANSWER_BLOCK = "answer-"
"""How the id of the block with the buttons begins; the answer's id follows."""

_ROOM = 3  # for the question over an answer, the button to share it and the thumbs
_MAX_SOURCE = 200  # a title or an outlet in a line; the whole of it is a click away
_MAX_URL = 1500
_MAX_CONTEXT = 1900
_MAX_FALLBACK = 300

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f-\x9f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]")
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
    groups: list[list[Block]] = [
        [_plain_section(piece)]
        for paragraph in _paragraphs(answer.statements)
        for piece in _pieces(paragraph)
    ]
    groups += [_citation(c, answer.statements) for c in answer.citations]
    if answer.nearest:
        groups.append([_context(f"{NEAREST}:")])
        groups += [_citation(c, ()) for c in answer.nearest]
    if answer.notice:
        groups.append([_context(answer.notice)])
    groups.append([_context(coverage_line(answer))])
    fallback = escape(_clipped(_plain(answer.text), _MAX_FALLBACK))
    return tuple(SlackMessage(fallback, blocks) for blocks in _packed(groups))


def with_feedback(messages: Sequence[SlackMessage], answer_id: str) -> tuple[SlackMessage, ...]:
    """Put thumbs under the last message of an answer.

    Args:
        messages: what `to_slack` gave.
        answer_id: the kept answer's id.
    """
    buttons = {
        "type": "feedback_buttons",
        "action_id": FEEDBACK,
        "positive_button": _button_face("👍", "up", "This answers it"),
        "negative_button": _button_face("👎", "down", "This does not answer it"),
    }
    block = {
        "type": "context_actions",
        "block_id": f"{ANSWER_BLOCK}{answer_id}",
        "elements": [buttons],
    }
    return _with_block(messages, block)


def with_share(
    messages: Sequence[SlackMessage], answer_id: str, thread: str
) -> tuple[SlackMessage, ...]:
    """Put a button to share a private answer under its last message.

    Args:
        messages: what `to_slack` gave.
        answer_id: the kept answer's id.
        thread: the thread to share it in; empty for the channel itself.
    """
    button = {
        "type": "button",
        "action_id": SHARE,
        "text": {"type": "plain_text", "text": "Share with everyone here"},
        "value": f"{answer_id} {thread}".strip(),
    }
    return _with_block(messages, {"type": "actions", "elements": [button]})


def with_question(messages: Sequence[SlackMessage], question: str) -> tuple[SlackMessage, ...]:
    """Put the question over an answer that is read without it.

    Args:
        messages: what `to_slack` gave.
        question: as it was asked.
    """
    first, *others = messages
    asked = _context(f"Asked: “{_clipped(_plain(question), _MAX_FALLBACK)}”")
    return SlackMessage(first.text, (asked, *first.blocks)), *others


def escape(text: str) -> str:
    """Escape text for mrkdwn: nothing in it is a link, a mention or a command any more."""
    return text.translate(_MRKDWN)


def escape_markdown(text: str) -> str:
    """Escape text for the Markdown of a stream, letter by letter: pieces may be cut anywhere."""
    return text.translate(_MARKDOWN)


def _paragraphs(statements: Iterable[Statement]) -> Iterator[list[str]]:
    """Give the words of each paragraph, a marker tied to the word before it."""
    words: list[str] = []
    for statement in statements:
        said = _plain(statement.text).split() or [""]
        said[-1] += "".join(f"\u00a0[{number}]" for number in statement.citations)
        words += said
        if statement.ends_paragraph:
            yield words
            words = []
    if words:
        yield words


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


def _citation(citation: Citation, statements: Iterable[Statement]) -> list[Block]:
    """The quote, unless a statement has said it word for word, and its source."""
    words = _plain(citation.quote)
    said = any(citation.number in s.citations and words in _plain(s.text) for s in statements)
    quoted = [] if said else [_plain_section(f"[{citation.number}] “{words}”")]
    return [*quoted, _mrkdwn_context(f"*[{citation.number}]* {_source(citation)}")]


def _source(citation: Citation) -> str:
    """Title, outlet and date as mrkdwn; the title is a link if there is an address."""
    article = citation.article
    title = escape(_clipped(article_title(article), _MAX_SOURCE))
    if url := _address(citation):
        title = f"<{url}|{title}>"
    outlet = escape(_clipped(_plain(article.outlet), _MAX_SOURCE))
    return f"{title} — {', '.join(filter(None, (outlet, day(article.published))))}"


def _address(citation: Citation) -> str:
    """The address of the sentence, or of its article, as far as a link can be that long."""
    for url in (article_url(citation.article, citation.quote), article_url(citation.article)):
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


def _with_block(messages: Sequence[SlackMessage], block: Block) -> tuple[SlackMessage, ...]:
    *others, last = messages
    return *others, SlackMessage(last.text, (*last.blocks, block))


def _plain_section(text: str) -> Block:
    return {"type": "section", "text": {"type": "plain_text", "text": text, "emoji": False}}


def _context(text: str) -> Block:
    element = {"type": "plain_text", "text": _clipped(_plain(text), _MAX_CONTEXT), "emoji": False}
    return {"type": "context", "elements": [element]}


def _mrkdwn_context(text: str) -> Block:
    # verbatim: Slack looks for no names, channels or addresses of its own in it.
    return {"type": "context", "elements": [{"type": "mrkdwn", "text": text, "verbatim": True}]}


def _button_face(face: str, value: str, label: str) -> dict[str, Any]:
    text = {"type": "plain_text", "text": face}
    return {"text": text, "value": value, "accessibility_label": label}


def _plain(text: str) -> str:
    """Put text on one line without characters that are not seen."""
    return " ".join(_UNPRINTABLE.sub(" ", text).split())


def _clipped(text: str, limit: int) -> str:
    return text if len(text) <= limit else f"{text[: limit - 1]}…"
