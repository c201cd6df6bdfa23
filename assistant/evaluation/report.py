"""The report: results as a table and as JSON, and a later run beside an earlier one."""

import json
from collections.abc import Iterator, Sequence
from dataclasses import asdict
from pathlib import Path

from assistant.errors import SettingsError, SourceError
from assistant.evaluation.results import Result, by_set, differences, is_beyond_chance
from assistant.evaluation.systems import Outcome

_WIDTH = 24


def report(results: Sequence[Result], before: Sequence[Result] = ()) -> Iterator[str]:
    """Yield the lines of a report: tables, and how far the systems are apart.

    Args:
        results: for each set of questions, the first system's is held against the others.
        before: results of an earlier run, to hold these against.
    """
    earlier = {(result.questions, result.system): result for result in before}
    for rows in by_set(results).values():
        yield from table(rows)
        for other in rows[1:]:
            yield ""
            yield from compare(rows[0], other, other.system)
        for result in rows:
            if old := earlier.get((result.questions, result.system)):
                yield ""
                yield from compare(result, old, f"{result.system} before")
        yield ""


def table(results: Sequence[Result]) -> Iterator[str]:
    """Yield the lines of a table: a row a measure, a column a system.

    Args:
        results: of one set of questions.
    """
    title = f"{results[0].questions}, {len(results[0].outcomes)} questions"
    yield title.ljust(2 * _WIDTH) + "".join(result.system.ljust(_WIDTH) for result in results)
    for name in dict.fromkeys(name for result in results for name in result.figures):
        found = [result.figures.get(name) for result in results]
        count = max(figure.count for figure in found if figure)
        cells = "".join(str(figure or "-").ljust(_WIDTH) for figure in found)
        yield f"{name:{2 * _WIDTH - 8}}n={count:<5} {cells}".rstrip()


def compare(result: Result, other: Result, name: str) -> Iterator[str]:
    """Yield a line for each measure: how far a result is from another one of the same questions.

    Args:
        result: the one that is of interest.
        other: what it is held against.
        name: what to call the other.
    """
    if [o.question for o in result.outcomes] != [o.question for o in other.outcomes]:
        yield f"{result.questions}: not compared with {name}, which was asked other questions"
        return
    yield f"{result.questions}: {result.system} less {name}"
    for measure, gap in differences(result.outcomes, other.outcomes).items():
        verdict = "beyond chance" if is_beyond_chance(gap) else "within chance"
        ours, theirs = result.figures[measure].value, other.figures[measure].value
        yield (
            f"{measure:{2 * _WIDTH}}{ours:.3f} - {theirs:.3f} = {gap.value:+.3f} "
            f"[{gap.low:+.3f}, {gap.high:+.3f}] {verdict}"
        )


def save_results(results: Sequence[Result], path: Path) -> None:
    """Write results as JSON: the figures, and what came of every question.

    Raises:
        SettingsError: the file cannot be written.
    """
    text = json.dumps([asdict(result) for result in results], ensure_ascii=False, indent=1)
    try:
        path.write_text(text, encoding="utf-8")
    except OSError as error:
        raise SettingsError(
            f"the results cannot be written to {path}: {error.strerror}; name another file"
        ) from None


def load_results(path: Path) -> list[Result]:
    """Read the results of an earlier run.

    Raises:
        SourceError: the file cannot be read or holds something else.
    """
    try:
        return [
            Result.of(
                saved["questions"],
                saved["system"],
                [Outcome(**outcome) for outcome in saved["outcomes"]],
            )
            for saved in json.loads(path.read_text(encoding="utf-8"))
        ]
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise SourceError(
            f"{path} holds no results ({error}); name a file that 'assistant eval --json' wrote"
        ) from None
