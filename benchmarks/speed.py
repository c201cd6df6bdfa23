"""Measure how fast the assistant is, beside four peers on the same articles and weights.

    pip install -e '.[eval]'
    python3 -m venv build/peers
    build/peers/bin/pip install -r benchmarks/peers/requirements.txt
    python -m benchmarks.speed --data ../shared/data --peers build/peers/bin/python

Prints tables and writes `results.json` and `speed.png` into the work folder, which also keeps
the large stores for the next run (`--fresh` makes them anew). Without `--peers` the peers are
left out.

Every measurement runs in a process of its own, the assistant's and the peers' in turn; the
short ones are repeated and their median is given. Indexing is timed with the models loaded and
compared in characters of article text a second, as the peers' passages are of other sizes. The
peers only retrieve; the assistant reads its passages with the evidence model as well. Its stores
of `--scales` passages, and the peers' of the first scale, are made as
`benchmarks/timing/measure.py` and `benchmarks/peers/running.py` tell: real articles and copies
made distinct, the vectors of copies (and all but the first of the peers' vectors) real ones
with noise.

The floor is the time that the encoder's matrix products alone would take at the rate that this
machine reaches in a large one: in float32, numpy's or OpenVINO's, whichever is faster, and in
bfloat16, OpenVINO's. An encoder in bfloat16 can be faster than the former and not the latter.
"""

import argparse
import json
import math
import shutil
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from benchmarks.timing.asking import WARM_UP
from benchmarks.timing.corpus import (
    Article,
    read_articles,
    read_questions,
    sample,
    stretch,
    write_lines,
)
from benchmarks.timing.figures import LANGCHAIN, OURS, Run, Runs, waits
from benchmarks.timing.machine import limit_cores, machine
from benchmarks.timing.processes import MeasureError, run
from benchmarks.timing.report import report

ROOT = Path(__file__).resolve().parent.parent
PEERS = (LANGCHAIN, "llamaindex", "haystack", "txtai")

# How many more articles than seem needed are embedded for a large store.
_SPARE = 1.2

# Nothing here may ask the network for models, or tell anybody about it.
_ALONE = {
    "HF_HUB_OFFLINE": "1",
    "TRANSFORMERS_OFFLINE": "1",
    "ANONYMIZED_TELEMETRY": "False",
    "HAYSTACK_TELEMETRY_ENABLED": "False",
    "CUDA_VISIBLE_DEVICES": "",  # the targets are for machines without a GPU
    "PYTHONPATH": str(ROOT),
}


def main() -> int:
    """Measure what is asked for."""
    options = _options()
    limit_cores(options.cores)
    bench = Bench.of(options)
    try:
        bench.measure()
    except MeasureError as error:
        print(f"benchmarks.speed: {error}", file=sys.stderr)
        return 2
    finally:
        bench.save()
    print(*report(bench.runs, bench.peer_size, bench.scales), sep="\n")
    print(f"\nLoad of the machine before the run: {bench.machine['load'][0]:.1f}")
    if missing := [peer for peer in PEERS if peer not in bench.peers]:
        why = "they failed" if options.peers else "--peers names no Python that has them"
        print(f"Left out: {', '.join(missing)}; {why}")
    # Imported last: a process that starts others is to be small.
    from benchmarks.timing.chart import draw

    draw(bench.runs, options.work / "speed.png")
    return 0


