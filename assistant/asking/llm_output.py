"""LLM output: an LLM's text made harmless and read as sentences with markers. Pure text."""

import html
import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence, Set
from dataclasses import dataclass

from assistant.text.sentences import split_sentences
from assistant.text.words import all_words

LEAK_WORDS = 7
"""A run of this many words that stands in the prompt, too, was copied from it."""

_BLOCKS = re.compile(
    r"<(think|thinking|script|style|svg|iframe)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)",
    re.DOTALL | re.IGNORECASE,
)
_IMAGE = re.compile(r"!\[[^\]]*\](?:\s?\([^)]*\)|\[[^\]]*\])?")
_DEFINITION = re.compile(r"^\s*\[[^\]]+\]:\s*\S.*$", re.MULTILINE)
_LINK = re.compile(r"\[([^\[\]]*)\]\([^)]*\)")
_TAG = re.compile(r"<[a-z/!?][^<>]*>", re.IGNORECASE)
_TAG_START = re.compile(r"<(?=[a-z/!?])", re.IGNORECASE)
_URL = re.compile(
    r"(?:\b[a-z][a-z0-9+.-]*:(?=//)|\bwww\.|(?<![\w:])//(?=\w)"
    r"|\b(?:data|javascript|vbscript|mailto|tel|file|ftp|sms):)[^\s<>\"“”]*"
    r"|\b[\w.+-]+@[\w-]+(?:\.[\w-]+)+"
    r"|\b(?:[a-z0-9-]+\.)+[a-z]{2,}\b(?:[/?#:][^\s<>\"“”]*)?",
    re.IGNORECASE,
)
_FENCE = re.compile(r"^\s*(?:```|~~~).*$", re.MULTILINE)
_LINE_START = re.compile(
    r"^[ \t]*(?:#{1,6}[ \t]+|>[ \t]*|[-*•+][ \t]+|\d{1,2}[.)][ \t]+)+", re.MULTILINE
)
_EMPHASIS = re.compile(r"\*\*|__|`+|(?<!\w)[*_](?=\S)|(?<=\S)[*_](?!\w)")
_RULE = re.compile(r"^[ \t]*(?:[-=*_|:][ \t]*){3,}$", re.MULTILINE)
_BRACKETS = str.maketrans("【】［］〔〕", "[][][]")

_NUMBERS = r"\^?\d{1,4}(?:\s*(?:,|-|–|;)\s*\^?\d{1,4})*"
_MARKER = re.compile(rf"\s*\[({_NUMBERS})\]")
_RANGE = re.compile(r"(\d+)\s*[-–]\s*\^?(\d+)")
# What may not be cut in two while it is being written: it would then not be seen for what
# it is.
_CONSTRUCT = re.compile(
    r"<(think|thinking|script|style|svg|iframe)\b.*?(?:</\1\s*>|\Z)|<!--.*?(?:-->|\Z)"
    r"|<[^>]*(?:>|\Z)|!?\[[^\]]*(?:\]|\Z)(?:[(\[:][^)\]]*(?:[)\]]|\Z))?",
    re.DOTALL | re.IGNORECASE,
)
_DANGEROUS = {"Cc", "Cf", "Co", "Cs", "Cn"}


@dataclass(frozen=True, slots=True)
class LLMSentence:
    """A sentence as an LLM wrote it, without its markers.

    Args:
        text: its words.
        numbers: what its markers name, known or not.
        ends_paragraph: whether a line ends after it.
    """

    text: str
    numbers: tuple[int, ...] = ()
    ends_paragraph: bool = True


def clean(text: str, allowed: Sequence[str]) -> str:
    """Take from an LLM's text all that could be more than words when it is shown.

    Gone are HTML, images, links, addresses, Markdown's signs, invisible characters and
    what a model thinks aloud; markers stay.

    Args:
        text: what the LLM wrote, or a part of it.
        allowed: texts whose addresses may stand in it, too: the cited sentences.
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
        found = list(_line_sentences(line))
        ends = [False] * (len(found) - 1) + [True]
        sentences += [
            LLMSentence(words, numbers, end)
            for (words, numbers), end in zip(found, ends, strict=True)
        ]
    return tuple(sentences)


def drafts(
    pieces: Iterable[str], known: Set[int], allowed: Sequence[str], secret: str
) -> Iterator[str]:
    """Yield the pieces of an LLM's text as soon as they are harmless.

    Held back is what is not yet a whole word, link, tag or marker; nothing more comes once
    the LLM recites its prompt.

    Args:
        pieces: what the LLM writes, as it comes.
        known: the numbers that markers may name.
        allowed: texts whose addresses may stand in the draft, too.
        secret: what the LLM was told.
    """
    held, shown = "", ""
    for piece in pieces:
        held += piece
        cut = _safe_cut(held)
        draft = _known_markers(clean(held[:cut], allowed), known)
        held = held[cut:]
        if draft and recites(f"{shown[-200:]}{draft}", secret):
            return
        if draft:
            shown += draft
            yield draft
    rest = _known_markers(clean(held, allowed), known)
    if rest.strip() and not recites(f"{shown[-200:]}{rest}", secret):
        yield rest


def recites(text: str, secret: str) -> bool:
    """Tell whether a text holds a run of words that stands in a secret one, too."""
    said = f" {' '.join(all_words(secret))} "
    words = all_words(text)
    runs = range(len(words) - LEAK_WORDS + 1)
    return any(f" {' '.join(words[i : i + LEAK_WORDS])} " in said for i in runs)


def _clean_once(text: str, allowed: Sequence[str]) -> str:
    text = _visible(html.unescape(text)).translate(_BRACKETS)
    text = _BLOCKS.sub(" ", text)
    text = _IMAGE.sub(" ", text)
    text = _DEFINITION.sub("", text)
    text = _LINK.sub(r"\1", text)
    text = _TAG.sub(" ", text)
    text = _TAG_START.sub("", text)
    text = _URL.sub(lambda match: _if_allowed(match[0], allowed), text)
    for decoration in (_FENCE, _RULE, _LINE_START, _EMPHASIS):
        text = decoration.sub("", text)
    return text.replace("![", "[").replace("](", "] (").replace("|", " ")


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


def _line_sentences(line: str) -> Iterator[tuple[str, tuple[int, ...]]]:
    """Split a line without its markers, then give each marker to the sentence before it."""
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
    """Take the markers out, and say where each one stood in what is left."""
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
    def kept(match: re.Match[str]) -> str:
        return "".join(f" [{n}]" for n in _named(match[1]) if n in known)

    return _MARKER.sub(kept, text)


def _safe_cut(text: str) -> int:
    """Find the last white space that stands in nothing unfinished; 0 if there is none."""
    spans = [match.span() for match in _CONSTRUCT.finditer(text)]
    for place in range(len(text) - 1, -1, -1):
        if text[place].isspace() and not any(a <= place < b for a, b in spans):
            return place
    return 0
