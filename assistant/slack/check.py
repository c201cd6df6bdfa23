"""Whether an app is set up well, and what to do where it is not."""

import json
from collections.abc import Iterator
from dataclasses import dataclass
from importlib.resources import files
from typing import Any

from slack_sdk import WebClient
from slack_sdk.errors import SlackApiError

from assistant.slack.running import PATH
from assistant.slack.tokens import Tokens

_APPS = "https://api.slack.com/apps"


@dataclass(frozen=True, slots=True)
class Finding:
    """Something that was looked at.

    Args:
        good: whether it is as it must be.
        text: what it is, and what to do if it is not good; one line, and no secret in it.
    """

    good: bool
    text: str


def manifest(address: str = "") -> dict[str, Any]:
    """Return the manifest that makes the app.

    Args:
        address: the public address of the page, for HTTP mode; empty for Socket Mode.
    """
    read: dict[str, Any] = json.loads(
        (files("assistant.slack") / "manifest.json").read_text(encoding="utf-8")
    )
    if address:
        url = f"{address.rstrip('/')}{PATH}"
        settings = read["settings"]
        settings["socket_mode_enabled"] = False
        settings["event_subscriptions"]["request_url"] = url
        settings["interactivity"]["request_url"] = url
        for command in read["features"]["slash_commands"]:
            command["url"] = url
    return read


def check(tokens: Tokens, client: WebClient) -> list[Finding]:
    """Look at the tokens and what they allow.

    Args:
        tokens: as they are set.
        client: Slack, with the bot's token.
    """
    findings = [*_check_bot(tokens, client), *_check_app(tokens, client)]
    if tokens.signing_secret:
        findings.append(Finding(True, "SLACK_SIGNING_SECRET is set, for HTTP mode"))
    elif not tokens.app:
        findings.append(
            Finding(
                False,
                "neither SLACK_APP_TOKEN (Socket Mode) nor SLACK_SIGNING_SECRET (HTTP mode) is "
                f"set; both are at {_APPS} under Basic Information",
            )
        )
    return findings


def _check_bot(tokens: Tokens, client: WebClient) -> Iterator[Finding]:
    if not tokens.bot.startswith("xoxb-"):
        state = "does not begin with xoxb-" if tokens.bot else "is not set"
        yield Finding(
            False, f"SLACK_BOT_TOKEN {state}; copy it from {_APPS} under OAuth & Permissions"
        )
        return
    try:
        response = client.auth_test()
    except (SlackApiError, OSError) as error:
        yield Finding(False, f"SLACK_BOT_TOKEN is not taken: {_why(error)}; reinstall the app")
        return
    yield Finding(True, f"SLACK_BOT_TOKEN is @{response['user']} in {response['team']}")
    # Header names come as Slack wrote them.
    headers = {name.lower(): value for name, value in response.headers.items()}
    granted = {scope.strip() for scope in str(headers.get("x-oauth-scopes", "")).split(",")}
    for scope in manifest()["oauth_config"]["scopes"]["bot"]:
        if scope in granted:
            yield Finding(True, f"scope {scope}")
        else:
            yield Finding(
                False,
                f"scope {scope} is missing; add it at {_APPS} under OAuth & Permissions, "
                "then reinstall the app",
            )


def _check_app(tokens: Tokens, client: WebClient) -> Iterator[Finding]:
    if not tokens.app:
        return
    if not tokens.app.startswith("xapp-"):
        yield Finding(
            False,
            "SLACK_APP_TOKEN does not begin with xapp-; generate one with the scope "
            f"connections:write at {_APPS} under Basic Information",
        )
        return
    try:
        client.apps_connections_open(app_token=tokens.app)
    except (SlackApiError, OSError) as error:
        yield Finding(
            False,
            f"SLACK_APP_TOKEN opens no socket: {_why(error)}; it needs the scope "
            "connections:write, and Socket Mode must be on",
        )
        return
    yield Finding(True, "SLACK_APP_TOKEN opens a socket")


def _why(error: Exception) -> str:
    if isinstance(error, SlackApiError):
        return str(error.response.get("error"))
    return f"Slack cannot be reached ({error})"
