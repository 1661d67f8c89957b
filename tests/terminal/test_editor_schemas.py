"""The schemas for editors accept what Specloom accepts, and refuse what it refuses."""

from __future__ import annotations

import copy
import json
import re
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner
from jsonschema import Draft7Validator
from specloom import cli
from specloom.editor_schemas import editor_schema, schema_texts
from specloom.editor_schemas.overlay_schema import TARGETS
from specloom.load import Document, read
from specloom.overlay.members import overlay_problems
from specloom.project.distribution import Distribution
from specloom.project.folders import Project
from specloom.project.settings import CHOICES, SETTINGS, settings_problems
from specloom.vocabulary import check_vocabulary, known_keys, schemas
from specloom.vocabulary.overlay_targets import kinds_of

ROOT = Path(__file__).parents[2]
OVERLAYS = sorted((ROOT / "specs").glob("*/overlay.yaml"))
NAMES = ("overlay", "settings", "names", "view")
VALIDATORS = {name: Draft7Validator(editor_schema(name)) for name in NAMES}
OVERLAY: dict[str, Any] = {
    "overlay": "1.1.0",
    "info": {"title": "Fixes", "version": "1.0.0"},
    "actions": [{"target": "$.info", "update": {"title": "Another"}}],
}
GET = "$.paths['/things'].get"


def valid(name: str, data: Any) -> bool:
    return VALIDATORS[name].is_valid(data)


def _nodes(node: Any, *, is_map: bool = False) -> Iterator[dict[str, Any]]:
    """Yield the schemas in a schema, but not the maps of schemas by name."""
    if isinstance(node, dict):
        if not is_map:
            yield node
        for word, each in node.items():
            maps = ("properties", "patternProperties", "definitions")
            yield from _nodes(each, is_map=word in maps and not is_map)
    elif isinstance(node, list):
        for each in node:
            yield from _nodes(each)


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_draft_7_and_refers_to_itself_alone(name: str) -> None:
    schema = json.loads(schema_texts()[f"{name}.schema.json"])
    assert schema["$schema"] == "http://json-schema.org/draft-07/schema#"
    Draft7Validator.check_schema(schema)
    later = {"$defs", "dependentRequired", "prefixItems", "unevaluatedProperties"}
    for node in _nodes(schema):
        assert not later & node.keys() and "$id" not in node
        if isinstance(reference := node.get("$ref"), str):
            assert len(node) == 1, "draft 7 ignores what is next to $ref"
            prefix, _, part = reference.rpartition("/")
            assert prefix == "#/definitions" and part in schema["definitions"]
        if isinstance(pattern := node.get("pattern"), str):
            assert not re.search(r"\\[AZz]|\(\?P|\(\?[imsx]|\(\?<[^=!]", pattern)
            re.compile(pattern)


@pytest.mark.parametrize("path", OVERLAYS, ids=lambda path: path.parent.name)
def test_overlays_of_the_vendors_are_valid(path: Path) -> None:
    errors = VALIDATORS["overlay"].iter_errors(yaml.safe_load(path.read_text("utf-8")))
    assert [(error.json_path, error.message) for error in errors] == []
    names = yaml.safe_load((path.parent / "names.yaml").read_text("utf-8"))
    assert valid("names", names)


def test_other_files_of_the_repository_are_valid() -> None:
    for path in (ROOT / "specs" / "views").glob("*.yaml"):
        assert valid("view", yaml.safe_load(path.read_text("utf-8")))
    assert valid("settings", tomllib.loads((ROOT / "pyproject.toml").read_text()))
    page = (ROOT / "docs" / "vendor-folders.md").read_text("utf-8")
    blocks = [yaml.safe_load(b) for b in re.findall(r"```yaml\n(.*?)```", page, re.S)]
    overlays = [block for block in blocks if "overlay" in block]
    assert overlays and all(valid("overlay", each) for each in overlays)


