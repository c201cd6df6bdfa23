"""Processes: each measurement runs in one of its own, so that none pays or gains by another."""

import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

_TAIL = 2000
_MEGABYTE = 1e6


class MeasureError(Exception):
    """A measurement that failed, with the last of what it said."""


@dataclass(frozen=True, slots=True)
class Ran:
    """What a process printed and cost.

    Args:
        output: its standard output.
        wall: the seconds from its start to its end.
        cpu: the seconds that processors worked for it, those of its own children included.
    """

    output: str
    wall: float
    cpu: float


def run(
    command: Sequence[str], settings: Mapping[str, str], exit_codes: Sequence[int] = (0,)
) -> Ran:
    """Run a command to its end.

    Args:
        command: the program and its arguments.
        settings: environment variables beside those of this process; the assistant's own are
            left out.
        exit_codes: those that are no failure.

    Raises:
        MeasureError: it ended with another exit code.
    """
    kept = {name: value for name, value in os.environ.items() if not name.startswith("ASSISTANT_")}
    with tempfile.TemporaryFile() as output, tempfile.TemporaryFile() as errors:
        began = time.perf_counter()
        process = subprocess.Popen(  # noqa: S603
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=errors,
            env=kept | dict(settings),
        )
        try:
            _, status, usage = os.wait4(process.pid, 0)
        except BaseException:
            process.kill()
            process.wait()
            raise
        wall = time.perf_counter() - began
        process.returncode = os.waitstatus_to_exitcode(status)
        output.seek(0)
        errors.seek(0)
        if process.returncode not in exit_codes:
            said = errors.read().decode(errors="replace")[-_TAIL:]
            raise MeasureError(f"{' '.join(command)} ended with {process.returncode}:\n{said}")
        return Ran(output.read().decode(errors="replace"), wall, usage.ru_utime + usage.ru_stime)


def peak_memory() -> float:
    """Return the most memory, in MB, that this process had resident; no system measured forks.

    Linux hands a program the high-water mark of the process that started it, so there its own
    one is read from the kernel's status file.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="utf-8", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024 / _MEGABYTE
    unit = 1 if sys.platform == "darwin" else 1024
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * unit / _MEGABYTE
