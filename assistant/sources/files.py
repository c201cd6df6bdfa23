"""Files and folders become articles, or failures that say what is wrong and where."""

import gzip
import json
import os
import re
import zlib
from collections.abc import Iterable, Iterator, Mapping
from datetime import date, datetime
from hashlib import sha256
from io import BufferedIOBase
from pathlib import Path
from typing import Any

import yaml

from assistant.articles import Article, Origin, OriginKind
from assistant.errors import ArticleError, SourceError
from assistant.sources.base import Failure, File, Reading, Source

MAX_ARTICLE_BYTES = 4 * 1024 * 1024
"""The largest text or Markdown file, and the longest line of JSON Lines, that is read."""

MAX_JSON_BYTES = 64 * 1024 * 1024
"""The largest JSON file that is read."""

FORMATS = (".txt", ".md", ".json", ".jsonl")
"""The formats that are read; each also with `.gz` behind it."""

_DATE = re.compile(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})")
_FRONT_MATTER = re.compile(r"---[ \t]*\r?\n(.*?)^---[ \t]*(?:\r?\n|\Z)", re.DOTALL | re.MULTILINE)


def expand(sources: Source | Iterable[Source]) -> Iterable[Article | File]:
    """Turn what a caller names into articles and files; a folder gives the files in it.

    Args:
        sources: one source or an iterable of them. Hidden files are left out.

    Returns:
        A list if it can be known without reading; a lazy iterable for an iterable.

    Raises:
        SourceError: a path does not exist (for an iterable: when it is reached).
    """
    if isinstance(sources, Article):
        return [sources]
    if isinstance(sources, str | os.PathLike):
        return _files(Path(sources))
    if isinstance(sources, list | tuple):
        return [item for source in sources for item in expand(source)]
    return (item for source in sources for item in expand(source))


def size(items: Iterable[Article | File]) -> int | None:
    """Return the bytes there are to read; None when the items are an iterator."""
    if not isinstance(items, list):
        return None
    return sum(i.path.stat().st_size if isinstance(i, File) else len(i.text) for i in items)


def read_articles(items: Iterable[Article | File]) -> Iterator[Reading]:
    """Read articles one by one; what cannot be read becomes a failure and the rest goes on.

    Args:
        items: what `expand` gave.
    """
    before = 0
    for item in items:
        if isinstance(item, Article):
            before += len(item.text)
            yield Reading(item, before)
            continue
        for result, position in _read_file(item):
            yield Reading(result, before + position)
        before += item.path.stat().st_size if item.path.exists() else 0


def _files(path: Path) -> list[Article | File]:
    if path.is_file():
        return [File(path, path.parent)]
    if not path.is_dir():
        raise SourceError(f"there is no file or folder {str(path)!r}; check the path")
    found: list[Path] = []
    for folder, folders, names in os.walk(path):
        # In place: it keeps `os.walk` out of hidden folders.
        folders[:] = [name for name in folders if not name.startswith(".")]
        found += [Path(folder, name) for name in names if not name.startswith(".")]
    return [File(file, path) for file in sorted(found)]


def _read_file(file: File) -> Iterator[tuple[Article | Failure, int]]:
    path = file.path
    suffixes = [suffix.lower() for suffix in path.suffixes[-2:]]
    zipped = suffixes[-1:] == [".gz"]
    kind = suffixes[-2:-1] if zipped else suffixes[-1:]
    name = str(path)
    if not kind or kind[0] not in FORMATS:
        known = ", ".join(FORMATS)
        yield (
            Failure(name, f"its format is not read; use {known}, or these with .gz"),
            0,
        )
        return
    try:
        with path.open("rb") as raw, gzip.open(raw) if zipped else raw as stream:
            if kind[0] == ".jsonl":
                for result in _read_lines(file, stream):
                    yield result, raw.tell()
            else:
                for result in _read_whole(file, kind[0], stream):
                    yield result, raw.tell()
    except (OSError, EOFError, zlib.error) as error:
        yield (
            Failure(name, f"it cannot be read: {getattr(error, 'strerror', None) or error}"),
            0,
        )


def _read_whole(file: File, kind: str, stream: BufferedIOBase) -> Iterator[Article | Failure]:
    limit = MAX_JSON_BYTES if kind == ".json" else MAX_ARTICLE_BYTES
    data = stream.read(limit + 1)
    try:
        if len(data) > limit:
            raise SourceError(f"it is larger than {limit:,} bytes; split it")
        text = _decode(data)
        if not text.strip():
            raise SourceError("it is empty")
        if kind == ".json":
            yield from _read_records(file, _parse_json(text))
        else:
            fields, body = _front_matter(text) if kind == ".md" else ({}, text)
            yield _article({**fields, "text": body}, file)
    except (SourceError, ArticleError) as error:
        yield Failure(str(file.path), str(error))


