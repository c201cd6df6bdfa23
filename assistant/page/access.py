"""Who may use the page: the login, and the guard that closes every route to all others.

Gradio's own login protects its pages and its API but not, for one, its MCP server; the guard
stands before all of it. Programs that cannot fill in the login page, such as MCP clients, send
the name and the password with each request (HTTP Basic).
"""

import asyncio
import secrets
from base64 import b64decode
from collections.abc import Awaitable, Callable, Mapping
from pathlib import Path

import bcrypt
from limits import RateLimitItemPerMinute
from limits.storage import MemoryStorage
from limits.strategies import MovingWindowRateLimiter
from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.errors import SettingsError
from assistant.settings import PageSettings

Login = Callable[[str, str], Awaitable[bool]]
"""Tells whether a name and a password let somebody in."""

MAX_UPLOAD_BYTES = 256 * 1024 * 1024
"""The most that can be sent at once, all files together."""

MAX_PASSWORD_BYTES = 72
"""bcrypt reads no more of a password."""

# The login page and what it is made of, Gradio's call to itself as it starts, and Slack's
# requests, which are signed; all else is closed without a login.
_OPEN = frozenset(
    "/ /login /login/ /logout /favicon.ico /theme.css /gradio_api/startup-events "
    "/slack/events".split()
)
_OPEN_FOLDERS = ("/static/", "/assets/", "/svelte/")

# Gradio would fetch an address of the caller's choice; the page needs neither.
_FETCHING = ("/gradio_api/file", "/gradio_api/proxy")

_ATTEMPTS = RateLimitItemPerMinute(10)

