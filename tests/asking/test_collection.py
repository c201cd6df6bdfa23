"""What the store knows of its articles, told in words."""

from collections.abc import Iterator
from datetime import date
from functools import partial
from pathlib import Path

import pytest

from assistant import Article, Assistant, Settings, Turn, Where
from assistant.asking import collection
from assistant.asking.collection import About, Told, named_outlets, subject
from assistant.store.protocol import Store

ARTICLES = (
    Article(
        "dam",
        "The dam near Mosul was repaired. Workers came from Kirkuk.",
        title="Dam repaired",
        source="AP",
        author="Leyla Hassan",
        published=date(2023, 3, 1),
        url="https://ap.example/dam",
    ),
    Article(
        "war",
        "The war goes on. Kirkuk is quiet.",
        title="War goes on",
        source="AP",
        author="Sam Roe",
        published=date(2023, 12, 5),
    ),
    Article(
        "warm",
        "It was a warm day in Basra.",
        title="A warm day",
        url="https://www.thepaper.example/warm",
        published=date(2022, 7, 2),
    ),
    Article("old", "A letter was found in the wall of a house.", title="A letter"),
)


tell = partial(collection.tell, now=date(2023, 12, 6))


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    folder = tmp_path_factory.mktemp("collection")
    with Assistant.open(folder, settings=Settings()) as assistant:
        assistant.add(ARTICLES)
        yield assistant.retriever.store


def said(told: Told) -> str:
    return " ".join(statement.text for statement in told.statements)


def ids(told: Told) -> list[str]:
    return [article.id for article in told.articles]


@pytest.mark.parametrize(
    ("question", "words"),
    [
        ("how many articles mention Kirkuk?", ("Kirkuk",)),
        ("Which articles mention both Iran and Iraq", ("Iran", "Iraq")),
        ("hey, list the articles you have on nurses' pay please", ("nurses", "pay")),
        ("how many articles are there?", ()),
        ("what is newest?", ()),
        ("who wrote the piece about the ferry accident", ("ferry", "accident")),
    ],
)
def test_the_words_that_are_asked_for_are_told_from_those_that_ask(
    question: str, words: tuple[str, ...]
) -> None:
    assert subject(question) == words


def test_an_outlet_is_named_as_it_is_called_or_by_its_host() -> None:
    outlets = {"The Guardian": 2, "AP": 1, "edition.cnn.com": 1, "aljazeera.com": 3}
    assert named_outlets("do you have the Guardian?", outlets) == ("The Guardian",)
    assert named_outlets("anything from Al Jazeera", outlets) == ("aljazeera.com",)
    assert named_outlets("is the map there", outlets) == ()


def test_articles_are_counted_by_outlet_and_by_the_words_they_have(store: Store) -> None:
    told = tell(store, "how many articles are there?", About.COUNT, Where(), ())
    assert said(told) == ("There are 4 articles. They are from AP (2) and thepaper.example (1).")
    told = tell(store, "how many articles mention Kirkuk?", About.MENTIONS, Where(), ())
    assert "There are 2 articles with the word “Kirkuk”." in said(told)
    assert "the articles in which these words stand" in said(told)
    assert ids(told) == ["war", "dam"]
    # "warm" begins like "war" and is another word.
    assert ids(tell(store, "how many mention war", About.MENTIONS, Where(), ())) == ["war"]
    told = tell(store, "how many articles from AP", About.COUNT, Where(), ())
    assert said(told) == "There are 2 articles from AP."


def test_words_that_stand_in_no_article_together_are_counted_each(store: Store) -> None:
    told = tell(store, "do any mention Kirkuk and Basra?", About.MENTIONS, Where(), ())
    assert said(told) == (
        "There is no article with the words “Kirkuk” and “Basra”. "
        "There are 2 articles with “Kirkuk” and 1 article with “Basra”."
    )
    told = tell(store, "any mention of cholera?", About.MENTIONS, Where(), ())
    assert said(told).startswith("There is no article with the word “cholera”.")
    assert told.articles == ()


def test_articles_are_listed_the_newest_first(store: Store) -> None:
    assert ids(tell(store, "list the articles", About.LIST, Where(), ())) == [
        "war",
        "dam",
        "warm",
        "old",
    ]
    told = tell(store, "which articles are about Mosul?", About.LIST, Where(), ())
    assert ids(told) == ["dam"]


def test_the_newest_and_the_oldest_are_told_of_those_with_a_date(store: Store) -> None:
    told = tell(store, "what is newest?", About.NEWEST, Where(), ())
    assert said(told).startswith("The newest article is of 5 Dec 2023. 1 article without a date")
    assert ids(told) == ["war", "dam", "warm"]
    told = tell(store, "what is the oldest article?", About.OLDEST, Where(), ())
    assert said(told).startswith("The oldest article is of 2 Jul 2022.")
    assert ids(told)[0] == "warm"
    told = tell(store, "oldest article about Kirkuk", About.OLDEST, Where(), ())
    assert said(told).startswith("The oldest article with the word “Kirkuk” is of 1 Mar 2023.")


def test_the_days_between_which_they_were_published_are_told(store: Store) -> None:
    told = tell(store, "which dates are covered?", About.PERIOD, Where(), ())
    assert said(told) == (
        "There are 4 articles, published from 2 Jul 2022 to 5 Dec 2023. "
        "Of these 1 of 2022 and 2 of 2023 and 1 without a date."
    )
    told = tell(store, "how old?", About.PERIOD, Where(articles=("old",)), ())
    assert said(told) == "None of the articles bears a date."


