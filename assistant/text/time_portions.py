"""What weeks, months and years have: weekdays, holidays, quarters, a first week, an early part.

Some of it is never said alone: "the first week" is one of a month or a year.
"""

import re
from collections.abc import Sequence
from datetime import date

from assistant.text.almanac import (
    HOLIDAYS,
    fraction,
    holiday,
    nth_weekday,
    numbered,
    numbered_week,
    ramadan,
    season,
)
from assistant.text.periods import DAY, Period, moved, unit
from assistant.text.time_names import AFTER_A_WEEKDAY, Match, Name, by_today, written_out
from assistant.text.time_parts import Part, Time, each, written
from assistant.text.time_words import TH, UNIT, WEEKDAY, unit_name, weekday_of

# "Last week" is one by itself; "the last week" is one of something only before the like of "of".
_NTH = rf"(?P<nth>\d{{1,2}}{TH}(?:[\s-]to[\s-]last)?|penultimate|(?P<back>last|final))"
_OF_NTH = r"(?(back)(?=\s+(?:of|in|this|next)\b))"
_WEEK = r"(?:(?:week|wk)\s+(?:no\.?\s*)?|(?:(?P<year>(?:19|20)\d\d)-?)?w(?=\d\d))(?P<number>\d\d?)"
_HOLIDAY = rf"(?P<holiday>{'|'.join(HOLIDAYS)})"

_A_WEEK, _A_MONTH, _MONTHS = 7, 31, 12

# Which days of a week or of a month, and which months of a year, from and up to.
_DAYS_OF_WEEK = {"early": (0, 3), "mid": (1, 5), "late": (3, 7)}
_DAYS_OF_MONTH = {"early": (0, 15), "mid": (10, 20), "late": (15, 31)}
_MONTHS_OF_YEAR = {"early": (0, 6), "mid": (4, 8), "late": (6, 12)}
_STAGES = {"beginning": "early", "start": "early", "middle": "mid", "end": "late"}

_BEFORE_A_WEEKDAY = re.compile(
    r"\b(?:on|since|until|till?|by|before|after|from|between|to|and|or|through|of|"
    r"this|last|next|past|previous|coming|upcoming|following)\s+$|[-,(]\s*$"
)
_BEFORE_A_SEASON = re.compile(
    r"(?:^|\b(?:the|this|last|next|in|since|by|of|early|late|and|to)\s+)$"
)
_YEAR_BEFORE = re.compile(r"\d{4}\s+$")
_NO_WEEKDAY_AFTER = re.compile(
    r"\b(?:black|bloody|good|easter|super|ash|cyber|every|each|any|other)\s+$"
)
_NO_WEEKDAY_BEFORE = re.compile(r"\s+(?:times|mirror|telegraph|post|mail|night football)\b")


def _nth(words: str) -> int:
    """Return the number that `_NTH` matched, from 1, or from -1 for the last."""
    if not words[0].isdigit():
        return -2 if words == "penultimate" else -1
    number = int(re.split(r"(?<=\d)\D", words)[0])
    return -number if words.endswith("last") else number


def _weekday(match: Match, _now: date) -> Time | None:
    """Read "Monday", not "Black Friday"."""
    text, start = match.string, match.start()
    if _NO_WEEKDAY_AFTER.search(text[:start]) or _NO_WEEKDAY_BEFORE.match(text, match.end()):
        return None
    return written(weekday=weekday_of(match["weekday"]))


def _word_or_weekday(match: Match, now: date) -> Time | None:
    """Read "on Sat", not "he sat" and "the Sun"."""
    before = match.string[: match.start()]
    led = not before or _BEFORE_A_WEEKDAY.search(before)
    return _weekday(match, now) if led else None


def _nth_weekday(match: Match, _now: date) -> Part:
    weekday, number = weekday_of(match["weekday"]), _nth(match["nth"])

    def find(whole: Period) -> Period | None:
        first, last = whole.bounds
        start = first if number > 0 else last - 6 * DAY
        day = nth_weekday(start, weekday, number if number > 0 else number + 2)
        return unit("day", day) if whole.days > _A_WEEK and day in whole else None

    return Part(find)


