"""Test that `make mutations` calls an outcome wrong where it is, and only there."""

from __future__ import annotations

import ast
import random
from collections import Counter
from collections.abc import Callable
from copy import deepcopy
from dataclasses import replace
from itertools import product
from pathlib import Path
from typing import Any

import pytest
import yaml

from .mutations import __main__ as command
from .mutations import figures, inputs, oracle
from .mutations.__main__ import _drawn
from .mutations.changes import (
    PLAIN,
    WILD,
    Change,
    at,
    changed,
    draw,
    paths,
    place_after,
    pointer,
)
from .mutations.generation import Generated, generate, operations
from .mutations.oracle import Base, may_be_refused, verdict
from .mutations.reach import Reach
from .mutations.shrinking import smallest

FOLDER = Path(__file__).parent / "mutations"
DOCUMENT: Any = yaml.safe_load("""
openapi: 3.1.0
info: {title: Shop, version: '1'}
servers: [{url: 'https://shop.example'}]
security: [{key: []}]
tags: [{name: Owners}, {name: Pets}]
paths:
  /owners:
    get:
      tags: [Owners]
      operationId: listOwners
      parameters:
      - {name: size, in: query, schema: {type: integer}}
      responses:
        '200':
          description: Owners.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Owner'}}
  /pets:
    parameters: [{$ref: '#/components/parameters/trace'}]
    get:
      tags: [Pets]
      operationId: listPets
      responses:
        '200':
          description: Pets.
          content:
            application/json: {schema: {$ref: '#/components/schemas/Pet'}}
components:
  parameters:
    trace: {name: trace, in: header, schema: {type: string}}
  schemas:
    Owner: {type: object, properties: {name: {type: string}}}
    Pet: {type: object, properties: {house: {$ref: '#/components/schemas/House'}}}
    House: {type: object, properties: {floors: {type: integer}}}
  securitySchemes:
    key: {type: apiKey, in: header, name: Key}
""")
SIZE = ("paths", "/owners", "get", "parameters", 0, "schema", "type")
CHANGE = Change(SIZE, "number")
PETS = "GET /pets"


@pytest.fixture(scope="module")
def base() -> Base:
    return Base(DOCUMENT, generate(DOCUMENT))


@pytest.fixture(scope="module")
def sound(base: Base) -> Generated:
    """What is generated for a changed document, which is right."""
    made = generate(changed(DOCUMENT, [CHANGE]))
    assert made.texts and made.rows
    assert verdict(base, changed(DOCUMENT, [CHANGE]), [CHANGE], made) == ""
    return made


def _with_text(made: Generated, path: str, old: str, new: str) -> Generated:
    assert old in made.texts[path]
    text = made.texts[path].replace(old, new)
    return replace(made, texts={**made.texts, path: text})


