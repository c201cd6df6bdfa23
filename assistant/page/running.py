"""How the page runs: its server, and what guards it."""

import socket

import gradio as gr
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from assistant.assistant import Assistant
from assistant.page.app import build
from assistant.page.articles import MAX_FILE_BYTES
from assistant.page.assets import asset

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

_FONTS = ("ui-sans-serif", "system-ui", "sans-serif")
_MONO_FONTS = ("ui-monospace", "monospace")


def start(assistant: Assistant, host: str, port: int) -> gr.Blocks:
    """Serve the page and come back at once.

    Args:
        assistant: an open one; it stays the caller's to close.
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.

    Returns:
        The page; its `local_url` says where it is, its `close()` stops it.

    Raises:
        OSError: the port is taken.
    """
    page = build(assistant)
    page.launch(
        server_name=host,
        server_port=port or _free_port(),
        prevent_thread_lock=True,
        quiet=True,
        share=False,
        inbrowser=False,
        strict_cors=True,
        allowed_paths=[],
        max_file_size=MAX_FILE_BYTES if assistant.settings.editing else 1,
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        footer_links=[],
        theme=gr.themes.Base(font=_FONTS, font_mono=_MONO_FONTS),
        css=asset("page.css") + asset("articles.css"),
        app_kwargs={"middleware": [Middleware(_Guarded)]},
    )
    return page


def serve(assistant: Assistant, host: str, port: int) -> None:
    """Serve the page until it is interrupted.

    Args:
        assistant: an open one; it stays the caller's to close.
        host: the address to listen on.
        port: the port to listen on; 0 for any free one.

    Raises:
        OSError: the port is taken.
    """
    page = start(assistant, host, port)
    print(f"The page is at {page.local_url}", flush=True)
    try:
        page.block_thread()
    finally:
        page.close(verbose=False)


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


class _Guarded:
    """ASGI middleware that gives every response the page's security headers."""

    def __init__(self, app: ASGIApp) -> None:
        self._app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        async def send_guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(_HEADERS)
            await send(message)

        await self._app(scope, receive, send_guarded)
