"""Expressions that name a time by themselves, in one table, each with how its days are found.

They are matched in lower case, with numbers in digits.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date

from assistant.text.almanac import HOLIDAYS, holiday, nth_weekday, numbered_week, season
from assistant.text.dates import WrittenDate
from assistant.text.english import DAYS, MONTHS
from assistant.text.periods import DAY, Period, moved, unit

Match = re.Match[str]
Found = Period | WrittenDate | None
"""What an expression turns out to be; None where it names no time after all."""
Find = Callable[[Match, date], Found]

# --- what expressions are made of ----------------------------------------------------

MONTH = rf"(?:{'|'.join(f'{m[:3]}(?:{m[3:]})?' for m in MONTHS)}|sept)(?![a-z])\.?"
WEEKDAY = r"(?:mon|tues?|wed(?:nes)?|thu(?:rs?)?|fri|sat(?:ur)?|sun)(?:day)?\b\.?"
UNIT = r"(?:day|week|wk|weekend|fortnight|month|quarter|year|yr|decade|centur(?:y|ie))s?\b"
COUNT = r"(?:\d{1,3}|an?|(?:a )?couple(?: of)?|(?:a )?few|several)"
COUNTED = rf"{COUNT}\s*{UNIT}(?:(?:\s+and)?\s+{COUNT}\s*{UNIT})*"
YEAR = r"(?:1\d|20|21)\d\d(?![\d%]|[.,]\d)"
WHICH = (
    r"(?:this past|this coming|this upcoming|this|current|same|that|last|past|previous|prior|"
    r"next|coming|upcoming|following)"
)
_DAY = r"(?P<day>\d{1,2})(?:st|nd|rd|th)?(?![\d:%]|[.,]\d)"
_MONTH = rf"(?P<month>{MONTH})"
_YEAR = rf"(?P<year>{YEAR})"
_OF_YEAR = rf"(?:[\s,./-]*(?:(?:of|in)\s+)?'?(?P<year>{YEAR}|(?:(?<=of )|(?<='))\d\d(?!\d)))"
_LED = rf"(?:(?:this\s+)?(?P<weekday>{WEEKDAY})[\s,-]*)?(?:the\s+)?"
_GAP = r"[\s,./-]*"
_SEASON = r"(?P<season>spring|summer|fall|autumn|winter)"
_HOLIDAY = rf"(?P<holiday>{'|'.join(HOLIDAYS)})"

_BEFORE, _AFTER = -1, 1
_SHIFTS = {
    **dict.fromkeys(("last", "past", "previous", "prior", "this past"), _BEFORE),
    **dict.fromkeys(("next", "coming", "upcoming", "following"), _AFTER),
    **dict.fromkeys(("this coming", "this upcoming"), _AFTER),
}
_COUNTS = {"a": 1, "an": 1, "couple": 2, "few": 3, "several": 3}
_MONTHS_IN_A_YEAR = 12
_NUMBERS_OF_PEOPLE = 100

# May, March, April, June and August are words or people's names, too.
_SURE_MONTHS = frozenset("jan feb jul sep oct nov dec".split())
_BEFORE_A_MONTH = re.compile(
    r"\b(?:in|since|until|till|by|before|after|during|from|between|and|to|through|of|early|mid|"
    r"late|end|on)[\s-]+$"
)
_BEHIND_A_VERB = re.compile(
    r"[\s,]+(?!(?:of|in|to|and|or|until|till|through|this|last|next|what|who|how|when|where|why|"
    r"did|was|were|is|are|has|have|had)\b)[a-z]"
)
_AFTER_A_MONTH = re.compile(rf"\s+(?:of\s+)?{WHICH}\s+year\b")
_NO_MORE = re.compile(r"\s*(?:$|[?!.,;:)])")
_BEFORE_A_YEAR = re.compile(
    r"\b(?:in|since|until|till|by|before|after|during|from|between|and|to|through|of|for)\s+$"
)
_BEFORE_AN_ORDINAL = re.compile(
    r"\b(?:on|since|until|till|by|before|after|from|to|and|for|of)\s+(?:the\s+)?$"
)
_BEFORE_A_DAY = re.compile(r"\b(?:on|(?:on|for|since|until|by)\s+the)\s+$")
_AFTER_A_DAY = re.compile(r"\s*(?:$|[?!;:)]|[.,](?!\d)|(?:to|and|until|till|through|in|at)\b)")
_TO_COME = re.compile(r"\b(?:will|going to|due)\b|'ll\b")
_NO_WEEKDAY_AFTER = re.compile(r"\b(?:black|bloody|good|easter|super|ash|cyber)\s+$")
_NO_WEEKDAY_BEFORE = re.compile(r"\s+(?:times|mirror|telegraph|post|mail|night football)\b")


def unit_name(word: str) -> str:
    """Return the name of a unit, as `unit` takes it, from its singular or plural."""
    one = word.rstrip("s")
    return {"centurie": "century", "wk": "week", "yr": "year"}.get(one, one)


def count_of(words: str) -> int:
    """Return the number that `COUNT` matched, such as 3 for "a few"."""
    word = words.removeprefix("a ").removesuffix(" of")
    return int(word) if word.isdigit() else _COUNTS[word]


def weekday_of(word: str) -> int:
    """Return the number of a weekday, from 0 for Monday, by how its name begins."""
    return next(number for number, day in enumerate(DAYS) if day.startswith(word[:3]))


def weekday_in(week: Period, word: str) -> Period:
    """Return the day of a week that has a weekday's name."""
    return unit("day", unit("week", week.bounds[0]).bounds[0] + weekday_of(word) * DAY)


