"""The `assistant` command: a thin door to `Assistant`."""

import argparse
import logging
import os
import sys
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path

from rich.console import Console
from rich.progress import (
    BarColumn,
    MofNCompleteColumn,
    TextColumn,
    TimeElapsedColumn,
    TimeRemainingColumn,
)
from rich.progress import Progress as Bar

from assistant import evaluation
from assistant.answers import Status, Where
from assistant.assistant import Assistant, rebuild
from assistant.errors import AssistantError
from assistant.indexing import Progress, Report
from assistant.render import article_line, to_text
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
    options = parser().parse_args(arguments)
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
    evaluate.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    evaluate.add_argument("--before", type=Path, metavar="FILE", help="compare with these figures")
    evaluate.set_defaults(run=_eval)

    serve = commands.add_parser("serve", help="open the page")
    serve.set_defaults(run=_serve)
    return whole


def _add(options: argparse.Namespace, settings: Settings) -> int:
    with Assistant.open(settings=settings) as assistant, _bar() as show:
        report = assistant.add(options.paths, progress=show)
    _print_report(report)
    done = report.added or report.updated or report.unchanged
    return ANSWERED if done or not report.failed else FAILED


def _ask(options: argparse.Namespace, settings: Settings) -> int:
    where = Where(tuple(options.article), tuple(options.source), options.first, options.last)
    with Assistant.open(settings=settings) as assistant:
        answer = assistant.ask(options.question, where=where, now=options.now)
    print(answer.to_json() if options.json else to_text(answer))
    return ANSWERED if answer.status is Status.ANSWERED else UNANSWERED


def _articles(_options: argparse.Namespace, settings: Settings) -> int:
    with Assistant.open(settings=settings) as assistant:
        for article in assistant.articles():
            print(article_line(article))
    return ANSWERED


def _remove(options: argparse.Namespace, settings: Settings) -> int:
    with Assistant.open(settings=settings) as assistant:
        for article_id in options.ids:
            assistant.remove(article_id)
    return ANSWERED


def _rebuild(_options: argparse.Namespace, settings: Settings) -> int:
    with _bar() as show:
        report = rebuild(settings=settings, progress=show)
    _print_report(report)
    return ANSWERED


def _eval(options: argparse.Namespace, settings: Settings) -> int:
    cases = evaluation.load_cases(options.cases)
    with Assistant.open(settings=settings) as assistant, _counter(len(cases)) as show:
        outcomes = evaluation.run(assistant, cases, show)
    figures = evaluation.summarise(outcomes)
    for name, figure in figures.items():
        print(f"{name:24} {figure}")
    if options.before:
        print(*evaluation.compare(figures, evaluation.load_figures(options.before)), sep="\n")
    if options.json:
        options.json.write_text(evaluation.to_json(figures), encoding="utf-8")
    return ANSWERED


def _serve(_options: argparse.Namespace, settings: Settings) -> int:
    from assistant.ui import serve

    with Assistant.open(settings=settings) as assistant:
        serve(assistant, settings.host, settings.port)
    return ANSWERED


def _day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a date such as 2023-12-03") from None


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
def _counter(total: int) -> Iterator[Callable[[int], None]]:
    """Show how many of the questions were asked while the block runs."""
    columns = (MofNCompleteColumn(), BarColumn(), TimeElapsedColumn(), TimeRemainingColumn())
    with Bar(*columns, console=Console(stderr=True)) as bar:
        task = bar.add_task("", total=total)
        yield lambda done: bar.update(task, completed=done)


def _fail(message: str) -> int:
    print(f"assistant: {message}", file=sys.stderr)
    return FAILED
