"""What a question names is looked for around a sentence, in whatever words it stands there."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Article, Assistant, Reason
from assistant.asking.limits import lacking, limits_of, unsupported

TEXT = (
    "Voters in Basra went to the polls in December. Turnout was 38 percent, the Electoral "
    "Commission of Iraq said. In Mosul it was 45 percent. Penny Marshall of Meta watched the vote "
    "in Basra. Her brother stayed away. She was shown around five stations in the 7th "
    "district, and it rained. She saw no fraud. The weather was fine. It had rained before. Some "
    "shops were closed. Garry Marshall read of it in Michigan. Mohammed Shia al-Sudani was in bed. "
    "It was a cold, his wife said. It was a winter day. It was wet. Friends came. The street was "
    "quiet. Mr Sudani of the United States had covid and stayed there."
)
ARTICLE = Article("a", TEXT, "Basra votes", "https://www.theguardian.com/basra", author="Ann Lee")
DATED = Article("b", TEXT, "Basra votes", source="The Paper", published=date(2023, 12, 19))


def lacked(question: str, sentence: str, article: Article = ARTICLE) -> list[str]:
    start = article.text.index(sentence)
    end = article.text.index(".", start) + 1
    found = lacking(limits_of(question, [TEXT]), article, start, end)
    return [limit.text for limit in found]


@pytest.mark.parametrize(
    ("question", "texts"),
    [
        ("What was turnout in Basra in 2018?", ["Basra", "2018"]),
        ("turnout in basra on oct 7", ["basra", "oct 7"]),
        ("Who won the seventh district in July 2022?", ["seventh district", "July 2022"]),
        ("How many lots had more than 500 ppm?", ["500 ppm"]),
        ("who pitches in game 3", ["game 3"]),
        ("what cost less five years ago?", ["five years ago"]),
        ("How many died of those at twelve to seventeen?", ["twelve to seventeen"]),
        ("Who walked on the moon on Apollo 14?", ["Apollo 14"]),
        ("who did it and why?", []),
        ("Was it Iran or the US?", []),
        ("What do the two sides say?", []),
        ("Who did they tell first?", []),
    ],
)
def test_what_a_question_names_is_read_as_it_is_written(question: str, texts: list[str]) -> None:
    assert [limit.text for limit in limits_of(question, [TEXT])] == texts


@pytest.mark.parametrize(
    ("question", "sentence"),
    [
        ("What was turnout in Basra?", "Turnout was 38"),
        ("What was turnout in December 2023?", "Turnout was 38"),
        ("What did Garry Marshall do?", "Garry Marshall read"),
        ("How many stations did Penny Marshall see?", "She was shown"),
        ("What did she see in the seventh district?", "She saw no fraud"),
        ("What did she see at 5 stations?", "She was shown"),
        ("What did the ECI say?", "Turnout was 38"),
        ("Who read of it in MI?", "Garry Marshall read"),
        ("What does the Guardian say on turnout?", "Turnout was 38"),
        ("What did Ann Lee write on turnout?", "Turnout was 38"),
        ("Which American was first in bed?", "Mr Sudani"),
        ("What did Mohammed Shia al-Sudani of the US do?", "Mr Sudani"),
        ("Did COVID-19 keep him away?", "Mr Sudani"),
    ],
)
def test_other_words_for_a_limit_support_it(question: str, sentence: str) -> None:
    assert lacked(question, sentence) == []


@pytest.mark.parametrize(
    ("question", "sentence", "lacks"),
    [
        ("What was turnout in 2018?", "Turnout was 38", ["2018"]),
        ("What was turnout in Mosul?", "Turnout was 38", ["Mosul"]),
        ("How many stations did Garry Marshall see?", "She was shown", ["Garry Marshall"]),
        ("What did she see in the eighth district?", "She saw no", ["eighth district"]),
        ("what was turnout in november", "Turnout was 38", ["november"]),
        ("What did Reuters say on turnout?", "Turnout was 38", ["Reuters"]),
        ("Who read of it in IL?", "Garry Marshall read", ["IL"]),
    ],
)
def test_a_limit_that_nothing_near_by_names_is_lacking(
    question: str, sentence: str, lacks: list[str]
) -> None:
    assert lacked(question, sentence) == lacks


def test_the_day_of_publication_supports_a_year_and_a_day() -> None:
    asked = "What was turnout on Tuesday, 19 December 2023?"
    assert lacked(asked, "Turnout was 38", DATED) == []
    assert lacked(asked.replace("2023", "2018"), "Turnout was 38", DATED) != []


def test_what_is_lacking_is_said_with_what_is_told_instead() -> None:
    def said(question: str, others: list[str]) -> str:
        lacks = lacking(limits_of(question, [TEXT]), DATED, 0, 46)
        return str(unsupported(lacks, DATED, 0, 46, others))

    assert said("turnout in 2018?", []) == "The articles say nothing on “2018”; they tell of 2023."
    assert said("turnout in Erbil?", []) == "The articles say nothing on “Erbil”."
    assert said("turnout in Mosul?", [TEXT]) == "The articles do not say this of “Mosul”."


@given(st.text(), st.text(min_size=1).filter(str.strip))
def test_any_question_has_what_its_own_words_name(question: str, text: str) -> None:
    for limit in limits_of(question, [text]):
        assert limit.text in question


def test_a_question_beyond_the_articles_is_refused_with_what_they_lack(
    assistant: Assistant,
) -> None:
    assistant.add([DATED])

    def ask(question: str) -> Answer:
        return assistant.ask(question, now=date(2023, 12, 20))

    assert ask("What was turnout in Basra in 2023?").citations
    refused = ask("What was turnout in Basra in 2018?")
    assert (refused.reason, refused.unsupported) == (Reason.OUTSIDE_LIMITS, ("2018",))
    assert refused.text == "The articles say nothing on “2018”; they tell of 2023."
    assert refused.nearest
    assert refused.to_dict()["unsupported"] == ("2018",)


def test_an_outlet_that_is_named_is_the_only_one_that_is_asked(assistant: Assistant) -> None:
    other = Article("c", TEXT.replace("38", "61"), "Basra votes", source="Reuters")
    assistant.add([DATED, other])
    answer = assistant.ask("What did Reuters report on turnout in Basra?")
    assert answer.coverage.articles == 1
    assert {c.article.id for c in answer.citations or answer.nearest} == {"c"}
