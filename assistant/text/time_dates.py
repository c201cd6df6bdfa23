"""Dates, months, years and what is longer, as they are written: "5 May", "2018-05", "in '99"."""

import re
from collections.abc import Sequence
from datetime import date

from assistant.text.periods import Period, moved, unit
from assistant.text.time_names import (
    AFTER_A_DAY,
    AFTER_A_WEEKDAY,
    NO_MORE,
    Match,
    Name,
    written_out,
)
from assistant.text.time_parts import Part, Time, each, written
from assistant.text.time_words import (
    MONTH,
    TH,
    TO,
    TO_OR_AND,
    WEEKDAY,
    WHICH,
    YEAR,
    full_year,
    month_of,
    weekday_of,
)

_DAY = rf"(?P<day>\d{{1,2}}){TH}?(?!\d|[:.,]\d|%)"
_MONTH = rf"(?P<month>{MONTH})"
_YEAR = rf"(?P<year>{YEAR})"
_SHORT_YEAR = r"(?:(?<=of )|(?<='))\d\d(?!\d)"
_LAST_YEAR = r"(?<=[a-z\d] )\d\d(?=\s*(?:$|[?!;)]|[.,](?!\d)))"
_OF_YEAR = rf"(?:[\s,./-]*(?:(?:of|in)\s+)?'?(?P<year>{YEAR}|{_SHORT_YEAR}))"
_OF_DATE = rf"(?:[\s,./-]*(?:(?:of|in)\s+)?'?(?P<year>{YEAR}|{_SHORT_YEAR}|{_LAST_YEAR}))"
_WEEKDAY = rf"(?P<weekday>{WEEKDAY})"
_LED = rf"(?:(?:(?:last|next)\s+)?{_WEEKDAY}[\s,()-]*)?(?:the\s+)?"
_GAP = r"[\s,./-]*"
_WORD_OR_NUMBER = rf"(?:{MONTH}|\d{{1,4}})"


_DAYS = (
    rf"(?:(?P<led>from|between)\s+)?(?:the\s+)?(?<![-/.\d]){_DAY}"
    rf"(?:(?P<dash>\s*[-–—~]\s*)|(?P<and>\s+and\s+)|{TO})(?:the\s+)?"
    rf"(?P<last>\d{{1,2}})(?P<th>{TH})?(?!\d|[:.,]\d|%|[-/]|\s*[ap]\.?m\b)"
)

_MONTHS_IN_A_YEAR, _MOST_YEARS = 12, 16
_NUMBERS_OF_PEOPLE = 100

# May, March, April, June and August are words or people's names, too.
_SURE_MONTHS = frozenset("jan feb jul sep oct nov dec".split())
_OTHER_WORDS = frozenset("may mar march".split())
_BEFORE_A_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|before|after|during|from|between|and|to|through|of|early|mid|"
    rf"late|end|on|this|next|last|past|previous|coming|\d{{1,2}}{TH}?)[\s-]+$"
)
_IN_A_MONTH = re.compile(r"\b(?:in|since|until|till|by|before|after|during|from|between|of)\s+$")
_BEHIND_A_VERB = re.compile(
    r"\s+(?!(?:of|in|to|and|or|until|till|through|up|this|last|next|what|who|how|when|where|why|"
    r"did|was|were|is|are|has|have|had)\b)[a-z]"
)
_EVERY = re.compile(r"\b(?:every|each|any)\s+$")
_IN_A_YEAR = re.compile(rf"\s+(?P<of>of\s+)?{WHICH}\s+year\b")
_TO_A_MONTH = re.compile(rf"{TO}{MONTH}|\s+\d")
_BEHIND_A_MONTH = re.compile(rf"(?P<between>between\s+)?{MONTH}\s*(?:the\s+)?$")
_OF_A_MONTH = re.compile(rf"\s*(?:{MONTH}|of\b|(?P<loose>in\b|{WHICH}\b))")
_BEFORE_A_YEAR = re.compile(
    r"\b(?:in|since|until|till|by|before|after|during|from|between|and|to|through|of|for)\s+$"
)
_TO_A_YEAR = re.compile(rf"{TO}{YEAR}")
_BEFORE_AN_ORDINAL = re.compile(
    r"\b(?:on|since|until|till?|by|before|after|from|to|for|of)\s+(?:the\s+)?$"
)
_BEFORE_A_DAY = re.compile(r"\b(?:on|(?:on|for|since|until|by)\s+the)\s+$")
_OF_A_YEAR = re.compile(rf"[\s,]+(?:of\s+)?{YEAR}")
_IN = re.compile(rf"\s+in\b(?!\s+{WHICH}\s+month\b)")
_AGE = re.compile(r"\b(?:his|her|their|its|my|your|our)\s+(?:(?:early|mid|late)[\s-]+)?$")


