"""What always holds for comparisons of descriptions, whatever they describe."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from specloom.changes import Change
from specloom.cli import main

from tests.contract import same_meaning
from tests.contract.descriptions import compared
from tests.random_documents.drawing import draw

ROOT = Path(__file__).parents[2]
HOSTILE = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared")) / "hostile"
SEEDS = st.integers(0, 2**32)
SCRIPT = """
import sys
from pathlib import Path
from specloom.changes.json_rows import change_row
from specloom.contract import compare_contract
from specloom.load import load
old, new = (load(Path(name), shown=name) for name in sys.argv[1:])
print([change_row(change) for change in compare_contract(old, new)])
"""


def drawn(seed: int) -> Any:
    document, _ = draw(Random(seed))
    return json.loads(json.dumps(document))


def shuffled(tree: Any, seed: int) -> Any:
    return same_meaning.shuffled(tree, Random(seed))


WAYS: dict[str, Callable[[Any, int], Any]] = {
    "nothing": lambda tree, seed: tree,
    "order": shuffled,
    "YAML": lambda tree, seed: yaml.safe_dump(tree, allow_unicode=True),
    "references": lambda tree, seed: same_meaning.with_references(tree),
    "inlined": lambda tree, seed: same_meaning.with_inlined(tree),
    "names of schemas": lambda tree, seed: same_meaning.renamed(tree) or tree,
}


@pytest.mark.parametrize("way", WAYS)
def test_other_ways_to_write_the_same_do_not_differ(way: str) -> None:
    @examples(25)
    @given(SEEDS)
    def check(seed: int) -> None:
        tree = drawn(seed)
        assert compared(tree, WAYS[way](tree, seed)) == []

    check()


def _written(change: Change) -> tuple[Any, ...]:
    """What is printed about a change, without lines of files."""
    return change.fingerprint, change.level, change.operations, change.text


@examples(25)
@given(SEEDS, SEEDS)
def test_order_changes_no_result(first: int, second: int) -> None:
    old, new = drawn(first), drawn(second)
    found = compared(old, new)
    again = compared(shuffled(old, second), shuffled(new, first))
    assert [*map(_written, again)] == [*map(_written, found)]


@examples(25)
@given(SEEDS, SEEDS)
def test_what_is_added_one_way_is_removed_the_other_way(
    first: int, second: int
) -> None:
    old, new = drawn(first), drawn(second)
    added = {c.place.pointer for c in compared(old, new) if c.place.old is None}
    removed = {c.place.pointer for c in compared(new, old) if c.place.new is None}
    assert added == removed


@examples(25)
@given(SEEDS, SEEDS)
def test_fingerprints_survive_new_operations_and_lines(first: int, second: int) -> None:
    old, new = drawn(first), drawn(second)
    before = {each.fingerprint: each for each in compared(old, new)}
    added = {"get": {"responses": {"204": {"description": "Done"}}}}
    more = {**new, "paths": {"/added/elsewhere": added, **new["paths"]}}
    later = {each.fingerprint: each for each in compared(old, more)}
    assert later.keys() >= before.keys()
    rest = [later[each] for each in later.keys() - before.keys()]
    assert [each.rule for each in rest] == ["operation-added"]
    moved = "# A new first line.\n\n" + yaml.safe_dump(new, allow_unicode=True)
    assert {each.fingerprint for each in compared(old, moved)} == before.keys()


def cycle(size: int, *, changed: bool = False) -> Any:
    """Schemas that refer to each other in a circle, each used by an operation."""
    schemas: dict[str, Any] = {}
    paths: dict[str, Any] = {}
    for number in range(size):
        following = f"#/components/schemas/S{(number + 1) % size}"
        properties = {"text": {"type": "string"}, "next": {"$ref": following}}
        schemas[f"S{number}"] = {"type": "object", "properties": properties}
        schema = {"$ref": f"#/components/schemas/S{number}"}
        answer = {
            "description": "OK",
            "content": {"application/json": {"schema": schema}},
        }
        paths[f"/p{number}"] = {"get": {"responses": {"200": answer}}}
    if changed:
        schemas["S7"]["properties"]["more"] = {"type": "string"}
    return {"openapi": "3.1.0", "paths": paths, "components": {"schemas": schemas}}


def test_a_change_of_a_shared_schema_is_one_change() -> None:
    (change,) = compared(cycle(134), cycle(134, changed=True))
    assert change.place.pointer == "/components/schemas/S7/properties/more"
    assert len(change.operations) == 134


def test_hash_seeds_change_no_result(tmp_path: Path) -> None:
    for name, seed in (("old.json", 11), ("new.json", 12)):
        (tmp_path / name).write_text(json.dumps(drawn(seed)), "utf-8")
    command = [sys.executable, "-c", SCRIPT, "old.json", "new.json"]
    path = os.pathsep.join(str(ROOT / name) for name in ("generator", "runtime"))
    found = set()
    for seed in ("0", "1", "2"):
        env = {**os.environ, "PYTHONPATH": path, "PYTHONHASHSEED": seed}
        run = subprocess.run(
            command, cwd=tmp_path, env=env, capture_output=True, text=True, check=True
        )
        found.add(run.stdout)
    (text,) = found
    assert "'rule'" in text


def _hostile() -> list[Path]:
    kinds = (".json", ".yaml", ".yml")
    return sorted(p for p in HOSTILE.rglob("*") if p.suffix in kinds)


def _exits_properly(old: Path, new: Path) -> bool:
    """Return whether a comparison ends with a documented status and plain text."""
    command = ["diff", "--only-contract", "--fail-on", "breaking", str(old), str(new)]
    result = CliRunner().invoke(main, command)
    lines = result.output.splitlines()
    is_plain = all(line.isprintable() for line in lines)
    is_refused = result.exit_code in (2, 3)
    return (
        result.exit_code in (0, 1, 2, 3)
        and is_plain
        and "Traceback" not in result.output
        and not (is_refused and "no changes" in lines)
    )


@pytest.mark.skipif(not HOSTILE.is_dir(), reason=f"{HOSTILE} is missing")
def test_hostile_descriptions_are_compared_or_refused(tmp_path: Path) -> None:
    sound = tmp_path / "sound.json"
    sound.write_text(json.dumps(drawn(1)), "utf-8")
    files = _hostile()
    pairs = [*zip(files, files[1:], strict=False), *((file, sound) for file in files)]
    assert [pair for pair in pairs if not _exits_properly(*pair)] == []


@pytest.mark.verify
@pytest.mark.skipif(not HOSTILE.is_dir(), reason=f"{HOSTILE} is missing")
@pytest.mark.soak
def test_all_pairs_of_hostile_descriptions() -> None:
    files = _hostile()
    wrong = [(a, b) for a in files for b in files if not _exits_properly(a, b)]
    assert wrong == []
