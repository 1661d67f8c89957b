"""Change the other files of a project: overlay, names, losses, settings, references.

A command that reads such a file succeeds, or says in one line for each problem where it
is and writes nothing. Nothing else is right.
"""

from __future__ import annotations

import json
import random
import re
import shutil
import tempfile
from collections.abc import Callable
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from click.testing import CliRunner
from specloom.cli import main

from .changes import DANGLING, changed, draw, paths
from .generation import TooSlowError, limited

ROOT = Path(__file__).parents[2]
GOLDEN = ROOT / "tests" / "golden"
DEFECTS = ROOT / "tests" / "defects"

SECONDS = 20.0
"""Processor time for one project, all of which are small."""
SETTINGS = """\
[project]
name = "example"

[tool.specloom]
specs = "specs"
output = "generated"
package = "example_clients"
formatter = "ruff"
"""
VALUES = (
    '""', "1", "true", "[]", "{}", '"."', '".."', '"/"', '"a b"', '"class"', '"a/b"',
    '"../outside"', '"x\\u0000y"', '"é"', "1979-05-27", '["specs"]', "nan", "'''a'''",
    f'"{"x" * 300}"', '"specs"',
)  # fmt: skip
PROBLEM = re.compile(r"[^\n]+:\d+:\d+: \S")


def outcome(seed: int) -> dict[str, Any]:
    """Return what was changed in a project drawn by the seed, and what is wrong."""
    rng = random.Random(seed)
    kind = rng.choice(list(KINDS))
    with tempfile.TemporaryDirectory(prefix="mutations-") as folder:
        root = Path(folder).resolve() / "project"
        what = KINDS[kind](root, rng)
        wrong = _run(root)
    return {"document": kind, "changes": what, "verdict": wrong, "seed": seed}


def _run(root: Path) -> str:
    """Return what is wrong with how a command ends."""
    before = _files(root)
    arguments = ["generate", "--project", str(root), "--no-cache"]
    try:
        with limited(SECONDS):
            result = CliRunner().invoke(main, arguments)
    except TooSlowError:
        return f"slow: more than {SECONDS:.0f} s"
    return input_verdict(result.exit_code, result.stderr, before, _files(root))


def input_verdict(
    status: int, stderr: str, before: dict[str, int], after: dict[str, int]
) -> str:
    """Return what is wrong with how a command ended, "" if nothing is.

    Args:
        status: the exit status.
        stderr: what was printed on standard error.
        before: the size of each file before.
        after: the size of each file after.
    """
    if status not in (0, 2):
        return f"crash: exit {status}: {stderr[:300]}"
    if status == 0:
        return ""
    if before != after:
        return "refused: something was written"
    for line in stderr.splitlines() or [""]:
        if not PROBLEM.match(line):
            return f"refused: no place in {line[:200]!r}"
    return ""


def _files(root: Path) -> dict[str, int]:
    folder = root.parent
    return {
        path.relative_to(folder).as_posix(): path.stat().st_size
        for path in folder.rglob("*")
        if path.is_file()
    }


def _golden_project(root: Path, rng: random.Random) -> Path:
    """Copy a golden case with its frozen names, and return the folder of its files."""
    case = rng.choice(_golden_cases())
    shutil.copytree(case / "specs", root / "specs")
    (root / "pyproject.toml").write_text(SETTINGS, "utf-8")
    (vendor,) = (root / "specs").iterdir()
    for folder in (case / "expected", GOLDEN / "common"):
        names = folder / "specs" / vendor.name / "names.yaml.txt"
        if names.is_file():
            shutil.copy(names, vendor / "names.yaml")
    return vendor


@cache
def _golden_cases() -> list[Path]:
    cases = sorted(path.parent for path in GOLDEN.glob("*/specs"))
    return [case for case in cases if len(list((case / "specs").iterdir())) == 1]


def _change_overlay(root: Path, rng: random.Random) -> str:
    path = _golden_project(root, rng) / "overlay.yaml"
    if not path.exists():
        path.write_text("overlay: 1.0.0\ninfo: {title: t, version: '1'}\nactions: []\n")
    return _change_file(path, rng)


def _change_names(root: Path, rng: random.Random) -> str:
    return _change_file(_golden_project(root, rng) / "names.yaml", rng)


