"""HTML, made by templates that escape whatever they are given."""

from collections.abc import Sequence
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from assistant.answers import Answer, Citation
from assistant.articles import Article
from assistant.render.lines import one_line
from assistant.render.links import article_url
from assistant.render.marks import cut_at_citations
from assistant.render.parts import DIFFER, NEAREST, answer_parts, article_parts
from assistant.text.wording import day

_TEMPLATES = Environment(
    loader=PackageLoader("assistant.render"),
    autoescape=True,
    undefined=StrictUndefined,
    trim_blocks=True,
    lstrip_blocks=True,
)
_TEMPLATES.filters.update(day=day, thousands="{:,}".format)
_TEMPLATES.globals.update(DIFFER=DIFFER, NEAREST=NEAREST)


def render(template: str, **values: Any) -> str:
    """Fill in a template; every value is escaped.

    Args:
        template: the name of a file in `templates`.
        values: what the template names.
    """
    return _TEMPLATES.get_template(template).render(values)


def to_html(answer: Answer, key: str = "a") -> str:
    """Render an answer as HTML without scripts, styles or anything that loads.

    Args:
        answer: any answer.
        key: letters and digits that name the answer on its page; a citation links to
            `#KEY-NUMBER`, where `article_to_html` with the same key puts its sentence.

    Returns:
        One `<div>`.
    """
    return render("answer.html", answer=answer_parts(answer), key=key)


def article_to_html(
    article: Article,
    citations: Sequence[Citation],
    focus: int | None = None,
    key: str = "a",
) -> str:
    """Render an article as HTML with the cited sentences marked.

    Args:
        article: any article.
        citations: those to mark; they may overlap, and those of other articles are left out.
        focus: the number of the citation to be looked at first.
        key: as for `to_html`.

    Returns:
        One `<article>`; the text of its body is the article's, character for character.
    """
    return render("article.html", **article_values(article, citations, focus, key))


def problem_html(message: str) -> str:
    """Render why something could not be done.

    Args:
        message: one line.
    """
    return render("problem.html", message=message)


def article_values(
    article: Article,
    citations: Sequence[Citation],
    focus: int | None,
    key: str,
    *,
    hint: bool = False,
) -> dict[str, Any]:
    """Return what the template of an article names.

    Args:
        article: as for `article_to_html`, and so are the others.
        citations: those to mark.
        focus: the number of the citation to be looked at first.
        key: the name of the answer.
        hint: whether they answer nothing: then they are found in the text, but not marked.
    """
    own = [c for c in citations if c.article.id == article.id]
    focused = next((c.quote for c in own if c.number == focus), "")
    return {
        "article": article_parts(article),
        "author": one_line(article.author),
        "url": article_url(article, focused),
        "pieces": cut_at_citations(article.text, [c for c in own if not c.in_title]),
        "titles": [c.number for c in own if c.in_title],
        "focus": focus,
        "key": key,
        "hint": hint,
    }
