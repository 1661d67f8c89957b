"""Colours and progress in a real terminal, and their absence everywhere else."""

from __future__ import annotations

import os
import pty
import re
import subprocess
import sys
from pathlib import Path

import pytest
from click import unstyle
from command_runs import made_project
from specloom.colours import coloured, coloured_diff

__all__ = ["made_project"]
STYLE = re.compile(r"\x1b\[[0-9;]*m")


@pytest.mark.parametrize(
    ("line", "styled"),
    [
        ("a/b.yaml:3:5: warning: text", ["a/b.yaml:3:5: ", "warning"]),
        ("a b.yaml:3:5: the text: is wrong", ["a b.yaml:3:5: "]),
        ("warning: a.yaml:3:5: text", ["warning"]),
        ("missing: generated/x.py", ["missing"]),
        ("specloom: internal error: X: y", ["internal error"]),
        ("a.py:1:2: certain: field-removed: x", ["a.py:1:2: ", "certain"]),
        ("next: specloom generate", ["next"]),
        ("   act: read another field", ["act"]),
        ("information: not a kind", []),
        ("the error: this is prose", []),
        ("12 files", []),
        ("", []),
        (": :1:1: x", []),
    ],
)
def test_coloured_parts(line: str, styled: list[str]) -> None:
    made = coloured(line)
    assert unstyle(made) == line
    parts = re.findall(r"(?:\x1b\[\d+m)+([^\x1b]+)\x1b\[0m", made)
    assert parts == styled


def test_kinds_have_different_colours() -> None:
    codes = {STYLE.findall(coloured(f"{word}: x"))[0] for word in ("error", "warning")}
    assert codes == {"\x1b[31m", "\x1b[33m"}


def test_long_lines_are_coloured_in_linear_time() -> None:
    for line in ("a:" * 200_000, " " * 400_000, "1:1:" * 100_000, "x" * 400_000):
        assert unstyle(coloured(line)) == line


def test_diff_has_colours_for_each_line() -> None:
    text = "--- a\n+++ b\n@@ -1 +1 @@\n-old\n+new\n same\n\\ No newline"
    made = coloured_diff(text)
    assert unstyle(made) == text
    assert "\x1b[31m-old\x1b[0m\n" in made and "\x1b[32m+new\x1b[0m\n" in made
    assert "\x1b[1m--- a\x1b[0m\n" in made and "\n same\n" in made


def _in_terminal(folder: Path, *words: str, **variables: str) -> tuple[str, str]:
    """Return what a command writes: on a pipe, and on standard error, a terminal."""
    master, slave = pty.openpty()
    env = {**os.environ, "TERM": "xterm", "SPECLOOM_CACHE": str(folder / "cache")}
    env.pop("NO_COLOR", None)
    with subprocess.Popen(
        [sys.executable, "-m", "specloom", *words],
        cwd=folder,
        env=env | variables,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=slave,
    ) as process:
        os.close(slave)
        seen = b""
        while chunk := _read(master):
            seen += chunk
        assert process.stdout is not None
        printed = process.stdout.read().decode()
    os.close(master)
    return printed, seen.decode()


def _read(terminal: int) -> bytes:
    try:
        return os.read(terminal, 65_536)
    except OSError:  # The last process that had it open has ended.
        return b""


@pytest.fixture
def stale(made_project: Path, tmp_path: Path) -> Path:
    """A project with no generated files."""
    specs = tmp_path / "specs" / "tiny"
    specs.mkdir(parents=True)
    source = made_project / "specs" / "tiny" / "source.yaml"
    (specs / "source.yaml").write_bytes(source.read_bytes())
    (tmp_path / "pyproject.toml").write_text("[tool.specloom]\n", "utf-8")
    return tmp_path


def test_standard_error_is_a_terminal_and_standard_output_is_not(stale: Path) -> None:
    printed, seen = _in_terminal(stale, "check")
    assert "\x1b" not in printed
    assert printed.startswith("missing: generated/")
    assert "tiny: normalizing" in seen
    assert "\x1b[36m\x1b[1mnext\x1b[0m: specloom generate" in seen
    # The step is erased, and the cursor is shown again.
    assert seen.rindex("\x1b[?25h") > seen.rindex("tiny: normalizing")


def test_no_colour_and_no_progress(stale: Path) -> None:
    _, seen = _in_terminal(stale, "check", NO_COLOR="1")
    assert "next: specloom generate" in seen
    assert STYLE.search(seen) is None
    _, dumb = _in_terminal(stale, "check", TERM="dumb")
    assert "\x1b" not in dumb
    for option in ("--quiet", "--json"):
        printed, seen = _in_terminal(stale, "check", option)
        assert seen == "" and printed


def test_colours_are_not_forced_into_a_pipe(stale: Path) -> None:
    run = subprocess.run(
        [sys.executable, "-m", "specloom", "check"],
        cwd=stale,
        env={**os.environ, "FORCE_COLOR": "1", "TERM": "xterm"},
        capture_output=True,
        text=True,
    )
    assert run.returncode == 1
    assert "\x1b" not in run.stdout + run.stderr