def _document(data: Any) -> Document:
    return Document("overlay.yaml", read(json.dumps(data).encode(), shown="o.json"))


def _is_accepted(data: Any) -> bool:
    """Return whether Specloom accepts the members and keys of an overlay."""
    document = _document(data)
    return not [*overlay_problems(document)] and not check_vocabulary(document)


def _updating(target: str, update: Any, **more: Any) -> dict[str, Any]:
    return {**OVERLAY, "actions": [{"target": target, "update": update, **more}]}


WHY = {"reason": "It is so.", "source": "The page.", "checked": "2026-03-31"}
PAGED = {
    "style": "cursor",
    "request": {"cursor": "$request.query.after"},
    "response": {"items": "$response.body#/items", "cursor": "$response.body#/next"},
}
SOUND = {
    "plain": OVERLAY,
    "version 1.0": {**OVERLAY, "overlay": "1.0.0"},
    "extends": {**OVERLAY, "extends": "source.yaml"},
    "foreign keys": {**OVERLAY, "x-more": {"x-specloom-auth": 1}},
    "remove": {**OVERLAY, "actions": [{"target": "$.a", "remove": True}]},
    "copy": {**OVERLAY, "actions": [{"target": "$.a", "copy": "$.b"}]},
    "provenance": _updating("$", {}, **{"x-specloom-provenance": WHY}),
    "pagination": _updating("$", {"x-specloom-pagination": {"pages": PAGED}}),
    "a part of a scheme": _updating(
        "$", {"x-specloom-pagination": {"pages": {"first": 1}}}
    ),
    "an operation": _updating(GET, {"x-specloom-pagination": "pages"}),
    "a name": _updating(GET, {"x-specloom-name": "things.list"}),
    "an operation in the paths": _updating(
        "$.paths", {"/things": {"get": {"x-specloom-name": "things.list"}}}
    ),
    "a wildcard": _updating("$.paths[*][*]", {"x-specloom-pagination": "pages"}),
    "a filter": _updating(
        "$.paths[*][?@.operationId=='a']", {"x-specloom-pagination": "pages"}
    ),
    "a list": _updating(f"{GET}.parameters", [{"name": "a", "in": "query"}]),
    "null": _updating(GET, None),
    "a key in an example": _updating(GET, {"x-more": {"x-specloom-nothing": 1}}),
    "a property named like a key": _updating(
        "$.components.schemas.A", {"properties": {"x-mine": {"type": "string"}}}
    ),
}
BROKEN = {
    "no version": {key: OVERLAY[key] for key in ("info", "actions")},
    "a version of the future": {**OVERLAY, "overlay": "2.0.0"},
    "no actions": {**OVERLAY, "actions": []},
    "actions that are an object": {**OVERLAY, "actions": {}},
    "an action that is text": {**OVERLAY, "actions": ["$.info"]},
    "no target": {**OVERLAY, "actions": [{"update": {}}]},
    "a blank target": {**OVERLAY, "actions": [{"target": " ", "update": {}}]},
    "remove is text": {**OVERLAY, "actions": [{"target": "$", "remove": "yes"}]},
    "copy is a list": {**OVERLAY, "actions": [{"target": "$", "copy": []}]},
    "update and copy": {
        **OVERLAY,
        "actions": [{"target": "$", "update": {}, "copy": "$.b"}],
    },
    "info is a list": {**OVERLAY, "info": []},
    "title is a list": {**OVERLAY, "info": {"title": [], "version": "1"}},
    "an unknown key": _updating("$", {"x-specloom-paging": {}}),
    "an unknown key at the root": {**OVERLAY, "x-specloom-more": 1},
    "an unknown key of an action": _updating("$", {}, **{"x-specloom-why": WHY}),
    "a key of actions in an update": _updating("$", {"x-specloom-provenance": WHY}),
    "a key of updates at an action": _updating("$", {}, **{"x-specloom-name": "a"}),
    "a key at the root of the overlay": {**OVERLAY, "x-specloom-pagination": {}},
    "a key of the root on an operation": _updating(
        GET, {"x-specloom-property-names": "camelCase"}
    ),
    "a key of operations at the root": _updating("$", {"x-specloom-exclude": True}),
    "a key of operations on a schema": _updating(
        "$.components.schemas.A", {"x-specloom-pagination": "pages"}
    ),
    "a misplaced key deeper": _updating(
        "$", {"paths": {"/a": {"get": {"x-specloom-view-of": "A"}}}}
    ),
    "an unknown style": _updating(
        "$", {"x-specloom-pagination": {"pages": {**PAGED, "style": "pages"}}}
    ),
    "an unknown member": _updating(
        "$", {"x-specloom-pagination": {"pages": {**PAGED, "size": 3}}}
    ),
    "not an expression": _updating(
        "$", {"x-specloom-pagination": {"pages": {"request": {"cursor": "after"}}}}
    ),
    "not a name": _updating(GET, {"x-specloom-name": "things"}),
    "not a duration": _updating(GET, {"x-specloom-window": {"maximum": "31 days"}}),
    "no reason": _updating("$", {}, **{"x-specloom-provenance": {"source": "a"}}),
    "not a date": _updating(
        "$", {}, **{"x-specloom-provenance": {**WHY, "checked": "31.3.2026"}}
    ),
    "a rule without a query": {**OVERLAY, "x-specloom-rules": [{"for": "property"}]},
    "a misspelt member": _updating(GET, {"x-specloom-retry": {"attemts": 3}}),
}