WRONG: dict[str, Callable[[Generated], Generated]] = {
    "crash": lambda made: replace(made, crash="KeyError in _scheme:1: 'in'"),
    "refused": lambda made: replace(made, texts={}, refused="a.json:1:1: no."),
    "silent": lambda made: replace(made, rows=[]),
    "slow": lambda made: replace(made, slow=True),
    "spread: GET /pets is missing": lambda made: _with_text(
        made, "specs/names.yaml", f"{PETS}:", "GET /cats:"
    ),
    "spread: GET /pets has another text": lambda made: _with_text(
        made, "mutated/pets.py", "trace", "race"
    ),
    "unusable: SyntaxError": lambda made: _with_text(
        made, "mutated/pets.py", "class ", "class class "
    ),
    "unusable: NameError": lambda made: _with_text(
        made, "mutated/owners.py", "class ", "undefined\nclass "
    ),
    "unusable: TypeError": lambda made: _with_text(
        made, "mutated/client.py", "super().__init__(", "super().__init__(None, "
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_each_kind_of_wrong_outcome_is_found(
    wrong: str, base: Base, sound: Generated
) -> None:
    document = changed(DOCUMENT, [CHANGE])
    assert verdict(base, document, [CHANGE], WRONG[wrong](sound)).startswith(wrong)


def test_time_counts_from_ten_times_the_unchanged_document(base: Base) -> None:
    slow = Base(DOCUMENT, replace(generate(DOCUMENT), seconds=2.0))
    document = changed(DOCUMENT, [CHANGE])
    made = generate(document)
    assert verdict(slow, document, [CHANGE], replace(made, seconds=19.0)) == ""
    found = verdict(slow, document, [CHANGE], replace(made, seconds=21.0))
    assert found.startswith("slow: 21.0 s")


def test_a_document_that_is_refused_unchanged_has_no_operations() -> None:
    base = Base([], generate([]))
    assert base.failure and base.operations == {}


def test_generating_stops_when_the_time_is_up() -> None:
    # The timer of the processor ticks in units of up to 10 ms, so the work is longer.
    item = DOCUMENT["paths"]["/pets"]
    paths = {f"/pets/{number}": item for number in range(100)}
    assert generate({**DOCUMENT, "paths": paths}, seconds=0.001).slow


def test_a_row_elsewhere_is_none_for_the_place(base: Base, sound: Generated) -> None:
    rows = [
        {**row, "reasons": [{**r, "pointer": "/info"} for r in row["reasons"]]}
        for row in sound.rows
        if str(row) not in base.rows
    ]
    document = changed(DOCUMENT, [CHANGE])
    found = verdict(base, document, [CHANGE], replace(sound, rows=rows))
    assert found.startswith("silent")


def test_what_is_valid_needs_no_row(base: Base) -> None:
    change = Change(("paths", "/pets", "get", "operationId"), "delete")
    document = changed(DOCUMENT, [change])
    made = replace(generate(document), rows=[])
    assert verdict(base, document, [change], made) == ""


@pytest.mark.parametrize(
    ("document", "allowed"),
    [
        (DOCUMENT, False),
        ([], True),
        ({**DOCUMENT, "openapi": "3.7.0"}, True),
        ({**DOCUMENT, "swagger": "2.0"}, True),
        ({k: v for k, v in DOCUMENT.items() if k != "openapi"}, True),
        ({**DOCUMENT, "paths": {}}, True),
        ({**DOCUMENT, "paths": {"/a": {"get": None}}}, True),
        ({**DOCUMENT, "paths": {"a": {"get": {}}}}, True),
        ({**DOCUMENT, "paths": {"/a": {"additionalOperations": {"COPY": {}}}}}, False),
        ({**DOCUMENT, "info": None}, False),
        ({**DOCUMENT, "components": []}, False),
        ({**DOCUMENT, "info": {"title": "\ud800"}}, True),
    ],
)
def test_documents_that_may_be_refused(document: Any, allowed: bool) -> None:
    assert may_be_refused(document) is allowed


OWNERS, BOTH = {"GET /owners"}, {"GET /owners", PETS}


@pytest.mark.parametrize(
    ("path", "affected"),
    [
        (SIZE, OWNERS),
        (("components", "schemas", "Owner", "properties", "name"), OWNERS),
        (("components", "schemas", "House", "properties", "floors"), {PETS}),
        (("components", "parameters", "trace", "schema"), {PETS}),
        (("paths", "/pets", "parameters"), {PETS}),
        (("info", "title"), BOTH),
        (("servers", 0, "url"), BOTH),
        (("security", 0), BOTH),
        (("tags", 0), BOTH),
        (("components", "securitySchemes", "key", "in"), BOTH),
    ],
)
def test_what_a_change_may_affect(path: Any, affected: set[str]) -> None:
    assert Reach(DOCUMENT).affected(path) == affected


SHARED_ITEM: Any = {
    "openapi": "3.2.0",
    "$self": "https://x.test/api.yaml",
    "paths": {
        "/one": {"$ref": "api.yaml#/components/pathItems/Item"},
        "/two": {"get": {"tags": ["two"]}},
    },
    "components": {
        "pathItems": {
            "Item": {
                "get": {"tags": ["one"]},
                "additionalOperations": {"MOVE": {"tags": ["one"]}},
            }
        }
    },
}


@pytest.mark.parametrize(
    ("path", "affected"),
    [
        (("paths", "/one"), {"GET /one", "MOVE /one"}),
        (("paths", "/one", "$ref"), {"GET /one", "MOVE /one"}),
        (("components", "pathItems", "Item", "get", "summary"), {"GET /one"}),
        (("paths", "/two", "get", "summary"), {"GET /two"}),
    ],
)
def test_what_a_change_of_a_shared_path_item_may_affect(
    path: Any, affected: set[str]
) -> None:
    assert Reach(SHARED_ITEM).affected(path) == affected


@pytest.mark.parametrize(
    ("path", "method", "wire"),
    [
        ("/owners/{id:guid}", "get", "GET /owners/{id}"),
        ("/owners/:id", "get", "GET /owners/{id}"),
        ("/owners/{id}?size={size}", "get", "GET /owners/{id}"),
        ("owners", "get", "GET /owners"),
        ("owners/{id:guid}", "get", "GET /owners/{id}"),
        ("/own%20ers~x/{id:int}", "get", "GET /own%20ers~x/{id}"),
        ("/owners", "Get", "GET /owners"),
        ("/owners/:id", "GET", "GET /owners/{id}"),
    ],
)
def test_operations_are_named_as_they_are_read(
    path: str, method: str, wire: str
) -> None:
    operation = {
        **DOCUMENT["paths"]["/owners"]["get"],
        "responses": {"200": {"description": "It."}},
    }
    items = {path: {method: operation}, "/pets": DOCUMENT["paths"]["/pets"]}
    document = {**DOCUMENT, "paths": items}
    base = Base(document, generate(document))
    assert set(base.operations) == {wire, PETS}
    change = Change(
        ("paths", path, method, "parameters", 0, "schema", "type"), "number"
    )
    assert base.reach.affected(change.path) == {wire}
    after = changed(document, [change])
    assert verdict(base, after, [change], generate(after)) == ""


def test_operations_have_their_methods_and_constants(sound: Generated) -> None:
    found = operations(sound.texts)
    assert set(found) == BOTH
    assert "trace" in found[PETS] and "trace" not in found["GET /owners"]


def test_the_oracle_does_not_use_the_generator() -> None:
    for name in ("changes", "documents", "figures", "oracle", "reach", "shrinking"):
        tree = ast.parse((FOLDER / f"{name}.py").read_text("utf-8"))
        for node in ast.walk(tree):
            names = [a.name for a in getattr(node, "names", ())]
            module = getattr(node, "module", None)
            assert not any(str(n).startswith("specloom") for n in [*names, module])


@pytest.mark.parametrize("name", [*PLAIN, *WILD])
def test_each_change_changes_its_place_alone(name: str) -> None:
    for seed in range(20):
        after = changed(DOCUMENT, [Change(("info", "title"), name, seed)])
        assert {**after, "info": None} == {**DOCUMENT, "info": None}
        assert DOCUMENT["info"] == {"title": "Shop", "version": "1"}
    assert name == "other name" or after["info"].get("title") != "Shop"


ITEMS = {"a": [{"b": [f"{i}.{k}" for k in range(12)]} for i in range(12)]}


@pytest.mark.parametrize("inner", [(), ("b", 11)])
@pytest.mark.parametrize("other", [("delete",), ("delete", "delete"), ("null",)])
def test_a_change_is_where_deleted_items_leave_it(
    other: tuple[str, ...], inner: tuple[str | int, ...]
) -> None:
    for index, first in product(range(12), range(12)):
        spots = [("a", (first + 5 * step) % 12) for step in range(len(other))]
        place = ("a", index, *inner)
        if ("a", index) in spots:
            continue
        changes = [Change(place, "number"), *map(Change, spots, other)]
        after = changed(ITEMS, changes)
        assert at(after, place_after(place, changes)) == PLAIN["number"]
        left = [item for item in after["a"] if isinstance(item, dict)]
        assert len(after["a"]) == 12 - other.count("delete")
        gone = {item for _, item in spots} | (set() if inner else {index})
        expected = [each for i, each in enumerate(ITEMS["a"]) if i not in gone]
        assert [item["b"][:3] for item in left] == [e["b"][:3] for e in expected]


def test_deleting_an_item_of_another_array_moves_nothing() -> None:
    changes = [
        Change(("a", 1, "b", 2), "delete"),
        Change(("a", 2, "b", 3), "delete"),
        Change(("a", 2, "b", 4), "null"),
    ]
    assert place_after(("a", 2, "b", 4), changes) == ("a", 2, "b", 3)
    assert place_after(("a", 3), changes) == ("a", 3)
    assert place_after(("a", 2, "b", 3), changes) == ("a", 2, "b", 3)


THREE = [{"name": f"p{i}", "in": "query", "schema": {"type": "string"}} for i in "123"]
ARRAYS: dict[str, tuple[list[Any], tuple[str | int, ...]]] = {
    "parameters": (THREE, (2, "in")),
    "servers": ([{"url": f"https://{i}.example"} for i in "123"], (2, "url")),
    "tags": (["Owners", "b", "c"], (2,)),
}


@pytest.mark.parametrize("key", ARRAYS)
@pytest.mark.parametrize("deleted", [0, 1])
def test_a_row_is_expected_where_the_change_is_afterwards(
    key: str, deleted: int
) -> None:
    items, inner = ARRAYS[key]
    document = deepcopy(DOCUMENT)
    document["paths"]["/owners"]["get"][key] = items
    holder = ("paths", "/owners", "get", key)
    changes = [
        Change((*holder, deleted), "delete"),
        Change((*holder, *inner), "number"),
    ]
    base = Base(document, generate(document))
    after = changed(document, changes)
    made = generate(after)
    assert verdict(base, after, changes, made) == ""
    spot = pointer(place_after(changes[1].path, changes))
    rows = [
        row
        for row in made.rows
        if all(f"{r.get('pointer')}/" != f"{spot}/" for r in row["reasons"])
        and all(r.get("pointer") != spot.rpartition("/")[0] for r in row["reasons"])
    ]
    assert len(rows) < len(made.rows)
    found = verdict(base, after, changes, replace(made, rows=rows))
    assert found.startswith("silent")


def test_a_deleted_item_affects_what_refers_to_the_later_ones() -> None:
    document = deepcopy(DOCUMENT)
    document["paths"]["/owners"]["get"]["parameters"] = THREE
    reference = "#/paths/~1owners/get/parameters/1"
    document["paths"]["/pets"]["parameters"] = [{"$ref": reference}]
    change = Change(("paths", "/owners", "get", "parameters", 0), "delete")
    after = changed(document, [change])
    base = Base(document, generate(document))
    assert verdict(base, after, [change], generate(after)) == ""


def test_what_is_valid_is_decided_without_the_other_parts() -> None:
    document = yaml.safe_load("""
    openapi: 3.1.0
    info: {title: Broken, version: '1'}
    paths: {/a: {get: {responses: {}}}, /b: {get: []}}
    components: {schemas: {A: {type: string}, B: {type: 1}}, headers: []}
    """)
    part = oracle._part(document, ("components", "schemas", "A", "type"))
    assert part == {
        **document,
        "paths": {},
        "components": {"schemas": {"A": {"type": "string"}}, "headers": []},
    }
    assert oracle._part(document, ("paths", "/a"))["paths"] == {
        "/a": document["paths"]["/a"]
    }


def test_changes_are_drawn_by_the_seed_and_do_not_overlap() -> None:
    places = list(paths(DOCUMENT))
    for seed in range(50):
        one, two = (draw(places, random.Random(seed), 2, wild=True) for _ in "12")
        assert one == two and len(one) == 2
        first, second = (pointer(change.path) + "/" for change in one)
        assert not first.startswith(second) and not second.startswith(first)


def test_the_smallest_example_has_what_is_needed_alone() -> None:
    def fails(document: Any, changes: list[Change]) -> bool:
        try:
            at(document, SIZE)
        except (KeyError, IndexError):
            return False
        return CHANGE in changes

    other = Change(("info", "title"), "null")
    document, changes = smallest(DOCUMENT, [other, CHANGE], fails)
    assert changes == [CHANGE]
    schema = {"schema": {"type": "integer"}}
    assert document == {"paths": {"/owners": {"get": {"parameters": [schema]}}}}


def test_each_document_is_changed_as_often_as_the_others() -> None:
    files = [Path(name) for name in "abc"]
    drawn = Counter(_drawn(files, 11, random.Random(1)))
    assert sum(drawn.values()) == 11 and set(drawn.values()) == {3, 4}
    assert list(_drawn([], 5, random.Random(1))) == []


def test_what_is_slow_is_measured_again(monkeypatch: pytest.MonkeyPatch) -> None:
    seconds = iter((30.0, 4.0, 30.0, 50.0, 2.0, 30.0))

    def measured(document: Any, limit: float = 0.0) -> Generated:
        return replace(generate(document), seconds=next(seconds))

    monkeypatch.setattr(command, "generate", measured)
    base = Base(DOCUMENT, replace(generate(DOCUMENT), seconds=1.0))
    assert command._verdict(base, [CHANGE]) == ""
    assert command._verdict(base, [CHANGE]).startswith("slow: 30.0 s instead of 2.0 s")


FILES = {"project/specs/example/source.yaml": 10}


@pytest.mark.parametrize(
    ("status", "stderr", "after", "wrong"),
    [
        (0, "", {**FILES, "project/generated/a.py": 1}, ""),
        (2, "specs/example/overlay.yaml:1:2: no (expected yes)\n", FILES, ""),
        (2, "Error: no\n", FILES, "refused: no place"),
        (2, "", FILES, "refused: no place"),
        (2, "a.yaml:1:1: no\n", {**FILES, "generated/a.py": 1}, "refused: something"),
        (70, "specloom: internal error: KeyError: 'a'\n", FILES, "crash: exit 70"),
        (3, "specloom: a: no such file\n", FILES, "crash: exit 3"),
        (1, "", FILES, "crash: exit 1"),
    ],
)
def test_how_a_command_on_changed_inputs_may_end(
    status: int, stderr: str, after: dict[str, int], wrong: str
) -> None:
    found = inputs.input_verdict(status, stderr, FILES, after)
    assert found.startswith(wrong) and bool(found) is bool(wrong)


@pytest.mark.parametrize("kind", inputs.KINDS)
def test_each_kind_of_input_is_changed(kind: str, tmp_path: Path) -> None:
    for seed in range(3):
        root = tmp_path / str(seed)
        root.mkdir()
        assert inputs.KINDS[kind](root, random.Random(seed))
        assert (root / "pyproject.toml").is_file() and list(
            root.glob("specs/*/source*")
        )


def test_figures_have_intervals() -> None:
    text = figures.table(Counter(right=995, crash=5))
    assert "right | 995 | 99.50% | 98.83% to 99.79%" in text
    assert figures.share(Counter(right=3, silent=1)) == 0.75
