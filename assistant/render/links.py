"""Links to articles: addresses that a page may link to, at the sentence that is cited."""

import re
from urllib.parse import quote, urlsplit

from assistant.articles import Article
from assistant.render.lines import one_line

# A quote longer than this is found on its page by its first and last words: a browser
# looks for the whole of a shorter one.
_FRAGMENT_CHARS = 300
_FRAGMENT_WORDS = 6


def article_url(article: Article, sentence: str = "") -> str:
    """Return the address of an article, if it is one that a page may link to.

    Args:
        article: any article.
        sentence: words of the article that a browser is asked to scroll to.

    Returns:
        An http or https address, or an empty string.
    """
    url = article.url.strip()
    try:
        parts = urlsplit(url)
        usable = parts.scheme in ("http", "https") and bool(parts.hostname)
    except ValueError:
        usable = False
    if not usable or re.search(r"[\s\x00-\x1f\x7f-\x9f\\]", url):
        return ""
    if not sentence.strip():
        return url
    return f"{url}{'' if '#' in url else '#'}:~:text={_text_fragment(sentence)}"


def _text_fragment(sentence: str) -> str:
    words = one_line(sentence).split()
    if len(sentence) <= _FRAGMENT_CHARS or len(words) <= 2 * _FRAGMENT_WORDS:
        return _encoded(" ".join(words))
    start, end = words[:_FRAGMENT_WORDS], words[-_FRAGMENT_WORDS:]
    return f"{_encoded(' '.join(start))},{_encoded(' '.join(end))}"


def _encoded(text: str) -> str:
    # A bare hyphen would end the words to look for.
    return quote(text, safe="").replace("-", "%2D")