def _nth_weekday_alone(match: Match, now: date) -> Time | None:
    """Read "the second Sunday", of this month."""
    alone = AFTER_A_WEEKDAY.match(match.string, match.end())
    return _nth_weekday(match, now).of(unit("month", now)) if alone else None


def _numbered(match: Match, _now: date) -> Part:
    number, name = _nth(match["nth"]), unit_name(match["unit"])
    count = int(match["count"] or 1)
    return Part(lambda whole: numbered(whole, number, name, count))


def _week(match: Match, _now: date) -> Part:
    number = int(match["number"])

    def find(whole: Period) -> Period | None:
        return numbered_week(whole, number) if whole.days > _A_WEEK and number else None

    return Part(find, "year")


def _week_alone(match: Match, now: date) -> Time | None:
    """Read "week 31", of this year if nothing else is said, and "2018-W31"."""
    return _week(match, now).of(unit("year", date(int(match["year"] or now.year), 1, 1)))


def _quarter_or_half(match: Match, _now: date) -> Time | None:
    """Read "Q1", "1H" and "2016H2"."""
    quarter, half = match["quarter"] or match["quarter_of"], match["half"] or match["half_of"]
    name, number = ("quarter", int(quarter)) if quarter else ("half", int(half))
    part = each("year", lambda first: unit(name, first, number - 1))
    return part.of(unit("year", date(int(match["year"]), 1, 1))) if match["year"] else part


def _fraction(match: Match, _now: date) -> Part:
    """Read "the third quarter", of a year, and "the second half", which may be of a match."""
    parts, every = (4, "year") if match["part"] == "quarter" else (2, "")
    number = int(match["number"] or parts)

    def find(whole: Period) -> Period | None:
        return fraction(whole, parts, number) if number <= parts <= whole.days else None

    return Part(find, every)


def _season(match: Match, _now: date) -> Part | None:
    """Read "summer" and "the fall", not "they fall" and "2022 Winter Olympics"."""
    before, word = match.string[: match.start()], match["season"]
    is_verb = word in {"fall", "spring"} and not _BEFORE_A_SEASON.search(before)
    if is_verb or _YEAR_BEFORE.search(before):
        return None
    return each("year", lambda first: season(match["season"], first.year))


def _holiday(match: Match, _now: date) -> Part:
    return each("year", lambda first: unit("day", holiday(match["holiday"], first.year)))


def _short_holiday(match: Match, _now: date) -> Part:
    """Read "next New Year" and "St. George 2020", which are something else alone."""
    return each("year", lambda first: unit("day", holiday(f"{match['holiday']} day", first.year)))


def _ramadan(_match: Match, _now: date) -> Part:
    return each("year", lambda first: ramadan(first.year))


def _stage(match: Match, _now: date) -> Part:
    return Part(lambda whole: _stage_of(whole, match["stage"]))


