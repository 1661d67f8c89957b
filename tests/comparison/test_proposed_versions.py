"""The proposed version is what a type checker and the old package's tests say.

A description is changed at one place. Code that uses everything of the old package is
type-checked against the new one, and the tests that were generated with the old package
are run against the new one: a new major version is proposed if one of both fails.
"""

from __future__ import annotations

import random
import subprocess
import sys
from pathlib import Path
from typing import Any, NamedTuple

import pytest
from imported_texts import single_vendor
from seeded_edits import Cause, default_seed, edited
from specloom.builds.full_builds import FullBuild
from specloom.comparison import Comparison, compare_builds
from specloom.load import Document, Documents
from specloom.pipeline import build_vendor, lower_vendor

from tests.surface.call_sites import CallSites
from tests.surface.orders import ORDERS, loaded
from tests.surface.type_checking import ROOT, errors_of_modules

pytestmark = pytest.mark.verify
CASES = 100
TOLERATED = ("operation_deprecated", "property_became_required")
"""The edits for which old tests may fail although old code runs.

The tests allow no warning of a deprecation. They also answer without properties that
were optional, which a strict client of the new package refuses; what callers must pass
is found by the type checker.
"""


class Built(NamedTuple):
    """A build, and the text of each generated file."""

    build: FullBuild
    texts: dict[str, str]


class Found(NamedTuple):
    """What was changed, and what was found."""

    cause: Cause
    comparison: Comparison


def built(name: str, document: Any) -> Built:
    """Build the package of a description."""
    vendor = single_vendor("acme", name)
    documents = Documents(Document(name, loaded(document)))
    rebuilt, package = lower_vendor(vendor, documents)
    build = FullBuild(
        name="acme",
        vendor=vendor,
        documents=documents,
        normalized=Document("specs/openapi.yaml", rebuilt.document),
        package=package,
        rebuilt=rebuilt,
    )
    return Built(build, build_vendor(vendor, documents).texts)


def write(folder: Path, texts: dict[str, str]) -> None:
    """Write files below a folder."""
    for path, text in texts.items():
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, "utf-8")


def prepared(folder: Path) -> dict[str, Found]:
    """Write each new package with code and tests for the old one."""
    old = built("old.json", ORDERS)
    write(folder, {"openapi.yaml": old.texts["specs/openapi.yaml"]})
    found = {}
    for number in range(CASES):
        name = f"case_{number}"
        rng = random.Random(f"{default_seed()}-{number}")
        document, (cause,) = edited(ORDERS, rng, 1)
        new = built("new.json", document)
        comparison = compare_builds(old.build, new.build)
        found[name] = Found(cause, comparison)
        generated = {
            f"{name}/{path}": text
            for path, text in new.texts.items()
            if path.startswith("acme/")
        }
        calls = CallSites(old.build.package, f"{name}.acme").text()
        write(
            folder,
            {**generated, f"{name}/__init__.py": "", f"calls_{name}.py": calls},
        )
        write(folder, old_tests(old.texts, name, folder / "openapi.yaml"))
    return found


def old_tests(texts: dict[str, str], name: str, spec: Path) -> dict[str, str]:
    """Return the tests of the old package, for the new one with another name."""
    return {
        f"{name}/{path}": text.replace("'acme.", f"'{name}.acme.").replace(
            "'specs/openapi.yaml'", repr(str(spec))
        )
        for path, text in texts.items()
        if path.startswith("tests/")
    }


def failed_tests(folder: Path) -> set[str]:
    """Return the names of the packages for which a test fails."""
    paths = [str(folder), *(str(ROOT / part) for part in ("generator", "runtime"))]
    command = [sys.executable, "-m", "pytest", "-q", "-c", "/dev/null", "--rootdir"]
    command += [str(folder), "-p", "no:cacheprovider", "--import-mode=importlib"]
    command += ["--tb=no", "-rfE", "."]
    run = subprocess.run(
        command,
        cwd=folder,
        env={"PYTHONPATH": ":".join(paths), "PATH": "", "SPECLOOM_CACHE": ""},
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode in (0, 1), run.stdout + run.stderr
    lines = run.stdout.splitlines()
    starts = ("FAILED ", "ERROR ")
    return {e.split()[1].partition("/")[0] for e in lines if e.startswith(starts)}


def test_version_is_what_types_and_tests_say(tmp_path: Path) -> None:
    found = prepared(tmp_path)
    errors = errors_of_modules(tmp_path)
    failed = failed_tests(tmp_path)
    wrong = {}
    for name, (cause, comparison) in found.items():
        types = errors[f"calls_{name}"]
        fails = name in failed and cause.kind not in TOLERATED
        breaks = any(each.python == "breaking" for each in comparison.changes)
        proposed = comparison.bump == "major"
        if breaks != bool(types) or proposed != (bool(types) or fails):
            wrong[name] = (cause, comparison.bump, types[:2], fails)
    assert wrong == {}
    assert {each.comparison.bump for each in found.values()} > {"major", "minor"}
