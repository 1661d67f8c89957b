"""Test what each action of an overlay does to a document, and what is refused."""

from __future__ import annotations

from typing import Any

import pytest
from specloom.errors import SpecError
from specloom.load import Document, read
from specloom.overlay import queries
from specloom.overlay.actions import apply_overlay
from specloom.overlay.rules import expand_rules


def _overlaid(document: str, actions: str, *, project: bool = False) -> Any:
    overlay = f"overlay: 1.1.0\ninfo: {{title: t, version: '1'}}\nactions:\n{actions}"
    tree = read(document.encode(), shown="source.yaml")
    made = Document("overlay.yaml", read(overlay.encode(), shown="overlay.yaml"))
    return apply_overlay(tree, made, project=project)


def _refused(document: str, actions: str, *, project: bool = False) -> list[str]:
    with pytest.raises(SpecError) as caught:
        _overlaid(document, actions, project=project)
    return [str(problem) for problem in caught.value.problems]


@pytest.mark.parametrize(
    "action", ["1", "[]", "null", "{}", "{remove: true}", "{target: 5, remove: true}"]
)
def test_an_action_without_a_target_is_an_error(action: str) -> None:
    (problem,) = _refused("a: 1", f"- {action}\n")
    assert problem.startswith("overlay.yaml:4:")
    assert ": an action " in problem or ': "target" is the number 5 (' in problem


def test_update_merges_objects_and_appends_to_arrays() -> None:
    found = _overlaid(
        "a: {b: 1, list: [1]}",
        "- {target: $.a, update: {c: 2, list: [2]}}\n- {target: $.a.list, update: 3}\n",
    )
    assert found == {"a": {"b": 1, "list": [1, 2, 3], "c": 2}}


def test_remove_selects_all_nodes_before_removing() -> None:
    found = _overlaid("l: [1, 2, 3, 4]", "- {target: '$.l[0,1,2]', remove: true}\n")
    assert found == {"l": [4]}


def test_inputs_are_not_modified() -> None:
    tree = read(b"a: {b: [1]}", shown="source.yaml")
    text = "overlay: 1.1.0\nactions: [{target: $.a, update: {b: [2]}}]"
    overlay = Document("overlay.yaml", read(text.encode(), shown="overlay.yaml"))
    assert apply_overlay(tree, overlay, project=False) == {"a": {"b": [1, 2]}}
    assert tree == {"a": {"b": [1]}}
    assert overlay.data["actions"][0]["update"] == {"b": [2]}


def test_a_target_without_a_match_is_reported_with_its_location() -> None:
    because = "x-specloom-provenance: {reason: w, source: x, checked: '2026-01-01'}"
    problems = _refused(
        "a: 1", f"- {{target: $.nowhere, remove: true, {because}}}\n", project=True
    )
    assert len(problems) == 1
    assert problems[0].startswith("overlay.yaml:4:4: ")
    assert "$.nowhere" in problems[0] or "matches nothing" in problems[0]


def test_an_invalid_target_is_reported() -> None:
    assert "overlay.yaml:4" in _refused("a: 1", "- {target: '$[', remove: true}\n")[0]


def test_objects_and_arrays_are_not_merged() -> None:
    document = "a: {list: [1], text: t, object: {}}"
    for update in ("{list: {x: 1}}", "{text: {x: 1}}", "{object: 1}"):
        problem = _refused(document, f"- {{target: $.a, update: {update}}}\n")
        assert "cannot be updated with" in problem[0]
    mixed = _refused(document, "- {target: $.a.*, update: 1}\n")
    assert "matches a single value and an array and an object" in mixed[0]


NESTED = "$..[?@..[?@..[?@..[?@..b]]]]"


def _chain(size: int) -> str:
    return "{a: " * size + "{b: {}}" + "}" * size


@pytest.mark.parametrize(
    "action",
    [
        f"{{target: '{NESTED}', remove: true}}",
        f"{{target: $.a, copy: '{NESTED}'}}",
        "{target: '$..[?$..[?$..[?$..b]]]', remove: true}",
        "{target: '$..[?count($..[?$..[?count($..*) > 1]]) > 1]', remove: true}",
    ],
)
def test_filters_that_visit_too_many_nodes_are_refused(action: str) -> None:
    (problem,) = _refused(_chain(60), f"- {action}\n")
    assert problem.startswith("overlay.yaml:4:4: the filters of $..[?")
    assert problem.endswith("visit too many nodes (expected a simpler query)")


