"""The secrets that Slack gives an app; they come from the environment and go nowhere else."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Self

from assistant.errors import SlackError


@dataclass(frozen=True, slots=True)
class Tokens:
    """An app's secrets, as far as they are set; none is ever shown.

    Args:
        bot: `SLACK_BOT_TOKEN`, for the Web API.
        app: `SLACK_APP_TOKEN`, for Socket Mode.
        signing_secret: `SLACK_SIGNING_SECRET`, for requests over HTTP.
    """

    bot: str = field(default="", repr=False)
    app: str = field(default="", repr=False)
    signing_secret: str = field(default="", repr=False)

    @classmethod
    def from_env(cls, environ: Mapping[str, str]) -> Self:
        """Read the secrets from environment variables.

        Args:
            environ: `os.environ`, or any mapping like it.
        """
        names = ("SLACK_BOT_TOKEN", "SLACK_APP_TOKEN", "SLACK_SIGNING_SECRET")
        return cls(*(environ.get(name, "").strip() for name in names))

    def require_bot(self) -> str:
        """Return the bot's token.

        Raises:
            SlackError: it is not set.
        """
        return _required("SLACK_BOT_TOKEN", self.bot)

    def require_app(self) -> str:
        """Return the app's token.

        Raises:
            SlackError: it is not set.
        """
        return _required("SLACK_APP_TOKEN", self.app)


def _required(name: str, value: str) -> str:
    if not value:
        raise SlackError(f"{name} is not set; 'assistant slack --check' says where to find it")
    return value