@dataclass(frozen=True, slots=True)
class Bench:
    """A run of the benchmark.

    Args:
        options: of the command line.
        articles: the corpus.
        questions: a file with what is asked.
        start_question: what the command is asked.
        peers: those that have not failed.
        runs: what was measured so far.
        machine: what it ran on, told before it had work.
    """

    options: argparse.Namespace
    articles: Sequence[Article]
    questions: Path
    start_question: str
    peers: list[str]
    runs: Runs
    machine: Mapping[str, Any]

    @classmethod
    def of(cls, options: argparse.Namespace) -> "Bench":
        """Read the corpus and write down what will be asked."""
        questions = read_questions(options.data)
        asked = questions[: 2 * options.questions + WARM_UP]
        path = write_lines(options.work / "questions.jsonl", asked)
        articles = read_articles(options.data)
        peers = list(PEERS) if options.peers else []
        return cls(options, articles, path, questions[-1]["question"], peers, Runs(), machine())

    @property
    def sizes(self) -> list[int]:
        """How many articles are indexed; with the peers' number, the smallest first."""
        sizes = {min(n, len(self.articles)) for n in self.options.sizes}
        return sorted(sizes | {self.peer_size})

    @property
    def peer_size(self) -> int:
        """How many articles the peers index."""
        size: int = self.options.peer_articles
        return min(size, len(self.articles))

    @property
    def scales(self) -> list[int]:
        """How many passages the large stores have, the smaller first."""
        return sorted(self.options.scales)

    def measure(self) -> None:
        """Measure everything, the long parts last."""
        for _ in range(self.options.repeats):
            self._index(OURS, self.peer_size)
            for peer in self.peers[:]:
                self._index(peer, self.peer_size)
        for size in self.sizes:
            if size != self.peer_size:
                self._index(OURS, size)
        self._note(
            Run(OURS, "floor", self.sizes[-1], self._ours("floor", self._lines(self.sizes[-1])))
        )
        self._fill()
        for peer in self.peers[:]:
            self._fill_peer(peer)
        for number in range(self.options.repeats):
            self._ask_all(growth=number == 0)
            self._start_all(warm_up=number == 0)

    def save(self) -> None:
        """Write down what was measured so far."""
        whole = {"machine": self.machine, "options": vars(self.options), "runs": self.runs.all}
        text = json.dumps(whole, default=_plain, indent=1)
        (self.options.work / "results.json").write_text(text, encoding="utf-8")

    def store(self, system: str, what: str, size: int) -> Path:
        """Return the folder of a store."""
        stores: Path = self.options.work / "stores"
        return stores / f"{system}-{what}-{size}"

    # --- the measurements ----------------------------------------------------------------

    def _index(self, system: str, size: int) -> None:
        folder, lines = self.store(system, "articles", size), self._lines(size)
        shutil.rmtree(folder, ignore_errors=True)
        characters = sum(len(article["text"]) for article in sample(self.articles, size))
        with self._leaving_out(system):
            found = self._child(system, "index", lines, folder)
            speed = {
                "characters": characters,
                "characters_per_second": characters / found["seconds"],
            }
            self._note(Run(system, "index", size, found | speed))
            if system == OURS:
                self._note(Run(OURS, "again", size, self._ours("index", lines, folder)))

    def _fill(self) -> None:
        missing = {scale: self.store(OURS, "passages", scale) for scale in self.scales}
        missing = {scale: folder for scale, folder in missing.items() if self._is_missing(folder)}
        if missing:
            _say(f"making stores of {', '.join(map(str, missing))} passages")
            named = [part for scale, folder in missing.items() for part in (folder, scale)]
            self._ours("fill", self._lines(self._enough(max(missing))), *named)
            for folder in missing.values():
                _whole(folder).touch()

    def _enough(self, passages: int) -> int:
        """Return how many articles have so many passages; all of them if they have fewer."""
        largest = self.sizes[-1]
        made = self.runs.median(OURS, "index", largest, "passages") or 1
        return min(len(self.articles), math.ceil(_SPARE * passages * largest / made))

    def _fill_peer(self, peer: str) -> None:
        """Make a peer's store of about as many passages as the assistant's first one has."""
        scale, folder = self.scales[0], self.store(peer, "passages", self.scales[0])
        if not self._is_missing(folder):
            return
        _say(f"making {peer}'s store of {scale} passages")
        made = self.runs.median(peer, "index", self.peer_size, "passages") or 1
        read = self.runs.median(peer, "index", self.peer_size, "characters") or 1
        articles = stretch(sample(self.articles, len(self.articles)), scale * read / made)
        lines = write_lines(self.options.work / f"{peer}.jsonl", articles)
        with self._leaving_out(peer):
            self._child(peer, "fill", lines, folder)
            _whole(folder).touch()

    def _ask_all(self, *, growth: bool) -> None:
        """Ask the large stores, and those of the indexed articles as well to see the growth."""
        for size in self.sizes if growth else ():
            for system in (OURS, *(self.peers if size == self.peer_size else ())):
                self._ask(system, "articles", size)
        for scale in self.scales:
            for system in (OURS, *(self.peers if scale == self.scales[0] else ())):
                self._ask(system, "passages", scale)

    def _ask(self, system: str, what: str, size: int) -> None:
        passages = size
        if what == "articles":
            passages = int(self.runs.median(system, "index", size, "passages") or 0)
        with self._leaving_out(system):
            found = self._child(system, "ask", self.questions, self.store(system, what, size))
            speed = len(found["many"]) / found["many_wall"]
            self._note(Run(system, "ask", passages, waits(found) | {"many_per_second": speed}))

    def _start_all(self, *, warm_up: bool) -> None:
        """Time whole commands; the first one only brings the files into memory."""
        for number in range(1 + warm_up):
            counts = number == warm_up
            for scale in self.scales:
                self._start(OURS, scale, counts=counts)
            for peer in self.peers[:]:
                self._start(peer, self.scales[0], counts=counts)
            ran = run([*_console(), "--help"], _ALONE)
            if counts:
                self._note(Run(OURS, "help", 0, {"wall": ran.wall, "cpu": ran.cpu}))

    def _start(self, system: str, scale: int, *, counts: bool) -> None:
        folder = self.store(system, "passages", scale)
        with self._leaving_out(system):
            if system == OURS:
                settings = _ALONE | {"ASSISTANT_STORE": str(folder)}
                ran = run([*_console(), "ask", self.start_question], settings, (0, 1))
            else:
                ran = run(self._peer(system, "start", self.start_question, folder), _ALONE)
            if counts:
                self._note(Run(system, "start", scale, {"wall": ran.wall, "cpu": ran.cpu}))

    # --- the processes -------------------------------------------------------------------

    def _child(self, system: str, action: str, subject: Path, folder: Path) -> dict[str, Any]:
        if system == OURS:
            return self._ours(action, subject, folder)
        return _read(run(self._peer(system, action, subject, folder), _ALONE).output)

    def _ours(self, action: str, *arguments: object) -> dict[str, Any]:
        command = [sys.executable, "-m", "benchmarks.timing.measure", action]
        return _read(run([*command, *map(str, arguments)], _ALONE).output)

    def _peer(self, peer: str, *arguments: object) -> list[str]:
        return [
            str(self.options.peers),
            "-m",
            f"benchmarks.peers.stock_{peer}",
            *map(str, arguments),
        ]

    def _lines(self, size: int) -> Path:
        path: Path = self.options.work / f"articles-{size}.jsonl"
        return write_lines(path, sample(self.articles, size))

    def _is_missing(self, folder: Path) -> bool:
        """Check whether a store must be made, and make room for it."""
        if _whole(folder).exists() and not self.options.fresh:
            return False
        shutil.rmtree(folder, ignore_errors=True)
        _whole(folder).unlink(missing_ok=True)
        return True

    @contextmanager
    def _leaving_out(self, system: str) -> Iterator[None]:
        """Leave a peer out from the first failure on; the assistant must not fail."""
        try:
            yield
        except MeasureError as error:
            if system == OURS:
                raise
            _say(f"{system} is left out: {error}")
            if system in self.peers:
                self.peers.remove(system)

    def _note(self, one: Run) -> None:
        self.runs.add(one)
        shown = ", ".join(
            f"{k} {v:,.4g}" for k, v in one.values.items() if isinstance(v, int | float)
        )
        _say(f"{one.kind} {one.system} {one.size}: {shown}")
        self.save()


