"""The corpus: samples of the real articles, copies of them that are no copies, and questions."""

import gzip
import json
import random
import re
from bisect import bisect_left
from collections.abc import Iterable, Mapping, Sequence
from itertools import accumulate
from pathlib import Path
from typing import Any

Article = dict[str, Any]

EVERY = 6
"""Of how many words one is changed in a copy: about half of the three-word shingles stay, so
that two copies have a Jaccard similarity near .33, below that of near-duplicates (.6)."""

_WORD = re.compile(r"[^\W\d_]+")


def read_articles(data: Path) -> list[Article]:
    """Read the articles of the news quiz, as they were crawled."""
    with gzip.open(data / "news-qa-2023" / "articles.jsonl.gz", "rt", encoding="utf-8") as file:
        return [json.loads(line) for line in file]


def read_questions(data: Path) -> list[dict[str, str]]:
    """Read the questions of the news quiz, each once, in an order of chance."""
    path = data / "news-qa-2023" / "questions.jsonl"
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    distinct = {record["question"]: record["asked"] for record in records}
    questions = [{"question": text, "asked": day} for text, day in distinct.items()]
    random.Random(0).shuffle(questions)  # noqa: S311
    return questions


def sample(articles: Sequence[Article], size: int) -> list[Article]:
    """Take articles at even distances, so that few are like all of them."""
    size = min(size, len(articles))
    return [articles[n * len(articles) // size] for n in range(size)]


def write_lines(path: Path, records: Sequence[Mapping[str, Any]]) -> Path:
    """Write records as JSON Lines, and give the path."""
    text = "".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records)
    path.write_text(text, encoding="utf-8")
    return path


def stretch(articles: Sequence[Article], characters: float) -> list[Article]:
    """Return as many articles as have so many characters of text, and then copies of them."""
    reworder = Reworder(article["text"] for article in articles)
    stretched: list[Article] = []
    totals = list(accumulate(len(article["text"]) for article in articles))
    copy = 0
    while True:
        needed = bisect_left(totals, characters) + 1
        stretched += [copied(article, copy, reworder) for article in articles[:needed]]
        if needed <= len(articles):
            return stretched
        characters -= totals[-1]
        copy += 1


def copied(article: Article, copy: int, reworder: "Reworder") -> Article:
    """Make a copy of an article with an id and words of its own; copy 0 is the article."""
    if not copy:
        return article
    changed = {name: reworder.reword(article[name], copy) for name in ("title", "text")}
    return article | changed | {"id": f"{article['id']}#{copy}"}


class Reworder:
    """Rewords texts with words of the corpus.

    Args:
        texts: where the words come from.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        words = sorted({word for text in texts for word in _WORD.findall(text.lower())})
        self._by_length: dict[int, list[str]] = {}
        for word in words:
            self._by_length.setdefault(len(word), []).append(word)

    def reword(self, text: str, copy: int) -> str:
        """Put another word of the same length in the place of every `EVERY`th one.

        So spans of sentences stay what they were.

        Args:
            text: what to reword.
            copy: another number, other words.
        """
        chance = random.Random(copy)  # noqa: S311
        number = 0

        def instead(match: re.Match[str]) -> str:
            nonlocal number
            number += 1
            word = match.group()
            if number % EVERY:
                return word
            other = chance.choice(self._by_length.get(len(word), [word]))
            cased = other.capitalize() if word[0].isupper() else other
            return cased if len(cased) == len(word) else word  # capitalised, ß has two letters

        return _WORD.sub(instead, text)
