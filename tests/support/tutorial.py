"""Run the commands of a page of documentation, and write what they print into it.

    python tests/support/tutorial.py docs/reviewing-changes.md

A block of code with a title, such as ```` ```yaml title="a.yaml" ````, is a file that
the reader writes. A `console` block has commands after `$ `, each followed by its
output.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

BLOCK = re.compile(r"^```(\w+)(?: title=\"([^\"]+)\")?\n(.*?)^```$", re.M | re.S)
PERSON = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "reader"), ("EMAIL", "reader@example.com"))
}


def rewritten(page: str, folder: Path) -> str:
    """Return a page with the output that its commands have in an empty folder.

    Args:
        page: the text of the page.
        folder: an empty folder.
    """

    def replaced(block: re.Match[str]) -> str:
        kind, title, text = block[1], block[2], block[3]
        if title is not None:
            file = folder / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        if kind != "console":
            return block[0]
        return f"```console\n{''.join(_outputs(text, folder))}```"

    return BLOCK.sub(replaced, page)


def _outputs(text: str, folder: Path) -> Iterator[str]:
    """Yield each command of a block, and what it prints."""
    for command in re.findall(r"^\$ ((?:.*\\\n)*.*)", text, re.M):
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=_environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        lines = [line.rstrip() for line in run.stdout.rstrip("\n").splitlines()]
        yield f"$ {command}\n"
        yield from (f"{line}\n" for line in lines)


def _environment(folder: Path) -> dict[str, str]:
    tools = str(Path(sys.executable).parent)
    return {
        **os.environ,
        **PERSON,
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        "COLUMNS": "100",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "SPECLOOM_CACHE": "",
    }


def main() -> None:
    """Rewrite the pages that are named."""
    for name in sys.argv[1:]:
        page = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(rewritten(page.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
