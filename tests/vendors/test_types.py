"""Test that both type checkers refuse exactly the wrong lines."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]
USES = sorted((ROOT / "tests" / "vendors" / "types").glob("*uses.py"))
WRONG = [
    (path.name, number)
    for path in USES
    for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
    if "# refused" in line
]
ENVIRONMENT = {
    **os.environ,
    "MYPYPATH": os.pathsep.join(
        str(ROOT / folder) for folder in ("runtime", "generated")
    ),
}


def _run(*command: str) -> str:
    run = subprocess.run(
        [sys.executable, "-m", *command],
        cwd=ROOT,
        env=ENVIRONMENT,
        capture_output=True,
        text=True,
        timeout=240,
    )
    return run.stdout


@pytest.mark.verify
def test_mypy_rejects_the_marked_lines() -> None:
    options = ("--strict", "--config-file=", "--explicit-package-bases")
    out = _run("mypy", *options, *map(str, USES))
    found = re.findall(r"(\w+\.py):(\d+): error", out)
    refused = {(name, int(number)) for name, number in found}
    assert sorted(refused) == WRONG, out


@pytest.mark.verify
def test_pyright_rejects_the_marked_lines(tmp_path: Path) -> None:
    config = {
        "include": [str(path) for path in USES],
        "typeCheckingMode": "standard",
        "pythonVersion": "3.11",
        "extraPaths": [str(ROOT / "runtime"), str(ROOT / "generated")],
    }
    (tmp_path / "pyrightconfig.json").write_text(json.dumps(config))
    out = _run("basedpyright", "--outputjson", "--project", str(tmp_path))
    found = json.loads(out)["generalDiagnostics"]
    errors = [d for d in found if d["severity"] == "error"]
    refused = {(Path(d["file"]).name, d["range"]["start"]["line"] + 1) for d in errors}
    assert sorted(refused) == WRONG, out
