"""Sentences: offsets hold for any text, and nothing is cut or joined that should not be."""

import textwrap
from collections.abc import Sequence

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.text.sentences import Sentence, split_sentences

BREAKS = "\n\r\v\f\x1c\x1d\x1e\x85\u2028\u2029"
WORDS = (
    "The", "a", "U.S.", "p.m.", "bn.", "Gov.", "No.", "1.", "3", "went", "(he", "left.)", "“I",
    "go.”", '"So', 'it."', "‘go", "it’s", "dogs'", "...", "…", "?", "«ja.»", "•", "x.com", "[1]",
    "你好。", "نعم۔", ".", "\n", "\n\n", "\r\n", "\u2028", " \n \n", "\t", "🙂.", "e\u0301.", "-",
)  # fmt: skip
texts = (
    st.text(max_size=400)
    | st.text(st.sampled_from("aB é.!?…。”“\"'’‘() \n\r\t\u2028\u3000ﷺ가1,;\u0301🙂"), max_size=600)
    | st.lists(st.sampled_from(WORDS), max_size=80).map(" ".join)
    | st.lists(st.sampled_from(WORDS), max_size=80).map("".join)
    | st.lists(st.sampled_from(("word", "Word", "end.", "longer", "\n", "\n\n")), max_size=200)
    .map(" ".join)
    .map(lambda text: textwrap.fill(text, 50, replace_whitespace=False))
)


def quotes(text: str) -> list[str]:
    return [text[s.start : s.end] for s in split_sentences(text)]


def assert_covers(text: str, sentences: Sequence[Sentence]) -> None:
    """All text but white space stands in the sentences, in order, without overlap."""
    position = 0
    for sentence in sentences:
        assert position <= sentence.start < sentence.end
        assert not text[position : sentence.start].strip()
        quote = text[sentence.start : sentence.end]
        assert quote == quote.strip()
        position = sentence.end
    assert not text[position:].strip()


@given(texts)
def test_sentences_cover_all_text_but_white_space(text: str) -> None:
    sentences = split_sentences(text)
    assert_covers(text, sentences)
    assert sentences == split_sentences(text)


@given(texts)
def test_no_sentence_crosses_a_blank_line(text: str) -> None:
    for quote in quotes(text):
        lines = quote.replace("\r\n", "\n").translate(dict.fromkeys(map(ord, BREAKS), "\n"))
        assert all(line.strip() for line in lines.split("\n"))


@given(st.lists(texts, max_size=4))
def test_lines_of_short_or_long_text_stand_alone(parts: list[str]) -> None:
    text = "\n".join(["Short", *(f"{part.replace(' ', '')}{'x' * 130}" for part in parts), "End"])
    for quote in quotes(text):
        assert "\n" not in quote


@pytest.mark.parametrize(
    "sentence",
    [
        "The group earned $1.2 bn. in the third quarter.",
        "The meeting starts at 6 a.m. Eastern on Monday.",
        "The train left at 2:39 p.m. EDT and never came.",
        "It opens at 9 a.m. Monday and closes at 5 p.m. Nov. 3.",
        "1. Google leads the list.",
        "Q. What is your favorite team?",
        "The No. 1 seed lost to No. 8 Duke, see Vol. 2 and p. 5.",
        "J. K. Rowling and J.K. Simmons met Samuel L. Jackson.",
        "U.S. President Joe Biden met the U.S. First Lady.",
        "Sen. John Thune and former Rep. Will Hurd met Gov. Early Smith.",
        "Lt. Gen. Mark Smith and Rear Adm. Mike Gilday spoke to Amb. Rice.",
        "Apple Inc. said it sued Foo Corp. over the design.",
        "Smith vs. New England, and Roe v. Wade.",
        "On Nov. 3 he flew to St. Louis with Dr. Smith.",
        "Wash. Gov. Jay Inslee and Mass. Gov. Maura Healey agreed.",
        "BOSTON, Mass. (AP) — The trial began.",
        "LONDON (Reuters) — Shares fell on Tuesday.",
        "He was… not happy ... and then he left.",
        "Yahoo! said it would buy the Jeopardy! host a car.",
        "Rep. Elise Stefanik, R-N.Y., and Rep. Frank Pallone, D-N.J., agreed.",
        "“Is it?” she asked.",
        "“Are you sure?” Smith said.",
        "“I go. You go,” he said.",
        '"I go. You go," he said.',
        "‘I go. It’s late,’ he said.",
        "He said: “It is over.”",
        "The firm (formerly Foo Inc.) sold it.",
        "It cost $4.5 million, a.k.a. a lot.",
    ],
)
def test_a_sentence_stays_whole(sentence: str) -> None:
    assert quotes(sentence) == [sentence]
    assert quotes(f"It was so. {sentence} He left.") == ["It was so.", sentence, "He left."]


@pytest.mark.parametrize(
    "sentences",
    [
        ["He lives in the U.S.", "He went home at 5 p.m.", "She stayed."],
        ["She told me.", "Bob left.", "It was in May.", "Bob fell ill.", "Bob left."],
        ["The paper (which he owns) said so.", "(He left.)", "She stayed."],
        ["He is 5'10\" tall.", "She is not.", "Both met 6'2\" Bob."],
        ["The players' bus left.", "The '90s were good.", "The dogs' life was not."],
        ["“Go.”", "She went.", "“Stay.”", "He stayed."],
        ["The fog cleared early.", '"We saw it," he said.', "She nodded."],
        ["«Ja.»", "Er ging.", "„Nein.“", "Sie blieb."],
        ["The list came out.", "2. Wegmans rose."],
        ["The rule was updated.", "https://www.example.com/a/b"],
        ["Is that so?", "Yes!", "Well...", "OK, he said."],
        ["He left. ■"],
    ],
)
def test_sentences_end_where_they_end(sentences: list[str]) -> None:
    assert quotes(" ".join(sentences)) == sentences


