"""Test the names of all operations of documents, published ones among them.

Published documents are next to a checkout (../shared/corpus, or the folder
SPECLOOM_SHARED); without them only those of `tests/defects` are named.
"""

from __future__ import annotations

import importlib
import keyword
import os
import re
import sys
from collections.abc import Iterator
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).parents[1]
SHARED = Path(os.environ.get("SPECLOOM_SHARED", ROOT.parent / "shared"))
LARGEST = 700_000
"""Bytes of a published document that is still named here."""
ACRONYM = re.compile(r"OAuth|[A-Z]{2,}s?(?![A-Za-z])|[A-Z]{2,}(?=[A-Z][a-z])")


@pytest.fixture(scope="module")
def benchmarks() -> Iterator[None]:
    """Let the modules in benchmarks/ be imported."""
    folder = str(ROOT / "benchmarks")
    sys.path.insert(0, folder)
    yield
    sys.path.remove(folder)


@pytest.fixture(scope="module")
def rows(benchmarks: None) -> list[Any]:
    """Return a row of each operation, of JSON documents alone: they are read fast."""
    names = importlib.import_module("names")
    corpus = SHARED / "corpus"
    paths = sorted((ROOT / "tests" / "defects").glob("*.yaml"))
    published = sorted(corpus.glob("*.json") if corpus.is_dir() else ())
    paths += [path for path in published if path.stat().st_size < LARGEST]
    return [row for path in paths for row in names.names_of(path)]


def test_names_keep_the_rules(rows: list[Any]) -> None:
    faults = importlib.import_module("name_rules").faults
    published = [row for row in rows if (SHARED / "corpus" / row.file).is_file()]
    if not published:
        pytest.skip("no published documents next to this checkout")
    wrong = {row.name: found for row in published if (found := faults(row))}
    repeated = [name for name, found in wrong.items() if "repeat" in found[0]]
    # These are in the vendor's own words: `list emails for authenticated user`.
    assert len(repeated) < len(published) * 0.01
    assert len(wrong) - len(repeated) < len(published) * 0.001, wrong


def test_resources_are_words_of_their_tags(rows: list[Any]) -> None:
    for row in rows:
        resource, _ = row.name.split(".", 1)
        assert resource.isidentifier() and not keyword.iskeyword(resource)
        parts = resource.rstrip("_").split("_")
        assert all(one != other for one, other in pairwise(parts)), row
        # A long name ends in a hash, and `API` at the end says nothing.
        for acronym in ACRONYM.findall(row.tag) if len(resource) < 50 else ():
            spelled = acronym.lower()
            assert spelled in ("api", "apis") or any(
                part.rstrip("0123456789s") == spelled.rstrip("s") for part in parts
            ), row


@pytest.mark.parametrize(
    ("name", "operation", "said", "found"),
    [
        ("things.get", "GET /things/{id}", "", []),
        ("things.of_part", "GET /things/part", "", ["begins with of"]),
        ("things.id", "GET /things/{id}", "", ["begins with id", "ends in id"]),
        ("things.list_by", "GET /things", "", ["ends in by"]),
        ("things.get_id", "GET /things/{id}", "", ["ends in id"]),
        ("things.get_by_id", "GET /by-id/things/{id}", "", []),
        ("things.get_tax_id", "GET /things/tax_ids/{id}", "", []),
        ("things.power_on", "POST /things/{id}/power_on", "", []),
        ("things.log_out", "POST /logOut", "logOut", []),
        ("things.get_thing", "GET /things/{id}", "", ["repeats its resource"]),
        ("things.get_past_things", "GET /things/{id}/past_things", "", []),
        ("things.get", "GET /things/{id}/parts", "", ["has no parts"]),
    ],
)
def test_rules_find_what_is_wrong(
    benchmarks: None, name: str, operation: str, said: str, found: list[str]
) -> None:
    row = importlib.import_module("names").Row(name, "", operation, said, "", "")
    assert importlib.import_module("name_rules").faults(row) == found


def test_sheet_does_not_tell_which_name_is_new(
    benchmarks: None, tmp_path: Path
) -> None:
    sheet = importlib.import_module("name_sheet")
    row = importlib.import_module("names").Row
    paths = [f"GET /things/{number}" for number in range(40)]
    drawn = [
        row(f"new.n{n}", "a.yaml", path, "", "", "") for n, path in enumerate(paths)
    ]
    before = {("a.yaml", path): f"old.n{n}" for n, path in enumerate(paths)}
    before["a.yaml", paths[0]] = "new.n0"
    sheet.write_sheet(drawn, before, tmp_path)
    lines = (tmp_path / "sheet.tsv").read_text("utf-8").splitlines()
    assert len(lines) == 40
    first = [line.split("\t")[4][:3] for line in lines[1:]]
    assert 8 < first.count("new") < 31
    chosen = ["verdict", *("=" if n < 9 else "A" for n in range(39))]
    completed = [
        f"{line}\t{choice}" for line, choice in zip(lines, chosen, strict=True)
    ]
    (tmp_path / "sheet.tsv").write_text("\n".join(completed), "utf-8")
    new = first[9:].count("new")
    counted = sheet.counted(tmp_path / "sheet.tsv", tmp_path / "key.tsv")
    assert counted == f"new {new}, neither 9, old {30 - new}"