def _written(match: Match, _now: date) -> Time | None:
    part = match.groupdict().get
    month, day = part("month"), part("day")
    return _dated(match, month_of(month) if month else None, int(day) if day else None)


def _dated(match: Match, month: int | None, day: int | None) -> Time | None:
    """Return a date with the year and the weekday that an expression has, if any."""
    part = match.groupdict().get
    year, weekday = part("year"), part("weekday")
    return written(
        full_year(int(year)) if year else None,
        month,
        day,
        weekday_of(weekday) if weekday else None,
    )


def _numbers(match: Match, _now: date) -> Time | None:
    """Read "5/12/2020": the month comes first, as in America, unless it can be none."""
    month, day = int(match["one"]), int(match["two"])
    return _dated(match, *((day, month) if month > _MONTHS_IN_A_YEAR else (month, day)))


def _bare_numbers(match: Match, now: date) -> Time | None:
    """Read "on 4.22", not "in 3-2 wins"."""
    return _numbers(match, now) if AFTER_A_DAY.match(match.string, match.end()) else None


def _mixed(match: Match, _now: date) -> Time | None:
    """Read a month's name, a day and a year in any order, as in "2020/Sep/23"."""
    month, *rest = sorted((match["a"], match["b"], match["c"]), key=str.isdigit)
    day, year = sorted(rest, key=len)
    if month.isdigit() or not day.isdigit() or len(day) > 2 or len(year) < 2:
        return None
    return written(full_year(int(year)), month_of(month), int(day))


def _day_alone(match: Match, now: date) -> Time | None:
    """Read "on the 18th" and "on 18", not "on the 18th hole" and "from 18"."""
    lead = _BEFORE_A_DAY if match[0].isdigit() else _BEFORE_AN_ORDINAL
    led = lead.search(match.string[: match.start()])
    alone = AFTER_A_DAY.match(match.string, match.end())
    return _written(match, now) if led and alone else None


def _day_of(match: Match, now: date) -> Time | None:
    """Read "the 18th", where a month or nothing follows, not "second in May"."""
    text, end = match.string, match.end()
    behind = AFTER_A_DAY.match(text, end) or _OF_A_MONTH.match(text, end)
    return _written(match, now) if behind and not _IN.match(text, end) else None


def _weekday_and_day(match: Match, now: date) -> Time | None:
    """Read "Friday the 15th", not "Monday the first strike"."""
    return _written(match, now) if AFTER_A_WEEKDAY.match(match.string, match.end()) else None


def _days(match: Match, _now: date) -> Time | None:
    """Read "from 3 to 7" and "3rd-7th", of a month that is named before or behind them."""
    text, first, last, led = match.string, int(match["day"]), int(match["last"]), match["led"]
    before = _BEHIND_A_MONTH.search(text[: match.start()])
    behind = _OF_A_MONTH.match(text, match.end())
    between = led == "between" or (before and before["between"])
    alone = AFTER_A_DAY.match(text, match.end()) or _OF_A_YEAR.match(text, match.end())
    before = before if first < last or alone else None  # "9 May - 2 days before"
    if not (before or behind) or (match["and"] and not between):
        return None
    # "Won 2-3 in May" tells no days, and "from 27 to 3 May" begins in no May.
    if behind and (first > last or (behind["loose"] and not led and match["dash"])):
        return None
    return _several_days(first, last)