def test_full_stops_of_other_scripts_end_sentences() -> None:
    assert quotes("你好。他走了！ “好。”") == ["你好。", "他走了！", "“好。”"]
    assert quotes("مرحبا؟ نعم۔ هذا.") == ["مرحبا؟", "نعم۔", "هذا."]


def test_a_missing_space_ends_a_sentence_but_an_address_does_not() -> None:
    assert quotes("He went home.She stayed.") == ["He went home.", "She stayed."]
    for text in ("See www.Foo.Com for more.", "See https://x.com/A?Q=1.B now.", "Use Node.JS now."):
        assert quotes(text) == [text]


def test_text_without_capitals_is_still_split() -> None:
    assert quotes("he went home today. she stayed. at 5 p.m. they met.") == [
        "he went home today.",
        "she stayed.",
        "at 5 p.m. they met.",
    ]


@pytest.mark.parametrize("gap", ["\n", "\n\n", "\r\n", "\n  \n", "\u2029"])
@pytest.mark.parametrize(("opening", "closing"), ['""', "“”", "‘’", "«»", "''"])
def test_a_reopened_quotation_swallows_no_paragraph(gap: str, opening: str, closing: str) -> None:
    lines = [
        [f"{opening}We were there.", "It was dark."],
        [f"{opening}Then it began.", "Nobody slept."],
        [f"{opening}It ended,{closing} he said."],
        ["He left.", "She stayed."],
    ]
    text = gap.join(" ".join(line) for line in lines)
    assert quotes(text) == [sentence for line in lines for sentence in line]


def test_lines_of_a_page_do_not_run_into_their_neighbours() -> None:
    lines = [
        "Storm hits the coast",
        "By John Smith",
        "Nov. 3, 2023, 10:45 a.m.",
        "Photo: John Smith/AP",
        "LONDON (Reuters) — A storm hit the coast of the country on Tuesday and left two dead.",
        "10:45 GMT",
        "It goes on",
        "and on, the service said, as long as the pressure stays where it has been for days.",
        "• one item",
        "- two items",
        "Team | Won | Lost",
        "Leeds | 3 | 4",
        "What comes next",
    ]
    assert quotes("\n".join(lines)) == lines


PARAGRAPHS = (
    "The government said on Tuesday that it would raise the tax on sugar from next year, after "
    "months of talks with the industry.\n"
    "“We have listened,” the minister said at a news conference in the capital, where she "
    "presented the plan to reporters.\n"
    "The opposition, which had asked for a vote on the bill before the summer, called the plan "
    "a gift to the makers of sweeteners."
).split("\n")


@pytest.mark.parametrize("width", [50, 65, 72, 80, 100])
@pytest.mark.parametrize("gap", ["\n\n", "\n"])
@pytest.mark.parametrize("newline", ["\n", "\r\n"])
def test_wrapped_text_is_joined(width: int, gap: str, newline: str) -> None:
    head = "Sugar tax to rise\nBy John Smith"
    wrapped = gap.join([head, *(textwrap.fill(p, width) for p in PARAGRAPHS)])
    found = [" ".join(q.split()) for q in quotes(wrapped.replace("\n", newline))]
    assert found == ["Sugar tax to rise", "By John Smith", *PARAGRAPHS]


def test_wrapped_text_keeps_its_list() -> None:
    text = (
        f"{textwrap.fill(PARAGRAPHS[0], 60)}\n"
        "- more money for the schools in the north of the country\n"
        "- less of it for roads\n\n"
        f"{textwrap.fill(PARAGRAPHS[2], 60)}\n"
    )
    found = [" ".join(q.split()) for q in quotes(text)]
    assert found[0] == PARAGRAPHS[0]
    assert found[-1] == PARAGRAPHS[2]
    assert "- less of it for roads" in found


@pytest.mark.parametrize(
    "text",
    [
        "the road not taken by many\nwhen i was young\nand leaves were still on the trees\nfell",
        "\n".join(f"Player {n} of the first team in the league {'x' * n}" for n in range(9)),
        "\n".join(f"{PARAGRAPHS[n % 3]} {'and so on ' * n}" for n in range(9)),
    ],
)
def test_other_lines_are_not_joined(text: str) -> None:
    assert not any("\n" in quote for quote in quotes(text))


@pytest.mark.parametrize(
    "unit",
    ['"', " “", "(", " 'a", " 'a'b", "'90s. ", ".", ". ", "“a.” ", ".A", "a. B. ", "你好。", "x\n",
     " ", "\n", "«", "「", "He went. ", 'He "went. ', "He (went. ", "word " * 14 + "\n", "Mr. "],
)  # fmt: skip
@pytest.mark.timeout(60)  # it would take minutes if it were quadratic
def test_any_text_is_split_in_time(unit: str) -> None:
    text = (unit * 100_000)[:100_000]
    assert_covers(text, split_sentences(text))