def counted(words: str, day: date, sign: int) -> date:
    """Return the day that is, say, "2 years and 3 days" from another one.

    Args:
        words: as `COUNTED` matches them.
        day: the one to count from.
        sign: 1 for later, -1 for earlier.
    """
    for part in re.finditer(rf"({COUNT})\s*({UNIT})", words):
        day = moved(day, unit_name(part[2]), sign * count_of(part[1]))
    return day


def rolling(count: int, name: str, now: date, sign: int) -> Period:
    """Return the last or the next so many units, which need not be those of the calendar."""
    if name in {"quarter", "decade", "century"}:
        first, last = sorted((sign, sign * count))
        return Period(unit(name, now, first).first, unit(name, now, last).last)
    if sign > 0:
        return Period(now + DAY, moved(now, name, count))
    return Period(moved(now, name, -count), now)


# --- how their days are found --------------------------------------------------------


def _written(match: Match, _now: date) -> WrittenDate:
    part = match.groupdict().get
    year, month, day, weekday = part("year"), part("month"), part("day"), part("weekday")
    return WrittenDate(
        _full_year(int(year)) if year else None,
        _month_of(month) if month else None,
        int(day) if day else None,
        weekday_of(weekday) if weekday else None,
    )


def _month_of(word: str) -> int:
    if word.isdigit():
        return int(word)
    return next(number for number, m in enumerate(MONTHS, start=1) if m.startswith(word[:3]))


def _full_year(year: int) -> int:
    """Add the century to "'89" and "'16"."""
    if year >= 100:
        return year
    return year + (2000 if year < 50 else 1900)


def _numbers(match: Match, now: date) -> Found:
    """Read "5/12/2020": the month comes first, as in America, unless it can be none."""
    month, day = int(match["one"]), int(match["two"])
    if month > _MONTHS_IN_A_YEAR:
        month, day = day, month
    year = match.groupdict().get("year")
    written = WrittenDate(_full_year(int(year)) if year else None, month, day)
    return written if written.period(now) else None


def _bare_numbers(match: Match, now: date) -> Found:
    """Read "on 4.22", not "in 3-2 wins"."""
    return _numbers(match, now) if _AFTER_A_DAY.match(match.string, match.end()) else None


