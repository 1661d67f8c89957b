"""Broken inputs in compact tables: `tests/golden/broken/*.yaml`.

A case consists of the files of a project, and the exact expected standard error:

- `source`, `json`, `overlay`, `names`: the files of the vendor `tiny`;
- `project`: pyproject.toml; `files`: other files, by path;
- `links`: the target of each link, by path;
- `options`: generate only the source, with these options of the command, in which
  `FOLDER` is the folder of the files;
- `spec`: with `options`, the path of another description than `source`;
- `command`: another command than `generate`, with its arguments, in which `FOLDER` is
  the folder of the files; other commands get `--project`;
- `normalized`: a normalized document that is only checked, instead of files;
- `message`: the id of the message that the case tests;
- `says`: standard error; it is the last key, so that `make golden` can rewrite it.

The text of a file may be a list of parts. A part is a string, or a string and the
number of its repetitions.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner
from golden_cases import GOLDEN
from specloom.check import check
from specloom.cli import main
from specloom.document import Spec
from specloom.load import Document, read

TABLES = sorted((GOLDEN / "broken").glob("*.yaml"))
FILES = {
    "source": "specs/tiny/source.yaml",
    "json": "specs/tiny/source.json",
    "overlay": "specs/tiny/overlay.yaml",
    "names": "specs/tiny/names.yaml",
    "project": "pyproject.toml",
}


@dataclass(frozen=True, kw_only=True)
class Broken:
    """One case of a table."""

    table: str
    message: str
    files: dict[str, bytes]
    links: dict[str, str]
    command: tuple[str, ...]
    options: tuple[str, ...] | None
    spec: str
    normalized: bytes | None
    says: str

    def run(self, folder: Path) -> tuple[int, str]:
        """Run the command on the files; return the exit status and standard error."""
        if self.normalized is not None:
            document = Document(FILES["source"], read(self.normalized, shown="a.yaml"))
            problems = check(Spec.of(document.data), document.location)
            return (2 if problems else 0), "".join(f"{each}\n" for each in problems)
        folder.mkdir(exist_ok=True)
        for name, data in self.files.items():
            path = folder / name
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(data)
        for name, target in self.links.items():
            (folder / name).parent.mkdir(parents=True, exist_ok=True)
            (folder / name).symlink_to(target)
        command = [word.replace("FOLDER", str(folder)) for word in self.command]
        if command == [*self.command]:
            command += ["--project", str(folder)]
        if self.options is not None:
            source, output = str(folder / self.spec), str(folder / "out")
            options = [word.replace("FOLDER", str(folder)) for word in self.options]
            command = ["generate", "--spec", source, "--output", output, *options]
        result = CliRunner().invoke(main, command)
        return result.exit_code, result.stderr.replace(f"{folder}/", "")


def table(path: Path) -> Iterator[Broken]:
    """Yield the cases of a table, in order."""
    for case in yaml.safe_load(path.read_text("utf-8"))["cases"]:
        given = {FILES[name]: case[name] for name in FILES if name in case}
        files = {
            name: _bytes(it) for name, it in (given | case.get("files", {})).items()
        }
        yield Broken(
            table=path.stem,
            message=case["message"],
            files=files,
            links=case.get("links", {}),
            command=tuple(case.get("command", ["generate"])),
            options=tuple(case["options"]) if "options" in case else None,
            spec=case.get("spec", FILES["source"]),
            normalized=_bytes(case["normalized"]) if "normalized" in case else None,
            says=case.get("says", ""),
        )


def broken() -> list[Broken]:
    """Return the cases of all tables."""
    return [case for path in TABLES for case in table(path)]


def rewritten(path: Path, says: list[str]) -> str:
    """Return the text of a table with the present standard error of its cases."""
    text = path.read_text("utf-8")
    head, *cases = re.split(r"(?m)^(?=- message: )", text)
    blocks = [
        re.sub(r"(?ms)^  says: \|-\n.*", "", case).rstrip("\n")
        + "\n  says: |-\n"
        + "".join(f"    {line}\n" for line in said.splitlines())
        for case, said in zip(cases, says, strict=True)
    ]
    return head + "".join(blocks)


def _bytes(given: Any) -> bytes:
    if isinstance(given, bytes):
        return given
    parts = given if isinstance(given, list) else [given]
    return "".join(
        part if isinstance(part, str) else part[0] * part[1] for part in parts
    ).encode()
