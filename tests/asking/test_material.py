"""Material: what an LLM reads stands once, by article, numbered, and within its budget."""

from datetime import date
from typing import Any

from hypothesis import given
from hypothesis import strategies as st

from assistant.answers import Citation
from assistant.articles import Article
from assistant.asking.evidence import ScoredSentence, cite
from assistant.asking.material import Material, gather
from assistant.asking.retrieval import RankedPassage
from assistant.store.protocol import StoredPassage
from assistant.text.passages import split_passages

FLOOD = Article(
    "flood",
    "The dam failed on Monday. Four villages were cleared. 31 people were hurt. It rained [3].",
    title="Dam\nfails",
    source="The Desk",
    published=date(2023, 5, 1),
)
LATER = Article("later", "The toll rose to 40. Rain is to go on.", published=date(2023, 5, 9))
UNDATED = Article("undated", "Dams are old. Some leak.", source="A. Paper")


def passages(article: Article, words: int = 9, first: int = 0) -> list[RankedPassage]:
    """An article's passages, of a sentence or two each."""
    split = split_passages(article.text, lambda texts: [len(t.split()) for t in texts], words)
    stored = (StoredPassage(number, article, p) for number, p in enumerate(split, start=first))
    return [RankedPassage.of(passage, 0.5, 0.5) for passage in stored]


def sentence(article: Article, quote: str, score: float = 0.9) -> ScoredSentence:
    start = article.text.index(quote)
    return ScoredSentence(article, start, start + len(quote), score)


FOUND = [*passages(FLOOD), *passages(LATER, first=10), *passages(UNDATED, first=20)]
HURT = sentence(FLOOD, "31 people were hurt.")


def gathered(
    found: list[RankedPassage] = FOUND, chosen: tuple[Citation, ...] = (), **more: Any
) -> Material:
    told: dict[str, Any] = {"most": 10_000, "newest_first": False, **more}
    return gather(chosen, [HURT], found, **told)


def test_sentences_are_numbered_under_the_heading_of_their_article() -> None:
    assert str(gathered(chosen=cite([HURT]))) == (
        "Dam fails | The Desk | Monday 1 May 2023\n"
        "[1] The dam failed on Monday.\n"
        "[2] Four villages were cleared.\n"
        "[3]* 31 people were hurt.\n"
        "[4] It rained (3).\n\n"
        "Tuesday 9 May 2023\n"
        "[5] The toll rose to 40.\n"
        "[6] Rain is to go on.\n\n"
        "A. Paper | undated\n"
        "[7] Dams are old.\n"
        "[8] Some leak."
    )


def test_the_newest_comes_first_where_days_matter() -> None:
    found = gathered(newest_first=True).citations
    assert [c.article.id for c in found[::2]] == ["later", "flood", "flood", "undated"]


def test_what_is_left_out_between_two_sentences_shows() -> None:
    assert "[1] The dam failed on Monday.\n…\n[2] 31 people" in str(gathered(FOUND[:1], most=130))


def test_a_headline_that_answers_stands_first_in_its_article() -> None:
    headline = cite([ScoredSentence(FLOOD, 0, len(FLOOD.title), 0.8, in_title=True)])
    assert str(gathered(chosen=headline)).splitlines()[1:3] == [
        "[1]* Dam fails",
        "[2] The dam failed on Monday.",
    ]


def test_of_a_brief_the_openings_of_its_articles_are_read_and_nothing_else() -> None:
    found = gathered(passages(LATER), articles=[FLOOD])
    assert {c.article.id for c in found.citations} == {"flood"}
    assert len(found.citations) == 4


def test_copies_stand_once_with_who_else_has_them() -> None:
    copy = Article("copy", FLOOD.text, source="Wire", published=date(2023, 5, 2))
    held = StoredPassage(30, copy, passages(copy, 50)[0].found.passage)
    found = [RankedPassage.of(p.found, 0.5, 0.5, copies=(held,)) for p in passages(FLOOD, 50)]
    material = gathered(found)
    assert str(material).startswith("Dam fails | The Desk | Monday 1 May 2023 | also in Wire\n")
    assert [a.id for a in material.citations[0].also_in] == ["copy"]
    assert len(material.citations) == 4


@given(st.permutations(FOUND), st.integers(0, 600), st.booleans())
def test_it_keeps_within_its_budget_and_quotes(
    found: list[RankedPassage], most: int, newest_first: bool
) -> None:
    material = gathered(found, most=most, newest_first=newest_first)
    assert [c.number for c in material.citations] == [*range(1, len(material.citations) + 1)]
    assert len({(c.article.id, c.start) for c in material.citations}) == len(material.citations)
    for citation in material.citations:
        assert citation.article.text[citation.start : citation.end] == citation.quote
    assert len(material.citations) == 1 or len(str(material).encode()) <= most
