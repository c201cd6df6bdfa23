"""Words: the one way a text's words are folded, for the index and for a question alike.

Folded, a word is the same however it was typed: in upper or lower case, with accents or
without, composed or decomposed, with soft hyphens, curly apostrophes or invisible characters.
"""

import re
from collections.abc import Iterator, Sequence, Set
from unicodedata import category, combining, normalize

from assistant.text.english import CONTRACTIONS, STOP_WORDS

MARKS = "\u0300-\u036f\u00ad\u200b-\u200d\u2060\ufeff"
"""Accents and invisible characters inside a word, as a part of a regular expression's class."""

_MAX_WORDS = 64
_STEM_CHARS = 5
_SPELT_CHARS = 3

# Accents are of these classes; those below are letters' parts in other scripts, such as kana.
_LOWEST_ACCENT = 10

_INVISIBLE = "\u034f\ufe0e\ufe0f"  # and all of the category Cf
_APOSTROPHES = "’‘‛′ʻʼʽʾʿ`"
_HYPHENS = "‐‑⁃−"
_ACUTES = str.maketrans("\u00b4\u1ffd", "''")  # typed as apostrophes; decomposed, they are spaces

# Letters that Unicode does not take apart, as they are typed where the keyboard lacks them.
_LETTERS = {"ı": "i", "ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "æ": "ae", "œ": "oe"}

_WORD = re.compile(r"[^\W_]+")
_WRITTEN = re.compile(rf"[^\W_](?:[^\W_]|[{MARKS}])*")
_COMPOUND = re.compile(r"[^\W_]+(?:['-][^\W_]+)*")
_JOINT = re.compile(r"['-]")

# "alSudani": an article that stands before a name without a hyphen.
_GLUED = re.compile(r"(?<![^\W_])([a-z]{2,3})(?=[A-Z][a-z])")


class _Spelling(dict[int, str]):
    """What each character becomes, found out when it is first met."""

    def __missing__(self, code: int) -> str:
        character = chr(code)
        silent = (
            combining(character) >= _LOWEST_ACCENT
            or category(character) == "Cf"
            or character in _INVISIBLE
        )
        self[code] = "" if silent else character
        return self[code]


_SPELLING = _Spelling(
    {
        **str.maketrans(dict.fromkeys(_APOSTROPHES, "'")),
        **str.maketrans(dict.fromkeys(_HYPHENS, "-")),
        **str.maketrans({letter.upper(): plain.upper() for letter, plain in _LETTERS.items()}),
        **str.maketrans(_LETTERS),
    }
)


def fold(text: str) -> str:
    """Return a text as it is compared: lower case, no accents, nothing invisible.

    Args:
        text: any text.

    Returns:
        The same for all ways to type the text; folding it again changes nothing.
    """
    return _plain(text).casefold()


def written_words(text: str) -> list[str]:
    """Return the words of letters and digits in a text as they are written, in order."""
    return _WRITTEN.findall(text)


def spellings(text: str) -> frozenset[str]:
    """Return the words of letters in a text as they are written; the shortest are left out."""
    return frozenset(
        word for word in written_words(text) if word.isalpha() and len(word) >= _SPELT_CHARS
    )


def all_words(text: str) -> list[str]:
    """Return a text's words of letters and digits, folded, in order."""
    return _WORD.findall(fold(text))


def words(text: str) -> Sequence[str]:
    """Return a text's telling words, folded.

    Args:
        text: any text.

    Returns:
        Distinct words in order, without stop words if any others are left; 64 at the most.
    """
    return _telling(all_words(text))


def query_words(text: str) -> Sequence[str]:
    """Return the telling words that a full-text index is asked for, as `index_text` has them.

    Args:
        text: a question.
    """
    return _telling(_index_words(text))


def index_text(text: str) -> str:
    """Return what a full-text index keeps of a text: its words, and compounds joined as well.

    So "al-Sudani" is found by "alSudani" and by "Sudani", and "O'Brien" by "OBrien".

    Args:
        text: any text.
    """
    return " ".join(_index_words(text))


def stem(word: str) -> str:
    """Return what a word has in common with its inflections: its first letters, folded."""
    return fold(word)[:_STEM_CHARS]


def stems(text: str) -> frozenset[str]:
    """Return the stems of a text's telling words."""
    return frozenset(word[:_STEM_CHARS] for word in words(text))


def shingles(text: str) -> frozenset[tuple[str, ...]]:
    """Return a text's runs of three words (Broder, 1997); all its words if there are fewer."""
    found = all_words(text)
    return frozenset(zip(found, found[1:], found[2:], strict=False)) or frozenset({tuple(found)})


def jaccard(one: Set[object], other: Set[object]) -> float:
    """Return the share of two sets' members that both have; 1 for two empty sets."""
    shared = len(one & other)
    total = len(one) + len(other) - shared  # the union's size, without making it
    return shared / total if total else 1.0


def _plain(text: str) -> str:
    """Fold a text but for its upper and lower case."""
    decomposed = normalize("NFKD", text.translate(_ACUTES))
    return normalize("NFC", decomposed.translate(_SPELLING))


def _telling(found: Sequence[str]) -> Sequence[str]:
    distinct = list(dict.fromkeys(found))
    return ([word for word in distinct if word not in STOP_WORDS] or distinct)[:_MAX_WORDS]


def _index_words(text: str) -> list[str]:
    return list(_with_compounds(_GLUED.sub(r"\1-", _plain(text)).casefold()))


def _with_compounds(folded: str) -> Iterator[str]:
    for match in _COMPOUND.finditer(folded):
        parts = _JOINT.split(match[0])
        yield from parts
        if parts[-1] in CONTRACTIONS:
            parts = parts[:-1]
        if len(parts) > 1 and parts[0].isalpha():  # neither "19-year-old" nor "2023-24"
            yield "".join(parts)
