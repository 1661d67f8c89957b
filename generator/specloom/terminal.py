"""Print errors, progress and results of a command on a terminal.

The requested result is printed with `print_line`, `print_text`, `print_diff` or
`print_json`. What it tells about its work is printed with the other functions, which
print nothing with --quiet. Progress and advice on what to do next are printed on
standard error, and neither with --quiet nor with --json.
"""

from __future__ import annotations

import json
import os
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import wraps
from io import TextIOWrapper
from typing import Any

import click
from rich.console import Console
from rich.live import Live
from rich.spinner import Spinner
from rich.table import Table
from rich.text import Text as RichText

from .build_result import BuildResult
from .colours import coloured, coloured_diff, has_colour, is_terminal
from .command_group import is_quiet, prints_json
from .errors import SpecError
from .output.plan import Plan
from .stages import EXPLANATIONS, ProgressCallback, Stage, StageTimes, no_progress
from .typed_commands import as_typed

MOST_WARNINGS = 10
"""The maximum number of warnings of a kind; the generation report lists all."""
LONGEST_LINE = 2000
"""The maximum length of a printed line; a longer line is shortened in the middle."""


def print_line(text: object, *, err: bool = False) -> None:
    """Print one line, even if it contains unusual characters.

    Args:
        text: the line; it is printed as `printable` returns it.
        err: whether to print to standard error.
    """
    line = printable(_shortened(str(text)))
    _hide_progress()
    click.echo(coloured(line) if has_colour(err=err) else line, err=err)


def print_text(text: str) -> None:
    """Print the text of a file in UTF-8, whatever the terminal's encoding is."""
    _hide_progress()
    click.echo(text.encode(), nl=False)


def print_diff(text: str) -> None:
    """Print a diff of files in UTF-8."""
    print_text(coloured_diff(text) if has_colour() else text)


def print_json(value: Any) -> None:
    """Print a value as JSON with only ASCII characters."""
    _hide_progress()
    click.echo(json.dumps(value, indent=2, default=str))


def print_remark(text: object, *, err: bool = False) -> None:
    """Print one line about the work of a command, such as a summary.

    Args:
        text: the line.
        err: whether to print to standard error.
    """
    if not is_quiet():
        print_line(text, err=err)


def print_next(command: str, comment: str = "") -> None:
    """Print on standard error what the user can type next: `next: command  # comment`.

    Args:
        command: the command; words in capital letters stand for what the user knows.
        comment: what the command is good for, or what to do after it.
    """
    if not prints_json():
        text = as_typed(command) + (f"  # {comment}" if comment else "")
        print_remark(f"next: {text}", err=True)


def _shortened(text: str) -> str:
    """Return text of limited length; the middle of a longer text is left out."""
    if len(text) <= LONGEST_LINE:
        return text
    half = LONGEST_LINE // 2
    return f"{text[:half]} … {text[-half:]}"


def printable(text: str) -> str:
    """Return text in which the characters that control a terminal are escaped.

    Without the escapes, text in a description could move the cursor, set the clipboard,
    begin a new line, or reverse the direction of the following text.
    """
    if text.isprintable():
        return text
    return "".join(
        c if c.isprintable() else c.encode("unicode_escape").decode() for c in text
    )


def report_errors(command: Callable[..., None]) -> Callable[..., None]:
    """Change a command so that it prints a line for each error, and exits properly."""

    @wraps(command)
    def run(*args: Any, **kwargs: Any) -> None:
        try:
            command(*args, **kwargs)
        except SpecError as error:
            for problem in error.problems:
                print_line(problem, err=True)
            sys.exit(2)
        except click.UsageError as error:
            raise click.UsageError(printable(error.message), error.ctx) from None
        except (click.ClickException, click.exceptions.Exit):
            raise
        except KeyboardInterrupt:
            print_line("specloom: interrupted", err=True)
            sys.exit(130)
        except BrokenPipeError:
            _discard_unwritten()  # The reader of the output, such as `head`, is gone.
            sys.exit(3)
        except OSError as error:
            _discard_unwritten()
            place = f"{error.filename}: " if error.filename else ""
            print_line(f"specloom: {place}{error.strerror or error}", err=True)
            sys.exit(3)
        except Exception as error:
            if os.environ.get("SPECLOOM_TRACEBACK"):
                raise
            text = " ".join(str(error).split())[:300]
            name = type(error).__name__
            print_line(f"specloom: internal error: {name}: {text}", err=True)
            advice = "Please report it; set SPECLOOM_TRACEBACK=1 for the traceback."
            print_line(advice, err=True)
            sys.exit(70)

    return run


def _discard_unwritten() -> None:
    """Discard unwritten output, which would otherwise cause another error at exit."""
    with suppress(OSError, ValueError, AttributeError):
        try:
            sys.stdout.flush()
        except OSError:
            os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())


