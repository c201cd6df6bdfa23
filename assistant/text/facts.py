"""Facts: the numbers, dates and names of a text, and which of them other texts lack."""

import re
from collections.abc import Iterator, Sequence, Set
from dataclasses import dataclass

from assistant.text.english import (
    DAYS,
    MONTHS,
    MONTHS_BESIDE_A_NUMBER,
    NO_PART_OF_A_NAME,
    NUMBER_WORDS,
    SCALES,
    SMALL_NUMBERS,
    TENS,
)
from assistant.text.words import MARKS, fold

_LETTERS = rf"[^\W\d_](?:[^\W\d_]|[{MARKS}])*"
_TOKEN = re.compile(rf"(?:[^\W\d_]\.){{2,}}|\d+(?:[.,]\d+)*|{_LETTERS}(?:[’'-]{_LETTERS})*")
_DECIMAL = re.compile(r"\d+(?:,\d{3})*(?:\.\d+)?|\d+")
_POSSESSIVE = re.compile(r"[’']s?$")
_SENTENCE_END = re.compile(r"(?:^|[.!?:…]|\n)[\s\"“‘'(\[]*$")


@dataclass(frozen=True, slots=True)
class Fact:
    """A number, a date's word or a name, as it stands in the text and in the forms it has.

    Args:
        text: as it is written.
        start: where it starts in the text, in characters.
        end: where it ends.
        forms: the spellings of it that count as the same; each word of a name has its own.
        initials: of a name of several words, the letters that stand for it; else empty.
    """

    text: str
    start: int
    end: int
    forms: tuple[str, ...]
    initials: str = ""


@dataclass(frozen=True, slots=True)
class _Token:
    text: str
    start: int
    end: int

    @property
    def plain(self) -> str:
        return fold(_POSSESSIVE.sub("", self.text).replace(".", ""))


def facts(text: str) -> tuple[Fact, ...]:
    """Return the numbers, dates and names of a text, in order.

    Args:
        text: prose; the first word of a sentence counts as a name only in company.
    """
    tokens = _tokens(text)
    found: list[Fact] = []
    position = 0
    while position < len(tokens):
        fact, used = _fact_at(text, tokens, position)
        if fact:
            found.append(fact)
        position += used
    return tuple(found)


def unfounded(text: str, sources: Sequence[str]) -> tuple[str, ...]:
    """Return the numbers, dates and names of a text that stand in none of the sources.

    Args:
        text: what was written.
        sources: what it may rest on.
    """
    known = frozenset(form for source in sources for form in known_forms(source))
    missing = (d.text for d in facts(text) if not _founded(d, known))
    return tuple(dict.fromkeys(missing))


def known_forms(source: str) -> Iterator[str]:
    """Yield the forms of whatever can stand for a fact in a text, as `Fact.forms` has them.

    Args:
        source: what may hold a fact.
    """
    tokens = _tokens(source)
    for position, token in enumerate(tokens):
        value = _value(token)
        if value is not None:
            yield _shown(value)
            yield _shown(_scaled(value, source, tokens, position)[0])
        else:
            yield token.plain
            for part in token.plain.split("-"):
                yield part
                if part in NUMBER_WORDS:  # "five-year"
                    yield _shown(NUMBER_WORDS[part])
            if token.plain in DAYS or token.plain[:3] in {m[:3] for m in MONTHS}:
                yield token.plain[:3]
    yield from (fact.initials for fact in facts(source) if fact.initials)


def is_founded(form: str, known: Set[str]) -> bool:
    """Check whether a form is known, "Iraqi" by "Iraq" and "Anglo-Dutch" by its parts.

    Args:
        form: of a fact.
        known: what `known_forms` yields of a text.
    """
    if form in known or all(part in known for part in form.split("-")):
        return True
    if len(form) < 4 or form[0].isdigit():
        return False
    return any(
        len(other) >= 4
        and (form.startswith(other) or other.startswith(form))
        and abs(len(form) - len(other)) <= 3
        for other in known
    )


