"""The `assistant` command: a thin door to `Assistant`."""

from __future__ import annotations

import argparse
import atexit
import gc
import json
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from getpass import getpass
from pathlib import Path
from typing import TYPE_CHECKING

from assistant.errors import AssistantError

# A command imports what it needs itself: the libraries of some take seconds.
if TYPE_CHECKING:
    from assistant.answers import Answer, Event
    from assistant.assistant import Assistant
    from assistant.indexing import Progress, Report
    from assistant.settings import Settings

ANSWERED, UNANSWERED, FAILED = 0, 1, 2
"""The exit codes."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the command.

    Args:
        arguments: the command's arguments; those of the process by default.

    Returns:
        0 answered or done, 1 unanswered, 2 wrong use or failure.
    """
    logging.basicConfig(level=logging.ERROR, format="%(message)s")
    # At its end Python looks for garbage in all that the libraries made: a third of a second.
    atexit.register(gc.freeze)
    options = parser().parse_args(arguments)
    from assistant.settings import Settings

    try:
        settings = Settings.from_env(os.environ)
        code: int = options.run(options, settings)
        return code
    except AssistantError as error:
        return _fail(str(error))
    except KeyboardInterrupt:
        return _fail("stopped; what was added before stays")


def parser() -> argparse.ArgumentParser:
    """Build the parser of the command's arguments; each command names what runs it."""
    whole = argparse.ArgumentParser(
        prog="assistant",
        description="Ask your articles; get the sentences that say so.",
    )
    commands = whole.add_subparsers(required=True, metavar="COMMAND")

    add = commands.add_parser("add", help="add articles from files and folders")
    add.add_argument("paths", nargs="+", metavar="PATH", help="a file or a folder")
    add.set_defaults(run=_add)

    ask = commands.add_parser("ask", help="answer a question from the articles")
    ask.add_argument("question")
    ask.add_argument("--json", action="store_true", help="print the answer as JSON")
    ask.add_argument("--source", action="append", default=[], help="only this outlet; repeatable")
    ask.add_argument(
        "--article",
        action="append",
        default=[],
        metavar="ID",
        help="only this article; repeatable",
    )
    ask.add_argument("--from", dest="first", type=_day, metavar="DATE", help="published since")
    ask.add_argument("--to", dest="last", type=_day, metavar="DATE", help="published until")
    ask.add_argument("--now", type=_day, metavar="DATE", help="what 'today' means")
    ask.set_defaults(run=_ask)

    articles = commands.add_parser("articles", help="list the articles")
    articles.set_defaults(run=_articles)

    remove = commands.add_parser("remove", help="remove articles")
    remove.add_argument("ids", nargs="+", metavar="ID")
    remove.set_defaults(run=_remove)

    again = commands.add_parser("rebuild", help="make the index anew from the stored articles")
    again.set_defaults(run=_rebuild)

    evaluate = commands.add_parser("eval", help="measure it on questions with known answers")
    evaluate.add_argument("cases", type=Path, metavar="QUESTIONS.jsonl")
    evaluate.add_argument("--json", type=_new_file, metavar="FILE", help="write the results there")
    evaluate.add_argument("--chart", type=_new_file, metavar="FILE.png", help="draw them there")
    evaluate.add_argument(
        "--before", type=Path, metavar="FILE", help="compare with an earlier JSON"
    )
    evaluate.add_argument("--llm", metavar="PROVIDER:MODEL", help="let this LLM write")
    evaluate.add_argument(
        "--baseline",
        action="store_true",
        help="measure search by vectors alone, too",
    )
    evaluate.set_defaults(run=_eval)

    serve = commands.add_parser("serve", help="open the page")
    serve.add_argument("--slack", action="store_true", help="and answer in Slack")
    serve.set_defaults(run=_serve)

    user = commands.add_parser("user", help="print a line for ASSISTANT_USERS")
    user.add_argument("name")
    user.set_defaults(run=_user)

    slack = commands.add_parser("slack", help="answer in Slack, in Socket Mode")
    instead = slack.add_mutually_exclusive_group()
    instead.add_argument("--check", action="store_true", help="look at tokens and scopes")
    instead.add_argument(
        "--manifest",
        nargs="?",
        const="",
        metavar="URL",
        help="print the manifest that makes the app; with the page's public URL for HTTP mode",
    )
    slack.set_defaults(run=_slack)

    feedback = commands.add_parser("feedback", help="print all feedback, a JSON object a line")
    feedback.set_defaults(run=_feedback)
    return whole