@pytest.mark.parametrize("name", SOUND)
def test_sound_overlay(name: str) -> None:
    assert _is_accepted(SOUND[name])
    errors = [e.message for e in VALIDATORS["overlay"].iter_errors(SOUND[name])]
    assert errors == []


@pytest.mark.parametrize("name", BROKEN)
def test_broken_overlay(name: str) -> None:
    assert not valid("overlay", BROKEN[name])
    assert not _is_accepted(BROKEN[name])


def test_every_key_is_refused_with_a_value_of_the_wrong_type() -> None:
    for key in sorted(known_keys() - {"x-specloom-view-of"}):
        for place in schemas()[key]["$defs"]:
            wrong = copy.deepcopy(OVERLAY)
            holder = {"overlay": wrong, "action": wrong["actions"][0]}.get(place)
            if holder is None:
                target = next((t for t, k in EXAMPLES.items() if k == place), None)
                if target is None:
                    continue
                wrong["actions"][0]["target"] = target
                holder = wrong["actions"][0]["update"] = {}
            holder[key] = {"no-such-member": [3.5]}
            assert not valid("overlay", wrong), (key, place)


EXAMPLES = {
    "$": "root",
    "$.paths['/a/{id}']": "path",
    "$.paths.a": "path",
    "$.paths['/a'].get": "operation",
    '$.paths["/a/b"].post': "operation",
    "$.paths['/a']['delete']": "operation",
    "$.components.parameters.limit": "parameter",
    "$.components.schemas.Thing": "schema",
    "$.components.schemas['A b'].properties.name": "schema",
    "$.components.schemas.A.properties.b.properties['c']": "schema",
    "$.definitions.Thing": "schema",
    "$.definitions.Thing.properties.name": "schema",
}
ITEMS = {
    "$.servers[0]": "server",
    "$.paths['/a'].get.parameters[0]": "parameter",
    "$.paths['/a'].parameters[?@.name=='limit']": "parameter",
}
OTHERS = (
    "$.paths",
    "$.paths[*]",
    "$..get",
    "$.info",
    "$.paths['/a'].get.responses",
    "$.paths['/a'].get.parameters[*]",
    "$['paths']['/a'].get",
    "$.components.schemas.A.items",
    "$.paths['/a'].x-more",
    "not a path",
)


def _kind(target: str) -> str | None:
    found = (kind for form, kind in TARGETS.items() if re.search(form, target))
    return next(found, None)


