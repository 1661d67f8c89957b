"""Edits of a description, generated with the cache where the run before has written.

The result is compared, byte for byte, with a run without cache into a folder that has
only the inputs: the description, the overlay, and what the run before recorded in
names.yaml and openapi.yaml, from which names and order are kept.
"""

from __future__ import annotations

import copy
import json
import shutil
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
from click.testing import CliRunner, Result
from git_projects import write
from seeded_edits import EDITS
from specloom import cli

from .random_documents.drawing import draw
from .test_seeded_edits import SMALL

SETTINGS = '[tool.specloom]\npackage = "acme"\n'
SOURCE = "specs/shop/source.json"
OVERLAY = "specs/shop/overlay.yaml"
EDITS_OF_A_DOCUMENT = 8
OVERLAYS = (
    "",
    "actions: [{target: $.info, update: {title: Shop}}]",
    "actions: [{target: $.info, update: {title: Other}}]",
    "actions: [{target: $.info, update: {description: Sells things.}}]",
)


def schema_renamed(document: Any, rng: Random) -> bool:
    schemas = document.get("components", {}).get("schemas", {})
    if not schemas:
        return False
    old = rng.choice(sorted(schemas))
    new = f"{old}New"
    if new in schemas:
        return False
    schemas[new] = schemas.pop(old)  # It moves to the end as well.
    text = json.dumps(document)
    start = "#/components/schemas/"
    document.clear()
    document.update(json.loads(text.replace(f'"{start}{old}"', f'"{start}{new}"')))
    return True


def path_added(document: Any, rng: Random) -> bool:
    responses = {"204": {"description": "done"}}
    document["paths"][f"/added/{rng.randrange(10**6)}"] = {
        "get": {"responses": responses}
    }
    return True


def paths_reordered(document: Any, rng: Random) -> bool:
    paths = [*document["paths"].items()]
    rng.shuffle(paths)
    document["paths"] = dict(paths)
    return True


OWN: tuple[Callable[[Any, Random], bool], ...] = (
    schema_renamed,
    path_added,
    paths_reordered,
)


def edited(document: Any, rng: Random) -> Any:
    """Return a changed copy of a document."""
    while True:
        new = copy.deepcopy(document)
        edit: Any = rng.choice([*OWN, *EDITS.values()])
        try:
            if edit(new, rng) and new != document:
                return new
        except (KeyError, IndexError):
            continue  # The document has nothing of the kind that is edited.


def generate(folder: Path, *options: str) -> Result:
    words = ["generate", "--quiet", "--project", str(folder), *options]
    return CliRunner().invoke(cli.main, words)


def files(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in folder.rglob("*")
        if path.is_file()
    }


def compare(project: Path, cold: Path) -> int:
    """Generate both ways, and return the exit status, which is the same."""
    shutil.rmtree(cold, ignore_errors=True)
    shutil.copytree(project, cold, ignore=lambda *_: ["generated"])
    results = generate(project), generate(cold, "--no-cache")
    assert results[0].exit_code == results[1].exit_code, results[0].output
    assert results[0].exit_code in (0, 2), results[0].output
    outputs = [each.output.replace(str(cold), str(project)) for each in results]
    assert outputs[0] == outputs[1]
    if results[0].exit_code == 0:
        one, other = files(project), files(cold)
        assert {*one} == {*other}
        assert [path for path in one if one[path] != other[path]] == []
    return results[0].exit_code


def check(document: Any, rng: Random, tmp_path: Path) -> None:
    """Make edits one after the other, and generate after each."""
    project, cold = tmp_path / "project", tmp_path / "cold"
    write(project, {"pyproject.toml": SETTINGS, SOURCE: json.dumps(document)})
    versions = [document]
    assert compare(project, cold) == 0
    for number in range(EDITS_OF_A_DOCUMENT):
        # The cache may still have the result of an earlier version.
        is_known = number % 4 == 3
        new = rng.choice(versions) if is_known else edited(versions[-1], rng)
        overlay = rng.choice(OVERLAYS) if number % 4 == 2 else ""
        before = files(project)
        write(project, {SOURCE: json.dumps(new, indent=rng.choice((None, 1)))})
        if overlay:
            head = "overlay: 1.0.0\ninfo: {title: x, version: '1'}\n"
            write(project, {OVERLAY: f"{head}{overlay}\n"})
        if compare(project, cold) == 2:
            # A recorded operation is missing: nothing is written before the user
            # removes it from names.yaml.
            unchanged = {path: project / path for path in before if path != SOURCE}
            unchanged.pop(OVERLAY, None)
            assert all(unchanged[p].read_bytes() == before[p] for p in unchanged)
            (project / "specs/shop/names.yaml").unlink()
            assert compare(project, cold) == 0
        versions.append(new)
        # Without a change, nothing is changed, with results of the cache or without.
        before = files(project)
        assert generate(project).exit_code == 0 and files(project) == before


@pytest.fixture(autouse=True)
def cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SPECLOOM_CACHE", str(tmp_path / "cache"))


@pytest.mark.parametrize("seed", range(2))
def test_edits_of_a_small_document(seed: int, tmp_path: Path) -> None:
    check(SMALL, Random(seed), tmp_path)


def test_edits_of_a_random_document(tmp_path: Path) -> None:
    check(draw(Random(1))[0], Random(1), tmp_path)


@pytest.mark.verify
@pytest.mark.parametrize("seed", range(2, 14))
def test_edits_of_more_documents(seed: int, tmp_path: Path) -> None:
    document = draw(Random(seed))[0] if seed % 2 else SMALL
    check(document, Random(seed), tmp_path)