# The browser itself refuses what is not the page's own, should anything ever slip through.
# Gradio's frontend compiles its templates, so it needs inline scripts and eval.
_HEADERS = {
    "Content-Security-Policy": (
        "default-src 'self'; script-src 'self' 'unsafe-inline' 'unsafe-eval'; "
        "style-src 'self' 'unsafe-inline'; img-src 'self' data: blob:; font-src 'self' data:; "
        "object-src 'none'; base-uri 'self'; form-action 'self'; frame-ancestors 'self'"
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


def login(settings: PageSettings) -> Login | None:
    """Return what checks names and passwords; None if the page is open to all.

    Args:
        settings: `password` and `users` say who may come in.

    Raises:
        SettingsError: both are set, or the users' file cannot be used.
    """
    password = settings.password.get_secret_value()
    if password and settings.users:
        raise SettingsError("ASSISTANT_PASSWORD and ASSISTANT_USERS are both set; unset one")
    if password:
        return _shared(password)
    return _named(read_users(settings.users)) if settings.users else None


def read_users(path: Path) -> dict[str, bytes]:
    """Read a file of `name:hash` lines, as `assistant user` and `htpasswd -B` write them.

    Args:
        path: the file.

    Raises:
        SettingsError: it cannot be read, is empty, or a line is no such line.
    """
    try:
        lines = path.read_text(encoding="utf-8").splitlines()
    except (OSError, ValueError) as error:
        raise SettingsError(f"ASSISTANT_USERS is {str(path)!r}: {error}") from None
    users: dict[str, bytes] = {}
    for number, line in enumerate(lines, start=1):
        name, _, hashed = line.strip().partition(":")
        if not name and not hashed:
            continue
        if not name or not hashed.startswith(("$2a$", "$2b$", "$2y$")) or len(hashed) != 60:
            raise SettingsError(
                f"ASSISTANT_USERS is {str(path)!r}: line {number} is not NAME:HASH with a "
                "bcrypt hash; make it with 'assistant user NAME'"
            )
        users[name] = hashed.encode()
    if not users:
        raise SettingsError(
            f"ASSISTANT_USERS is {str(path)!r}: it names nobody; add a line with "
            "'assistant user NAME'"
        )
    return users


def user_line(name: str, password: str) -> str:
    """Make a line for the users' file.

    Args:
        name: the user's name.
        password: the user's password; only its hash is in the line.

    Raises:
        SettingsError: the name or the password cannot be used.
    """
    if not name.strip() or any(c in name for c in ":\r\n"):
        raise SettingsError(f"the name is {name!r}; use one without colons")
    if not 0 < len(password.encode()) <= MAX_PASSWORD_BYTES:
        raise SettingsError(f"the password must have 1 to {MAX_PASSWORD_BYTES} bytes")
    return f"{name.strip()}:{bcrypt.hashpw(password.encode(), bcrypt.gensalt()).decode()}"


class Guard:
    """ASGI middleware before every route: security headers, login, bounds of uploads.

    It notes in the request's `state.reader` who asks: the login's name, or the address.
    """

    def __init__(self, app: ASGIApp, settings: PageSettings, check: Login | None) -> None:
        """Guard an app.

        Args:
            app: Gradio's.
            settings: whether readers have names, and may add articles.
            check: the login; None if all may come in.
        """
        self._app = app
        self._settings = settings
        self._check = check
        self._attempts = MovingWindowRateLimiter(MemoryStorage())

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass a request on, or refuse it."""
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        request = Request(scope)
        address = request.client.host if request.client else ""
        refusal = self._refusal(request, address)
        name = None if refusal else await self._name(request, address)
        if not refusal and name is None and self._check and not _is_open(scope["path"]):
            refusal = PlainTextResponse("Not logged in.", 401)
        request.state.reader = name if name and self._settings.users else address
        await (refusal or self._app)(scope, receive, send_guarded)

    def _refusal(self, request: Request, address: str) -> PlainTextResponse | None:
        path = request.scope["path"].rstrip("/")
        if path == "/login" and self._check and not self._attempts.hit(_ATTEMPTS, address):
            return PlainTextResponse("Too many attempts; wait a minute.", 429)
        if path.startswith(_FETCHING):
            return PlainTextResponse("Not here.", 404)
        if path == "/gradio_api/upload":
            if not self._settings.editing:
                return PlainTextResponse("Adding articles is switched off.", 403)
            length = request.headers.get("content-length", "")
            if not length.isdecimal() or int(length) > MAX_UPLOAD_BYTES:
                return PlainTextResponse(f"At most {MAX_UPLOAD_BYTES:,} bytes at once.", 413)
        return None

    async def _name(self, request: Request, address: str) -> str | None:
        """Return the name that a request's session or its Basic credentials prove."""
        if not self._check:
            return None
        gradio = request.scope["app"]
        cookies = (f"access-token{kind}-{gradio.cookie_id}" for kind in ("", "-unsecure"))
        tokens: Mapping[str, str] = gradio.tokens
        for cookie in cookies:
            if name := tokens.get(request.cookies.get(cookie, "")):
                return name
        name, password = _credentials(request.headers.get("authorization", ""))
        if not name or not self._attempts.test(_ATTEMPTS, address):
            return None
        if await self._check(name, password):
            return name
        self._attempts.hit(_ATTEMPTS, address)
        return None


def _shared(password: str) -> Login:
    async def check(_name: str, given: str) -> bool:
        return secrets.compare_digest(given.encode(), password.encode())

    return check


def _named(users: Mapping[str, bytes]) -> Login:
    # Checked in the place of an unknown user's, so that the time taken tells nothing.
    nobody = bcrypt.hashpw(secrets.token_bytes(16), bcrypt.gensalt())

    async def check(name: str, given: str) -> bool:
        password = given.encode()[:MAX_PASSWORD_BYTES]
        # Slow by design: in a thread, so that the page goes on.
        return await asyncio.to_thread(bcrypt.checkpw, password, users.get(name, nobody))

    return check


def _is_open(path: str) -> bool:
    return path in _OPEN or path.startswith(_OPEN_FOLDERS)


def _credentials(header: str) -> tuple[str, str]:
    """Read an Authorization header; anything but Basic credentials is nobody's."""
    kind, _, encoded = header.partition(" ")
    try:
        decoded = b64decode(encoded, validate=True).decode() if kind.lower() == "basic" else ""
    except ValueError:
        decoded = ""
    name, _, password = decoded.partition(":")
    return name, password
