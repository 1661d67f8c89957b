"""Follow the tutorial in an environment with nothing but the wheels."""

from __future__ import annotations

import difflib
import os
import subprocess
import sys
import venv
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHEELHOUSE = ROOT / ".wheelhouse"
TUTORIAL = ROOT / "docs" / "tutorial.md"
RUN_PAGE = ROOT / "tests" / "support" / "page_snippets.py"
TOOLS = ("pytest",)
"""What the tutorial tells the reader to install besides."""
SHOWN = 20
"""The most lines of a difference that are shown."""


def install(wheels: Iterable[Path], folder: Path) -> str | None:
    """Install wheels and what they require, without an index.

    Args:
        wheels: the wheels.
        folder: the folder of the new environment.

    Returns:
        What is wrong; None if everything is installed.
    """
    if not WHEELHOUSE.is_dir():
        return f"{WHEELHOUSE} is missing (make setup fills it)"
    venv.create(folder, with_pip=False)
    # Checks of the environment's versions belong to `pip check`, below.
    pip = [sys.executable, "-m", "pip", "--python", str(folder / "bin" / "python")]
    quiet = ["--quiet", "--disable-pip-version-check", "--no-index"]
    found = ["--find-links", str(WHEELHOUSE)]
    for command in (
        ["install", *quiet, *found, *map(str, wheels), *TOOLS],
        ["check"],
    ):
        ran = subprocess.run(
            [*pip, *command], env=_environment(folder), capture_output=True, text=True
        )
        if ran.returncode:
            return ran.stdout.strip() + ran.stderr.strip()
    return None


def wrong_commands(folder: Path, version: str) -> Iterator[str]:
    """Compare the version that the installed command has.

    Args:
        folder: the folder of the environment.
        version: the expected version.
    """
    ran = subprocess.run(
        [str(folder / "bin" / "specloom"), "--version"],
        env=_environment(folder),
        capture_output=True,
        text=True,
    )
    if ran.stdout != f"specloom, version {version}\n":
        yield f"specloom --version prints {ran.stdout + ran.stderr!r}"


def differing_page(page: Path, folder: Path) -> Iterator[str]:
    """Run the snippets of a page, and yield the first lines that differ.

    Args:
        page: the page.
        folder: the folder of the environment.
    """
    copy = folder / page.name
    text = page.read_text("utf-8")
    copy.write_text(text, "utf-8")
    ran = subprocess.run(
        [str(folder / "bin" / "python"), str(RUN_PAGE), str(copy)],
        env=_environment(folder),
        capture_output=True,
        text=True,
    )
    if ran.returncode:
        yield ran.stderr.strip()
        return
    lines = difflib.unified_diff(
        text.splitlines(),
        copy.read_text("utf-8").splitlines(),
        page.name,
        "what the snippets print",
        n=0,
        lineterm="",
    )
    yield from list(lines)[:SHOWN]


def _environment(folder: Path) -> dict[str, str]:
    """Return environment variables without those that lead to other packages."""
    own = os.environ.items()
    kept = {k: v for k, v in own if not k.startswith(("PYTHON", "PIP", "VIRTUAL_ENV"))}
    path = f"{folder / 'bin'}{os.pathsep}{sys.base_prefix}/bin:/usr/bin:/bin"
    return {**kept, "PATH": path, "HOME": str(folder)}
