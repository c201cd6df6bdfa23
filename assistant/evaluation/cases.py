"""Cases: questions with what is known of their answers."""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any, Self

from assistant.errors import SourceError
from assistant.text.english import DETERMINERS
from assistant.text.words import all_words


@dataclass(frozen=True, slots=True)
class Case:
    """A question with what is known of its answer; what is unknown is left empty.

    Args:
        question: as a user would ask it.
        history: the questions asked before it, the oldest first.
        answers: an answering sentence holds the words of one of them.
        sentences: the sentences that answer, as they stand in an article.
        articles: ids of articles that hold the answer.
        within: ids of the only articles that are asked; all if empty.
        answerable: whether the articles answer it.
        asked: the day it is asked on; None for today.
    """

    question: str
    history: tuple[str, ...] = ()
    answers: tuple[str, ...] = ()
    sentences: tuple[str, ...] = ()
    articles: tuple[str, ...] = ()
    within: tuple[str, ...] = ()
    answerable: bool = True
    asked: date | None = None

    @classmethod
    def of(cls, record: Mapping[str, Any]) -> Self:
        """Read a case from a JSON object with these fields.

        Args:
            record: `answer_bearing_articles` is taken for `articles`.

        Raises:
            KeyError: there is no question.
            TypeError: a field is of another kind.
            ValueError: a field has a value that it cannot have.
        """
        asked = record.get("asked")
        return cls(
            question=str(record["question"]),
            history=_texts(record, "history"),
            answers=_texts(record, "answers"),
            sentences=_texts(record, "sentences"),
            articles=_texts(record, "articles") or _texts(record, "answer_bearing_articles"),
            within=_texts(record, "within"),
            answerable=bool(record.get("answerable", True)),
            asked=date.fromisoformat(asked.replace("/", "-")) if asked else None,
        )


def load_cases(path: Path) -> list[Case]:
    """Read cases from a JSON Lines file, one object a line with the fields of `Case`.

    Raises:
        SourceError: the file cannot be read, a line is no case, or there is none.
    """
    number = 0
    cases = []
    try:
        for line in path.read_text(encoding="utf-8").split("\n"):
            number += 1
            if line.strip():
                cases.append(Case.of(json.loads(line)))
    except OSError as error:
        raise SourceError(f"{path} cannot be read: {error.strerror}; check the path") from None
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path}:{number} is no case ({error}); a line is a JSON object with a "
            "'question', and what is known of its answer (the README names the fields)"
        ) from None
    if not cases:
        raise SourceError(f"{path} holds no case; write a JSON object a line into it")
    return cases


_ARTICLE = re.compile(rf"^(?:{'|'.join(DETERMINERS)}) ")


def holds(text: str, answers: Sequence[str]) -> bool:
    """Tell whether a text holds the words of one of the answers, in their order.

    Upper and lower case are one; marks, and an article that an answer begins with, count for
    nothing, as in the SQuAD measure (Rajpurkar et al., 2016).
    """
    said = f" {_plain(text)} "
    return any(f" {_ARTICLE.sub('', _plain(answer))} " in said for answer in answers)


def _plain(text: str) -> str:
    return " ".join(all_words(text))


def _texts(record: Mapping[str, Any], field: str) -> tuple[str, ...]:
    values = record.get(field, ())
    if isinstance(values, str) or not all(isinstance(value, str) for value in values):
        raise TypeError(f"'{field}' is no list of texts")
    return tuple(values)
