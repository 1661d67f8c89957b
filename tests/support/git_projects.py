"""Small projects in real temporary git repositories."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Iterable
from pathlib import Path

import pytest

TINY = """\
openapi: 3.1.0
info: {title: Tiny, version: '1'}
servers: [{url: https://tiny.example}]
paths:
  /things:
    get:
      operationId: things_list
      parameters:
      - {name: limit, in: query, schema: {type: integer}}
      responses:
        '200':
          description: The things.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Thing'}}
components:
  schemas:
    Thing:
      type: object
      required: [name]
      properties:
        name: {type: string}
        size: {type: integer}
"""
SOURCE = "specs/tiny/source.yaml"


def git(folder: Path, *arguments: str) -> str:
    """Run git in a folder, with an identity and without the user's settings."""
    settings = ("user.name=t", "user.email=t@t.example", "init.defaultBranch=main")
    options = [part for each in settings for part in ("-c", each)]
    environment = {k: v for k, v in os.environ.items() if not k.startswith("GIT_")}
    environment |= {"GIT_CONFIG_GLOBAL": os.devnull, "GIT_CONFIG_NOSYSTEM": "1"}
    run = subprocess.run(
        ["git", "-C", str(folder), *options, *arguments],
        capture_output=True,
        text=True,
        env=environment,
        check=False,
    )
    assert run.returncode == 0, run.stderr
    return run.stdout.strip()


def write(folder: Path, files: dict[str, str]) -> None:
    """Write files by their paths."""
    for name, text in files.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")


def commit(folder: Path, files: dict[str, str], *tags: str) -> str:
    """Write files, commit everything, tag the commit, and return its digest.

    The repository is made if it is missing.
    """
    folder.mkdir(parents=True, exist_ok=True)
    if not any((each / ".git").exists() for each in (folder, *folder.parents)):
        git(folder, "init", "--quiet")
    write(folder, files)
    git(folder, "add", "--all", "--force")
    git(folder, "commit", "--quiet", "--no-verify", "--allow-empty", "-m", "a change")
    for tag in tags:
        git(folder, "tag", tag)
    return git(folder, "rev-parse", "HEAD")


def isolate(monkeypatch: pytest.MonkeyPatch, removed: Iterable[str] = ()) -> None:
    """Keep the settings of the user who runs the tests away from git."""
    monkeypatch.setenv("GIT_CONFIG_GLOBAL", os.devnull)
    monkeypatch.setenv("GIT_CONFIG_NOSYSTEM", "1")
    for name in removed:
        monkeypatch.delenv(name, raising=False)
