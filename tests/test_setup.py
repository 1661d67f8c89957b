"""`make setup` installs pinned versions only, the build backend included."""

from __future__ import annotations

import re
from importlib.metadata import distributions
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
UNPINNED = {"pip", "setuptools", "wheel", "specloom", "specloom-runtime"}
"""What the interpreter brings along, and the distributions of this repository."""


def _normalized(name: str) -> str:
    """Return the name of a distribution as PEP 503 normalizes it."""
    return re.sub(r"[-_.]+", "-", name).lower()


def _pinned() -> dict[str, str]:
    lines = (ROOT / "constraints.txt").read_text("utf-8").split()
    return {_normalized(n): v for n, _, v in (line.partition("==") for line in lines)}


@pytest.mark.verify
def test_everything_installed_is_pinned() -> None:
    installed = {_normalized(d.metadata["Name"]): d.version for d in distributions()}
    expected = _pinned()
    for name in UNPINNED:
        installed.pop(name, None)
    differing = {
        name: (version, expected.get(name))
        for name, version in installed.items()
        if expected.get(name) != version
    }
    assert differing == {}


def test_the_build_backend_is_pinned_and_installed_first() -> None:
    makefile = (ROOT / "Makefile").read_text("utf-8")
    assert {"hatchling", "editables"} <= set(_pinned())
    assert makefile.index("hatchling editables") < makefile.index(
        "--no-build-isolation"
    )
