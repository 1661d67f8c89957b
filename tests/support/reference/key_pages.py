"""The `x-specloom-*` keys: where they stand, their members, and an example of each."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from pathlib import Path
from typing import Any

import yaml
from specloom.vocabulary import known_keys, schemas
from specloom.vocabulary.key_schemas import NODE_NAMES, places
from specloom.vocabulary.keys import (
    DERIVED,
    OF_PROPERTIES,
    RENAMED,
    RENAMED_MEMBERS,
    SHARED,
    VERSION,
)

from .markdown import anchor, block, page, plain, table
from .schema_tables import Schema, is_explained, member_table, shape, short_title

GOLDEN = Path(__file__).parents[2] / "golden"
OTHERS = "others"
TOPICS = {
    "names": (
        "Keys about names and what is generated",
        ("name", "alias", "property-names", "exclude", "view-of"),
    ),
    "calls": (
        "Keys about credentials and arguments",
        ("auth", "required", "argument-rules", "unit", "null-handling")
        + ("always-returned", "result", "stream"),
    ),
    "lists": (
        "Keys about lists",
        ("pagination", "window", "chunk", "changed-since", "filter")
        + ("filter-formats", "sort"),
    ),
    "failures": (
        "Keys about errors, limits and repeated requests",
        ("errors", "retry", "rate-limit", "idempotency", "optimistic-lock"),
    ),
    OTHERS: (
        "Keys of overlays and of normalized documents",
        ("provenance", "allow-no-match", "rules", "additional-operations", ""),
    ),
}
"""The title of each page, and its keys in order, without their prefix."""
BY_MACHINE = {
    "x-specloom-view-of": "Normalization writes it; an overlay cannot set it.",
    "x-specloom-additional-operations": "Normalization writes it.",
    "x-specloom-stream": "Normalization writes it, from `itemSchema` of OpenAPI 3.2.",
    VERSION: "Normalization writes it.",
}
GUIDES = {
    "x-specloom-name": ("Rename a method, and keep the old name", "rename-a-method"),
    "x-specloom-alias": ("Rename a method, and keep the old name", "rename-a-method"),
    "x-specloom-auth": ("Authenticate", "authentication"),
    "x-specloom-pagination": ("Declare how a list is paged", "declare-pagination"),
    "x-specloom-window": ("Read more than the vendor allows", "windows"),
    "x-specloom-chunk": ("Read more than the vendor allows", "windows"),
    "x-specloom-changed-since": ("Read more than the vendor allows", "windows"),
    "x-specloom-filter": ("Declare what a list is filtered by", "declare-a-filter"),
    "x-specloom-sort": ("Declare what a list is filtered by", "declare-a-filter"),
    "x-specloom-retry": ("Errors, and what is repeated", "errors-and-retries"),
    "x-specloom-errors": ("Errors, and what is repeated", "errors-and-retries"),
    "x-specloom-provenance": ("Write an overlay", "write-an-overlay"),
}
"""The title of the how-to guide about a key, and the name of its page."""
EXAMPLES = {
    "x-specloom-property-names": {
        "target": "$",
        "update": {"x-specloom-property-names": "camelCase"},
    },
    "x-specloom-errors": {
        "target": "$",
        "update": {
            "x-specloom-errors": {
                "default": {
                    "classes": {"ALREADY_EXISTS": "conflict"},
                    "rules": [
                        {
                            "when": {
                                "status": "2XX",
                                "location": "$response.body#/status",
                                "equals": "FAIL",
                            },
                            "code": "$response.body#/code",
                            "message": "$response.body#/message",
                        },
                        {"message": "$response.body#/message"},
                    ],
                }
            }
        },
    },
}
"""Actions with keys that no case of the tests has, or shows as readers need it."""
INTRODUCTION = """\
Each key holds one object, list or value, and stands in an overlay
([overlays](../../overlays.md), [what the keys mean together](../../vocabulary.md)).
A key at the root usually defines schemes by name, to which operations refer.
`specloom schema KEY` prints the JSON Schema from which these pages are made."""

RENAMING = """\
Overlays of version 1 of the vocabulary used other names. An old name is an error, whose
message has the line and the new name; nothing is renamed silently."""


def pages() -> dict[str, str]:
    """Return a page for each topic, and the page of all keys."""
    found: dict[str, list[str]] = {each: [] for each in TOPICS}
    for key in sorted(known_keys(), key=_order):
        found[_topic(key)].append(key)
    texts = {
        f"keys/{topic}.md": page(TOPICS[topic][0], *map(_section, keys))
        for topic, keys in found.items()
    }
    tables = [
        part
        for topic, keys in found.items()
        for part in (
            f"## {TOPICS[topic][0].removeprefix('Keys ').capitalize()}",
            table(("key", "on", "what it states"), [_row(topic, k) for k in keys]),
        )
    ]
    index = page("Keys of overlays", INTRODUCTION, *tables, *_values(), *_renamed())
    return {"keys/index.md": index, **texts}


def _renamed() -> Iterator[str]:
    """Yield the parts of the page that say what the keys of version 1 are now."""
    yield "## Renamed keys"
    yield RENAMING
    keys = [(f"`{old}`", _linked(new)) for old, new in RENAMED.items()]
    yield table(("old key", "key"), keys)
    yield "The members of these and of other keys that were renamed:"
    members = [(f"`{old}`", f"`{new}`") for old, new in RENAMED_MEMBERS.items()]
    yield table(("old member", "member"), members)


def _linked(keys: str) -> str:
    """Return names of keys, joined by "or", with links."""
    links = [f"[`{k}`]({_topic(k)}.md#{anchor(k)})" for k in keys.split(" or ")]
    return " or ".join(links)


def _values() -> Iterator[str]:
    """Yield the parts of the page that explain the values of several keys."""
    yield "## Values of several keys"
    for node in schemas()[SHARED]["$defs"].values():
        if is_explained(node):
            yield f"### {short_title(node)}"
            example = str(node["title"]).partition(" such as ")[2]
            if example:
                yield f"Such as {plain(example)}."
            yield plain(str(node.get("description", "")))


def _short(key: str) -> str:
    return key.removeprefix(VERSION).removeprefix("-")


def _order(key: str) -> tuple[int, str]:
    keys = [each for _, names in TOPICS.values() for each in names]
    return (keys.index(_short(key)) if _short(key) in keys else len(keys), key)


def _topic(key: str) -> str:
    return next((t for t, (_, keys) in TOPICS.items() if _short(key) in keys), OTHERS)


def _row(topic: str, key: str) -> tuple[str, str, str]:
    said = plain(str(schemas()[key].get("description", ""))).split(". ")[0]
    link = f"[`{key}`]({topic}.md#{anchor(key)})"
    return link, ", ".join(_place(key, each) for each in places(key)), said.rstrip(".")


def _place(key: str, kind: str) -> str:
    """Return where a key stands, for a kind of node."""
    if kind == "schema" and key in OF_PROPERTIES:
        return "a property"
    return NODE_NAMES[kind]


@cache
def _documents() -> Mapping[str, Any]:
    return {str(schema["$id"]): schema for schema in schemas().values()}


def _section(key: str) -> str:
    document = schemas()[key]
    nodes = {
        kind: Schema(document["$defs"][kind], document, _documents())
        for kind in places(key)
    }
    rows = [
        (_place(key, kind), shape(schema), _meaning(schema))
        for kind, schema in nodes.items()
    ]
    parts = [
        f"## {key}",
        plain(str(document.get("description", ""))),
        BY_MACHINE.get(key, ""),
        (
            table(("on", "value", "meaning"), rows)
            if any(row[2] for row in rows)
            else table(("on", "value"), [row[:2] for row in rows])
        ),
        member_table(*nodes.values()),
    ]
    if key in GUIDES:
        title, name = GUIDES[key]
        parts.append(f"How-to: [{title}](../../how-to/{name}.md).")
    example = _examples().get(key)
    if example:
        place = "as an action" if example.startswith("- target") else "at the root"
        parts += [f"For example, {place} of an overlay:", block(example, "yaml")]
    return "\n\n".join(part for part in parts if part)


def _meaning(schema: Schema) -> str:
    return plain(str(schema.node.get("description", "")))


@cache
def _examples() -> dict[str, str]:
    """Return an action with each key, from the cases that the tests generate."""
    found: dict[str, list[Any]] = {key: [each] for key, each in EXAMPLES.items()}
    for path in sorted(GOLDEN.glob("*/**/overlay.yaml")):
        if "broken" in path.parts:
            continue
        overlay = yaml.safe_load(path.read_text("utf-8"))
        for owner in (overlay, *overlay.get("actions", [])):
            for key, value in _used(owner):
                found.setdefault(key, []).append(value)
    return {
        key: (
            yaml.safe_dump([_best(values)], sort_keys=False, width=80)
            if isinstance(_best(values), dict) and "target" in _best(values)
            else yaml.safe_dump(_best(values), sort_keys=False, width=80)
        )
        for key, values in found.items()
        if key not in DERIVED
    }


def _best(values: list[Any]) -> Any:
    """Return the example that says the most in at most 20 lines."""

    def length(value: Any) -> int:
        return len(yaml.safe_dump(value).splitlines())

    short = [each for each in values if length(each) <= 20]
    return max(short, key=length) if short else min(values, key=length)


def _used(owner: Mapping[str, Any]) -> Iterator[tuple[str, Any]]:
    """Yield each key of an overlay or action, with the least that contains it."""
    for name, value in owner.items():
        if name.startswith(VERSION):
            rest = {k: v for k, v in owner.items() if k in ("target", "update", name)}
            yield name, rest if "target" in owner else {name: value}
    update = owner.get("update")
    if isinstance(update, dict):
        for steps, key, value in _inside(update, ()):
            node: Any = {key: value}
            for step in reversed(steps):
                node = {step: node}
            yield key, {"target": owner["target"], "update": node}


def _inside(
    node: Mapping[str, Any], steps: tuple[str, ...]
) -> Iterator[tuple[tuple[str, ...], str, Any]]:
    for name, value in node.items():
        if str(name).startswith(VERSION):
            yield steps, name, value
        elif isinstance(value, dict):
            yield from _inside(value, (*steps, name))
