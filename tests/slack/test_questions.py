"""What Slack sends, read as questions."""

import pytest

from assistant.slack.questions import SlackQuestion, from_message, read_text

MENTION = {"type": "app_mention", "user": "U1", "text": "<@B> who?", "channel": "C1", "ts": "1.1"}


@pytest.mark.parametrize(
    ("sent", "read"),
    [
        ("<@B> who said so?", "who said so?"),
        ("and <@U2|ana> or <@U3>?", "and ana or @U3?"),
        (
            "see <https://example.com|this page> and <https://example.com/b>",
            "see this page and https://example.com/b",
        ),
        ("in <#C1|general> <!here>", "in general @here"),
        ("1 &lt; 2 &amp;&amp; 3 &gt; 2", "1 < 2 && 3 > 2"),
        ("", ""),
    ],
)
def test_text_is_read_as_people_see_it(sent: str, read: str) -> None:
    assert read_text(sent, "B") == read


def test_a_mention_starts_a_thread() -> None:
    question = from_message(MENTION, "T1", "B")
    assert question
    assert (question.text, question.thread, question.root, question.team) == (
        "who?",
        "",
        "1.1",
        "T1",
    )


def test_a_mention_in_a_thread_stays_there() -> None:
    question = from_message(MENTION | {"thread_ts": "1.0"}, "T1", "B")
    assert question
    assert question.root == "1.0"


def test_both_events_of_a_message_have_one_key() -> None:
    twin = MENTION | {"type": "message", "channel_type": "im"}
    first, second = from_message(MENTION, "T1", "B"), from_message(twin, "T1", "B")
    assert first
    assert second
    assert first.key == second.key


def test_a_question_survives_being_kept() -> None:
    question = SlackQuestion("k", "who?", "U1", "C1", response_url="https://example.com")
    assert SlackQuestion.from_dict(question.to_dict()) == question