def _add(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.assistant import Assistant

    with Assistant.open(settings=settings) as assistant, _bar() as show:
        report = assistant.add(options.paths, progress=show)
    _print_report(report)
    done = report.added or report.updated or report.unchanged
    return ANSWERED if done or not report.failed else FAILED


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.answers import Status, Where
    from assistant.assistant import Assistant
    from assistant.render.text import to_text
    from assistant.text.periods import Period

    published = Period(options.first, options.last)
    where = Where(tuple(options.article), tuple(options.source), published)
    with Assistant.open(settings=settings, warm=True) as assistant:
        events = assistant.stream(options.question, where=where, now=options.now)
        answer = _show_drafts(events)
    print(answer.to_json() if options.json else to_text(answer))
    return ANSWERED if answer.status is Status.ANSWERED else UNANSWERED


def _show_drafts(events: Iterator[Event]) -> Answer:
    """Show what an LLM writes while it does, if somebody looks; give the finished answer."""
    from rich.console import Console

    from assistant.answers import Answer

    console = Console(stderr=True, style="dim", highlight=False, markup=False)
    for event in events:
        if isinstance(event, Answer):
            if console.is_terminal:
                console.print()
            return event
        if console.is_terminal:
            console.print(event.text, end="", soft_wrap=True)
    raise AssertionError("the chain ended without an answer")


def _articles(_options: argparse.Namespace, settings: Settings) -> int:
    from assistant.render.text import article_line
    from assistant.store.folder import stored_articles

    for article in stored_articles(settings.store):
        print(article_line(article))
    return ANSWERED


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.assistant import Assistant

    with Assistant.open(settings=settings) as assistant:
        for article_id in options.ids:
            assistant.remove(article_id)
    return ANSWERED


def _rebuild(_options: argparse.Namespace, settings: Settings) -> int:
    from assistant.assistant import rebuild

    with _bar() as show:
        report = rebuild(settings=settings, progress=show)
    _print_report(report)
    return ANSWERED


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.assistant import Assistant
    from assistant.evaluation.cases import load_cases
    from assistant.evaluation.report import load_results, report, save_results
    from assistant.evaluation.results import Result
    from assistant.evaluation.systems import answering, dense, missing_articles, run

    if options.chart:  # what is missing is told before anything is asked
        from assistant.evaluation.chart import draw
    cases = load_cases(options.cases)
    before = load_results(options.before) if options.before else []
    settings = settings.with_llm(options.llm) if options.llm else settings
    with Assistant.open(settings=settings) as assistant:
        if missing := missing_articles(assistant, cases):
            print(
                f"{len(missing)} articles that the questions name are not in the store, such as "
                f"{missing[0]!r}; 'assistant articles' lists those that are",
                file=sys.stderr,
            )
        systems = {"assistant": answering(assistant)}
        if options.baseline:
            systems["dense alone"] = dense(assistant)
        results = []
        for name, system in systems.items():
            with _counter(name, len(cases)) as show:
                results.append(Result.of(options.cases.name, name, run(system, cases, show)))
    print(*report(results, before), sep="\n")
    if options.json:
        save_results(results, options.json)
    if options.chart:
        draw(results, options.chart)
    return ANSWERED


def _serve(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.assistant import Assistant
    from assistant.page.running import serve

    with Assistant.open(settings=settings, warm=True) as assistant:
        if options.slack:
            _serve_with_slack(assistant, settings)
        else:
            serve(assistant, settings.page.host, settings.page.port)
    return ANSWERED


def _serve_with_slack(assistant: Assistant, settings: Settings) -> None:
    from assistant.page.running import start
    from assistant.slack.running import beside, connect, wait_for_stop
    from assistant.slack.tokens import Tokens

    tokens = Tokens.from_env(os.environ)
    client = connect(tokens.require_bot())
    page = start(assistant, settings.page.host, settings.page.port)
    try:
        with beside(page.app, assistant, client, tokens) as how:
            print(f"The page is at {page.local_url}; Slack comes {how}", flush=True)
            wait_for_stop()
    finally:
        page.close(verbose=False)


def _user(options: argparse.Namespace, _settings: Settings) -> int:
    from assistant.page.access import user_line

    typed = sys.stdin.isatty()
    password = getpass("Password: ") if typed else sys.stdin.readline().rstrip("\n")
    print(user_line(options.name, password))
    return ANSWERED


def _slack(options: argparse.Namespace, settings: Settings) -> int:
    from assistant.assistant import Assistant
    from assistant.slack.check import check, manifest
    from assistant.slack.running import connect, socket_mode, wait_for_stop
    from assistant.slack.tokens import Tokens

    if options.manifest is not None:
        print(json.dumps(manifest(options.manifest), indent=2))
        return ANSWERED
    tokens = Tokens.from_env(os.environ)
    if options.check:
        findings = check(tokens, connect(tokens.bot))
        for finding in findings:
            print(f"{'ok     ' if finding.good else 'MISSING'}  {finding.text}")
        return ANSWERED if all(finding.good for finding in findings) else FAILED
    client, app_token = connect(tokens.require_bot()), tokens.require_app()
    with (
        Assistant.open(settings=settings, warm=True) as assistant,
        socket_mode(assistant, client, app_token),
    ):
        print("Answering in Slack; Ctrl-C stops it", flush=True)
        wait_for_stop()
    return ANSWERED


def _feedback(_options: argparse.Namespace, settings: Settings) -> int:
    from assistant.journal import Journal, journal_path

    path = journal_path(settings.store)
    # Not through the store: it may be open in the process that answers.
    if path.exists():
        with Journal(path) as journal:
            for feedback in journal.feedback():
                print(feedback.to_json())
    return ANSWERED


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2023-12-03") from None


def _new_file(text: str) -> Path:
    path = Path(text)
    if path.is_dir() or not path.parent.is_dir():
        raise argparse.ArgumentTypeError(f"{text!r} is no file in a folder that is there")
    return path


def _print_report(report: Report) -> None:
    print(
        f"{len(report.added)} added, {len(report.updated)} updated, "
        f"{len(report.unchanged)} unchanged, {len(report.failed)} failed"
    )
    for failure in report.failed:
        print(f"  {failure}", file=sys.stderr)


@contextmanager
def _bar() -> Iterator[Callable[[Progress], None]]:
    """Show a progress bar on standard error while the block runs."""
    from rich.console import Console
    from rich.progress import BarColumn, TextColumn, TimeElapsedColumn, TimeRemainingColumn
    from rich.progress import Progress as Bar

    columns = (
        TextColumn(
            "{task.fields[articles]} articles, {task.fields[passages]} passages"
            ", {task.fields[speed]:.0f}/s"
        ),
        BarColumn(),
        TextColumn("{task.percentage:>3.0f} %"),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=None, articles=0, passages=0, speed=0)

        def show(progress: Progress) -> None:
            total = None if progress.fraction is None else 1.0
            bar.update(
                task,
                total=total,
                completed=progress.fraction or 0.0,
                articles=progress.articles,
                passages=progress.passages,
                speed=progress.passages_per_second,
            )

        yield show


@contextmanager
def _counter(what: str, total: int | None = None) -> Iterator[Callable[[int], None]]:
    """Show how much is done while the block runs."""
    from rich.console import Console
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        TextColumn,
        TimeElapsedColumn,
        TimeRemainingColumn,
    )
    from rich.progress import Progress as Bar

    columns = (
        TextColumn("{task.description}"),
        MofNCompleteColumn(),
        BarColumn(),
        TimeElapsedColumn(),
        TimeRemainingColumn(),
    )
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task(what, total=total)
        yield lambda done: bar.update(task, completed=done)


def _fail(message: str) -> int:
    print(f"assistant: {message}", file=sys.stderr)
    return FAILED
