"""Articles: what is collected, each with its text exactly as it was read."""

import hashlib
import json
from dataclasses import dataclass, field
from datetime import date
from enum import StrEnum
from functools import cached_property
from urllib.parse import urlsplit

from assistant.errors import ArticleError


class OriginKind(StrEnum):
    """What an article was read from."""

    FILE = "file"
    RECORD = "record"
    URL = "url"
    DIRECT = "direct"


@dataclass(frozen=True, slots=True)
class Origin:
    """Where an article was read from.

    Args:
        kind: a whole file, a record in a file, a URL, or direct: a program passed it on, or
            it was stored before origins were kept.
        place: the file's path within the root, with `:` and the number of the line or item
            for a record; the URL; empty for direct.
        root: the folder that was read, as an absolute path; empty for URL and direct.

    Raises:
        ArticleError: the place or the root holds a lone surrogate.
    """

    kind: OriginKind = OriginKind.DIRECT
    place: str = ""
    root: str = ""

    def __post_init__(self) -> None:
        for name in ("place", "root"):
            _require_utf8(f"the origin's {name}", getattr(self, name))


@dataclass(frozen=True)
class Article:
    """One article, its text exactly as it was read.

    Args:
        id: names the article in the store; one id, one article.
        text: the whole text; never altered.
        title: the headline; empty when unknown.
        url: where it was published; empty when unknown.
        source: the outlet as its metadata names it; empty when unknown.
        author: who wrote it; several names are joined by commas.
        published: the day it was published; None when unknown.
        origin: where it was read from; not a part of its content.

    Raises:
        ArticleError: the id or the text is empty, or a field holds a lone surrogate,
            which no UTF-8 store can keep.
    """

    id: str
    text: str
    title: str = ""
    url: str = ""
    source: str = ""
    author: str = ""
    published: date | None = None
    origin: Origin = field(default_factory=Origin)

    def __post_init__(self) -> None:
        if not self.id.strip():
            raise ArticleError("an article has no id; give it one")
        if not self.text.strip():
            raise ArticleError(f"article {self.id!r} has no text; give it some or leave it out")
        for name in ("id", "text", "title", "url", "source", "author"):
            _require_utf8(name, getattr(self, name))

    @property
    def outlet(self) -> str:
        """The source if it is named, else the host of the URL, else empty."""
        return self.source or _host(self.url)

    @cached_property
    def hash(self) -> str:
        """SHA-256 over all fields but the origin: equal hashes, equal content."""
        published = self.published.isoformat() if self.published else None
        fields = [
            self.id,
            self.text,
            self.title,
            self.url,
            self.source,
            self.author,
            published,
        ]
        return hashlib.sha256(json.dumps(fields).encode()).hexdigest()


def _host(url: str) -> str:
    try:
        return (urlsplit(url).hostname or "").removeprefix("www.")
    except ValueError:  # such as an IPv6 address that is not closed
        return ""


def _require_utf8(name: str, value: str) -> None:
    try:
        value.encode()
    except UnicodeEncodeError as error:
        raise ArticleError(
            f"{name} holds the lone surrogate {value[error.start]!r} at character "
            f"{error.start}; save the source as UTF-8"
        ) from None
