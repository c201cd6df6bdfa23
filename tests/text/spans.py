"""Any text, and the sentences that must cover it."""

from collections.abc import Sequence

from hypothesis import strategies as st

from assistant.text.sentences import Sentence

texts = st.text(max_size=400) | st.text(
    alphabet=st.sampled_from("aB é.!?…。” \n\r\t\u2028\u3000ﷺ가1,;\u0301"), max_size=600
)


def count_words(texts: Sequence[str]) -> list[int]:
    return [len(text.split()) for text in texts]


def assert_covers(text: str, sentences: Sequence[Sentence]) -> None:
    """All text but white space stands in the sentences, in order, without overlap."""
    position = 0
    for sentence in sentences:
        assert not text[position : sentence.start].strip()
        quote = text[sentence.start : sentence.end]
        assert quote
        assert quote == quote.strip()
        position = sentence.end
    assert not text[position:].strip()