def _stage_of(whole: Period, stage: str) -> Period | None:
    """Return the days of "early", "mid" or "late"."""
    first, last = whole.bounds
    if whole.days < _A_WEEK:
        return None
    if whole.days <= _A_MONTH:
        begin, end = (_DAYS_OF_WEEK if whole.days == _A_WEEK else _DAYS_OF_MONTH)[stage]
        return Period(first + begin * DAY, min(first + (end - 1) * DAY, last))
    months = (last.year - first.year) * _MONTHS + last.month - first.month + 1
    begin, end = (edge * months // _MONTHS for edge in _MONTHS_OF_YEAR[stage])
    return Period(moved(first, "month", begin), moved(first, "month", end) - DAY)


def _outer_part(match: Match, _now: date) -> Part:
    """Read "the beginning of", "the middle of" and "the end of", which have an edge, too."""
    word = match["stage"]

    def edge(whole: Period) -> Period:
        first, last = whole.bounds
        middle = fraction(whole, 2, 2).bounds[0] if word == "middle" else first
        return unit("day", last + DAY if word == "end" else middle)

    def find(whole: Period) -> Period | None:
        # Of a year they are a third, while "late" is half of it.
        if whole == unit("year", whole.bounds[0]) and word != "middle":
            return fraction(whole, 3, 3 if word == "end" else 1)
        return _stage_of(whole, _STAGES[word])

    return Part(find, edge=Part(edge))


def _so_far(match: Match, now: date) -> Part:
    """Read "earlier this year" and "later this year"."""
    is_earlier = match["side"] == "earlier"

    def find(whole: Period) -> Period | None:
        half = _stage_of(whole, "early" if is_earlier else "late")
        if not half or now not in whole:
            return half
        if is_earlier:
            return Period(half.first, min(now, half.bounds[1]))
        return Period(max(now, half.bounds[0]), half.last)

    return Part(find)


def _rest(_match: Match, now: date) -> Part:
    def find(whole: Period) -> Period:
        return Period(max(now, whole.bounds[0]), whole.last) if now <= whole.bounds[1] else whole

    return Part(find)


def _up_to_now(_match: Match, now: date) -> Part:
    return Part(lambda whole: Period(whole.first, now) if now in whole else None)


def _around_a_day(match: Match, _now: date) -> Part:
    """Read "the week of" and "the weekend of" a day."""
    name = match["unit"] or "week"
    return Part(lambda whole: unit(name, whole.bounds[0]) if whole.days == 1 else None)


PORTIONS: Sequence[Name] = (
    by_today(rf"(?!(?:sat|sun|wed)\b)(?P<weekday>{WEEKDAY})", _weekday),
    by_today(r"(?P<weekday>(?:sat|sun|wed)\.?)", _word_or_weekday),
    by_today(rf"(?P<nth>[1-5]{TH})\s+(?P<weekday>{WEEKDAY})", _nth_weekday_alone),
    written_out(_HOLIDAY, _holiday),
    written_out(r"(?P<holiday>new year'?s?|(?:st\.?|saint) george'?s?)", _short_holiday, weak=True),
    written_out(r"ramadh?an", _ramadan),
    written_out(
        r"(?P<year>(?:19|20)\d\d)?(?:q(?P<quarter>[1-4])|h(?P<half>[12]))|"
        r"(?:(?P<quarter_of>[1-4])q|(?P<half_of>[12])h)(?=[\s-]?'?(?:19|20)\d\d)",
        _quarter_or_half,
    ),
    written_out(
        rf"(?:(?P<number>[1-4]){TH}|latter|final|last(?=\s+half))\s+(?P<part>quarter|half)",
        _fraction,
    ),
    written_out(_WEEK, _week_alone),
    written_out(_WEEK, _week),
    written_out(r"(?P<season>spring|summer|fall|autumn|winter)", _season, weak=True),
    # What is not said alone.
    written_out(rf"{_NTH}\s+(?P<weekday>{WEEKDAY}){_OF_NTH}", _nth_weekday),
    written_out(rf"{_NTH}\s+(?:(?P<count>\d{{1,3}})\s+)?(?P<unit>{UNIT}){_OF_NTH}", _numbered),
    written_out(r"(?P<stage>early|mid|late)(?=[\s-])", _stage),
    written_out(r"(?P<stage>beginning|start|middle|end)(?=\s+of\b|-)", _outer_part),
    written_out(r"(?P<side>earlier|later)", _so_far),
    written_out(r"rest|remainder|remaining(?:\s+(?:days|weeks|months))?", _rest),
    written_out(r"so\s+far|thus\s+far", _up_to_now),
    written_out(
        r"(?P<unit>week|weekend)\s+(?:of|commencing|beginning|starting)(?:\s+on)?|w/c",
        _around_a_day,
    ),
)
"""The expressions."""
