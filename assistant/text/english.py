"""Every hand-written list of English words, so that another language is one more module like it."""

from collections.abc import Mapping, Sequence

# --- words that say little -----------------------------------------------------------

# Words that stand in any text: they cost time in the full-text index and tell nothing.
STOP_WORDS = frozenset(
    "a about after all also am an and any are as at be been before being but by can could did "
    "do does doing for from had has have having he her here him his how i if in into is it its "
    "just me my no not of on or our out over she so some than that the their them then there "
    "these they this those to under up us very was we were what when where which while who "
    "whom whose why will with would you your s t".split()
)

# Words of a question about the collection, not of what its articles are about. A name that is
# one of them, as in "do you have the Guardian", is known by being an outlet's.
COLLECTION_WORDS = frozenset(
    "across add added additions afternoon already altogether anything appear appears archive "
    "archives article articles author authored authors available been both bring byline bylines "
    "came cite cited collected collection come comes contain contains count counts cover covered "
    "covers credited database date dated dates day days deal deals dear different discuss "
    "discusses document documents does each earliest either entire entry every everything far "
    "file files find first follow found frequently get give given go goes good got have headline "
    "headlines hello here hey hi hit hits how include included includes including inside item "
    "items journalist journalists kind know last late latest least let like link links list "
    "listed look looking many matching media mention mentioned mentioning mentions month months "
    "more morning most much name named names naming need new newer newest news newspaper "
    "newspapers number of often ok old older oldest one ones only other outlet outlets own page "
    "pages paper papers part per percentage period piece pieces please pls posted press printed "
    "proportion publication publications publish published publisher publishers pull quote quoted "
    "read really recent reference references refer regarding related report reported reporter "
    "reporters result results say says search see share show since site sites something sort "
    "sources source stories story stored tell text texts thank thanks thing things time times "
    "title titles topic topics total talk talking talks them u url use used uses want was "
    "website websites when whole whose word words write writer writers written wrote year years "
    "your".split()
)

# What stands after an apostrophe and is no part of a name, as in "Sudani's" and "don't".
CONTRACTIONS = frozenset("s t d m re ve ll".split())

# Words with which a sentence begins and that are no name: for facts and suggested questions.
OPENING_WORDS = frozenset(
    "after although and as at because before both but by during for from he her his i if in it "
    "its meanwhile no on one our she since some that their then there these they this those to "
    "under we when where while with you your".split()
)

# Capitalised where a sentence begins, or by custom, and no part of a name there: for facts.
NO_PART_OF_A_NAME = OPENING_WORDS | frozenset("a an ceo each however mr mrs ms the".split())

# Words with which a sentence begins that names nobody who reports: for suggested questions.
NOBODY = OPENING_WORDS | frozenset(
    "according all despite even every here how just like many maybe most my not now of once over "
    "so still though two until what which who why".split()
)

# What an expected answer may begin with and a text need not have: for evaluation.
DETERMINERS = ("the", "a", "an")

# Words of a report about the articles, not of what they report: no grounding is asked of them.
FRAME_WORDS = (
    "according said says say stated states reported reports articles source mentioned "
    "described additionally further however"
)

# --- numbers and days ----------------------------------------------------------------

# Numbers that are one word, from zero on.
SMALL_NUMBERS = (
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
).split()

# The tens, from twenty on; "twenty-one" is one of them and a small number.
TENS = "twenty thirty forty fifty sixty seventy eighty ninety".split()

# Every word that is a number by itself.
NUMBER_WORDS: Mapping[str, float] = {
    **{word: float(n) for n, word in enumerate(SMALL_NUMBERS)},
    **{word: 10.0 * n for n, word in enumerate(TENS, start=2)},
    "dozen": 12.0,
}

# Names of which one says the other, and that do not begin alike.
SAME_NAMES: Sequence[frozenset[str]] = [
    frozenset(names.split())
    for names in (
        "us usa america american",
        "uk britain british england english",
        "china chinese",
        "denmark danish",
        "france french",
        "greece greek",
        "ireland irish",
        "netherlands dutch",
        "palestine palestinian",
        "poland polish",
        "spain spanish",
        "sweden swedish",
        "switzerland swiss",
        "turkey turkish",
        "wales welsh",
    )
]

