"""Files and folders become articles; what is wrong with one is said, and the rest goes on."""

import gzip
import json
import os
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from assistant.articles import Article, Origin, OriginKind
from assistant.errors import SourceError
from assistant.sources import files
from assistant.sources.base import Failure
from assistant.sources.files import expand, read_articles


def results(path: Path) -> list[Article | Failure]:
    return [reading.result for reading in read_articles(expand(path))]


def only_article(path: Path) -> Article:
    [result] = results(path)
    assert isinstance(result, Article), result
    return result


def only_failure(path: Path) -> Failure:
    [result] = results(path)
    assert isinstance(result, Failure), result
    return result


def write(path: Path, text: str) -> Path:
    path.write_bytes(text.encode())
    return path


def test_text_is_stored_as_it_was_read(tmp_path: Path) -> None:
    text = "Baghdad, Iraq: A dateline stays.\r\n\r\nSo do line ends.  \n"
    article = only_article(write(tmp_path / "dibis-strike.txt", text))
    assert article.text == text
    assert (article.title, article.published, article.source) == (
        "dibis-strike",
        None,
        "",
    )


def test_markdown_has_front_matter(tmp_path: Path) -> None:
    text = (
        "---\ntitle: 'Strike: what is known'\nurl: https://example.org/a\nsource: The Paper\n"
        "author: A. Writer\npublished: 2023-12-03\ntags: [x]\n---\n# Heading\n\nBody.\n"
    )
    article = only_article(write(tmp_path / "a.md", text))
    assert article.text == "# Heading\n\nBody.\n"
    assert article.title == "Strike: what is known"
    assert (article.source, article.author) == ("The Paper", "A. Writer")
    assert article.published == date(2023, 12, 3)


def test_markdown_without_front_matter_is_all_text(tmp_path: Path) -> None:
    article = only_article(write(tmp_path / "a.md", "Text.\n---\nMore.\n"))
    assert article.text == "Text.\n---\nMore.\n"


RECORD: dict[str, Any] = {
    "id": "a1",
    "title": "Title",
    "url": "https://example.org/1",
    "authors": ["A", "B"],
    "published": "2023/09/15",
    "text": "Body.",
}


@pytest.mark.parametrize("name", ["a.json", "a.json.gz", "a.jsonl", "a.jsonl.gz", "A.JSONL"])
def test_json_in_all_its_forms(tmp_path: Path, name: str) -> None:
    data = json.dumps(RECORD).encode()
    path = tmp_path / name
    path.write_bytes(gzip.compress(data) if name.endswith(".gz") else data)
    article = only_article(path)
    assert article == Article(
        "a1",
        "Body.",
        title="Title",
        url="https://example.org/1",
        author="A, B",
        published=date(2023, 9, 15),
        origin=article.origin,
    )
    assert article.origin.kind is OriginKind.RECORD


def test_a_json_list_gives_each_item(tmp_path: Path) -> None:
    path = write(tmp_path / "a.json", json.dumps([RECORD, 3, {**RECORD, "id": "a2"}]))
    first, second, third = results(path)
    assert isinstance(first, Article)
    assert isinstance(second, Failure)
    assert second.name.endswith("item 2")
    assert isinstance(third, Article)


def test_a_record_without_id_is_named_by_its_url_or_its_text(tmp_path: Path) -> None:
    unnamed = {"text": "Body."}
    lines = [json.dumps(r) for r in ({**unnamed, "url": "https://example.org/1"}, unnamed)]
    by_url, by_text = results(write(tmp_path / "a.jsonl", "\n".join(lines)))
    assert isinstance(by_url, Article)
    assert isinstance(by_text, Article)
    assert by_url.id == "https://example.org/1"
    assert by_text.id.startswith("a-")


def test_files_of_one_name_in_two_folders_are_two_articles(tmp_path: Path) -> None:
    for folder in ("one", "two"):
        (tmp_path / folder).mkdir()
        write(tmp_path / folder / "same.txt", "Text.")
    assert len({r.id for r in results(tmp_path) if isinstance(r, Article)}) == 2


def test_a_file_has_one_id_however_it_is_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(tmp_path / "a.txt", "Text.")
    monkeypatch.chdir(tmp_path)
    assert only_article(Path("a.txt")).id == only_article(path).id == only_article(tmp_path).id


