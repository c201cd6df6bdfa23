"""How often one reader may ask."""

import gradio as gr
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter

from assistant.errors import RateLimitError


class QuestionLimit:
    """Counts each reader's questions of the last minute."""

    def __init__(self, most: int) -> None:
        """Start counting.

        Args:
            most: how many questions a reader may ask in a minute; 0 for any number.
        """
        self._most = RateLimitItemPerMinute(most) if most else None
        self._counts = MovingWindowRateLimiter(MemoryStorage())

    def count(self, request: gr.Request) -> None:
        """Count a question.

        Args:
            request: it came with; `access` has noted whose it is.

        Raises:
            RateLimitError: it is one too many.
        """
        if self._most and not self._counts.hit(self._most, request.state.reader):
            raise RateLimitError(
                f"you have asked {self._most.amount} questions within a minute; wait a moment"
            )
