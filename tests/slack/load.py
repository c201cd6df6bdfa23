"""Measure the bot under load: `python -m tests.slack.load [QUESTIONS]`.

A local server plays Slack; the assistant, its articles, the socket and Bolt are real. Every
question comes with three retries and as a second event. Printed: the time to acknowledgement as
Slack sees it, how many questions were answered, and how many answers were too many.
"""

import statistics
import sys
import tempfile
import time
from pathlib import Path

from slack_sdk import WebClient

from assistant import Assistant, Settings
from assistant.slack.bot import retry_handlers
from assistant.slack.running import socket_mode
from tests.slack_server import (
    APP_TOKEN,
    BOT_TOKEN,
    SlackServer,
    event,
    mention,
    slack_server,
)

QUESTIONS = ("who claimed the Dibis strike?", "how many were killed?", "who won the World Cup?")
CORPUS = Path(__file__).parents[2] / "corpus"


def measure(slack: SlackServer, questions: int) -> None:
    """Ask, with every double that Slack may send, and print the figures."""
    bodies = [mention(slack, QUESTIONS[n % 3], channel=f"C{n % 5}") for n in range(questions)]
    sent: dict[str, float] = {}
    began = time.monotonic()
    for body in bodies:
        twin = event(body["event"] | {"type": "message", "channel_type": "channel"})
        for copy, retry in ((body, 0), (twin, 0), (body, 1), (body, 2), (body, 3)):
            at = time.monotonic()
            sent[slack.send("events_api", copy, retry)] = at
    slack.wait(lambda: set(sent) <= set(slack.acks), "not all was acknowledged")
    slack.wait_finished(questions)
    seconds = time.monotonic() - began
    waits = sorted((slack.acks[id_] - at) * 1000 for id_, at in sent.items())
    answered = {said.thread for said in slack.finished()}
    print(f"events            {len(sent)} for {questions} questions")
    print(
        f"acknowledged ms   p50 {statistics.median(waits):.1f}, "
        f"p99 {waits[int(len(waits) * 0.99)]:.1f}, most {waits[-1]:.1f}"
    )
    print(f"answered / asked  {len(answered)} / {questions} in {seconds:.1f} s")
    print(f"duplicates        {len(slack.finished()) - len(answered)}")


def main() -> None:
    """Measure once."""
    questions = int(sys.argv[1]) if len(sys.argv) > 1 else 50
    with (
        tempfile.TemporaryDirectory() as folder,
        slack_server() as slack,
        Assistant.open(folder, settings=Settings()) as assistant,
    ):
        assistant.add(CORPUS)
        assistant.ask(QUESTIONS[0])  # loads the model
        client = WebClient(BOT_TOKEN, base_url=f"{slack.url}/api/", retry_handlers=retry_handlers())
        with socket_mode(assistant, client, APP_TOKEN):
            measure(slack, questions)


if __name__ == "__main__":
    main()
