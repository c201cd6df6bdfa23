"""Windows: passages of an article side by side are read together, and nothing is lost."""

from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from assistant import Article
from assistant.asking.retrieval import RankedPassage
from assistant.asking.windows import WINDOW_CHARS, Places, about_line, as_read, windows_of
from assistant.models.scoring import Window
from assistant.store.protocol import StoredPassage
from assistant.text.passages import Passage, split_passages

TEXT = " ".join(f"Sentence number {i} says something about the flood." for i in range(60))
ARTICLE = Article("flood", TEXT, title="Flood in the north", published=date(2023, 12, 3))


def ranked(article: Article) -> list[RankedPassage]:
    passages = split_passages(article.text, lambda texts: [len(t.split()) for t in texts], 40)
    return [found(number, article, passage) for number, passage in enumerate(passages)]


def found(number: int, article: Article, passage: Passage) -> RankedPassage:
    return RankedPassage.of(StoredPassage(number, article, passage), 0.5, 0.5)


def read_as(window: Places) -> Window:
    return as_read(window[0].article, [place.sentence for place in window])


PASSAGES = ranked(ARTICLE)
OTHER = ranked(Article("storm", "A storm came. It went. Nobody was hurt."))


@given(st.lists(st.sampled_from([*PASSAGES, *OTHER]), unique_by=id))
def test_every_sentence_is_read_once(passages: list[RankedPassage]) -> None:
    expected = {(p.found.article.id, s) for p in passages for s in p.found.passage.sentences}
    read = [(place.article.id, place.sentence) for w in windows_of(passages) for place in w]
    assert len(read) == len(set(read))
    assert set(read) == expected


@given(st.lists(st.sampled_from(PASSAGES), unique_by=id, min_size=1))
def test_a_window_is_one_stretch_of_bounded_size(passages: list[RankedPassage]) -> None:
    for window in windows_of(passages):
        first, last = window[0].sentence, window[-1].sentence
        assert [p.sentence for p in window] == sorted(p.sentence for p in window)
        assert last.end - first.start <= WINDOW_CHARS * 1.2


def test_neighbours_are_read_together() -> None:
    first, second, third, *_ = PASSAGES
    assert len(windows_of([third, first])) == 2
    [together] = windows_of([second, first])
    assert len(together) == len(first.found.passage.sentences + second.found.passage.sentences)


def test_the_reader_is_told_what_a_window_is_about() -> None:
    first, *_, last = PASSAGES
    [opening], [ending] = windows_of([first]), windows_of([last])
    assert read_as(opening).about == "Flood in the north | 3 December 2023"
    lead = "Sentence number 0 says something about the flood."
    assert read_as(ending).about == f"Flood in the north | 3 December 2023 | {lead}"
    assert read_as(ending).sentences[-1] == "Sentence number 59 says something about the flood."


def test_what_is_not_known_is_not_told() -> None:
    assert about_line("", None, "") == ""
    assert about_line(" A  title ", None, "") == "A title"