def _days_of_month(match: Match, now: date) -> Found:
    """Read "November between 19 and 20"."""
    begin = replace(_written(match, now), day=int(match["first"]))
    first, last = begin.period(now), replace(begin, day=int(match["last"]))
    period = first and last.period_from(first.bounds[0])
    return Period(first.first, period.last) if first and period else None


def _nth_weekday_alone(match: Match, now: date) -> Found:
    """Read "the second Sunday", of this month."""
    if not _AFTER_A_DAY.match(match.string, match.end()):
        return None
    month = unit("month", now)
    day = nth_weekday(month.bounds[0], weekday_of(match["weekday"]), int(match["nth"]))
    return unit("day", day) if day in month else None


def _day_alone(match: Match, now: date) -> Found:
    """Read "on the 18th" and "on 18", not "on the 18th hole" and "from 18"."""
    is_ordinal = not match[0].isdigit()
    led = (_BEFORE_AN_ORDINAL if is_ordinal else _BEFORE_A_DAY).search(
        match.string[: match.start()]
    )
    alone = _AFTER_A_DAY.match(match.string, match.end())
    return _written(match, now) if led and alone else None


def _month_alone(match: Match, now: date) -> Found:
    before = match.string[: match.start()]
    sure = match["month"][:3] in _SURE_MONTHS or match[0] == match.string.strip()
    led = _BEFORE_A_MONTH.search(before) or _AFTER_A_MONTH.match(match.string, match.end())
    if match["month"] not in {"may", "mar", "march"}:
        led = led or _NO_MORE.match(match.string, match.end())
    return _written(match, now) if sure or (led and not _is_verb(match)) else None


def _is_verb(match: Match) -> bool:
    """Check for "may" as in "this may take longer"."""
    return match["month"] == "may" and bool(_BEHIND_A_VERB.match(match.string, match.end()))


def _year_alone(match: Match, now: date) -> Found:
    """Read "2017" and "in 1500", not "1500 soldiers"."""
    before = match.string[: match.start()]
    round_number = int(match["year"]) % _NUMBERS_OF_PEOPLE == 0
    if round_number and before and not match["said"] and not _BEFORE_A_YEAR.search(before):
        return None
    return _written(match, now)


def _named_unit(match: Match, now: date) -> Found:
    name, which = unit_name(match["unit"]), match["which"]
    if which in {"past", "this past"} and name not in {"day", "weekend", "quarter"}:
        return rolling(1, name, now, _BEFORE)
    return unit(name, now, _SHIFTS.get(which, 0))


def _bare_unit(match: Match, now: date) -> Found:
    return unit(unit_name(match["unit"]), now)


def _second_unit(match: Match, now: date) -> Found:
    """Read "the week after next" and "the week before last"."""
    return unit(unit_name(match["unit"]), now, 2 if match["which"] == "next" else -2)


def _the_weekend(_match: Match, now: date) -> Found:
    # From Thursday on, people mean the one to come.
    return unit("weekend", now, _BEFORE if now.weekday() < 3 else 0)


def _named_month(match: Match, now: date) -> Found:
    if _is_verb(match):
        return None
    month, shift = WrittenDate(month=_month_of(match["month"])), _SHIFTS.get(match["which"], 0)
    first, last = unit("month", now).bounds
    if shift == _AFTER:
        return month.period_from(last + DAY)
    return month.period(first - DAY) if shift else WrittenDate(now.year, month.month)


def _named_weekday(match: Match, now: date) -> Found:
    weekday, which = weekday_of(match["weekday"]), match["which"]
    shift = _SHIFTS.get(which, 0)
    if shift == 0 or which in {"next", "following"}:
        return weekday_in(unit("week", now, shift), match["weekday"])
    days = (weekday - now.weekday()) % 7
    return unit("day", now + ((days or 7) if shift == _AFTER else days - 7) * DAY)


def _weekday_alone(match: Match, now: date) -> Found:
    if _NO_WEEKDAY_AFTER.search(match.string[: match.start()]):
        return None
    if _NO_WEEKDAY_BEFORE.match(match.string, match.end()):
        return None
    return unit("day", now - (now.weekday() - weekday_of(match["weekday"])) % 7 * DAY)


