"""Cases of yes and no: questions made of news sentences by turning subject and verb.

"Was anyone hurt in the rocket attack?" is answered by "the attack did not result in injuries" and
not by the injuries of another attack. The sets of questions have few of these, so they are made by
rule: a sentence becomes the question whether it is so, and where a detail of the question gives way
to another one's, or the sentence is taken out, nothing answers.
"""

import random
import re
from collections.abc import Iterator, Sequence

from training.data import Case, Windows, other_questions, texts_of, without_answer

_STATED = re.compile(
    r"^((?:[A-Z][\w.’'-]*|[a-z][\w’'-]*|\$?\d[\d,.]*)(?: [\w.’'$%-]+){0,5}?) "
    r"(was|were|is|are|has|have|had|will|can|could|would|did not|didn.t|does not|do not) "
    r"([^,;:—–“”\"()?!]{8,90})"
)
_VAGUE = re.compile(
    r"^(?:he|she|it|they|we|i|you|this|that|these|those|there|who|which|what|and|but|if|when|as|so"
    r"|where|here|while|after|before|because|although|though|since|both|many|some|most|others?"
    r"|also)\b"
    r"|\b(?:said|says|told|announced|being|he|she|it|they|which|who)$"
    r"|\b(?:said|says|told|announced) ",
    re.IGNORECASE,
)
_CLAUSE = re.compile(
    r" (?:and|but|who|which|that|after|before|while|because|when|as|although|saying|according|where"
    r"|since|so)\b.*|\.$"
)
_NEGATION = re.compile(r"^(?:not|n.t|never|no longer) ")
_ARTICLE = re.compile(
    r"^(?:The|A|An|His|Her|Their|Its|Our|All|No|Two|Three|Four|Five|Officials|Police)\b"
)

_UNHARMED = re.compile(
    r"\b(?:no (?:one|body)\b.{0,25}\b(?:hurt|injured|killed|harmed|wounded)"
    r"|no (?:\w+ ){0,3}(?:injuries|casualties|deaths|fatalities)\b"
    r"|(?:not|n.t) (?:result in|cause|report|have) (?:any )?"
    r"(?:\w+ ){0,2}(?:injuries|casualties|deaths)"
    r"|without (?:injury|injuries|casualties))",
    re.IGNORECASE,
)
_HARMED = re.compile(r"\b(?:injured|hurt|wounded|killed|injuries|casualties|dead|died)\b")
_EVENT = re.compile(
    r"\b(?:in|after|from|during|by) ((?:the|a|an) (?:[\w’'-]+ ){0,3}"
    r"(?:attacks?|strikes?|crash|fire|explosion|shooting|blast|bombing|storm|earthquake|collapse"
    r"|derailment|tornado|wildfire|hurricane|accident|stabbing|raid|protests?)"
    r"(?: (?:in|at|on|near) (?:[a-z]+ ){0,2}[A-Z][\w’'-]+(?: [A-Z][\w’'-]+)?)?)"
)
_EVENT_ALONE = re.compile(
    r"\b(?:the|a|an) ((?:[\w’'-]+ ){0,2}"
    r"(?:attack|strike|crash|fire|explosion|shooting|blast|bombing|storm|earthquake|collapse"
    r"|derailment|tornado|wildfire|hurricane|accident|stabbing|raid))\b"
)
_LONGEST = 14
_TOKENS = 170


def yes_no_cases(articles: Sequence[str], windows: Windows, rng: random.Random) -> list[Case]:
    """Make cases of articles' texts, about three of ten without an answer.

    Args:
        articles: their texts.
        windows: cuts passages.
        rng: draws.
    """
    turned: list[Case] = []
    harmed: list[Case] = []
    for text in articles:
        sentences = texts_of(text)
        stated = [q for i, s in enumerate(sentences) for q in _turned(sentences, i, s)]
        turned += rng.sample(stated, min(2, len(stated)))
        harmed += [case for i in range(len(sentences)) for case in _harm(sentences, i)]
    whole = turned + harmed
    ask_else = other_questions(whole, rng)
    events = [found[0] for case in harmed if (found := _EVENT_ASKED.search(case.question))]
    made = []
    for case in whole:
        cut = windows.cut(case, _TOKENS)
        made.append(cut)
        chance = rng.random()
        if chance < 0.35:
            made += filter(None, [ask_else(cut)])
        elif chance < 0.5:
            made += filter(None, [without_answer(cut)])
    for case in harmed:
        made += _other_event(windows.cut(case, _TOKENS), rng.choice(events))
    return made


_EVENT_ASKED = re.compile(r"(?<= in ).+(?=\?$)")


def _turned(sentences: Sequence[str], at: int, sentence: str) -> Iterator[Case]:
    """Turn a sentence of a plain subject and verb into the question whether it is so."""
    found = _STATED.match(sentence)
    if not found or _VAGUE.match(found[1]) or len(found[1]) < 4:
        return
    subject, verb, rest = found[1], found[2], _CLAUSE.sub("", found[3]).strip()
    if verb in ("did not", "does not", "do not") or verb.startswith("didn"):
        verb = verb.split()[0].removesuffix("n't").removesuffix("n’t")
    rest = _NEGATION.sub("", rest)
    if not 3 <= len(rest.split()) <= _LONGEST:
        return
    if _ARTICLE.match(subject):
        subject = subject[0].lower() + subject[1:]
    subject = re.sub(r"^no (?=\w)", "any ", subject).replace("any one", "anyone")
    yield Case(f"{verb.capitalize()} {subject} {rest}?", tuple(sentences), (at,), "yes-no")


def _harm(sentences: Sequence[str], at: int) -> Iterator[Case]:
    """Ask whether anyone was hurt in what a sentence tells of, be it so or not."""
    sentence = sentences[at]
    spared = _UNHARMED.search(sentence)
    if not (spared or _HARMED.search(sentence)):
        return
    event = _EVENT.search(sentence)
    named = event[1] if event else None
    if spared and not named:
        near = _EVENT_ALONE.search(sentence) or _EVENT_ALONE.search(sentences[max(0, at - 1)])
        named = f"the {near[1]}" if near else None
    if not named:
        return
    named = re.sub(r"^an? ", "the ", named)
    harms = ["hurt", "injured"]
    if spared and not re.search("injur|hurt", sentence):
        harms = ["killed", "hurt"]
    elif re.search("killed|dead", sentence):
        harms = ["killed", "hurt"] if spared else ["killed"]
    for harm in harms:
        yield Case(f"was anyone {harm} in {named}?", tuple(sentences), (at,), "yes-no")


def _other_event(case: Case, other: str) -> Iterator[Case]:
    """Ask of another event than the one that the passage tells of."""
    last = other.rsplit(maxsplit=1)[-1].lower()
    if last not in " ".join(case.sentences).lower():
        question = _EVENT_ASKED.sub(lambda _: other, case.question)
        yield Case(question, case.sentences, (), "yes-no")
