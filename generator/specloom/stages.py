"""The stages of a generation, and the CPU time that each of them takes.

The functions that generate call a callback at the beginning of each stage. The terminal
shows the stage, and `StageTimes` measures it.
"""

from __future__ import annotations

import os
import time
from collections import defaultdict
from collections.abc import Callable
from enum import StrEnum

ProgressCallback = Callable[[str, str], None]
"""Called with the name of a vendor and the step that begins.

The name is "" if the step is for all vendors at once.
"""


class Stage(StrEnum):
    """A step of a generation; the value is the word that users see.

    The stages are in the order of a run: those from READING to RENDERING once for each
    vendor, the others once for all vendors.
    """

    STARTING = "starting"
    READING = "reading"
    NORMALIZING = "normalizing"
    CHECKING = "checking"
    LOWERING = "lowering"
    RENDERING = "rendering"
    FORMATTING = "formatting"
    WRITING = "writing"
    COMPARING = "comparing"


EXPLANATIONS = {
    Stage.STARTING: "Python, imports, settings and the cache",
    Stage.READING: "the description and the files it refers to",
    Stage.NORMALIZING: "overlay, repairs, names and order",
    Stage.CHECKING: "the keys of the overlay",
    Stage.LOWERING: "types and operations",
    Stage.RENDERING: "code and documents as text",
    Stage.FORMATTING: "imports and lines, with ruff or black",
    Stage.WRITING: "the files that changed",
    Stage.COMPARING: "the files with what is generated",
}
"""What each stage works on."""


def no_progress(vendor: str, step: str) -> None:
    """Report nothing."""


class StageTimes:
    """The CPU seconds of each stage of a run: a progress callback that measures.

    A stage lasts until the next one begins. What precedes the first one is STARTING: it
    contains everything that the process has done before.

    Args:
        progress: called with the same arguments before a stage is measured.
    """

    def __init__(self, progress: ProgressCallback = no_progress) -> None:
        self._progress = progress
        self._seconds: defaultdict[tuple[str, str], float] = defaultdict(float)
        self._current = "", str(Stage.STARTING)
        self._began = 0.0

    def __call__(self, vendor: str, step: str) -> None:
        """End the current stage, and begin another one."""
        self.stop()
        self._current = vendor, str(step)
        self._progress(vendor, step)

    def stop(self) -> None:
        """End the current stage. What follows is counted as part of it, if at all."""
        now = cpu_seconds()
        self._seconds[self._current] += now - self._began
        self._began = now

    def of_run(self) -> dict[str, float]:
        """Return the seconds of each stage, for all vendors together."""
        totals: defaultdict[str, float] = defaultdict(float)
        for (_, step), seconds in self._seconds.items():
            totals[step] += seconds
        return _in_order(totals)

    def of_vendor(self, vendor: str) -> dict[str, float]:
        """Return the seconds of the stages that were for one vendor alone.

        The result is empty if the vendor was not built, but taken from the cache.
        """
        times = self._seconds.items()
        return _in_order({step: s for (name, step), s in times if name == vendor})


def _in_order(seconds: dict[str, float]) -> dict[str, float]:
    """Return rounded seconds in the order of the stages."""
    return {
        stage.value: round(seconds[stage.value], 3)
        for stage in Stage
        if stage.value in seconds
    }


def cpu_seconds() -> float:
    """Return the CPU seconds of this process and of its child processes that ended.

    On Windows, those of child processes are not known and not included.
    """
    children = os.times()
    return time.process_time() + children.children_user + children.children_system
