"""Articles: what is collected, each with its text exactly as it was read."""

import hashlib
import json
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from urllib.parse import urlsplit

from assistant.errors import ArticleError


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
        """SHA-256 over all fields: equal hashes, equal articles."""
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