def _days_alone(match: Match, _now: date) -> Time | None:
    """Read "from the 3rd to the 7th"."""
    alone = match["led"] and match["th"] and AFTER_A_DAY.match(match.string, match.end())
    return _several_days(int(match["day"]), int(match["last"])) if alone else None


def _several_days(first: int, last: int) -> Part:
    """Return days of a month; they end in the next one if the last is the lower."""

    def find(begin: date) -> Period | None:
        end = moved(begin, "month", 1) if last < first else begin
        days = [written(begin.year, begin.month, first), written(end.year, end.month, last)]
        edges = [day.bounds[0] for day in days if isinstance(day, Period)]
        return Period(*edges) if len(edges) == 2 else None

    return each("month", find)


def _month_alone(match: Match, now: date) -> Time | None:
    text, before, month = match.string, match.string[: match.start()], match["month"]
    year = _IN_A_YEAR.match(text, match.end())
    led = _BEFORE_A_MONTH.search(before) or _TO_A_MONTH.match(text, match.end())
    if month in _OTHER_WORDS:
        sure = led or (year and year["of"])
    else:
        sure = led or year or NO_MORE.match(text, match.end())
    sure = sure or month[:3] in _SURE_MONTHS or match[0] == text.strip()
    is_verb = month == "may" and led and not _IN_A_MONTH.search(before)
    is_verb = is_verb and _BEHIND_A_VERB.match(text, match.end())
    return _written(match, now) if sure and not is_verb and not _EVERY.search(before) else None


def _month_of_year(match: Match, now: date) -> Time | None:
    """Read "May 2018" and "in March in 2018", not "they march in 2018"."""
    sure = match["month"] not in _OTHER_WORDS or " in " not in match[0]
    led = sure or _BEFORE_A_MONTH.search(match.string[: match.start()])
    return _written(match, now) if led else None


def _year_alone(match: Match, now: date) -> Time | None:
    """Read "2017" and "in 1500", not "1500 soldiers"."""
    before = match.string[: match.start()]
    sure = int(match["year"]) % _NUMBERS_OF_PEOPLE or match["said"] or not before
    led = _BEFORE_A_YEAR.search(before) or _TO_A_YEAR.match(match.string, match.end())
    return _written(match, now) if sure or led else None


def _short_year(match: Match, now: date) -> Time | None:
    led = _BEFORE_A_YEAR.search(match.string[: match.start()])
    return _written(match, now) if led else None


def _years(match: Match, _now: date) -> Time | None:
    """Read "1939-45", not "2015-12"."""
    first, last = int(match["year"]), int(match["last"])
    if not max(_MONTHS_IN_A_YEAR, first % 100) < last < first % 100 + _MOST_YEARS:
        return None
    return Period(date(first, 1, 1), date(first - first % 100 + last, 12, 31))


def _decade(match: Match, now: date) -> Time | None:
    """Read "the 1990s" and "the '60s", not "in his 60s"."""
    if _AGE.search(match.string[: match.start()]):
        return None
    year = int(match["decade"])
    if year < 100:
        year += now.year // 100 * 100
        year -= 100 if year > now.year else 0
    return unit("decade", date(year, 1, 1))


def _noughties(_match: Match, _now: date) -> Time:
    return unit("decade", date(2000, 1, 1))


def _century(match: Match, _now: date) -> Time | None:
    return unit("century", date(max(1, int(match["number"]) * 100 - 100), 1, 1))


