"""Inference: language models as graphs, which start at once and run without their makers."""

import os

# Before any library is imported: none may ask a model hub, wait for one, or report home.
for _name in ("HF_HUB_OFFLINE", "HF_HUB_DISABLE_TELEMETRY", "ORT_DISABLE_TELEMETRY"):
    os.environ.setdefault(_name, "1")