def test_rules_that_visit_too_many_nodes_are_refused() -> None:
    schema = "{type: object, properties: {b: %s}}"
    nested = schema % (schema % (schema % (schema % (schema % "{type: string}"))))
    content = f"{{application/json: {{schema: {nested}}}}}"
    document = f"paths: {{/a: {{post: {{requestBody: {{content: {content}}}}}}}}}"
    rule = "{for: operation, where: ['$..[?$..[?$..[?$..[?$..[?$..*]]]]]'], set: {}}"
    overlay = f"overlay: 1.1.0\nactions: []\nx-specloom-rules: [{rule}]\n"
    tree = read(document.encode(), shown="source.yaml")
    made = Document("overlay.yaml", read(overlay.encode(), shown="overlay.yaml"))
    with pytest.raises(SpecError, match=r"overlay.yaml:3:20: .* too many nodes"):
        expand_rules(tree, made)


@pytest.mark.parametrize("size", [40, 400])
@pytest.mark.parametrize("most", [100, 1000])
def test_the_steps_of_filters_grow_with_the_document(
    size: int, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A costly query takes the steps that are allowed, and no more."""
    steps: list[None] = []
    take = queries._Steps.take

    def counted(self: queries._Steps) -> None:
        steps.append(None)
        take(self)

    monkeypatch.setattr(queries, "STEPS", most)
    monkeypatch.setattr(queries._Steps, "take", counted)
    _refused(_chain(size), f"- {{target: '{NESTED}', remove: true}}\n")
    assert len(steps) == 1 + most + queries.STEPS_PER_NODE * (size + 2)


def test_filters_of_large_documents_are_applied() -> None:
    pets = ", ".join(f"p{number}: {{n: 1, o: {{}}}}" for number in range(3000))
    target = "$.pets[?@.n == 1 && @.o && count($.one.*) == 1]"
    found = _overlaid(
        f"{{one: {{n: 1}}, pets: {{{pets}}}}}",
        f"- {{target: '{target}', remove: true}}\n",
    )
    assert found == {"one": {"n": 1}, "pets": {}}


@pytest.mark.parametrize("target", ["$.tags[0,0]", "$.tags[0,-2]", "$.tags[0:1,0]"])
@pytest.mark.parametrize(
    ("action", "expected"),
    [
        ("update: {list: [2]}", [{"list": [1, 2]}, {}]),
        ("remove: true", [{}]),
        ("copy: $.other", [{"list": [1, 3]}, {}]),
    ],
)
def test_a_node_that_is_selected_twice_is_changed_once(
    target: str, action: str, expected: Any
) -> None:
    source = read(b"tags: [{list: [1]}, {}]\nother: {list: [3]}", shown="a.yaml")
    text = f"overlay: 1.1.0\nactions:\n- target: {target}\n  {action}\n"
    overlay = Document("overlay.yaml", read(text.encode(), shown="overlay.yaml"))
    assert apply_overlay(source, overlay)["tags"] == expected


@pytest.mark.parametrize(
    ("own", "expected"),
    [
        ("false", False),
        ("pages", "pages"),
        ("{style: page, request: {limit: a}}", None),
        ("{}", None),
    ],
)
def test_what_an_operation_says_has_precedence_over_a_rule(
    own: str, expected: Any
) -> None:
    key = "x-specloom-pagination"
    text = f"paths: {{/a: {{get: {{{key}: {own}}}}}, /b: {{get: {{}}}}}}"
    tree = read(text.encode(), shown="a.yaml")
    rules = "".join(
        f"- for: operation\n  set: {{{key}: {{style: {style}, first: 1, "
        "request: {limit: b, page: c}}}\n"
        for style in ("cursor", "offset")
    )
    overlay = read(f"x-specloom-rules:\n{rules}".encode(), shown="overlay.yaml")
    document = Document("overlay.yaml", overlay)
    expand_rules(tree, document)
    ruled = {"style": "offset", "first": 1, "request": {"limit": "b", "page": "c"}}
    assert tree["paths"]["/b"]["get"][key] == ruled
    found = tree["paths"]["/a"]["get"][key]
    if own == "{}":
        expected = ruled
    elif own.startswith("{"):
        request = {"limit": "a", "page": "c"}
        expected = {"style": "page", "first": 1, "request": request}
    assert found == expected
    location = Document("a.yaml", tree).location(["paths", "/b", "get", key, "first"])
    assert str(location) == "overlay.yaml:5:48"