def _options() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--data", type=Path, default=ROOT.parent / "shared" / "data")
    parser.add_argument("--work", type=Path, default=Path("build/speed"), metavar="FOLDER")
    parser.add_argument("--peers", type=Path, metavar="PYTHON", help="has the peers installed")
    parser.add_argument("--sizes", type=int, nargs="+", default=[600, 2355], metavar="N")
    parser.add_argument("--peer-articles", type=int, default=100, metavar="N")
    parser.add_argument("--scales", type=int, nargs="+", default=[25_000, 100_000], metavar="N")
    parser.add_argument("--questions", type=int, default=100, help="one at a time; as many by 8")
    parser.add_argument("--repeats", type=int, default=3, help="of all but the long ones")
    parser.add_argument("--cores", type=int, default=2)
    parser.add_argument("--fresh", action="store_true", help="make the large stores anew")
    options = parser.parse_args()
    if not (options.data / "news-qa-2023").is_dir():
        parser.error(
            f"the data is missing: {options.data} has no news-qa-2023; name it with --data"
        )
    if find_spec("matplotlib") is None:
        parser.error("a chart needs matplotlib; run pip install 'articles-assistant[eval]'")
    if options.peers and not options.peers.is_file():
        parser.error(f"{options.peers} is no Python; see benchmarks/peers/requirements.txt")
    options.work = options.work.resolve()
    options.work.mkdir(parents=True, exist_ok=True)
    if options.peers:
        options.peers = options.peers.absolute()  # not resolved: the link makes the environment
    return options


def _console() -> list[str]:
    """Return the command that a user types, of the environment that this runs in."""
    script = Path(sys.executable).with_name("assistant")
    return [str(script)] if script.exists() else [sys.executable, "-m", "assistant"]


def _whole(folder: Path) -> Path:
    """Return the file that says that a store was made to its end."""
    return folder.with_name(f"{folder.name}.whole")


def _read(output: str) -> dict[str, Any]:
    """Read the JSON object that a process printed last."""
    found: dict[str, Any] = json.loads(output.strip().splitlines()[-1])
    return found


def _plain(value: object) -> object:
    return asdict(value) if isinstance(value, Run) else str(value)


def _say(text: str) -> None:
    print(time.strftime("%H:%M:%S"), text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    sys.exit(main())
