"""Run the snippets of a page of documentation, and write what they print into it.

    python tests/support/page_snippets.py docs/reviewing-changes.md

The snippets of a page run in order, in a folder that is empty at first:

- A block with a title, such as ```` ```yaml title="a.yaml" ````, is a file that the
  reader writes.
- A `console` block has commands after `$ `, each followed by its output. The times
  that pytest prints are always the same, and its lines are short.
- A `python` block without a title runs in one interpreter per page. What it prints is
  in the `text` block that follows, before the next `python` block.
- `toml`, `yaml` and `json` blocks must be valid, but are not used.

Clients reach no network: requests to the servers of a vendor, of this project or of the
project that the page makes, are answered by a mock of the vendor
(`mocked_hosts/sitecustomize.py`).
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from pathlib import Path
from types import TracebackType

import yaml

SUPPORT = Path(__file__).parent
ROOT = SUPPORT.parents[1]
TIME = re.compile(r"((?:passed|failed|skipped|warnings?) in) \d+\.\d+s$", re.M)
"""How long the tests of pytest ran."""
PROGRESS = re.compile(r" {2,}(?=\[ *\d+%\]$)", re.M)
"""The space before the progress of pytest, which depends on the width of a terminal."""
BLOCK = re.compile(
    r"^```(?P<kind>\w+)(?: title=\"(?P<title>[^\"]+)\")?\n(?P<text>.*?)^```$",
    re.M | re.S,
)
CHECKED = re.compile(r"(checked:? '?)\d{4}-\d\d-\d\d\b")
"""The day on which Specloom read something, as it writes it into an overlay."""
SECONDS = re.compile(r"^(\S+(?: +\d+){6}) +[\d.]+$", re.M)
"""A row of the table that `specloom generate` prints, which ends with its seconds."""
PERSON = {
    f"GIT_{role}_{what}": value
    for role in ("AUTHOR", "COMMITTER")
    for what, value in (("NAME", "reader"), ("EMAIL", "reader@example.com"))
}


def rewritten(page: str, folder: Path) -> str:
    """Return a page with the output that its snippets have in an empty folder.

    Args:
        page: the text of the page.
        folder: an empty folder.

    Raises:
        SnippetError: a Python snippet raised an exception, or a snippet is not valid.
    """
    with _Interpreter(folder) as interpreter:
        return BLOCK.sub(_Snippets(folder, interpreter).replaced, page)


class SnippetError(Exception):
    """A snippet of a page does not work."""


class _Snippets:
    """The snippets of a page, run in order.

    Args:
        folder: the folder in which they run.
        interpreter: what runs the Python snippets.
    """

    def __init__(self, folder: Path, interpreter: _Interpreter) -> None:
        self._folder = folder
        self._interpreter = interpreter
        self._printed: str | None = None

    def replaced(self, block: re.Match[str]) -> str:
        """Run a block, and return it with its output."""
        kind, title, text = block["kind"], block["title"], block["text"]
        if title is not None:
            file = self._folder / title
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text, "utf-8")
        elif kind == "console":
            outputs = "".join(_outputs(text, self._folder))
            return f"```console\n{outputs}```"
        elif kind == "python":
            if self._printed:
                raise SnippetError(f"no output block before this snippet:\n{text}")
            self._printed = self._interpreter.run(text)
        elif kind == "text" and self._printed is not None:
            printed, self._printed = self._printed, None
            return f"```text\n{printed}```"
        _parse(kind, text)
        return block[0]


def _parse(kind: str, text: str) -> None:
    """Raise an error if a block of data is not valid."""
    try:
        if kind == "json":
            json.loads(text)
        elif kind == "toml":
            tomllib.loads(text)
        elif kind == "yaml":
            list(yaml.safe_load_all(text))
    except (ValueError, yaml.YAMLError) as error:
        raise SnippetError(f"{text}\n{error}") from None


class _Interpreter:
    """A Python interpreter that keeps its names from one snippet to the next.

    Args:
        folder: its working folder.
    """

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._process: subprocess.Popen[str] | None = None

    def run(self, text: str) -> str:
        """Run a snippet, and return what it printed.

        Raises:
            SnippetError: it raised an exception.
        """
        if self._process is None:
            self._process = subprocess.Popen(
                [sys.executable, str(SUPPORT / "snippet_session.py")],
                cwd=self._folder,
                env=environment(self._folder),
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                text=True,
            )
        assert self._process.stdin is not None and self._process.stdout is not None
        print(json.dumps(text), file=self._process.stdin, flush=True)
        line = self._process.stdout.readline()
        if not line:
            raise SnippetError(f"{text}\nthe interpreter ended")
        result = json.loads(line)
        if result["error"]:
            raise SnippetError(f"{text}\n{result['error']}")
        return str(result["printed"])

    def __enter__(self) -> _Interpreter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if self._process is not None:
            self._process.communicate()


def _outputs(text: str, folder: Path) -> Iterator[str]:
    """Yield each command of a block, and what it prints."""
    for command in re.findall(r"^\$ ((?:.*\\\n)*.*)", text, re.M):
        run = subprocess.run(
            ["bash", "-c", command],
            cwd=folder,
            env=environment(folder),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
        )
        printed = TIME.sub(r"\1 0.10s", run.stdout.rstrip("\n"))
        printed = PROGRESS.sub("  ", printed)
        printed = SECONDS.sub(r"\1      0.5", CHECKED.sub(r"\g<1>2026-11-27", printed))
        lines = [line.rstrip() for line in printed.splitlines()]
        yield f"$ {command}\n"
        yield from (f"{line}\n" for line in lines)


def environment(folder: Path) -> dict[str, str]:
    """Return the environment in which snippets run, with mocked hosts.

    Args:
        folder: the folder in which they run.
    """
    tools = str(Path(sys.executable).parent)
    paths = (SUPPORT / "mocked_hosts", folder / "generated", ROOT / "generated")
    own = {name: value for name, value in os.environ.items() if "PYTEST" not in name}
    return {
        **own,
        **PERSON,
        **_credentials(),
        "GIT_CONFIG_GLOBAL": os.devnull,
        "GIT_CEILING_DIRECTORIES": str(folder.parent),
        "COLUMNS": "100",
        "PATH": f"{tools}{os.pathsep}{os.environ['PATH']}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONPATH": os.pathsep.join(map(str, paths)),
        "SPECLOOM_CACHE": "",
        "SPECLOOM_MOCKED": os.pathsep.join(map(str, (folder, ROOT))),
    }


def _credentials() -> dict[str, str]:
    """Return a value for each environment variable that an overlay names."""
    texts = (path.read_text("utf-8") for path in ROOT.glob("specs/*/overlay.yaml"))
    return {
        name: "demo" for text in texts for name in re.findall(r"\benv: (\w+)", text)
    }


def main() -> None:
    """Rewrite the pages that are named."""
    for name in sys.argv[1:]:
        page = Path(name)
        with tempfile.TemporaryDirectory() as folder:
            page.write_text(rewritten(page.read_text("utf-8"), Path(folder)), "utf-8")


if __name__ == "__main__":
    main()
