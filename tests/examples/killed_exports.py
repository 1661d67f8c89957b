"""Kill exports of examples/contacts_to_parquet at random lines, until all were killed.

    python -m tests.examples.killed_exports BASE_URL FOLDER [--kills COUNT]

Each export is a process that ends itself with SIGKILL before it runs a line of the
example, or that is killed after a time, also in a library; which one is drawn. Between
two of them, a contact may be changed. At the end, exports run until two are complete.
Prints how many exports were killed and completed.
"""

from __future__ import annotations

import argparse
import os
import random
import signal
import sys
import time
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from types import FrameType
from typing import Any

from specloom_clients.economic import Economic

from tests.examples.example_runs import EXAMPLES, example_module

FOLDER = str(EXAMPLES / "contacts_to_parquet")
program = example_module("contacts_to_parquet", "export_contacts")


def kill_before(lines: int, files: tuple[str, ...]) -> Callable[..., Any]:
    """Return a trace function that kills the process before a line of the files."""
    left = lines

    def trace(frame: FrameType, event: str, argument: object) -> Any:
        nonlocal left
        if not frame.f_code.co_filename.endswith(files):
            return None
        if event == "line":
            left -= 1
            if left == 0:
                os.kill(os.getpid(), signal.SIGKILL)
        return trace

    return trace


def run(
    arguments: list[str],
    trace: Callable[..., Any] | None = None,
    seconds: float | None = None,
) -> int:
    """Run the program in another process; return its exit status or minus its signal.

    A fork of this process has everything imported already, and has used nothing of it.
    """
    child = os.fork()
    if child == 0:
        sys.argv = ["export_contacts.py", *arguments]
        sys.settrace(trace)
        os._exit(program.main())
    if seconds is not None:
        time.sleep(seconds)
        os.kill(child, signal.SIGKILL)
    return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])


def killed_run(arguments: list[str], drawn: random.Random) -> int:
    """Run the program, and kill it where files are written, at any line, or by time."""
    where = drawn.random()
    if where < 0.4:
        trace = kill_before(drawn.randint(1, 60), ("parquet_folder.py",))
    elif where < 0.8:
        files = ("parquet_folder.py", "export_contacts.py")
        trace = kill_before(drawn.randint(1, 2000), files)
    else:
        return run(arguments, seconds=drawn.uniform(0.05, 1.0))
    return run(arguments, trace)


def change(base_url: str, drawn: random.Random) -> None:
    """Rename a contact, in a process of its own."""
    child = os.fork()
    if child == 0:
        with Economic.from_env(base_url=base_url) as economic:
            chosen = drawn.choice(list(economic.contacts.list()))
            economic.contacts.edit(chosen.number, name=f"Name {drawn.random()}")
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("base_url")
    parser.add_argument("folder", type=Path)
    parser.add_argument("--kills", type=int, default=10)
    parser.add_argument("--seed", default="1")
    parser.add_argument("--rows-per-file", default="30")
    given = parser.parse_args()
    drawn = random.Random(given.seed)
    arguments = [str(given.folder), f"--base-url={given.base_url}"]
    arguments.append(f"--rows-per-file={given.rows_per_file}")
    ends: Counter[int] = Counter()
    while ends[-signal.SIGKILL] < given.kills:
        ends[killed_run(arguments, drawn)] += 1
        if drawn.random() < 0.5:
            change(given.base_url, drawn)
    for _ in range(2):  # The second one has what changed during the first one.
        while (end := run(arguments)) != 0:
            ends[end] += 1
        ends[end] += 1
    print({"killed": ends[-signal.SIGKILL], "completed": ends[0], "failed": ends[1]})


if __name__ == "__main__":
    main()
