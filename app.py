"""Serves the page: `python app.py`. Settings come from the environment (`ASSISTANT_…`)."""

import os
import sys

from assistant.assistant import Assistant
from assistant.errors import AssistantError
from assistant.page.running import serve
from assistant.settings import Settings


def main() -> int:
    """Open the assistant and serve its page until it is interrupted."""
    try:
        settings = Settings.from_env(os.environ)
        with Assistant.open(settings=settings, warm=True) as assistant:
            serve(assistant, settings.page.host, settings.page.port)
    except (AssistantError, OSError) as error:
        print(f"assistant: {error}", file=sys.stderr)
        return 2
    return 0


if __name__ == "__main__":
    sys.exit(main())