@pytest.mark.parametrize("target", EXAMPLES)
def test_kind_of_a_target(target: str) -> None:
    assert _kind(target) == EXAMPLES[target]
    assert kinds_of(target) == {EXAMPLES[target]}


@pytest.mark.parametrize("target", ITEMS)
def test_kind_of_an_item_is_one_of_the_possible_kinds(target: str) -> None:
    assert _kind(target) == ITEMS[target]
    assert ITEMS[target] in kinds_of(target)


@pytest.mark.parametrize("target", OTHERS)
def test_kind_of_other_targets_is_not_guessed(target: str) -> None:
    assert _kind(target) is None


def test_targets_of_the_vendors_have_the_kinds_that_the_checks_find() -> None:
    count = 0
    for path in OVERLAYS:
        for action in yaml.safe_load(path.read_text("utf-8"))["actions"]:
            kind = _kind(action["target"])
            count += kind is not None
            assert kind is None or kind in kinds_of(action["target"]), action
    assert count > 40


def _specloom_settings() -> dict[str, Any]:
    schema = editor_schema("settings")
    found = schema["properties"]["tool"]["properties"]["specloom"]["properties"]
    assert isinstance(found, dict)
    return found


def test_settings_are_those_of_a_project() -> None:
    known = _specloom_settings()
    assert list(known) == [*SETTINGS]
    defaults: dict[str, Any] = {**vars(Distribution()), **vars(Project(Path()))}
    for name, schema in known.items():
        default = "" if name == "distribution" else defaults[name.replace("-", "_")]
        assert schema.get("default", default if default == () else "") == default
        if name in CHOICES:
            assert schema["enum"] == [*CHOICES[name]]
        assert schema["description"].endswith(".")


LISTS = ("keywords", "classifiers", "dependencies", "license-files")
WRONG_SETTINGS = [
    *((name, 5) for name in SETTINGS),
    *((name, "") for name in SETTINGS),
    *((name, [value]) for name in LISTS for value in ("", 5, " ")),
    *(("authors", [value]) for value in ({}, "Ann", {"mail": "x"}, {"email": "x"})),
    *(("authors", [value]) for value in ({"name": ""}, {"name": "a,b"})),
    *(("urls", value) for value in ({"a": "x"}, {"a": 5}, {"a" * 33: "http://x.y"})),
    *(("client-names", {"a": value}) for value in ("", 5, "acme", "A b", "A.B", "É")),
    ("license-files", ["/LICENSE"]),
    ("license-files", ["../LICENSE"]),
    ("classifiers", ["Private"]),
    ("keywords", ["a,b"]),
    ("distribution", "-a"),
    ("distribution", "a b"),
    ("description", "a\nb"),
    ("description", "n" * 513),
    *((name, "../a") for name in ("specs", "output", "references", "package")),
    *((name, "a/../..") for name in ("specs", "output", "references")),
    *((name, "/tmp") for name in ("specs", "output", "references")),
    ("specs", "."),
    ("package", "A b"),
    ("package", "a.b"),
    ("formatter", "autopep8"),
    ("docstrings", "none"),
    ("release-tags", "v1"),
    ("release-tags", "*-*"),
    ("colour", "red"),
]


@pytest.mark.parametrize(("name", "value"), WRONG_SETTINGS)
def test_wrong_setting(name: str, value: Any, tmp_path: Path) -> None:
    assert not valid("settings", {"tool": {"specloom": {name: value}}})
    assert settings_problems(tmp_path, {name: value})