@pytest.mark.parametrize(
    ("name", "data", "reason"),
    [
        ("a.txt", b"", "empty"),
        ("a.txt", b" \n\t", "empty"),
        ("a.txt", b"MZ\0\0", "binary"),
        ("a.txt", b"fine\ncaf\xe9", "not UTF-8 (byte 8, line 2)"),
        ("a.txt", b"x" * 200, "larger than 100 bytes"),
        ("a.md", b"---\ntitle: [\n---\nText.", "front matter"),
        ("a.md", b"---\n- a\n---\nText.", "front matter"),
        ("a.md", b"---\ntitle: A\n---\n \n", "no text"),
        ("a.json", b"{", "not valid JSON"),
        ("a.json", b"3", "not an object"),
        ("a.json", b"[" * 5000, "JSON"),
        ("a.json", b'{"id": "1"}', "no text"),
        ("a.json", b'{"text": ["a"]}', "'text' is list"),
        ("a.json", b'{"text": "a", "published": "soon"}', "not a date"),
        ("a.json", b'{"text": "a", "published": "2023-02-30"}', "not a date"),
        ("a.json", b'{"text": "a \\ud800"}', "surrogate"),
        ("a.json.gz", b"not gzip", "cannot be read"),
        ("a.json.gz", gzip.compress(b'{"text": "abc"}', mtime=0)[:-9], "cannot be read"),
        ("a.jsonl", b"\n\n", "empty"),
        ("a.pdf", b"%PDF", "format"),
        ("a", b"text", "format"),
    ],
)
def test_what_cannot_be_read_is_said(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, name: str, data: bytes, reason: str
) -> None:
    monkeypatch.setattr(files, "MAX_ARTICLE_BYTES", 100)
    path = tmp_path / name
    path.write_bytes(data)
    failure = only_failure(path)
    assert reason in failure.reason
    assert str(path) in str(failure)


def test_a_bad_line_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "MAX_ARTICLE_BYTES", 100)
    good = b'{"id": "%d", "text": "Body."}'
    lines = [
        good % 1,
        b"{oops",
        b"x" * 350,
        b'{"id": "3", "text": "\xff"}',
        b"",
        good % 2,
    ]
    path = tmp_path / "a.jsonl"
    path.write_bytes(b"\n".join(lines))
    found = results(path)
    assert [r.id for r in found if isinstance(r, Article)] == ["1", "2"]
    failures = [r for r in found if isinstance(r, Failure)]
    assert [f.line for f in failures] == [2, 3, 4]
    assert str(failures[0]).startswith(f"{path}:2: ")


def test_hidden_files_are_left_out_and_order_is_fixed(tmp_path: Path) -> None:
    for name in ("b.txt", "a.txt", ".hidden.txt"):
        write(tmp_path / name, name)
    (tmp_path / ".git").mkdir()
    write(tmp_path / ".git" / "c.txt", "Text.")
    assert [r.title for r in results(tmp_path) if isinstance(r, Article)] == ["a", "b"]


def test_a_missing_path_is_an_error(tmp_path: Path) -> None:
    with pytest.raises(SourceError, match="no file or folder"):
        expand(tmp_path / "missing")


def test_iterables_are_read_lazily(tmp_path: Path) -> None:
    path = write(tmp_path / "a.txt", "Text.")
    articles = (source for source in (Article("1", "One."), str(path)))
    found = [reading.result for reading in read_articles(expand(articles))]
    assert [r.text for r in found if isinstance(r, Article)] == ["One.", "Text."]


def test_consumed_bytes_end_at_the_size(tmp_path: Path) -> None:
    write(tmp_path / "a.txt", "Text.")
    lines = "".join(json.dumps({"id": str(n), "text": "Body."}) + "\n" for n in range(50))
    (tmp_path / "b.jsonl.gz").write_bytes(gzip.compress(lines.encode()))
    items = expand(tmp_path)
    consumed = [reading.consumed for reading in read_articles(items)]
    assert consumed == sorted(consumed)
    assert consumed[-1] == files.size(items)


@given(
    st.binary(max_size=200),
    st.sampled_from([".txt", ".md", ".json", ".jsonl", ".jsonl.gz"]),
)
def test_any_bytes_give_articles_or_failures(
    tmp_path_factory: pytest.TempPathFactory, data: bytes, suffix: str
) -> None:
    path = tmp_path_factory.getbasetemp() / f"any{suffix}"
    path.write_bytes(data)
    found = results(path)
    assert found
    assert all(isinstance(result, Article | Failure) for result in found)


def test_an_article_says_which_file_or_record_it_is(tmp_path: Path) -> None:
    (tmp_path / "sub").mkdir()
    write(tmp_path / "sub" / "a.txt", "Text.")
    write(tmp_path / "b.jsonl", '{"text": "One."}\n\n{"text": "Two."}\n')
    write(tmp_path / "c.json", '[{"text": "Three."}, {"text": "Four."}]')
    root = str(tmp_path.resolve())
    assert {a.text: a.origin for a in results(tmp_path) if isinstance(a, Article)} == {
        "Text.": Origin(OriginKind.FILE, "sub/a.txt", root),
        "One.": Origin(OriginKind.RECORD, "b.jsonl:1", root),
        "Two.": Origin(OriginKind.RECORD, "b.jsonl:3", root),
        "Three.": Origin(OriginKind.RECORD, "c.json:1", root),
        "Four.": Origin(OriginKind.RECORD, "c.json:2", root),
    }
    alone = only_article(tmp_path / "sub" / "a.txt")
    assert alone.origin == Origin(OriginKind.FILE, "a.txt", str(tmp_path.resolve() / "sub"))
    assert only_article(tmp_path / "sub").hash == alone.hash


def test_a_file_whose_name_is_not_utf_8_has_an_origin(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.txt")
    assert only_article(write(tmp_path / name, "Text.")).origin.place == "caf?.txt"
