"""The garbage collector does not look through what lives until a command ends."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from golden_cases import GOLDEN

SOURCE = GOLDEN / "cursor-pages" / "specs" / "tiny" / "source.yaml"
SCRIPT = """
import atexit, gc
atexit.register(lambda: print(len(gc.get_objects())))
from specloom.cli import main
main()
"""


def test_a_command_ends_without_looking_through_its_objects(tmp_path: Path) -> None:
    options = ["--output", str(tmp_path / "out"), "--package", "tiny", "--no-cache"]
    command = [sys.executable, "-c", SCRIPT, "-q", "generate", "--spec", str(SOURCE)]
    done = subprocess.run(
        [*command, *options], capture_output=True, text=True, check=True
    )
    assert int(done.stdout) < 100
