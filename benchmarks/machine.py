"""State where a result was measured: the commit, the interpreter and the machine."""

from __future__ import annotations

import os
import platform
import subprocess
from pathlib import Path


def measured_on() -> str:
    """Return a line for a result: `commit 1a2b3c4, Python 3.11.7 on x86_64, …`."""
    describe = ["git", "describe", "--always", "--exclude=*", "--dirty= and changes"]
    run = subprocess.run(
        describe, cwd=Path(__file__).parent, capture_output=True, text=True, check=False
    )
    return (
        f"commit {run.stdout.strip() or 'unknown'}, Python {platform.python_version()} "
        f"on {platform.machine()}, {os.cpu_count()} cores, {platform.system()}"
    )