DATES: Sequence[Name] = (
    # Days.
    written_out(
        r"(?P<year>[12]\d{3})(?P<s>[-/.])(?P<one>\d\d?)(?P=s)(?P<two>\d\d?)(?:t\d\d:\S*)?",
        _numbers,
    ),
    written_out(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)", _written),
    written_out(
        rf"{_LED}(?P<one>\d\d?)(?P<s>\s?[-/]\s?|\.)(?P<two>\d\d?)(?:(?P=s)|,\s*)'?"
        r"(?P<year>\d{4}|\d\d)",
        _numbers,
    ),
    # "9/11" and "7/7" are events, "24/7" is always.
    written_out(rf"{_LED}(?!9/11|7/7|24/7)(?P<one>\d\d?)/(?P<two>\d\d?)(?![/.]\d)", _numbers),
    written_out(r"(?:(?<=\bon )|(?<=\bin ))(?P<one>\d\d?)[.-](?P<two>\d\d?)", _bare_numbers),
    written_out(rf"{_WEEKDAY}[\s,]+(?P<one>\d\d?)\.(?P<two>\d\d?)(?![.\d])", _numbers),
    written_out(
        rf"(?P<a>{_WORD_OR_NUMBER})(?P<s>[-/.])(?P<b>{_WORD_OR_NUMBER})(?P=s)"
        rf"(?P<c>{_WORD_OR_NUMBER})",
        _mixed,
    ),
    written_out(rf"{_LED}{_DAY}{_GAP}(?:of\s+)?{_MONTH}{_OF_DATE}?", _written),
    written_out(rf"{_LED}{_MONTH}{_GAP}(?:the\s+)?{_DAY}{_OF_DATE}?", _written),
    written_out(rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}", _written),
    written_out(rf"{_WEEKDAY}[\s,]+(?:the\s+)?{_DAY}(?!-)", _weekday_and_day),
    written_out(rf"(?P<day>\d{{1,2}}){TH}?", _day_alone),
    written_out(rf"(?P<day>\d{{1,2}}){TH}", _day_of, weak=True),
    written_out(rf"(?P<day>\d{{1,2}})(?=\s+of\s+(?:the|{WHICH})\s+month\b)", _written, weak=True),
    written_out(
        rf"(?:(?<=\bfrom )|(?<=\bbetween ))(?P<day>\d{{1,2}})(?={TO_OR_AND}[a-z])",
        _written,
        weak=True,
    ),
    written_out(_DAYS, _days_alone),
    written_out(_DAYS, _days, weak=True),
    # Months, years and what is longer.
    written_out(rf"(?:month\s+of\s+)?{_MONTH}{_OF_YEAR}", _month_of_year),
    written_out(rf"(?:month\s+of\s+){_MONTH}", _written),
    written_out(rf"{_YEAR}{_GAP}{_MONTH}", _written),
    written_out(
        r"(?P<year>(?:1\d|20|21)\d\d)(?:\s?[-/]\s?|\.)(?P<month>1[0-2]|0?[1-9])(?!\s?[-/.]\d)",
        _written,
    ),
    written_out(rf"(?P<month>1[0-2]|0?[1-9])(?:\s?[-/]\s?|\.){_YEAR}", _written),
    written_out(_MONTH, _month_alone),
    written_out(
        rf"(?P<said>(?:(?:calendar|fiscal|financial)\s+)?year\s+(?:of\s+)?)?{_YEAR}", _year_alone
    ),
    written_out(_YEAR, _written, weak=True),
    written_out(r"(?:year\s+(?=\d{3})|fy\s?-?'?)(?P<year>20\d\d|[1-9]\d\d|\d\d)", _written),
    written_out(r"'(?P<year>\d\d)", _short_year),
    written_out(rf"{_YEAR}[-–/](?P<last>\d\d)(?![-/.]\d)", _years),
    written_out(r"'?(?P<decade>[12]\d\d0|[2-9]0)\s?'?\s?s", _decade),
    written_out(r"noughties|naughties|aughts", _noughties),
    written_out(rf"(?P<number>[1-9]|1\d|2[01]){TH}\s+century", _century),
)
"""The expressions, the likelier ones first."""
