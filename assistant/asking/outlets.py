"""Outlets: whose reports a question asks for, as in "what did Reuters report on the strike?"."""

import re
from collections.abc import Callable, Iterable, Sequence

from assistant.text.words import all_words

_NAME = r"(?:the )?(?P<{}>[^\W_][\w.&-]*(?: [^\W_][\w.&-]*){{0,3}}?)"
_REPORTED = re.compile(
    rf"\b(?:(?:did|does|has) {_NAME.format('asked')} "
    r"(?:report|say|said|write|written|publish)"
    rf"|according to {_NAME.format('told')}(?=[,.?!]|$))",
    re.IGNORECASE,
)


def named_outlet(question: str, outlets: Callable[[], Iterable[str]]) -> str:
    """Return the outlet whose reports a question asks for, empty if it names none.

    Args:
        question: as it was typed.
        outlets: returns those that there are.
    """
    names = [all_words(m["asked"] or m["told"]) for m in _REPORTED.finditer(question)]
    if not names:
        return ""
    return next((o for o in outlets() if any(is_outlet(name, o) for name in names)), "")


def is_outlet(name: Sequence[str], outlet: str) -> bool:
    """Check whether words name an outlet, as "New York Times" names nytimes.com.

    Args:
        name: folded words.
        outlet: as `Article.outlet` has it.
    """
    words = all_words(outlet)
    if len(words) > 1 and "." in outlet and " " not in outlet:
        words = words[:-1]  # of a host, not its country
    joined = "".join(words).removeprefix("the")
    *firsts, last = name or [""]
    short = "".join(word[0] for word in firsts) + last
    return bool(joined) and joined in ("".join(name).removeprefix("the"), short)
