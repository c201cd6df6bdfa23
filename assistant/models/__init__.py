"""The models, and the only imports of the libraries that run them."""

import os
import sys

# Before any library is imported: none may ask a model hub, wait for one, report home, or draw
# a progress bar of its own.
for _name in (
    "HF_HUB_DISABLE_PROGRESS_BARS",
    "HF_HUB_DISABLE_TELEMETRY",
    "HF_HUB_OFFLINE",
):
    os.environ.setdefault(_name, "1")
# OpenVINO without this package runs a stub in its place, which sends nothing.
sys.modules.setdefault("openvino_telemetry", None)  # type: ignore[arg-type]