@pytest.mark.parametrize(
    ("name", "value"),
    [("specs", "a/b"), ("output", "x.y"), ("references", "."), ("package", "a_1")]
    + [("specs", "..a/b"), ("output", "./c"), ("release-tags", "client-v*")]
    + [("distribution", "Acme.Clients-2"), ("version", "1!2.0rc1"), ("version", "tag")]
    + [("description", "Clients – of 'ours' \\"), ("license", "MIT OR Apache-2.0")]
    + [("authors", [{"name": "Ann O’Neil"}, {"email": "ann@x.example"}])]
    + [("license-files", []), ("license-files", ["LICENSE"]), ("keywords", ["a b"])]
    + [("urls", {"Issue tracker": "https://x.example/a?b=c"}), ("urls", {})]
    + [("classifiers", ["Private :: Do Not Upload"])]
    + [("dependencies", ["pandas[x]>=2; python_version<'3.12'", "a @ file:///b"])]
    + [("client-names", {"acme": "AcmeClient", "b": "B_2"})],
)
def test_sound_setting(name: str, value: Any, tmp_path: Path) -> None:
    (tmp_path / "LICENSE").write_text("Do what you like.\n", "utf-8")
    data = {"project": {"name": "a"}, "tool": {"x": 1, "specloom": {name: value}}}
    assert valid("settings", data)
    assert not settings_problems(tmp_path, {name: value})


def test_messages_of_editors_say_what_is_expected() -> None:
    name = editor_schema("overlay")["definitions"]["partial.name.operation"]
    assert name["patternErrorMessage"] == (
        "expected a name like contacts.list (resource.action, in lower case)"
    )


def test_names() -> None:
    assert valid("names", {"GET /things": "things.list"})
    assert valid("names", {"GET /a": {"name": "a.list", "alias": "all"}})
    assert valid("names", {"GET /a": {"name": "a.list", "retired": "It is gone."}})
    for wrong in (
        {"GET /a": "list"},
        {"GET /a": 3},
        {"get": "a.list"},
        {"GET /a": {"name": "a.list"}},
        {"GET /a": {"name": "a.list", "alias": "all", "more": "x"}},
        {"x-specloom-property-names": "kebab-case"},
        ["GET /a"],
    ):
        assert not valid("names", wrong), wrong


@pytest.mark.parametrize("name", NAMES)
def test_schema_is_printed(name: str) -> None:
    result = CliRunner().invoke(cli.main, ["schema", name])
    assert json.loads(result.stdout) == json.loads(
        schema_texts()[f"{name}.schema.json"]
    )


def test_schemas_are_written_and_only_own_files_are_replaced(tmp_path: Path) -> None:
    folder = tmp_path / "specs" / ".schemas"
    command = ["schema", "--write", str(folder)]
    first = CliRunner().invoke(cli.main, command)
    assert first.exit_code == 0, first.output
    files = {path.name: path for path in folder.iterdir()}
    assert sorted(files) == sorted(f"{name}.schema.json" for name in NAMES)
    again = CliRunner().invoke(cli.main, [*command, "--json"])
    assert json.loads(again.stdout) == {"new": [], "changed": []}
    own = files["view.schema.json"]
    own.write_text(own.read_text().replace("a view", "another"), "utf-8")
    older = json.loads(own.read_text()) | {"title": "older"}
    own.write_text(json.dumps(older), "utf-8")
    replaced = CliRunner().invoke(cli.main, [*command, "--json"])
    assert json.loads(replaced.stdout)["changed"] == ["view.schema.json"]
    for text in ("{}", "[]", "not JSON", '{"$comment": "mine"}'):
        files["names.schema.json"].write_text(text, "utf-8")
        refused = CliRunner().invoke(cli.main, command)
        assert refused.exit_code == 2
        assert "but Specloom did not write it" in refused.stderr
        assert files["names.schema.json"].read_text("utf-8") == text


def test_schema_needs_a_known_name() -> None:
    for key, said in (("overlays", 'did you mean "overlay"?'), ("zzz", "expected one")):
        result = CliRunner().invoke(cli.main, ["schema", key])
        assert result.exit_code == 2 and said in result.stderr
    both = CliRunner().invoke(cli.main, ["schema", "overlay", "--write", "x"])
    assert both.exit_code == 2 and "not KEY" in both.stderr
