"""The wheel: it carries what the package reads at run time."""

import subprocess
import sys
from pathlib import Path
from zipfile import ZipFile

from tests.conftest import ROOT


def test_a_wheel_carries_every_file_of_the_package_and_the_prompts(tmp_path: Path) -> None:
    build = [sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", str(tmp_path)]
    subprocess.run([*build, str(ROOT)], check=True, capture_output=True)

    [wheel] = tmp_path.glob("*.whl")
    carried = set(ZipFile(wheel).namelist())
    files = [path for path in (ROOT / "assistant").rglob("*") if path.is_file()]
    needed = {str(p.relative_to(ROOT)) for p in files if "__pycache__" not in p.parts}
    assert "assistant/render/templates/answer.html" in needed
    assert needed <= carried
    assert {"assistant/_prompts/write.md", "assistant/_prompts/understand.md"} <= carried
