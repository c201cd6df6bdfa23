"""Numerals: numbers in words become digits, years and ordinals too."""

import re
from collections.abc import Iterator, Sequence

from assistant.text.english import NUMBER_WORDS, ORDINALS, SCALES, SMALL_NUMBERS, TENS

_CARDINALS = {word: int(NUMBER_WORDS[word]) for word in (*SMALL_NUMBERS, *TENS)}
_PLURALS = {f"{word[:-1]}ies" if word.endswith("y") else f"{word}s": word for word in _CARDINALS}
_SCALES = {word: int(SCALES[word]) for word in ("hundred", "thousand")}
_WORDS = {*_CARDINALS, *ORDINALS, *_PLURALS, *_SCALES, *(f"{word}s" for word in _SCALES)}
_ONE = "|".join(sorted(_WORDS, key=len, reverse=True))
_RUN = re.compile(rf"\b(?:{_ONE})(?:(?:[\s-]+|\s+and\s+)(?:{_ONE}))*\b")
_OH = re.compile(rf"(?<=teen|enty)[\s-]+oh[\s-]+(?=(?:{_ONE})\b)")
_SUFFIXES = {1: "st", 2: "nd", 3: "rd"}


def with_digits(text: str) -> str:
    """Return a text whose numbers in words are in digits: `25th`, `1996`, `1970s`.

    Args:
        text: in lower case.
    """
    plain = _OH.sub(" zero ", text)
    return _RUN.sub(lambda run: " ".join(_numerals(re.split(r"[\s-]+", run[0]))), plain)


def _numerals(words: Sequence[str]) -> Iterator[str]:
    """Read a run of number words, which may hold several numbers."""
    value: int | None = None
    for position, word in enumerate(words):
        if word == "and":
            # It joins the parts of one number after a hundred or a thousand only.
            if words[position - 1] not in _SCALES:
                yield from _digits(value)
                yield word
                value = None
            continue
        plain, ending = _plain(word)
        joined = _joined(value, plain)
        if joined is None:
            yield from _digits(value)
            joined = _SCALES.get(plain, _CARDINALS.get(plain, 0))
        value = joined
        if ending:
            yield f"{value}{_suffix(value) if ending == 'th' else ending}"
            value = None
    yield from _digits(value)


def _plain(word: str) -> tuple[str, str]:
    """Return a number word's cardinal and what it ends in: `th`, `s` or nothing."""
    if word in ORDINALS:
        return ORDINALS[word], "th"
    if word in _PLURALS:
        return _PLURALS[word], "s"
    if word.rstrip("s") in _SCALES:
        return word.rstrip("s"), "s" if word.endswith("s") else ""
    return word, ""


def _joined(value: int | None, word: str) -> int | None:
    """Return the number that a word makes of the one before it; None if it begins another."""
    if value is None:
        return None
    if word in _SCALES:
        return _scaled(value, _SCALES[word])
    more = _CARDINALS[word]
    if value in range(13, 21) and (more == 0 or more >= 10):
        return value * 100 + more
    # "twenty | one", "two thousand | fourteen"
    adds = value % 100 == 0 or (value % 100 in range(20, 100, 10) and more in range(1, 10))
    return value + more if adds else None


def _scaled(value: int, scale: int) -> int | None:
    if scale < value and value % 1000 in range(1, 10):  # "one thousand seven | hundred"
        return value + value % 1000 * (scale - 1)
    return value * scale if value < scale else None


def _digits(value: int | None) -> Iterator[str]:
    if value is not None:
        yield str(value)


def _suffix(value: int) -> str:
    return "th" if value % 100 in {11, 12, 13} else _SUFFIXES.get(value % 10, "th")
