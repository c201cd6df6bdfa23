"""Cases of who said what: questions made of news sentences that acknowledge, confirm or deny.

"Who claimed the strike?" asks for whoever acknowledged it, and not for what "claimed the lives"
of anybody. Sets of questions on encyclopaedias have next to none of these, and the questions
written by hand have a few dozen; so these are made by rule, from verbs that mean the like.
"""

import random
import re
from collections.abc import Iterator, Sequence

from training.data import Case, Windows, texts_of, without_answer

_GROUPS: dict[str, tuple[str, ...]] = {
    "own": ("claimed", "acknowledged", "admitted", "took responsibility for"),
    "own that": ("claimed", "acknowledged", "admitted", "conceded"),
    "confirm": ("confirmed", "acknowledged", "verified"),
    "deny": ("denied", "rejected", "disputed"),
}
_GROUP_OF = {
    "claimed responsibility for": "own",
    "took responsibility for": "own",
    "claimed credit for": "own",
    "took credit for": "own",
    "claimed": "own that",
    "acknowledged": "own",
    "admitted": "own",
    "admitted to": "own",
    "conceded": "own that",
    "confirmed": "confirm",
    "denied": "deny",
    "rejected": "deny",
    "disputed": "deny",
}
_OPPOSITE = {"own": "deny", "own that": "deny", "confirm": "deny", "deny": "own"}
_SAID = re.compile(
    r"(?<!\bbe )(?<!\bwas )(?<!\bwere )(?<!\bbeen )(?<!\bbeing )(?<!\bis )\b("
    + "|".join(sorted(_GROUP_OF, key=len, reverse=True))
    + r") "
    r"((?:the|a|an|his|her|their|its|that|any|having|being) [^,.;:—–“”\"()?!]{6,90})"
)
_OWNING = re.compile(
    r"\b(?:claim(?:ed|ing|s)? (?:responsibility|credit)|took responsibility|acknowledged"
    r"|admitted)\b(.*)"
)
_NOBODY = re.compile(
    r"\b(?:no (?:one|group|organi[sz]ation)|nobody|neither)\b.*\b(?:claim|responsib|credit)"
    r"|\bno (?:immediate )?claims?\b"
    r"|\b(?:not|n.t) (?:\w+ )?(?:say|specify|identify|name|claim|disclose)\b"
    r".*\b(?:who|responsib|entity)"
    r"|\bunclear who\b"
)
_ENDS = re.compile(r" (?:and|but|who|which|after|while|because|when|as|although|saying|adding)\b.*")
_EVENT = re.compile(
    r"\b(attack|strike|air ?strike|bombing|blast|explosion|shooting|raid|killing|ambush|assault"
    r"|hack|leak|fire|crash|cyberattack|drone strike|stabbing|kidnapping)\b"
)
_OWNED = re.compile(
    r"claim|acknowledg|admit|conced|confirm|den(?:y|ied)|responsib|credit|blam|behind|accus|said"
)
_LONGEST = 12
_TOKENS = 170


def attribution_cases(articles: Sequence[str], windows: Windows, rng: random.Random) -> list[Case]:
    """Make cases of articles' texts, one of four on an event that nobody is said to own up to.

    Args:
        articles: their texts.
        windows: cuts passages.
        rng: draws.
    """
    asked: list[Case] = []
    silent: list[Case] = []
    for text in articles:
        sentences = texts_of(text)
        for i, sentence in enumerate(sentences):
            asked += _asked(sentences, i, sentence, windows, rng)
            asked += _owned(sentences, i, windows, rng)
            silent += _silent(sentences, i, sentence, windows, rng)
    return asked + rng.sample(silent, min(len(asked) // 3, len(silent)))


def _asked(
    sentences: Sequence[str], at: int, sentence: str, windows: Windows, rng: random.Random
) -> Iterator[Case]:
    found = _SAID.search(sentence)
    if not found:
        return
    group, what = _GROUP_OF[found[1]], _ENDS.sub("", found[2]).strip()
    if not 3 <= len(what.split()) <= _LONGEST:
        return
    if what.startswith("that ") and group != "own":
        return
    if what.startswith("that "):
        group = "own that"
    if found[1] == "claimed" and not what.startswith("that "):
        return  # it claims lives, victories and titles
    whole = Case(
        f"who {rng.choice(_GROUPS[group])} {what}?", tuple(sentences), (at,), "attribution"
    )
    case = windows.cut(whole, _TOKENS)
    yield case
    if rng.random() < 0.4:
        other = rng.choice(_GROUPS[_OPPOSITE[group]])
        yield Case(f"who {other} {what}?", case.sentences, (), "attribution")
    left = without_answer(case)
    if left and rng.random() < 0.3:
        yield left


def _owned(
    sentences: Sequence[str], at: int, windows: Windows, rng: random.Random
) -> Iterator[Case]:
    """Ask who claimed an event that somebody owns up to, or that nobody is said to."""
    owning, nobody = _OWNING.search(sentences[at]), _NOBODY.search(sentences[at])
    event = _EVENT.search(owning[1]) if owning else None
    if nobody:
        event = _EVENT.search(sentences[at]) or _EVENT.search(sentences[max(0, at - 1)])
    if not event:
        return
    for verb in rng.sample(_GROUPS["own"], 2):
        whole = Case(f"who {verb} the {event[1]}?", tuple(sentences), (at,), "attribution")
        yield windows.cut(whole, _TOKENS)


def _silent(
    sentences: Sequence[str], at: int, sentence: str, windows: Windows, rng: random.Random
) -> Iterator[Case]:
    found = _EVENT.search(sentence)
    if not found:
        return
    verb = rng.choice(_GROUPS[rng.choice(("own", "own", "deny"))])
    whole = Case(f"who {verb} the {found[1]}?", tuple(sentences), (at,), "attribution")
    case = windows.cut(whole, _TOKENS)
    if not _OWNED.search(" ".join(case.sentences).replace("claimed the li", "")):
        yield Case(case.question, case.sentences, (), "attribution")
