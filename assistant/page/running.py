"""How the page runs: its server and the server's settings."""

import socket

import gradio as gr
from starlette.middleware import Middleware

from assistant.assistant import Assistant
from assistant.page.access import Guard, login
from assistant.page.app import build
from assistant.page.articles import MAX_FILE_BYTES
from assistant.page.assets import asset

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
        SettingsError: the login's settings cannot be used.
    """
    check = login(assistant.settings.page)
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
        auth=check,  # type: ignore[arg-type] # Gradio awaits it too.
        auth_message="Your name, and the password that you were given.",
        mcp_server=True,
        max_file_size=MAX_FILE_BYTES if assistant.settings.page.editing else 1,
        enable_monitoring=False,
        run_history=False,
        ssr_mode=False,
        pwa=False,
        footer_links=[],
        theme=gr.themes.Base(font=_FONTS, font_mono=_MONO_FONTS),
        css=asset("page.css") + asset("articles.css"),
        app_kwargs={"middleware": [Middleware(Guard, assistant.settings.page, check)]},
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
        SettingsError: the login's settings cannot be used.
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