def test_outlets_are_listed_and_one_that_is_named_with_its_articles(store: Store) -> None:
    told = tell(store, "which papers do you have?", About.OUTLETS, Where(), ())
    assert said(told) == "There are 2 outlets: AP (2) and thepaper.example (1)."
    told = tell(store, "do you have AP?", About.OUTLETS, Where(), ())
    assert said(told) == "There are 2 articles from AP."
    assert ids(told) == ["war", "dam"]


def test_this_article_is_the_one_cited_before_named_or_the_only_one(store: Store) -> None:
    before = (Turn("what was repaired?", "The dam.", articles=("dam", "war")),)
    told = tell(store, "who wrote it?", About.AUTHOR, Where(), before)
    assert (said(told), ids(told)) == ("It was written by Leyla Hassan.", ["dam"])
    told = tell(store, "when was it published?", About.PUBLISHED, Where(), before)
    assert said(told) == "It was published by AP on 1 Mar 2023."
    told = tell(store, "who wrote the piece about the war?", About.AUTHOR, Where(), before)
    assert said(told) == "It was written by Sam Roe."
    told = tell(store, "when was it published?", About.PUBLISHED, Where(articles=("old",)), ())
    assert said(told) == "It does not say where or when."
    told = tell(store, "who wrote it?", About.AUTHOR, Where(articles=("warm",)), before)
    assert said(told) == "It does not say who wrote it."


def test_where_no_article_is_meant_all_are_told_of(store: Store) -> None:
    told = tell(store, "who are the authors?", About.AUTHOR, Where(), ())
    assert said(told).startswith("The articles are by Leyla Hassan (1) and Sam Roe (1).")
    gone = (Turn("what?", "That.", articles=("gone",)),)
    told = tell(store, "when was it published?", About.PUBLISHED, Where(), gone)
    assert "published from 2 Jul 2022 to 5 Dec 2023" in said(told)


def test_an_author_who_is_named_comes_with_their_articles(store: Store) -> None:
    told = tell(store, "anything by Leyla Hassan?", About.AUTHOR, Where(), ())
    assert (said(told), ids(told)) == ("There is 1 article by Leyla Hassan.", ["dam"])


def test_what_is_unclear_is_answered_with_an_overview(store: Store) -> None:
    told = tell(store, "so what about it all", None, Where(), ())
    assert said(told) == (
        "There are 4 articles, published from 2 Jul 2022 to 5 Dec 2023. "
        "They are from AP (2) and thepaper.example (1). The newest:"
    )
    assert ids(told) == ["war", "dam", "warm", "old"]


@pytest.mark.parametrize("about", [*About, None])
def test_a_filter_holds_for_whatever_is_asked(store: Store, about: About | None) -> None:
    told = tell(store, "AP and Kirkuk?", about, Where(sources=("thepaper.example",)), ())
    assert set(ids(told)) <= {"warm"}
    assert "AP (2)" not in said(told)


def test_articles_are_told_of_through_ask(tmp_path: Path) -> None:
    with Assistant.open(tmp_path, settings=Settings()) as assistant:
        assistant.add(ARTICLES)
        answer = assistant.ask("how many articles mention Kirkuk?")
        assert answer.kind == "collection"
        assert answer.status == "answered"
        assert [article.id for article in answer.articles] == ["war", "dam"]
        assert answer.turn.articles == ("war", "dam")
        # A thank-you does not change what "it" is.
        turns = [assistant.ask("What was repaired near Mosul?").turn, assistant.ask("thanks!").turn]
        answer = assistant.ask("who wrote this article?", history=turns)
        assert answer.text == "It was written by Leyla Hassan."
        assert "text" not in answer.to_dict()["articles"][0]


@pytest.mark.parametrize(
    ("question", "about", "answer", "listed"),
    [
        (
            "how many articles are from 2023?",
            About.COUNT,
            "There are 2 articles dated 2023.",
            [],
        ),
        (
            "which articles mention Kirkuk since Monday?",
            About.MENTIONS,
            "There is 1 article with the word “Kirkuk” dated 4 December 2023 or later.",
            ["war"],
        ),
        ("what is the oldest from last March", About.OLDEST, "is of 1 Mar 2023.", ["dam"]),
        ("which articles are from March 2023?", About.PERIOD, "There is 1 article dated", ["dam"]),
        ("list the articles about Kirkuk from 2019", About.LIST, "There is no article", []),
    ],
)
def test_days_that_are_named_are_those_of_publication(
    store: Store, question: str, about: About, answer: str, listed: list[str]
) -> None:
    told = tell(store, question, about, Where(), ())
    assert answer in said(told)
    assert ids(told) == listed


def test_articles_without_a_date_are_not_left_out_in_silence(store: Store) -> None:
    told = tell(store, "how many articles are from 2023?", About.COUNT, Where(), ())
    assert said(told).endswith("1 article without a date is left out.")
    told = tell(store, "how many articles mention Kirkuk in 2023?", About.COUNT, Where(), ())
    assert "left out" not in said(told)


@pytest.mark.parametrize("about", [*About, None])
@pytest.mark.parametrize("words", ["", " about Kirkuk", " about Kirkuk and Mosul"])
def test_of_days_without_articles_it_says_so(store: Store, about: About | None, words: str) -> None:
    told = tell(store, f"what articles are there{words} from 1999?", about, Where(), ())
    assert said(told)
    assert not told.articles
