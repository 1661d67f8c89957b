"""Measure new processes: CPU seconds with children, seconds, peak memory, output."""

from __future__ import annotations

import os
import signal
import statistics
import subprocess
import tempfile
import threading
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

IN_MEMORY = Path("/dev/shm")


@dataclass(frozen=True)
class Run:
    """One process that ended.

    Args:
        cpu: the CPU seconds, user and system, of the process and its children.
        wall: the seconds from its start to its end.
        peak: the peak memory in MB, of that of its processes that needed the most.
        status: the exit status; negative if a signal ended it.
        text: what it printed to standard output.
        errors: what it printed to standard error.
    """

    cpu: float
    wall: float
    peak: float
    status: int
    text: str = ""
    errors: str = ""


@dataclass
class Runs:
    """The runs of one tool on one document."""

    each: list[Run] = field(default_factory=list)

    @property
    def status(self) -> int:
        """The first exit status that is not 0; 0 if there is none."""
        return next((run.status for run in self.each if run.status), 0)

    @property
    def seconds(self) -> float:
        """The median of the CPU seconds."""
        return statistics.median(run.cpu for run in self.each)

    @property
    def wall(self) -> float:
        """The median of the seconds from start to end."""
        return statistics.median(run.wall for run in self.each)

    @property
    def peak(self) -> float:
        """The most memory of a run, in MB."""
        return max(run.peak for run in self.each)

    @property
    def spread(self) -> float:
        """How far the CPU seconds of the runs are apart, as a part of their median."""
        cpu = [run.cpu for run in self.each]
        return (max(cpu) - min(cpu)) / self.seconds


def memory_folder() -> str | None:
    """Return the folder of a file system in memory; None where there is none."""
    usable = IN_MEMORY.is_dir() and os.access(IN_MEMORY, os.W_OK)
    return str(IN_MEMORY) if usable else None


def run(
    command: Sequence[str | Path], limit: float, env: Mapping[str, str] | None = None
) -> Run:
    """Run a command in a new process to its end, and return what it cost.

    Args:
        command: the program and its arguments.
        limit: the seconds after which the process and its children are ended.
        env: variables to set in addition to those of this process.
    """
    variables = {**os.environ, **(env or {})}
    # Byte code is compiled at installation, and is not part of a run.
    variables.pop("PYTHONDONTWRITEBYTECODE", None)
    with tempfile.TemporaryFile() as text, tempfile.TemporaryFile() as errors:
        start = time.perf_counter()
        process = subprocess.Popen(
            command, env=variables, stdout=text, stderr=errors, start_new_session=True
        )
        timer = threading.Timer(limit, _end, [process.pid])
        timer.start()
        _, status, used = os.wait4(process.pid, 0)
        wall = time.perf_counter() - start
        timer.cancel()
        process.returncode = os.waitstatus_to_exitcode(status)
        printed = []
        for file in (text, errors):
            file.seek(0)
            printed.append(file.read().decode("utf-8", "replace"))
    cpu = used.ru_utime + used.ru_stime
    return Run(cpu, wall, used.ru_maxrss / 1024, process.returncode, *printed)


def _end(group: int) -> None:
    """End all processes of a group, unless they have ended already."""
    with suppress(ProcessLookupError):
        os.killpg(group, signal.SIGKILL)