def accept_any_character() -> None:
    """Escape characters that the encoding of standard output does not support."""
    if isinstance(sys.stdout, TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")


@contextmanager
def progress_status() -> Iterator[ProgressCallback]:
    """Yield a callback that shows the current step, but only on a terminal.

    Nothing is shown with --quiet, and nothing with --json. A line that is printed
    replaces the step, which is shown again at the next call.
    """
    if is_quiet() or prints_json() or not is_terminal(err=True):
        yield no_progress
        return
    shown = ShownStep()
    _shown_steps.append(shown)
    try:
        shown.show("starting")
        yield lambda name, step: shown.show(f"{name}: {step}" if name else step)
    finally:
        _shown_steps.remove(shown)
        shown.hide()


class ShownStep:
    """The line with the current step on a terminal."""

    def __init__(self) -> None:
        self._live: Live | None = None

    def show(self, text: str) -> None:
        """Show a step in place of the one before."""
        spinner = Spinner("dots", RichText(printable(text)))
        if self._live is not None:
            # Drawn at once: a short step would end before the line is drawn again.
            self._live.update(spinner, refresh=True)
            return
        # Redirecting would write standard output to standard error.
        self._live = Live(
            spinner,
            console=Console(stderr=True),
            transient=True,
            redirect_stdout=False,
            redirect_stderr=False,
        )
        self._live.start()

    def hide(self) -> None:
        """Erase the line."""
        if self._live is not None:
            self._live.stop()
            self._live = None


_shown_steps: list[ShownStep] = []
"""The steps that are shown now, which printing hides."""


def _hide_progress() -> None:
    for shown in _shown_steps:
        shown.hide()


def print_table(
    results: list[BuildResult], planned: Plan, times: StageTimes, as_json: bool
) -> None:
    """Print a row for each vendor: the generated parts and the changed files.

    Args:
        results: the result of each vendor.
        planned: the planned changes to files.
        times: the CPU seconds of each stage, which only JSON has.
        as_json: print JSON instead of a table.
    """
    rows = [_row(result, planned) for result in results]
    if as_json:
        vendors = [
            {**row, "cpu_seconds": times.of_vendor(row["vendor"])} for row in rows
        ]
        print_json(
            {
                "vendors": vendors,
                "stale": planned.stale,
                "cpu_seconds": times.of_run(),
            }
        )
        return
    if is_quiet():
        return
    _print_rows(rows, left=("vendor",))
    if planned.stale:
        print_line(f"removed {len(planned.stale)} stale files")


def print_timings(times: StageTimes) -> None:
    """Print a row for each stage of a run: its CPU seconds, and its share."""
    if is_quiet():
        return
    seconds = times.of_run()
    total = sum(seconds.values())
    rows = [
        {
            "stage": step,
            "CPU seconds": f"{spent:.2f}",
            "share": f"{spent / (total or 1):.0%}",
            "what it works on": EXPLANATIONS[Stage(step)],
        }
        for step, spent in seconds.items()
    ]
    end = {"stage": "total", "CPU seconds": f"{total:.2f}", "share": "", "": ""}
    _print_rows([*rows, end], left=("stage", "what it works on"))


def _print_rows(rows: list[dict[str, Any]], left: tuple[str, ...]) -> None:
    """Print a table; the columns in `left` are aligned to the left."""
    table = Table(box=None, pad_edge=False)
    for name in rows[0]:
        table.add_column(name, justify="left" if name in left else "right")
    for row in rows:
        table.add_row(*(str(value) for value in row.values()))
    console = Console()
    if not console.is_terminal:
        console.width = 100
    # Print the table through click: if the pipe's reader is gone, click raises an
    # error, but rich would end the process.
    with console.capture() as captured:
        console.print(table)
    for line in captured.get().splitlines():
        click.echo(line.rstrip())


def print_warnings(warnings: list[str]) -> None:
    """Print each of the first warnings, and the number of the others."""
    for warning in warnings[:MOST_WARNINGS]:
        print_remark(f"warning: {warning}", err=True)
    if (more := len(warnings) - MOST_WARNINGS) > 0:
        print_remark(f"warning: and {more} more (--report FILE lists all)", err=True)


def _row(result: BuildResult, planned: Plan) -> dict[str, Any]:
    paths = set(result.texts)
    return {
        "vendor": result.vendor,
        "operations": result.operations,
        "models": result.models,
        "new": len(paths & set(planned.new)),
        "changed": len(paths & set(planned.changed)),
        "unchanged": len(paths & set(planned.unchanged)),
        "losses": len(result.losses),
        "seconds": round(result.seconds, 2),
    }
