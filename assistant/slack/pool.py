"""Work that is done after the acknowledgement, in threads, with a bound on how much waits."""

from collections.abc import Callable
from concurrent.futures import Future, ThreadPoolExecutor, wait
from threading import BoundedSemaphore
from typing import Any


class Pool:
    """A few threads, and a queue that can be full.

    Args:
        name: names the threads.
        threads: how many work at a time.
        waiting: how much may wait besides.
    """

    def __init__(self, name: str, threads: int, waiting: int) -> None:
        self._executor = ThreadPoolExecutor(threads, thread_name_prefix=name)
        self._room = BoundedSemaphore(threads + waiting)
        self._given: dict[Future[object], tuple[Any, ...]] = {}

    def submit(self, work: Callable[..., object], *arguments: Any) -> bool:
        """Queue work to do, which must not raise.

        Returns:
            Whether there was room for it.
        """
        if not self._room.acquire(blocking=False):
            return False
        try:
            future = self._executor.submit(work, *arguments)
        except RuntimeError:  # closed
            self._room.release()
            return False
        self._given[future] = arguments
        future.add_done_callback(self._done)
        return True

    def stop(self) -> list[tuple[Any, ...]]:
        """Take no more work and leave undone what is not begun.

        Returns:
            The arguments of what is left undone.
        """
        given = dict(self._given)
        self._executor.shutdown(wait=False, cancel_futures=True)
        return [arguments for future, arguments in given.items() if future.cancelled()]

    def finish(self, seconds: float) -> None:
        """Take no more work and wait for what there is.

        Args:
            seconds: how long to wait.
        """
        given = list(self._given)
        self._executor.shutdown(wait=False)
        wait(given, timeout=seconds)

    def _done(self, future: Future[object]) -> None:
        self._given.pop(future, None)
        self._room.release()
