"""What every source has to do with: what is named, and what comes of reading it."""

import os
from dataclasses import dataclass
from pathlib import Path

from assistant.articles import Article

Source = Article | str | os.PathLike[str]
"""What can be added: an article, or the path of a file or folder."""


@dataclass(frozen=True, slots=True)
class File:
    """A file to read, and the folder that was named: its own, or one above it."""

    path: Path
    root: Path


@dataclass(frozen=True, slots=True)
class Failure:
    """Something that could not be added: the file or article, the line if any, and why."""

    name: str
    reason: str
    line: int | None = None

    def __str__(self) -> str:
        place = f"{self.name}:{self.line}" if self.line else self.name
        return f"{place}: {self.reason}"


@dataclass(frozen=True, slots=True)
class Reading:
    """An article or a failure, and how many bytes of all sources were read so far."""

    result: Article | Failure
    consumed: int
