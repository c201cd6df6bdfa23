"""The files that the browser gets."""

from importlib.resources import files


def asset(name: str) -> str:
    """Read a file that the browser gets, such as `page.css`."""
    return (files("assistant") / "page" / name).read_text(encoding="utf-8")
