"""An outlet that a question names is found by its name and by its address."""

import pytest

from assistant.asking.outlets import is_outlet, named_outlet

OUTLETS = ["Reuters", "nytimes.com", "theguardian.com", "The Paper"]


@pytest.mark.parametrize(
    ("question", "outlet"),
    [
        ("What did Reuters report on the strike?", "Reuters"),
        ("what did reuters say about it", "Reuters"),
        ("What does the New York Times write about Basra?", "nytimes.com"),
        ("How many died, according to the Guardian?", "theguardian.com"),
        ("What did the paper report?", "The Paper"),
        ("What did officials report on the strike?", ""),
        ("Who bought Reuters?", ""),
        ("", ""),
    ],
)
def test_an_outlet_is_known_by_what_is_asked_of_it(question: str, outlet: str) -> None:
    assert named_outlet(question, lambda: OUTLETS) == outlet


def test_a_name_is_compared_with_an_outlet_whole() -> None:
    assert is_outlet(["washington", "post"], "washingtonpost.com")
    assert not is_outlet(["post"], "washingtonpost.com")
    assert not is_outlet([], "washingtonpost.com")
    assert not is_outlet(["post"], "")
