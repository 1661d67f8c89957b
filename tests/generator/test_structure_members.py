"""Test every member of every object of OpenAPI with every kind of value."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from typing import Any, get_args

import pytest
from examples import examples
from hypothesis import given
from hypothesis import strategies as st
from specloom.load import Format, read
from specloom.structure import Defect, conform
from specloom.structure.object_rules import NEWER, REFERABLE
from specloom.structure.shapes import (
    AlternativesShape,
    ArrayShape,
    DataShape,
    MapShape,
    ObjectShape,
    ScalarShape,
    Shape,
    TextShape,
    matching_shape,
    structure,
)

VERSIONS: tuple[Format, ...] = get_args(Format)
DECLARED = {
    "swagger 2.0": {"swagger": "2.0"},
    "openapi 3.0": {"openapi": "3.0.4"},
    "openapi 3.1": {"openapi": "3.1.1"},
    "openapi 3.2": {"openapi": "3.2.0"},
}
WRONG: dict[str, Any] = {
    "null": None,
    "a string": "wrong",
    "an empty string": "",
    "a number": 5.5,
    "a negative number": -1,
    "true": True,
    "an array": ["wrong"],
    "an empty array": [],
    "an array of null": [None],
    "an object": {"wrong": "wrong"},
    "an empty object": {},
    "an object of null": {"wrong": None},
    "a reference that cannot be resolved": {"$ref": "#/wrong"},
    "a reference to itself": {"$ref": "#/x-here"},
    "a reference that is a number": {"$ref": 5},
}


def tree(document: Any) -> Any:
    """Return a document with locations."""
    return read(json.dumps(document).encode(), shown="a.json")


def plain(node: Any) -> Any:
    """Return a copy without locations."""
    return json.loads(json.dumps(node))


def conformed(document: Any, version: Format = "openapi 3.1") -> tuple[Any, list[str]]:
    """Return a document that conforms, and each change as `pointer: what`."""
    made = tree(document)
    rows = [said(each) for each in conform(made, version)]
    return plain(made), rows


def said(defect: Defect) -> str:
    mark = "loses" if defect.loses else "note"
    return f"{defect.pointer}: {defect.detail} ({defect.done}) {mark}"


def lost(rows: list[str]) -> list[str]:
    """Return the rows that lose something."""
    return [row for row in rows if row.endswith("loses")]


def sample(shape: Shape, version: Format, seen: tuple[str, ...] = ()) -> Any:
    """Return a small value of a shape; an object has what it needs."""
    match shape:
        case ScalarShape(kind="text"):
            return "text"
        case ScalarShape(kind="schema name"):
            return "Thing"
        case ScalarShape(kind="boolean"):
            return True
        case ScalarShape():
            return 3
        case TextShape(texts=texts):
            return texts[0]
        case ArrayShape(item=item):
            return [sample(item, version, seen)]
        case MapShape(value=value):
            return {"name": sample(value, version, seen)}
        case AlternativesShape(shapes=shapes):
            return sample(shapes[0], version, seen)
        case ObjectShape(name=name):
            members = structure(version)[name]
            needed = {*members.required, *members.expected}
            needed |= {*members.empty} - members.optional
            made = {
                key: sample(members.named[key], version, (*seen, name))
                for key in sorted(needed)
                if name not in seen
            }
            if name in ("Parameter", "Header"):
                made |= {"type": "string"} if "2.0" in version else {"schema": {}}
            if name == "SecurityScheme":
                made |= {"name": "key", "in": "query", "type": "apiKey"}
            if name == "Paths":
                made["/a"] = {}
            if name == "Responses":
                made["204"] = {"description": "Nothing."}
            return made
    return {"any": ["thing"]}


def within(version: Format) -> dict[str, tuple[str | int, ...]]:
    """Return a path from the root to an object of each kind of a version."""
    found: dict[str, tuple[str | int, ...]] = {"OpenAPI": ()}
    waiting = ["OpenAPI"]
    while waiting:
        kind = waiting.pop(0)
        members = structure(version)[kind]
        named = list(members.named.items())
        names = {"Paths": "/a", "Responses": "204", "Callback": "{$url}"}
        named += [(names[kind], shape) for _, shape in members.patterns]
        for key, shape in named:
            for path, inner in paths_to_objects(shape):
                if inner not in found:
                    found[inner] = (*found[kind], key, *path)
                    waiting.append(inner)
    return found


def paths_to_objects(shape: Shape) -> Iterator[tuple[tuple[str | int, ...], str]]:
    match shape:
        case ObjectShape(name=name):
            yield (), name
        case ArrayShape(item=item):
            yield from (((0, *path), name) for path, name in paths_to_objects(item))
        case MapShape(value=value):
            for path, name in paths_to_objects(value):
                yield ("name", *path), name
        case AlternativesShape(shapes=shapes):
            for each in shapes:
                yield from paths_to_objects(each)


def document_with(kind: str, value: Any, version: Format) -> Any:
    """Return a valid document that has a value where an object of a kind belongs."""
    whole = {
        **sample(ObjectShape("OpenAPI"), version),
        **DECLARED[version],
        "paths": {"/a": {"get": {"responses": {"204": {"description": "Nothing."}}}}},
    }
    owners = {"definitions": {"Thing": {}}}
    if "2.0" not in version:
        owners = {"components": {"schemas": {"Thing": {}}}}
    whole |= owners
    if kind == "OpenAPI":
        return {**whole, **value} if isinstance(value, dict) else value
    node, shape, path = whole, ObjectShape("OpenAPI"), within(version)[kind]
    for number, step in enumerate(path):
        inner = step_shape(shape, step, version)
        last = number == len(path) - 1
        made = value if last else sample(inner, version)
        if isinstance(node, list):
            node[0] = made
        elif last or step not in node:
            node[step] = made
        node, shape = node[step], inner
    return whole


def step_shape(shape: Shape, step: str | int, version: Format) -> Shape:
    match shape:
        case ObjectShape(name=name):
            members = structure(version)[name]
            found = members.named.get(str(step)) or members.pattern(str(step))
            assert found is not None
            return found
        case ArrayShape(item=item):
            return item
        case MapShape(value=value):
            return value
        case AlternativesShape(shapes=shapes):
            return next(s for s in shapes if list(paths_to_objects(s)))
    raise AssertionError(shape)


MEMBERS = [
    (version, kind, key)
    for version in VERSIONS
    for kind in within(version)
    for key in structure(version)[kind].named
]


def fits(node: Any, shape: Shape, version: Format, path: str = "") -> Iterator[str]:
    """Yield the places of a tree that do not fit a shape, by the tables alone."""
    refers = isinstance(node, dict) and isinstance(node.get("$ref"), str)
    if refers and isinstance(shape, ObjectShape) and shape.name in REFERABLE:
        return
    inner = matching_shape(node, shape)
    if inner is None:
        yield f"{path}: {node!r} is not {shape}"
        return
    match inner:
        case ArrayShape(item=item):
            for index, each in enumerate(node):
                yield from fits(each, item, version, f"{path}/{index}")
        case MapShape(value=value):
            for key, each in node.items():
                yield from fits(each, value, version, f"{path}/{key}")
        case ObjectShape(name=name):
            members = structure(version)[name]
            for key in {*members.required} - node.keys():
                yield f"{path}: {key} is missing"
            for key, each in node.items():
                declared = members.named.get(key) or members.pattern(key)
                if declared is not None:
                    yield from fits(each, declared, version, f"{path}/{key}")


@pytest.mark.parametrize("version", VERSIONS)
def test_the_samples_conform(version: Format) -> None:
    for kind in within(version):
        document = document_with(kind, sample(ObjectShape(kind), version), version)
        assert conformed(document, version)[1] == [], kind


def test_every_object_of_the_tables_can_be_reached() -> None:
    for version in VERSIONS:
        assert within(version).keys() == structure(version).keys()


@pytest.mark.parametrize(("version", "kind", "key"), MEMBERS)
def test_any_value_of_any_member(version: Format, kind: str, key: str) -> None:
    """It ends as what the tables state, with a row if it does not fit, and for good."""
    shape = structure(version)[kind].named[key]
    for name, wrong in WRONG.items():
        value = {**sample(ObjectShape(kind), version), key: wrong}
        document = document_with(kind, value, version)
        made, rows = conformed(document, version)
        assert list(fits(made, ObjectShape("OpenAPI"), version)) == [], name
        again, notes = conformed(made, version)
        assert (again, lost(notes)) == (made, []), name
        # OpenAPI 3.1 allows schemas of true and false, and operations that declare no
        # responses: the one form of both are valid.
        if version in NEWER and (wrong is True or kind in ("PathItem", "Operation")):
            continue
        if not isinstance(shape, DataShape) and list(fits(wrong, shape, version)):
            assert rows, f"{name} has no row"
        # A response of OpenAPI 3.2 need not have a description; all the others must.
        if made != document and (version, kind) != ("openapi 3.2", "Response"):
            assert rows, f"{name} changes the document without a row"


@pytest.mark.parametrize(
    ("schema", "read_as", "row"),
    [
        ({"maxLength": "5"}, {"maxLength": 5}, 'a whole number, found "5" (read as 5)'),
        ({"maxLength": 5.0}, {"maxLength": 5}, "the number 5.0 (read as 5)"),
        ({"maxLength": -1}, {}, "the number -1 (left out)"),
        ({"minimum": "0.5"}, {"minimum": 0.5}, 'found "0.5" (read as 0.5)'),
        ({"minimum": "low"}, {}, 'expected a number, found "low" (left out)'),
        ({"nullable": "True"}, {"nullable": True}, 'found "True" (read as true)'),
        ({"nullable": 1}, {}, "expected true or false, found the number 1 (left out)"),
        ({"title": 5}, {"title": "5"}, 'found the number 5 (read as "5")'),
        ({"title": True}, {"title": "true"}, 'found true (read as "true")'),
        ({"title": ["a"]}, {}, "expected text, found an array (left out)"),
        ({"type": "String"}, {"type": "string"}, "(read as string)"),
        ({"type": "thing"}, {}, 'found "thing" (left out)'),
        ({"type": "int"}, {"type": "integer"}, "(read as integer)"),
        ({"type": "Float"}, {"type": "number"}, "(read as number)"),
        ({"type": "text"}, {"type": "string"}, "(read as string)"),
        ({"type": "map"}, {"type": "object"}, "(read as object)"),
        ({"type": "bool"}, {"type": "boolean"}, "(read as boolean)"),
        (
            {"type": "date"},
            {"type": "string", "format": "date"},
            "(read as string date)",
        ),
        (
            {"type": "long", "format": "id"},
            {"type": "integer", "format": "id"},
            "(read as integer int64)",
        ),
        ({"type": ["int", "null"]}, {"type": ["integer", "null"]}, "(read as integer)"),
        ({"required": "a"}, {"required": ["a"]}, "(read as an array of this one)"),
        ({"required": True}, {}, "expected an array, found true (left out)"),
        ({"required": None}, {}, "expected an array, found null (left out)"),
        ({"required": [1, "a"]}, {"required": ["1", "a"]}, '(read as "1")'),
        ({"required": [{}, "a"]}, {"required": ["a"]}, "found an object (left out)"),
        ({"enum": {"0": "a"}}, {"enum": ["a"]}, "(read as an array of its values)"),
        ({"allOf": {}}, {}, "(read as an empty array)"),
        ({"properties": []}, {"properties": {}}, "(read as an empty object)"),
        (
            {"properties": {"a": None}},
            {"properties": {"a": {}}},
            "found null (read as an empty object)",
        ),
        ({"discriminator": "a"}, {"discriminator": {"propertyName": "a"}}, "(read as"),
        ({"discriminator": {}}, {}, "has no propertyName (left out)"),
        ({"items": False}, {"items": {"not": {}}}, "(read as a schema of no value)"),
        ({"items": True}, {"items": {}}, "(read as a schema of any value)"),
    ],
)
def test_a_value_of_another_kind_is_read_as_what_was_meant(
    schema: Any, read_as: Any, row: str
) -> None:
    document = document_with("Schema", schema, "openapi 3.0")
    path = within("openapi 3.0")["Schema"]
    made, rows = conformed(document, "openapi 3.0")
    for step in path:
        made = made[step]
    assert made == read_as
    assert row in rows[0]


def parameters(*items: Any, **others: Any) -> Any:
    """Return a document with these parameters of one operation."""
    return {
        "openapi": "3.1.0",
        "info": {"title": "t", "version": "1"},
        "paths": {
            "/a": {
                "get": {"parameters": list(items), "responses": {}},
                "put": {"responses": {}, **others},
            }
        },
    }


NAMED = {"name": "n", "in": "query", "schema": {"type": "string"}}
LAST = "#/paths/~1a/get/parameters/2"


@pytest.mark.parametrize(
    ("items", "leads_to"),
    [
        ([NAMED, NAMED, NAMED], 2),
        ([{}, NAMED, NAMED], 1),
        ([{}, {"$ref": "#/gone"}, NAMED], 0),
        ([NAMED, NAMED, {}], None),
        ([NAMED, NAMED, {"$ref": "#/gone"}], None),
        ([NAMED, NAMED, {"$ref": "#/paths/~1a/put/parameters/0"}], None),
        ([NAMED, NAMED], None),
    ],
)
@pytest.mark.parametrize("spelled", [LAST, LAST.replace("~1a", "%7E1a")])
def test_a_reference_leads_to_the_same_item_when_others_are_left_out(
    items: list[Any], leads_to: int | None, spelled: str
) -> None:
    made, rows = conformed(parameters(*items, parameters=[{"$ref": spelled}]))
    found = made["paths"]["/a"]["put"]["parameters"]
    if leads_to is None:
        assert found == [] and lost(rows)
    else:
        reference = found[0]["$ref"].replace("%7E", "~")
        assert reference == f"#/paths/~1a/get/parameters/{leads_to}"
        kept = made["paths"]["/a"]["get"]["parameters"][leads_to]
        assert kept == items[2] and len(lost(rows)) == 2 - leads_to


@pytest.mark.parametrize(
    "name", ["a/b", "a~b", "ä b", "%41", "a%b", "", "0", "$ref", "x-y", "a#b", "x.y"]
)
def test_references_lead_to_names_of_any_characters(name: str) -> None:
    """Under keys that the tables do not name, too; what they lead to has to conform."""
    steps = name.replace("~", "~0").replace("/", "~1").replace("%", "%25")
    parameter = {**NAMED, "required": "true"}
    document = {
        **parameters({"$ref": f"#/shared/{steps}/in/0"}),
        "shared": {name: {"in": [parameter]}},
    }
    made, rows = conformed(document)
    assert made["shared"][name]["in"][0] == {**NAMED, "required": True}
    assert lost(rows) == []


@pytest.mark.parametrize("step", ["-1", "+1", "01a", "²", "", "a"])
def test_a_step_into_an_array_is_an_index(step: str) -> None:
    reference = {"$ref": f"#/paths/~1a/get/parameters/{step}"}
    made, rows = conformed(parameters(NAMED, NAMED, parameters=[reference]))
    assert made["paths"]["/a"]["put"]["parameters"] == []
    assert len(lost(rows)) == 1


@pytest.mark.parametrize("length", [1, 2, 30])
def test_a_circle_of_references_is_left_out(length: int) -> None:
    names = [f"p{number}" for number in range(length)]
    circle = {
        name: {"$ref": f"#/components/parameters/{other}"}
        for name, other in zip(names, names[1:] + names[:1], strict=True)
    }
    document = parameters({"$ref": "#/components/parameters/p0"}, NAMED)
    made, rows = conformed({**document, "components": {"parameters": circle}})
    assert made["paths"]["/a"]["get"]["parameters"] == [NAMED]
    assert made["components"]["parameters"] == {}
    assert len(lost(rows)) == length + 1


def test_a_chain_of_references_costs_steps_in_its_length() -> None:
    def steps(length: int) -> int:
        schemas: Any = {
            f"S{n}": {"$ref": f"#/components/schemas/S{n + 1}"} for n in range(length)
        }
        document = parameters()
        document["components"] = {"schemas": {**schemas, f"S{length}": {}}}
        count = 0

        def counted(frame: Any, event: str, argument: Any) -> None:
            nonlocal count
            count += event == "call"

        made = tree(document)
        sys.setprofile(counted)
        try:
            conform(made, "openapi 3.1")
        finally:
            sys.setprofile(None)
        return count

    assert steps(400) < 2.5 * steps(200)


JSON = st.recursive(
    st.one_of(
        st.none(),
        st.booleans(),
        st.integers(-3, 3),
        st.floats(allow_nan=False, allow_infinity=False),
        st.sampled_from(["", "get", "string", "query", "#/components/schemas/Thing"]),
        st.text(max_size=3),
    ),
    lambda inner: st.one_of(
        st.lists(inner, max_size=3),
        st.dictionaries(
            st.sampled_from(
                ["$ref", "type", "items", "allOf", "properties", "name", "in", "schema"]
                + ["content", "get", "200", "x-a", "responses", "default", "parameters"]
            ),
            inner,
            max_size=3,
        ),
    ),
    max_leaves=8,
)
KINDS = [(version, kind) for version in VERSIONS for kind in within(version)]


@examples(100)
@given(st.sampled_from(KINDS), st.data(), JSON)
def test_any_document_conforms_in_the_end(
    place: tuple[Format, str], data: st.DataObject, value: Any
) -> None:
    version, kind = place
    if kind == "OpenAPI":
        return
    if isinstance(value, dict) and data.draw(st.booleans()):
        value = {**sample(ObjectShape(kind), version), **value}
    document = document_with(kind, value, version)
    made, _ = conformed(document, version)
    assert list(fits(made, ObjectShape("OpenAPI"), version)) == []
    again, rows = conformed(made, version)
    assert (again, lost(rows)) == (made, [])
    untouched = {"responses": {"204": {"description": "Nothing."}}}
    if "paths" not in within(version)[kind]:
        assert made["paths"]["/a"]["get"] == untouched
