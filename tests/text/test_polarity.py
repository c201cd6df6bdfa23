"""What is denied and what is claimed is told apart."""

import pytest

from assistant.text.polarity import act_differs, polarity_differs, roots


@pytest.mark.parametrize(
    ("text", "source", "differs"),
    [
        ("The bridge was not closed.", "The bridge was closed.", True),
        ("The bridge was closed.", "The bridge was not closed.", True),
        ("The bridge wasn't closed.", "The bridge was never closed.", False),
        ("The bridge was closed.", "The bridge was closed on Monday.", False),
    ],
)
def test_what_is_negated_is_compared(text: str, source: str, differs: bool) -> None:
    assert polarity_differs(text, [source]) is differs


def test_a_claim_is_no_denial() -> None:
    denied, confirmed = roots("Officials denied it."), roots("Officials confirmed it.")
    assert act_differs(denied, confirmed)
    assert act_differs(confirmed, denied)
    assert not act_differs(denied, roots("It was a denial of the officials."))
