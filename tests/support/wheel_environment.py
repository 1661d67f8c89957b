"""An environment with nothing but the wheels, made by the commands of the README."""

from __future__ import annotations

import copy
import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).parents[2]
WHEELHOUSE = ROOT / ".wheelhouse"
NEEDED = (".ci", "generator", "runtime", "templates", "Makefile", "README.md")
NEEDED += ("pyproject.toml", "constraints.txt", "LICENSE", "CHANGELOG.md")


def section_of_readme(title: str) -> str:
    """Return a section of the README."""
    text = (ROOT / "README.md").read_text("utf-8")
    return text.partition(f"\n## {title}\n")[2].partition("\n## ")[0]


def install_commands() -> str:
    """Return the first commands in the README's section on installing."""
    found = re.search(r"```console\n(.*?)```", section_of_readme("Installing"), re.S)
    assert found is not None
    return found[1]


class WheelEnvironment:
    """A checkout and a project in a folder; the project has its own environment.

    Attributes:
        project: the folder of the project.
    """

    def __init__(self, folder: Path) -> None:
        self.project = folder / "project"
        self.project.mkdir()
        own = os.environ.items()
        kept = {k: v for k, v in own if not k.startswith(("PYTHON", "PIP", "GIT_"))}
        self._environment = kept | {
            "HOME": str(folder),
            "PATH": f"{self.project}/.venv/bin:{sys.base_prefix}/bin:/usr/bin:/bin",
            "MAKEFLAGS": "",
            # The tests may not use the network.
            "PIP_NO_INDEX": "1",
            "PIP_FIND_LINKS": str(WHEELHOUSE),
            "PIP_DISABLE_PIP_VERSION_CHECK": "1",
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
        }
        _copy_checkout(folder / "specloom")

    def other_project(self, folder: Path) -> WheelEnvironment:
        """Return another project with the same environment.

        Args:
            folder: the folder of the new project, which does not exist.
        """
        other = copy.copy(self)
        other.project = folder
        folder.mkdir()
        (folder / ".venv").symlink_to(self.project / ".venv")
        return other

    def run(self, command: str, *, status: int = 0) -> str:
        """Run a command in the project; return what it prints.

        Args:
            command: the command.
            status: the expected exit status.
        """
        ran = subprocess.run(
            ["bash", "-euc", command],
            cwd=self.project,
            env=self._environment,
            capture_output=True,
            text=True,
        )
        assert ran.returncode == status, f"{command}\n{ran.stdout}{ran.stderr}"
        return ran.stdout

    def start(self, command: str) -> subprocess.Popen[str]:
        """Start a command in the project."""
        return subprocess.Popen(
            ["bash", "-euc", f"exec {command}"],
            cwd=self.project,
            env=self._environment,
            stdout=subprocess.PIPE,
            text=True,
        )


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
