"""Run the command on growing descriptions for `make bench-scale`.

As a program, it writes the description of a shape: `scale_generation.py SHAPE SIZE
FOLDER`. This is a process of its own, because the memory of a process that starts
another one counts as the least peak of the other.
"""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from scale_documents import PAGED_OVERLAY, SHAPES, paged_lists

COMMANDS = {
    "lint": ["lint", "client"],
    "suggest": ["suggest", "--spec", "new.json"],
    "diff": ["diff", "old.json", "new.json"],
    "report": ["report", "--old", "old.json", "--new", "new.json"],
}
"""Other commands, by what they are called with in a folder of `write`."""
SETTINGS = '[tool.specloom]\nspecs = "specs"\noutput = "generated"\n'


def write(shape: str, size: int, folder: Path) -> None:
    """Write a description, its overlay, and the same with changes everywhere."""
    document = SHAPES[shape](size)
    text = json.dumps(document)
    (folder / "old.json").write_text(text)
    changed = text.replace('"maxLength": 200', '"maxLength": 100')
    (folder / "new.json").write_text(changed.replace('"limit"', '"count"'))
    if SHAPES[shape] is paged_lists:
        (folder / "overlay.json").write_text(json.dumps(PAGED_OVERLAY))
    specs = folder / "specs" / "client"
    specs.mkdir(parents=True)
    (specs / "source.json").write_text(text)
    (folder / "pyproject.toml").write_text(SETTINGS)


def cost(shape: str, size: int, command: str = "generate") -> list[float]:
    """Return the CPU seconds, seconds and peak bytes of one run of a command.

    The CPU seconds include those of child processes. Nothing is taken from a cache.

    Raises:
        SystemExit: the command failed.
    """
    with tempfile.TemporaryDirectory() as work:
        folder = Path(work)
        script = [sys.executable, __file__, shape, str(size), work]
        subprocess.run(script, check=True)
        if command == "generate":
            to = ["--spec", "old.json", "--output", "out", "--package", "client"]
            arguments = ["generate", *to, "--no-cache"]
            if (folder / "overlay.json").exists():
                arguments += ["--overlay", "overlay.json"]
        else:
            arguments = COMMANDS[command]
        return _run(arguments, folder)


def _run(arguments: list[str], folder: Path) -> list[float]:
    """Return the cost of a new process of Specloom in a folder."""
    # Byte code is compiled once, at installation, so it is not part of a run.
    env = {k: v for k, v in os.environ.items() if k != "PYTHONDONTWRITEBYTECODE"}
    env["SPECLOOM_CACHE"] = str(folder / "cache")
    begun = time.perf_counter()
    with (folder / "errors").open("w") as errors:
        process = subprocess.Popen(
            [sys.executable, "-m", "specloom", *arguments],
            cwd=folder,
            env=env,
            stdout=subprocess.DEVNULL,
            stderr=errors,
        )
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - begun
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode not in (0, 1):
        failure = (folder / "errors").read_text()[-500:]
        raise SystemExit(f"specloom {' '.join(arguments)} failed: {failure}")
    return [used.ru_utime + used.ru_stime, seconds, used.ru_maxrss * 1024]


if __name__ == "__main__":
    write(sys.argv[1], int(sys.argv[2]), Path(sys.argv[3]))
