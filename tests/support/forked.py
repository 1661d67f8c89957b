"""Run code in processes that are forked from one which has imported the program.

Each has memory, limits and output of its own, like a new interpreter, but it does not
import everything again. All have one hash seed: what must not depend on it needs new
interpreters.
"""

from __future__ import annotations

import multiprocessing
import os
import resource
import sys
from dataclasses import dataclass
from pathlib import Path

IMPORTED = (
    "asyncio",
    "datamodel_code_generator.config",
    "datamodel_code_generator.format",
    "datamodel_code_generator.model.pydantic_v2",
    "datamodel_code_generator.model.union",
    "datamodel_code_generator.parser.jsonschema",
    "httpx2",
    "opentelemetry.trace",
    "rich.live",
    "rich.progress",
    "rich.table",
    "specloom.cli",
    "specloom.load.yaml_reader",
    "specloom.pipeline",
    "specloom.printing.formatter",
    "specloom.project.locating",
    "specloom.testing.argument_values",
    "specloom.testing.client_arguments",
    "specloom_runtime.testing",
    "specloom_runtime.transport.transports",
)
_SERVER = multiprocessing.get_context("forkserver")
_SERVER.set_forkserver_preload(list(IMPORTED))


@dataclass(frozen=True)
class Ended:
    """A process that has ended.

    Attributes:
        returncode: its exit status; the negative number of a signal that ended it.
        stdout: what it printed.
        stderr: what it printed to its standard error.
    """

    returncode: int
    stdout: str
    stderr: str


def run_code(
    code: str,
    arguments: list[str],
    folder: Path,
    *,
    timeout: float,
    memory: int | None = None,
) -> Ended:
    """Run code in a process of its own.

    Args:
        code: the code.
        arguments: what the code finds in `sys.argv[1:]`.
        folder: an empty folder for what it prints, which is removed.
        timeout: the seconds after which it is ended.
        memory: the bytes of memory that it may have.

    Raises:
        TimeoutError: it did not end in time.
    """
    folder.mkdir()
    printed = folder / "stdout", folder / "stderr"
    process = _SERVER.Process(
        target=_execute, args=(code, arguments, *map(str, printed), memory)
    )
    process.start()
    process.join(timeout)
    if process.exitcode is None:
        process.kill()
        process.join()
        raise TimeoutError(f"{arguments} did not end in {timeout} seconds")
    status = process.exitcode
    process.close()
    out, err = (path.read_text("utf-8") for path in printed)
    for path in printed:
        path.unlink()
    folder.rmdir()
    return Ended(status, out, err)


def _execute(
    code: str, arguments: list[str], stdout: str, stderr: str, memory: int | None
) -> None:
    for number, path in ((1, stdout), (2, stderr)):
        opened = os.open(path, os.O_WRONLY | os.O_CREAT)
        os.dup2(opened, number)
        os.close(opened)
    if memory is not None:
        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    sys.argv = ["-c", *arguments]
    exec(compile(code, "<code>", "exec"), {"__name__": "__main__"})
