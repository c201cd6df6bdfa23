"""Questions on the real article of the corpus: the sentence, or the refusal, that each must give.

A row names the sentences by their first words: `must` are cited, all of them; `never` are not.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from assistant import Answer, Assistant, Reason, Status
from tests.conftest import ROOT

UNSPECIFIED = "While the official did not specify"
ACKNOWLEDGED = "In response, a US military official"
TOLL = "The strike resulted in five casualties"
CLASHES = "They claimed the fatalities occurred"
MARTYRS = "The Islamic Resistance in Iraq, a loose"
RESPONSIBILITY = "Pro-Iranian groups, particularly the Islamic Resistance"
TARGET = "The strike targeted a site"
BORDER = "A senior security official in Kirkuk"
DEBRIS = "Iraqi police reported"
CALL = "The incident unfolded a day after"
ADVISERS = "Prime Minister al-Sudani also affirmed"
CONFLICT = "The escalation in hostilities comes amid"
COUNT = "Washington has reported at least 76"
ROCKETS = "Meanwhile, on Sunday, several rockets"
UNHARMED = "Fortunately, the attack did not result"
NOVEMBER = "Late November witnessed"
PAUSE = "The conflict between Israel and Hamas"
AUTOMATION = "This article was created using"


@dataclass(frozen=True)
class Row:
    """A question, and what its answer must and must never cite."""

    question: str
    must: tuple[str, ...] = ()
    never: tuple[str, ...] = ()


ANSWERABLE = (
    Row(
        "who claimed the Dibis strike?",
        (UNSPECIFIED, ACKNOWLEDGED),
        (MARTYRS, CLASHES, RESPONSIBILITY),
    ),
    Row("How many people were injured in the strike?", (TOLL,)),
    Row("Who confirmed the casualties?", (TOLL,)),
    Row("Where did the raid take place?", (BORDER,)),
    Row("What did Iraqi police find at the site?", (DEBRIS,)),
    Row("How many attacks on US forces has Washington reported?", (COUNT,)),
    Row("How many US personnel were injured?", (COUNT,)),
    Row("When did the conflict between Israel and Hamas begin?", (CONFLICT,)),
    Row("Who did the Iraqi prime minister speak with on the phone?", (CALL,)),
    Row("What did the US military official acknowledge?", (ACKNOWLEDGED,)),
    Row("Who announced the deaths of five martyrs?", (MARTYRS,)),
    Row("What was targeted in eastern Syria?", (ROCKETS,)),
    Row("What did al-Sudani promise about coalition advisers?", (ADVISERS,)),
    Row("Which group was the target of the drone in Dibis?", (UNSPECIFIED,)),
    Row("What name did the US military official give?", (ACKNOWLEDGED,)),
    Row("Was anyone hurt in the rocket attack on the base in Syria?", (UNHARMED,)),
    Row("How was this article produced?", (AUTOMATION,)),
    Row("Who did the Islamic Resistance say the five died fighting?", (CLASHES,)),
)

UNANSWERABLE = (
    "who won the 2022 World Cup?",
    "Which airline stopped its flights to Baghdad?",
    "How many civilians died in the Dibis strike?",
    "What did the president of Iran say about the strike?",
)


@pytest.fixture(scope="module")
def assistant(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Assistant]:
    with Assistant.open(tmp_path_factory.mktemp("seed")) as assistant:
        assistant.add(ROOT / "corpus" / "dibis-strike.txt")
        yield assistant


def cited(answer: Answer, start: str) -> bool:
    return any(citation.quote.startswith(start) for citation in answer.citations)


@pytest.mark.parametrize("row", ANSWERABLE, ids=lambda row: row.question)
def test_the_sentence_is_cited(assistant: Assistant, row: Row) -> None:
    answer = assistant.ask(row.question)
    assert answer.status is Status.ANSWERED
    missing = [start for start in row.must if not cited(answer, start)]
    assert not missing, answer.text
    assert not [start for start in row.never if cited(answer, start)], answer.text


@pytest.mark.parametrize("question", UNANSWERABLE)
def test_what_the_article_does_not_say_is_refused(assistant: Assistant, question: str) -> None:
    answer = assistant.ask(question)
    assert answer.status is Status.UNANSWERED, answer.text
    assert answer.reason
    assert answer.nearest or answer.reason is Reason.NOT_COVERED
    assert not answer.citations


def test_the_same_question_gives_the_same_bytes(assistant: Assistant) -> None:
    first, second = (assistant.ask("who claimed the Dibis strike?") for _ in range(2))
    assert first.text == second.text
    assert first.citations == second.citations


def test_the_corpus_holds_the_article_as_it_was_published() -> None:
    text = Path(ROOT / "corpus" / "dibis-strike.txt").read_bytes()
    assert text.startswith(b"Baghdad, Iraq: In a significant escalation")
    assert len(text) == 3212
