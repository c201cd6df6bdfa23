"""Briefs: which articles they are of, which sentences make them, and in which order."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from assistant import Answer, Article, Assistant, Kind, Status
from assistant.asking.briefs import (
    READ_SENTENCES,
    SENTENCES,
    Features,
    Weights,
    brief,
    read_openings,
    timeline,
)
from assistant.asking.evidence import ScoredSentence
from assistant.errors import ModelError
from assistant.models.scoring import Window
from assistant.text.words import jaccard, stems

WEIGHTS = Weights.read()
FLOOD = Article(
    "flood",
    "Water rose over the dam at Velm on Monday, and 300 people had to leave their homes. "
    "Engineers had warned of cracks since May. "
    "The mayor, Ada Kern, asked the army for help. "
    "Soldiers brought 40 boats in the evening. "
    "Nobody was killed in the flood at Velm, the police said. "
    "Schools stay closed until Thursday. "
    "The damage is put at two million euros. "
    "Subscribe to our newsletter",
    title="Flood at the dam of Velm",
    published=date(2023, 5, 9),
)
REPAIRS = Article(
    "repairs",
    "Workers began to repair the dam at Velm. The repairs will take a year and cost 5 million.",
    title="Repairs at the dam of Velm",
    published=date(2023, 6, 1),
)
ELECTION = Article(
    "election",
    "The Blue Party won the election in Orland with 40 percent of the votes. "
    "Its leader, Bo Lind, will form a government.",
    title="Blue Party wins in Orland",
    published=date(2023, 7, 1),
)


@pytest.fixture
def assistant(tmp_path: Path) -> Assistant:
    assistant = Assistant.open(tmp_path / "store")
    assistant.add([FLOOD, REPAIRS, ELECTION])
    return assistant


class FirstReader:
    """Scores a sentence the lower the later it stands in its window."""

    def score(self, question: str, windows: Sequence[Window]) -> list[list[float]]:
        return [[-float(place) for place in range(len(w.sentences))] for w in windows]


def brief_of(articles: Sequence[Article], count: int = SENTENCES) -> tuple[ScoredSentence, ...]:
    return brief(read_openings("summarize", articles, FirstReader()), WEIGHTS, count)


def articles_of(answer: Answer) -> list[str]:
    return [citation.article.id for citation in answer.citations]


def test_a_brief_follows_the_time_and_says_nothing_twice() -> None:
    sentences = brief_of([REPAIRS, FLOOD, FLOOD])
    places = [(s.article.published, s.start) for s in sentences]
    assert len(sentences) == SENTENCES
    assert places == sorted(places)
    said = [stems(sentence.quote) for sentence in sentences]
    assert all(jaccard(a, b) < 0.4 for i, a in enumerate(said) for b in said[:i])


def test_a_timeline_has_what_tells_a_day_in_the_order_of_the_days() -> None:
    told = Article(
        "told",
        "The dam at Velm broke on Monday. It is made of concrete. Cracks were found in May 2021. "
        "Schools were closed on Tuesday. On 2 March 2022 the mayor asked for repairs.",
        published=date(2023, 5, 9),
    )
    undated = Article("undated", "Workers came on Sunday. They were tired.")
    read = read_openings("timeline", [undated, told], FirstReader())
    assert [sentence.quote.split()[0] for sentence in timeline(read, WEIGHTS)] == [
        "Cracks",
        "On",
        "The",
        "Schools",
        "Workers",
    ]


def test_what_ends_like_no_sentence_is_no_part_of_a_brief() -> None:
    assert "Subscribe to our newsletter" not in [s.quote for s in brief_of([FLOOD], 7)]


def test_a_brief_of_nothing_is_empty() -> None:
    assert brief_of([]) == ()
    assert brief_of([Article("empty", "-")], 0) == ()


def test_a_question_s_topic_leaves_out_what_asks_for_a_brief() -> None:
    assert WEIGHTS.topic("give me a quick summary of the flood, please") == stems("flood")
    assert not WEIGHTS.topic("tldr")
    assert not WEIGHTS.topic("tl;dr")


def test_what_answers_is_read_in_windows_and_compared_over_all() -> None:
    long = Article("long", " ".join(f"Sentence number {n} is of some length." for n in range(99)))
    read = read_openings("summarize", [long, REPAIRS], FirstReader())
    assert len(read) == READ_SENTENCES + 2
    assert [c.features.below for c in read if c.article.id == "repairs"] == [0, 1]
    starts = [c.sentence.start for c in read if c.article.id == "long"]
    assert starts == sorted(set(starts))


def test_features_see_the_title_and_the_place() -> None:
    features = Features.of("300 people fled the dam.", 0, stems("The dam"), 0.5)
    assert (features.first, features.titled, features.counted, features.ended) == (1, 1, 1, 1)


def test_a_topic_chooses_its_articles(assistant: Assistant) -> None:
    with assistant:
        answer = assistant.ask("summarize the news on the dam at Velm")
        assert (answer.kind, answer.status) == (Kind.BRIEF, Status.ANSWERED)
        assert set(articles_of(answer)) == {"flood", "repairs"}


def test_a_vague_one_goes_back_to_the_last_answer(assistant: Assistant) -> None:
    with assistant:
        before = assistant.ask("Who won the election in Orland?")
        answer = assistant.ask("summarize", history=[before.turn])
        assert set(articles_of(answer)) == {"election"}


def test_a_topic_that_no_article_has_is_refused(assistant: Assistant) -> None:
    with assistant:
        answer = assistant.ask("give me a summary of the Zanzibar hurricane")
        assert answer.status is Status.UNANSWERED


def test_weights_that_are_not_there_are_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="reinstall"):
        Weights.read(tmp_path / "weights.json")
    WEIGHTS.write(tmp_path / "weights.json")
    assert Weights.read(tmp_path / "weights.json") == WEIGHTS