def _change_settings(root: Path, rng: random.Random) -> str:
    _golden_project(root, rng)
    path = root / "pyproject.toml"
    if rng.random() < 0.4:
        return _change_text(path, rng)
    lines = SETTINGS.splitlines()
    name = rng.choice(("specs", "output", "package", "formatter", "other"))
    value = rng.choice(VALUES)
    kept = [line for line in lines if not line.startswith(f"{name} ")]
    path.write_text("\n".join([*kept, f"{name} = {value}"]) + "\n", "utf-8")
    return f"{name} = {value}"


def _change_referenced_file(root: Path, rng: random.Random) -> str:
    """Move the components of a document to another file, and change one of the two."""
    source = rng.choice(sorted(DEFECTS.glob("*.yaml")))
    document = yaml.safe_load(source.read_text("utf-8"))
    folder = root / "specs" / "example"
    folder.mkdir(parents=True)
    (root / "pyproject.toml").write_text(SETTINGS, "utf-8")
    parts = {"components": document.pop("components", {})}
    schemes = parts["components"].pop("securitySchemes", None)
    if schemes:
        document["components"] = {"securitySchemes": schemes}
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    (folder / "source.yaml").write_text(
        text.replace("#/components/", "parts.yaml#/components/"), "utf-8"
    )
    path = folder / "parts.yaml"
    path.write_text(yaml.safe_dump(parts, sort_keys=False, allow_unicode=True), "utf-8")
    changed_file = rng.choice((path, path, folder / "source.yaml"))
    return f"{source.name}: {_change_file(changed_file, rng)}"


def _change_losses(root: Path, rng: random.Random) -> str:
    """Accept the losses of a document, and change the file of them."""
    source = rng.choice(sorted(DEFECTS.glob("*.yaml")))
    document = yaml.safe_load(source.read_text("utf-8"))
    for item in document.get("paths", {}).values():
        item.setdefault("parameters", []).append(DANGLING)
    folder = root / "specs" / "example"
    folder.mkdir(parents=True)
    (root / "pyproject.toml").write_text(SETTINGS, "utf-8")
    text = yaml.safe_dump(document, sort_keys=False, allow_unicode=True)
    (folder / "source.yaml").write_text(text, "utf-8")
    arguments = ["accept", "example", "--project", str(root), "--reason", "Known."]
    CliRunner().invoke(main, arguments)
    return f"{source.name}: {_change_file(folder / 'losses.yaml', rng)}"


KINDS: dict[str, Callable[[Path, random.Random], str]] = {
    "overlay": _change_overlay,
    "names.yaml": _change_names,
    "losses.yaml": _change_losses,
    "settings": _change_settings,
    "referenced file": _change_referenced_file,
}
"""What is changed, and the function that writes the project and changes it."""


def _change_file(path: Path, rng: random.Random) -> str:
    """Change a YAML file, as a tree or as text; return how."""
    tree = yaml.safe_load(path.read_text("utf-8"))
    tree = json.loads(json.dumps(tree, default=str))
    if rng.random() < 0.3 or not (places := list(paths(tree))):
        return _change_text(path, rng)
    changes = draw(places, rng, rng.choice((1, 1, 2)), wild=rng.random() < 0.4)
    text = yaml.safe_dump(changed(tree, changes), sort_keys=False)
    path.write_text(text, "utf-8", "surrogatepass")
    return f"{path.parent.name}/{path.name}: " + ", ".join(map(str, changes))


def _change_text(path: Path, rng: random.Random) -> str:
    """Change one line of a file, or all of it; return how."""
    data = path.read_bytes()
    lines = data.splitlines(keepends=True)
    index = rng.randrange(len(lines)) if lines else 0
    start = rng.randrange(len(data) + 1)
    texts: dict[str, bytes] = {
        "no line": b"".join(lines[:index] + lines[index + 1 :]),
        "line twice": b"".join(lines[: index + 1] + lines[index:]),
        "indented line": b"".join([*lines[:index], b"  ", *lines[index:]]),
        "cut": data[:start],
        "empty": b"",
        "byte": data[:start] + bytes([rng.randrange(256)]) + data[start:],
        "mark": data[:start]
        + rng.choice((b"{", b"]", b'"', b"&a ", b"*a", b"<<: ", b"\n", b"!!x ", b"#"))
        + data[start:],
        "list alone": b"- 1\n",
        "text alone": b"text\n",
        "null alone": b"null\n",
    }
    name = rng.choice(list(texts))
    path.write_bytes(texts[name])
    return f"{path.name}: {name}, line {index + 1}, byte {start}"
