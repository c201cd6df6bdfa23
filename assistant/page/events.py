"""What the browser sends with an event."""

import gradio as gr


def sent(event: gr.EventData, name: str) -> str:
    """Read a value that the browser sent with an event; it may send anything.

    Args:
        event: as Gradio gives it.
        name: the value's name.
    """
    data = event._data  # noqa: SLF001 - its public access fails on what is missing.
    return str(data.get(name, "")) if isinstance(data, dict) else ""