# What multiplies the number before it.
SCALES: Mapping[str, float] = {
    "hundred": 1e2,
    "thousand": 1e3,
    "million": 1e6,
    "billion": 1e9,
    "trillion": 1e12,
    "k": 1e3,
    "m": 1e6,
    "mn": 1e6,
    "bn": 1e9,
    "tn": 1e12,
}

# The months; the first three or four letters stand for each.
MONTHS = (
    "january february march april may june july august september october november december"
).split()

# Months whose names are common words, too: months only beside a number.
MONTHS_BESIDE_A_NUMBER = ("may", "march")

# The days of the week.
DAYS = "monday tuesday wednesday thursday friday saturday sunday".split()

# Words with which people ask for whatever is new, and that name nothing in it.
NEWS_WORDS = frozenset(
    "anything article articles big biggest brief briefing catch else event events everything get "
    "give going happen happened happening happens headline headlines important latest list main "
    "major missed new newest news published recap reported show something stories story "
    "summarise summarize summary tell there today top update updates world".split()
)

# Ordinals of one word, each with the number it counts.
ORDINALS: Mapping[str, str] = {
    "first": "one",
    "second": "two",
    "third": "three",
    "fifth": "five",
    "eighth": "eight",
    "ninth": "nine",
    "twelfth": "twelve",
    **{
        f"{word}th": word
        for word in SMALL_NUMBERS
        if word not in {"one", "two", "three", "five", "eight", "nine", "twelve"}
    },
    **{f"{word[:-1]}ieth": word for word in TENS},
}

# Words that speak to the reader.
SECOND_PERSON = frozenset("you your yours yourself yourselves".split())

# --- what is asked for ---------------------------------------------------------------

# Patterns of questions for a number and for a day.
ASKS_A_NUMBER = (
    r"\bhow (many|much|old|long|far|high|big|large|tall|fast|often)\b|"
    r"\b(number|count|toll|percentage|share|age|price|total|score) of\b|\btoll\b|"
    r"\bwhat (percent|percentage|share|number)\b"
)
ASKS_A_DAY = r"\bwhen\b|\b(what|which) (day|date|month|year)\b|\bdate of\b"

# A pattern of requests for what came when.
TIMELINES = r"\btime-?\s?lines?\b|\bchronolog"

# Patterns of requests to put things side by side, of questions for one of several, and of what
# stands between two to choose from.
COMPARING = (
    r"\bcompar(?:e|es|ed|ing|ison)\b|\bdiffer(?:s|ed|ent|ently|ence|ences)?\b|\bversus\b|\bvs\b"
)
WHICH_OF_SEVERAL = r"\bwhich (?:one )?of (?:the|these|those|them)\b"
CHOICES = r",? (?:or|versus|vs\.?|than) (?:(?:the|in|on|by|with) )*"

# A pattern of questions that the newest account answers.
ASKS_THE_NEWEST = (
    r"\b(?:latest|newest|most recent|current(?:ly)?|so far|by now|right now|updates?)\b"
)

# --- who says, claims, denies --------------------------------------------------------

# Verbs of reporting as the articles have them, and as a question asks with them.
REPORTING_VERBS: Mapping[str, str] = {
    "acknowledged": "acknowledge",
    "affirmed": "affirm",
    "announced": "announce",
    "argued": "argue",
    "claimed": "claim",
    "confirmed": "confirm",
    "denied": "deny",
    "emphasised": "emphasise",
    "emphasized": "emphasize",
    "explained": "explain",
    "predicted": "predict",
    "promised": "promise",
    "reported": "report",
    "revealed": "reveal",
    "said": "say",
    "warned": "warn",
    "wrote": "write",
}

