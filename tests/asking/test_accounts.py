"""Accounts: articles that differ in a number or a day stand side by side; equal ones are one."""

from datetime import date

import pytest

from assistant import Article
from assistant.answers import Account, Citation
from assistant.asking.accounts import accounts_of


def cited(*told: tuple[str, str, date | None]) -> list[Citation]:
    """Cite whole articles: of each its id, its text and its day."""
    return [
        Citation(number, text, Article(id_, text, published=day), 0, len(text), 0.9)
        for number, (id_, text, day) in enumerate(told, start=1)
    ]


SUNDAY, MONDAY = date(2023, 12, 3), date(2023, 12, 4)


def test_different_numbers_are_accounts_and_the_newest_is_marked() -> None:
    citations = cited(
        ("old", "On Dec. 2, at least 8,805 people were killed.", SUNDAY),
        ("new", "The toll rose to 9,061, officials said in 2023.", MONDAY),
        ("too", "9,061 people have died, said the ministry.", MONDAY),
    )
    assert accounts_of("How many people died?", citations) == (
        Account("8,805", (1,)),
        Account("9,061", (2, 3), latest=True),
    )


def test_days_are_compared_by_when_they_were_told() -> None:
    citations = cited(
        ("one", "The bridge fell on Sunday.", MONDAY),
        ("two", "The bridge fell yesterday.", MONDAY),
        ("three", "The bridge fell on Friday.", MONDAY),
    )
    assert accounts_of("When did the bridge fall?", citations) == (
        Account("3 December 2023", (1, 2)),
        Account("1 December 2023", (3,)),
    )


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("How many died?", ["Nine people died.", "Some 9 were killed."]),
        ("How many died?", ["Nine people died.", "Many died."]),
        ("How many died in the 7 raids?", ["Nine died in 7 raids.", "7 raids were flown."]),
        ("How many died?", ["Nine people died.", "Ten died, and two were hurt."]),
        ("When was it?", ["It was on Sunday.", "It reopened on Friday after a fire on Sunday."]),
        ("Who died?", ["Nine people died.", "Ten people died."]),
        ("When was it?", ["It was in spring.", "It was a cold day."]),
        ("How many died when it fell?", ["It fell on Sunday.", "It fell on Friday."]),
        ("How many died?", []),
    ],
)
def test_what_does_not_differ_in_it_is_no_account(question: str, texts: list[str]) -> None:
    told = [(str(number), text, SUNDAY) for number, text in enumerate(texts)]
    assert accounts_of(question, cited(*told)) == ()


def test_one_article_alone_does_not_differ_from_itself() -> None:
    told = [("one", "Nine died.", SUNDAY), ("one", "Ten were hurt.", SUNDAY)]
    assert accounts_of("How many died?", cited(*told)) == ()


def test_without_a_date_no_account_is_the_newest() -> None:
    citations = cited(("one", "Nine died.", None), ("two", "Ten died.", MONDAY))
    assert not any(account.latest for account in accounts_of("How many died?", citations))
