"""Run the steps of a GitHub Actions file in a folder, with commands that are replaced.

Only what these files use is supported: `run`, `env`, `if` with one comparison, and
expressions that name one value.
"""

from __future__ import annotations

import json
import os
import re
import stat
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

GH = """\
#!{python}
import json, os, sys
log = os.environ["GH_LOG"]
with open(log, "a") as file:
    file.write(json.dumps(sys.argv[1:]) + "\\n")
with open(os.environ["GH_ANSWERS"]) as file:
    answers = json.load(file)
for words, answer in answers:
    if all(word in sys.argv for word in words):
        sys.stdout.write(answer)
        break
"""
SPECLOOM = """\
#!{python}
import sys
sys.argv[0] = "specloom"
from specloom.cli import main
main()
"""


@dataclass
class Runner:
    """A machine that runs one job.

    Attributes:
        folder: the checkout, in which steps run.
        temporary: a folder for commands and files of the runner.
        context: the values of expressions, such as `github.token`.
        outputs: what steps wrote to `GITHUB_OUTPUT`, as `steps.ID.outputs.NAME`.
        said: the output of each step that ran, by its name.
    """

    folder: Path
    temporary: Path
    context: dict[str, str] = field(default_factory=dict)
    said: dict[str, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        (self.temporary / "bin").mkdir(parents=True, exist_ok=True)
        for name, text in (("gh", GH), ("specloom", SPECLOOM)):
            self.install(name, text.format(python=sys.executable))
        # A job installs packages; here they are installed already.
        self.install("python", '#!/bin/sh\necho "$@"\n')
        self.answer([])

    def install(self, name: str, text: str) -> None:
        """Put a command before all others."""
        file = self.temporary / "bin" / name
        file.write_text(text)
        file.chmod(file.stat().st_mode | stat.S_IXUSR)

    def answer(self, answers: list[tuple[list[str], str]]) -> None:
        """Set what `gh` prints if its arguments contain words."""
        (self.temporary / "answers.json").write_text(json.dumps(answers))

    def calls(self) -> list[list[str]]:
        """Return the arguments of each call of `gh`."""
        log = self.temporary / "gh.log"
        lines = log.read_text().splitlines() if log.exists() else []
        return [json.loads(line) for line in lines]

    def run(self, workflow: Mapping[str, Any]) -> int:
        """Run the only job; return the status of the first step that fails, or 0."""
        (job,) = workflow["jobs"].values()
        for step in job["steps"]:
            if "run" not in step or not self._wanted(step.get("if")):
                continue
            if status := self._step(step, {**workflow["env"], **step.get("env", {})}):
                return status
        return 0

    def summary(self) -> str:
        """Return what was written to the summary of the job."""
        file = self.temporary / "summary"
        return file.read_text() if file.exists() else ""

    def _wanted(self, condition: str | None) -> bool:
        if condition is None:
            return True
        found = re.fullmatch(r"([\w.]+) == (?:'(.*)'|([\w.]+))", condition)
        assert found is not None, condition
        name, text, other = found.groups()
        wanted = text if other is None else self.context[other]
        return self.context.get(name, "") == wanted

    def _step(self, step: Mapping[str, Any], env: Mapping[str, str]) -> int:
        files = {
            f"GITHUB_{name.upper()}": self.temporary / name
            for name in ("output", "summary")
        }
        files["GITHUB_STEP_SUMMARY"] = files.pop("GITHUB_SUMMARY")
        files["GITHUB_OUTPUT"].write_text("")
        kept = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
        environment = {
            **kept,
            "GIT_CONFIG_GLOBAL": os.devnull,
            "GIT_CONFIG_NOSYSTEM": "1",
            "GH_LOG": str(self.temporary / "gh.log"),
            "GH_ANSWERS": str(self.temporary / "answers.json"),
            "RUNNER_TEMP": str(self.temporary),
            "PATH": f"{self.temporary / 'bin'}{os.pathsep}{os.environ['PATH']}",
            **{name: str(path) for name, path in files.items()},
            **{name: self._value(text) for name, text in env.items()},
        }
        shell = ["bash", "--noprofile", "--norc", "-eo", "pipefail", "-c", step["run"]]
        run = subprocess.run(
            shell,
            cwd=self.folder,
            env=environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            check=False,
            timeout=120,
        )
        self.said[step["name"]] = run.stdout
        for line in files["GITHUB_OUTPUT"].read_text().splitlines():
            name, _, value = line.partition("=")
            self.context[f"steps.{step['id']}.outputs.{name}"] = value
        return run.returncode

    def _value(self, text: str) -> str:
        """Return text with its expressions replaced."""
        pattern = r"\$\{\{ ([\w.]+) \}\}"
        return re.sub(pattern, lambda found: self.context[found[1]], text)


def workflow(path: Path) -> dict[str, Any]:
    """Return a workflow; its `on` has the key True, which YAML 1.1 makes of it."""
    loaded: dict[str, Any] = yaml.safe_load(path.read_text("utf-8"))
    return loaded