def _several_units(match: Match, now: date) -> Found:
    sign = _AFTER if _SHIFTS.get(match["which"]) == _AFTER else _BEFORE
    units = re.findall(rf"({COUNT})\s*({UNIT})", match["counted"])
    if len(units) > 1:
        period = Period(*sorted((now, counted(match["counted"], now, sign))))
    else:
        [(count, name)] = units
        period = rolling(count_of(count), unit_name(name), now, sign)
    return Period(now, period.last) if match[0].startswith("within") and sign > 0 else period


def _units_behind(match: Match, now: date) -> Found:
    sign = _AFTER if _SHIFTS.get(match["which"]) == _AFTER else _BEFORE
    return rolling(int(match["count"]), unit_name(match["unit"]), now, sign)


def _within(match: Match, now: date) -> Found:
    """Read "will end within a week"."""
    if not _TO_COME.search(match.string):
        return None
    return Period(now, counted(match["counted"], now, _AFTER))


def _more_or_less(match: Match, now: date) -> Found:
    """Read "more than a week ago" and "less than a week ago"."""
    day = counted(match["counted"], now, _BEFORE)
    return Period(day, now) if match["less"] else Period(None, day - DAY)


def _hours(match: Match, now: date) -> Found:
    return Period(now - -(-int(match["count"]) // 24) * DAY, now)


def _ago(match: Match, now: date) -> Found:
    return unit("day", counted(match["counted"], now, _BEFORE))


def _ahead(match: Match, now: date) -> Found:
    """Read "will leave in two weeks", not "the third fire in two weeks"."""
    if match["in"] and not _TO_COME.search(match.string):
        return None
    return unit("day", counted(match["counted"], now, _AFTER))


def _some_days(shift: int) -> Find:
    return lambda _match, now: unit("day", now, shift)


def _part_alone(match: Match, now: date) -> Found:
    """Read a quarter or a half of no said year, the latest that has begun."""
    found = part_of_year(match, unit("year", now))
    if match["part"] == "half":  # of a match
        return None
    if found.bounds[0] > now:
        return part_of_year(match, unit("year", now, _BEFORE))
    return found


def part_of_year(match: Match, year: Period) -> Period:
    """Return the quarter or the half of a year that `PART` matched."""
    number = match["quarter"] or match["half"] or match["ordinal"]
    name = "half" if match["half"] or match["part"] == "half" else "quarter"
    return unit(name, year.bounds[0], int(number) - 1)


def _decade(match: Match, _now: date) -> Found:
    year = int(match["decade"])
    if year < 100:
        year += 1900 if year > 10 else 2000
    return unit("decade", date(year, 1, 1))


def _century(match: Match, _now: date) -> Found:
    return unit("century", date(max(1, int(match["number"]) * 100 - 100), 1, 1))


def _week(match: Match, now: date) -> Found:
    year = WrittenDate(int(match["year"] or now.year)).period(now)
    return numbered_week(year, int(match["number"])) if year else None


def _season(match: Match, now: date) -> Found:
    parts = match.groupdict()
    if parts.get("year"):
        return season(match["season"], int(match["year"]))
    seasons = [season(match["season"], now.year + shift) for shift in (-2, -1, 0, 1)]
    shift = _SHIFTS.get(match["which"], 0)
    if shift == _AFTER:
        return next(one for one in seasons if one.bounds[0] > now)
    if shift == _BEFORE:
        return next(one for one in reversed(seasons) if one.bounds[1] < now)
    return seasons[2]


def _holiday(match: Match, now: date) -> Found:
    if match["year"]:
        return unit("day", holiday(match["holiday"], int(match["year"])))
    if match["year_which"]:
        year = now.year + _SHIFTS.get(match["year_which"], 0)
        return unit("day", holiday(match["holiday"], year))
    days = [holiday(match["holiday"], now.year + shift) for shift in (-1, 0, 1)]
    shift = _SHIFTS.get(match["which"] or "", 0)
    if shift == _AFTER:
        return unit("day", next(day for day in days if day > now))
    # "Last Christmas" is not today.
    return unit("day", next(day for day in reversed(days) if day <= now + shift * DAY))


# --- the table -----------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Name:
    """A kind of expression.

    Args:
        pattern: what it matches.
        find: its days, from the match and the day on which it is said.
        relative: whether the day on which it is said tells which days.
        weak: whether it names a time only within a longer expression, as "the year" does.
    """

    pattern: re.Pattern[str]
    find: Find
    relative: bool = False
    weak: bool = False


def _written_out(pattern: str, find: Find) -> Name:
    return Name(re.compile(rf"(?<![\w$£€])(?<![$£€]\s)(?<!\d\.)(?:{pattern})(?!\w)"), find)


def _by_today(pattern: str, find: Find, weak: bool = False) -> Name:
    return Name(
        re.compile(rf"(?<![\w$£€])(?<![$£€]\s)(?<!\d\.)(?:{pattern})(?!\w)"),
        find,
        relative=True,
        weak=weak,
    )


PART = (
    r"(?:q(?P<quarter>[1-4])|h(?P<half>[12])|"
    r"(?P<ordinal>[1-4])(?:st|nd|rd|th)\s+(?P<part>quarter|(?<=[12].. )half))"
)
"""A quarter or a half of a year."""

NAMES: Sequence[Name] = (
    # Days.
    _written_out(r"(?P<year>[12]\d{3})(?P<s>[-/.])(?P<month>\d\d?)(?P=s)(?P<day>\d\d?)", _written),
    _written_out(r"(?P<year>(?:19|20)\d\d)(?P<month>[01]\d)(?P<day>[0-3]\d)", _written),
    _written_out(
        r"(?P<one>\d\d?)(?P<s>[-/.])(?P<two>\d\d?)(?:(?P=s)|,\s*)(?P<year>\d{4}|\d\d)", _numbers
    ),
    # "9/11" and "7/7" are events, "24/7" is always.
    _written_out(
        rf"(?:(?:(?:this|next)\s+)?{WEEKDAY}[\s,]+)?(?!9/11|7/7|24/7)"
        r"(?P<one>\d\d?)/(?P<two>\d\d?)(?![/.]\d)",
        _numbers,
    ),
    _written_out(r"(?:(?<=on )|(?<=in )|(?<=at ))(?P<one>\d\d?)[.-](?P<two>\d\d?)", _bare_numbers),
    _written_out(
        rf"{_MONTH}\s+(?:between|from)\s+(?P<first>\d\d?)(?:st|nd|rd|th)?\s*(?:and|to|-)\s*"
        rf"(?P<last>\d\d?)(?:st|nd|rd|th)?(?:[\s,]+{_YEAR})?",
        _days_of_month,
    ),
    _by_today(rf"(?P<nth>[1-5])(?:st|nd|rd|th)\s+(?P<weekday>{WEEKDAY})", _nth_weekday_alone),
    _written_out(rf"{_LED}{_DAY}{_GAP}(?:of\s+)?{_MONTH}{_OF_YEAR}?", _written),
    _written_out(rf"{_LED}{_MONTH}{_GAP}(?:the\s+)?{_DAY}{_OF_YEAR}?", _written),
    _written_out(rf"{_YEAR}{_GAP}{_MONTH}{_GAP}{_DAY}", _written),
    _written_out(
        rf"(?P<weekday>{WEEKDAY})[\s,]+(?:the\s+)?{_DAY}(?!\s*[ap]\.?m\b|\s*[-/])", _written
    ),
    _written_out(r"(?P<day>\d{1,2})(?:st|nd|rd|th)?", _day_alone),
    _written_out(
        rf"(?:(?P<which>{WHICH})\s+)?{_HOLIDAY}"
        rf"(?:[\s,]+(?:of\s+|in\s+)?(?:{_YEAR}|(?P<year_which>{WHICH})\s+year))?",
        _holiday,
    ),
    # Months and years.
    _written_out(rf"(?:month of\s+)?{_MONTH}{_OF_YEAR}", _written),
    _written_out(rf"{_YEAR}{_GAP}{_MONTH}", _written),
    _written_out(rf"{_YEAR}\s?[-/.]\s?(?P<month>1[0-2]|0?[1-9])(?!\s?[-/.]\d)", _written),
    _written_out(rf"(?P<month>1[0-2]|0?[1-9])\s?[-/]\s?{_YEAR}", _written),
    _written_out(rf"(?:month of\s+)?{_MONTH}", _month_alone),
    _written_out(rf"(?P<said>(?:the\s+)?(?:calendar\s+)?year\s+)?{_YEAR}", _year_alone),
    _written_out(r"year\s+(?P<year>[1-9]\d\d)", _written),
    _written_out(r"(?:(?<=in )|(?<=of )|(?<=since ))'(?P<year>\d\d)", _written),
    # Other parts of the calendar.
    _written_out(r"'?(?P<decade>[12]\d\d0|[2-9]0)\s?'?\s?s", _decade),
    _written_out(r"(?P<number>[1-9]|1\d|2[01])(?:st|nd|rd|th)\s+century", _century),
    _written_out(PART, _part_alone),
    _written_out(rf"(?:week\s+|w(?=\d\d))(?P<number>\d\d?)(?:\s+(?:of\s+)?{_YEAR})?", _week),
    _written_out(rf"{_SEASON}(?:\s+of)?\s+{_YEAR}", _season),
    # Days told by today.
    _by_today(r"today|tonight|this (?:morning|afternoon|evening)|current date", _some_days(0)),
    _by_today(r"(?:right )?now|date|(?:the )?present(?: day)?", _some_days(0), weak=True),
    _by_today(r"yesterday|last night|(?:last|past|previous) day", _some_days(-1)),
    _by_today(r"tomorrow|tmrw?|(?:next|following) day", _some_days(1)),
    _by_today(r"day before yesterday", _some_days(-2)),
    _by_today(r"day after (?:tomorrow|tmrw?)", _some_days(2)),
    _by_today(rf"(?P<which>{WHICH})\s+(?P<unit>{UNIT})", _named_unit),
    _by_today(
        r"(?P<unit>week|weekend|month|year)\s+(?:after\s+(?:the\s+)?|before\s+)"
        r"(?P<which>next|last)",
        _second_unit,
    ),
    _by_today(r"the weekend", _the_weekend),
    _by_today(rf"(?:the|my)\s+(?P<unit>{UNIT})", _bare_unit, weak=True),
    _by_today(rf"(?P<which>(?!that|same){WHICH})\s+{_MONTH}", _named_month),
    _by_today(rf"(?P<which>{WHICH})\s+(?P<weekday>{WEEKDAY})", _named_weekday),
    _by_today(rf"(?P<which>{WHICH})\s+{_SEASON}", _season),
    _by_today(rf"(?P<weekday>{WEEKDAY})", _weekday_alone),
    _by_today(
        rf"(?:within\s+)?(?:the\s+)?(?P<which>{WHICH})\s+(?P<counted>{COUNTED})",
        _several_units,
    ),
    _by_today(r"(?:last|past)\s+(?P<count>\d\d?)\s+hours", _hours),
    _by_today(rf"within\s+(?P<counted>{COUNTED})(?!\s+(?:of|from|after)\b)", _within),
    _by_today(rf"(?P<count>\d+)\s+(?P<which>{WHICH})\s+(?P<unit>{UNIT})", _units_behind),
    _by_today(
        rf"(?:(?P<less>less\s+than|under)|more\s+than|over)\s+(?P<counted>{COUNTED})\s+ago",
        _more_or_less,
    ),
    _by_today(rf"(?P<counted>{COUNTED})\s+(?:ago|back)", _ago),
    _by_today(rf"(?P<in>in\s+)(?P<counted>{COUNTED})", _ahead),
    _by_today(rf"(?P<counted>{COUNTED})(?P<in>)\s+from\s+now", _ahead),
)
