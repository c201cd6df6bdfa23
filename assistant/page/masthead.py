"""The page's head: its name and what the collection holds."""

from assistant.answers import Coverage
from assistant.render.html import render
from assistant.render.lines import collection_line


def masthead_html(coverage: Coverage, adding: bool = False) -> str:
    """Render the page's head.

    Args:
        coverage: of the whole collection.
        adding: whether somebody is adding articles.
    """
    return render("masthead.html", collection=collection_line(coverage), adding=adding)
