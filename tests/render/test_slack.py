"""Answers as Slack messages."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant import Answer, Article, Citation, Coverage, Reason, Statement, Status
from assistant.answers import UNSUPPORTED
from assistant.render.slack import (
    MAX_BLOCKS,
    MAX_SECTION,
    Block,
    SlackMessage,
    escape,
    escape_markdown,
    to_slack,
    with_question,
)
from assistant.slack.buttons import with_feedback, with_share
from tests.render.samples import listing, replied

ARTICLE = Article(
    id="a",
    text="One. Two.",
    title="News",
    url="https://example.com/a",
    source="AFP",
    published=date(2023, 12, 3),
)


def cited(number: int, quote: str, article: Article = ARTICLE) -> Citation:
    return Citation(number, quote, article, 0, len(quote), 0.9)


def answered(statements: list[Statement], citations: list[Citation]) -> Answer:
    return Answer(
        Status.ANSWERED, tuple(statements), tuple(citations), "who?", Coverage(1, date(2023, 12, 3))
    )


def texts(message: SlackMessage) -> list[str]:
    shown = []
    for block in message.blocks:
        if block["type"] == "section":
            shown.append(block["text"]["text"])
        if block["type"] == "context":
            shown += [element["text"] for element in block["elements"]]
    return shown


def dressed(answer: Answer) -> tuple[SlackMessage, ...]:
    """The answer with everything that may be put on it."""
    asked = with_question(to_slack(answer), "who? " * 400)
    return with_feedback(with_share(asked, "id", "1.2"), "id")


def test_an_answer_with_quote_outlet_date_and_link() -> None:
    [message] = to_slack(answered([Statement("It was so.", (1,))], [cited(1, "One.")]))
    prose, quote, source, coverage = texts(message)
    assert prose == "It was so.\u00a0[1]"
    assert quote == "[1] “One.”"
    assert source == "*[1]* <https://example.com/a#:~:text=One.|News> — AFP, 3 Dec 2023"
    assert coverage.startswith("Searched 1 article")


def test_a_quote_that_a_statement_says_stands_once() -> None:
    [message] = to_slack(answered([Statement("AFP: “One.”", (1,))], [cited(1, "One.")]))
    assert "".join(texts(message)).count("One.") == 2  # in the words, and in the link to them


def test_a_statement_that_no_sentence_carries_is_marked_as_such() -> None:
    doubtful = Statement("It was so.", supported=False)
    [message] = to_slack(answered([doubtful], []))
    assert texts(message)[0] == f"It was so. [{UNSUPPORTED}]"


def test_a_refusal_has_its_reason_and_the_nearest() -> None:
    answer = Answer(
        Status.UNANSWERED,
        (Statement("The articles do not say."),),
        (),
        "who?",
        Coverage(1),
        Reason.NOT_SAID,
        nearest=(cited(1, "One."),),
        notice="The LLM failed.",
    )
    [message] = to_slack(answer)
    shown = texts(message)
    assert shown[0] == "The articles do not say."
    assert "do not answer" in shown[1]
    assert "The LLM failed." in shown


def test_an_article_without_address_date_or_outlet() -> None:
    article = Article(id="a", text="One.", title="News")
    [message] = to_slack(answered([Statement("So.", (1,))], [cited(1, "One.", article)]))
    assert texts(message)[2] == "*[1]* News — undated"


@pytest.mark.parametrize(
    "url", ["javascript:alert(1)", "https://example.com/" + "a" * 5000, "file:///etc/passwd"]
)
def test_an_address_that_cannot_be_a_link_is_none(url: str) -> None:
    article = Article(id="a", text="One.", title="News", url=url)
    [message] = to_slack(answered([Statement("So.", (1,))], [cited(1, "One.", article)]))
    assert "<" not in texts(message)[2]


def test_a_long_answer_is_split_and_no_citation_cut() -> None:
    citations = [cited(n, f"quote {n} " + "& < > " * 330) for n in range(1, 41)]
    statements = [Statement("words " * 900, (n,)) for n in range(1, 41)]
    messages = dressed(answered(statements, citations))
    assert len(messages) > 1
    for message in messages:
        assert len(message.blocks) <= MAX_BLOCKS
        for block in message.blocks:
            if block["type"] == "section":
                assert len(block["text"]["text"]) <= MAX_SECTION
    for citation in citations:
        whole = f"[{citation.number}] “{' '.join(citation.quote.split())}”"
        [place] = [i for i, m in enumerate(messages) if whole in texts(m)]
        assert any(t.startswith(f"*[{citation.number}]*") for t in texts(messages[place]))


def test_only_the_last_message_has_buttons() -> None:
    citations = [cited(n, f"quote {n}") for n in range(1, 41)]
    messages = dressed(answered([Statement("So.", (n,)) for n in range(1, 41)], citations))
    kinds = [[b["type"] for b in m.blocks if b["type"].endswith("actions")] for m in messages]
    assert kinds == [[]] * (len(messages) - 1) + [["actions", "context_actions"]]


@given(st.text(), st.text(), st.text(min_size=1).filter(str.strip))
def test_nothing_of_others_is_ever_markup(words: str, title: str, quote: str) -> None:
    article = Article(id="a", text="One.", title=title, url="https://example.com/")
    answer = answered([Statement(words, (1,))], [cited(1, quote, article)])
    for message in dressed(answer):
        assert "<" not in message.text
        for block in message.blocks:
            assert_inert(block)


def assert_inert(block: Block) -> None:
    texts = [block["text"]] if block["type"] == "section" else []
    texts += block["elements"] if block["type"] == "context" else []
    for text in texts:
        assert text["text"].strip()
        if text["type"] == "plain_text":
            assert text["emoji"] is False
        else:
            assert text["verbatim"] is True
            assert text["text"].count("<") == text["text"].count(">") == 1
            assert "<https://example.com/" in text["text"]


def test_escaping() -> None:
    assert escape("<!channel> & <@U1>") == "&lt;!channel&gt; &amp; &lt;@U1&gt;"
    assert escape_markdown("[x](u) <!here>") == "\\[x\\]\\(u\\) &lt;\\!here&gt;"


def test_listed_articles_are_links() -> None:
    [message] = to_slack(listing(ARTICLE))
    link = message.blocks[1]["elements"][0]["text"]
    assert link == "<https://example.com/a|News> — AFP, 3 Dec 2023"


def test_a_reply_says_nothing_of_a_search() -> None:
    [message] = to_slack(replied())
    assert len(message.blocks) == 1