def is_number(text: str) -> bool:
    """Check whether a fact is a number, in digits or in words, and not a name."""
    token = _tokens(text)[:1]
    return bool(token) and _value(token[0]) is not None


def _tokens(text: str) -> list[_Token]:
    return [_Token(m[0], m.start(), m.end()) for m in _TOKEN.finditer(text)]


def _fact_at(text: str, tokens: Sequence[_Token], position: int) -> tuple[Fact | None, int]:
    """Read the fact that starts at a token, if one does, and how many tokens it takes."""
    token = tokens[position]
    value = _value(token)
    if value is not None:
        value, used = _scaled(value, text, tokens, position)
        end = tokens[position + used - 1].end
        number = Fact(text[token.start : end], token.start, end, (_shown(value),))
        # "one" is more often a pronoun than a count.
        return (None if token.plain == "one" else number), used
    if _is_date_word(tokens, position):
        return Fact(token.text, token.start, token.end, (token.plain[:3],)), 1
    used = 0 if token.plain in NO_PART_OF_A_NAME else _name_length(text, tokens, position)
    if not used:
        return None, 1
    name = tokens[position : position + used]
    initials = "".join(word.plain[0] for word in name) if used > 1 else ""
    written = _POSSESSIVE.sub("", text[token.start : name[-1].end])
    forms = tuple(word.plain for word in name)
    return Fact(written, token.start, token.start + len(written), forms, initials), used


def _value(token: _Token) -> float | None:
    if token.text[0].isdigit():
        match = _DECIMAL.match(token.text)
        try:
            return float(match[0].replace(",", "")) if match else None
        except ValueError:  # digits of another script that float does not read
            return None
    first, _, second = token.plain.partition("-")
    if second and first in TENS and second in SMALL_NUMBERS:
        return NUMBER_WORDS[first] + NUMBER_WORDS[second]
    return NUMBER_WORDS.get(token.plain)


def _scaled(value: float, text: str, tokens: Sequence[_Token], position: int) -> tuple[float, int]:
    """Multiply a number by the "million" that follows it."""
    used = 1
    while position + used < len(tokens):
        before, token = tokens[position + used - 1], tokens[position + used]
        scale = SCALES.get(token.plain)
        if scale is None or text[before.end : token.start].strip(" -"):
            break
        value, used = value * scale, used + 1
    return value, used


def _shown(value: float) -> str:
    return f"{value:.10g}"


def _is_date_word(tokens: Sequence[_Token], position: int) -> bool:
    token = tokens[position]
    if not token.text[0].isupper():
        return False
    if token.plain in MONTHS_BESIDE_A_NUMBER:  # these are months only beside a number
        beside = (*tokens[max(position - 1, 0) : position], *tokens[position + 1 :][:1])
        return any(other.text[0].isdigit() for other in beside)
    return token.plain in DAYS or any(
        token.plain in (month, month[:3], month[:4]) for month in MONTHS
    )


def _name_length(text: str, tokens: Sequence[_Token], position: int) -> int:
    """Count the capitalised words that make a name from here on; 0 if none starts here."""
    length = 0
    for token in tokens[position:]:
        gap = text[tokens[position + length - 1].end : token.start] if length else ""
        if gap.strip(" ") or not _is_capital(token):
            break
        length += 1
    first = tokens[position]
    opens = bool(_SENTENCE_END.search(text[: first.start]))
    shouted = len(first.plain) > 1 and first.text.isupper()
    return 0 if length == 1 and opens and not shouted else length


def _is_capital(token: _Token) -> bool:
    return token.text[0].isupper() and _value(token) is None


def _founded(fact: Fact, known: Set[str]) -> bool:
    if fact.initials and fact.initials in known:
        return True
    return all(is_founded(form, known) for form in fact.forms)
