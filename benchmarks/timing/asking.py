"""Ask questions one at a time and several at a time, and note how long each took."""

import time
from collections.abc import Callable, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

AT_A_TIME = 8
"""How many are asked at a time, by as many threads."""

WARM_UP = 3
"""How many of the questions are asked before the clock runs."""

Ask = Callable[[str, str], Any]
"""Answers a question that is asked on a day, as in `2023/12/03`."""


def asked(ask: Ask, questions: Sequence[Mapping[str, str]]) -> dict[str, Any]:
    """Ask half of the questions one at a time, and the others `AT_A_TIME` at a time.

    No question comes twice, so that no answer can be remembered.

    Args:
        ask: does it, from several threads.
        questions: each with `question` and `asked`.

    Returns:
        `one` and `many`: the seconds of each question; `many_wall`: those of all of them.
    """

    def timed(question: Mapping[str, str]) -> float:
        began = time.perf_counter()
        ask(question["question"], question["asked"])
        return time.perf_counter() - began

    for question in questions[:WARM_UP]:
        timed(question)
    rest = questions[WARM_UP:]
    one = [timed(question) for question in rest[: len(rest) // 2]]
    with ThreadPoolExecutor(AT_A_TIME) as pool:
        began = time.perf_counter()
        many = list(pool.map(timed, rest[len(rest) // 2 :]))
        return {"one": one, "many": many, "many_wall": time.perf_counter() - began}
