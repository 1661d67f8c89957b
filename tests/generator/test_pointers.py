"""Test where references inside a document lead: only where RFC 6901 says."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.document import follow
from specloom.document.references import Resolver, UnresolvedReference
from specloom.load import Document, read
from specloom.normalize.files.bundle import bundle
from specloom.structure import conform

TREE: dict[str, Any] = {
    "list": ["a", ["b"]],
    "": "empty",
    "00": "zeros",
    "a/b": 1,
    "m~n": 2,
    "a b": 3,
    "a%ZZ": "wrong",
    "~2": "wrong",
    "é": 4,
}
RIGHT = [
    ("#/list/0", "a"),
    ("#/list/1/0", "b"),
    ("#/", "empty"),
    ("#/00", "zeros"),
    ("#/a~1b", 1),
    ("#/m~0n", 2),
    ("#/a%20b", 3),
    ("#/a b", 3),
    ("#/%C3%A9", 4),
]
WRONG = [
    "#/list/00",
    "#/list/01",
    "#/list/+1",
    "#/list/-1",
    "#/list/-",
    "#/list/ 1",
    "#/list/1_0",
    "#/list/²",
    "#/list/２",
    "#/list/2",
    "#/list/" + "9" * 5000,
    "#/list/length",
    "#/list/0/0",
    "#/a%ZZ",
    "#/a%",
    "#/a%2",
    "#/~2",
    "#/~",
    "#/%7E2",
    "#/gone",
    "#list/0",
    "#",
    "",
    "list/0",
    "/list/0",
]


@pytest.mark.parametrize(("reference", "value"), RIGHT)
def test_a_reference_leads_to_a_part(reference: str, value: object) -> None:
    *_, (holder, key) = follow(TREE, reference)
    assert holder[key] == value


@pytest.mark.parametrize("reference", WRONG)
def test_a_reference_that_is_not_a_pointer_is_not_resolved(reference: str) -> None:
    with pytest.raises(LookupError):
        list(follow(TREE, reference))
    with pytest.raises(UnresolvedReference):
        Resolver(TREE).target({"$ref": reference})


BROKEN = [
    "#/components/schemas/A/allOf/00",
    "#/components/schemas/A/allOf/+0",
    "#/components/schemas/A%ZZ",
    "#/components/schemas/A~2",
]


@pytest.mark.parametrize("reference", BROKEN)
def test_a_broken_reference_has_a_row(reference: str) -> None:
    text = f"""
openapi: 3.1.0
info: {{title: T, version: '1'}}
components:
  schemas:
    A: {{allOf: [{{type: string}}]}}
    A%ZZ: {{type: integer}}
    A~2: {{type: integer}}
    B: {{$ref: '{reference}'}}
"""
    tree = read(text.encode(), shown="api.yaml")
    (defect,) = conform(tree, "openapi 3.1")
    assert (defect.pointer, defect.loses) == ("/components/schemas/B/$ref", True)
    assert reference in defect.detail


@pytest.mark.parametrize("pointer", ["/00", "/+0", "/a%ZZ", "/~2", "a"])
def test_a_broken_reference_to_a_file_is_kept(pointer: str) -> None:
    source = read(
        f"components: {{schemas: {{A: {{$ref: 'b.yaml#{pointer}'}}}}}}".encode(),
        shown="api.yaml",
    )
    other = read(b"{0: {}, 00: {}, a%ZZ: {}, ~2: {}, a: {}}", shown="b.yaml")
    others = {("api.yaml", "b.yaml"): ("b.yaml", other)}
    if pointer == "/00":
        others = {("api.yaml", "b.yaml"): ("b.yaml", [{}])}
    bundled, _ = bundle(Document("api.yaml", source), others)
    assert bundled.data == source
