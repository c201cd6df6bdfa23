"""Inference: language models as graphs, which start at once and run without their makers."""

import os

# Before any library is imported: none may ask a model hub, wait for one, report home, or draw
# a progress bar of its own.
for _name in (
    "HF_HUB_DISABLE_PROGRESS_BARS",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_OFFLINE",
    "ORT_DISABLE_TELEMETRY",
):
    os.environ.setdefault(_name, "1")
