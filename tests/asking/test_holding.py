"""An LLM's sentence is held to what it cites, to what stands beside that, and then to the rest."""

from datetime import date

import pytest

from assistant.answers import Checked, Citation
from assistant.articles import Article
from assistant.asking.holding import Check, Held, count
from assistant.asking.llm_output import read_sentences
from assistant.models.embedder import Embedder
from assistant.text.sentences import split_sentences

ARTICLE = Article(
    "flood",
    "The dam above Elbonia failed on Sunday. Four villages were cleared before dawn. Governor Lena "
    "Brandt said that 31 people were hurt. She denied that warnings had been ignored. Engineers "
    "had found cracks in 2019. The works will cost 40 million euros.",
    source="The Desk",
    published=date(2023, 12, 5),
)
GIVEN = tuple(
    Citation(number, ARTICLE.text[s.start : s.end], ARTICLE, s.start, s.end, 0.0)
    for number, s in enumerate(split_sentences(ARTICLE.text), start=1)
)
QUESTION = "What happened to the dam in 2018?"


def held(embedder: Embedder, written: str, *limits: str) -> list[Held]:
    sentences = read_sentences(written)
    check = Check.of(embedder, sentences, QUESTION, GIVEN, limits)
    return [check.hold(index) for index in range(len(sentences))]


@pytest.mark.parametrize("marker", ["[3]", "[2]", "[4]", "", "[6]", "[3][99]"])
def test_what_carries_a_sentence_is_cited_wherever_it_was_looked_for(
    embedder: Embedder, marker: str
) -> None:
    [hold] = held(embedder, f"Governor Lena Brandt said that 31 people were hurt {marker}.")
    assert hold.statement.citations == (3,)
    assert hold.corrected is (marker not in ("[3]", "[3][99]"))
    assert hold.invented is ("99" in marker)


@pytest.mark.parametrize(
    "written",
    ["Governor Lena Brandt said that 13 people were hurt [3].", "It was the first such flood [1]."],
)
def test_what_no_sentence_says_is_not_supported(embedder: Embedder, written: str) -> None:
    [hold] = held(embedder, written)
    assert not hold.statement.supported
    assert hold.statement.citations == ()


def test_a_day_of_the_week_may_be_told_as_its_date(embedder: Embedder) -> None:
    [hold] = held(embedder, "- 3 December 2023: The dam above Elbonia failed [1].")
    assert hold.statement.supported
    assert hold.statement.unfounded == ()
    assert hold.statement.is_item


def test_a_limit_gets_through_only_where_a_cited_sentence_has_it(embedder: Embedder) -> None:
    written = "In 2018 engineers had found cracks in the dam above Elbonia which failed [5][1]."
    assert not held(embedder, written, "2018")[0].statement.supported
    written = "Engineers had found cracks in 2019 [5]."
    assert held(embedder, written, "2019")[0].statement.supported


@pytest.mark.parametrize(
    ("written", "is_gap"),
    [
        ("The articles do not say what happened to the dam in 2018.", True),
        ("None of the articles mentions 2018.", True),
        ("The sentences don't say who was hurt in 2018.", True),
        ("The articles say what happened to the dam in 2018.", False),
        ("The articles do not say that Lena Brandt ignored the warnings.", False),
        ("The articles do not say that aliens did it.", False),
    ],
)
def test_what_is_left_open_may_be_said_and_nothing_told_by_it(
    embedder: Embedder, written: str, is_gap: bool
) -> None:
    [hold] = held(embedder, written, "2018")
    assert hold.statement.supported is is_gap
    assert hold.statement.citations == ()


def test_it_is_counted_what_is_cited_and_not_carried_and_the_other_way_round(
    embedder: Embedder,
) -> None:
    written = (
        "Governor Lena Brandt said that 31 people were hurt [3]. Four villages were cleared [5]. "
        "The works will cost 40 million euros. It was the first such flood [1]. Nobody knew. "
        "The articles do not say what happened to the dam in 2018."
    )
    assert count(held(embedder, written)) == Checked(
        written=5, carried=3, cited_not_carried=1, carried_not_cited=2
    )