# What someone did by speaking, by how the words begin; one may not stand for another.
SPEECH_ACTS = (
    ("claim",),
    ("den", "reject", "refut"),
    ("acknowledg", "admit", "admission", "conced"),
    ("blam", "accus", "attribut"),
    ("confirm", "verif"),
)

# Words that negate what follows them; what ends in "n't" does, too.
NEGATORS = frozenset("not no never nobody none nor neither without cannot".split())

# A pattern of how the words of one family end: they are one word when prose is grounded.
ENDINGS = r"(?:ying|ies|ied|ing|ed|es|ly|s|e|y)$"

# --- where sentences end; words in lower case, without the full stop ---------------------

# A name follows: no sentence ends here unless a word opens the next one.
TITLES = frozenset(
    "adm amb asst atty brig capt cmdr col cpl det dr fr gen gov hon insp lt maj messrs mme mr mrs "
    "ms msgr pfc pres prof pvt rep reps rev sen sens sgt spc supt vs".split()
)

# A number follows: "No. 1", "Nov. 3", "Vol. 2".
BEFORE_NUMBERS = frozenset(
    "apr app approx apt aug ca ch chap dec eq est ext feb fig figs hwy jan jul jun mar no nos "
    "nov oct op p para pp pt rd rte sec sect sep sept ste tel vol vols".split()
)

# American states as newspapers shorten them: "Wash. Gov. Jay Inslee", "BOSTON, Mass. (AP)".
STATES = frozenset(
    "ala ariz ark calif colo conn del fla ga ill ind kan ky la mass md mich minn miss mo mont neb "
    "nev okla ore pa tenn tex va vt wash wis wyo".split()
)

# Days as they are shortened before a date: "Sun. Dec. 3".
SHORT_DAYS = frozenset("mon tue tues wed thu thur thurs fri sat sun".split())

# Months in full and shortened.
MONTH_NAMES = frozenset([*MONTHS, *"jan feb mar apr jun jul aug sep sept oct nov dec".split()])

# What may follow "a.m." or "p.m." within a sentence.
AFTER_TIMES = MONTH_NAMES | frozenset(
    "et est edt ct cst cdt mt mst mdt pt pst pdt akst hst gmt bst utc cet cest eet ist jst aest "
    "eastern central mountain pacific greenwich moscow".split()
    + DAYS
)

# Words that open a sentence far more often than they are part of a name.
OPENERS = frozenset(
    "a after all also and another as at before but by for from he her his how i if in it its my "
    "no on one or our she since some that the their then there these they this those to we what "
    "when where while who why with you your".split()
)

# Words that sentencex takes for shortened ones, although a sentence mostly ends with them.
NEVER_SHORT = ("me", "ill", "art", "may", "May", "no", "ok", "OK", "con", "ark", "miss", "etc")

# Verbs before which a speaker stands that goes on after a quotation: "“Go!” Mary Ann said".
SPEAKING = (
    "added", "admitted", "agreed", "answered", "argued", "asked", "begged", "cried",
    "demanded", "exclaimed", "joked", "quipped", "recalled", "remarked", "replied", "responded",
    "said", "says", "shouted", "told", "tweeted", "wondered", "wrote", "yelled",
)  # fmt: skip

# --- what an LLM says ----------------------------------------------------------------

# A pattern of how an LLM declines to answer.
DECLINING = (
    r"(?:i[’']m|i am) (?:sorry|unable|not able)|i (?:can[’']?t|cannot|won[’']?t) "
    r"(?:help|assist|comply|answer|provide|fulfil)|as an ai\b"
)

# A pattern of how an LLM begins to say what the articles leave open.
LEAVING_OPEN = (
    r"(?:(?:the|these) (?:given |numbered )?(?:articles|sentences|passages) "
    r"(?:(?:do|did) not|(?:do|did)n[’']t)"
    r"|(?:no|none of the|none of these) (?:given |numbered )?(?:articles?|sentences?|passages?)) "
    r"(?:address|contain|disclose|explain|give|include|mention|name|provide|say|specify|state|tell)"
    r"s?\b"
)
