"""LLM output: an LLM's Markdown made harmless and read as sentences with markers.

markdown-it-py reads the Markdown; of its tokens only the words are kept. Links, images and tags
are read by rules of our own, more leniently than CommonMark: what an LLM writes almost as a link
must not get through as one. Pure text.
"""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from typing import TYPE_CHECKING

from assistant.text.sentences import split_sentences
from assistant.text.words import all_words

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.rules_inline import StateInline
    from markdown_it.token import Token

LEAK_WORDS = 7
"""A run of this many words that stands in the prompt, too, was copied from it."""

# What a model thinks aloud, and what a browser would run: gone before Markdown is read, as
# neither keeps to Markdown's blocks.
_HIDDEN = r"<(think|thinking|script|style|svg|iframe)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)"
_HIDDEN_TEXT = re.compile(_HIDDEN, re.DOTALL | re.IGNORECASE)
_TAG = re.compile(r"<[a-z/!?][^<>]*>", re.IGNORECASE)
_DESTINATION = re.compile(r"\s?\((?:[^()]|\([^()]*\))*\)|\[[^\]]*\]")

# What remains of marks that have no partner.
_LEFT_OVER = re.compile(
    r"\*\*|__|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)|<(?=[a-z/!?])|(?<!\w)://", re.IGNORECASE
)
_URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:(?=//)|\bwww\.|(?<![\w:])//(?=\w)"
    r"|\b(?:data|javascript|vbscript|mailto|tel|file|ftp|sms):)[^\s<>\"“”]*"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:[/?#:][^\s<>\"“”]*)?",
    re.IGNORECASE,
)
_BRACKETS = str.maketrans("【】［］〔〕", "[][][]")
_BULLETS = re.compile(r"^(\s*)[•‣▪◦](?=\s)", re.MULTILINE)
_ITEM = "- "
_LONG_LINE = 400
_RULE = re.compile(r"[\s:-]+")  # what parts the head of a table from its rows, or is nothing
_LETTER = re.compile(r"[^\W\d_]")
_LAST_SPACE = re.compile(r"\s(?=\S*\Z)")
_DANGEROUS = {"Cc", "Cf", "Co", "Cs", "Cn"}

_NUMBERS = r"\^?\d{1,4}(?:\s*(?:,|-|–|;)\s*\^?\d{1,4})*"
_MARKER = re.compile(rf"\s*\[({_NUMBERS})\]")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*\^?(\d+)")
# What may not be cut in two while it is being written: it would then not be seen for what
# it is.
_CONSTRUCT = re.compile(
    _HIDDEN + r"|<[^>]*(?:>|\Z)|!?\[[^\]]*(?:\]|\Z)(?:[(\[:][^)\]]*(?:[)\]]|\Z))?",
    re.DOTALL | re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class LLMSentence:
    """A sentence as an LLM wrote it, without its markers.

    Args:
        text: its words.
        numbers: what its markers name, known or not.
        ends_paragraph: whether a line ends after it.
        is_item: whether its line is an item of a list.
    """

    text: str
    numbers: tuple[int, ...] = ()
    ends_paragraph: bool = True
    is_item: bool = False


def clean(text: str, allowed: Sequence[str]) -> str:
    """Return the words of an LLM's Markdown, with nothing that could be more than words.

    Gone are HTML, images, links, addresses, Markdown's marks, invisible characters and
    what a model thinks aloud; markers stay.

    Args:
        text: what the LLM wrote, or its first part.
        allowed: texts whose addresses may stand in it, too: the cited sentences.

    Returns:
        A paragraph for each line, heading, item of a list and row of a table; an empty line
        between two of them. An item begins with "- ", and so does a row, which has its first
        cell as a name and says of each other one what its column is: "- Basra: Dead 5".
    """
    before = ""
    while before != text:  # taking something away can make something new
        before = text
        text = _clean_once(text, allowed)
    return text


def read_sentences(text: str) -> tuple[LLMSentence, ...]:
    """Read clean text as sentences, each with the markers that stand in it or after it."""
    sentences: list[LLMSentence] = []
    for line in filter(str.strip, text.splitlines()):
        is_item = line.startswith(_ITEM)
        found = list(_line_sentences(line.removeprefix(_ITEM)))
        ends = [False] * (len(found) - 1) + [True]
        sentences += [
            LLMSentence(words, numbers, end, is_item)
            for (words, numbers), end in zip(found, ends, strict=True)
        ]
    return tuple(sentences)


def drafts(
    pieces: Iterable[str], known: Set[int], allowed: Sequence[str], secret: str
) -> Iterator[str]:
    """Yield the pieces of an LLM's text as soon as they are harmless.

    Each line is cleaned as a whole, again with each piece that comes to it. Held back is
    what is not yet a whole word, link, tag or marker; nothing more comes once the LLM
    recites its prompt.

    Args:
        pieces: what the LLM writes, as it comes.
        known: the numbers that markers may name.
        allowed: texts whose addresses may stand in the draft, too.
        secret: what the LLM was told.
    """
    shown = ""
    for fresh in _fresh_text(pieces, known, allowed):
        if recites(f"{shown[-200:]}{fresh}", secret):
            return
        shown += fresh
        yield fresh


def recites(text: str, secret: str) -> bool:
    """Tell whether a text holds a run of words that stands in a secret one, too."""
    said = f" {' '.join(all_words(secret))} "
    words = all_words(text)
    runs = range(len(words) - LEAK_WORDS + 1)
    return any(f" {' '.join(words[i : i + LEAK_WORDS])} " in said for i in runs)


# --- Markdown -------------------------------------------------------------------------


def _bracket_rule(state: "StateInline", silent: bool) -> bool:
    """Read a link as its label, an image as nothing, wherever they lead and however written."""
    start = state.pos
    is_image = state.src.startswith("![", start)
    if not (is_image or state.src.startswith("[", start)):
        return False
    label = start + 1 + is_image
    end = state.md.helpers.parseLinkLabel(state, label - 1)
    if end < 0:
        return False
    destination = _DESTINATION.match(state.src, end + 1, state.posMax)
    if not is_image and not (destination and destination[0].startswith("(")):
        return False
    if is_image and not destination and _MARKER.fullmatch(state.src[label - 1 : end + 1]):
        return False  # "They fled![1]"
    if not silent and is_image:
        state.push("image", "img", 0)
    elif not silent:
        _read_label(state, label, end)
    state.pos = destination.end() if destination else end + 1
    return True


def _read_label(state: "StateInline", start: int, end: int) -> None:
    """Read what stands in a link's label; a marker that is a link stays a marker."""
    bracketed = state.src[start - 1 : end + 1]
    if _MARKER.fullmatch(bracketed):
        state.push("text", "", 0).content = bracketed
        return
    most = state.posMax
    state.pos, state.posMax = start, end
    state.linkLevel += 1
    state.md.inline.tokenize(state)
    state.linkLevel -= 1
    state.posMax = most


def _tag_rule(state: "StateInline", silent: bool) -> bool:
    """Read a tag, known to HTML or not, and what else stands in angle brackets like one."""
    tag = _TAG.match(state.src, state.pos, state.posMax)
    if not tag:
        return False
    if not silent:
        state.push("html_inline", "", 0)
    state.pos = tag.end()
    return True


@cache
def _reader() -> "MarkdownIt":
    # Imported here: without an LLM there is nothing to read.
    from markdown_it import MarkdownIt

    # Indented code is not what an LLM means by spaces; entities are decoded beforehand.
    reader = MarkdownIt("commonmark").enable(["table", "strikethrough"])
    reader.disable(["code", "html_block", "html_inline", "autolink", "image", "entity"])
    reader.inline.ruler.at("link", _bracket_rule)
    reader.inline.ruler.after("link", "tag", _tag_rule)
    return reader


def _clean_once(text: str, allowed: Sequence[str]) -> str:
    text = _visible(html.unescape(text)).translate(_BRACKETS)
    text = _BULLETS.sub(r"\1-", _HIDDEN_TEXT.sub(" ", text))
    lines = (" ".join(_harmless(line, allowed).split()) for line in _lines(_reader().parse(text)))
    return "\n\n".join(filter(None, lines))


def _lines(tokens: Iterable["Token"]) -> Iterator[str]:
    """Yield each line of text: of paragraphs, headings, items, code, and rows of tables."""
    opens, number = False, ""  # an item, and its number
    left = iter(tokens)
    for token in left:
        match token.type:
            case "list_item_open":
                opens, number = True, f"{token.info}{token.markup}" if token.info else ""
            case "list_item_close":
                yield number
                opens, number = False, ""
            case "table_open":
                yield from _rows(takewhile(lambda other: other.type != "table_close", left))
            case "fence":
                yield from token.content.splitlines()
            case "inline":
                words = _words_within(token)
                yield from [_item(number, words)] if opens else words.split("\n")
                opens, number = False, ""


def _item(number: str, words: str) -> str:
    """Return the line of an item; "1969." and "12. [1]" are no items of a list but answers."""
    if number and (len(number) > 3 or not _LETTER.search(words)):
        return f"{number} {words}"
    return f"{_ITEM}{words}"


def _rows(tokens: Iterable["Token"]) -> Iterator[str]:
    """Yield a line for each row of a table but the first, which names its columns."""
    rows: list[list[str]] = []
    for token in tokens:
        if token.type == "tr_open":
            rows.append([])
        elif token.type == "inline":
            rows[-1].append(_words_within(token))
    for first, *others in rows[1:]:
        told = [f"{name} {cell}" for name, cell in zip(rows[0][1:], others, strict=True) if cell]
        yield f"{_ITEM}{first}{': ' if first and told else ''}{'; '.join(told)}"


def _words_within(token: "Token") -> str:
    return "".join(map(_words_of, token.children or ()))


def _words_of(token: "Token") -> str:
    match token.type:
        case "text" | "code_inline":
            return token.content
        case "softbreak" | "hardbreak":
            return "\n"
        case "html_inline" | "image":
            return " "
        case _:
            return ""


def _harmless(line: str, allowed: Sequence[str]) -> str:
    """Take from a line's words the addresses, and what would be markup elsewhere."""
    line = _URL.sub(lambda match: _if_allowed(match[0], allowed), line)
    line = _LEFT_OVER.sub("", line)
    line = line.replace("![", "! [").replace("](", "] (").replace("|", " ")
    return "" if _RULE.fullmatch(line) else line


def _visible(text: str) -> str:
    """Leave out control, invisible and unassigned characters; lines stay."""
    return "".join(
        c if c in "\n\t " or unicodedata.category(c) not in _DANGEROUS else "" for c in text
    )


def _if_allowed(address: str, allowed: Sequence[str]) -> str:
    bare = address.rstrip(".,;:!?)]’'")
    if any(bare in text for text in allowed):
        return address
    return address[len(bare) :] if address[len(bare) :] in {".", "!", "?"} else ""


# --- markers --------------------------------------------------------------------------


def _line_sentences(line: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Split a line without its markers; each marker belongs to the sentence before it."""
    words, markers = _without_markers(line)
    spans = split_sentences(words)
    for index, span in enumerate(spans):
        ends = spans[index + 1].start if index + 1 < len(spans) else len(words)
        starts = span.start if index else -1
        named = (n for place, ns in markers if starts < place <= ends for n in ns)
        yield words[span.start : span.end], tuple(dict.fromkeys(named))
    if not spans and markers:
        yield "", tuple(dict.fromkeys(n for _, ns in markers for n in ns))


def _without_markers(line: str) -> tuple[str, list[tuple[int, tuple[int, ...]]]]:
    """Return what is left without the markers, and where in it each one stood."""
    words, position = "", 0
    markers: list[tuple[int, tuple[int, ...]]] = []
    for match in _MARKER.finditer(line):
        words += line[position : match.start()]
        markers.append((len(words), _named(match[1])))
        position = match.end()
    return words + line[position:], markers


def _named(inside: str) -> tuple[int, ...]:
    """Read what stands in a marker's brackets; a range names all its numbers."""
    plain = inside.replace("^", "")
    ranges = [(int(a), int(b)) for a, b in _RANGE.findall(plain)]
    inner = (n for a, b in ranges if a < b <= a + 20 for n in range(a, b + 1))
    return tuple(dict.fromkeys((*map(int, re.findall(r"\d+", plain)), *inner)))


def _known_markers(text: str, known: Set[int]) -> str:
    """Take out the numbers of markers that name no sentence."""

    def kept(match: re.Match[str]) -> str:
        return "".join(f" [{n}]" for n in _named(match[1]) if n in known)

    return _MARKER.sub(kept, text)


# --- drafts ---------------------------------------------------------------------------


def _fresh_text(pieces: Iterable[str], known: Set[int], allowed: Sequence[str]) -> Iterator[str]:
    """Yield what each piece adds to the clean text."""
    shown, gap = "", ""  # of the line; between it and the one before
    for line, end in _growing_lines(pieces):
        text = _known_markers(clean(line, allowed), known)
        # A number by itself may be that of an item, which is not shown.
        if text.startswith(shown) and (end or _LETTER.search(text)):
            if fresh := text[len(shown) :]:
                yield fresh if shown else gap + fresh.lstrip()
                gap = ""
            shown = text
        if end:
            gap = gap or end
            shown = ""


def _growing_lines(pieces: Iterable[str]) -> Iterator[tuple[str, str]]:
    """Yield the last line whenever it has grown by whole words; once it ends, also its end.

    A very long line ends at a space, so that no more than that is read again with each word.
    """
    held, cut = "", 0
    for piece in pieces:
        held += piece
        masked = _CONSTRUCT.sub(lambda match: "x" * len(match[0]), held)
        while (end := masked.find("\n")) >= 0:
            yield held[:end], "\n\n"
            held, masked, cut = held[end + 1 :], masked[end + 1 :], 0
        space = _LAST_SPACE.search(masked)
        if space and space.start() > cut:
            cut = space.start()
            yield held[:cut], " " if cut > _LONG_LINE else ""
            held, cut = (held[cut:], 0) if cut > _LONG_LINE else (held, cut)
    yield held, "\n\n"
