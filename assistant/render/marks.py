"""An article's text cut into pieces wherever a cited sentence starts or ends."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from assistant.answers import Citation


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an article's text; all pieces together are the text, character for character.

    Args:
        text: the piece.
        numbers: of the citations that cover it; none if it is not cited.
        begins: those of them that begin with it.
    """

    text: str
    numbers: tuple[int, ...] = ()
    begins: tuple[int, ...] = ()


def cut_at_citations(text: str, citations: Sequence[Citation]) -> Iterator[Piece]:
    """Cut a text so that each piece is covered by the same citations from end to end.

    Args:
        text: an article's.
        citations: of this article; they may overlap.
    """
    cuts = {0, len(text)}.union(*((c.start, c.end) for c in citations))
    begun: set[int] = set()
    for start, end in pairwise(sorted(cuts)):
        here = tuple(c.number for c in citations if c.start <= start and end <= c.end)
        begins = tuple(number for number in here if number not in begun)
        begun.update(begins)
        yield Piece(text[start:end], here, begins)
