"""Text and identifiers use the field's standard terms.

`plain_language.yaml` lists what is avoided and what to write instead. An exception
names a file, a line of it and a reason; one that matches nothing fails, too.
"""

from __future__ import annotations

import re
import subprocess
from collections.abc import Iterator
from fnmatch import fnmatch
from functools import cache
from pathlib import Path
from typing import Any

import pytest
import yaml

ROOT = Path(__file__).parents[1]
OWN_FILES = {"tests/plain_language.yaml", "tests/test_plain_language.py"}
VENDORS_WORDS = ("specs/*/source.*", "specs/*/openapi.yaml", "generated/*/*/*")
"""Files whose prose is a vendor's. What the generator adds to it is in `templates/`."""
TEXT = {".py", ".md", ".yaml", ".yml", ".j2", ".toml", ".txt", ".cfg", ".json", ""}


@cache
def _rules() -> Any:
    return yaml.safe_load((ROOT / "tests/plain_language.yaml").read_text("utf-8"))


@cache
def _patterns() -> list[tuple[re.Pattern[str], str]]:
    words = [(rf"\b(?:{r['find']})\b", r["instead"]) for r in _rules()["words"]]
    phrases = [(r["find"], r["instead"]) for r in _rules()["phrases"]]
    return [(re.compile(find, re.I), instead) for find, instead in words + phrases]


@cache
def _any_pattern() -> re.Pattern[str]:
    """One pattern for all: most lines are searched once."""
    return re.compile("|".join(f"(?:{p.pattern})" for p, _ in _patterns()), re.I)


def _spaced(line: str) -> str:
    """Return the line with identifiers split into words."""
    return re.sub(r"(?<=[a-z0-9])(?=[A-Z])|_", " ", line)


def findings(line: str) -> Iterator[str]:
    """Yield what is found in a line, with what to write instead."""
    shown = _spaced(line)
    if not _any_pattern().search(shown):
        return
    for pattern, instead in _patterns():
        if found := pattern.search(shown):
            yield f"{found[0].strip()!r} (write: {instead})"


def _tracked() -> Iterator[Path]:
    try:
        listed = subprocess.run(
            ["git", "ls-files"], cwd=ROOT, check=True, capture_output=True, text=True
        )
    except (OSError, subprocess.CalledProcessError):
        pytest.skip("needs a git checkout, which lists the project's own files")
    for name in listed.stdout.splitlines():
        path = ROOT / name
        vendors = any(fnmatch(name, each) for each in VENDORS_WORDS)
        own = name in OWN_FILES or vendors
        if path.suffix in TEXT and not own and path.is_file():
            yield path


def _excepted(name: str, line: str, used: set[int]) -> bool:
    for number, exception in enumerate(_rules()["exceptions"]):
        assert exception["reason"]
        wanted = exception["line"]
        if fnmatch(name, exception["file"]) and wanted in ("*", line.strip()):
            used.add(number)
            return True
    return False


def test_text_and_identifiers_use_standard_terms() -> None:
    used: set[int] = set()
    found = [
        f"{name}:{number}: {finding}"
        for path in _tracked()
        for name in [path.relative_to(ROOT).as_posix()]
        for number, line in enumerate(path.read_text("utf-8").splitlines(), 1)
        for finding in findings(line)
        if not _excepted(name, line, used)
    ]
    assert found == []
    unused = set(range(len(_rules()["exceptions"]))) - used
    assert [_rules()["exceptions"][number] for number in sorted(unused)] == []


@pytest.mark.parametrize(
    ("line", "finds"),
    [
        ("from .weaving import weave_file", True),
        ("class AsyncTwin:", True),
        ("foo is no pattern", True),
        ("there is no longer a file", False),
        ("specloom generate", False),
        ("Who stops early leaves nothing.", True),
        ("The response is a page.", False),
    ],
)
def test_findings(line: str, finds: bool) -> None:
    assert bool(list(findings(line))) is finds