def _read_records(file: File, value: Any) -> Iterator[Article | Failure]:
    records = value if isinstance(value, list) else [value]
    for number, record in enumerate(records, start=1):
        try:
            yield _article(record, file, number)
        except (SourceError, ArticleError) as error:
            name = f"{file.path} item {number}" if isinstance(value, list) else str(file.path)
            yield Failure(name, str(error))


def _read_lines(file: File, stream: BufferedIOBase) -> Iterator[Article | Failure]:
    number, found = 0, False
    while line := stream.readline(MAX_ARTICLE_BYTES + 1):
        number += 1
        try:
            if len(line) > MAX_ARTICLE_BYTES:
                _skip_line(stream, line)
                raise SourceError(f"the line is longer than {MAX_ARTICLE_BYTES:,} bytes; split it")
            if line.strip():
                found = True
                yield _article(_parse_json(_decode(line)), file, number)
        except (SourceError, ArticleError) as error:
            found = True
            yield Failure(str(file.path), str(error), number)
    if not found:
        yield Failure(str(file.path), "it is empty")


def _skip_line(stream: BufferedIOBase, line: bytes) -> None:
    while line and not line.endswith(b"\n"):
        line = stream.readline(MAX_ARTICLE_BYTES)


def _decode(data: bytes) -> str:
    if b"\0" in data:
        raise SourceError("it is binary, not text")
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = data.count(b"\n", 0, error.start) + 1
        raise SourceError(
            f"it is not UTF-8 (byte {error.start}, line {line}); save it as UTF-8"
        ) from None


def _parse_json(text: str) -> Any:
    try:
        return json.loads(text)
    except RecursionError:
        raise SourceError("it is not usable JSON: nested too deep") from None
    except ValueError as error:
        raise SourceError(f"it is not valid JSON: {error}") from None


def _front_matter(text: str) -> tuple[Mapping[str, Any], str]:
    match = _FRONT_MATTER.match(text)
    if not match:
        return {}, text
    try:
        fields = yaml.safe_load(match[1]) or {}
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        mark = getattr(error, "problem_mark", None)
        place = f" in line {mark.line + 2}" if mark else ""
        raise SourceError(f"its front matter is not valid YAML{place}") from None
    if not isinstance(fields, dict):
        raise SourceError("its front matter is not a list of 'key: value' lines")
    return fields, text[match.end() :]


def _article(record: Any, file: File, number: int | None = None) -> Article:
    """Make an article of a record of a file, or of a whole file where it has no number."""
    if not isinstance(record, dict):
        raise SourceError(f"it holds {type(record).__name__}, not an object with a 'text'")
    path, by_path = file.path, number is None
    text = _string(record, "text")
    url = _string(record, "url")
    title = _string(record, "title")
    return Article(
        id=_string(record, "id")
        or (url if not by_path else "")
        or _derived_id(path, text, by_path),
        text=text,
        title=title or (_stem(path) if by_path else ""),
        url=url,
        source=_string(record, "source"),
        author=_names(record.get("authors")) or _names(record.get("author")),
        published=_day(record.get("published")),
        origin=_origin(file, number),
    )


def _origin(file: File, number: int | None) -> Origin:
    place = _printable(file.path.relative_to(file.root).as_posix())
    root = _printable(str(file.root.resolve()))
    if number is None:
        return Origin(OriginKind.FILE, place, root)
    return Origin(OriginKind.RECORD, f"{place}:{number}", root)


def _printable(name: str) -> str:
    """Replace what is not UTF-8 in a file's name, which no store can keep."""
    return name.encode("utf-8", "replace").decode()


def _derived_id(path: Path, text: str, by_path: bool) -> str:
    """Name an article that has no id: a file by its path, a record by its text."""
    key = str(path.resolve()) if by_path else text
    digest = sha256(key.encode("utf-8", "surrogatepass")).hexdigest()
    return f"{_stem(path)}-{digest[:8]}"


def _stem(path: Path) -> str:
    name = path.name.removesuffix(path.suffix) if path.suffix.lower() == ".gz" else path.name
    return _printable(Path(name).stem)


def _string(record: Mapping[str, Any], key: str) -> str:
    value = record.get(key)
    if value is None:
        return ""
    if isinstance(value, str):
        return value
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    raise SourceError(f"its {key!r} is {type(value).__name__}, not text")


def _names(value: Any) -> str:
    if value is None or isinstance(value, str):
        return value or ""
    if isinstance(value, list) and all(isinstance(name, str) for name in value):
        return ", ".join(value)
    raise SourceError("its author is neither a name nor a list of names")


def _day(value: Any) -> date | None:
    if value is None or value == "":
        return None
    if isinstance(value, datetime):
        return value.date()
    if isinstance(value, date):
        return value
    match = _DATE.match(value.strip()) if isinstance(value, str) else None
    try:
        if match:
            return date(int(match[1]), int(match[2]), int(match[3]))
    except ValueError:
        pass
    raise SourceError(f"its 'published' is {value!r}, not a date such as 2023-12-03; correct it")
