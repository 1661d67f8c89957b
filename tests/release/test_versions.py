"""Each place that states the version of a release is compared with the others."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from .distributions import generated
from .versions import MODULES, versions_out_of_step

ROOT = Path(__file__).parents[2]
GENERATED = generated(ROOT).folder
PLACES = (
    *("pyproject.toml", "runtime/pyproject.toml", f"{GENERATED}/pyproject.toml"),
    *("CHANGELOG.md", *MODULES),
)


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout of the version 0.1.0, with a changelog that says so."""
    for place in PLACES:
        target = tmp_path / place
        target.parent.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(ROOT / place, target)
    (tmp_path / "CHANGELOG.md").write_text("# Changelog\n\n## 0.1.0 (2026-11-27)\n")
    return tmp_path


def replaced(path: Path, old: str, new: str) -> None:
    text = path.read_text("utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), "utf-8")


def test_this_checkout_is_in_step() -> None:
    assert [*versions_out_of_step(ROOT, GENERATED)] == []


def test_a_release_is_in_step(checkout: Path) -> None:
    assert [*versions_out_of_step(checkout, GENERATED, "v0.1.0")] == []


@pytest.mark.parametrize("tag", ["v0.1.1", "0.1.0", "v0.1"])
def test_the_tag_is_the_version(checkout: Path, tag: str) -> None:
    (found,) = versions_out_of_step(checkout, GENERATED, tag)
    assert found == f"the tag is {tag} (expected v0.1.0)"


@pytest.mark.parametrize(
    ("place", "old", "new", "problem"),
    [
        (MODULES[0], '"0.1.0"', '"0.1.9"', f"{MODULES[0]} says 0.1.9"),
        (MODULES[1], '"0.1.0"', '"0.1.9"', f"{MODULES[1]} says 0.1.9"),
        (
            "runtime/pyproject.toml",
            '"0.1.0"',
            '"0.1.9"',
            "runtime/pyproject.toml says 0.1.9 (pyproject.toml says 0.1.0)",
        ),
        (
            f"{GENERATED}/pyproject.toml",
            'specloom = "0.1.0"',
            'specloom = "0.1.9"',
            "says 0.1.9",
        ),
        (
            f"{GENERATED}/pyproject.toml",
            "specloom-runtime>=0.1,<0.2",
            "specloom-runtime>=0.1",
            "generated packages require specloom-runtime>=0.1 (specloom requires",
        ),
        (
            "CHANGELOG.md",
            "## 0.1.0",
            "## 0.0.9",
            "CHANGELOG.md begins with 0.0.9 (2026-11-27) (expected 0.1.0)",
        ),
        ("CHANGELOG.md", "## 0.1.0 (2026-11-27)", "## Unreleased", "begins with Unrel"),
    ],
)
def test_another_version_is_noticed(
    place: str, old: str, new: str, problem: str, checkout: Path
) -> None:
    replaced(checkout / place, old, new)
    (found,) = versions_out_of_step(checkout, GENERATED, "v0.1.0")
    assert problem in found


@pytest.mark.parametrize("place", ["CHANGELOG.md", *MODULES])
def test_a_file_that_is_missing_is_noticed(place: str, checkout: Path) -> None:
    (checkout / place).unlink()
    (found,) = versions_out_of_step(checkout, GENERATED, "v0.1.0")
    assert found.startswith(place) and " no " in found


@pytest.mark.parametrize(
    ("requirement", "problem"),
    [
        ("specloom-runtime>=0.2,<0.3", "which 0.1.0 is not"),
        ("specloom-runtime>=0.1", "which allows 0.2"),
    ],
)
def test_the_requirement_is_of_this_version(
    requirement: str, problem: str, checkout: Path
) -> None:
    for place in ("pyproject.toml", f"{GENERATED}/pyproject.toml"):
        replaced(checkout / place, "specloom-runtime>=0.1,<0.2", requirement)
    found = [*versions_out_of_step(checkout, GENERATED, "v0.1.0")]
    assert problem in found[0]
