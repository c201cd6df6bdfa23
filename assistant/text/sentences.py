"""Sentences of a text: spans that cover all of it but white space."""

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from sentencex import get_sentence_boundaries

from assistant.text.english import (
    AFTER_TIMES,
    BEFORE_NUMBERS,
    MONTH_NAMES,
    NEVER_SHORT,
    OPENERS,
    SHORT_DAYS,
    SPEAKING,
    STATES,
    TITLES,
)

TEXT_RULES = "sentences-2, passages-1"
"""Names the splitting rules; a store made under other rules must be rebuilt."""

MAX_SENTENCE_CHARS = 2000
"""A longer run of text without a sentence end is cut, whatever the embedder reads."""

_BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
_BREAKING = re.compile(f"[{_BREAKS}]")
_BREAK = re.compile(f"\r\n|[{_BREAKS}]")
_LINE = re.compile(rf"\S[^{_BREAKS}]*")
_ITEM = re.compile(r"[-*+•·▪●∎■–—>|#]|\(?(?:\d{1,3}|[A-Za-z])[.)]\s")

# Wrapped lines are about as long as mail and terminals are wide, and never as short as the
# lines of most lists and poems.
_WIDTHS = range(40, 121)
_MIN_WRAPPED = 2

# sentencex looks at all of a line again for each of its cuts: an endless one would take long.
_PART_CHARS = 3_000
_SAFE = re.compile(r"[a-z]{2}[.!?][\"”’)]*\s+(?=[A-Z“])|[。！？]")

_ENDS = ".!?…。！？｡．؟۔।॥"
_ASKING = ("!", "?")
_OPENING = "\"'“‘„«([—–"
_CLOSERS = "\"'”’»)]›"
_ENDS_OR_CLOSERS = _ENDS + _CLOSERS
_DASHES = "—–- "
_CLOSING = re.compile(r"[\"'”’»)\]›]*\s*")

# Quotations and brackets that are closed on their line, which sentencex keeps together; the
# last alternatives find the marks that are left over. Each starts with a plain character:
# only so does the search leap from mark to mark.
_QUOTES = re.compile(
    r"“[^“”\n]*”"
    r"|„[^„“”\n]*[“”]"
    r"|«[^«»\n]*»"
    r"|「[^「」\n]*」|《[^《》\n]*》"
    r"|\"(?<![\w.,!?]\")(?=\S)[^\"\n]*(?<=\S)\"(?!\w)"
    r"|'(?<!\w')(?=\w)(?:[^'‘’\"“”\n]|(?<=\w)['’](?=\w))*(?<=[.,!?…])'(?!\w)"
    r"|‘(?=\w)(?:[^'‘’\"“”\n]|(?<=\w)['’](?=\w))*(?<=[.,!?…])’(?!\w)"
    r"|\"|'|`|“|”|„|‟|‘|’|‚|‛|«|»|‹|›|「|」|《|》"
)
_BRACKETS = re.compile(
    r"\([^()\[\]\n]*\)|\[[^()\[\]\n]*\]|（[^（）\n]*）|\(|\)|\[|\]|\{|\}|<|>|（|）"
)
_NEVER_SHORT = re.compile(
    r"\.(?=[\"”’)]*\s)(?:" + "|".join([rf"(?<=\b{word}\.)" for word in NEVER_SHORT]) + ")"
)
_HIDDEN = "~"

_CONTEXT = 60
_SHORT = 4
_NUMBERING = re.compile(r"\W*(?:\d{1,3}|[A-Za-z]|[ivxIVX]{2,4})[.)]")
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_WORDS = re.compile(r"[^\W_]")
_NO_SPACE_BEFORE = re.compile(r"[a-z]{2}[.!?][\"”’)]*$")
_NO_SPACE_AFTER = re.compile(r"[“\"‘]?[A-Z](?:[a-z'’]\S*)?(?:\s|$)")
_ADDRESS = re.compile(r"[/@\\]|www\.|\w\.\w", re.IGNORECASE)
_ORDINAL = re.compile(r"(?:First|Second|Third|Fourth|Fifth|Sixth|Seventh|Eighth|Ninth|Tenth) [A-Z]")
_SPEAKER = re.compile(rf"(?:[A-Z][\w’'.-]+ ){{1,4}}(?:{'|'.join(SPEAKING)})\b")


@dataclass(frozen=True, order=True, slots=True)
class Sentence:
    """A span `[start, end)` of an article's text, in characters: what can be cited."""

    start: int
    end: int


