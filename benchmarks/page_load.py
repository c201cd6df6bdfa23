"""Measure the page under load: `python -m benchmarks.page_load [USERS] [SECONDS] [STORE]`.

Each user is a client of the page's API on loopback and asks one question after the other, each
worded as no other's. Printed: how many were answered, the errors, the answers to somebody else's
question, and how long an answer took.
"""

import statistics
import sys
import tempfile
import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path

from gradio_client import Client

from assistant import Assistant, PageSettings, Settings
from assistant.page.running import start

QUESTIONS = ("who claimed the Dibis strike", "how many were killed", "who won the World Cup")
CORPUS = Path(__file__).parent.parent / "corpus"


@dataclass(frozen=True, slots=True)
class Visit:
    """A question: how long its answer took, whether it was its own, and what went wrong."""

    seconds: float
    own: bool
    error: str = ""


def visit(url: str, user: int, until: float) -> list[Visit]:
    """Ask as one user does, until the time is over.

    Args:
        url: where the page is.
        user: the user's number.
        until: on the monotonic clock.
    """
    client = Client(url, verbose=False)
    outcomes: list[Visit] = []
    while time.monotonic() < until:
        question = f"{QUESTIONS[len(outcomes) % 3]} (user {user}, {len(outcomes)})?"
        began = time.monotonic()
        try:
            answer = client.predict(question=question, api_name="/ask")
            outcomes.append(Visit(time.monotonic() - began, answer["question"] == question))
        except Exception as error:  # noqa: BLE001 - any error is what is counted
            outcomes.append(Visit(time.monotonic() - began, own=True, error=repr(error)))
    return outcomes


def measure(url: str, users: int, seconds: float) -> None:
    """Have users ask at the same time and print the figures.

    Args:
        url: where the page is.
        users: how many.
        seconds: for how long.
    """
    until = time.monotonic() + seconds
    with ThreadPoolExecutor(users) as pool:
        visits = [pool.submit(visit, url, user, until) for user in range(users)]
        outcomes = [outcome for visit in visits for outcome in visit.result()]
    waits = sorted(outcome.seconds for outcome in outcomes)
    errors = [outcome.error for outcome in outcomes if outcome.error]
    print(f"users, questions  {users}, {len(outcomes)} in {seconds:.0f} s")
    print(f"errors            {len(errors)} {errors[:1]}")
    print(f"mixed             {sum(not outcome.own for outcome in outcomes)}")
    print(
        f"answered s        p50 {statistics.median(waits):.2f}, "
        f"p95 {waits[int(len(waits) * 0.95)]:.2f}, most {waits[-1]:.2f}"
    )


def main() -> None:
    """Measure once."""
    users = int(sys.argv[1]) if len(sys.argv) > 1 else 20
    seconds = float(sys.argv[2]) if len(sys.argv) > 2 else 60
    settings = Settings(page=PageSettings(questions_per_minute=0))
    with tempfile.TemporaryDirectory() as empty:
        folder = sys.argv[3] if len(sys.argv) > 3 else empty
        with Assistant.open(folder, settings=settings) as assistant:
            if folder == empty:
                assistant.add(CORPUS)
            assistant.ask(QUESTIONS[0])  # loads the models
            page = start(assistant, "127.0.0.1", 0)
            try:
                measure(str(page.local_url), users, seconds)
            finally:
                page.close(verbose=False)


if __name__ == "__main__":
    main()
