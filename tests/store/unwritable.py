"""A folder that cannot be written, even by root."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

NOBODY = 65534


@contextmanager
def unwritable(folder: Path) -> Iterator[None]:
    """Keep this process from writing a folder; all above it must be open to everybody."""
    everything = (folder, *folder.rglob("*"))
    for path in everything:
        path.chmod(0o555 if path.is_dir() else 0o444)
    user = os.geteuid()
    if user == 0:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        os.seteuid(user)
        for path in everything:
            if path.is_dir():
                path.chmod(0o755)