def split_sentences(text: str) -> tuple[Sentence, ...]:
    """Split text into sentences that cover all of it but white space, in order.

    A line is a paragraph of its own, unless the text is wrapped at a fixed width; a blank
    line always ends a sentence.

    Args:
        text: any text.

    Returns:
        Sentences that neither overlap nor start or end with white space.
    """
    paragraphs = list(_paragraphs(text))
    cuts = list(_cuts(text, paragraphs))
    sentences: list[Sentence] = []
    for start, end in paragraphs:
        inner = cuts[bisect_right(cuts, start) : bisect_left(cuts, end)]
        sentences.extend(_sentences(text, start, end, inner))
    return tuple(sentences)


def _paragraphs(text: str) -> Iterator[tuple[int, int]]:
    """Yield the lines of a text without the space around them, wrapped ones joined."""
    lines = [(m.start(), m.start() + len(m[0].rstrip())) for m in _LINE.finditer(text)]
    goes_on = _wrapped(text, lines)
    first = 0
    for number in range(1, len(lines) + 1):
        if number not in goes_on:
            yield lines[first][0], lines[number - 1][1]
            first = number


def _wrapped(text: str, lines: Sequence[tuple[int, int]]) -> frozenset[int]:
    """Return the numbers of the lines that go on from the line before."""
    # Who wraps a text breaks a line where the next word would not fit. So a text is wrapped
    # if most lines that stop within a sentence are that full, and many of these stop before
    # a word in lower case. A list, a table or a poem breaks lines that are not full, and
    # paragraphs of a line each are longer than any width. In a wrapped text, too, a line
    # with room left was ended on purpose: a byline, a heading, the end of a paragraph.
    pairs = [n for n in range(1, len(lines)) if _is_next(text, lines[n - 1][1], lines[n][0])]
    if len(pairs) < _MIN_WRAPPED:
        return frozenset()
    lengths = sorted(lines[n - 1][1] - lines[n - 1][0] for n in pairs)
    # Not the longest: an address is often longer than the lines of its text.
    width = lengths[round(0.9 * (len(lengths) - 1))]
    if width not in _WIDTHS:
        return frozenset()
    full = {n for n in pairs if _is_full(text, lines[n - 1], lines[n], width)}
    within = {n for n in pairs if text[lines[n - 1][1] - 1] not in _ENDS_OR_CLOSERS}
    lower = {n for n in full & within if text[lines[n][0]].islower()}
    if len(lower) < max(_MIN_WRAPPED, 0.4 * len(full)) or len(full & within) < 0.6 * len(within):
        return frozenset()
    return frozenset(n for n in full if not _ITEM.match(text, lines[n][0]))


def _is_next(text: str, end: int, start: int) -> bool:
    """Tell whether a line follows another one with no blank line between them."""
    between = text[end:start]
    return between == "\n" or (between != "\n\n" and len(_BREAK.findall(between)) == 1)


def _is_full(text: str, line: tuple[int, int], following: tuple[int, int], width: int) -> bool:
    """Tell whether a line has no room for the word that starts the following one."""
    start, end = following
    word = text[start : min(end, start + width)].split(maxsplit=1)[0]
    return line[1] - line[0] + 1 + len(word) > width


def _cuts(text: str, paragraphs: Sequence[tuple[int, int]]) -> Iterator[int]:
    """Yield where sentencex would cut, in order."""
    parts = [part for start, end in paragraphs for part in _parts(text, start, end)]
    unbroken = _BREAKING.sub(" ", text)
    # One call for all: sentencex takes a blank line for the border of a paragraph.
    joined = "\n\n".join([unbroken[start:end] for start, end in parts])
    starts = iter(parts)
    shift = border = 0  # of the part at hand: what its places lack, and where it ends in `joined`
    for boundary in get_sentence_boundaries("en", _masked(joined)):
        place = boundary["end_index"]
        while place > border and (part := next(starts, None)):
            begin = border + 2 if border else 0
            shift, border = part[0] - begin, begin + part[1] - part[0]
        yield place + shift


def _parts(text: str, start: int, end: int) -> Iterator[tuple[int, int]]:
    """Cut a paragraph that is very long at ends of sentences."""
    while end - start > _PART_CHARS and (safe := _SAFE.search(text, start + _PART_CHARS, end)):
        yield start, safe.end()
        start = safe.end()
    if start < end:
        yield start, end


