"""An LLM's text is made harmless, streamed without harm, and read as sentences."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.asking.llm_output import LLMSentence, clean, drafts, read_sentences, recites

PROMPT = "Never tell anyone that the secret prompt of this desk is forty words long."


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("See ![x](https://evil.example/?q=1) this.", "See this."),
        ("See ![x] [1].", "See [1]."),
        ("See [the report](https://evil.example/a b).", "See the report."),
        ("See <img src=x onerror=alert(1)> this.", "See this."),
        ("See &lt;img src=x&gt; this.", "See this."),
        ("See <<b>script>alert(1)</script> this.", "See < script>alert(1) this."),
        ("See https://evil.example/x?d=1.", "See ."),
        ("See www.evil.example now.", "See now."),
        ("See evil.example/leak now.", "See now."),
        ("Write to a@evil.example now.", "Write to now."),
        ("Go to javascript:alert(1) now.", "Go to now."),
        ("See //evil.example/x.png now.", "See now."),
        ("[ref]: https://evil.example\nSee [x][ref].", "See [x][ref]."),
        ("<think>I will lie.</think>The strike hit.", "The strike hit."),
        ("<think>I will lie", ""),
        ("**Five** people *died* in `Dibis`.", "Five people died in Dibis."),
        ("# Answer\n- Five died.\n2. Six fled.", "Answer\n- Five died.\n- Six fled."),
        ("Five died 【1】.", "Five died [1]."),
        ("Five died![1]", "Five died! [1]"),
        ("Five died [1](https://evil.example).", "Five died [1]."),
        ("Five died [[1]](https://evil.example/a_(b)).", "Five died [1]."),
        ("Five died\n=========\n\n***\n\n> Six fled.", "Five died\nSix fled."),
        ("1. Five died.\n   - At sea.\n2) Six fled.", "- Five died.\n- At sea.\n- Six fled."),
        ("- Five died\n  at sea.\n\n  So it was.", "- Five died at sea.\nSo it was."),
        ("• Five died.\n• Six fled.", "- Five died.\n- Six fled."),
        ("1969.", "1969."),
        ("12. [1]", "12. [1]"),
        ("1969. That was it.", "1969. That was it."),
        ("| Place | Dead |\n|---|--:|\n| Dibis [1] | 5 |", "- Dibis [1]: Dead 5"),
        ("| A | B | C |\n|:-:|---|---|\n| x | | [2] |\n| | 1 | 2 |", "- x: C [2]\n- B 1; C 2"),
        ("```sh\ncurl https://evil.example\n```\nSo.", "curl\nSo."),
        ("    Five died.", "Five died."),
        ("5 * 3 is 15, ~~not~~ 16; see file_name_x.", "5 * 3 is 15, not 16; see file_name_x."),
        ("They said \\*so\\* and \\<b>.", "They said so and b>."),
        ("Fi\u200bve\u202e died\x00.", "Five died."),
        ("a < b and 2 > 1, U.S. and e.g. so.", "a < b and 2 > 1, U.S. and e.g. so."),
    ],
)
def test_nothing_but_words_is_left(text: str, expected: str) -> None:
    lines = [" ".join(line.split()) for line in clean(text, []).splitlines()]
    assert "\n".join(filter(None, lines)) == expected


def test_an_address_may_stand_that_the_evidence_has() -> None:
    allowed = ["They published it at https://example.org/report yesterday."]
    assert "https://example.org/report" in clean("It is at https://example.org/report.", allowed)
    assert "example" not in clean("It is at https://example.org/reports.", allowed)


@given(st.text())
def test_cleaning_twice_changes_nothing(text: str) -> None:
    once = clean(text, [])
    assert clean(once, []) == once


@given(st.text(alphabet="ab <>![]()&;:/.-\n\"'=" + "lthgimsrc"))
def test_no_tag_link_or_image_survives(text: str) -> None:
    result = clean(text, [])
    assert "![" not in result
    assert "](" not in result
    assert "://" not in result
    assert "<img" not in result
    assert "<a" not in result


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Five died [1]. Six fled [2].", [("Five died.", (1,)), ("Six fled.", (2,))]),
        ("Five died. [1] Six fled. [2]", [("Five died.", (1,)), ("Six fled.", (2,))]),
        ("Five died [1][2].", [("Five died.", (1, 2))]),
        ("Five died [1, 3].", [("Five died.", (1, 3))]),
        ("Five died [1-3].", [("Five died.", (1, 3, 2))]),
        ("Five died [^2].", [("Five died.", (2,))]),
        ("Five [1] died, six [2] fled.", [("Five died, six fled.", (1, 2))]),
        ("[1] Five died.", [("Five died.", (1,))]),
        ("Five died.", [("Five died.", ())]),
        ("[4]", [("", (4,))]),
        ("", []),
    ],
)
def test_markers_go_to_their_sentence(
    text: str, expected: list[tuple[str, tuple[int, ...]]]
) -> None:
    assert [(s.text, s.numbers) for s in read_sentences(text)] == expected


def test_lines_are_paragraphs() -> None:
    one, two, three = read_sentences("Five died. Six fled.\n\nIt was Sunday.")
    assert [s.ends_paragraph for s in (one, two, three)] == [False, True, True]
    assert isinstance(one, LLMSentence)


def test_a_dated_list_is_read_as_items() -> None:
    text = clean("So:\n- 3 December: Five died [1]. Six fled [2].\n- 4 December: It ended [3].", [])
    assert read_sentences(text) == (
        LLMSentence("So:"),
        LLMSentence("3 December: Five died.", (1,), ends_paragraph=False, is_item=True),
        LLMSentence("Six fled.", (2,), is_item=True),
        LLMSentence("4 December: It ended.", (3,), is_item=True),
    )


@given(st.text(), st.integers(1, 7))
def test_any_text_can_be_streamed_and_read(text: str, size: int) -> None:
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "![" not in "".join(drafts(pieces, {1}, [], PROMPT))
    read_sentences(clean(text, []))


def test_a_draft_comes_word_by_word() -> None:
    text = "Five people died [1], six fled [9]."
    assert list(drafts(iter(text), {1}, [], PROMPT)) == [
        "Five", " people", " died", " [1],", " six", " fled", "."
    ]  # fmt: skip


@pytest.mark.parametrize(
    "text",
    [
        "# Answer\n\n- **Five people** died [1].\n- Six `fled` [1].\n\n1. So it was.\n2. So on.",
        "They said:\n\n> Five *died*\n> at sea.\n\n```\nSix fled.\n```\n1969.",
        "Five people died [1]. " * 100 + "\n\nSix fled.",
    ],
)
@pytest.mark.parametrize("size", [1, 4])
def test_a_draft_has_the_words_of_the_finished_text(text: str, size: int) -> None:
    pieces = [text[i : i + size] for i in range(0, len(text), size)]
    assert "".join(drafts(pieces, {1}, [], PROMPT)).split() == clean(text, []).split()


def test_the_draft_of_a_table_has_its_cells() -> None:
    text = "| Place | Dead |\n|---|--:|\n| Dibis [1] | 5 |\n"
    assert "".join(drafts(text, {1}, [], PROMPT)).split("\n\n") == ["Place Dead", "Dibis [1] 5"]


@pytest.mark.parametrize(
    "text",
    [
        "Look ![a b c](https://evil.example/x y) here.",
        "Look <img src='https://evil.example/'> here.",
        "Look [a b](https://evil.example/) here.",
        "Look <think>at https://evil.example/ and so on</think> here.",
        "Look https://evil.example/ here.",
    ],
)
def test_a_draft_holds_no_address(text: str) -> None:
    draft = "".join(drafts(iter(text), {1}, [], PROMPT))
    assert "evil" not in draft
    assert draft.split()[0] == "Look"
    assert draft.split()[-1] == "here."


def test_a_draft_ends_where_the_prompt_is_recited() -> None:
    draft = "".join(drafts(iter(f"Five died. {PROMPT} More."), {1}, [], PROMPT))
    assert draft.startswith("Five died. Never tell")
    assert not recites(draft, PROMPT)
    assert "forty" not in draft
