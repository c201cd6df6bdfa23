"""Kinds: what a question is taken for; where that is unsure, for one that asks for a fact."""

from collections.abc import Mapping

from assistant.answers import Kind
from assistant.asking.collection import About
from assistant.models.classifier import Classifier

SURE = 0.45
"""How likely a kind must be that is no question to the news, for a text to be taken for it."""


def kind_of(text: str, model: Classifier) -> tuple[Kind, About | None]:
    """Return what a question is taken for and, of one about the collection, what it asks for.

    Args:
        text: as it was asked.
        model: says how likely it is of each kind.
    """
    return decide(model.probabilities(text))


def decide(probabilities: Mapping[str, float]) -> tuple[Kind, About | None]:
    """Choose a kind, and of a question about the collection what it asks for.

    Args:
        probabilities: by a kind's label, or by `collection/` and what is asked for.
    """
    by_kind: dict[Kind, float] = {}
    for label, probability in probabilities.items():
        kind = Kind(label.partition("/")[0])
        by_kind[kind] = by_kind.get(kind, 0.0) + probability
    to_the_news = {kind: share for kind, share in by_kind.items() if kind.asks_the_news}
    others = {kind: share for kind, share in by_kind.items() if kind not in to_the_news}
    is_sure = others and (max(others.values()) >= SURE or not any(to_the_news.values()))
    among = others if is_sure else to_the_news
    kind = max(among, key=lambda kind: among[kind])
    if kind is not Kind.COLLECTION:
        return kind, None
    asked = {label: p for label, p in probabilities.items() if label.startswith(f"{kind}/")}
    return kind, About(max(asked, key=lambda label: asked[label]).partition("/")[2])