def _masked(text: str) -> str:
    """Hide from sentencex, character for character, what misleads it."""
    text = _QUOTES.sub(_mask_quotes, text)
    text = _BRACKETS.sub(_mask_brackets, text)
    return _NEVER_SHORT.sub("!", text)


def _mask_quotes(match: re.Match[str]) -> str:
    """Hide a quotation mark without its counterpart, and apostrophes in a quotation."""
    quote = match[0]
    if len(quote) == 1:
        return _HIDDEN
    if quote[0] in "'‘":
        return "‘" + quote[1:-1].replace("’", _HIDDEN) + "’"
    return quote


def _mask_brackets(match: re.Match[str]) -> str:
    """Hide a bracket without its counterpart, and let a sentence in brackets end."""
    quote = match[0]
    if len(quote) == 1:
        return _HIDDEN
    before = match.string[max(0, match.start() - 2) : match.start()].rstrip()
    if quote[-2] in ".!?" and (not before or before[-1] in _ENDS):
        return quote[:-2] + quote[-1] + quote[-2]
    return quote


def _sentences(text: str, start: int, end: int, cuts: Iterable[int]) -> Iterator[Sentence]:
    """Yield the sentences of a paragraph: of the cuts, those that end one count."""
    for place in cuts:
        cut = place
        if not text[cut - 1].isspace() and (closing := _CLOSING.match(text, cut, end)):
            cut = closing.end()
        if start < cut < end and _is_end(text, start, cut, end):
            yield Sentence(start, start + len(text[start:cut].rstrip()))
            start = cut
    yield Sentence(start, end)


def _is_end(text: str, start: int, cut: int, end: int) -> bool:
    """Tell whether a sentence that started at `start` ends at a cut before `end`."""
    before = text[max(start, cut - _CONTEXT) : cut]
    after = text[cut : min(end, cut + _CONTEXT)]
    if not before[-1].isspace():
        return _is_end_without_space(before, after)
    before, after = before.rstrip(), after.lstrip()
    if cut - start < _CONTEXT and (_NUMBERING.fullmatch(before) or not _WORDS.search(before)):
        return False
    if end - cut < _CONTEXT and not _WORDS.search(after):
        return False
    word = before.rsplit(maxsplit=1)[-1].lstrip(_OPENING)
    first = _WORD.match(after.lstrip(_DASHES))
    opener = first[0] if first else ""
    if opener.islower() and not _ADDRESS.search(after.split(maxsplit=1)[0]):
        # Where sentences start in lower case, only a short word tells that one goes on.
        return text[start].islower() and len(word) > _SHORT
    if word.endswith("."):
        return not _goes_on(word[:-1], opener, after)
    asked = word[-1:] in _CLOSERS and word[-2:-1] in _ASKING
    return not (asked and _SPEAKER.match(after))


def _is_end_without_space(before: str, after: str) -> bool:
    """Tell whether a cut between two characters ends a sentence: "the end.The next"."""
    if not before.rstrip(_CLOSERS)[-1:].isascii():
        return True
    if not (_NO_SPACE_BEFORE.search(before) and _NO_SPACE_AFTER.match(after)):
        return False
    around = f"{before.rsplit(maxsplit=1)[-1]} {after.split(maxsplit=1)[0].rstrip(_ENDS)}"
    return not _ADDRESS.search(around)


def _goes_on(word: str, opener: str, after: str) -> bool:
    """Tell whether a sentence goes on after a word with a full stop that may be shortened."""
    short, following = word.lower(), opener.lower()
    if short in TITLES:
        return bool(opener) and following not in OPENERS
    if after[0].isdigit():
        return short in BEFORE_NUMBERS or (short in SHORT_DAYS and word[0].isupper())
    if short in {"a.m", "p.m"}:
        return following in AFTER_TIMES
    if short in SHORT_DAYS:
        return word[0].isupper() and following in MONTH_NAMES
    if short in STATES:
        return after[0] in "(—–" or following in TITLES
    return "." in word and bool(_ORDINAL.match(after))


def trimmed(text: str, start: int, end: int) -> Iterator[Sentence]:
    """Yield the sentence between two places, white space left off; nothing if that is all."""
    piece = text[start:end]
    start += len(piece) - len(piece.lstrip())
    end -= len(piece) - len(piece.rstrip())
    if start < end:
        yield Sentence(start, end)
