"""The commands with which the README installs Specloom, in an empty environment."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
WHEELHOUSE = ROOT / ".wheelhouse"
NEEDED = (".ci", "generator", "runtime", "templates", "Makefile", "README.md")
NEEDED += ("pyproject.toml", "constraints.txt", "LICENSE", "CHANGELOG.md")
SOURCE = """\
openapi: 3.0.3
info: {title: Things, version: '1'}
servers: [{url: https://api.example.test}]
paths:
  /things:
    get:
      operationId: listThings
      responses:
        '200':
          description: The number of things.
          content: {application/json: {schema: {type: integer}}}
"""
CALL = """\
import httpx2
import specloom_runtime
from clients.things import Things

transport = httpx2.MockTransport(lambda request: httpx2.Response(200, json=3))
with Things(transport=transport) as client:
    print(client.things.list())
print(specloom_runtime.__file__)
"""


def _commands() -> str:
    """Return the first commands in the README's section on installing."""
    section = (ROOT / "README.md").read_text("utf-8").partition("## Installing")[2]
    found = re.search(r"```console\n(.*?)```", section, re.DOTALL)
    assert found is not None
    return found[1]


def _copy_checkout(target: Path) -> None:
    """Copy what a build needs, and use the environment that `make setup` made."""
    target.mkdir()
    ignored = shutil.ignore_patterns("__pycache__", "*.egg-info")
    for name in NEEDED:
        if (ROOT / name).is_dir():
            shutil.copytree(ROOT / name, target / name, ignore=ignored)
        else:
            shutil.copy2(ROOT / name, target / name)
    (target / ".venv").symlink_to(ROOT / ".venv")


@pytest.mark.verify
def test_installing_as_in_the_readme(tmp_path: Path) -> None:
    if not (WHEELHOUSE / "requirements.txt").is_file():
        pytest.skip("no .wheelhouse (make setup fills it)")
    _copy_checkout(tmp_path / "specloom")
    project = tmp_path / "project"
    project.mkdir()
    own = {k: v for k, v in os.environ.items() if not k.startswith(("PYTHON", "PIP"))}
    env = own | {
        "HOME": str(tmp_path),
        "PATH": f"{sys.base_prefix}/bin:/usr/bin:/bin",
        "MAKEFLAGS": "",
        # The tests may not use the network.
        "PIP_NO_INDEX": "1",
        "PIP_FIND_LINKS": str(WHEELHOUSE),
        "PIP_DISABLE_PIP_VERSION_CHECK": "1",
    }

    def run(command: str) -> str:
        ran = subprocess.run(
            ["bash", "-euc", command],
            cwd=project,
            env=env,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == 0, ran.stdout + ran.stderr
        return ran.stdout

    assert run(_commands()).endswith("specloom, version 0.1.0\n")
    (project / "specs" / "things").mkdir(parents=True)
    (project / "specs" / "things" / "source.yaml").write_text(SOURCE, "utf-8")
    (project / "pyproject.toml").write_text(
        '[tool.specloom]\npackage = "clients"\n', "utf-8"
    )
    # The templates are in the wheel, and the runtime is installed with it.
    run(".venv/bin/specloom generate")
    (project / "generated" / "call.py").write_text(CALL, "utf-8")
    printed = run(".venv/bin/python generated/call.py").splitlines()
    assert printed[0] == "3"
    assert printed[1].startswith(str(project / ".venv"))
