"""Attribution: who claimed an attack is who owns up to it."""

import pytest

from assistant.asking.attribution import meanings


def test_who_claimed_an_attack_is_who_owns_up_to_it() -> None:
    assert meanings("Who claimed the Dibis strike?") == (
        "Who acknowledged the Dibis strike?",
        "Who claimed responsibility for the Dibis strike?",
    )


@pytest.mark.parametrize(
    "question",
    [
        "Who claimed the title?",
        "Who claimed that the attack was a fake?",
        "Who claimed responsibility for the attack?",
        "What did the attack destroy?",
        "",
    ],
)
def test_any_other_question_is_read_as_it_stands(question: str) -> None:
    assert meanings(question) == (question,)
