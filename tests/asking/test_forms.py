"""Forms: what is asked for, and whether it is more than one thing."""

import pytest

from assistant.answers import Kind
from assistant.asking.forms import Form, asks_for_the_newest, form_of, names_several


@pytest.mark.parametrize(
    ("question", "kind", "form"),
    [
        ("who claimed the strike?", Kind.FACT, Form.FACT),
        ("dibis strike", Kind.KEYWORDS, Form.FACT),
        ("sum up the strike", Kind.BRIEF, Form.BRIEF),
        ("give me a timeline of the strike", Kind.BRIEF, Form.TIMELINE),
        ("compare the two storms", Kind.BRIEF, Form.COMPARISON),
        ("what is the difference between the two bills?", Kind.FACT, Form.COMPARISON),
    ],
)
def test_the_form_is_what_the_question_wants(question: str, kind: Kind, form: Form) -> None:
    assert form_of(question, kind) is form


TEXTS = ["In the final Messi met Mbappé, and Iran met Japan."]


@pytest.mark.parametrize(
    ("question", "several"),
    [
        ("which of the two storms killed more people?", True),
        ("who scored more, messi or mbappé?", True),
        ("Did more people die in Iran than in Japan?", True),
        ("did Messi and Mbappé meet?", False),
        ("is it on Friday or Saturday?", False),
        ("did more than 20 people die?", False),
        ("who won the final?", False),
    ],
)
def test_only_what_plainly_names_several_things_needs_several_searches(
    question: str, several: bool
) -> None:
    assert names_several(question, TEXTS) is several


def test_what_asks_how_things_stand_wants_the_newest() -> None:
    assert asks_for_the_newest("what is the latest death toll?")
    assert not asks_for_the_newest("who claimed the strike?")
