"""Mine hard negatives: passages that retrieval brings and the model takes for an answer.

    python -m training.mine --data ../shared/data --store build/news --out build/mined.jsonl

The store holds the articles of `news-qa-2023` (`assistant add`). For each training question
of `news-evidence` the passages of other articles that lack the answer's words are scored by
the present evidence model, and those it falls for most are written.
"""

import argparse
import json
from pathlib import Path

from assistant import Assistant, Settings
from assistant.models import Reader
from training.data import lacks, news_articles, news_questions, texts_of

CANDIDATES = 8
HARDEST = 3


def main() -> None:
    """Mine, and write a line for each question that has hard negatives."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--data", type=Path, default=Path("../shared/data"))
    parser.add_argument("--store", type=Path, required=True)
    parser.add_argument("--out", type=Path, default=Path("build/mined.jsonl"))
    options = parser.parse_args()
    articles = news_articles(options.data)
    kept_apart = {q.article for q in news_questions(options.data, "dev", articles)}
    questions = [q for q in news_questions(options.data, "train", articles) if q.answering]
    reader = Reader()
    with (
        Assistant.open(options.store, settings=Settings()) as assistant,
        options.out.open("w", encoding="utf-8") as out,
    ):
        for number, question in enumerate(questions, start=1):
            found = assistant.search(question.question, CANDIDATES)
            passages = [
                texts_of(document.page_content)
                for document in found
                if document.metadata["article"] not in {*kept_apart, question.article}
                and lacks(question.answer, [document.page_content])
            ]
            scores = [max(row) for row in reader.score(question.question, passages)]
            order = sorted(range(len(passages)), key=lambda i: -scores[i])
            hardest = [passages[i] for i in order[:HARDEST]]
            if hardest:
                line = {"question": question.question, "passages": hardest}
                out.write(f"{json.dumps(line, ensure_ascii=False)}\n")
            if number % 100 == 0:
                print(number, "of", len(questions), flush=True)


if __name__ == "__main__":
    main()
