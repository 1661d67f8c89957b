"""The JSON Schema of an overlay: OpenAPI Overlay 1.0 and 1.1, and the keys of Specloom.

What an action changes is checked by the kind of the node that its target selects.
Targets with wildcards or filters can select several kinds; then a key is allowed
wherever it is allowed on some kind of node.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from ..vocabulary import keys
from ..vocabulary.key_schemas import known_keys, places, schemas
from ..vocabulary.node_kinds import ANY, CHILDREN, DATA, METHODS, NAMES, OTHER
from .draft7 import Definitions

_STEP = r"""(\.[A-Za-z_][A-Za-z0-9_-]*|\[('[^']*'|"[^"]*")\])"""
_ITEM = r"\[([0-9]+|\?[^\[\]]*)\]"
_PATH = rf"\.paths{_STEP}"
_METHOD = rf"(\.({'|'.join(METHODS)})|\['({'|'.join(METHODS)})'\])"
TARGETS: Mapping[str, str] = {
    r"^\$$": "root",
    rf"^\${_PATH}$": "path",
    rf"^\${_PATH}{_METHOD}$": "operation",
    rf"^\${_PATH}{_METHOD}?\.parameters{_ITEM}$": "parameter",
    rf"^\$\.components\.parameters{_STEP}$": "parameter",
    rf"^\$\.components\.schemas{_STEP}(\.properties{_STEP})*$": "schema",
    rf"^\$\.definitions{_STEP}(\.properties{_STEP})*$": "schema",
    r"^\$\.servers\[[0-9]+\]$": "server",
}
"""The kind of the node that a target selects, by the form of the target."""
_TEXT = {"type": ["string", "number", "null"]}
_QUERY = {"type": "string", "pattern": r"^\s*\$"}
_FOREIGN = "^x-(?!specloom)"


def overlay_schema() -> dict[str, Any]:
    """Return the JSON Schema of overlays, without `$schema` and `$id`."""
    found = Definitions()
    nodes = {_name(kind): _node(kind, found) for kind in _kinds()}
    own = {key: found.add(key, "overlay") for key in _keys_at("overlay")}
    action = _action(found)
    return {
        "title": "an OpenAPI Overlay with keys of Specloom",
        "type": "object",
        "required": ["overlay", "info", "actions"],
        "properties": {
            "overlay": {
                "description": "The version of the Overlay Specification.",
                "type": "string",
                "pattern": r"^1\.[01](\.[0-9]+)?$",
                "examples": ["1.1.0"],
            },
            "info": {
                "type": "object",
                "required": ["title", "version"],
                "properties": {
                    "title": {**_TEXT, "description": "What the overlay is for."},
                    "version": _TEXT,
                    "description": _TEXT,
                },
                "patternProperties": {"^x-": True},
                "additionalProperties": False,
            },
            "extends": {"type": "string", "description": "The document to change."},
            "description": _TEXT,
            "actions": {
                "description": "What is changed, in this order.",
                "type": "array",
                "minItems": 1,
                "items": {"$ref": "#/definitions/action"},
            },
            **own,
        },
        "patternProperties": {_FOREIGN: True},
        "additionalProperties": False,
        "definitions": {"action": action, **nodes, **found.found},
    }


def _action(found: Definitions) -> dict[str, Any]:
    keyed = {key: found.add(key, "action") for key in _keys_at("action")}
    return {
        "title": "an action",
        "type": "object",
        "required": ["target"],
        "properties": {
            "target": {
                **_QUERY,
                "description": "A JSONPath (RFC 9535) of the nodes to change.",
                "examples": ["$.paths['/things'].get"],
            },
            "description": _TEXT,
            "update": {
                "description": "What is merged into each node, or appended to a list."
            },
            "copy": {
                **_QUERY,
                "description": "A JSONPath of the node to copy to the target "
                "(Overlay 1.1).",
            },
            "remove": {
                "description": "Whether the nodes are removed.",
                "type": "boolean",
            },
            **keyed,
        },
        "patternProperties": {_FOREIGN: True},
        "additionalProperties": False,
        "not": {
            "required": ["update", "copy"],
            "properties": {"remove": {"const": False}},
        },
        **_by_target([*TARGETS.items()]),
    }


def _by_target(targets: list[tuple[str, str]]) -> dict[str, Any]:
    """Return the rule about `update` for the first target that matches."""
    if not targets:
        return _update_of(ANY)
    (pattern, kind), *others = targets
    is_target = {"required": ["target"], "properties": {"target": {"pattern": pattern}}}
    rest = _by_target(others)
    return {"if": is_target, "then": _update_of(kind), "else": rest}


def _update_of(kind: str) -> dict[str, Any]:
    return {"properties": {"update": {"$ref": f"#/definitions/{_name(kind)}"}}}


def _name(kind: str) -> str:
    return f"at.{kind}"


def _kinds() -> list[str]:
    """Return the kinds of nodes that targets can select, and of all nodes in them."""
    found: list[str] = []
    waiting = [ANY, OTHER, *TARGETS.values()]
    while waiting:
        if (kind := waiting.pop(0)) not in found and kind != DATA:
            found.append(kind)
            waiting += CHILDREN.get(kind, {}).values()
    return found


def _keys_at(kind: str) -> list[str]:
    """Return the keys that an overlay can set on a kind of node, sorted."""
    known = sorted(known_keys() - keys.DERIVED)
    return [key for key in known if kind == ANY or kind in places(key)]


def _node(kind: str, found: Definitions) -> dict[str, Any]:
    """Return the schema of a node of some kind; an array has the kind of its items."""
    allowed = _keys_at(kind)
    members = {
        name: _member(child)
        for name, child in CHILDREN.get(kind, {}).items()
        if name != "*" and name not in known_keys()
    }
    others = CHILDREN.get(kind, {}).get("*", ANY if kind == ANY else OTHER)
    patterns: dict[str, Any] = {} if kind in NAMES else {_FOREIGN: True}
    suffixes = "|".join(key.removeprefix(keys.VERSION) for key in allowed)
    patterns["^x-specloom" + (f"(?!({suffixes})$)" if allowed else "")] = False
    return {
        "properties": {
            **members,
            **{key: _key(key, kind, found) for key in allowed},
        },
        "patternProperties": patterns,
        "additionalProperties": _member(others),
        "items": {"$ref": f"#/definitions/{_name(kind)}"},
    }


def _member(kind: str) -> Any:
    return True if kind == DATA else {"$ref": f"#/definitions/{_name(kind)}"}


def _key(key: str, kind: str, found: Definitions) -> dict[str, Any]:
    """Return the schema of a key on a kind of node."""
    schema = schemas()[key]
    allowed = [kind] if kind != ANY else places(key)
    # A key of overlays or actions has its place outside of what an action changes.
    parts = [found.add(key, each, partial=True) for each in allowed]
    rule = parts[0] if len(parts) == 1 else {"anyOf": parts}
    return {"description": schema["description"], "allOf": [rule]}
